"""Pupils with who they are, the event that holds on a day, and their class: joined in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, select

from desktop.models import EnrolmentEvent, MealMonth, Person, SchoolClass, Student
from desktop.services.enrolment import class_label, last_event, stage_order

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Select

CLASS_COLUMNS: Final = (
    SchoolClass.stage,
    SchoolClass.cohort,
    SchoolClass.number,
    SchoolClass.name.label("class_name"),
)
PERSON_OF_STUDENT: Final = and_(Person.unit_id == Student.unit_id, Person.id == Student.person_id)
CLASS_OF_EVENT: Final = and_(
    SchoolClass.unit_id == EnrolmentEvent.unit_id, SchoolClass.id == EnrolmentEvent.class_id
)
CLASS_OF_STUDENT: Final = and_(
    SchoolClass.unit_id == Student.unit_id, SchoolClass.id == Student.class_id
)
CLASS_OF_MEALS: Final = and_(
    SchoolClass.unit_id == MealMonth.unit_id, SchoolClass.id == MealMonth.class_id
)
STUDENT_OF_MEALS: Final = and_(
    Student.unit_id == MealMonth.unit_id, Student.id == MealMonth.student_id
)


def roll(
    unit_id: UUID | None,
    day: date,
    *columns: Any,  # noqa: ANN401 - columns of the four tables
    later_too: bool = False,
) -> Select[Any]:
    """Everybody who was ever on the roll until a day, away or not, with what held on that day.

    With `later_too` also those who came only after it, without an event or class. Without a unit
    everybody of all schools.
    """
    query = (
        select(*columns)
        .select_from(Student)
        .join(Person, PERSON_OF_STUDENT)
        .join(EnrolmentEvent, last_event(day), isouter=later_too)
        .outerjoin(SchoolClass, CLASS_OF_EVENT)
    )
    return query if unit_id is None else query.where(Student.unit_id == unit_id)


def by_class() -> list[Any]:
    """Sorts by class, the youngest first, as classes stand on a list."""
    return [stage_order(), SchoolClass.cohort.desc(), SchoolClass.number, SchoolClass.name]


def label_of(row: Any, day: date) -> str:  # noqa: ANN401 - a row with CLASS_COLUMNS
    """How the class of a row is called on a day; empty where the pupil is in none."""
    if row.stage is None:
        return ""
    return class_label(row.stage, row.cohort, row.number, row.class_name, day)
