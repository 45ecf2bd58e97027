"""The grid of a list: whole rows are chosen, the keyboard reaches everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desktop.views.style import current_tokens
from desktop.views.tables.painting import CellPainter

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from desktop.views.tables.model import PagedTable

_NARROWEST: Final = 40


class Grid(QTableView):
    """A table view with the keys of a list."""

    entered_row = Signal(int)
    """Enter or a double click on a row."""
    copying = Signal()
    filtering = Signal()
    reloading = Signal()

    def __init__(self, table: PagedTable[Any]) -> None:
        super().__init__()
        self.setModel(table)
        self.setItemDelegate(CellPainter(table, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.fit_rows()
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(_NARROWEST)
        header.setStretchLastSection(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.doubleClicked.connect(lambda index: self.entered_row.emit(index.row()))

    def fit_rows(self) -> None:
        """Rows as high as the look says."""
        self.verticalHeader().setDefaultSectionSize(current_tokens().sizes.row)

    def changeEvent(self, event: Any) -> None:  # noqa: ANN401, N802 - Qt's name
        """Follow the size of the type."""
        super().changeEvent(event)
        if event.type() in (event.Type.FontChange, event.Type.StyleChange):
            self.fit_rows()

    def go_to(self, row: int) -> None:
        """Make a row the current one and show it."""
        if not 0 <= row < self.model().rowCount():
            return
        index = self.model().index(row, max(self.horizontalHeader().logicalIndex(0), 0))
        flags = (
            QItemSelectionModel.SelectionFlag.ClearAndSelect
            | QItemSelectionModel.SelectionFlag.Rows
        )
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)

    def top_row(self) -> int:
        """The first row that is seen."""
        return max(self.rowAt(0), 0)

    def spans(self) -> list[tuple[int, int]]:
        """The chosen rows as spans from a row to the one behind the last, in order."""
        chosen: Any = self.selectionModel().selection()  # a list to Python, not to its types
        found = sorted((part.top(), part.bottom() + 1) for part in chosen)
        spans: list[tuple[int, int]] = []
        for begin, end in found:
            if spans and begin <= spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((begin, end))
        return spans

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Home and End go to the first and last row, Enter opens, Ctrl+C copies."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copying.emit()
        elif event.matches(QKeySequence.StandardKey.Find):
            self.filtering.emit()
        elif event.matches(QKeySequence.StandardKey.Refresh):
            self.reloading.emit()
        elif not self._walked(event):
            super().keyPressEvent(event)
            return
        event.accept()

    def _walked(self, event: QKeyEvent) -> bool:
        bare = not event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and bare:
            if self.currentIndex().isValid():
                self.entered_row.emit(self.currentIndex().row())
            return True
        if event.key() == Qt.Key.Key_Home and bare:
            self.go_to(0)
            return True
        if event.key() == Qt.Key.Key_End and bare:
            self.go_to(self.model().rowCount() - 1)
            return True
        return False
