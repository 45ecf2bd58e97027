"""The month at the left: each school day, what was counted at each sitting, what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.canteen.heads import HeadsDay, HeadsMonth

    Index = QModelIndex | QPersistentModelIndex

_ROOT: Final = QModelIndex()
_WEEK: Final = "一二三四五六日"
_UNSERVED: Final = "没开"
_MISSING: Final = "未登记"
_DAY_WIDTH: Final = 92
_WIDTH: Final = 66
_MOST_WIDTH: Final = 260
"""With more sittings the columns are scrolled: the sheet beside it needs the room."""


class HeadsTable(QAbstractTableModel):
    """A row for each day with lessons, or of which anything is known; a last one for the sums."""

    def __init__(self) -> None:
        super().__init__()
        self.month: HeadsMonth | None = None
        self.days: list[HeadsDay] = []

    def show_month(self, month: HeadsMonth) -> None:
        """Show another month."""
        self.beginResetModel()
        self.month = month
        self.days = [day for day in month.days if day.state.has_lessons or day.sittings]
        self.endResetModel()

    def row_of(self, day: date) -> int | None:
        """The row of a day; None: it has none."""
        return next((at for at, one in enumerate(self.days) if one.day == day), None)

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """How many days there are, and the sums."""
        return 0 if parent.isValid() or self.month is None else len(self.days) + 1

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """The day, and a column for each sitting."""
        return 0 if parent.isValid() or self.month is None else 1 + len(self.month.sittings)

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:  # noqa: ANN401 - Qt's own type
        """The titles."""
        if orientation is not Qt.Orientation.Horizontal or self.month is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        if role != Qt.ItemDataRole.DisplayRole or section > len(self.month.sittings):
            return None
        return "日期" if section == 0 else self.month.sittings[section - 1].label

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own type
        """What a cell shows."""
        if not index.isValid() or self.month is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index.row(), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(index.row(), index.column())
        return self._told(index.row()) if role == Qt.ItemDataRole.ToolTipRole else None

    def _text(self, row: int, column: int) -> str:
        assert self.month is not None  # noqa: S101 - only asked of a month
        if row == len(self.days):
            if column == 0:
                return "合计"
            return f"{self.month.sum(self.month.sittings[column - 1]).heads:,}"
        day = self.days[row]
        if column == 0:
            return f"{day.day.day}日 周{_WEEK[day.day.weekday()]}"
        found = day.sittings.get(self.month.sittings[column - 1])
        if found is None:
            return _MISSING if day.missing and column == 1 else ""
        return f"{found.heads}" if found.served else _UNSERVED

    def _ink(self, row: int, column: int) -> QColor | None:
        colours = current_tokens().colours
        if row == len(self.days):
            return None
        day = self.days[row]
        if day.missing and column:
            return QColor(colours.danger if day.issued else colours.warning)
        return None if day.sittings else QColor(colours.muted)

    def _told(self, row: int) -> str:
        if row == len(self.days):
            return ""
        day = self.days[row]
        if day.missing:
            return "这天有出库，还没有登记人数" if day.issued else "这天上课，还没有登记人数"
        return "；".join(
            f"{sitting.label}没有开餐：{one.reason}"
            if not one.served
            else f"{sitting.label}：营养餐 {one.plan}，自费 {one.paying}，其他 {one.guests}，"
            f"教职工 {one.staff}"
            for sitting, one in day.sittings.items()
        )


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class HeadsMonthView(QTableView):
    """A day is chosen by a click or the arrow keys."""

    chosen = Signal(object)
    """The day (date)."""

    def __init__(self) -> None:
        super().__init__()
        self._going = False
        self.table = HeadsTable()
        self.setModel(self.table)
        self.setObjectName("headsMonth")
        self.setAccessibleName("每天的就餐人数")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(current_tokens().sizes.row)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.table.modelReset.connect(self._fit)

    def go_to(self, day: date) -> None:
        """Mark a day as the one that is shown."""
        row = self.table.row_of(day)
        self._going = True
        if row is None:
            self.clearSelection()
        else:
            self.selectRow(row)
        self._going = False

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        """Another day is wanted."""
        super().currentChanged(current, previous)
        days = self.table.days
        if not self._going and current.isValid() and current.row() < len(days):
            self.chosen.emit(days[current.row()].day)

    def _fit(self) -> None:
        """As wide as its columns."""
        big = current_tokens().sizes.base / 14
        header, columns = self.horizontalHeader(), self.table.columnCount()
        for column in range(columns):
            header.resizeSection(column, round((_WIDTH if column else _DAY_WIDTH) * big))
        bar = self.verticalScrollBar().sizeHint().width()
        whole = header.length() + bar + 2 * self.frameWidth() + 2
        self.setFixedWidth(min(whole, round(_MOST_WIDTH * big)))
