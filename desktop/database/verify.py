"""Recomputing the audit chain: is every entry and every recorded change as it was written?

What an unbroken chain proves: no entry, and no recorded content of a change, was altered, left out
or put in afterwards without recomputing all that follows. What it does not prove: that the newest
entries were not cut off together with their rows, or that the whole chain was not written anew by
somebody with the key. Against that stand the seal codes on printed notices, and older backups.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from desktop.core.clock import CHINA
from desktop.database.chain import GENESIS, block_digest, changes_digest, entry_hash
from desktop.database.records import AuditChange, AuditEntry

if TYPE_CHECKING:
    from collections.abc import Generator
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row

# What the database says of a stored value that is no date, key or number any more.
UNREADABLE = (ValueError, TypeError, LookupError)


@dataclass(frozen=True, slots=True)
class Break:
    """The first place of a unit's chain that does not agree with what was written."""

    unit_id: UUID | None
    seq: int
    at: datetime | None
    sentence: str


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What recomputing the chain found."""

    units: int
    entries: int
    breaks: tuple[Break, ...]

    @property
    def whole(self) -> bool:
        """Whether no chain is broken."""
        return not self.breaks


def verify_chain(connection: Connection, unit_id: UUID | None = None) -> ChainReport:
    """Recompute the chain of one unit or of all; a chain is followed to its first break."""
    try:
        units = chained_units(connection) if unit_id is None else [unit_id]
    except UNREADABLE:
        sentence = "操作记录里有单位的编号已读不出来。请保留现状，用最近一份完好的备份对照。"
        return ChainReport(0, 0, (Break(None, 0, None, sentence),))
    entries, breaks = 0, []
    for unit in units:
        walk = _Walk(connection, unit)
        broken = walk.first_break()
        entries += walk.entries
        if broken is not None:
            breaks.append(broken)
    return ChainReport(len(units), entries, tuple(breaks))


def chained_units(connection: Connection) -> list[UUID]:
    """The units that have entries or recorded changes."""
    entries = select(AuditEntry.unit_id).distinct()
    changes = select(AuditChange.unit_id).distinct()
    return sorted(connection.execute(entries.union(changes)).scalars())


class _Walk:
    """One way along a unit's chain, from its first entry."""

    def __init__(self, connection: Connection, unit_id: UUID) -> None:
        self._connection = connection
        self._unit_id = unit_id
        self._hash = GENESIS
        self._blocks = 0
        self.entries = 0

    def first_break(self) -> Break | None:
        try:
            with closing(_entries(self._connection, self._unit_id)) as entries:
                for entry, digests in entries:
                    reason = self._judge(entry, digests)
                    if reason is not None:
                        return self._break(entry, reason)
                    self.entries += 1
                    self._hash = entry.hash
        except UNREADABLE:
            return self._break(None, "内容已读不出来")
        return self._strays()

    def _judge(self, entry: Row[Any], digests: list[str]) -> str | None:
        """What is wrong with the next entry, or None."""
        self._blocks += len(digests)
        if entry.seq != self.entries + 1:
            return "前面缺了记录"
        if entry.previous_hash != self._hash:
            return "与前一条记录接不上"
        if entry.changes_digest != changes_digest(digests):
            return "改动的内容与当时写下的不一致"
        if entry.hash != entry_hash(entry):
            return "本身与当时写下的不一致"
        return None

    def _strays(self) -> Break | None:
        """Recorded changes that belong to no entry."""
        query = select(func.count()).where(AuditChange.unit_id == self._unit_id)
        if self._connection.execute(query).scalar_one() == self._blocks:
            return None
        return self._break(None, "之后有不属于任何操作的改动内容")

    def _break(self, entry: Row[Any] | None, reason: str) -> Break:
        seq = self.entries + 1 if entry is None else entry.seq
        at = None if entry is None else entry.at
        when = f"（{at.astimezone(CHINA):%Y-%m-%d %H:%M}）" if at else ""
        sentence = (
            f"第 {seq} 条操作记录{when}{reason}。请保留现状，不要再录入，"
            "并用最近一份完好的备份对照。"
        )
        return Break(self._unit_id, seq, at, sentence)


def _entries(connection: Connection, unit_id: UUID) -> Generator[tuple[Row[Any], list[str]]]:
    """The entries of a unit in order, each with the digests of its blocks; read as a stream."""
    query = (
        select(
            AuditEntry.__table__,
            AuditChange.id.label("block_id"),
            AuditChange.position,
            AuditChange.table_name,
            AuditChange.content,
        )
        .outerjoin(
            AuditChange,
            (AuditChange.unit_id == AuditEntry.unit_id) & (AuditChange.entry_id == AuditEntry.id),
        )
        .where(AuditEntry.unit_id == unit_id)
        .order_by(AuditEntry.seq, AuditChange.position)
        .execution_options(yield_per=50)
    )
    with connection.execute(query) as result:
        for _seq, rows in groupby(result, key=lambda row: row.seq):
            first = next(rows)
            yield first, [_digest(row) for row in (first, *rows) if row.block_id is not None]


@dataclass(frozen=True, slots=True)
class _StoredBlock:
    id: UUID
    position: int
    table_name: str
    content: bytes


def _digest(row: Row[Any]) -> str:
    return block_digest(_StoredBlock(row.block_id, row.position, row.table_name, row.content))
