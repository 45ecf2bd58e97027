"""The people of a unit: lists that page and search in the database, and one pupil's record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from desktop.core.attachments import RecordKind
from desktop.core.errors import NotFoundError
from desktop.core.identity import mask
from desktop.core.phones import mask_phone
from desktop.database.work import KEYS_AT_ONCE, pieces
from desktop.models import EnrolmentEvent, Guardianship, Person, SchoolClass, Student
from desktop.services.attachments import files_of
from desktop.services.enrolment import NO_CLASS, PRESENT, class_labels, last_event
from desktop.services.pupil_order import (
    Found,
    Lacking,
    PupilOrder,
    PupilQuery,
    find,
    ids_of_page,
)
from desktop.services.roll import (
    CLASS_COLUMNS,
    CLASS_OF_STUDENT,
    PERSON_OF_STUDENT,
    label_of,
    roll,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.labels import EnrolmentKind, Sex
    from desktop.services.attachments import FileLine
    from desktop.services.session import Session

__all__ = [
    "ClassChoice",
    "EventLine",
    "GuardianLine",
    "Lacking",
    "PupilLine",
    "PupilList",
    "PupilOrder",
    "PupilPage",
    "PupilQuery",
    "PupilRecord",
    "classes",
    "count_by_class",
    "pupil",
    "pupils",
]


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
    meals: bool | None
    """Whether the pupil takes the school's meals."""
    school_number: str
    """The school's own number (学号)."""


@dataclass(frozen=True, slots=True)
class PupilPage:
    """A page of a list, and how many there are in all."""

    lines: tuple[PupilLine, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ClassChoice:
    """A class to choose from, as it is called today."""

    class_id: UUID
    label: str


@dataclass(frozen=True, slots=True)
class EventLine:
    """A dated fact of a pupil's enrolment."""

    event_id: UUID
    day: date
    kind: EnrolmentKind
    school_class: str
    proofs: tuple[FileLine, ...] = ()


@dataclass(frozen=True, slots=True)
class GuardianLine:
    """A guardian: the telephone is masked."""

    position: int
    """Place in the roster: 1, 2."""
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
    Student.meal_plan,
    Student.school_number,
    Student.state,
    *CLASS_COLUMNS,
)


def pupils(session: Session, query: PupilQuery) -> PupilPage:
    """One page of the pupils that a query asks for, as they stand today."""
    return PupilList(session, query).page(query.offset, query.limit)


class PupilList:
    """A list as a person walks through it: counted, and searched, when its first page is asked for.

    When the books have moved, make a new one.
    """

    def __init__(self, session: Session, query: PupilQuery) -> None:
        self._session, self._query = session, query
        self._found: Found | None = None

    def page(self, offset: int, limit: int) -> PupilPage:
        """The pupils from `offset`, at most `limit`."""
        query = replace(self._query, offset=offset, limit=limit)
        session, day = self._session, self._session.store.clock.today()
        with session.store.read() as connection:
            if self._found is None:
                self._found = find(connection, session.unit_id, query, day)
            ids = ids_of_page(connection, session.unit_id, query, self._found)
            rows = {row.id: row for row in _rows(connection, session.unit_id, ids)}
            lines = tuple(_line(rows[key], day) for key in ids if key in rows)
            return PupilPage(lines, self._found.total)


def _rows(connection: Connection, unit_id: UUID, ids: Sequence[UUID]) -> Iterator[Any]:
    for some in pieces(ids, KEYS_AT_ONCE):
        yield from connection.execute(
            select(*_SHOWN_COLUMNS)
            .select_from(Student)
            .join(Person, PERSON_OF_STUDENT)
            .outerjoin(SchoolClass, CLASS_OF_STUDENT)
            .where(Student.unit_id == unit_id, Student.id.in_(some))
        )


def classes(session: Session) -> tuple[ClassChoice, ...]:
    """The classes in which somebody is today, youngest first."""
    day = session.store.clock.today()
    with session.store.read() as connection:
        rows = connection.execute(
            select(Student.class_id)
            .where(Student.unit_id == session.unit_id, Student.state.in_(PRESENT))
            .group_by(Student.class_id)
        )
        held = set(rows.scalars())
        labels = class_labels(connection, session.unit_id, day)
    return tuple(ClassChoice(key, label) for key, label in labels.items() if key in held)


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


def _line(row: Any, day: date) -> PupilLine:  # noqa: ANN401 - a row of _SHOWN_COLUMNS
    return PupilLine(
        student_id=row.id,
        name=row.name,
        sex=row.sex,
        school_class=label_of(row, day),
        state=row.state,
        id_masked=mask(row.id_number or ""),
        boarding=row.boarding,
        meals=row.meal_plan,
        school_number=row.school_number or "",
    )


def _events(
    connection: Connection, unit_id: UUID, student_id: UUID, day: date
) -> tuple[EventLine, ...]:
    labels = class_labels(connection, unit_id, day)
    rows = connection.execute(
        select(EnrolmentEvent.id, EnrolmentEvent.day, EnrolmentEvent.kind, EnrolmentEvent.class_id)
        .where(EnrolmentEvent.unit_id == unit_id, EnrolmentEvent.student_id == student_id)
        .order_by(EnrolmentEvent.day, EnrolmentEvent.id)
    ).all()
    kind = RecordKind.ENROLMENT_EVENT
    proofs = files_of(connection, unit_id, kind, [row.id for row in rows])
    return tuple(
        EventLine(row.id, row.day, row.kind, labels.get(row.class_id, ""), proofs.get(row.id, ()))
        for row in rows
    )


def _guardians(connection: Connection, unit_id: UUID, student_id: UUID) -> tuple[GuardianLine, ...]:
    rows = connection.execute(
        select(Guardianship.position, Guardianship.name, Guardianship.phone, Guardianship.relation)
        .where(Guardianship.unit_id == unit_id, Guardianship.student_id == student_id)
        .order_by(Guardianship.position)
    )
    return tuple(
        GuardianLine(r.position, r.name, r.relation, mask_phone(r.phone or "")) for r in rows
    )
