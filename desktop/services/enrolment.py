"""Where a pupil stood on a day: derived from the dated events, in SQL, for whole rolls at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import aliased

from desktop.core.grades import ClassName, Grade
from desktop.core.labels import EnrolmentKind, Stage
from desktop.core.terms import SchoolYear
from desktop.models import EnrolmentEvent, SchoolClass, Student

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

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


def class_label(stage: Stage, cohort: int, number: int, name: str, day: date) -> str:
    """How a class is called on a day: 三年级1班."""
    grade = Grade(stage, SchoolYear.of(day).start - cohort + 1)
    return ClassName(grade, number or None, name).label


def cohort_of(grade: Grade, day: date) -> int:
    """The autumn in which a class that is in `grade` on `day` was in grade 1."""
    return SchoolYear.of(day).start - grade.number + 1


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
