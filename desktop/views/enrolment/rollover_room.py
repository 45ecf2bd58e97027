"""The pupils of one class before a new school year: many are chosen at once, by mouse and keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.core.labels import Sex
from desktop.views.style import current_tokens, mark
from desktop.views.widgets import TextEdit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from PySide6.QtGui import QKeyEvent

    from desktop.services.life.rollover import RolloverLine
    from desktop.services.life.year_roll import PupilKnown
    from desktop.views.enrolment.rollover_choosing import ClassSeen

_TITLES: Final = ("序号", "姓名", "性别", "学号", "去向", "新班级", "说明")
_WIDTHS: Final = (48, 96, 48, 96, 64, 100)
_FATE: Final = _TITLES.index("去向")
_RANGE: Final = re.compile(r"(\d{1,4})(?:[-－—~～至到](\d{1,4}))?")
_BETWEEN: Final = re.compile(r"[、,，;；\s]+")
_MOST: Final = 2000
_NUMBERS: Final = 128


def read_numbers(text: str) -> frozenset[int] | None:
    """The places that words mean: 1-20、25; None: they are none."""
    found: set[int] = set()
    for word in filter(None, _BETWEEN.split(text.strip())):
        match = _RANGE.fullmatch(word)
        if match is None:
            return None
        first, last = int(match[1]), int(match[2] or match[1])
        found.update(range(min(first, last), min(max(first, last), _MOST) + 1))
    return frozenset(found) or None


class RoomTable(QTableWidget):
    """One row for each pupil; Enter goes on to where the chosen ones are sent."""

    sent = Signal()
    """Enter, or a double click."""

    def __init__(self) -> None:
        super().__init__(0, len(_TITLES))
        self.setAccessibleName("这个班的学生")
        self.setHorizontalHeaderLabels(_TITLES)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(current_tokens().sizes.row)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(_WIDTHS):
            self.setColumnWidth(column, width)
        self._ids: list[UUID] = []
        self.doubleClicked.connect(lambda _index: self.sent.emit())

    def show_pupils(
        self, pupils: Sequence[tuple[PupilKnown, RolloverLine]], *, keep: bool = False
    ) -> None:
        """Show the pupils of a class; the same ones stay chosen with `keep`."""
        chosen = set(self.chosen) if keep else set()
        self.setRowCount(len(pupils))
        self._ids = [pupil.standing.student_id for pupil, _line in pupils]
        for row, (pupil, line) in enumerate(pupils):
            words = (
                str(row + 1),
                pupil.standing.name,
                pupil.sex.label if pupil.sex else "",
                pupil.number,
                line.fate.label,
                line.new_class,
                line.reason,
            )
            for column, text in enumerate(words):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column >= _FATE and line.fate.writes:
                    item.setFont(_bold(self))
                self.setItem(row, column, item)
        self.choose(lambda row: self._ids[row] in chosen)

    @property
    def chosen(self) -> tuple[UUID, ...]:
        """The chosen pupils, from top to bottom."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self._ids[row] for row in rows if row < len(self._ids))

    def choose(self, wanted: Callable[[int], bool]) -> None:
        """Choose the rows that are wanted, and no others."""
        selection, model = QItemSelection(), self.model()
        rows = [row for row in range(self.rowCount()) if wanted(row)]
        for row in rows:
            selection.select(model.index(row, 0), model.index(row, len(_TITLES) - 1))
        flags = QItemSelectionModel.SelectionFlag
        if rows:
            self.setCurrentIndex(model.index(rows[0], 0))
            self.scrollTo(model.index(rows[0], 0), self.ScrollHint.PositionAtCenter)
        self.selectionModel().select(selection, flags.ClearAndSelect | flags.Rows)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter sends the chosen ones on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.sent.emit()
        else:
            super().keyPressEvent(event)


