"""Choosing the two sides of a comparison."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from desktop.core.labels import HouseholdCategory
from desktop.services.comparison.books import (
    ALL_SCHOOLS,
    Reach,
    guardians_on,
    pupils_on,
    pupils_with,
)
from desktop.services.comparison.people import Side, people_of_list, people_of_workbook
from desktop.views.importing.file_step import PATTERNS
from desktop.views.schools import SchoolChoices

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from uuid import UUID

    from desktop.services.lists import StoredList
    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job


class Origin(Enum):
    """Where the people of a side come from; the value is the word for it."""

    PUPILS = "在校学生"
    GUARDIANS = "学生的监护人"
    KNOWN = "登记为{}的学生"
    LIST = "收进来的名单"
    FILE = "选择表格文件…"


@dataclass(frozen=True, slots=True)
class SideKey:
    """A side that can be chosen."""

    origin: Origin
    list_id: UUID | None = None
    path: Path | None = None
    category: HouseholdCategory | None = None

    @property
    def noted(self) -> bool:
        """Whether reading it is an entry of the chain, so that it must be a write."""
        return self.category is not None


PUPILS: Final = SideKey(Origin.PUPILS)
_ASK: Final = SideKey(Origin.FILE)


def read_side(session: Session, key: SideKey, reach: Reach | None, job: Job) -> Side:
    """The people of a side; those of the books come from the schools within reach.

    Raises:
        SchoolError: the list is gone, or the file cannot be read.
    """
    if key.category is not None:
        return pupils_with(session, key.category, reach=reach)
    if key.list_id is not None:
        return people_of_list(session, key.list_id)
    if key.path is not None:
        return people_of_workbook(session, key.path, progress=job.progress)
    read = guardians_on if key.origin is Origin.GUARDIANS else pupils_on
    return read(session, reach=reach)


class SideChoice(QComboBox):
    """One side: the pupils, their guardians, a stored list, or a workbook."""

    def __init__(self, desk: Desk, title: str) -> None:
        super().__init__()
        self._desk, self._title = desk, title
        self.setAccessibleName(title)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._lists: Sequence[StoredList] = ()
        self._file: Path | None = None
        self._keys: list[SideKey] = []
        self._before: SideKey = PUPILS
        self._fill()
        self.activated.connect(self._on_activated)

    @property
    def key(self) -> SideKey:
        """What is chosen."""
        return self._keys[max(self.currentIndex(), 0)]

    def choose(self, key: SideKey) -> None:
        """Choose a side; one that is not offered leaves the choice as it is."""
        if key in self._keys:
            self.setCurrentIndex(self._keys.index(key))
            self._before = key

    def choose_file(self, path: Path) -> None:
        """Choose a workbook."""
        self._file = path
        self._fill()
        self.choose(SideKey(Origin.FILE, path=path))

    def offer(self, lists: Sequence[StoredList]) -> None:
        """Offer the stored lists; what was chosen stays, if it is still there."""
        self._lists = lists
        self._fill()

    def _fill(self) -> None:
        chosen = self._before
        named = [
            (PUPILS, Origin.PUPILS.value),
            (SideKey(Origin.GUARDIANS), Origin.GUARDIANS.value),
            *(
                (SideKey(Origin.KNOWN, category=c), Origin.KNOWN.value.format(c.label))
                for c in HouseholdCategory
            ),
            *((SideKey(Origin.LIST, known.list_id), known.title) for known in self._lists),
        ]
        if self._file is not None:
            named.append((SideKey(Origin.FILE, path=self._file), self._file.name))
        named.append((_ASK, Origin.FILE.value))
        blocker = QSignalBlocker(self)
        self._keys = [key for key, _ in named]
        self.clear()
        self.addItems([words for _, words in named])
        blocker.unblock()
        self.choose(chosen if chosen in self._keys else PUPILS)

    def _on_activated(self, _at: int) -> None:
        if self.key != _ASK:
            self._before = self.key
            return
        self.choose(self._before)
        path = self._desk.messages.ask_open(self, f"{self._title}：选择表格", PATTERNS)
        if path is not None:
            self.choose_file(path)


class SidesBar(QWidget):
    """Left, right, at a bureau the schools, and the button between choosing and seeing."""

    asked = Signal(object, object)
    """Two `SideKey`s to be held against each other."""

    def __init__(self, desk: Desk, *, may_compare: bool) -> None:
        super().__init__()
        self.left = SideChoice(desk, "左边")
        self.right = SideChoice(desk, "右边")
        self.compare = QPushButton("比对")
        self.compare.setEnabled(may_compare)
        self.compare.clicked.connect(self.ask)
        self.school = SchoolChoices() if desk.session.at_bureau else None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(QLabel("左边"))
        layout.addWidget(self.left, 2)
        layout.addWidget(QLabel("右边"))
        layout.addWidget(self.right, 2)
        if self.school is not None:
            self.school.setToolTip("在校学生、监护人和登记取自哪些学校的名册")
            layout.addWidget(self.school, 1)
        layout.addWidget(self.compare)
        self.setFocusProxy(self.left)

    def offer(self, lists: Sequence[StoredList]) -> None:
        """Offer the stored lists on both sides; the newest is held against the pupils."""
        for choice in (self.left, self.right):
            choice.offer(lists)
        if lists and self.left.key == self.right.key:
            self.left.choose(SideKey(Origin.LIST, lists[0].list_id))

    @property
    def reach(self) -> Reach | None:
        """Whose books are asked: None, those of the unit that is worked in."""
        if self.school is None:
            return None
        unit_id = self.school.value()
        return ALL_SCHOOLS if unit_id is None else Reach(unit_id, self.school.currentText())

    def ask(self) -> None:
        """Hold the chosen sides against each other."""
        self.asked.emit(self.left.key, self.right.key)
