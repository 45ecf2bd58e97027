"""The grid that a store is counted in, by keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QWidget,
)

from desktop.views.canteen.stocktake.table import Column, StocktakeTable
from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QKeyEvent

    Index = QModelIndex | QPersistentModelIndex

_WIDTHS: Final = {
    Column.NUMBER: 52,
    Column.NAME: 130,
    Column.SPECIFICATION: 120,
    Column.RECEIVED: 104,
    Column.MEASURE: 60,
    Column.BOOKED: 96,
    Column.COUNTED: 104,
    Column.DIFFERENCE: 84,
}
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class StocktakeGrid(QTableView):
    """A number and Enter: the next lot; where it differs, first why. `=`: as it is booked."""

    def __init__(self, table: StocktakeTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = table
        self.setModel(table)
        self.setObjectName("stocktakeGrid")
        self.setAccessibleName("盘点")
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(current_tokens().sizes.row)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        big = current_tokens().sizes.base / 14
        for column, width in _WIDTHS.items():
            header.resizeSection(column, round(width * big))
        table.modelReset.connect(self.begin)

    def begin(self) -> None:
        """Go to the first lot that nobody has counted."""
        lines = self.table.lines
        row = next((at for at, line in enumerate(lines) if line.counted is None), 0)
        self.go_to(row, Column.COUNTED)

    def go_to(self, row: int, column: Column) -> None:
        """Make a cell the current one."""
        if 0 <= row < self.table.rowCount():
            self.setCurrentIndex(self.table.index(row, column))

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        """Figures come as they are, whatever input method is on; reasons are written with it."""
        super().currentChanged(current, previous)
        wanted = current.column() == Column.REASON
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=wanted)

    def closeEditor(  # noqa: N802 - Qt's name
        self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint
    ) -> None:
        """Enter ends what is typed and goes on."""
        super().closeEditor(editor, hint)
        if hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._go_on()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go on, count as it is booked, take away; everything else begins to type."""
        row = self.currentIndex().row()
        if self.state() is QAbstractItemView.State.EditingState:
            # The field hands Enter on before what was typed in it is taken.
            super().keyPressEvent(event)
        elif event.key() in _ENTER:
            self._go_on()
        elif event.text() == "=" and self.currentIndex().column() != Column.REASON:
            self.table.count_as_booked(row)
            self._go_on()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.table.setData(self.currentIndex(), "")
        else:
            super().keyPressEvent(event)

    def _go_on(self) -> None:
        index = self.currentIndex()
        if not index.isValid():
            return
        line = self.table.lines[index.row()]
        if index.column() == Column.COUNTED and line.difference and not line.reason:
            self.go_to(index.row(), Column.REASON)
        else:
            self.go_to(index.row() + 1, Column.COUNTED)
