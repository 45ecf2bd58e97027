"""Which class is open: reading it, keeping what is typed as a draft, saving it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from desktop.core.labels import MonthState, Role
from desktop.services.meal_entry import enter
from desktop.services.meal_grid import class_grid, school_meals
from desktop.views.meals.typed import TypedClass

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from desktop.core.terms import Month
    from desktop.services.meal_entry import Entered
    from desktop.services.meal_grid import ClassGrid, ClassTotals, SchoolMeals
    from desktop.views.desk import Desk
    from desktop.views.meals.table import MealDaysTable
    from desktop.views.tasks import Job, Task


def draft_name(month: Month, class_id: UUID | None) -> str:
    """Under which name what is typed for a class is kept."""
    return f"meals/{month}/{class_id or 'no-class'}"


class OpenClass(QObject):
    """The class on the screen, for a widget that shows it.

    Leaving a class asks nothing: what was typed stays as its draft and stands there again when the
    class is opened the next time, be it after a crash.
    """

    school_read = Signal()
    class_read = Signal()
    """The class stands in the table."""
    restored = Signal(int)
    """So many unsaved lines of a draft were typed again."""
    saving_changed = Signal()
    saved = Signal(object)
    """Entered: what was written."""

    def __init__(self, desk: Desk, owner: QWidget, table: MealDaysTable) -> None:
        super().__init__(owner)
        self._desk, self._owner, self._table = desk, owner, table
        self.month: Month = desk.place.month
        self.class_id: UUID | None = None
        self.school: SchoolMeals | None = None
        self.is_saving = False
        self._reading: Task[Any] | None = None
        self._chosen = False
        table.writable = desk.session.role is not Role.AUDITOR
        table.edited.connect(self._on_edited)

    @property
    def totals(self) -> ClassTotals | None:
        """The open class as it is on record."""
        row = self.row
        return None if self.school is None or row < 0 else self.school.classes[row]

    @property
    def row(self) -> int:
        """The place of the open class among the classes; -1: none is open."""
        if self.school is None or not self._chosen:
            return -1
        keys = [line.class_id for line in self.school.classes]
        return keys.index(self.class_id) if self.class_id in keys else -1

    def read(self) -> None:
        """Read the school and the open class again; what is typed stays."""
        month, class_id, chosen = self.month, self.class_id, self._chosen
        session = self._desk.session

        def work(_job: Job) -> tuple[SchoolMeals, ClassGrid | None]:
            school = school_meals(session, month)
            wanted = _wanted(school, class_id, chosen=chosen)
            if wanted is None:
                return school, None
            return school, class_grid(session, month, wanted.class_id)

        self._begin(self._desk.tasks.read(self._owner, work).then(self._on_read))

    def open(self, class_id: UUID | None, month: Month | None = None) -> None:
        """Show another class, or the same of another month."""
        if month is not None:
            self.month = month
        if (class_id, self._chosen) != (self.class_id, True) or month is not None:
            self.class_id, self._chosen = class_id, True
            self._table.show_class(None)
        self.read()

    def turn_to(self, month: Month) -> None:
        """Show another month, the same class if it is there."""
        if month != self.month:
            self.month = month
            self._table.show_class(None)
            self.read()

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Write what is typed, in the background."""
        typed = self._table.typed
        if typed is None or self.is_saving or not typed.dirty:
            return
        entry, kept, session = typed.entry(), typed.draft(), self._desk.session
        name = draft_name(entry.month, entry.class_id)

        def on_saved(done: Entered) -> None:
            if self._desk.drafts.find(name) == kept:
                self._desk.drafts.forget(name)
            self.saved.emit(done)
            if then is not None:
                then()

        self._set_saving(on=True)
        self._desk.tasks.write(self._owner, lambda job: enter(session, entry, job.accepted)).then(
            on_saved
        ).ended(self._on_saving_ended).start()

    def discard(self) -> None:
        """Let go of what is typed for the open class."""
        typed = self._table.typed
        if typed is not None:
            self._table.show_class(TypedClass(typed.grid))

    def unsaved(self) -> tuple[UUID | None, ...]:
        """The classes of the month that hold something typed and not saved."""
        classes = self.school.classes if self.school is not None else ()
        return tuple(
            line.class_id
            for line in classes
            if self._desk.drafts.find(draft_name(self.month, line.class_id)) is not None
        )

    def _begin(self, task: Task[Any]) -> None:
        if self._reading is not None:
            self._reading.cancel()
        self._reading = task

        def on_ended() -> None:
            if self._reading is task:
                self._reading = None

        task.ended(on_ended).start()

    def _on_read(self, found: tuple[SchoolMeals, ClassGrid | None]) -> None:
        self.school, grid = found
        if grid is None:
            self._table.show_class(None)
        else:
            self.class_id, self._chosen = grid.class_id, True
            self._show(grid)
        self.school_read.emit()
        self.class_read.emit()

    def _show(self, grid: ClassGrid) -> None:
        typed = self._table.typed
        if typed is not None and _same(typed.grid, grid):
            self._table.rebase(grid)
            return
        fresh = TypedClass(grid)
        draft = self._desk.drafts.find(draft_name(grid.month, grid.class_id))
        # What cannot be saved now is not shown as if it could; the draft stays for another time.
        lines = fresh.take_draft(draft) if draft and grid.state is MonthState.OPEN else 0
        self._table.show_class(fresh)
        if lines:
            self.restored.emit(lines)

    def _on_edited(self) -> None:
        """Keep what is typed, or let go of the draft when nothing is."""
        typed = self._table.typed
        if typed is None or typed.grid.state is not MonthState.OPEN:
            return
        name = draft_name(typed.grid.month, typed.grid.class_id)
        if typed.dirty:
            self._desk.drafts.keep(name, typed.draft())
        elif self._desk.drafts.find(name) is not None:
            self._desk.drafts.forget(name)

    def _on_saving_ended(self) -> None:
        self._set_saving(on=False)
        # A refusal or a conflict: show how things stand now. After a success nothing differs.
        if self._table.typed is not None and self._table.typed.dirty:
            self.read()

    def _set_saving(self, *, on: bool) -> None:
        self.is_saving = on
        self.saving_changed.emit()


def _wanted(school: SchoolMeals, class_id: UUID | None, *, chosen: bool) -> ClassTotals | None:
    """The class that is open, or else the first that misses records, or else the first."""
    there = [line for line in school.classes if chosen and line.class_id == class_id]
    missing = [line for line in school.classes if line.not_recorded]
    return next(iter([*there, *missing, *school.classes]), None)


def _same(one: ClassGrid, other: ClassGrid) -> bool:
    return (one.month, one.class_id) == (other.month, other.class_id)
