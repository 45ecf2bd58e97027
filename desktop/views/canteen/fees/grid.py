"""The grid that amounts are typed into."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QTableView

from desktop.views.canteen.fees.table import TYPED, Column
from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from desktop.views.canteen.fees.table import FeesTable

    Index = QModelIndex | QPersistentModelIndex

_WIDTHS: Final = {
    Column.LABEL: 110,
    Column.NAME: 120,
    Column.PAID: 122,
    Column.DUE: 90,
    Column.AMOUNT: 104,
    Column.TICKET: 130,
}
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FeesGrid(QTableView):
    """An amount and Enter: the next pupil."""

    def __init__(self, table: FeesTable) -> None:
        super().__init__()
        self.table = table
        self.setModel(table)
        self.setObjectName("feesGrid")
        self.setAccessibleName("学生伙食费")
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
        table.modelReset.connect(lambda: self.go_to(0, Column.AMOUNT))

    def go_to(self, row: int, column: Column) -> None:
        """Make a cell the current one."""
        if 0 <= row < self.table.rowCount():
            self.setCurrentIndex(self.table.index(row, column))

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        """Figures come as they are, whatever input method is on."""
        super().currentChanged(current, previous)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)

    def closeEditor(  # noqa: N802 - Qt's name
        self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint
    ) -> None:
        """Enter ends what is typed and goes on."""
        super().closeEditor(editor, hint)
        if hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._go_on()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go on, or take away; everything else begins to type."""
        if self.state() is QAbstractItemView.State.EditingState:
            # The field hands Enter on before what was typed in it is taken.
            super().keyPressEvent(event)
        elif event.key() in _ENTER:
            self._go_on()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.table.setData(self.currentIndex(), "")
        else:
            super().keyPressEvent(event)

    def _go_on(self) -> None:
        index = self.currentIndex()
        if index.isValid():
            column = Column(index.column())
            self.go_to(index.row() + 1, column if column in TYPED else Column.AMOUNT)
