"""The people of a unit: lists that page and search in the database, and one pupil's record."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from desktop.core.errors import NotFoundError
from desktop.core.identity import mask
from desktop.core.names import name_key
from desktop.core.phones import mask_phone
from desktop.models import EnrolmentEvent, Guardianship, Person, SchoolClass, Student
from desktop.services.enrolment import NO_CLASS, PRESENT, class_labels, last_event
from desktop.services.roll import (
    CLASS_COLUMNS,
    CLASS_OF_STUDENT,
    PERSON_OF_STUDENT,
    label_of,
    roll,
)

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.labels import EnrolmentKind, Sex
    from desktop.services.session import Session


class PupilOrder(StrEnum):
    """What a list is sorted by."""

    NAME = "name"
    SCHOOL_CLASS = "class"


@dataclass(frozen=True, slots=True)
class PupilQuery:
    """Which pupils to list, from where, how many."""

    text: str = ""
    """Name, part of a name, pinyin, initials, or the whole of a number."""
    class_id: UUID | None = None
    present_only: bool = True
    order: PupilOrder = PupilOrder.SCHOOL_CLASS
    offset: int = 0
    limit: int = 100


@dataclass(frozen=True, slots=True)
class PupilLine:
    """A pupil in a list. Numbers are masked."""

    student_id: UUID
    name: str
    sex: Sex | None
    school_class: str
    state: EnrolmentKind
    id_masked: str
    boarding: bool | None


@dataclass(frozen=True, slots=True)
class PupilPage:
    """A page of a list, and how many there are in all."""

    lines: tuple[PupilLine, ...]
    total: int


@dataclass(frozen=True, slots=True)
class EventLine:
    """A dated fact of a pupil's enrolment."""

    day: date
    kind: EnrolmentKind
    school_class: str


@dataclass(frozen=True, slots=True)
class GuardianLine:
    """A guardian: the telephone is masked."""

    name: str
    relation: str | None
    phone_masked: str


@dataclass(frozen=True, slots=True)
class PupilRecord:
    """One pupil's whole story. Sensitive values are masked or left out."""

    line: PupilLine
    birth_year: int | None
    student_number_masked: str
    events: tuple[EventLine, ...]
    guardians: tuple[GuardianLine, ...]


_SHOWN_COLUMNS: Final = (
    Student.id,
    Person.name,
    Person.sex,
    Person.id_number,
    Student.boarding,
    Student.state,
    *CLASS_COLUMNS,
)


def pupils(session: Session, query: PupilQuery) -> PupilPage:
    """One page of the pupils that a query asks for, as they stand today."""
    day = session.store.clock.today()
    with session.store.read() as connection:
        by_class = _count_by_class(connection, session.unit_id, query)
        total = sum(by_class.values())
        if query.order is PupilOrder.NAME:
            rows = _rows(connection, session.unit_id, query, _Slice(query.offset, query.limit))
        else:
            order = [*class_labels(connection, session.unit_id, day), None]
            slices = _slices([(key, by_class.get(key, 0)) for key in order], query)
            rows = [
                row
                for class_id, part in slices
                for row in _rows(
                    connection, session.unit_id, query, part, Student.class_id == class_id
                )
            ]
        return PupilPage(tuple(_line(row, day) for row in rows), total)


@dataclass(frozen=True, slots=True)
class _Slice:
    offset: int
    limit: int


def _slices(
    classes: list[tuple[UUID | None, int]], query: PupilQuery
) -> list[tuple[UUID | None, _Slice]]:
    """Which part of which class a page shows: no class before or behind it need be sorted."""
    found, begin, end = [], 0, query.offset + query.limit
    for class_id, count in classes:
        first, last = max(query.offset, begin), min(end, begin + count)
        if first < last:
            found.append((class_id, _Slice(first - begin, last - first)))
        begin += count
    return found


def _count_by_class(
    connection: Connection, unit_id: UUID, query: PupilQuery
) -> dict[UUID | None, int]:
    counting = select(Student.class_id, func.count()).where(*_conditions(unit_id, query))
    rows = connection.execute(counting.group_by(Student.class_id))
    return {row[0]: row[1] for row in rows}


