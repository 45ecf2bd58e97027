"""The first lines of a sheet as they stand; a click on one says that it is the header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Signal
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem

from desktop.rosters.problems import letter
from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH = 6.3
"""Of a column, in letters."""


class RowsGrid(QTableWidget):
    """A few dozen lines at most."""

    row_chosen = Signal(int)
    """The line as Excel counts, from 1."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("表的前几十行")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        sizes = current_tokens().sizes
        self.verticalHeader().setDefaultSectionSize(sizes.row - 4)
        self.horizontalHeader().setDefaultSectionSize(round(_WIDTH * sizes.base))
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.cellClicked.connect(lambda row, _column: self.row_chosen.emit(row + 1))

    def show_rows(self, rows: Sequence[Sequence[str]], header: int, top: int | None = None) -> None:
        """Show lines, and mark those of the header from `top` on (0: none is known)."""
        self.clear()
        width = max((len(row) for row in rows), default=0)
        self.setColumnCount(width)
        self.setRowCount(len(rows))
        self.setHorizontalHeaderLabels([letter(column) for column in range(width)])
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                self.setItem(at, column, QTableWidgetItem(text))
        if 0 < header <= len(rows):
            self.setCurrentCell(header - 1, 0)
            model = self.model()
            first, last = model.index((top or header) - 1, 0), model.index(header - 1, width - 1)
            self.selectionModel().select(
                QItemSelection(first, last), QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
        else:
            self.clearSelection()
