"""Comparing the rows with the chain: does each row stand as its last recorded change left it?

What agreement proves: no row was altered, added or taken away past the program. The records of
this layer are left out: the chain proves itself, and `facts` hold no record of the school. For
rows that all units share, the last change of any unit is accepted, because the chains of different
units have no common order. A column that an upgrade added later counts from its first change on.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Table, select

from desktop.core.json import dump, load
from desktop.database.base import Base, holds_contents
from desktop.database.chain import Block, Deed, stored_rows, unpack
from desktop.database.records import AuditChange, AuditEntry, Fact
from desktop.database.verify import UNREADABLE, chained_units

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from uuid import UUID

    from sqlalchemy import Connection

EXEMPT: Final = frozenset(m.__tablename__ for m in (AuditEntry, AuditChange, Fact))
AT_ONCE: Final = 2_000
MOST_NAMED: Final = 100
UNREADABLE_ROW: Final = "里有一行的内容已读不出来"
# Stands for a column that the chain says nothing of; no column holds such a value.
_UNKNOWN: Final[dict[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class RowFinding:
    """A row that does not stand as the chain says; named by its id only."""

    label: str
    unit_id: UUID | None
    row_id: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RowsReport:
    """What comparing the rows found: the first findings by name, and the number of all."""

    rows: int
    count: int
    findings: tuple[RowFinding, ...]

    @property
    def whole(self) -> bool:
        """Whether every row stands as recorded."""
        return self.count == 0


def verify_rows(connection: Connection) -> RowsReport:
    """Compare every row of every table with its last recorded change."""
    found = _Found()
    for table in Base.metadata.sorted_tables:
        if table.name in EXEMPT:
            continue
        try:
            units = _units_of(connection, table)
        except UNREADABLE:
            found.note(table, None, "未知", UNREADABLE_ROW)
            continue
        for unit_id in units:
            _Comparison(connection, table, found, unit_id).run()
    return RowsReport(found.rows, sum(found.counts.values()), tuple(found.named))


def _units_of(connection: Connection, table: Table) -> Sequence[UUID | None]:
    """The units that may have rows in a table; None for a table that all share."""
    if "unit_id" not in table.c:
        return [None]
    stored = connection.execute(select(table.c.unit_id).distinct()).scalars()
    return sorted({*stored, *chained_units(connection)})


@dataclass(slots=True)
class _Found:
    rows: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    named: list[RowFinding] = field(default_factory=list)

    def note(self, table: Table, unit_id: UUID | None, row_id: str, what: str) -> None:
        label = table.info["label"]
        self.counts[label] += 1
        if len(self.named) < MOST_NAMED:
            sentence = f"{label}（编号 {row_id}）{what}。"
            self.named.append(RowFinding(label, unit_id, row_id, sentence))


class _Comparison:
    """One table of one unit (or a shared table): its state by the chain against the rows."""

    def __init__(
        self, connection: Connection, table: Table, found: _Found, unit_id: UUID | None = None
    ) -> None:
        self._connection = connection
        self._table = table
        self._found = found
        self._unit_id = unit_id
        self._columns = tuple(table.c.keys())

    def run(self) -> None:
        """Compare, and note what does not agree."""
        try:
            self._compare(self._expected())
        except UNREADABLE:
            self._note("未知", UNREADABLE_ROW)

    def _note(self, row_id: str, what: str) -> None:
        self._found.note(self._table, self._unit_id, row_id, what)

    def _expected(self) -> list[_State]:
        """The state of the table by the chain; of a shared table one state for each chain."""
        units = chained_units(self._connection) if self._unit_id is None else [self._unit_id]
        states = []
        for unit_id in units:
            state = _State(self._columns, self._note, strict=self._unit_id is not None)
            for block in _blocks_of_table(self._connection, unit_id, self._table.name):
                state.follow(block)
            if state.rows or state.gone:
                states.append(state)
        return states

    def _compare(self, states: list[_State]) -> None:
        for row_id, content in self._stored():
            self._found.rows += 1
            known = [state.rows.pop(row_id) for state in states if row_id in state.rows]
            if not known:
                self._note(row_id, "没有经过程序就加进来了")
            elif content not in known and not _agrees(content, known):
                self._note(row_id, "没有经过程序就被改动了")
        missing = {row_id for state in states for row_id in state.rows}
        for row_id in sorted(missing - {row_id for state in states for row_id in state.gone}):
            self._note(row_id, "没有经过程序就不见了")

    def _stored(self) -> Iterator[tuple[str, bytes]]:
        at_once = 1 if holds_contents(self._table) else AT_ONCE
        query = select(self._table).execution_options(yield_per=at_once)
        if self._unit_id is not None:
            query = query.where(self._table.c.unit_id == self._unit_id)
        place = self._columns.index("id")
        with self._connection.execute(query) as result:
            for piece in result.partitions():
                columns = list(zip(*piece, strict=True))
                for values in stored_rows(self._table, self._columns, columns):
                    yield str(values[place]), dump(values)


class _State:
    """The rows of a table as one chain leaves them: canonical JSON by id."""

    def __init__(
        self, columns: tuple[str, ...], note: Callable[[str, str], None], *, strict: bool
    ) -> None:
        self._columns = columns
        self._note = note
        self._strict = strict
        self.rows: dict[str, bytes] = {}
        self.gone: set[str] = set()

    def follow(self, block: Block) -> None:
        """Apply a block; note where it found rows otherwise than the chain had left them."""
        places = [self._columns.index(c) if c in self._columns else None for c in block.columns]
        key = block.columns.index("id")
        for old, new in _pairs(block):
            row_id = str((old or new)[key])
            stored = self.rows.get(row_id)
            row = load(stored) if stored else [_UNKNOWN] * len(self._columns)
            if self._strict:
                self._judge(row_id, bool(stored), not old, _fits(row, places, old))
            if block.deed is Deed.DELETE:
                self.rows.pop(row_id, None)
                self.gone.add(row_id)
                continue
            for place, value in zip(places, new, strict=True):
                if place is not None:
                    row[place] = value
            self.rows[row_id] = dump(row)
            self.gone.discard(row_id)

    def _judge(self, row_id: str, known: bool, added: bool, fits: bool) -> None:  # noqa: FBT001 - three facts
        """Note a recorded change that begins elsewhere than the one before it ended."""
        if known and added:
            self._note(row_id, "曾没有经过程序就不见了，后来又加了进来")
        elif not known and not added:
            self._note(row_id, "曾没有经过程序就加进来，后来又经过程序改过")
        elif not added and not fits:
            self._note(row_id, "曾没有经过程序就被改动，后来又经过程序改过")


def _pairs(block: Block) -> Iterator[tuple[Sequence[Any], Sequence[Any]]]:
    """Each row of a block before and after; nothing where it was not."""
    nothing: list[list[Any]] = [[]] * max(len(block.before), len(block.after))
    return zip(block.before or nothing, block.after or nothing, strict=True)


def _fits(row: list[Any], places: list[int | None], old: Sequence[Any]) -> bool:
    return all(
        place is None or row[place] in (_UNKNOWN, value)
        for place, value in zip(places, old, strict=False)
    )


def _agrees(content: bytes, known: list[bytes]) -> bool:
    """Whether each stored value is one that a chain left, or that no chain speaks of."""
    choices = zip(*(load(state) for state in known), strict=True)
    spoken = ([value for value in choice if value != _UNKNOWN] for choice in choices)
    stored = zip(load(content), spoken, strict=True)
    return all(not choice or value in choice for value, choice in stored)


def _blocks_of_table(connection: Connection, unit_id: UUID, table: str) -> Iterator[Block]:
    """All recorded changes of a table in their order, one block at a time."""
    query = (
        select(AuditChange.id)
        .join(
            AuditEntry,
            (AuditEntry.unit_id == AuditChange.unit_id) & (AuditEntry.id == AuditChange.entry_id),
        )
        .where(AuditChange.unit_id == unit_id, AuditChange.table_name == table)
        .order_by(AuditEntry.seq, AuditChange.position)
    )
    for block_id in connection.execute(query).scalars().all():
        content = select(AuditChange.content).where(
            AuditChange.unit_id == unit_id, AuditChange.id == block_id
        )
        yield unpack(table, connection.execute(content).scalar_one())
