"""The item model of a class's meal days: shows what is typed and passes on what is to be typed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from desktop.core.labels import MonthState
from desktop.views.meals.typed import TypedClass, is_impossible, shown
from desktop.views.style import current_tokens
from desktop.views.typed_table import TypedTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from desktop.core.money import Money
    from desktop.services.meal_grid import ClassGrid

    Index = QModelIndex | QPersistentModelIndex

NOT_RECORDED: Final = "未登记"
_ROOT: Final = QModelIndex()


class Column(IntEnum):
    """The columns of the grid."""

    NUMBER = 0
    NAME = 1
    PRESENT = 2
    DAYS = 3
    AMOUNT = 4
    NOTE = 5


TITLES: Final = ("序号", "姓名", "在校天数", "就餐天数", "补助金额（元）", "说明")
_RIGHT: Final = frozenset({Column.NUMBER, Column.PRESENT, Column.DAYS, Column.AMOUNT})


@dataclass(frozen=True, slots=True)
class DayState:
    """How the painter shows a cell of days."""

    recorded: bool
    changed: bool
    doubtful: bool


DAY_STATE_ROLE: Final = Qt.ItemDataRole.UserRole + 1


class MealDaysTable(TypedTable[TypedClass]):
    """The pupils of a class with their days and what these come to."""

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """How many columns there are."""
        return 0 if parent.isValid() else len(TITLES)

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:  # noqa: ANN401 - Qt's own type
        """The titles."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(TITLES):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return TITLES[section]
        return _alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Lines can be chosen; days can be edited while the month is open."""
        found = super().flags(index)
        if index.isValid() and index.column() == Column.DAYS and not self.refusal():
            return found | Qt.ItemFlag.ItemIsEditable
        return found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own type
        """What a cell shows."""
        if not index.isValid() or self.typed is None or index.row() >= len(self.typed):
            return None
        read = _ROLES.get(role)
        return None if read is None else read(self.typed, index.row(), Column(index.column()))

    def setData(  # noqa: N802 - Qt's name
        self,
        index: Index,
        value: Any,  # noqa: ANN401 - Qt's own type
        role: int = Qt.ItemDataRole.EditRole,
    ) -> bool:
        """Type days, or nothing for "not recorded"."""
        if role != Qt.ItemDataRole.EditRole or index.column() != Column.DAYS:
            return False
        days = read_days(value)
        if days is UNREADABLE:
            self.refused.emit("就餐天数只能填整数。")
            return False
        return self.put({index.row(): days})

    def refusal(self) -> str:
        """Why nothing can be typed; empty: it can."""
        if self.typed is None:
            return "还没有打开一个班。"
        if not self.writable:
            return "您可以查看，不能登记。"
        if self.typed.grid.state is not MonthState.OPEN:
            grid = self.typed.grid
            return f"{grid.month.label}{grid.state.label}，不能再改。"
        return ""

    def put(self, values: Mapping[int, int | None]) -> bool:
        """Put days into lines as one step; False, and a reason, where they cannot be."""
        return self._change(values, lambda typed: typed.put(values))

    def compose(self, row: int, days: int) -> bool:
        """Put days that one digit more has made."""
        done = self._change((row,), lambda typed: typed.compose(row, days))
        if not done and not self.refusal():
            self._told((row,))  # what was typed is seen as it is, though it cannot be
        return done

    def impossible_row(self) -> int | None:
        """The first line with more days than the month has; None: there is none."""
        typed = self.typed
        rows = range(self.rowCount()) if typed is not None else ()
        return next((r for r in rows if typed is not None and is_impossible(typed, r)), None)

    def refuse_to_save(self, row: int) -> None:
        """Say that a line holds more days than the month has."""
        assert self.typed is not None  # noqa: S101 - it has such a line
        name, month = self.typed.lines[row].name, self.typed.grid.month.label
        words = f"{name}填了{shown(self.typed, row)}天，{month}只有{self.typed.most}天。"
        self.refused.emit(f"{words}没有保存，请先改正。")

    def fill(self) -> int:
        """Give the lines that miss a record their days at school; how many there were."""
        found: list[int] = []

        def fill(typed: TypedClass) -> bool:
            found.append(typed.fill())
            return True

        self._change(range(self.rowCount()), fill)
        return sum(found)

    def undo(self) -> int | None:
        """Take the last step back; the first line that it had touched."""
        return self._told(self.typed.undo() if self.typed else ())

    def redo(self) -> int | None:
        """Do again what was taken back; the first line that it touches."""
        return self._told(self.typed.redo() if self.typed else ())

    def _change(self, rows: Iterable[int], change: Callable[[TypedClass], bool]) -> bool:
        reason = self.refusal()
        if reason or self.typed is None:
            self.refused.emit(reason)
            return False
        if not change(self.typed):
            self.refused.emit(f"{self.typed.grid.month.label}只有{self.typed.most}天。")
            return False
        self._told(tuple(rows))
        return True

    def _lines_of(self, grid: ClassGrid) -> object:
        return [line.student_id for line in grid.lines]

    def _told(self, rows: tuple[int, ...]) -> int | None:
        if not rows:
            return None
        first, last = min(rows), max(rows)
        self.dataChanged.emit(self.index(first, Column.NUMBER), self.index(last, Column.NOTE), [])
        self.edited.emit()
        return first


UNREADABLE: Final = -1
"""Stands for what is no whole number; no number of days is negative."""
_NOTHING: Final = ("", "-", NOT_RECORDED)


def read_days(value: object) -> int | None:
    """Days from what was typed or pasted; -1 where it is no whole number."""
    text = "" if value is None else str(value).strip()
    if text in _NOTHING:
        return None
    # `int` reads the full-width digits of a Chinese keyboard too.
    return int(text) if text.isdecimal() else UNREADABLE


def _text(typed: TypedClass, row: int, column: Column) -> str:
    line = typed.lines[row]
    texts = {
        Column.NUMBER: lambda: str(row + 1),
        Column.NAME: lambda: line.name,
        Column.PRESENT: lambda: str(line.present),
        Column.DAYS: lambda: _days(shown(typed, row), line.in_plan),
        Column.AMOUNT: lambda: _amount(typed.amount(row)),
        Column.NOTE: lambda: _note(typed, row),
    }
    return texts[column]()


def _amount(amount: Money | None) -> str:
    return "" if amount is None else str(amount)


def _days(days: int | None, in_plan: bool) -> str:  # noqa: FBT001 - a fact of the line
    if days is None:
        return NOT_RECORDED if in_plan else "—"
    return str(days)


def _note(typed: TypedClass, row: int) -> str:
    """Why a line should be looked at, first what was just typed."""
    line, days, notes = typed.lines[row], typed.days(row), []
    conflict = typed.conflict(row)
    if is_impossible(typed, row):
        return f"{typed.grid.month.label}只有{typed.most}天，请改正"
    if conflict:
        was, now = conflict
        notes.append(f"原来{_said(was)}，别处已改为{_said(now)}")
    if days is not None and days > typed.grid.teaching_days:
        notes.append(f"多于上课日（{typed.grid.teaching_days}天）")
    elif days is not None and days > line.present:
        notes.append("多于在校天数")
    if line.note:
        notes.append(line.note)
    return "；".join(notes)


def _said(days: int | None) -> str:
    return NOT_RECORDED if days is None else f"{days}天"


def _edit(typed: TypedClass, row: int, column: Column) -> object:
    return typed.days(row) if column is Column.DAYS else _text(typed, row, column)


def _tip(typed: TypedClass, row: int, column: Column) -> str | None:
    if column is Column.NOTE:
        return _note(typed, row) or None
    if column is Column.DAYS and typed.changed(row):
        return f"还没有保存；原来{_said(typed.lines[row].days)}"
    return None


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in _RIGHT else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _ink(typed: TypedClass, row: int, column: Column) -> QColor | None:
    colours = current_tokens().colours
    if column is Column.NOTE:
        return QColor(colours.warning if _doubtful(typed, row) else colours.muted)
    if column in (Column.NUMBER, Column.PRESENT):
        return QColor(colours.muted)
    return None


def _doubtful(typed: TypedClass, row: int) -> bool:
    days = typed.days(row)
    over = days is not None and days > min(typed.lines[row].present, typed.grid.teaching_days)
    return over or is_impossible(typed, row) or typed.conflict(row) is not None


def _state(typed: TypedClass, row: int, column: Column) -> DayState | None:
    if column is not Column.DAYS:
        return None
    return DayState(shown(typed, row) is not None, typed.changed(row), _doubtful(typed, row))


_ROLES: Final[Mapping[int, Callable[[TypedClass, int, Column], Any]]] = {
    Qt.ItemDataRole.DisplayRole: _text,
    Qt.ItemDataRole.EditRole: _edit,
    Qt.ItemDataRole.ToolTipRole: _tip,
    Qt.ItemDataRole.ForegroundRole: _ink,
    Qt.ItemDataRole.TextAlignmentRole: lambda _typed, _row, column: _alignment(column),
    DAY_STATE_ROLE: _state,
}
