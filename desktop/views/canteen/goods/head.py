"""The head of a sheet of goods: a few fields beside each other, each with its words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.views.forms.fields import FieldRow
from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.views.forms import Field

_ACROSS: Final = (4, 5)
"""Fields beside each other: as a rule, and where one more saves a line."""


class SheetHead(QWidget):
    """The fields of the head; Enter walks through them."""

    changed = Signal()

    def __init__(self, fields: Sequence[Field]) -> None:
        super().__init__()
        self.rows = {field.name: FieldRow(field) for field in fields}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(current_tokens().sizes.space * 2)
        grid.setVerticalSpacing(0)
        most = _ACROSS[len(self.rows) == _ACROSS[1]]
        for at, row in enumerate(self.rows.values()):
            down, across = divmod(at, most)
            grid.addWidget(row.title, down * 2, across)
            grid.addWidget(row, down * 2 + 1, across)
            grid.setColumnStretch(across, 1)
            row.changed.connect(self.changed)

    def clear(self) -> None:
        """Empty every field."""
        for row in self.rows.values():
            row.entry.set_value(None)
            row.untouch()

    def missing(self) -> list[str]:
        """The titles of fields that must be filled and are not."""
        return [row.field.title for row in self.rows.values() if row.is_missing]

    def lead_to_fault(self) -> bool:
        """Go to the first field that is missing or wrong; False: none is."""
        faulty = [row for row in self.rows.values() if row.is_missing or row.problem()]
        for row in faulty:
            row.touch()
        if faulty:
            faulty[0].widget.setFocus()
        return bool(faulty)

    def walk_on(self, here: QWidget) -> bool:
        """Go on from a field to the next; False: it is the last one."""
        rows = list(self.rows.values())
        at = next((place for place, row in enumerate(rows) if row.widget is here), -1)
        if 0 <= at < len(rows) - 1:
            rows[at + 1].widget.setFocus(Qt.FocusReason.TabFocusReason)
        return at < len(rows) - 1
