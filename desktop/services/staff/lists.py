"""Lists of staff: sorted, filtered and cut into pages by the database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, case, func, or_, select

from desktop.core.identity import mask, stored_number
from desktop.core.names import name_key
from desktop.core.phones import mask_phone
from desktop.core.posts import Establishment, StaffState
from desktop.database.work import KEYS_AT_ONCE, pieces
from desktop.models import (
    AbsenceSpell,
    Homeroom,
    Person,
    PostSpell,
    SchoolClass,
    StaffMember,
    Unit,
)
from desktop.services.enrolment import class_label, grade_on
from desktop.services.identity_digest import IdentityDigest
from desktop.services.pupil_order import is_number, named
from desktop.services.roll import by_class
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
    from collections.abc import Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Select

    from desktop.core.labels import Sex
    from desktop.core.posts import AbsenceKind, PostEnd, PostKind
    from desktop.services.session import Session


class StaffOrder(StrEnum):
    """What a list is sorted by; within it by name."""

    SCHOOL = "school"
    """School by school as they were entered, within each by post."""
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
    everywhere: bool = False
    """Not the staff of the unit that is worked in but of all units; only a bureau may ask."""
    unit_id: UUID | None = None
    """Of all units this one."""

    @property
    def narrowed(self) -> bool:
        """Whether it asks for less than everybody who belongs to the school."""
        chosen = self.kind or self.establishment or self.unit_id
        return bool(self.text or chosen or self.states != HERE)


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
    unit_id: UUID
    school: str = ""
    """Whose staff this is, in a list of all units."""

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
    StaffMember.unit_id,
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
    """One page of the members of staff that a query asks for.

    Raises:
        AccessRefusedError: a school that asks for the staff of others.
    """
    if query.everywhere:
        session.require_bureau()
    day = query.on or session.store.clock.today()
    with session.store.read() as connection:
        conditions = [
            *_of_units(session, query),
            *_conditions(connection, query, day),
        ]
        total = connection.execute(_joined(day, func.count()).where(*conditions)).scalar_one()
        rows = connection.execute(
            _joined(day, *LINE_COLUMNS, state_on(day).label("state"))
            .where(*conditions)
            .order_by(*_order(query, day))
            .offset(query.offset)
            .limit(query.limit)
        ).all()
        responsible = classes_of(connection, [(row.unit_id, row.id) for row in rows], day)
        names = _unit_names(connection) if query.everywhere else {}
    return StaffPage(tuple(line_of(row, responsible, names) for row in rows), total)


def _of_units(session: Session, query: StaffQuery) -> list[ColumnElement[bool]]:
    unit_id = query.unit_id if query.everywhere else session.unit_id
    return [] if unit_id is None else [StaffMember.unit_id == unit_id]


def _unit_names(connection: Connection) -> dict[UUID, str]:
    return {row.id: row.name for row in connection.execute(select(Unit.id, Unit.name))}


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
    return None if row is None else line_of(row, classes_of(connection, [(unit_id, staff_id)], day))


def found_staff(
    connection: Connection, unit_id: UUID | None, key: str, day: date, most: int
) -> tuple[StaffLine, ...]:
    """The first few whom a text finds, those who are here before those who have left.

    Without a unit those of all units, with its name.
    """
    here = state_on(day).in_(sorted(state.value for state in HERE))
    query = _joined(day, *LINE_COLUMNS, state_on(day).label("state"))
    if unit_id is not None:
        query = query.where(StaffMember.unit_id == unit_id)
    rows = connection.execute(
        query.where(found_by(connection, key))
        .order_by(case((here, 0), else_=1), Person.pinyin, Person.id)
        .limit(most)
    ).all()
    names = _unit_names(connection) if unit_id is None else {}
    return tuple(line_of(row, {}, names) for row in rows)


def _joined(day: date, *columns: Any) -> Select[Any]:  # noqa: ANN401 - columns of the four tables
    return (
        select(*columns)
        .select_from(StaffMember)
        .join(Person, PERSON_OF_STAFF)
        .outerjoin(PostSpell, shown_post(day))
        .outerjoin(AbsenceSpell, shown_absence(day))
    )


def _conditions(connection: Connection, query: StaffQuery, day: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
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
    by_post = [PostSpell.place != "", PostSpell.place, post_rank(PostSpell.kind)]
    by: dict[StaffOrder, list[Any]] = {
        StaffOrder.SCHOOL: [StaffMember.unit_id, *by_post],
        StaffOrder.POST: by_post,
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
    connection: Connection, members: Sequence[tuple[UUID, UUID]], day: date
) -> dict[UUID, str]:
    """What classes members of staff are responsible for on a day, as they are called then.

    Args:
        connection: the books.
        members: keys of unit and member.
        day: classes that have left their stage by then are not told.
    """
    found: dict[UUID, list[str]] = {}
    for some in pieces(members, KEYS_AT_ONCE):
        rows = connection.execute(
            select(
                Homeroom.staff_id,
                *(SchoolClass.stage, SchoolClass.cohort, SchoolClass.number, SchoolClass.name),
            )
            .join(
                SchoolClass,
                and_(SchoolClass.unit_id == Homeroom.unit_id, SchoolClass.id == Homeroom.class_id),
            )
            .where(
                Homeroom.unit_id.in_(sorted({unit_id for unit_id, _ in some})),
                Homeroom.staff_id.in_([staff_id for _, staff_id in some]),
                holds(Homeroom, day),
            )
            .order_by(*by_class(), SchoolClass.id)
        )
        for row in rows:
            if grade_on(row.stage, row.cohort, day) is not None:
                label = class_label(row.stage, row.cohort, row.number, row.name, day)
                found.setdefault(row.staff_id, []).append(label)
    return {key: "、".join(some) for key, some in found.items()}


def line_of(
    row: Any,  # noqa: ANN401 - a row of LINE_COLUMNS
    responsible: Mapping[UUID, str],
    schools: Mapping[UUID, str] | None = None,
) -> StaffLine:
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
        unit_id=row.unit_id,
        school=(schools or {}).get(row.unit_id, ""),
    )
