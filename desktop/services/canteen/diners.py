"""Who can eat in a class on a day: by its roll where that was called, else by enrolment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from desktop.core.canteen import Sitting
from desktop.core.labels import Stage
from desktop.models import SchoolClass, Student
from desktop.services.attendance.rolls import RollBooks

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.school_days import DayState

PLAN_STAGES: Final = frozenset({Stage.PRIMARY, Stage.JUNIOR})
"""Stages of which everybody is in the plan whom the roster does not name as outside of it."""
PLAN_SITTINGS: Final = frozenset({Sitting.LUNCH, Sitting.SNACK})
"""Sittings that plan pupils are proposed for; the plan pays one of a day."""
_BOARDERS: Final = frozenset({Sitting.BREAKFAST, Sitting.SUPPER})


@dataclass(frozen=True, slots=True)
class ClassDiners:
    """A class on a day."""

    class_id: UUID
    label: str
    enrolled: int
    present: int
    """Without whoever the roll says was absent the whole day; all, where none was called."""
    plan: int
    """Those of them who are in the nutrition plan."""
    boarders: int
    """Those of them who board."""
    called: bool
    """Whether the roll of the day was called."""

    def proposed(self, sitting: Sitting, *, lessons: bool) -> tuple[int, int]:
        """How many plan pupils and paying pupils a sheet begins with."""
        if sitting in _BOARDERS or not lessons:
            return 0, self.boarders
        plan = self.plan if sitting in PLAN_SITTINGS else 0
        return plan, self.present - plan if sitting is Sitting.LUNCH else 0

    def refusal(self, plan: int | None, paying: int | None, day: date) -> str:
        """Why so many cannot have eaten; empty where they can."""
        heads = (plan or 0) + (paying or 0)
        where = f"{self.label}{day:%Y-%m-%d}"
        if heads > self.present:
            why = "点名在校" if self.called else "在册"
            return (
                f"{where}{why}{self.present}人，填了就餐{heads}人；"
                "就餐人数不能多于在校人数。请改正，或先更正点名。"
            )
        if (plan or 0) > self.plan:
            return (
                f"{where}在校的营养餐学生{self.plan}人，填了{plan}人；"
                "计划以外的学生请填在自费一栏。"
            )
        return ""


class Diners:
    """The classes of a unit over some days; few readings however many days there are."""

    def __init__(self, connection: Connection, unit_id: UUID, first: date, last: date) -> None:
        self._books = RollBooks(connection, unit_id, (first, last))
        stages = select(SchoolClass.id, SchoolClass.stage).where(SchoolClass.unit_id == unit_id)
        self._of_plan: dict[UUID | None, bool] = {
            row.id: row.stage in PLAN_STAGES for row in connection.execute(stages)
        }
        told = select(Student.id, Student.meal_plan, Student.boarding)
        self._plan: dict[UUID, bool | None] = {}
        self._boarding: set[UUID] = set()
        for row in connection.execute(told.where(Student.unit_id == unit_id)):
            self._plan[row.id] = row.meal_plan
            if row.boarding:
                self._boarding.add(row.id)
        self._known: dict[date, dict[UUID, ClassDiners]] = {}

    @property
    def labels(self) -> dict[UUID, str]:
        """The classes as they are called on the last of the days, youngest first."""
        return self._books.labels

    def state(self, day: date) -> DayState:
        """How the school's calendar holds a day."""
        return self._books.calendar.state(day)

    def in_plan(self, student_id: UUID, class_id: UUID | None) -> bool:
        """Whether a pupil is in the nutrition plan: as the roster says, else by the stage."""
        told = self._plan.get(student_id)
        return self._of_plan.get(class_id, False) if told is None else told

    def on(self, day: date) -> dict[UUID, ClassDiners]:
        """The classes with pupils on a day, youngest first."""
        if day not in self._known:
            found = (self._class(key, day) for key in self._books.classes)
            self._known[day] = {line.class_id: line for line in found if line.enrolled}
        return self._known[day]

    def _class(self, class_id: UUID, day: date) -> ClassDiners:
        books = self._books
        pupils = books.pupils(class_id, day)
        there = [s for s in pupils if not books.called(class_id, s, day).away]
        return ClassDiners(
            class_id,
            books.labels[class_id],
            len(pupils),
            len(there),
            sum(self.in_plan(student, class_id) for student in there),
            sum(student in self._boarding for student in there),
            books.roll(class_id, day) is not None,
        )
