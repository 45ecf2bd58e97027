"""The grid that amounts are typed into."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.views.canteen.fees.table import TYPED, Column
from desktop.views.canteen.figures_grid import FiguresGrid

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex

    from desktop.views.canteen.fees.table import FeesTable

_WIDTHS: Final = {
    Column.LABEL: 110,
    Column.NAME: 120,
    Column.PAID: 122,
    Column.DUE: 90,
    Column.AMOUNT: 104,
    Column.TICKET: 130,
}


class FeesGrid(FiguresGrid):
    """An amount and Enter: the next pupil."""

    def __init__(self, table: FeesTable) -> None:
        super().__init__(table, Column.AMOUNT, _WIDTHS)
        self.table = table
        self.setObjectName("feesGrid")
        self.setAccessibleName("学生伙食费")

    def go_on(self, index: QModelIndex) -> None:
        """To the same column of the next pupil, from what is not typed to the amounts."""
        if index.column() in TYPED:
            super().go_on(index)
        else:
            self.go_to(index.row() + 1, Column.AMOUNT)