def _rows(
    connection: Connection,
    unit_id: UUID,
    query: PupilQuery,
    part: _Slice,
    *more: ColumnElement[bool],
) -> list[Any]:
    """Some of the pupils of a query, sorted by name."""
    return list(
        connection.execute(
            select(*_SHOWN_COLUMNS)
            .select_from(Student)
            .join(Person, PERSON_OF_STUDENT)
            .outerjoin(SchoolClass, CLASS_OF_STUDENT)
            .where(*_conditions(unit_id, query), *more)
            # The unit again, so that the index of names is walked instead of sorting everybody.
            .order_by(Person.unit_id, Person.pinyin, Person.id)
            .offset(part.offset)
            .limit(part.limit)
        )
    )


def pupil(session: Session, student_id: UUID) -> PupilRecord:
    """One pupil's record.

    Raises:
        NotFoundError: this unit has no such pupil.
    """
    day = session.store.clock.today()
    with session.store.read() as connection:
        row = connection.execute(
            roll(session.unit_id, day, *_SHOWN_COLUMNS, Person.birth, Student.student_number).where(
                Student.id == student_id
            )
        ).first()
        if row is None:
            raise NotFoundError("名册里没有这名学生。")
        return PupilRecord(
            line=_line(row, day),
            birth_year=row.birth.year if row.birth else None,
            student_number_masked=mask(row.student_number or ""),
            events=_events(connection, session.unit_id, student_id, day),
            guardians=_guardians(connection, session.unit_id, student_id),
        )


def count_by_class(session: Session, day: date) -> dict[str, int]:
    """How many pupils each class has on a day, youngest class first."""
    with session.store.read() as connection:
        rows = connection.execute(
            select(EnrolmentEvent.class_id, func.count())
            .select_from(Student)
            .join(EnrolmentEvent, last_event(day))
            .where(Student.unit_id == session.unit_id, EnrolmentEvent.kind.in_(PRESENT))
            .group_by(EnrolmentEvent.class_id)
        )
        counts = {row[0]: row[1] for row in rows}
        labels = class_labels(connection, session.unit_id, day)
    known = {label: counts[key] for key, label in labels.items() if key in counts}
    return known | ({NO_CLASS: counts[None]} if None in counts else {})


def _conditions(unit_id: UUID, query: PupilQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Student.unit_id == unit_id]
    if query.present_only:
        conditions.append(Student.state.in_(PRESENT))
    if query.class_id is not None:
        conditions.append(Student.class_id == query.class_id)
    key = name_key(query.text)
    if key:
        conditions.append(_matches(unit_id, key))
    return conditions


def _matches(unit_id: UUID, key: str) -> ColumnElement[bool]:
    """Names hold the text; pinyin and initials begin with it; numbers are it.

    The people are looked for by themselves: names stand in one index, which is read through.
    """
    person = aliased(Person)
    found = select(person.id).where(person.unit_id == unit_id)
    if any(letter.isdigit() for letter in key):
        return or_(
            Student.person_id.in_(found.where(person.id_number == key.upper())),
            Student.student_number == key.upper(),
            Student.school_number == key,
        )
    in_name = person.name_key.contains(key, autoescape=True)
    if not key.isascii():
        return Student.person_id.in_(found.where(in_name))
    sounds = (
        column.startswith(key, autoescape=True) for column in (person.pinyin, person.initials)
    )
    return Student.person_id.in_(found.where(or_(in_name, *sounds)))


def _line(row: Any, day: date) -> PupilLine:  # noqa: ANN401 - a row of _SHOWN_COLUMNS
    return PupilLine(
        student_id=row.id,
        name=row.name,
        sex=row.sex,
        school_class=label_of(row, day),
        state=row.state,
        id_masked=mask(row.id_number or ""),
        boarding=row.boarding,
    )


def _events(
    connection: Connection, unit_id: UUID, student_id: UUID, day: date
) -> tuple[EventLine, ...]:
    labels = class_labels(connection, unit_id, day)
    rows = connection.execute(
        select(EnrolmentEvent.day, EnrolmentEvent.kind, EnrolmentEvent.class_id)
        .where(EnrolmentEvent.unit_id == unit_id, EnrolmentEvent.student_id == student_id)
        .order_by(EnrolmentEvent.day, EnrolmentEvent.id)
    )
    return tuple(EventLine(r.day, r.kind, labels.get(r.class_id, "")) for r in rows)


def _guardians(connection: Connection, unit_id: UUID, student_id: UUID) -> tuple[GuardianLine, ...]:
    rows = connection.execute(
        select(Guardianship.name, Guardianship.phone, Guardianship.relation)
        .where(Guardianship.unit_id == unit_id, Guardianship.student_id == student_id)
        .order_by(Guardianship.position)
    )
    return tuple(GuardianLine(r.name, r.relation, mask_phone(r.phone or "")) for r in rows)
