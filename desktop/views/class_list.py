"""A list of classes beside a grid, each with its state as a chip."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from desktop.views.style import current_tokens
from desktop.views.widgets.chips import Chip, Tone, paint_chip

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from uuid import UUID

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QPainter

    Index = QModelIndex | QPersistentModelIndex


class ClassLine(Protocol):
    """A class of such a list."""

    @property
    def class_id(self) -> UUID | None:
        """Its key; None for the pupils who are in no class."""
        ...

    @property
    def label(self) -> str:
        """What it is called."""
        ...


C = TypeVar("C", bound=ClassLine)
_ROOT: Final = QModelIndex()
CHIP_ROLE: Final = Qt.ItemDataRole.UserRole + 1
UNSAVED: Final = Chip("未保存", Tone.CARE)


class ClassesTable(QAbstractTableModel, Generic[C]):
    """Two columns: what a class is called, and its state. Subclasses say the state."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: Sequence[C] = ()
        self._unsaved: frozenset[UUID | None] = frozenset()

    def chip_of(self, line: C) -> Chip:
        """The state of a class."""
        raise NotImplementedError

    def words_of(self, line: C) -> str:
        """What is told of a class where the mouse rests."""
        raise NotImplementedError

    def show_lines(self, lines: Sequence[C]) -> None:
        """Show other classes, or others' states."""
        same = [line.class_id for line in lines] == [line.class_id for line in self.lines]
        if same:
            self.lines = lines
            self._told()
            return
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def mark_unsaved(self, class_ids: Collection[UUID | None]) -> None:
        """Show which classes hold something that is typed and not saved."""
        if self._unsaved != frozenset(class_ids):
            self._unsaved = frozenset(class_ids)
            self._told()

    def _told(self) -> None:
        if self.lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.lines) - 1, 1), [])

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """How many classes there are."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Name and state."""
        return 0 if parent.isValid() else 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own type
        """What a cell shows."""
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        line = self.lines[index.row()]
        chip = UNSAVED if line.class_id in self._unsaved else self.chip_of(line)
        if role == Qt.ItemDataRole.DisplayRole:
            return line.label if index.column() == 0 else chip.words
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{line.label}：{self.words_of(line)}"
        return chip if role == CHIP_ROLE and index.column() == 1 else None


def next_row(lines: Sequence[C], here: int, misses: Callable[[C], bool]) -> int | None:
    """The next class behind one, and then from the first on, that misses something."""
    order = [*range(here + 1, len(lines)), *range(max(here, 0))]
    return next((row for row in order if misses(lines[row])), None)


class _StatePainter(QStyledItemDelegate):
    """Paints the state as a chip."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        chip = index.data(CHIP_ROLE)
        shown: Any = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        shown.text = ""
        style = shown.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, shown, painter, shown.widget)
        if isinstance(chip, Chip):
            painter.setFont(shown.font)
            paint_chip(painter, QRectF(shown.rect).adjusted(0, 3, -6, -3), chip)


class ClassesView(QTableView):
    """Choosing a class."""

    chosen = Signal(int)
    """The row of the class that the person wants to see."""

    def __init__(self, table: ClassesTable[Any]) -> None:
        super().__init__()
        self._quiet = False
        self.setModel(table)
        self.setAccessibleName("班级")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setItemDelegateForColumn(1, _StatePainter(self))
        self.verticalHeader().hide()
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        sizes = current_tokens().sizes
        self.horizontalHeader().resizeSection(1, round(sizes.base * 7))
        self.verticalHeader().setDefaultSectionSize(sizes.row)
        self.fit(sizes.base * 100)

    def fit(self, room: int) -> None:
        """Take a quarter of the room, within what is needed and what is useful."""
        base = current_tokens().sizes.base
        self.setFixedWidth(min(base * 17, max(base * 14, room // 4)))

    def go_to(self, row: int) -> None:
        """Show which class is open, without asking for it again."""
        index = self.model().index(row, 0)
        self._quiet = True
        self.selectionModel().setCurrentIndex(
            index,
            QItemSelectionModel.SelectionFlag.ClearAndSelect
            | QItemSelectionModel.SelectionFlag.Rows,
        )
        self._quiet = False
        self.scrollTo(index)

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        """The person has chosen another class."""
        super().currentChanged(current, previous)
        if current.isValid() and current.row() != previous.row() and not self._quiet:
            self.chosen.emit(current.row())
