"""Which class is open: reading it, keeping what is typed as a draft, saving it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.core.labels import MonthState
from desktop.services.meal_entry import enter
from desktop.services.meal_grid import ClassGrid, ClassTotals, SchoolMeals, class_grid, school_meals
from desktop.views.meals.typed import TypedClass
from desktop.views.opened_class import OpenedClass

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from desktop.core.terms import Month
    from desktop.services.meal_entry import Entered
    from desktop.views.desk import Desk
    from desktop.views.meals.table import MealDaysTable
    from desktop.views.tasks import Job


def draft_name(month: Month, class_id: UUID | None) -> str:
    """Under which name what is typed for a class is kept."""
    return f"meals/{month}/{class_id or 'no-class'}"


class OpenClass(OpenedClass[SchoolMeals, ClassGrid, TypedClass]):
    """The class on the screen with its month, and the school in that month."""

    def __init__(self, desk: Desk, owner: QWidget, table: MealDaysTable) -> None:
        super().__init__(desk, owner, table)
        self.month: Month = desk.place.month
        self.class_id: UUID | None = None
        self._chosen = False

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

    def unsaved(self) -> tuple[UUID | None, ...]:
        """The classes of the month that hold something typed and not saved."""
        classes = self.school.classes if self.school is not None else ()
        return tuple(
            line.class_id
            for line in classes
            if self._desk.drafts.find(draft_name(self.month, line.class_id)) is not None
        )

    def _read_work(self) -> Callable[[Job], tuple[SchoolMeals, ClassGrid | None]]:
        month, class_id, chosen = self.month, self.class_id, self._chosen
        session = self._desk.session

        def work(_job: Job) -> tuple[SchoolMeals, ClassGrid | None]:
            school = school_meals(session, month)
            wanted = _wanted(school, class_id, chosen=chosen)
            if wanted is None:
                return school, None
            return school, class_grid(session, month, wanted.class_id)

        return work

    def _write_work(self, typed: TypedClass) -> Callable[[Job], Entered]:
        entry, session = typed.entry(), self._desk.session
        return lambda job: enter(session, entry, job.accepted)

    def _opened(self, grid: ClassGrid) -> None:
        self.class_id, self._chosen = grid.class_id, True

    def _typed(self, grid: ClassGrid) -> TypedClass:
        return TypedClass(grid)

    def _draft_name(self, grid: ClassGrid) -> str:
        return draft_name(grid.month, grid.class_id)

    def _may_type(self, grid: ClassGrid) -> bool:
        return grid.state is MonthState.OPEN


def _wanted(school: SchoolMeals, class_id: UUID | None, *, chosen: bool) -> ClassTotals | None:
    """The class that is open, or else the first that misses records, or else the first."""
    there = [line for line in school.classes if chosen and line.class_id == class_id]
    missing = [line for line in school.classes if line.not_recorded]
    return next(iter([*there, *missing, *school.classes]), None)
