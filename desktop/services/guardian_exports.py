"""Guardians for workbooks going out: beside their pupil, or a line each."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, select

from desktop.core.grades import ClassName
from desktop.models import EnrolmentEvent, Guardianship, Person, Student
from desktop.rosters.guardians import GuardianRow
from desktop.rosters.students import Guardian
from desktop.services.enrolment import grade_on
from desktop.services.roll import CLASS_COLUMNS, by_class, roll

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

_FIRST_ROW: Final = 2


def guardians_of(connection: Connection, unit_id: UUID) -> dict[UUID, list[Guardian | None]]:
    """The two guardians of each pupil by their place."""
    found: dict[UUID, list[Guardian | None]] = defaultdict(lambda: [None, None])
    rows = connection.execute(
        select(
            Guardianship.student_id,
            Guardianship.position,
            Guardianship.relation,
            Guardianship.name,
            Guardianship.name_key,
            Guardianship.phone,
            Person.id_number,
            Person.id_kind,
        )
        .outerjoin(
            Person,
            and_(Person.unit_id == Guardianship.unit_id, Person.id == Guardianship.person_id),
        )
        .where(Guardianship.unit_id == unit_id)
    )
    for row in rows:
        found[row.student_id][row.position - 1] = Guardian(
            row.name, row.name_key, row.relation, row.phone, row.id_number, row.id_kind
        )
    return found


def guardian_rows(connection: Connection, unit_id: UUID, today: date) -> tuple[GuardianRow, ...]:
    """The guardians of everybody who is at the school today, pupil by pupil."""
    guardians = guardians_of(connection, unit_id)
    query = roll(
        unit_id,
        today,
        *(Student.id, Student.student_number, Person.name, Person.name_key, Person.id_number),
        *(EnrolmentEvent.kind.label("event"), *CLASS_COLUMNS),
    ).order_by(*by_class(), Person.pinyin, Person.id)
    pupils = (row for row in connection.execute(query) if row.event.present)
    lines = (
        (pupil, place, who)
        for pupil in pupils
        for place, who in enumerate(guardians.get(pupil.id, ()), start=1)
        if who is not None
    )
    return tuple(
        GuardianRow(
            row=number,
            name=pupil.name,
            name_key=pupil.name_key,
            school_class=_class_name(pupil, today),
            id_number=pupil.id_number,
            student_number=pupil.student_number,
            guardians=(who, None),
            place=place,
        )
        for number, (pupil, place, who) in enumerate(lines, start=_FIRST_ROW)
    )


def _class_name(row: Any, day: date) -> ClassName | None:  # noqa: ANN401 - a row of the roll
    """The class as a sheet writes it; none for one that has left its stage."""
    grade = None if row.stage is None else grade_on(row.stage, row.cohort, day)
    return ClassName(grade, row.number or None, row.class_name) if grade else None
