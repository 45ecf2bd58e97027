"""The week as a grid: a column for each day, a row for each sitting, the dishes in its cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from desktop.services.canteen.menus import IN_ORDER
from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtCore import QObject

    from desktop.services.canteen.menus import Meal, MenuLine, Week

_Index = QModelIndex | QPersistentModelIndex
_NONE: Final = QModelIndex()
WEEKDAYS: Final = "一二三四五六日"
_DISPLAY: Final = Qt.ItemDataRole.DisplayRole


class WeekTable(QAbstractTableModel):
    """Shows a week; knows nothing of how it is changed."""

    def __init__(self, today: date, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.week: Week | None = None

    def show_week(self, week: Week) -> None:
        """Show another week, or the same one as it is now."""
        self.beginResetModel()
        self.week = week
        self.endResetModel()

    def meal(self, index: _Index) -> Meal | None:
        """The meal of a cell."""
        if self.week is None or not index.isValid():
            return None
        return self.week.days[index.column()], IN_ORDER[index.row()]

    def lines(self, meal: Meal) -> tuple[MenuLine, ...]:
        """The dishes of a meal."""
        return self.week.of(*meal) if self.week is not None else ()

    def place(self, meal: Meal) -> QModelIndex:
        """Where a meal stands."""
        if self.week is None or meal[0] not in self.week.days:
            return QModelIndex()
        return self.index(IN_ORDER.index(meal[1]), self.week.days.index(meal[0]))

    def rowCount(self, parent: _Index = _NONE) -> int:  # noqa: N802 - Qt's name
        """The sittings."""
        return 0 if parent.isValid() or self.week is None else len(IN_ORDER)

    def columnCount(self, parent: _Index = _NONE) -> int:  # noqa: N802 - Qt's name
        """The days."""
        return 0 if parent.isValid() or self.week is None else len(self.week.days)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:  # noqa: ANN401 - of its role
        """The dishes of a cell, and how it looks."""
        meal = self.meal(index)
        if meal is None:
            return None
        if role in (_DISPLAY, Qt.ItemDataRole.ToolTipRole):
            return "\n".join(line.name for line in self.lines(meal))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            names = "、".join(line.name for line in self.lines(meal)) or "没有写"
            return f"周{WEEKDAYS[index.column()]} {meal[1].label}：{names}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        if role == Qt.ItemDataRole.BackgroundRole and not self._teaches(meal[0]):
            return QColor(current_tokens().colours.surface)
        return None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY
    ) -> Any:  # noqa: ANN401 - same
        """Days and sittings; today stands out."""
        if self.week is None:
            return None
        across = orientation == Qt.Orientation.Horizontal
        if role == _DISPLAY:
            return self._head(section) if across else IN_ORDER[section].label
        if role == Qt.ItemDataRole.FontRole and across:
            font = QFont()
            font.setBold(self.week.days[section] == self._today)
            return font
        return None

    def _head(self, column: int) -> str:
        assert self.week is not None  # noqa: S101 - there are no columns without one
        day = self.week.days[column]
        free = "" if self._teaches(day) else " 休息"
        now = " 今天" if day == self._today else ""
        return f"周{WEEKDAYS[column]}{now}\n{day.month}-{day.day}{free}"

    def _teaches(self, day: date) -> bool:
        return self.week is not None and day in self.week.teaching
