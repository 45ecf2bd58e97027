"""A new school year that was prepared before its day: seen and taken over by anybody of the school.

What is still being chosen is the draft of one person; what was looked at and waits stands here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.changes import Book, Changes
from desktop.core.errors import Confirmable
from desktop.core.json import dump_text, load
from desktop.core.terms import SchoolYear
from desktop.models import PreparedYear
from desktop.services.life.stories import spoken
from desktop.services.life.year_changes import Prepared, prepared_of, read_prepared

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.database.work import Work
    from desktop.services.life.rollover_plan import Choices
    from desktop.services.session import Session

OTHER: Final = "rollover.other"


@dataclass(frozen=True, slots=True)
class KeptYear:
    """What was prepared, by whom and when."""

    prepared: Prepared
    by_id: UUID | None
    by_name: str
    at: datetime

    @property
    def day(self) -> date:
        """From which day on it can be done."""
        return max(SchoolYear(self.prepared.year).first, self.prepared.graduation)

    def told(self, session: Session) -> str:
        """What waits, as a sentence to whoever sits at the desk."""
        if self.by_id == session.user_id:
            return self.prepared.title
        year = SchoolYear(self.prepared.year)
        return f"{self.by_name}已准备好{year.label}的升级，{spoken(self.day)}起可以办理。"


@dataclass(frozen=True, slots=True)
class Keeping:
    """That it was kept."""

    kept: KeptYear
    changes: Changes


def standing(session: Session) -> KeptYear | None:
    """What waits in the unit, whoever has prepared it; of several years the last."""
    with session.store.read() as connection:
        return standing_in(connection, session.unit_id)


def standing_in(connection: Connection, unit_id: UUID) -> KeptYear | None:
    """The same inside a transaction; what this program cannot go on with is none."""
    row = connection.execute(
        select(PreparedYear)
        .where(PreparedYear.unit_id == unit_id)
        .order_by(PreparedYear.year.desc())
        .limit(1)
    ).first()
    found = read_prepared(load(row.plan)) if row is not None else None
    if row is None or found is None:
        return None
    return KeptYear(found, row.prepared_by, row.prepared_by_name, row.prepared_at)


def prepare(
    session: Session, choices: Choices, accepted: Collection[str] = frozenset()
) -> KeptYear:
    """Keep choices until the year begins.

    Raises:
        Confirmable: somebody else has prepared this year.
    """
    return keep(session, prepared_of(choices), None, accepted).kept


def keep(
    session: Session,
    prepared: Prepared,
    seen: datetime | None,
    accepted: Collection[str] = frozenset(),
) -> Keeping:
    """Keep what was prepared in place of what waits for this year: it is this person's from now on.

    Args:
        session: the desk.
        prepared: what was chosen.
        seen: when that which it began with was kept; None: it began with nothing.
        accepted: the questions that were answered.

    Raises:
        Confirmable: somebody else has prepared another one, or changed it meanwhile.
    """

    def body(work: Work) -> Keeping:
        row = _row(work, prepared.year)
        if row is not None and row.prepared_by != session.user_id and row.prepared_at != seen:
            _ask(row, accepted)
        told = {
            "plan": dump_text(prepared.plain()),
            "prepared_by": session.user_id,
            "prepared_by_name": session.user_name,
            "prepared_at": work.now,
        }
        if row is None:
            (key,) = work.new_ids(1)
            work.insert(PreparedYear, [{"id": key, "year": prepared.year, **told}])
        else:
            work.update(PreparedYear, [{"id": row.id, **told}])
        work.summary = {"year": prepared.year}
        kept = KeptYear(prepared, session.user_id, session.user_name, work.now)
        return Keeping(kept, Changes.of(Book.PEOPLE))

    return session.write("rollover.prepare", body)


def give_up(session: Session, year: int) -> Changes:
    """Let go of what waits for a year."""

    def body(work: Work) -> Changes:
        drop(work, year)
        work.summary = {"year": year}
        return Changes.of(Book.PEOPLE)

    return session.write("rollover.give_up", body)


def drop(work: Work, year: int) -> None:
    """The same inside a transaction."""
    row = _row(work, year)
    work.delete(PreparedYear, [row.id] if row is not None else [])


def _row(work: Work, year: int) -> Any:  # noqa: ANN401 - a row, or None
    query = select(PreparedYear).where(
        PreparedYear.unit_id == work.unit_id, PreparedYear.year == year
    )
    return work.connection.execute(query).first()


def _ask(row: Any, accepted: Collection[str]) -> None:  # noqa: ANN401 - a row
    if OTHER not in accepted:
        raise Confirmable(
            OTHER, f"{row.prepared_by_name}已经准备好这一学年的升级。存下来就用您的代替，要这样吗？"
        )
