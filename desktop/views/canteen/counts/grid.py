"""The grid that heads are typed into, by keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal

from desktop.views.canteen.counts.table import TYPED, Column
from desktop.views.canteen.figures_grid import FiguresGrid

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex

    from desktop.views.canteen.counts.table import CountsTable

_WIDTHS: Final = {
    Column.LABEL: 130,
    Column.ENROLLED: 64,
    Column.PRESENT: 64,
    Column.PLAN: 86,
    Column.PAYING: 86,
}


class CountsGrid(FiguresGrid):
    """Digits type, Enter goes to the next class, behind the last one to the next column."""

    walked_out = Signal()
    """Enter was pressed in the last cell."""

    def __init__(self, table: CountsTable) -> None:
        super().__init__(table, Column.PLAN, _WIDTHS)
        self.table = table
        self.setObjectName("countsGrid")
        self.setAccessibleName("就餐人数")

    def begins_typing(self, words: str) -> bool:
        """Heads are digits."""
        return not words.isprintable() or words.isdecimal() or not words

    def go_on(self, index: QModelIndex) -> None:
        """To the next class; behind the last one to the next column, and out."""
        column = Column(index.column()) if index.isValid() else Column.PLAN
        if index.row() + 1 < self.table.rowCount():
            self.go_to(index.row() + 1, column if column in TYPED else Column.PLAN)
        elif column is Column.PLAN:
            self.go_to(0, Column.PAYING)
        else:
            self.walked_out.emit()
