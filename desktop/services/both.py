"""Children on the rolls of two schools: each school may say its side of the transfer.

Known by the keyed digest of the identity number, as everywhere across schools. Nothing is written
into another school's books: whoever is shown here sees what is to be done in its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.labels import EnrolmentKind
from desktop.core.life import CaseSide
from desktop.models import Person, SchoolClass, Student, TransferCase, Unit
from desktop.services.enrolment import PRESENT
from desktop.services.events import NewEvent, record
from desktop.services.life.corrections import Correction, correct_seen
from desktop.services.life.stories import ARRIVALS, spoken, stories
from desktop.services.roll import CLASS_COLUMNS, CLASS_OF_STUDENT, PERSON_OF_STUDENT, label_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.changes import Changes
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class OnTwoRolls:
    """A pupil of this school who is on the roll of another one, too."""

    student_id: UUID
    name: str
    school_class: str
    since: date
    """The day of the last event here."""
    school_id: UUID
    school: str
    their_since: date
    came_there: date | None
    """The day on which the other school says that the child came to it from here."""
    came_here: bool
    """Whether this school has said that the child came from there."""


def on_two_rolls(session: Session) -> tuple[OnTwoRolls, ...]:
    """The pupils of this school whom another school of the data has on its roll today."""
    with session.store.read() as connection:
        rows = connection.execute(_on_rolls(session.unit_id)).all()
        return _told(connection, session, rows)


def _on_rolls(unit_id: UUID) -> Any:  # noqa: ANN401 - a query
    person, student = aliased(Person), aliased(Student)
    return (
        select(
            Student.id,
            Person.name.label("person_name"),
            student.id.label("their_id"),
            Unit.id.label("their_unit"),
            Unit.name.label("school"),
            *CLASS_COLUMNS,
        )
        .select_from(Student)
        .join(Person, PERSON_OF_STUDENT)
        .join(person, and_(person.id_digest == Person.id_digest, person.unit_id != Person.unit_id))
        .join(student, and_(student.unit_id == person.unit_id, student.person_id == person.id))
        .join(Unit, Unit.id == person.unit_id)
        .outerjoin(SchoolClass, CLASS_OF_STUDENT)
        .where(
            Student.unit_id == unit_id,
            Student.state.in_(PRESENT),
            Person.id_digest.is_not(None),
            student.state.in_(PRESENT),
        )
        .order_by(Person.pinyin, Student.id, Unit.id)
    )


def _told(connection: Connection, session: Session, rows: Sequence[Any]) -> tuple[OnTwoRolls, ...]:
    unit_id, today = session.unit_id, session.store.clock.today()
    ours = stories(connection, unit_id, [row.id for row in rows])
    theirs = {
        unit: stories(connection, unit, [row.their_id for row in rows if row.their_unit == unit])
        for unit in dict.fromkeys(row.their_unit for row in rows)
    }
    here = _said(connection, unit_id, [row.id for row in rows])
    there = {
        unit: _said(connection, unit, [row.their_id for row in rows if row.their_unit == unit])
        for unit in theirs
    }
    return tuple(
        OnTwoRolls(
            student_id=row.id,
            name=row.person_name,
            school_class=label_of(row, today),
            since=ours[row.id][-1].day,
            school_id=row.their_unit,
            school=row.school,
            their_since=theirs[row.their_unit][row.their_id][-1].day,
            came_there=there[row.their_unit].get((row.their_id, unit_id)),
            came_here=(row.id, row.their_unit) in here,
        )
        for row in rows
    )


def _said(
    connection: Connection, unit_id: UUID, students: Sequence[UUID]
) -> dict[tuple[UUID, UUID], date]:
    """When pupils of a school came, as it says, from which school of the data."""
    rows = connection.execute(
        select(TransferCase.student_id, TransferCase.partner_unit_id, TransferCase.day).where(
            TransferCase.unit_id == unit_id,
            TransferCase.side == CaseSide.IN,
            TransferCase.student_id.in_(students),
            TransferCase.partner_unit_id.is_not(None),
        )
    )
    return {(row.student_id, row.partner_unit_id): row.day for row in rows}


def claims_of(connection: Connection, unit_id: UUID) -> tuple[tuple[str, str, date], ...]:
    """Pupils here of whom another school says that they have come to it: name, school, day."""
    here, there, pupil = aliased(Person), aliased(Person), aliased(Student)
    rows = connection.execute(
        select(here.name, Unit.name.label("school"), TransferCase.day)
        .select_from(TransferCase)
        .join(
            Student,
            and_(Student.unit_id == TransferCase.unit_id, Student.id == TransferCase.student_id),
        )
        .join(there, and_(there.unit_id == Student.unit_id, there.id == Student.person_id))
        .join(Unit, Unit.id == TransferCase.unit_id)
        .join(here, and_(here.unit_id == unit_id, here.id_digest == there.id_digest))
        .join(pupil, and_(pupil.unit_id == here.unit_id, pupil.person_id == here.id))
        .where(
            TransferCase.partner_unit_id == unit_id,
            TransferCase.side == CaseSide.IN,
            Student.state.in_(PRESENT),
            pupil.state.in_(PRESENT),
        )
        .order_by(TransferCase.day, TransferCase.id)
    )
    return tuple((row.name, row.school, row.day) for row in rows)


def say_came(
    session: Session, child: OnTwoRolls, day: date, accepted: frozenset[str] = frozenset()
) -> Changes:
    """Say that a pupil came here from the other school on a day: the arrival becomes a transfer.

    Raises:
        Confirmable: rolls and figures of the days before would be otherwise (it says which).
        NotFoundError: the pupil is not here any more.
        SchoolError: something happened here since the arrival, or the day does not fit.
    """
    with session.store.read() as connection:
        story = stories(connection, session.unit_id, [child.student_id])[child.student_id]
    if not story:
        raise NotFoundError("名册里没有这名学生。")
    first, *later = story
    if later or first.kind not in ARRIVALS:
        raise SchoolError("这名学生到校以后还有别的异动，请在学生的记录里改正到校的那一条。")
    right = Correction(
        first.event_id,
        f"也在{child.school}的名册上，是从那里转来的",
        EnrolmentKind.TRANSFER_IN,
        day,
        school=child.school,
    )
    return correct_seen(session, right, accepted)


def say_gone(session: Session, child: OnTwoRolls, day: date, note: str | None = None) -> Changes:
    """Say that a pupil has gone to the other school.

    Raises:
        NotFoundError: the pupil is not here any more.
        SchoolError: the day does not fit.
    """
    if child.came_there is not None and day > child.came_there:
        msg = f"{child.school}说{spoken(child.came_there)}已到校，转出不能更晚。"
        raise SchoolError(msg)
    gone = NewEvent(child.student_id, EnrolmentKind.TRANSFER_OUT, day, note, school=child.school)
    return record(session, [gone])
