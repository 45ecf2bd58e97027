"""Lists of staff: sorted, filtered and cut into pages by the database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import case, func, or_, select

from desktop.core.identity import mask, stored_number
from desktop.core.names import name_key
from desktop.core.phones import mask_phone
from desktop.core.posts import Establishment, StaffState
from desktop.models import AbsenceSpell, Homeroom, Person, PostSpell, SchoolClass, StaffMember
from desktop.services.enrolment import class_labels, grade_on
from desktop.services.identity_digest import IdentityDigest
from desktop.services.pupil_order import is_number, named
from desktop.services.staff.spells import (
    HERE,
    PERSON_OF_STAFF,
    holds,
    post_rank,
    shown_absence,
    shown_post,
    state_on,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Select

    from desktop.core.labels import Sex
    from desktop.core.posts import AbsenceKind, PostEnd, PostKind
    from desktop.services.session import Session


class StaffOrder(StrEnum):
    """What a list is sorted by; within it by name."""

    POST = "post"
    NAME = "name"
    NUMBER = "number"
    ESTABLISHMENT = "establishment"
    PLACE = "place"
    SINCE = "since"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class StaffQuery:
    """Which members of staff to list, from where, how many."""

    text: str = ""
    """Name, part of a name, pinyin, initials, or the whole of a number."""
    states: frozenset[StaffState] = HERE
    """Empty: whatever the state."""
    kind: PostKind | None = None
    """Whoever holds such a post, be it the first of several or not."""
    establishment: Establishment | None = None
    order: StaffOrder = StaffOrder.POST
    descending: bool = False
    offset: int = 0
    limit: int = 100
    on: date | None = None
    """The day that the list shows; today if not said."""

    @property
    def narrowed(self) -> bool:
        """Whether it asks for less than everybody who belongs to the school."""
        return bool(self.text or self.kind or self.establishment or self.states != HERE)


@dataclass(frozen=True, slots=True)
class StaffLine:
    """A member of staff in a list. Numbers are masked."""

    staff_id: UUID
    person_id: UUID
    name: str
    sex: Sex | None
    staff_number: str
    kind: PostKind | None
    duty: str
    establishment: Establishment | None
    place: str
    """Empty for the school itself."""
    since: date | None
    until: date | None
    ending: PostEnd | None
    state: StaffState
    absence: AbsenceKind | None
    absent_until: date | None
    title: str
    subject: str
    id_masked: str
    phone_masked: str
    classes: str
    """The classes that this person is responsible for."""

    @property
    def post(self) -> str:
        """The post in the school's own words, or its kind."""
        return self.duty or (self.kind.label if self.kind else "")


@dataclass(frozen=True, slots=True)
class StaffPage:
    """A page of a list, and how many there are in all."""

    lines: tuple[StaffLine, ...]
    total: int


LINE_COLUMNS: Final = (
    StaffMember.id,
    StaffMember.person_id,
    StaffMember.staff_number,
    StaffMember.title,
    StaffMember.subject,
    Person.name,
    Person.sex,
    Person.id_number,
    Person.phone,
    PostSpell.kind,
    PostSpell.duty,
    PostSpell.establishment,
    PostSpell.place,
    PostSpell.since,
    PostSpell.until,
    PostSpell.ending,
    AbsenceSpell.kind.label("absence"),
    AbsenceSpell.until.label("absent_until"),
)


def staff(session: Session, query: StaffQuery) -> StaffPage:
    """One page of the members of staff that a query asks for."""
    day = query.on or session.store.clock.today()
    with session.store.read() as connection:
        conditions = _conditions(connection, session.unit_id, query, day)
        total = connection.execute(_joined(day, func.count()).where(*conditions)).scalar_one()
        rows = connection.execute(
            _joined(day, *LINE_COLUMNS, state_on(day).label("state"))
            .where(*conditions)
            .order_by(*_order(query, day))
            .offset(query.offset)
            .limit(query.limit)
        ).all()
        responsible = classes_of(connection, session.unit_id, [row.id for row in rows], day)
    return StaffPage(tuple(line_of(row, responsible) for row in rows), total)


def count_by_state(session: Session) -> dict[StaffState, int]:
    """How many members of staff there are today, by state."""
    day = session.store.clock.today()
    state = state_on(day)
    with session.store.read() as connection:
        rows = connection.execute(
            _joined(day, state, func.count())
            .where(StaffMember.unit_id == session.unit_id)
            .group_by(state)
        )
        found = {StaffState(row[0]): row[1] for row in rows}
    return {state: found.get(state, 0) for state in StaffState}


def one(connection: Connection, unit_id: UUID, staff_id: UUID, day: date) -> StaffLine | None:
    """The line of one member of staff."""
    row = connection.execute(
        _joined(day, *LINE_COLUMNS, state_on(day).label("state")).where(
            StaffMember.unit_id == unit_id, StaffMember.id == staff_id
        )
    ).first()
    return None if row is None else line_of(row, classes_of(connection, unit_id, [staff_id], day))


