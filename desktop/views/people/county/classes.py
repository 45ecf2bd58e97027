"""班级 at a bureau: the classes of all schools, and whose roll of a day was called."""

from __future__ import annotations

from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.core.changes import Book
from desktop.services.county_classes import CountyClass, county_classes
from desktop.services.search import StaffKey
from desktop.views.classes.pane import ClassPane
from desktop.views.schools import SchoolChoices, SchoolRoom, offer_schools
from desktop.views.tabbed import TabPanel
from desktop.views.tables import Chip, DetailSplit, ListColumn, ListPage, ListView, Tone
from desktop.views.widgets import Choice, DateEdit, EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job


class RollFilter(Enum):
    """Which classes to list; the value is the word for it."""

    DUE = "未点名"
    CALLED = "已点名"
    ABSENT = "有人缺勤"

    def takes(self, line: CountyClass) -> bool:
        """Whether a class is one of these."""
        if self is RollFilter.DUE:
            return line.due
        if self is RollFilter.CALLED:
            return line.roll is not None
        return line.roll is not None and line.roll.absent > 0


def roll_chip(line: CountyClass) -> Chip:
    """How a class's day stands; what is not recorded is not absent."""
    if line.roll is None:
        return Chip("未点名" if line.state.has_lessons else line.state.label, Tone.PLAIN)
    if line.roll.open:
        return Chip(f"{line.roll.open}人未登记", Tone.CARE)
    if line.roll.absent:
        return Chip(f"缺{line.roll.absent}人", Tone.CARE)
    return Chip("全到", Tone.GOOD)


def _present(line: CountyClass) -> str:
    return "" if line.roll is None else f"{line.present:,}"


COLUMNS: Final[tuple[ListColumn[CountyClass], ...]] = (
    ListColumn("school", "学校", lambda c: c.school, 180, sort="school"),
    ListColumn("label", "班级", lambda c: c.label, 100),
    ListColumn("pupils", "学生", lambda c: f"{c.pupils:,}", 60, "right", sort="pupils"),
    ListColumn("roll", "点名", lambda c: roll_chip(c).words, 110, sort="roll", chip=roll_chip),
    ListColumn("present", "实到", _present, 70, "right", sort="present"),
    ListColumn("teacher", "班主任", lambda c: c.teacher, 110, sort="teacher"),
    ListColumn("by", "点名人", lambda c: c.roll.recorded_by if c.roll else "", 110),
    ListColumn("stage", "学段", lambda c: c.stage.label, 80, hidden=True),
)
_ORDERS: Final[Mapping[str, Callable[[CountyClass], object]]] = {
    "school": lambda c: c.school,
    "pupils": lambda c: c.pupils,
    "roll": lambda c: (c.roll is not None, c.roll.absent if c.roll else 0),
    "present": lambda c: c.present,
    "teacher": lambda c: c.teacher,
}


class CountyClassSource:
    """The classes of a day that the filters leave, with what they come to in the foot."""

    def __init__(
        self,
        session: Session,
        day: date | None,
        unit_id: UUID | None = None,
        only: RollFilter | None = None,
    ) -> None:
        self._session, self._day, self._unit_id, self._only = session, day, unit_id, only
        self._lines: tuple[CountyClass, ...] | None = None

    def restart(self) -> None:
        """The books have moved."""
        self._lines = None

    def page(
        self, job: Job, sort: str | None, *, descending: bool, offset: int, limit: int
    ) -> ListPage[CountyClass]:
        """Some of the classes."""
        if self._lines is None:
            job.progress.step("读取各校班级")
            self._lines = county_classes(self._session, self._day)
        lines = [line for line in self._lines if self._wanted(line)]
        foot = _foot(lines)
        if sort is not None:
            lines.sort(key=_ORDERS[sort], reverse=descending)  # type: ignore[arg-type]
        return ListPage(lines[offset : offset + limit], len(lines), foot)

    def _wanted(self, line: CountyClass) -> bool:
        if self._unit_id is not None and line.unit_id != self._unit_id:
            return False
        return self._only is None or self._only.takes(line)


