"""A field of a form that holds any number of lines: dishes of a meal, ingredients of a dish."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop.views.canteen.goods.grid import LineGrid
from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from desktop.views.canteen.goods.grid import Cell, GridLine

V = TypeVar("V")
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LinesEdit(QWidget, Generic[V]):
    """Lines as one field; Enter walks through them and, from a blank one, on in the form."""

    changed = Signal()

    def __init__(self, title: str, cells: Sequence[Cell], lines: int) -> None:
        """`lines` are seen at once."""
        super().__init__()
        self.setAccessibleName(title)
        self._loading = False
        self.grid = LineGrid(cells, self.prepare)
        self.grid.changed.connect(self._on_line)
        self.grid.setMinimumHeight(lines * (current_tokens().sizes.control + 24))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.grid)
        self.grid.fill(())
        self.setFocusProxy(next(iter(self.grid.lines[0].fields.values())))

    @abstractmethod
    def prepare(self, line: GridLine) -> None:
        """A line was made: let it offer what there is."""
        ...

    @abstractmethod
    def take(self, line: GridLine) -> V | None:
        """What a line says; None while something is missing."""
        ...

    @abstractmethod
    def put(self, line: GridLine, value: V) -> None:
        """Show a value in a line."""
        ...

    @abstractmethod
    def told(self, value: V) -> str:
        """A value in words."""
        ...

    @abstractmethod
    def look(self, line: GridLine) -> None:
        """Say below a line what is to be said of it."""
        ...

    def lacking(self, line: GridLine) -> str:
        """Why a line that is not blank says nothing yet."""
        return line.problem() or "还没有写完。"

    def value(self) -> tuple[V, ...]:
        """What the lines say, as far as they say anything."""
        taken = (self.take(line) for line in self.grid.filled)
        return tuple(value for value in taken if value is not None)

    def set_value(self, value: tuple[V, ...] | None) -> None:
        """Show lines."""
        self._loading = True
        self.grid.fill([{} for _ in value or ()])
        for line, one in zip(self.grid.lines, value or (), strict=False):
            self.put(line, one)
        self._loading = False
        self.setFocusProxy(next(iter(self.grid.lines[0].fields.values())))
        self.look_again()

    def words(self, value: tuple[V, ...] | None) -> str:
        """Lines as they are read beside others."""
        return "、".join(map(self.told, value or ()))

    def problem(self) -> str:
        """What is wrong in the first line of which something is."""
        for number, line in enumerate(self.grid.lines, start=1):
            if not line.blank and self.take(line) is None:
                return f"第{number}行：{self.lacking(line)}"
        return ""

    def underway(self) -> bool:
        """Whether somebody is still typing in it."""
        here = QApplication.focusWidget()
        return here is not None and self.isAncestorOf(here)

    def hint(self) -> str:
        """Nothing: each line speaks for itself."""
        return ""

    def look_again(self) -> None:
        """What is known has changed: say anew what is to be said of the lines."""
        for line in self.grid.lines:
            self.look(line)
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter walks on through the lines; behind the last one that is filled, out of them."""
        here = QApplication.focusWidget()
        line = next((x for x in self.grid.lines if here in x.fields.values()), None)
        if event.key() in _ENTER and here is not None and line is not None and not line.blank:
            self.grid.walk_on(here)
            event.accept()
        else:
            super().keyPressEvent(event)

    def _on_line(self, line: GridLine | None) -> None:
        if line is not None:
            self.look(line)
        if not self._loading:
            self.changed.emit()


def as_fields(line: GridLine, *names: str) -> list[Any]:
    """Some fields of a line, of the kinds that their makers gave."""
    return [line.fields[name] for name in names]
