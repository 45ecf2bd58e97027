"""Classes: who is in them on a day, who is responsible, what happened to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from desktop.core.errors import NotFoundError
from desktop.core.posts import ClassDeed
from desktop.models import (
    ClassEvent,
    EnrolmentEvent,
    Homeroom,
    Person,
    SchoolClass,
    StaffMember,
    Student,
)
from desktop.services.enrolment import PRESENT, class_label, grade_on, last_event
from desktop.services.roll import by_class
from desktop.services.staff.spells import PERSON_OF_STAFF, holds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.grades import Grade
    from desktop.core.labels import Stage
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class as it stands on a day."""

    class_id: UUID
    label: str
    stage: Stage
    grade: Grade | None
    """None once the class has left its stage."""
    cohort: int
    """The autumn in which it was in grade 1."""
    number: int
    name: str
    pupils: int
    teacher_id: UUID | None
    """The member of staff who is responsible."""
    teacher: str
    opened: date | None
    closed: date | None


@dataclass(frozen=True, slots=True)
class Deed:
    """What happened to a class, and when."""

    kind: ClassDeed
    day: date
    document: str | None = None
    before: str | None = None
    """Of a renaming: what it was called."""


@dataclass(frozen=True, slots=True)
class TeacherLine:
    """Who was responsible for a class, from a day to a day."""

    staff_id: UUID
    name: str
    since: date
    until: date | None
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class ClassStory:
    """A class as it stands today, with all that happened to it, the newest first."""

    line: ClassLine
    teachers: tuple[TeacherLine, ...]
    deeds: tuple[Deed, ...]


def classes_on(
    session: Session, day: date | None = None, *, closed_too: bool = False
) -> tuple[ClassLine, ...]:
    """The classes of a day, the youngest first; those of its school year that are not closed.

    Args:
        session: whose classes.
        day: today if not said.
        closed_too: also those that were closed or have left their stage.
    """
    when = day or session.store.clock.today()
    with session.store.read() as connection:
        lines = lines_on(connection, session.unit_id, when)
    return tuple(line for line in lines if closed_too or is_open(line, when))


def is_open(line: ClassLine, day: date) -> bool:
    """Whether a class is held on a day: somebody is in it, or it is neither closed nor outgrown."""
    closed = line.closed is not None and line.closed <= day
    begun = line.opened is None or line.opened <= day
    return bool(line.pupils) or (begun and not closed and line.grade is not None)


def lines_on(connection: Connection, unit_id: UUID, day: date) -> tuple[ClassLine, ...]:
    """All classes of a unit as they stand on a day, in a few readings however many there are."""
    counts = _pupils(connection, unit_id, day)
    teachers = teachers_on(connection, unit_id, day)
    events = _events(connection, unit_id)
    rows = connection.execute(
        select(SchoolClass)
        .where(SchoolClass.unit_id == unit_id)
        .order_by(*by_class(), SchoolClass.id)
    )
    return tuple(_line(row, day, counts, teachers, events) for row in rows)


def _line(
    row: Any,  # noqa: ANN401 - a row of classes
    day: date,
    counts: dict[UUID, int],
    teachers: dict[UUID, tuple[UUID, str]],
    events: dict[UUID, list[tuple[ClassDeed, date]]],
) -> ClassLine:
    teacher_id, teacher = teachers.get(row.id, (None, ""))
    opened, closed = None, None
    for kind, when in events.get(row.id, ()):
        if kind is ClassDeed.OPENED:
            opened, closed = opened or when, None
        elif kind is ClassDeed.CLOSED:
            closed = when
    return ClassLine(
        class_id=row.id,
        label=class_label(row.stage, row.cohort, row.number, row.name, day),
        stage=row.stage,
        grade=grade_on(row.stage, row.cohort, day),
        cohort=row.cohort,
        number=row.number,
        name=row.name,
        pupils=counts.get(row.id, 0),
        teacher_id=teacher_id,
        teacher=teacher,
        opened=opened,
        closed=closed,
    )


