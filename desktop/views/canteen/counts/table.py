"""The item model of a sitting: who is there, and how many are typed to have eaten."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from desktop.services.canteen.sittings import ClassHeads
from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from desktop.services.canteen.heads import DaySheet, SheetLine

    Index = QModelIndex | QPersistentModelIndex

_ROOT: Final = QModelIndex()
_MOST: Final = 999


class Column(IntEnum):
    """The columns of the grid."""

    LABEL = 0
    ENROLLED = 1
    PRESENT = 2
    PLAN = 3
    PAYING = 4
    NOTE = 5


TITLES: Final = ("班级", "在册", "在校", "营养餐", "自费", "说明")
TYPED: Final = (Column.PLAN, Column.PAYING)
_NUMBERS: Final = frozenset({Column.ENROLLED, Column.PRESENT, *TYPED})
Heads = dict["UUID", tuple[int | None, int | None]]


@dataclass(slots=True)
class TypedLine:
    """A class, and what is typed of it."""

    line: SheetLine
    plan: int | None
    paying: int | None

    @property
    def heads(self) -> tuple[int | None, int | None]:
        """Both numbers."""
        return self.plan, self.paying

    def refusal(self, day: date) -> str:
        """Why so many cannot have eaten; empty where they can."""
        return self.line.diners.refusal(self.plan, self.paying, day)


class CountsTable(QAbstractTableModel):
    """The classes of a sitting; what is typed stands over what was read until it is saved."""

    edited = Signal()
    refused = Signal(str)
    """Why something could not be typed, in words."""

    def __init__(self) -> None:
        super().__init__()
        self.sheet: DaySheet | None = None
        self.lines: list[TypedLine] = []
        self.writable = False

    def show_sheet(self, sheet: DaySheet, typed: Heads | None, *, writable: bool) -> None:
        """Show a sitting as it was read, or what was typed of it before."""
        self.beginResetModel()
        self.sheet, self.writable = sheet, writable
        self.lines = [TypedLine(line, *self._begun(line, sheet, typed)) for line in sheet.lines]
        self.endResetModel()
        self.edited.emit()

    def _begun(
        self, line: SheetLine, sheet: DaySheet, typed: Heads | None
    ) -> tuple[int | None, int | None]:
        if typed is not None and line.diners.class_id in typed:
            return typed[line.diners.class_id]
        if sheet.recorded or not self.writable:
            return line.plan, line.paying
        return line.proposed_plan, line.proposed_paying

    @property
    def heads(self) -> Heads:
        """What stands in the lines."""
        return {typed.line.diners.class_id: typed.heads for typed in self.lines}

    @property
    def changed(self) -> bool:
        """Whether anything stands there that is not in the books, proposals aside."""
        if self.sheet is None:
            return False
        untouched = [self._begun(typed.line, self.sheet, None) for typed in self.lines]
        return [typed.heads for typed in self.lines] != untouched

    @property
    def classes(self) -> tuple[ClassHeads, ...]:
        """What is to be written; a class of which nothing is typed is not counted."""
        return tuple(
            ClassHeads(typed.line.diners.class_id, *typed.heads)
            for typed in self.lines
            if typed.heads != (None, None)
        )

    def total(self, column: Column) -> int:
        """The sum of a column of numbers."""
        if column is Column.ENROLLED:
            return sum(typed.line.diners.enrolled for typed in self.lines)
        if column is Column.PRESENT:
            return sum(typed.line.diners.present for typed in self.lines)
        return sum((t.plan if column is Column.PLAN else t.paying) or 0 for t in self.lines)

    def impossible(self) -> tuple[int, str] | None:
        """The first line with more than were there, and why."""
        if self.sheet is None:
            return None
        found = ((at, typed.refusal(self.sheet.day)) for at, typed in enumerate(self.lines))
        return next(((at, why) for at, why in found if why), None)

    def propose(self) -> None:
        """Put the numbers of the roll into every line."""
        if self.writable:
            for typed in self.lines:
                typed.plan, typed.paying = typed.line.proposed_plan, typed.line.proposed_paying
            self._tell(0, len(self.lines) - 1)

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """How many classes there are."""
        return 0 if parent.isValid() else len(self.lines)

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
        """Heads can be typed while the month is open."""
        found = super().flags(index)
        if self.writable and index.isValid() and index.column() in TYPED:
            return found | Qt.ItemFlag.ItemIsEditable
        return found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own type
        """What a cell shows."""
        if not index.isValid() or self.sheet is None:
            return None
        typed, column = self.lines[index.row()], Column(index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(typed, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(typed, column)
        return typed.refusal(self.sheet.day) if role == Qt.ItemDataRole.ToolTipRole else None

    def setData(  # noqa: N802 - Qt's name
        self,
        index: Index,
        value: Any,  # noqa: ANN401 - Qt's own type
        role: int = Qt.ItemDataRole.EditRole,
    ) -> bool:
        """Type how many ate; an empty cell is not counted, which is not 0."""
        if role != Qt.ItemDataRole.EditRole or not self.writable or index.column() not in TYPED:
            return False
        text = str(value).strip()
        if text and not (text.isdecimal() and int(text) <= _MOST):
            self.refused.emit(f"人数要填0到{_MOST}的整数。")
            return False
        typed, number = self.lines[index.row()], int(text) if text else None
        if index.column() == Column.PLAN:
            typed.plan = number
        else:
            typed.paying = number
        self._tell(index.row(), index.row())
        if self.sheet is not None and (why := typed.refusal(self.sheet.day)):
            self.refused.emit(why)
        return True

    def _tell(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(TITLES) - 1), [])
        self.edited.emit()

    def _text(self, typed: TypedLine, column: Column) -> str:
        diners = typed.line.diners
        if column is Column.NOTE:
            return self._note(typed)
        texts: dict[Column, object] = {
            Column.LABEL: diners.label,
            Column.ENROLLED: diners.enrolled,
            Column.PRESENT: diners.present,
            Column.PLAN: typed.plan,
            Column.PAYING: typed.paying,
        }
        value = texts[column]
        return "" if value is None else str(value)

    def _note(self, typed: TypedLine) -> str:
        assert self.sheet is not None  # noqa: S101 - only asked of a sheet
        diners = typed.line.diners
        if why := typed.refusal(self.sheet.day):
            return why
        if not self.sheet.state.has_lessons:
            return ""
        away = diners.enrolled - diners.present
        if not diners.called:
            return "还没有点名，按在册人数"
        return f"点名缺勤 {away} 人" if away else "点名全到"

    def _ink(self, typed: TypedLine, column: Column) -> QColor | None:
        assert self.sheet is not None  # noqa: S101 - only asked of a sheet
        colours = current_tokens().colours
        if typed.refusal(self.sheet.day) and column in (*TYPED, Column.NOTE):
            return QColor(colours.danger)
        begun = (typed.line.proposed_plan, typed.line.proposed_paying)
        proposed = not self.sheet.recorded and column in TYPED and typed.heads == begun
        return QColor(colours.muted) if proposed or column not in (*TYPED, Column.LABEL) else None


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in _NUMBERS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
