"""Records that may be one person: found over the whole unit at once, decided one by one.

Each rule is one reading of the people, sorted by what is compared; nothing is asked in a loop.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select

from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError
from desktop.core.life import Likeness, PairDecision
from desktop.database.work import KEYS_AT_ONCE, pieces
from desktop.models import LookalikePair, Person
from desktop.services.life.alike import Known, near, ordered, pairs_within

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.database.work import Work
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class Lookalike:
    """Two people who may be one, the older record first."""

    first_id: UUID
    second_id: UUID
    likeness: Likeness
    decision: PairDecision | None
    """What was decided before, if anything."""


@dataclass(frozen=True, slots=True)
class LookalikeLine:
    """A pair in a list, with what the two are called."""

    pair: Lookalike
    first_name: str
    second_name: str


def lookalikes(session: Session, *, decided: bool = False) -> tuple[Lookalike, ...]:
    """Everybody of the unit who may be in it twice, the surest first.

    Args:
        session: the unit.
        decided: whether pairs that are to be kept apart are listed, too.
    """
    with session.store.read() as connection:
        return lookalikes_of(connection, session.unit_id, decided=decided)


def lookalikes_of(
    connection: Connection, unit_id: UUID, *, decided: bool = False
) -> tuple[Lookalike, ...]:
    """The same inside a transaction."""
    found: dict[tuple[UUID, UUID], Likeness] = {}
    for likeness, pairs in (
        (Likeness.NUMBER, _same_number(connection, unit_id)),
        (Likeness.BIRTH, _same_birth(connection, unit_id)),
        (Likeness.SOUND, _same_sound(connection, unit_id)),
    ):
        for pair in pairs:
            found.setdefault(pair, likeness)
    known = decisions(connection, unit_id)
    lines = (Lookalike(*pair, likeness, known.get(pair)) for pair, likeness in found.items())
    return tuple(line for line in lines if decided or line.decision is not PairDecision.APART)


def lookalike_lines(session: Session, *, decided: bool = False) -> tuple[LookalikeLine, ...]:
    """The pairs with the names of both."""
    with session.store.read() as connection:
        pairs = lookalikes_of(connection, session.unit_id, decided=decided)
        keys = sorted({key for pair in pairs for key in (pair.first_id, pair.second_id)})
        names: dict[UUID, str] = {}
        for some in pieces(keys, KEYS_AT_ONCE):
            query = select(Person.id, Person.name).where(
                Person.unit_id == session.unit_id, Person.id.in_(some)
            )
            names.update((row.id, row.name) for row in connection.execute(query))
    return tuple(LookalikeLine(pair, names[pair.first_id], names[pair.second_id]) for pair in pairs)


def same_number(connection: Connection, unit_id: UUID) -> tuple[tuple[UUID, UUID], ...]:
    """The pairs with one identity number that nobody has decided to keep apart."""
    known = decisions(connection, unit_id)
    pairs = _same_number(connection, unit_id)
    return tuple(pair for pair in pairs if known.get(pair) is not PairDecision.APART)


def _grouped(connection: Connection, unit_id: UUID, *columns: Any) -> Iterator[list[UUID]]:  # noqa: ANN401 - columns
    """The people who are the same in some columns, all of which are known."""
    known = [Person.unit_id == unit_id, *(column.is_not(None) for column in columns)]
    several = select(*columns).where(*known).group_by(*columns).having(func.count() > 1).subquery()
    same = and_(*(column == several.c[column.name] for column in columns))
    rows = connection.execute(
        select(Person.id, *columns).join(several, same).where(*known).order_by(Person.id)
    )
    groups: defaultdict[tuple[Any, ...], list[UUID]] = defaultdict(list)
    for person_id, *values in rows:
        groups[tuple(values)].append(person_id)
    yield from groups.values()


def _same_number(connection: Connection, unit_id: UUID) -> Iterator[tuple[UUID, UUID]]:
    return pairs_within(_grouped(connection, unit_id, Person.id_digest))


def _same_birth(connection: Connection, unit_id: UUID) -> Iterator[tuple[UUID, UUID]]:
    columns = (Person.name_key, Person.sex, Person.birth)
    return pairs_within(_grouped(connection, unit_id, *columns))


def _same_sound(connection: Connection, unit_id: UUID) -> Iterator[tuple[UUID, UUID]]:
    """The same pinyin with near birth dates; two whose numbers are known and differ are two."""
    several = (
        select(Person.pinyin)
        .where(Person.unit_id == unit_id, Person.birth.is_not(None))
        .group_by(Person.pinyin)
        .having(func.count() > 1)
        .subquery()
    )
    rows = connection.execute(
        select(
            *(Person.id, Person.pinyin, Person.sex),
            *(Person.birth, Person.id_digest),
        )
        .join(several, several.c.pinyin == Person.pinyin)
        .where(Person.unit_id == unit_id, Person.birth.is_not(None))
    )
    groups: defaultdict[str, list[Known]] = defaultdict(list)
    for row in rows:
        groups[row.pinyin].append(Known(row.id, row.sex, row.birth, row.id_digest))
    for group in groups.values():
        yield from near(group)


def decisions(connection: Connection, unit_id: UUID) -> Mapping[tuple[UUID, UUID], PairDecision]:
    """What was decided in a unit about pairs of people."""
    rows = connection.execute(
        select(LookalikePair.first_id, LookalikePair.second_id, LookalikePair.decision).where(
            LookalikePair.unit_id == unit_id
        )
    )
    return {(row.first_id, row.second_id): row.decision for row in rows}


def decide(
    session: Session, people: tuple[UUID, UUID], decision: PairDecision, note: str | None = None
) -> Changes:
    """Remember that two people are not one, or that it is to be decided later.

    Raises:
        NotFoundError: one of them is not in the books.
    """
    first, second = ordered(*people)

    def body(work: Work) -> Changes:
        if len(work.rows(Person, [first, second])) != len({first, second}):
            raise NotFoundError("其中一条记录已经不在了，可能已合并或撤销。请刷新后再看。")
        remember(work, (first, second), Decided(decision, session.user_name, note))
        work.summary = {"first": first, "second": second, "decision": decision}
        return Changes.of(Book.PEOPLE)

    return session.write("duplicates.decide", body)


@dataclass(frozen=True, slots=True)
class Decided:
    """What somebody has said of two records."""

    decision: PairDecision
    user_name: str
    note: str | None = None


def remember(work: Work, pair: tuple[UUID, UUID], decided: Decided) -> None:
    """Keep what was decided in the unit that is written, in place of what was decided before."""
    first, second = pair
    said = {
        "decision": decided.decision,
        "at": work.now,
        "user_name": decided.user_name,
        "note": (decided.note or "").strip() or None,
    }
    known = work.connection.execute(
        select(LookalikePair.id).where(
            LookalikePair.unit_id == work.unit_id,
            LookalikePair.first_id == first,
            LookalikePair.second_id == second,
        )
    ).scalar()
    if known is None:
        row = {"id": work.new_ids(1)[0], "first_id": first, "second_id": second}
        work.insert(LookalikePair, [row | said])
    else:
        work.update(LookalikePair, [{"id": known} | said])
