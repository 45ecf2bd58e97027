"""A sheet of goods that was left unsaved, kept as the texts that stood in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtWidgets import QLineEdit

from desktop.views.widgets import Choice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.services.canteen.canteens import CanteenLine
    from desktop.views.canteen.goods.grid import LineGrid
    from desktop.views.drafts import Drafts
    from desktop.views.forms.fields import FieldRow


class KeptSheet(Protocol):
    """What is kept of a sheet."""

    name: str
    canteen: CanteenLine | None
    rows: dict[str, FieldRow]
    grid: LineGrid
    loading: bool


class SheetKeeping:
    """Keeps what stands in a sheet, for each canteen by itself."""

    def __init__(self, drafts: Drafts, sheet: KeptSheet) -> None:
        self._drafts, self._sheet = drafts, sheet
        self.replaces = ""
        """The key of the draft in the books that is being gone on with."""
        self.order = ""
        """The key of the order that is answered."""

    @property
    def _name(self) -> str:
        canteen = self._sheet.canteen
        return f"{self._sheet.name}/{canteen.canteen_id if canteen else ''}"

    def keep(self) -> None:
        """Keep it, if anything stands in its lines."""
        sheet = self._sheet
        if sheet.canteen is None:
            return
        if sheet.grid.filled:
            self._drafts.keep(self._name, self.texts())
        elif self._drafts.find(self._name) is not None:
            self._drafts.forget(self._name)

    def texts(self) -> dict[str, Any]:
        """What stands in the sheet."""
        head = {name: _text(row.widget) for name, row in self._sheet.rows.items()}
        lines = self._sheet.grid.texts()
        return {"head": head, "lines": lines, "replaces": self.replaces, "order": self.order}

    def resume(self) -> bool:
        """Show what was left; False: nothing was."""
        kept = self._drafts.find(self._name)
        self.replaces = self.order = ""
        if kept is None:
            return False
        self.replaces, self.order = kept.get("replaces", ""), kept.get("order", "")
        self.show(kept["head"], kept["lines"])
        return True

    def show(self, head: Mapping[str, str], lines: list[dict[str, str]]) -> None:
        """Put texts into the sheet."""
        sheet = self._sheet
        sheet.loading = True
        for name, text in head.items():
            if name in sheet.rows:
                _put(sheet.rows[name].widget, text)
        sheet.grid.fill(lines)
        sheet.loading = False

    def forget(self) -> None:
        """It was written, or given up."""
        self.replaces = self.order = ""
        self._drafts.forget(self._name)


def _text(widget: object) -> str:
    if isinstance(widget, Choice):
        return widget.currentText() if widget.value() is not None else ""
    assert isinstance(widget, QLineEdit)  # noqa: S101 - sheets have no other fields
    return widget.text()


def _put(widget: object, text: str) -> None:
    if isinstance(widget, Choice):
        widget.setCurrentIndex(max(widget.findText(text), 0))
    elif isinstance(widget, QLineEdit):
        widget.setText(text)
