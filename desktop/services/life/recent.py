"""The events of a whole school, newest first: a list that pages in the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select

from desktop.models import EnrolmentEvent, Person, SchoolClass, Student, TransferCase
from desktop.services.roll import CLASS_COLUMNS, CLASS_OF_EVENT, PERSON_OF_STUDENT, label_of

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from desktop.core.labels import EnrolmentKind
    from desktop.core.terms import Month
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class EventQuery:
    """Which events to list."""

    kind: EnrolmentKind | None = None
    month: Month | None = None
    offset: int = 0
    limit: int = 100
    oldest_first: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether it asks for less than all."""
        return self.kind is not None or self.month is not None


@dataclass(frozen=True, slots=True)
class RecentEvent:
    """An event in the list of the school."""

    event_id: UUID
    student_id: UUID
    name: str
    kind: EnrolmentKind
    day: date
    school_class: str
    """As the class was called on that day."""
    partner: str
    """Of a transfer: the other school."""
    note: str


@dataclass(frozen=True, slots=True)
class EventPage:
    """A page of the list, and how many there are in all."""

    lines: tuple[RecentEvent, ...]
    total: int


def events(session: Session, query: EventQuery) -> EventPage:
    """One page of the events that a query asks for."""
    wanted = _conditions(session.unit_id, query)
    order: list[Any] = [EnrolmentEvent.day, EnrolmentEvent.id]
    if not query.oldest_first:
        order = [column.desc() for column in order]
    with session.store.read() as connection:
        total = connection.execute(
            select(func.count()).select_from(EnrolmentEvent).where(*wanted)
        ).scalar_one()
        keys = (
            select(EnrolmentEvent.id)
            .where(*wanted)
            .order_by(*order)
            .offset(query.offset)
            .limit(query.limit)
            .subquery()
        )
        rows = connection.execute(_shown(session.unit_id, keys).order_by(*order))
        return EventPage(tuple(_line(row) for row in rows), total)


def _shown(unit_id: UUID, keys: Any) -> Any:  # noqa: ANN401 - a subquery, a query
    """What is shown of some events."""
    return (
        select(
            EnrolmentEvent.id,
            EnrolmentEvent.student_id,
            Person.name.label("person_name"),
            EnrolmentEvent.kind,
            EnrolmentEvent.day,
            EnrolmentEvent.note,
            TransferCase.partner_name,
            *CLASS_COLUMNS,
        )
        .select_from(keys)
        .join(
            EnrolmentEvent,
            and_(EnrolmentEvent.unit_id == unit_id, EnrolmentEvent.id == keys.c.id),
        )
        .join(
            Student,
            and_(
                Student.unit_id == EnrolmentEvent.unit_id,
                Student.id == EnrolmentEvent.student_id,
            ),
        )
        .join(Person, PERSON_OF_STUDENT)
        .outerjoin(SchoolClass, CLASS_OF_EVENT)
        .outerjoin(
            TransferCase,
            and_(
                TransferCase.unit_id == EnrolmentEvent.unit_id,
                TransferCase.event_id == EnrolmentEvent.id,
            ),
        )
    )


def _conditions(unit_id: UUID, query: EventQuery) -> list[ColumnElement[bool]]:
    wanted = [EnrolmentEvent.unit_id == unit_id]
    if query.kind is not None:
        wanted.append(EnrolmentEvent.kind == query.kind)
    if query.month is not None:
        wanted.append(EnrolmentEvent.day.between(query.month.first, query.month.last))
    return wanted


def _line(row: Any) -> RecentEvent:  # noqa: ANN401 - a row of `events`
    return RecentEvent(
        event_id=row.id,
        student_id=row.student_id,
        name=row.person_name,
        kind=row.kind,
        day=row.day,
        school_class=label_of(row, row.day),
        partner=row.partner_name or "",
        note=row.note or "",
    )
