"""The grid that the staff's meals are marked in, by keyboard or by mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop.views.canteen.staffmeals.painting import DayHeader, DayPainter
from desktop.views.canteen.staffmeals.table import FIRST_DAY, NAME, SUMS, StaffMealsTable
from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QKeyEvent

    Index = QModelIndex | QPersistentModelIndex

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_NOT: Final = (Qt.Key.Key_0, Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_DAY_WIDTH: Final = 1.72
"""A day's width in letters: a month of them fits a small screen."""


class StaffMealsGrid(QTableView):
    """1: ate, and the next person; 0: did not; the space bar turns; F4: everybody of the day."""

    moved = Signal(str)
    """Who and which day is the current cell: on a small screen the names may be out of sight."""

    def __init__(self, table: StaffMealsTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = table
        self.setHorizontalHeader(DayHeader(table, self))
        self.setModel(table)
        self.setItemDelegate(DayPainter(self))
        self.setObjectName("staffMealsGrid")
        self.setAccessibleName("教职工就餐")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(current_tokens().sizes.row)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(10)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setFixedHeight(round(current_tokens().sizes.base * 3.4))
        table.modelReset.connect(self._begin)
        self.doubleClicked.connect(lambda _index: self._turn())

    def go_to(self, row: int, column: int) -> None:
        """Make a cell the current one."""
        if 0 <= row < self.table.rowCount():
            self.setCurrentIndex(self.table.index(row, column))

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        """Figures come as they are, whatever input method is on."""
        super().currentChanged(current, previous)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.moved.emit(str(current.data(Qt.ItemDataRole.ToolTipRole) or ""))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Mark, move, or hand the key on."""
        if event.key() == Qt.Key.Key_1:
            self._put(ate=True)
        elif event.key() in _NOT:
            self._put(ate=False)
        elif event.key() == Qt.Key.Key_Space:
            self._turn()
        elif event.key() == Qt.Key.Key_F4:
            self.fill_day()
        elif event.key() in _ENTER:
            self.go_to(self.currentIndex().row() + 1, self.currentIndex().column())
        elif event.text().isprintable() and event.text():
            event.accept()  # A letter would jump to a name that begins with it.
        else:
            super().keyPressEvent(event)

    def fill_day(self) -> None:
        """Mark everybody who was at the post on the current day."""
        place = self.table.place_of(self.currentIndex().column())
        if place is None:
            self.table.refused.emit("先把光标放到要填的那一天。")
        else:
            self.table.fill(place)

    def _put(self, *, ate: bool) -> None:
        index = self.currentIndex()
        place = self.table.place_of(index.column())
        if index.isValid() and place is not None and self.table.put(index.row(), place, ate=ate):
            self.go_to(index.row() + 1, index.column())

    def _turn(self) -> None:
        index = self.currentIndex()
        place = self.table.place_of(index.column())
        if index.isValid() and place is not None:
            self.table.turn(index.row(), place)

    def _begin(self) -> None:
        """Give the columns their widths, and begin at the day of today."""
        base, header, days = current_tokens().sizes.base, self.horizontalHeader(), self.table.days
        if not days:
            return
        header.resizeSection(NAME, round(base * 6.6))
        for at in range(len(days)):
            header.resizeSection(FIRST_DAY + at, round(base * _DAY_WIDTH))
        for at, words in enumerate(SUMS):
            wide = 3 if words == "餐数" else 4.8
            header.resizeSection(FIRST_DAY + len(days) + at, round(base * wide))
        today = self.table.typed.today
        place = days.index(today) if today in days else 0
        self.go_to(0, FIRST_DAY + place)
