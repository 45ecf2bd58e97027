"""Which class and day is open: reading it, keeping what is typed as a draft, saving it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from desktop.core.labels import Role
from desktop.core.terms import Month
from desktop.services.attendance.overview import school_day
from desktop.services.attendance.recording import record
from desktop.services.attendance.rolls import class_grid
from desktop.services.calendar import teaching_days
from desktop.views.attendance.typed import TypedRolls

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from desktop.services.attendance.overview import ClassDay, SchoolDay
    from desktop.services.attendance.recording import Recorded
    from desktop.services.attendance.rolls import ClassGrid
    from desktop.services.session import Session
    from desktop.views.attendance.table import RollTable
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job, Task


def draft_name(month: Month, class_id: UUID) -> str:
    """Under which name what is typed for a class is kept."""
    return f"attendance/{month}/{class_id}"


class OpenRoll(QObject):
    """The class on the screen with its month, and the school on the day that is looked at.

    Leaving a class asks nothing: what was typed stays as its draft and stands there again when the
    class is opened the next time, be it after a crash.
    """

    school_read = Signal()
    """The classes of the day are known, and the class stands in the table."""
    restored = Signal(int)
    """So many unsaved days of a draft were typed again."""
    saving_changed = Signal()
    saved = Signal(object)
    """Recorded: what was written."""

    def __init__(self, desk: Desk, owner: QWidget, table: RollTable) -> None:
        super().__init__(owner)
        self._desk, self._owner, self._table = desk, owner, table
        self.today = desk.session.store.clock.today()
        self.day = self._day_in(desk.place.month)
        self._anywhere = True
        """Whether another day of the month will do: nobody has asked for this one."""
        self.class_id: UUID | None = None
        self.school: SchoolDay | None = None
        self.is_saving = False
        self._reading: Task[Any] | None = None
        table.writable = desk.session.role is not Role.AUDITOR
        table.edited.connect(self._on_edited)

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

    @property
    def ready(self) -> bool:
        """There is something to save, and it is not being saved."""
        typed = self._table.typed
        return typed is not None and typed.dirty and not self.is_saving

    def read(self) -> None:
        """Read the school and the open class again; what is typed stays."""
        day, class_id, session = self.day, self.class_id, self._desk.session
        month, anywhere = self.month, self._anywhere

        def work(_job: Job) -> tuple[SchoolDay, ClassGrid | None]:
            school = school_day(session, _with_lessons(session, day) if anywhere else day)
            wanted = _wanted(school, class_id)
            if wanted is None:
                return school, None
            return school, class_grid(session, wanted.class_id, month.first, month.last)

        if self._reading is not None:
            self._reading.cancel()
        task = self._desk.tasks.read(self._owner, work).then(self._on_read)
        self._reading = task
        task.ended(lambda: self._on_reading_ended(task)).start()

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

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Write what is typed, in the background."""
        typed = self._table.typed
        if typed is None or not self.ready:
            return
        rolls, kept, session = typed.rolls(), typed.draft(), self._desk.session
        name = draft_name(Month.of(typed.grid.days[0].day), typed.grid.class_id)

        def on_saved(done: Recorded) -> None:
            if self._desk.drafts.find(name) == kept:
                self._desk.drafts.forget(name)
            self.saved.emit(done)
            if then is not None:
                then()

        self._set_saving(on=True)
        self._desk.tasks.write(self._owner, lambda job: record(session, rolls, job.accepted)).then(
            on_saved
        ).ended(self._on_saving_ended).start()

    def discard(self) -> None:
        """Let go of what is typed for the open class."""
        typed = self._table.typed
        if typed is not None:
            self._table.show_class(TypedRolls(typed.grid, self.today))

    def unsaved(self) -> frozenset[UUID]:
        """The classes of the month that hold something typed and not saved."""
        find = self._desk.drafts.find
        keys = (line.class_id for line in self.classes)
        return frozenset(key for key in keys if find(draft_name(self.month, key)) is not None)

    def _day_in(self, month: Month) -> date:
        return self.today if self.today in month else month.last

    def _on_reading_ended(self, task: Task[Any]) -> None:
        if self._reading is task:
            self._reading = None

    def _on_read(self, found: tuple[SchoolDay, ClassGrid | None]) -> None:
        self.school, grid = found
        self.day, self._anywhere = self.school.day, False
        if grid is None:
            self._table.show_class(None)
        else:
            self.class_id = grid.class_id
            self._show(grid)
        self.school_read.emit()

    def _show(self, grid: ClassGrid) -> None:
        typed = self._table.typed
        if typed is not None and _same(typed.grid, grid):
            self._table.rebase(grid)
            return
        fresh = TypedRolls(grid, self.today)
        draft = self._desk.drafts.find(draft_name(Month.of(grid.days[0].day), grid.class_id))
        days = fresh.take_draft(draft) if draft and self._table.writable else 0
        self._table.show_class(fresh)
        if days:
            self.restored.emit(days)

    def _on_edited(self) -> None:
        """Keep what is typed, or let go of the draft when nothing is."""
        typed = self._table.typed
        if typed is None or not self._table.writable:
            return
        name = draft_name(Month.of(typed.grid.days[0].day), typed.grid.class_id)
        if typed.dirty:
            self._desk.drafts.keep(name, typed.draft())
        elif self._desk.drafts.find(name) is not None:
            self._desk.drafts.forget(name)

    def _on_saving_ended(self) -> None:
        self._set_saving(on=False)
        # A refusal or a conflict: show how things stand now.
        if self._table.typed is not None and self._table.typed.dirty:
            self.read()

    def _set_saving(self, *, on: bool) -> None:
        self.is_saving = on
        self.saving_changed.emit()


def _with_lessons(session: Session, day: date) -> date:
    """The last day with lessons of a month up to a day; the day itself where there is none."""
    days = [found for found in teaching_days(session, Month.of(day)) if found <= day]
    return days[-1] if days else day


def _wanted(school: SchoolDay, class_id: UUID | None) -> ClassDay | None:
    """The class that is open, or else the first that was not called, or else the first."""
    there = [line for line in school.classes if line.class_id == class_id]
    missing = [line for line in school.classes if line.roll is None]
    return next(iter([*there, *missing, *school.classes]), None)


def _same(one: ClassGrid, other: ClassGrid) -> bool:
    return (one.class_id, one.days[0].day) == (other.class_id, other.days[0].day)
