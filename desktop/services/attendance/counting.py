"""What a form of a head count needs, and what stood in a count before it was put right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desktop.core.attendance import Difference
from desktop.core.errors import NotFoundError
from desktop.database.chain import Block, blocks_of, live_values
from desktop.database.records import AuditEntry
from desktop.models import HeadCount, HeadCountName
from desktop.services.attendance.count_names import Listed, listed
from desktop.services.attendance.head_counts import COUNTED, CountedName
from desktop.services.attendance.rolls import RollBooks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.terms import Month
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class Countable:
    """A class that can be counted on the days of a month, with who was on its roll then."""

    class_id: UUID
    label: str
    days: Mapping[date, tuple[Listed, ...]]
    suggested: date
    """The last day with lessons, or the last day where there was none."""

    def on(self, day: date | None) -> tuple[Listed, ...]:
        """Who was on the roll of a day; nobody on a day that cannot be counted."""
        return () if day is None else self.days.get(day, ())


@dataclass(frozen=True, slots=True)
class EarlierCount:
    """A count as it stood until somebody put it right."""

    changed_at: datetime
    changed_by: str
    day: date
    counted: int
    expected: int
    counted_by: str
    names: tuple[CountedName, ...]


def countable(session: Session, class_id: UUID, month: Month) -> Countable:
    """Who was on the roll of a class on each day of a month up to today.

    Raises:
        NotFoundError: the class has no pupils in the month.
    """
    last = min(month.last, session.store.clock.today())
    with session.store.read() as connection:
        books = RollBooks(connection, session.unit_id, (month.first, last), class_id)
    if class_id not in books.classes:
        raise NotFoundError("这个月这个班没有学生。请重新选择。")
    days = {
        day: listed((key, books.name(class_id, key)) for key in books.pupils(class_id, day))
        for day in books.days
    }
    taught = [day for day in days if books.calendar.state(day).has_lessons]
    suggested = max(taught, default=last)
    return Countable(class_id, books.labels[class_id], days, suggested)


def earlier_counts(session: Session, count_id: UUID) -> tuple[EarlierCount, ...]:
    """What a count said before it was put right, the newest first; the chain keeps it."""
    with session.store.read() as connection:
        day = connection.execute(
            select(HeadCount.day).where(
                HeadCount.unit_id == session.unit_id, HeadCount.id == count_id
            )
        ).scalar()
        if day is None:
            return ()
        days, found = {count_id: day}, []
        for entry in _entries(connection, session.unit_id):
            blocks = list(blocks_of(connection, session.unit_id, entry.id))
            names = list(_before(blocks, HeadCountName))
            touched = {row["id"]: row for row in _rows(blocks, HeadCount)}
            if days.keys().isdisjoint(touched):
                continue
            for old in _before(blocks, HeadCount):
                # A count that was moved from another day tells that day itself.
                days.setdefault(old["id"], old.get("day", day))
                found.append(_earlier(entry, old, days[old["id"]], names))
    return tuple(found)


def _entries(connection: Connection, unit_id: UUID) -> list[Any]:
    """The entries in which heads were counted, the newest first."""
    rows = connection.execute(
        select(AuditEntry.id, AuditEntry.at, AuditEntry.user_name)
        .where(AuditEntry.unit_id == unit_id, AuditEntry.action == COUNTED)
        .order_by(AuditEntry.seq.desc())
    )
    return list(rows)


def _before(blocks: list[Block], model: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - a model
    """The rows of a table as they stood before an entry."""
    table = model.__table__
    for block in blocks:
        if block.table == table.name:
            for values in block.before:
                yield live_values(table, block.columns, values)


def _rows(blocks: list[Block], model: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - same
    """All rows of a table that an entry has touched."""
    table = model.__table__
    for block in blocks:
        if block.table == table.name:
            for values in (*block.before, *block.after):
                yield live_values(table, block.columns, values)


def _earlier(row: Any, old: dict[str, Any], day: date, names: list[dict[str, Any]]) -> EarlierCount:  # noqa: ANN401 - a row
    told = (
        CountedName(Difference(name["kind"]), name["student_id"], name["name"], name["note"] or "")
        for name in names
        if name["head_count_id"] == old["id"]
    )
    return EarlierCount(
        row.at,
        row.user_name,
        day,
        old["counted"],
        old["expected"],
        old["counted_by"],
        tuple(told),
    )
