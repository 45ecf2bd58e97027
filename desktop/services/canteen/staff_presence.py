"""Who belongs to the staff on the days of a month, and who is away: what meals are held against."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from desktop.core.posts import PostKind
from desktop.models import AbsenceSpell, Person, PostSpell, StaffMember
from desktop.services.staff.spells import PERSON_OF_STAFF

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.terms import Month


@dataclass(slots=True)
class Colleague:
    """A member of the staff as a month knows it."""

    staff_id: UUID
    name: str
    pinyin: str
    post: str = ""
    rank: int = len(PostKind)
    employed: set[date] = field(default_factory=set)
    away: dict[date, str] = field(default_factory=dict)
    """Why somebody was not at the post, by day."""


def colleagues_of(
    connection: Connection, unit_id: UUID, month: Month, besides: Collection[UUID] = ()
) -> dict[UUID, Colleague]:
    """Whoever belongs to the staff on a day of the month, and others that are asked for by key.

    They are in the order of a list of the staff: by post, then by name.
    """
    posts: dict[UUID, list[Any]] = defaultdict(list)
    for spell in _spells(connection, unit_id, month, PostSpell):
        posts[spell.staff_id].append(spell)
    absences: dict[UUID, list[Any]] = defaultdict(list)
    for spell in _spells(connection, unit_id, month, AbsenceSpell):
        absences[spell.staff_id].append(spell)
    query = (
        select(StaffMember.id, Person.name, Person.pinyin)
        .join(Person, PERSON_OF_STAFF)
        .where(StaffMember.unit_id == unit_id)
    )
    wanted = {*posts, *besides}
    found = [
        _colleague(row, posts[row.id], absences[row.id], month)
        for row in connection.execute(query)
        if row.id in wanted
    ]
    found.sort(key=lambda one: (one.rank, one.pinyin, one.staff_id))
    return {one.staff_id: one for one in found}


def _spells(connection: Connection, unit_id: UUID, month: Month, kind: Any) -> Any:  # noqa: ANN401 - a model, its rows
    columns = [kind.staff_id, kind.kind, kind.since, kind.until]
    if kind is PostSpell:
        columns.append(PostSpell.duty)
    return connection.execute(
        select(*columns)
        .where(
            kind.unit_id == unit_id,
            kind.withdrawn_at.is_(None),
            kind.since <= month.last,
            or_(kind.until.is_(None), kind.until >= month.first),
        )
        .order_by(kind.since, kind.id)
    )


def _colleague(row: Any, posts: list[Any], absences: list[Any], month: Month) -> Colleague:  # noqa: ANN401 - a row
    found = Colleague(row.id, row.name, row.pinyin)
    ranks = list(PostKind)
    for spell in posts:
        found.employed.update(_days(spell, month))
        rank = ranks.index(spell.kind)
        if rank < found.rank:
            found.rank, found.post = rank, spell.duty or spell.kind.label
    for spell in absences:
        found.away.update(dict.fromkeys(_days(spell, month), spell.kind.label))
    return found


def _days(spell: Any, month: Month) -> Iterator[date]:  # noqa: ANN401 - a row
    day = max(spell.since, month.first)
    last = min(spell.until or month.last, month.last)
    while day <= last:
        yield day
        day += timedelta(days=1)
