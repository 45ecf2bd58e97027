"""Which class and day is open: reading it, keeping what is typed as a draft, saving it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.core.terms import Month
from desktop.services.attendance.overview import ClassDay, SchoolDay, school_day
from desktop.services.attendance.recording import record
from desktop.services.attendance.rolls import ClassGrid, class_grid
from desktop.services.calendar import teaching_days
from desktop.views.attendance.typed import TypedRolls
from desktop.views.opened_class import OpenedClass

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from desktop.services.attendance.recording import Recorded
    from desktop.services.session import Session
    from desktop.views.attendance.table import RollTable
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job


def draft_name(month: Month, class_id: UUID) -> str:
    """Under which name what is typed for a class is kept."""
    return f"attendance/{month}/{class_id}"


class OpenRoll(OpenedClass[SchoolDay, ClassGrid, TypedRolls]):
    """The class on the screen with its month, and the school on the day that is looked at."""

    def __init__(self, desk: Desk, owner: QWidget, table: RollTable) -> None:
        super().__init__(desk, owner, table)
        self.today = desk.session.store.clock.today()
        self.day = self._day_in(desk.place.month)
        self._anywhere = True
        """Whether another day of the month will do: nobody has asked for this one."""
        self.class_id: UUID | None = None

    @property
    def month(self) -> Month:
        """The month of the day."""
        return Month.of(self.day)

    @property
    def classes(self) -> tuple[ClassDay, ...]:
        """The classes of the day."""
        return self.school.classes if self.school is not None else ()

    @property
    def row(self) -> int:
        """The place of the open class among the classes; -1: none is open."""
        keys = [line.class_id for line in self.classes]
        return keys.index(self.class_id) if self.class_id in keys else -1

    def open(self, class_id: UUID, day: date | None = None) -> None:
        """Show another class, or the same on another day."""
        if day is not None:
            self.day, self._anywhere = day, False
        if class_id != self.class_id or day is not None:
            self.class_id = class_id
            self._table.show_class(None)
        self.read()

    def turn_to(self, day: date) -> None:
        """Look at another day, of the same class if it is there."""
        if day == self.day:
            return
        month, self.day, self._anywhere = self.month, day, False
        if self.month != month:
            self._table.show_class(None)
        self.read()

    def turn_to_month(self, month: Month, *, read: bool = True) -> None:
        """Look at another month: today in it, or its last day."""
        if month == self.month:
            return
        self.day, self._anywhere = self._day_in(month), True
        if read:
            self._table.show_class(None)
            self.read()

    def unsaved(self) -> frozenset[UUID]:
        """The classes of the month that hold something typed and not saved."""
        find = self._desk.drafts.find
        keys = (line.class_id for line in self.classes)
        return frozenset(key for key in keys if find(draft_name(self.month, key)) is not None)

    def _day_in(self, month: Month) -> date:
        return self.today if self.today in month else month.last

    def _read_work(self) -> Callable[[Job], tuple[SchoolDay, ClassGrid | None]]:
        day, class_id, session = self.day, self.class_id, self._desk.session
        month, anywhere = self.month, self._anywhere

        def work(_job: Job) -> tuple[SchoolDay, ClassGrid | None]:
            school = school_day(session, _with_lessons(session, day) if anywhere else day)
            wanted = _wanted(school, class_id)
            if wanted is None:
                return school, None
            return school, class_grid(session, wanted.class_id, month.first, month.last)

        return work

    def _write_work(self, typed: TypedRolls) -> Callable[[Job], Recorded]:
        rolls, session = typed.rolls(), self._desk.session
        return lambda job: record(session, rolls, job.accepted)

    def _on_read(self, found: tuple[SchoolDay, ClassGrid | None]) -> None:
        self.day, self._anywhere = found[0].day, False
        super()._on_read(found)

    def _opened(self, grid: ClassGrid) -> None:
        self.class_id = grid.class_id

    def _typed(self, grid: ClassGrid) -> TypedRolls:
        return TypedRolls(grid, self.today)

    def _draft_name(self, grid: ClassGrid) -> str:
        return draft_name(Month.of(grid.days[0].day), grid.class_id)

    def _may_type(self, grid: ClassGrid) -> bool:
        del grid
        return self._table.writable


def _with_lessons(session: Session, day: date) -> date:
    """The last day with lessons of a month up to a day; the day itself where there is none."""
    days = [found for found in teaching_days(session, Month.of(day)) if found <= day]
    return days[-1] if days else day


def _wanted(school: SchoolDay, class_id: UUID | None) -> ClassDay | None:
    """The class that is open, or else the first that was not called, or else the first."""
    there = [line for line in school.classes if line.class_id == class_id]
    missing = [line for line in school.classes if line.roll is None]
    return next(iter([*there, *missing, *school.classes]), None)
