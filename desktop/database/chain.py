"""The audit chain: one entry for each transaction that wrote, chained per unit by hashes.

An action that changes nothing but must be known afterwards, such as looking at an identity number,
has an entry too (`Work.noted`).

An entry's hash covers the hash before it, who did what and when, and a digest of every changed row
before and after. What this proves: nothing inside the chain was changed, left out or put in later.
What it cannot prove: that the newest entries were not cut off together with their rows; for that
there are the seal codes on printed notices and the backups.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import Date, Table, insert, select

from desktop.core.json import dump, dump_text, load
from desktop.core.terms import Month
from desktop.database.base import ContentColumn, Instant, KeyColumn, MonthColumn, WholeUnits
from desktop.database.records import AuditChange, AuditEntry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

GENESIS: Final = "0" * 64
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the name goes into the chain as it was on the day."""

    user_id: UUID | None
    name: str


class Deed(StrEnum):
    """What was done to the rows of a block."""

    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of one table that were changed together; `before` or `after` may be empty.

    Rows are lists in the order of `columns`, values in their stored form (whole 分, 202610, dates
    as ISO text).
    """

    table: str
    deed: Deed
    columns: tuple[str, ...]
    before: Sequence[Sequence[Any]]
    after: Sequence[Sequence[Any]]


def stored_columns(table: Table, values: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """Columns of live values in their stored form, as the chain keeps them."""
    return {name: _stored(table.c[name].type, column) for name, column in values.items()}


def stored_rows(
    table: Table, columns: Sequence[str], values: Sequence[Sequence[Any]]
) -> list[Sequence[Any]]:
    """Rows of stored values.

    Args:
        table: whose rows they are.
        columns: which columns.
        values: for each of these columns its live values, row by row.
    """
    stored = stored_columns(table, dict(zip(columns, values, strict=True)))
    return list(zip(*stored.values(), strict=True))


def recorded_rows(table: Table, columns: Sequence[str], rows: Sequence[Row]) -> list[Sequence[Any]]:
    """The same from rows by column name."""
    return stored_rows(table, columns, [[row[column] for row in rows] for column in columns])


def _stored(kind: object, values: Sequence[Any]) -> Sequence[Any]:
    """The values of one column in their stored form; most need no change."""
    if isinstance(kind, WholeUnits):
        return [None if value is None else value.units for value in values]
    if isinstance(kind, MonthColumn):
        return [None if value is None else value.number for value in values]
    if isinstance(kind, Instant):
        return [None if value is None else value.astimezone(UTC) for value in values]
    if isinstance(kind, ContentColumn):
        return [None if value is None else content_digest(value) for value in values]
    return values


def content_digest(content: bytes) -> str:
    """The SHA-256 digest that stands for the bytes of a kept file."""
    return hashlib.sha256(content).hexdigest()


def live_values(table: Table, columns: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    """A row as the program knows it, from stored values that came out of the chain's JSON."""
    return {c: _live(table.c[c].type, v) for c, v in zip(columns, values, strict=True)}


def _live(kind: object, value: Any) -> Any:  # noqa: ANN401, PLR0911 - any value; one line a kind
    if value is None:
        return None
    if isinstance(kind, WholeUnits):
        return kind.value_type(value)
    if isinstance(kind, MonthColumn):
        return Month.from_number(value)
    if isinstance(kind, KeyColumn):
        return UUID(value)
    if isinstance(kind, Instant):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, ContentColumn):
        raise TypeError("the chain knows the digest of a content, not the content")
    return value


def pack(block: Block) -> bytes:
    """Compressed content of a block."""
    return zlib.compress(dump([block.deed, block.columns, block.before, block.after]), 1)


def unpack(table: str, packed: bytes) -> Block:
    """The block again."""
    deed, columns, before, after = load(zlib.decompress(packed))
    return Block(table, Deed(deed), tuple(columns), before, after)


def block_digest(stored: AuditChange | Any) -> str:  # noqa: ANN401 - a row with the columns
    """The digest of all that is stored of a block."""
    head = dump([stored.id, stored.position, stored.table_name])
    return hashlib.sha256(head + stored.content).hexdigest()


def entry_hash(entry: AuditEntry | Any) -> str:  # noqa: ANN401 - a row with the entry's columns
    """The hash that an entry must carry."""
    content = dump(
        [
            entry.unit_id,
            entry.id,
            entry.seq,
            entry.at,
            entry.user_id,
            entry.user_name,
            entry.action,
            entry.summary,
            entry.changes_digest,
        ]
    )
    return hashlib.sha256(entry.previous_hash.encode() + content).hexdigest()


@dataclass(frozen=True, slots=True)
class Deal:
    """What one transaction did: action name and the summary that the history shows."""

    action: str
    summary: Mapping[str, Any]


class Recorder:
    """Collects the blocks of one transaction in one unit and appends its entry."""

    def __init__(self, connection: Connection, unit_id: UUID, entry_id: UUID) -> None:
        self._connection = connection
        self._unit_id = unit_id
        self.entry_id = entry_id
        self._digests: list[str] = []
        self._packed: list[dict[str, Any]] = []

    @property
    def is_empty(self) -> bool:
        """Whether nothing was recorded."""
        return not self._digests

    def record(self, block: Block, block_id: UUID) -> None:
        """Note a block of changed rows."""
        change = AuditChange(
            unit_id=self._unit_id,
            id=block_id,
            entry_id=self.entry_id,
            position=len(self._digests) + 1,
            table_name=str(block.table),  # a plain one, not the metadata's own kind
            content=pack(block),
        )
        self._digests.append(block_digest(change))
        self._packed.append(_values(change))

    def append(self, actor: Actor, at: datetime, deal: Deal) -> int:
        """Write the entry behind the last one of the unit; returns its sequence number."""
        last = self._connection.execute(
            select(AuditEntry.seq, AuditEntry.hash)
            .where(AuditEntry.unit_id == self._unit_id)
            .order_by(AuditEntry.seq.desc())
            .limit(1)
        ).first()
        entry = AuditEntry(
            unit_id=self._unit_id,
            id=self.entry_id,
            seq=last.seq + 1 if last else 1,
            at=at,
            user_id=actor.user_id,
            user_name=actor.name,
            action=deal.action,
            summary=dump_text(deal.summary),
            changes_digest=changes_digest(self._digests),
            previous_hash=last.hash if last else GENESIS,
        )
        entry.hash = entry_hash(entry)
        write = {"recorded": True}
        self._connection.execute(insert(AuditEntry), _values(entry), execution_options=write)
        if self._packed:
            self._connection.execute(insert(AuditChange), self._packed, execution_options=write)
        return entry.seq


def _values(record: AuditEntry | AuditChange) -> dict[str, Any]:
    return {column.name: getattr(record, column.name) for column in record.__table__.columns}


def changes_digest(digests: Sequence[str]) -> str:
    """One digest over the digests of an entry's blocks, in their order."""
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def blocks_of(connection: Connection, unit_id: UUID, entry_id: UUID) -> Iterator[Block]:
    """The blocks of an entry in their order, one at a time."""
    rows = connection.execute(
        select(AuditChange.table_name, AuditChange.content)
        .where(AuditChange.unit_id == unit_id, AuditChange.entry_id == entry_id)
        .order_by(AuditChange.position)
        .execution_options(yield_per=1)
    )
    with rows:
        for name, content in rows:
            yield unpack(name, content)
