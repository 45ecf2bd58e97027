"""The item model of the staff's meals: a line for each person, a column for each day of a month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from desktop.views.canteen.staffmeals.typed import TypedMeals
from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from desktop.core.canteen import Sitting
    from desktop.services.canteen.staff_meals import StaffMealsLine, StaffMealsMonth

    Index = QModelIndex | QPersistentModelIndex
    Key = tuple[UUID, date, Sitting]

NAME: Final = 0
FIRST_DAY: Final = 1
SUMS: Final = ("餐数", "应交", "已交", "欠交", "以前欠")
_WEEKDAYS: Final = "一二三四五六日"
ATE: Final = "√"
_ROOT: Final = QModelIndex()


class StaffMealsTable(QAbstractTableModel):
    """The people with their days and sums."""

    edited = Signal()
    refused = Signal(str)
    """Why something could not be typed, in words."""

    def __init__(self) -> None:
        super().__init__()
        self.typed = TypedMeals()

    def show_month(self, month: StaffMealsMonth, today: date) -> None:
        """Show a month as it was read; what was typed and is not saved stays typed."""
        known = self.typed.month
        same = known is not None and _shape(known) == _shape(month)
        if not same:
            self.beginResetModel()
        self.typed.take(month, today)
        if not same:
            self.endResetModel()
        self._tell()

    def show_sitting(self, sitting: Sitting) -> None:
        """Show another sitting of the same month."""
        self.typed.sitting = sitting
        self._tell()

    def clear(self) -> None:
        """Show nothing, until another month was read."""
        self.beginResetModel()
        self.typed.clear()
        self.endResetModel()
        self.edited.emit()

    @property
    def lines(self) -> Sequence[StaffMealsLine]:
        """The people."""
        return self.typed.lines

    @property
    def days(self) -> Sequence[date]:
        """The days of the month."""
        return self.typed.days

    def put(self, row: int, place: int, *, ate: bool) -> bool:
        """Type that somebody ate or did not."""
        reason = self.typed.why_not(row, place, ate=ate)
        if reason:
            self.refused.emit(reason)
            return False
        self.typed.put(row, place, ate=ate)
        self._tell()
        return True

    def turn(self, row: int, place: int) -> bool:
        """Type the opposite of what stands there."""
        return self.put(row, place, ate=not self.typed.ate(row, self.days[place]))

    def fill(self, place: int) -> int:
        """Everybody who was at the post on a day ate; how many that are."""
        day, found = self.days[place], 0
        for row, line in enumerate(self.lines):
            here = day in line.employed and day not in line.away
            if here and not self.typed.ate(row, day):
                if not self.put(row, place, ate=True):
                    break
                found += 1
        return found

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """How many people there are."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Name, days, sums."""
        return 0 if parent.isValid() else FIRST_DAY + len(self.days) + len(SUMS)

    def place_of(self, column: int) -> int | None:
        """The day of a column, from 0; None for other columns."""
        place = column - FIRST_DAY
        return place if 0 <= place < len(self.days) else None

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:  # noqa: ANN401 - Qt's own type
        """The titles; a day says its weekday too."""
        if orientation is not Qt.Orientation.Horizontal or self.typed.month is None:
            return None
        place = self.place_of(section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if section == NAME else Qt.AlignmentFlag.AlignCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if place is not None:
            day = self.days[place]
            return f"{day.day}\n{_WEEKDAYS[day.weekday()]}"
        return "姓名" if section == NAME else SUMS[section - FIRST_DAY - len(self.days)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own type
        """What a cell shows."""
        if not index.isValid() or self.typed.month is None or index.row() >= len(self.lines):
            return None
        row, column = index.row(), index.column()
        place = self.place_of(column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column, place)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column, place)
        if role == Qt.ItemDataRole.BackgroundRole:
            return None if place is None else self._ground(row, place)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(row, column, place)
        return self._tip(row, place) if role == Qt.ItemDataRole.ToolTipRole else None

    def _text(self, row: int, column: int, place: int | None) -> str:
        line = self.lines[row]
        if place is not None:
            day = self.days[place]
            if self.typed.ate(row, day):
                return ATE
            if day not in line.employed:
                return "–"
            return "假" if day in line.away else ""
        if column == NAME:
            return line.name
        due = self.typed.due(line)
        figures = (str(self.typed.count(line)), due, line.paid, due - line.paid, line.before)
        shown = figures[column - FIRST_DAY - len(self.days)]
        return str(shown) if shown and shown != "0" else ""

    def _tip(self, row: int, place: int | None) -> str:
        line = self.lines[row]
        if place is None:
            return f"{line.name}　{line.post}"
        day = self.days[place]
        return f"{line.name} {day.month}月{day.day}日" + (
            f" {line.away[day]}" if day in line.away else ""
        )

    def _ground(self, row: int, place: int) -> QColor:
        colours, day = current_tokens().colours, self.days[place]
        month, line = self.typed.month, self.lines[row]
        if self.typed.changed(row, day):
            return QColor(colours.accent_soft)
        open_ = month is not None and day in month.taught and day in line.employed
        return QColor(colours.ground if open_ or self.typed.ate(row, day) else colours.surface)

    def _ink(self, row: int, column: int, place: int | None) -> QColor | None:
        colours = current_tokens().colours
        if place is not None:
            return None if self.typed.ate(row, self.days[place]) else QColor(colours.muted)
        line, owed = self.lines[row], column - FIRST_DAY - len(self.days)
        if owed == SUMS.index("欠交") and (self.typed.due(line) - line.paid).units > 0:
            return QColor(colours.danger)
        if owed == SUMS.index("以前欠") and line.before.units > 0:
            return QColor(colours.danger)
        return None

    def _tell(self) -> None:
        if self.rowCount():
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last, [])
        self.edited.emit()


def _shape(month: StaffMealsMonth) -> object:
    """What tells whether the lines are still the same ones."""
    return month.canteen_id, month.month, [line.staff_id for line in month.lines]


_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def _alignment(column: int, place: int | None) -> Qt.AlignmentFlag:
    if place is not None:
        return Qt.AlignmentFlag.AlignCenter
    return _LEFT if column == NAME else _RIGHT