def found_staff(
    connection: Connection, unit_id: UUID, key: str, day: date, most: int
) -> tuple[StaffLine, ...]:
    """The first few whom a text finds, those who are here before those who have left."""
    here = state_on(day).in_(sorted(state.value for state in HERE))
    rows = connection.execute(
        _joined(day, *LINE_COLUMNS, state_on(day).label("state"))
        .where(StaffMember.unit_id == unit_id, found_by(connection, key))
        .order_by(case((here, 0), else_=1), Person.pinyin, Person.id)
        .limit(most)
    )
    return tuple(line_of(row, {}) for row in rows)


def _joined(day: date, *columns: Any) -> Select[Any]:  # noqa: ANN401 - columns of the four tables
    return (
        select(*columns)
        .select_from(StaffMember)
        .join(Person, PERSON_OF_STAFF)
        .outerjoin(PostSpell, shown_post(day))
        .outerjoin(AbsenceSpell, shown_absence(day))
    )


def _conditions(
    connection: Connection, unit_id: UUID, query: StaffQuery, day: date
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [StaffMember.unit_id == unit_id]
    if query.states:
        conditions.append(state_on(day).in_(sorted(state.value for state in query.states)))
    if query.kind is not None:
        conditions.append(_holds_post(query.kind, day))
    if query.establishment is not None:
        conditions.append(PostSpell.establishment == query.establishment)
    if key := name_key(query.text):
        conditions.append(found_by(connection, key))
    return conditions


def _holds_post(kind: PostKind, day: date) -> ColumnElement[bool]:
    """Whether the post shown is of a kind, or another that is held on the day."""
    other = PostSpell.__table__.alias("other")
    held = select(other.c.staff_id).where(
        other.c.unit_id == StaffMember.unit_id, other.c.kind == kind, holds(other.c, day)
    )
    return or_(PostSpell.kind == kind, StaffMember.id.in_(held))


def found_by(connection: Connection, key: str) -> ColumnElement[bool]:
    """Whether a name holds the text or sounds like it, or a number is it."""
    if not is_number(key):
        return named(Person, key)
    digest = IdentityDigest(connection).of(stored_number(key.upper()))
    return or_(Person.id_digest == digest, func.lower(StaffMember.staff_number) == key.lower())


def _order(query: StaffQuery, day: date) -> list[Any]:
    states = {state.value: place for place, state in enumerate(StaffState)}
    establishments = {kind: place for place, kind in enumerate(Establishment)}
    by: dict[StaffOrder, list[Any]] = {
        StaffOrder.POST: [PostSpell.place != "", PostSpell.place, post_rank(PostSpell.kind)],
        StaffOrder.NAME: [],
        StaffOrder.NUMBER: [
            StaffMember.staff_number.is_(None),
            func.length(StaffMember.staff_number),
            StaffMember.staff_number,
        ],
        StaffOrder.ESTABLISHMENT: [
            case(establishments, value=PostSpell.establishment, else_=len(establishments))
        ],
        StaffOrder.PLACE: [PostSpell.place],
        StaffOrder.SINCE: [PostSpell.since],
        StaffOrder.STATE: [case(states, value=state_on(day), else_=len(states))],
    }
    keys = [*by[query.order], Person.pinyin, Person.id]
    return [key.desc() for key in keys] if query.descending else keys


def classes_of(
    connection: Connection, unit_id: UUID, staff_ids: Sequence[UUID], day: date
) -> dict[UUID, str]:
    """What classes members of staff are responsible for on a day, as they are called then."""
    if not staff_ids:
        return {}
    rows = connection.execute(
        select(Homeroom.staff_id, Homeroom.class_id).where(
            Homeroom.unit_id == unit_id, Homeroom.staff_id.in_(staff_ids), holds(Homeroom, day)
        )
    ).all()
    if not rows:
        return {}
    labels = class_labels(connection, unit_id, day)
    places = {key: place for place, key in enumerate(labels)}
    going = _going(connection, unit_id, day)
    found: dict[UUID, list[str]] = {}
    for row in sorted(rows, key=lambda row: places[row.class_id]):
        if row.class_id in going:
            found.setdefault(row.staff_id, []).append(labels[row.class_id])
    return {key: "、".join(some) for key, some in found.items()}


def _going(connection: Connection, unit_id: UUID, day: date) -> set[UUID]:
    """The classes that have not left their stage by a day."""
    rows = connection.execute(
        select(SchoolClass.id, SchoolClass.stage, SchoolClass.cohort).where(
            SchoolClass.unit_id == unit_id
        )
    )
    return {row.id for row in rows if grade_on(row.stage, row.cohort, day) is not None}


def line_of(row: Any, responsible: dict[UUID, str]) -> StaffLine:  # noqa: ANN401 - a row of LINE_COLUMNS
    """A row as a line."""
    return StaffLine(
        staff_id=row.id,
        person_id=row.person_id,
        name=row.name,
        sex=row.sex,
        staff_number=row.staff_number or "",
        kind=row.kind,
        duty=row.duty or "",
        establishment=row.establishment,
        place=row.place or "",
        since=row.since,
        until=row.until,
        ending=row.ending,
        state=StaffState(row.state),
        absence=row.absence,
        absent_until=row.absent_until,
        title=row.title or "",
        subject=row.subject or "",
        id_masked=mask(row.id_number or ""),
        phone_masked=mask_phone(row.phone or ""),
        classes=responsible.get(row.id, ""),
    )