class RoomPane(QWidget):
    """A class, and the ways to choose many of it at once."""

    def __init__(self) -> None:
        super().__init__()
        self._pupils: Sequence[tuple[PupilKnown, RolloverLine]] = ()
        self.heading = QLabel()
        mark(self.heading, kind="heading")
        self.table = RoomTable()
        self.numbers = TextEdit("序号", longest=60)
        self.numbers.setPlaceholderText("序号 1-20、25")
        self.numbers.setFixedWidth(_NUMBERS)
        self._ways: dict[str, Callable[[int], bool]] = {
            "全班": lambda _row: True,
            "后一半": lambda row: row >= (len(self._pupils) + 1) // 2,
            "双号": lambda row: row % 2 == 1,
            "男生": lambda row: self._pupils[row][0].sex is Sex.MALE,
            "女生": lambda row: self._pupils[row][0].sex is Sex.FEMALE,
        }
        self.ways = QComboBox()
        self.ways.setAccessibleName("一次选多人")
        self.ways.addItems(["选学生", *self._ways])
        choosing = QHBoxLayout()
        choosing.addWidget(self.heading, 1)
        choosing.addWidget(self.ways)
        choosing.addWidget(self.numbers)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(choosing)
        layout.addWidget(self.table, 1)
        self.numbers.textChanged.connect(self._on_numbers)
        self.ways.textActivated.connect(self.choose_way)

    def show_room(self, room: ClassSeen | None, *, keep: bool) -> None:
        """Show a class; those who are chosen stay so with `keep`."""
        self._pupils = room.pupils if room else ()
        self.table.show_pupils(self._pupils, keep=keep)
        for part in (self.ways, self.numbers, self.table):
            part.setEnabled(room is not None)

    def take_keyboard(self) -> None:
        """Let the keyboard choose among the pupils."""
        self.table.setFocus()
        if self.table.currentRow() < 0 and self.table.rowCount():
            self.table.setCurrentCell(0, 0)

    def choose_way(self, words: str) -> None:
        """Choose many at once: the whole class, every other one."""
        way = self._ways.get(words)
        if way is not None:
            self.table.choose(way)
        self.ways.setCurrentIndex(0)

    def _on_numbers(self, text: str) -> None:
        wanted = read_numbers(text)
        if wanted is not None:
            self.table.choose(lambda row: row + 1 in wanted)


class RoomList(QListWidget):
    """The classes; Delete takes back what is to be done with one."""

    dropped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("班级")

    def show_words(self, words: Sequence[tuple[str, bool]]) -> None:
        """Show the classes, in bold those that change; the same place stays the current one."""
        row = min(self.currentRow(), len(words) - 1)
        self.blockSignals(True)  # noqa: FBT003 - Qt's own way
        self.clear()
        self.addItems([text for text, _changed in words])
        for place, (text, changed) in enumerate(words):
            self.item(place).setToolTip(text)
            if changed:
                self.item(place).setFont(_bold(self))
        self.setCurrentRow(row)
        self.blockSignals(False)  # noqa: FBT003 - same

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Delete takes back."""
        if event.key() == Qt.Key.Key_Delete:
            self.dropped.emit()
        else:
            super().keyPressEvent(event)


class ClassChoice(QComboBox):
    """A class of the new year: chosen from those there will be, or typed."""

    entered = Signal()
    """Enter."""

    def __init__(self) -> None:
        super().__init__()
        self.setEditable(True)
        self.setAccessibleName("新学年的班级")
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line = self.lineEdit()
        assert line is not None  # noqa: S101 - it is editable
        line.setPlaceholderText("如 四年级2班")
        line.returnPressed.connect(self.entered)
        # Completing while typing would, at Enter, put another class in place of what stands there.
        self.setCompleter(None)  # type: ignore[arg-type]  # as Qt says, none
        self.setMinimumContentsLength(9)

    def offer(self, labels: Sequence[str]) -> None:
        """Offer classes; what is typed stays."""
        text = self.currentText()
        self.clear()
        self.addItems(list(labels))
        self.setEditText(text)


def _bold(widget: QWidget) -> QFont:
    font = QFont(widget.font())
    font.setBold(True)
    return font
