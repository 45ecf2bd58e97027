"""Which row a list stands on: told when it has come, found again when the list is read anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.views.tables.grid import Grid
    from desktop.views.tables.model import PagedTable


class Cursor(QObject):
    """Follows the current row of a grid."""

    moved = Signal(object)
    """The line of the current row; None: there is none."""

    def __init__(self, grid: Grid, table: PagedTable[Any]) -> None:
        super().__init__(grid)
        self._grid, self._table = grid, table
        self.identity: Callable[[Any], object] = lambda line: line
        self._told: Any = None
        self._sought: object = None
        self._scrolled = 0
        grid.selectionModel().currentRowChanged.connect(self._on_moved)
        grid.selectionModel().selectionChanged.connect(self._on_moved)
        table.arrived.connect(self._on_arrived)

    def line(self) -> Any:  # noqa: ANN401 - a row of any list
        """What the current row shows; None where there is none or it has not come.

        A grid that is only walked into has a current row that nobody has chosen: that is none.
        """
        index = self._grid.currentIndex()
        chosen = index.isValid() and self._grid.selectionModel().isSelected(index)
        return self._table.line(index.row()) if chosen else None

    def remember(self) -> None:
        """Keep in mind where the list stands, because it will be read anew."""
        line = self.line()
        self._sought = None if line is None else self.identity(line)
        self._scrolled = self._grid.verticalScrollBar().value()

    def forget(self) -> None:
        """The list that comes is another one: it begins at its top."""
        self._sought, self._scrolled = None, 0

    def find_again(self, first: int, lines: Sequence[Any]) -> None:
        """Stand on the row that was remembered, if it is among those that have come."""
        self._grid.verticalScrollBar().setValue(self._scrolled)
        if self._sought is not None:
            for row, line in enumerate(lines, start=first):
                if self.identity(line) == self._sought:
                    self._grid.go_to(row)
                    break
        self._tell()

    def _on_moved(self) -> None:
        index = self._grid.currentIndex()
        chosen = index.isValid() and self._grid.selectionModel().isSelected(index)
        if not chosen or self._table.line(index.row()) is not None:
            self._tell()

    def _on_arrived(self, first: int, last: int) -> None:
        if first <= self._grid.currentIndex().row() <= last:
            self._tell()

    def _tell(self) -> None:
        line = self.line()
        if line != self._told:
            self._told = line
            self.moved.emit(line)
