"""What follows from dated spells: who is at which post on a day, who is away, what cannot be."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final, Protocol

from sqlalchemy import and_, case, func, literal, or_, select
from sqlalchemy.orm import aliased

from desktop.core.posts import PostKind, StaffState
from desktop.models import AbsenceSpell, Homeroom, Person, PostSpell, StaffMember

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

PERSON_OF_STAFF: Final = and_(
    Person.unit_id == StaffMember.unit_id, Person.id == StaffMember.person_id
)
HERE: Final = frozenset({StaffState.AT_POST, StaffState.AWAY})
"""The states of those who belong to the school."""
_HOLDING, _PAST, _FUTURE = 0, 1, 2


class Span(Protocol):
    """Something that holds from a day to a day; `until` None: nobody knows until when."""

    @property
    def since(self) -> date:
        """The first day."""
        ...

    @property
    def until(self) -> date | None:
        """The last day."""
        ...


def overlaps(one: Span, other: Span) -> bool:
    """Whether two spans have a day in common."""
    return one.since <= (other.until or date.max) and other.since <= (one.until or date.max)


def holds(spell: Any, day: date) -> ColumnElement[bool]:  # noqa: ANN401 - any model with a span
    """Whether a spell was not withdrawn and holds on a day."""
    return and_(
        spell.withdrawn_at.is_(None),
        spell.since <= day,
        or_(spell.until.is_(None), spell.until >= day),
    )


def post_rank(kind: Any) -> ColumnElement[int]:  # noqa: ANN401 - a column
    """Sorts posts by kind, the principal's first."""
    places = {kind: place for place, kind in enumerate(PostKind)}
    return case(places, value=kind, else_=len(places))


def shown_post(day: date) -> ColumnElement[bool]:
    """Join condition StaffMember–PostSpell: the post that somebody is known by on a day.

    Of the posts held the first by kind; of somebody who has left the last one; of somebody who is
    still to come the first.
    """
    spell = aliased(PostSpell)
    phase = case((spell.since > day, _FUTURE), (spell.until < day, _PAST), else_=_HOLDING)
    chosen = (
        select(spell.id)
        .where(
            spell.unit_id == StaffMember.unit_id,
            spell.staff_id == StaffMember.id,
            spell.withdrawn_at.is_(None),
        )
        .order_by(
            phase,
            case((phase == _PAST, spell.until)).desc(),
            case((phase == _FUTURE, spell.since)),
            post_rank(spell.kind),
            spell.since,
            spell.id,
        )
        .limit(1)
        .correlate(StaffMember)
        .scalar_subquery()
    )
    return and_(PostSpell.unit_id == StaffMember.unit_id, PostSpell.id == chosen)


def shown_absence(day: date) -> ColumnElement[bool]:
    """Join condition StaffMember–AbsenceSpell: why somebody is away on a day; the latest reason."""
    spell = aliased(AbsenceSpell)
    chosen = (
        select(spell.id)
        .where(
            spell.unit_id == StaffMember.unit_id,
            spell.staff_id == StaffMember.id,
            holds(spell, day),
        )
        .order_by(spell.since.desc(), spell.id.desc())
        .limit(1)
        .correlate(StaffMember)
        .scalar_subquery()
    )
    return and_(AbsenceSpell.unit_id == StaffMember.unit_id, AbsenceSpell.id == chosen)


def state_on(day: date) -> ColumnElement[Any]:
    """The state of a member of staff joined with `shown_post` and `shown_absence`."""
    return case(
        (PostSpell.id.is_(None), literal(StaffState.COMING.value)),
        (PostSpell.since > day, literal(StaffState.COMING.value)),
        (PostSpell.until < day, literal(StaffState.LEFT.value)),
        (AbsenceSpell.id.is_not(None), literal(StaffState.AWAY.value)),
        else_=literal(StaffState.AT_POST.value),
    )


def count_by_unit(connection: Connection, day: date) -> dict[UUID, int]:
    """How many belong to the staff of each unit on a day."""
    here = select(PostSpell.unit_id, PostSpell.staff_id).where(holds(PostSpell, day)).distinct()
    known = here.subquery()
    rows = connection.execute(select(known.c.unit_id, func.count()).group_by(known.c.unit_id))
    return {row[0]: row[1] for row in rows}


def homeroom_on(day: date) -> ColumnElement[bool]:
    """Condition on Homeroom: it holds on a day."""
    return holds(Homeroom, day)
