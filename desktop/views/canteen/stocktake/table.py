"""The item model of a stocktake: what is booked, and what is typed of what was found."""

from __future__ import annotations

from dataclasses import replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from desktop.core.money import Quantity
from desktop.services.canteen.counting import LONGEST_REASON, Count
from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from desktop.services.canteen.stocktakes import CountedLine, StocktakePaper

    Index = QModelIndex | QPersistentModelIndex

_ROOT: Final = QModelIndex()


class Column(IntEnum):
    """The columns of the grid."""

    NUMBER = 0
    NAME = 1
    SPECIFICATION = 2
    RECEIVED = 3
    MEASURE = 4
    BOOKED = 5
    COUNTED = 6
    DIFFERENCE = 7
    REASON = 8


TITLES: Final = (
    "序号",
    "品名",
    "规格",
    "入库日期",
    "单位",
    "账面数量",
    "实盘数量",
    "差异",
    "差异的原因",
)
_RIGHT: Final = frozenset({Column.NUMBER, Column.BOOKED, Column.COUNTED, Column.DIFFERENCE})
TYPED: Final = (Column.COUNTED, Column.REASON)


class StocktakeTable(QAbstractTableModel):
    """The lots of a stocktake; what is typed stands over what was read until it is saved."""

    edited = Signal()
    refused = Signal(str)
    """Why something could not be typed, in words."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[CountedLine] = []
        self.writable = False
        self._saved: Mapping[UUID, CountedLine] = {}

    def show_lines(self, paper: StocktakePaper, *, writable: bool) -> None:
        """Show a stocktake as it was read."""
        self.beginResetModel()
        self.lines = list(paper.lines)
        self._saved = {line.line_id: line for line in paper.lines}
        self.writable = writable
        self.endResetModel()
        self.edited.emit()

    def clear(self) -> None:
        """Show nothing, until another stocktake was read."""
        self.beginResetModel()
        self.lines, self._saved, self.writable = [], {}, False
        self.endResetModel()

    def unsaved(self) -> list[Count]:
        """What was typed and is not in the books yet."""
        return [
            Count(line.line_id, line.counted, line.reason)
            for line in self.lines
            if line != self._saved[line.line_id]
        ]

    def kept(self, counts: list[Count]) -> None:
        """These are in the books now; what was typed since is not."""
        done = {count.line_id: count for count in counts}
        self._saved = {
            key: replace(line, counted=done[key].counted, reason=done[key].reason)
            if key in done
            else line
            for key, line in self._saved.items()
        }
        self.edited.emit()

    @property
    def missing(self) -> int:
        """How many lines nobody has counted."""
        return sum(line.counted is None for line in self.lines)

    @property
    def differing(self) -> int:
        """In how many lines something else was found than is booked."""
        return sum(bool(line.difference) for line in self.lines)

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """How many lots there are."""
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
        """What was found and why can be typed, while the stocktake lasts."""
        found = super().flags(index)
        if self.writable and index.isValid() and index.column() in TYPED:
            return found | Qt.ItemFlag.ItemIsEditable
        return found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own type
        """What a cell shows."""
        if not index.isValid():
            return None
        line, column = self.lines[index.row()], Column(index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return _text(line, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return _ink(line, column)
        return None

    def setData(  # noqa: N802 - Qt's name
        self,
        index: Index,
        value: Any,  # noqa: ANN401 - Qt's own type
        role: int = Qt.ItemDataRole.EditRole,
    ) -> bool:
        """Type what was found, or why it differs."""
        if role != Qt.ItemDataRole.EditRole or not self.writable:
            return False
        line, text = self.lines[index.row()], str(value).strip()
        if index.column() == Column.REASON:
            if len(text) > LONGEST_REASON:
                self.refused.emit(f"原因最多{LONGEST_REASON}个字。")
                return False
            return self._put(index.row(), replace(line, reason=text))
        try:
            counted = Quantity.of(text) if text else None
        except ValueError as error:
            self.refused.emit(f"{line.name}的实盘数量：{error}。")
            return False
        if counted is not None and counted.units < 0:
            self.refused.emit(f"{line.name}的实盘数量不能小于零。")
            return False
        return self._put(index.row(), replace(line, counted=counted))

    def count_as_booked(self, row: int) -> None:
        """As much was found as is booked."""
        if self.writable and 0 <= row < len(self.lines):
            line = self.lines[row]
            self._put(row, replace(line, counted=line.booked, reason=""))

    def _put(self, row: int, line: CountedLine) -> bool:
        self.lines[row] = line
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(TITLES) - 1), [])
        self.edited.emit()
        return True


def _text(line: CountedLine, column: Column) -> str:
    difference = line.difference
    texts = {
        Column.NUMBER: str(line.line),
        Column.NAME: line.name,
        Column.SPECIFICATION: line.specification,
        Column.RECEIVED: line.received_on.isoformat(),
        Column.MEASURE: line.measure,
        Column.BOOKED: line.booked.plain,
        Column.COUNTED: "" if line.counted is None else line.counted.plain,
        Column.DIFFERENCE: difference.plain if difference else "",
        Column.REASON: line.reason,
    }
    return texts[column]


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in _RIGHT else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _ink(line: CountedLine, column: Column) -> QColor | None:
    colours, difference = current_tokens().colours, line.difference
    if column is Column.DIFFERENCE and difference is not None and difference.units < 0:
        return QColor(colours.danger)
    if column in (Column.NUMBER, Column.SPECIFICATION, Column.RECEIVED):
        return QColor(colours.muted)
    return None
