"""Where a pupil stood on a day: derived from the dated events, in SQL, for whole rolls at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from sqlalchemy import and_, case, exists, or_, select
from sqlalchemy.orm import aliased

from desktop.core.grades import ClassName, Grade
from desktop.core.labels import EnrolmentKind, Stage
from desktop.core.terms import SchoolYear
from desktop.models import EnrolmentEvent, SchoolClass, Student

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

ClassKey: TypeAlias = tuple[Stage, int, int, str]

PRESENT: Final = tuple(kind for kind in EnrolmentKind if kind.present)


def last_event(day: date) -> ColumnElement[bool]:
    """Join condition Student–EnrolmentEvent: the event that holds for the pupil on `day`."""
    later = aliased(EnrolmentEvent)
    return and_(
        EnrolmentEvent.unit_id == Student.unit_id,
        EnrolmentEvent.student_id == Student.id,
        EnrolmentEvent.day <= day,
        ~exists().where(
            later.unit_id == EnrolmentEvent.unit_id,
            later.student_id == EnrolmentEvent.student_id,
            later.day <= day,
            or_(
                later.day > EnrolmentEvent.day,
                and_(later.day == EnrolmentEvent.day, later.id > EnrolmentEvent.id),
            ),
        ),
    )


def present_during(first: date, last: date) -> ColumnElement[bool]:
    """Condition on Student: at the school on at least one day from `first` to `last`.

    Either an event within the span brought the pupil in, or the pupil was there when it began.
    """
    event, later = aliased(EnrolmentEvent), aliased(EnrolmentEvent)
    return exists().where(
        event.unit_id == Student.unit_id,
        event.student_id == Student.id,
        event.day <= last,
        event.kind.in_(PRESENT),
        # What came after it, if anything, came after the span had begun.
        ~exists().where(
            later.unit_id == event.unit_id,
            later.student_id == event.student_id,
            later.day <= first,
            or_(later.day > event.day, and_(later.day == event.day, later.id > event.id)),
        ),
    )


_GRADES_OF_STAGE: Final = {
    Stage.PRESCHOOL: range(5),
    Stage.PRIMARY: range(1, 7),
    Stage.JUNIOR: range(6, 10),
    Stage.SENIOR: range(10, 13),
    Stage.VOCATIONAL: range(10, 13),
}


def class_label(stage: Stage, cohort: int, number: int, name: str, day: date) -> str:
    """How a class is called on a day: 三年级1班; one that has left its stage 2014级1班."""
    grade = SchoolYear.of(day).start - cohort + 1
    if grade in _GRADES_OF_STAGE[stage]:
        return ClassName(Grade(stage, grade), number or None, name).label
    return f"{cohort}级" + (f"{number}班" if number else name)


def stage_order() -> ColumnElement[int]:
    """Sorts classes by stage, youngest first."""
    return case({stage: place for place, stage in enumerate(Stage)}, value=SchoolClass.stage)


def cohort_of(grade: Grade, day: date) -> int:
    """The autumn in which a class that is in `grade` on `day` was in grade 1."""
    return SchoolYear.of(day).start - grade.number + 1


class Classes:
    """The classes of a unit, found by what they are called on a day."""

    def __init__(self, connection: Connection, unit_id: UUID, day: date) -> None:
        self._day = day
        self._keys: dict[ClassKey, UUID] = {
            (row.stage, row.cohort, row.number, row.name): row.id
            for row in connection.execute(
                select(
                    SchoolClass.id,
                    SchoolClass.stage,
                    SchoolClass.cohort,
                    SchoolClass.number,
                    SchoolClass.name,
                ).where(SchoolClass.unit_id == unit_id)
            )
        }

    def key_of(self, name: ClassName) -> ClassKey:
        """Stage, cohort, number and own name of a class that is called so on the day."""
        return name.grade.stage, cohort_of(name.grade, self._day), name.number or 0, name.name

    def find(self, name: ClassName) -> UUID | None:
        """The class that is called so; 一年级 alone means its only class."""
        wanted = self.key_of(name)
        if wanted in self._keys:
            return self._keys[wanted]
        if wanted[2:] != (0, ""):
            return None
        of_grade = [key for known, key in self._keys.items() if known[:2] == wanted[:2]]
        return of_grade[0] if len(of_grade) == 1 else None

    def add(self, key: ClassKey, class_id: UUID) -> None:
        """Note a class that is being added."""
        self._keys[key] = class_id


def class_labels(connection: Connection, unit_id: UUID, day: date) -> dict[UUID, str]:
    """The classes of a unit by key, as they are called on a day, youngest first."""
    rows = connection.execute(
        select(
            SchoolClass.id,
            SchoolClass.stage,
            SchoolClass.cohort,
            SchoolClass.number,
            SchoolClass.name,
        ).where(SchoolClass.unit_id == unit_id)
    )
    order = list(Stage)
    sorted_rows = sorted(
        rows, key=lambda r: (order.index(r.stage), -r.cohort, r.number, r.name, r.id)
    )
    return {
        row.id: class_label(row.stage, row.cohort, row.number, row.name, day) for row in sorted_rows
    }