def _foot(lines: Sequence[CountyClass]) -> dict[str, str]:
    called = [line for line in lines if line.roll is not None]
    absent = sum(line.roll.absent for line in called if line.roll is not None)
    return {
        "学生": f"{sum(line.pupils for line in lines):,}",
        "已点名": f"{len(called):,} 个班",
        "未点名": f"{sum(line.due for line in lines):,} 个班",
        "缺勤": f"{absent:,} 人",
    }


class ClassFilters(QWidget):
    """The day, the school, and how its rolls stand."""

    changed = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self.day = DateEdit("哪天", today, latest=today)
        self.day.set_value(today)
        self.school = SchoolChoices()
        self.only: Choice[RollFilter] = Choice(
            "点名", [(kind, kind.value) for kind in RollFilter], nothing="点名不限"
        )
        self.clear = QPushButton("清除筛选")
        self.clear.setEnabled(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.addWidget(QLabel("哪天"))
        layout.addWidget(self.day)
        for choice in (self.school, self.only):
            choice.changed.connect(self._tell)
            layout.addWidget(choice)
        layout.addWidget(self.clear)
        layout.addStretch(1)
        self.day.changed.connect(self._on_day)
        self.clear.clicked.connect(self.reset)

    @property
    def narrowed(self) -> bool:
        """Whether less than all classes are asked for."""
        return self.school.value() is not None or self.only.value() is not None

    def reset(self) -> None:
        """Ask for all classes of the day."""
        blocker = QSignalBlocker(self)
        for choice in (self.school, self.only):
            choice.setCurrentIndex(0)
        blocker.unblock()
        self._tell()

    def _on_day(self) -> None:
        if self.day.value() is not None:
            self._tell()

    def _tell(self) -> None:
        self.clear.setEnabled(self.narrowed)
        self.changed.emit()


class CountyClassesPanel(TabPanel):
    """A line for each class of each school."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.filters = ClassFilters(desk.session.store.clock.today())
        empty = EmptyState("还没有班级。导入各校的名册以后，全县的班级在这里。", picture="people")
        self.view = ListView(desk, "county-classes", COLUMNS, self._source(), empty)
        self.view.titled("全县班级")
        self.view.identify_by(lambda line: line.class_id)
        self.print_through_page(self.view)
        self.room = SchoolRoom(desk, self._made)
        self.split = DetailSplit(self.view, self.room)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.filters)
        layout.addWidget(self.split, 1)
        self.setFocusProxy(self.view)
        self.filters.changed.connect(self._on_filtered)
        self.view.filtering.connect(self.filters.school.setFocus)
        self.view.selected.connect(self._on_selected)
        books = (Book.PEOPLE, Book.IMPORTS, Book.UNITS, Book.ATTENDANCE, Book.CALENDAR)
        desk.refresh.subscribe(self, books, self._reload)
        offer_schools(self.desk, self, self.filters.school)

    def _made(self, desk: Desk) -> ClassPane:
        pane, session = ClassPane(desk), desk.session
        pane.closing.connect(self.split.close_pane)
        pane.teacher_asked.connect(partial(self._lead, session.unit_id, session.unit_name))
        return pane

    def _lead(self, unit_id: UUID, school: str, staff_id: UUID) -> None:
        self.led.emit(StaffKey(staff_id, unit_id, school))

    def _source(self) -> CountyClassSource:
        filters = self.filters
        return CountyClassSource(
            self.desk.session, filters.day.value(), filters.school.value(), filters.only.value()
        )

    def _on_filtered(self) -> None:
        self.view.set_source(self._source(), filtered=self.filters.narrowed)

    def _on_selected(self, line: CountyClass | None) -> None:
        if line is not None:
            self.room.of(line.unit_id, line.school).show_class(line.class_id)

    def _reload(self) -> None:
        self.view.reload()
        if self.room.pane is not None:
            self.room.pane.reload()
        offer_schools(self.desk, self, self.filters.school)
