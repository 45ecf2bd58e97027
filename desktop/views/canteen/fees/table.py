"""The item model of a list of fees that is being filled in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from desktop.core.money import Money
from desktop.services.canteen.fees import LONGEST_TICKET, FeePart
from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.canteen.fee_states import PupilFees

    Index = QModelIndex | QPersistentModelIndex

_ROOT: Final = QModelIndex()


class Column(IntEnum):
    """The columns of the list."""

    LABEL = 0
    NAME = 1
    PAID = 2
    DUE = 3
    AMOUNT = 4
    TICKET = 5
    NOTE = 6


TITLES: Final = ("班级", "姓名", "已交（减已退）", "应退", "金额", "票据号", "说明")
TYPED: Final = (Column.AMOUNT, Column.TICKET)
_RIGHT: Final = frozenset({Column.PAID, Column.DUE, Column.AMOUNT})


@dataclass(slots=True)
class FeeEntry:
    """A pupil, and what is typed."""

    line: PupilFees
    amount: Money | None = None
    ticket: str = ""

    @property
    def held(self) -> Money:
        """What was paid and not paid back."""
        return self.line.paid - self.line.refunded


class FeesTable(QAbstractTableModel):
    """One line for each pupil; who has no amount is left out."""

    edited = Signal()
    refused = Signal(str)
    """Why something could not be typed, in words."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[FeeEntry] = []
        self.refund = False

    def show_lines(self, lines: Sequence[PupilFees], *, refund: bool) -> None:
        """Show pupils; of a refund with what is due to each."""
        self.beginResetModel()
        self.refund = refund
        self.entries = [FeeEntry(line, (line.due or None) if refund else None) for line in lines]
        self.endResetModel()
        self.edited.emit()

    def fill(self, amount: Money) -> int:
        """Put an amount where nothing is typed and nothing was paid; gives how many."""
        count = 0
        for entry in self.entries:
            if entry.amount is None and not entry.held:
                entry.amount = amount
                count += 1
        self._tell(0, len(self.entries) - 1)
        return count

    @property
    def parts(self) -> tuple[FeePart, ...]:
        """What is to be written."""
        return tuple(
            FeePart(entry.line.student_id, entry.amount, entry.ticket)
            for entry in self.entries
            if entry.amount is not None
        )

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """How many pupils there are."""
        return 0 if parent.isValid() else len(self.entries)

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
            return "退款" if self.refund and section == Column.AMOUNT else TITLES[section]
        return _alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Amounts and tickets can be typed."""
        found = super().flags(index)
        if index.isValid() and index.column() in TYPED:
            return found | Qt.ItemFlag.ItemIsEditable
        return found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own type
        """What a cell shows."""
        if not index.isValid():
            return None
        entry, column = self.entries[index.row()], Column(index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return _text(entry, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ForegroundRole and column not in (Column.NAME, *TYPED):
            return QColor(current_tokens().colours.muted)
        return None

    def setData(  # noqa: N802 - Qt's name
        self,
        index: Index,
        value: Any,  # noqa: ANN401 - Qt's own type
        role: int = Qt.ItemDataRole.EditRole,
    ) -> bool:
        """Type what was paid, or paid back; an empty cell leaves the pupil out."""
        if role != Qt.ItemDataRole.EditRole or index.column() not in TYPED:
            return False
        entry, text = self.entries[index.row()], str(value).strip()
        if index.column() == Column.TICKET:
            entry.ticket = text[:LONGEST_TICKET]
            self._tell(index.row(), index.row())
            return True
        try:
            amount = Money.of(text) if text else None
        except ValueError as error:
            self.refused.emit(f"{entry.line.name}的金额：{error}。")
            return False
        if amount is not None and amount.units <= 0:
            self.refused.emit(f"{entry.line.name}的金额要大于零；没有的就空着。")
            return False
        if amount is not None and self.refund and amount > entry.held:
            self.refused.emit(f"{entry.line.name}现有已交 {entry.held} 元，不能退 {amount} 元。")
            return False
        entry.amount = amount
        self._tell(index.row(), index.row())
        return True

    def _tell(self, first: int, last: int) -> None:
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(TITLES) - 1), [])
        self.edited.emit()


def _text(entry: FeeEntry, column: Column) -> str:
    line = entry.line
    texts = {
        Column.LABEL: line.label,
        Column.NAME: line.name,
        Column.PAID: f"{entry.held}" if entry.held else "",
        Column.DUE: f"{line.due}" if line.due else "",
        Column.AMOUNT: "" if entry.amount is None else f"{entry.amount}",
        Column.TICKET: entry.ticket,
        Column.NOTE: line.note,
    }
    return texts[column]


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in _RIGHT else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
