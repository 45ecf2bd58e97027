"""The grid of a week, made for the keyboard: Enter writes, Delete empties, Ctrl+C and Ctrl+V."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desktop.services.canteen.menus import IN_ORDER
from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QKeyEvent

    from desktop.services.canteen.menus import Meal
    from desktop.views.canteen.menus.week_table import WeekTable

    Index = QModelIndex | QPersistentModelIndex

_HELP: Final = "回车写菜；Delete 清空；Ctrl+C 复制一餐，Ctrl+V 粘贴；PgUp/PgDn 换周"
_LOWEST: Final = 2
"""Lines of dishes for which each row has room."""
_NARROWEST: Final = 6
"""Letters for which each day has room."""


class WeekGrid(QTableView):
    """Moves among meals and says what the person wants of one."""

    chosen = Signal(object)
    """Another meal is the current one: day and sitting, or None."""
    write_wanted = Signal()
    clear_wanted = Signal()
    copy_wanted = Signal()
    paste_wanted = Signal()
    week_wanted = Signal(int)
    """PgUp and PgDn: the week before (-1) or behind (1)."""

    def __init__(self, table: WeekTable) -> None:
        super().__init__()
        self.table = table
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.fit_rows)
        self.setModel(table)
        self.setObjectName("menuWeek")
        self.setAccessibleName("一周食谱")
        self.setToolTip(_HELP)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        sizes = current_tokens().sizes
        across = self.horizontalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        across.setSectionsClickable(False)
        across.setMinimumSectionSize(_NARROWEST * sizes.base)
        across.setFixedHeight(sizes.row * 3 // 2)
        across.sectionResized.connect(lambda *_sizes: self._soon.start())
        self.verticalHeader().setSectionsClickable(False)
        self.doubleClicked.connect(lambda _index: self.write_wanted.emit())
        self._keys: Mapping[int, Callable[[], object]] = {
            Qt.Key.Key_Return: self.write_wanted.emit,
            Qt.Key.Key_Enter: self.write_wanted.emit,
            Qt.Key.Key_Delete: self.clear_wanted.emit,
            Qt.Key.Key_PageUp: lambda: self.week_wanted.emit(-1),
            Qt.Key.Key_PageDown: lambda: self.week_wanted.emit(1),
        }

    @property
    def meal(self) -> Meal | None:
        """The current meal."""
        return self.table.meal(self.currentIndex())

    def go_to(self, meal: Meal) -> None:
        """Make a meal the current one."""
        index = self.table.place(meal)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def fit_rows(self) -> None:
        """Give each sitting the height of its longest meal."""
        self.resizeRowsToContents()
        least = _LOWEST * current_tokens().sizes.row
        for row in range(len(IN_ORDER)):
            if self.table.rowCount() and self.rowHeight(row) < least:
                self.setRowHeight(row, least)

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        """Tell which meal is looked at."""
        super().currentChanged(current, previous)
        self.chosen.emit(self.table.meal(current))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Do what a key means here."""
        do = self._keys.get(event.key())
        if event.matches(QKeySequence.StandardKey.Copy):
            do = self.copy_wanted.emit
        elif event.matches(QKeySequence.StandardKey.Paste):
            do = self.paste_wanted.emit
        if do is None:
            super().keyPressEvent(event)
        else:
            do()
            event.accept()
