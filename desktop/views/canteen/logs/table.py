"""The item model of a round: what is looked at, what is measured, what is found."""

from __future__ import annotations

from dataclasses import replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from desktop.core.meals import Finding
from desktop.services.canteen.log_checks import number_of, range_words, within
from desktop.services.canteen.log_lines import RoundLine
from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop.services.canteen.checklists import CheckItem, Checklist

    Index = QModelIndex | QPersistentModelIndex

_ROOT: Final = QModelIndex()
_NEW: Final = "加一项…"


class Column(IntEnum):
    """The columns of the grid."""

    PART = 0
    ITEM = 1
    VALUE = 2
    FINDING = 3
    NOTE = 4


_COUNTED: Final = ("部分", "项目", "数量", "", "决定或说明")
_NAMES: Final = {Column.ITEM: "item", Column.VALUE: "value", Column.NOTE: "note"}


class RoundTable(QAbstractTableModel):
    """The lines of a round, and behind them an empty one for what the school adds."""

    edited = Signal()

    def __init__(self, checklist: Checklist, parameters: Mapping[str, int]) -> None:
        super().__init__()
        self.checklist, self._parameters = checklist, parameters
        self.lines: list[RoundLine] = []
        self.measured = any(item.unit for item in checklist.items)
        self.parted = any(item.part for item in checklist.items)

    @property
    def grows(self) -> bool:
        """Whether lines may be added: the people of a kitchen are those of the list."""
        return not self.checklist.people

    def show_lines(self, lines: Sequence[RoundLine]) -> None:
        """Show lines."""
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()
        self.edited.emit()

    def item_at(self, row: int) -> CheckItem:
        """How a line is measured."""
        line = self.lines[row]
        return self.checklist.like(line.item, line.part)

    def first_column(self, row: int) -> Column:
        """Where something is to be written in a line at first."""
        if row >= len(self.lines):
            return Column.ITEM
        if self.item_at(row).unit:
            return Column.VALUE
        return Column.FINDING if self.checklist.judged else Column.NOTE

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """The lines, and the empty one."""
        return 0 if parent.isValid() else len(self.lines) + self.grows

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """How many columns there are."""
        return 0 if parent.isValid() else len(Column)

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:  # noqa: ANN401 - Qt's own type
        """The titles."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        judged = ("环节", "项目", "测量", "结果", "情况和处理")
        return (judged if self.checklist.judged else _COUNTED)[section]

    def flags(self, index: Index) -> Qt.ItemFlag:
        """What may be typed; the empty line takes a name only, the first column nothing."""
        found = super().flags(index)
        row, column = index.row(), index.column()
        own = row < len(self.lines) and self._is_own(row)
        typed = column in (Column.VALUE, Column.NOTE) and row < len(self.lines)
        named = column == Column.ITEM and (row == len(self.lines) or own)
        return found | Qt.ItemFlag.ItemIsEditable if typed or named else found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own type
        """What a cell shows."""
        row, column = index.row(), Column(index.column())
        if row >= len(self.lines):
            return _of_empty(column, role)
        line = self.lines[row]
        if role == Qt.ItemDataRole.EditRole:
            return getattr(line, _NAMES[column]) if column in _NAMES else ""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._text(row, column) or None
        bad = line.finding is Finding.BAD
        if role == Qt.ItemDataRole.ForegroundRole and bad and column != Column.NOTE:
            return QColor(current_tokens().colours.danger)
        return None

    def setData(  # noqa: N802 - Qt's name
        self,
        index: Index,
        value: Any,  # noqa: ANN401 - Qt's own type
        role: int = Qt.ItemDataRole.EditRole,
    ) -> bool:
        """Type a name, a number or words; a number out of bounds is bad by itself."""
        row, column, text = index.row(), Column(index.column()), str(value).strip()
        if role != Qt.ItemDataRole.EditRole or column not in _NAMES:
            return False
        if row == len(self.lines):
            return bool(text) and self._add(text)
        if column == Column.ITEM and not text:
            return False
        line = _with(self.lines[row], column, text)
        if column == Column.VALUE:
            line = self._judged(row, line)
        self._put(row, line)
        return True

    def find(self, row: int, finding: Finding) -> None:
        """Say what a thing was found to be."""
        if self.checklist.judged and 0 <= row < len(self.lines):
            self._put(row, replace(self.lines[row], finding=finding))

    def remove(self, row: int) -> None:
        """Take a line out of this round."""
        if 0 <= row < len(self.lines) and self.grows:
            self.beginRemoveRows(_ROOT, row, row)
            del self.lines[row]
            self.endRemoveRows()
            self.edited.emit()

    def _add(self, name: str) -> bool:
        finding = Finding.GOOD if self.checklist.judged else None
        part = self._last_part()
        row = len(self.lines)
        self.beginInsertRows(_ROOT, row, row)
        self.lines.append(RoundLine(name, part, finding))
        self.endInsertRows()
        self.edited.emit()
        return True

    def _last_part(self) -> str:
        """What a school adds to a meeting is talked about, to a survey asked; else it is 其他."""
        if not self.parted:
            return ""
        return "其他" if self.checklist.judged else self.checklist.items[-1].part

    def _judged(self, row: int, line: RoundLine) -> RoundLine:
        """A number says by itself whether it is good, where there are bounds."""
        item, number = self.item_at(row), number_of(line.value)
        bounded = item.least is not None or item.most is not None
        if number is None or not bounded or not self.checklist.judged:
            return line
        good = within(number, item, self._parameters)
        return replace(line, finding=Finding.GOOD if good else Finding.BAD)

    def _is_own(self, row: int) -> bool:
        line = self.lines[row]
        known = {(item.part, item.name) for item in self.checklist.items}
        return self.grows and (line.part, line.item) not in known

    def _text(self, row: int, column: Column) -> str:
        line, item = self.lines[row], self.item_at(row)
        if column is Column.VALUE:
            return self._measure(line, item)
        if column is Column.FINDING:
            return line.finding.label if line.finding else ""
        if column is Column.PART:
            before = self.lines[row - 1].part if row else ""
            return line.part if line.part != before else ""
        return line.item if column is Column.ITEM else line.note

    def _measure(self, line: RoundLine, item: CheckItem) -> str:
        """The number with its unit; where none is written yet, what it should be."""
        if line.value:
            return f"{line.value} {item.unit}".strip()
        said = range_words(*item.bounds(self._parameters), item.unit)
        return f"（{said}）" if said else f"（{item.unit}）" if item.unit else ""

    def _put(self, row: int, line: RoundLine) -> None:
        self.lines[row] = line
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1), [])
        self.edited.emit()


def _of_empty(column: Column, role: int) -> Any:  # noqa: ANN401 - Qt's own type
    """What the line shows in which something may be added."""
    if column is Column.ITEM and role == Qt.ItemDataRole.DisplayRole:
        return _NEW
    if column is Column.ITEM and role == Qt.ItemDataRole.ForegroundRole:
        return QColor(current_tokens().colours.muted)
    return None


def _with(line: RoundLine, column: Column, text: str) -> RoundLine:
    """A line with another text in one of its cells."""
    if column is Column.ITEM:
        return replace(line, item=text)
    return replace(line, value=text) if column is Column.VALUE else replace(line, note=text)
