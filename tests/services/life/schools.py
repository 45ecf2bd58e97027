"""Schools for tests of the life of enrolment, and a slow look at what the books say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desktop.core.attendance import DayPart, Mark
from desktop.core.clock import FixedClock
from desktop.core.labels import EnrolmentKind, MonthState, Sex, UnitKind
from desktop.database.base import Base
from desktop.database.records import SealedMonth
from desktop.models import (
    ClassRoll,
    EnrolmentEvent,
    MealMonth,
    Person,
    RollException,
    SchoolClass,
    Student,
    Unit,
)
from desktop.services.enrolment import class_label
from tests.builders import blank, meal
from tests.services.rosters import pupil, school_class, students, take

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from desktop.core.terms import Month
    from desktop.database.work import Work
    from desktop.services.session import Session

SEPTEMBER_1 = date(2026, 9, 1)
KEPT = frozenset({"audit_entries", "audit_changes", "roster_deeds"})


def fill(session: Session, names: Mapping[str, tuple[int, int]]) -> dict[str, UUID]:
    """Pupils by name, each in a grade and class, enrolled on 1 September; their ids."""
    rows = [
        pupil(name, number + 2, school_class=school_class(*where), sex=Sex.FEMALE)
        for number, (name, where) in enumerate(names.items())
    ]
    take(session, students(*rows), new=[row.row for row in rows])
    return ids_of(session)


def ids_of(session: Session) -> dict[str, UUID]:
    """The pupils of a school by name."""
    query = (
        select(Person.name, Student.id)
        .join(Student, (Student.unit_id == Person.unit_id) & (Student.person_id == Person.id))
        .where(Student.unit_id == session.unit_id)
        .order_by(Student.id)
    )
    with session.store.read() as connection:
        return {row.name: row.id for row in connection.execute(query)}


def class_ids(session: Session, day: date) -> dict[str, UUID]:
    """The classes of a school by what they are called on a day."""
    query = select(SchoolClass).where(SchoolClass.unit_id == session.unit_id)
    with session.store.read() as connection:
        return {
            class_label(row.stage, row.cohort, row.number, row.name, day): row.id
            for row in connection.execute(query)
        }


def events_of(session: Session, student_id: UUID) -> list[Any]:
    """The events of a pupil in the order in which they hold."""
    query = select(EnrolmentEvent).where(
        EnrolmentEvent.unit_id == session.unit_id, EnrolmentEvent.student_id == student_id
    )
    with session.store.read() as connection:
        rows = connection.execute(query).all()
    return sorted(rows, key=lambda row: (row.day, row.id))


def standing(session: Session, student_id: UUID) -> tuple[EnrolmentKind, UUID | None]:
    """What the pupil's own row says."""
    query = select(Student.state, Student.class_id).where(
        Student.unit_id == session.unit_id, Student.id == student_id
    )
    with session.store.read() as connection:
        row = connection.execute(query).one()
    return row.state, row.class_id


def everything(session: Session) -> dict[str, dict[Any, Any]]:
    """All rows of all tables but those that remember what was done."""
    with session.store.read() as connection:
        return {
            table.name: {
                tuple(row[c.name] for c in table.primary_key): dict(row)
                for row in connection.execute(select(table)).mappings()
            }
            for table in Base.metadata.sorted_tables
            if table.name not in KEPT
        }


def eat(session: Session, student_id: UUID, month: Month, days: int = 20) -> None:
    """Record the lunches of a pupil in the class in which the pupil is."""
    class_id = standing(session, student_id)[1]

    def body(work: Work) -> None:
        row = meal(work.new_ids(1)[0], student_id, month, days)
        work.insert(MealMonth, [row | {"class_id": class_id}])

    session.store.write(session.unit_id, session.actor, "meals", body)


def miss(session: Session, student_id: UUID, day: date) -> None:
    """Call the roll of the pupil's class on a day, on which only this pupil was not there."""
    class_id = standing(session, student_id)[1]

    def body(work: Work) -> None:
        query = select(ClassRoll.id).where(ClassRoll.class_id == class_id, ClassRoll.day == day)
        roll = work.connection.execute(query).scalar()
        if roll is None:
            (roll,) = work.new_ids(1)
            said = {"recorded_at": work.now, "recorded_by": "王老师", "expected": 2}
            work.insert(ClassRoll, [{"id": roll, "class_id": class_id, "day": day} | said])
        row = {"id": work.new_ids(1)[0], "roll_id": roll, "student_id": student_id, "day": day}
        work.insert(RollException, [row | {"mark": Mark.SICK, "part": DayPart.WHOLE}])

    session.store.write(session.unit_id, session.actor, "roll", body)


def close(session: Session, month: Month) -> None:
    """Close a month past all checks."""

    def body(work: Work) -> None:
        row = blank(
            SealedMonth,
            id=work.new_ids(1)[0],
            month=month,
            state=MonthState.CLOSED,
            previous_digest="",
            parts="{}",
            digest="",
            code="",
        )
        work.insert(SealedMonth, [row])

    session.store.write(session.unit_id, session.actor, "close", body)


def second_school(session: Session, name: str = "平安县中心小学") -> Session:
    """A desk in another school of the same data."""
    (unit_id,) = session.store.ids.new_ids(1)

    def body(work: Work) -> None:
        row = blank(Unit, id=unit_id, code="1101020002", name=name, kind=UnitKind.PRIMARY)
        work.insert(Unit, [row])

    session.store.write(session.unit_id, session.actor, "unit", body)
    return session.in_unit(unit_id, name)


def at(session: Session, day: date) -> Session:
    """The same desk on another day."""
    session.store.clock = FixedClock(datetime(day.year, day.month, day.day, 2, tzinfo=UTC))
    return session