def _pupils(connection: Connection, unit_id: UUID, day: date) -> dict[UUID, int]:
    rows = connection.execute(
        select(EnrolmentEvent.class_id, func.count())
        .select_from(Student)
        .join(EnrolmentEvent, last_event(day))
        .where(Student.unit_id == unit_id, EnrolmentEvent.kind.in_(PRESENT))
        .group_by(EnrolmentEvent.class_id)
    )
    return {row[0]: row[1] for row in rows if row[0] is not None}


def teachers_on(
    connection: Connection, unit_id: UUID | None, day: date
) -> dict[UUID, tuple[UUID, str]]:
    """Who is responsible for each class on a day: key and name; without a unit in all schools."""
    later = aliased(Homeroom)
    newest = (
        select(later.id)
        .where(
            later.unit_id == Homeroom.unit_id,
            later.class_id == Homeroom.class_id,
            holds(later, day),
        )
        .order_by(later.since.desc(), later.id.desc())
        .limit(1)
        .correlate(Homeroom)
        .scalar_subquery()
    )
    query = (
        select(Homeroom.class_id, Homeroom.staff_id, Person.name)
        .join(
            StaffMember,
            and_(StaffMember.unit_id == Homeroom.unit_id, StaffMember.id == Homeroom.staff_id),
        )
        .join(Person, PERSON_OF_STAFF)
        .where(Homeroom.id == newest)
    )
    if unit_id is not None:
        query = query.where(Homeroom.unit_id == unit_id)
    return {row.class_id: (row.staff_id, row.name) for row in connection.execute(query)}


def _events(connection: Connection, unit_id: UUID) -> dict[UUID, list[tuple[ClassDeed, date]]]:
    found: dict[UUID, list[tuple[ClassDeed, date]]] = {}
    rows = connection.execute(
        select(ClassEvent.class_id, ClassEvent.kind, ClassEvent.day)
        .where(ClassEvent.unit_id == unit_id)
        .order_by(ClassEvent.day, ClassEvent.id)
    )
    for row in rows:
        found.setdefault(row.class_id, []).append((row.kind, row.day))
    return found


def class_story(session: Session, class_id: UUID) -> ClassStory:
    """One class, whole.

    Raises:
        NotFoundError: there is no such class.
    """
    with session.store.read() as connection:
        line = found(lines_on(connection, session.unit_id, session.store.clock.today()), class_id)
        teachers = connection.execute(
            select(
                Homeroom.staff_id,
                Person.name,
                Homeroom.since,
                Homeroom.until,
                Homeroom.withdrawn_at.is_not(None),
            )
            .join(
                StaffMember,
                and_(StaffMember.unit_id == Homeroom.unit_id, StaffMember.id == Homeroom.staff_id),
            )
            .join(Person, PERSON_OF_STAFF)
            .where(Homeroom.unit_id == session.unit_id, Homeroom.class_id == class_id)
            .order_by(Homeroom.since.desc(), Homeroom.id.desc())
        )
        deeds = connection.execute(
            select(ClassEvent.kind, ClassEvent.day, ClassEvent.document, ClassEvent.before)
            .where(ClassEvent.unit_id == session.unit_id, ClassEvent.class_id == class_id)
            .order_by(ClassEvent.day.desc(), ClassEvent.id.desc())
        )
        return ClassStory(
            line, tuple(TeacherLine(*row) for row in teachers), tuple(Deed(*row) for row in deeds)
        )


def found(lines: Sequence[ClassLine], class_id: UUID) -> ClassLine:
    """One of some classes.

    Raises:
        NotFoundError: it is not among them.
    """
    line = next((line for line in lines if line.class_id == class_id), None)
    if line is None:
        raise NotFoundError("没有这个班，可能已被撤销。请刷新后再看。")
    return line
