"""The unit of work: one user action, one transaction, one entry in the audit chain."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlalchemy import Table, bindparam, delete, select, union, update
from sqlalchemy.exc import DBAPIError

from desktop.core.clock import CHINA
from desktop.core.errors import ClosedMonthError, EnvironmentFault
from desktop.core.labels import MonthState
from desktop.database import faults
from desktop.database.bulk import insertion
from desktop.database.chain import (
    Block,
    Deal,
    Deed,
    Recorder,
    recorded_rows,
    stored_columns,
)
from desktop.database.pen import Pen
from desktop.database.records import Reopening, SealedMonth
from desktop.database.rows import months_of, refuse_unequal, rows_at_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import Connection, Engine

    from desktop.core.clock import Clock
    from desktop.core.ids import IdSource
    from desktop.core.terms import Month
    from desktop.database.base import Base
    from desktop.database.chain import Actor, Row

T = TypeVar("T")
Known = Mapping["UUID", "Row"]
TRIES: Final = 4
KEYS_AT_ONCE: Final = 500  # well below SQLite's limit of bound values
RECORDED: Final = {"recorded": True}


def table_of(model: type[Base] | Table) -> Table:
    """The table behind a model."""
    table = model if isinstance(model, Table) else model.__table__
    assert isinstance(table, Table)  # noqa: S101 - no model here is mapped to a join
    return table


def pieces(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """`rows` in slices of at most `size`."""
    return (rows[start : start + size] for start in range(0, len(rows), size))


class Work:
    """What an action may do inside its transaction: read by `connection`, write by these methods.

    Every write is recorded with the rows before and after, and refused where it touches a closed
    month.
    """

    def __init__(
        self, connection: Connection, unit_id: UUID, actor: Actor, now: datetime, ids: IdSource
    ) -> None:
        self._connection = connection
        self._pen = Pen()
        self.unit_id = unit_id
        self.actor = actor
        self.now = now
        self.summary: dict[str, Any] = {}
        self.noted = False
        """Set to have the action recorded even where it changes no row."""
        self._ids = ids
        self.recorder = Recorder(connection, unit_id, ids.new_id())
        self._closed: frozenset[Month] | None = None

    @property
    def connection(self) -> Connection:
        """The transaction, with all that was written so far."""
        self._pen.settle()
        return self._connection

    @property
    def entry_id(self) -> UUID:
        """Key of the audit entry that this transaction will append."""
        return self.recorder.entry_id

    def new_ids(self, count: int) -> list[UUID]:
        """Keys for `count` new rows, in rising order."""
        return self._ids.new_ids(count)

    def insert(self, model: type[Base] | Table, rows: Sequence[Row]) -> None:
        """Add rows; all must have the same keys, `unit_id` is filled in for owned tables."""
        refuse_unequal(rows)
        if rows:
            given = {name: [row[name] for row in rows] for name in rows[0]}
            self._insert(table_of(model), given, self.connection.exec_driver_sql)

    def insert_columns(self, model: type[Base] | Table, given: Mapping[str, Sequence[Any]]) -> None:
        """Add rows that are given column by column; columns that are not given stay empty.

        They are written while the caller goes on: what the database has against them is raised by
        the next use of `connection`, or when the action ends, and then the action has failed.
        """
        self._insert(table_of(model), given, self._write_soon)

    def _write_soon(self, text: str, parameters: Any) -> None:  # noqa: ANN401 - as the driver takes them
        self._pen.put(partial(self._connection.exec_driver_sql, text, parameters))

    def _insert(
        self,
        table: Table,
        given: Mapping[str, Sequence[Any]],
        write: Callable[[str, Any], object],
    ) -> None:
        """Insert and record rows in blocks."""
        names = tuple(table.c.keys())
        if unknown := given.keys() - set(names):
            msg = f"{table.name} has no columns {sorted(unknown)}"
            raise ValueError(msg)
        count = len(next(iter(given.values())))
        self._refuse_closed(set(given.get(table.info.get("month", ""), ())))
        constant = {"unit_id": self.unit_id}
        for start in range(0, count, size := rows_at_once(table)):
            end = min(start + size, count)
            values = {
                name: [constant.get(name)] * (end - start)
                if name in constant or name not in given
                else given[name][start:end]
                for name in names
            }
            stored = stored_columns(table, values)
            ready = insertion(self._connection.dialect, table, values, stored)
            write(ready.text, ready.parameters)
            after = list(zip(*stored.values(), strict=True))
            self._record(Block(table.name, Deed.INSERT, names, [], after))

    def update(
        self, model: type[Base] | Table, rows: Sequence[Row], known: Known | None = None
    ) -> None:
        """Change rows: each has its `id` and the same other columns with their new values.

        Args:
            model: the table.
            rows: the changes.
            known: the whole rows as this transaction has read them, if it has.
        """
        table = table_of(model)
        refuse_unequal(rows)
        for piece in pieces(rows, rows_at_once(table)):
            changed = [name for name in piece[0] if name not in ("id", "unit_id")]
            columns = (*(c.name for c in table.primary_key), *changed)
            before = self._present(table, [row["id"] for row in piece], known)
            after = [{**before[row["id"]], **row} for row in piece]
            self._refuse_closed(months_of(table, [*before.values(), *after]))
            self.connection.execute(
                update(table)
                .where(*self._owner(table), table.c.id == bindparam("key"))
                .values({name: bindparam(f"new_{name}") for name in changed}),
                [
                    {"key": row["id"], **{f"new_{name}": row[name] for name in changed}}
                    for row in piece
                ],
                execution_options=RECORDED,
            )
            old = recorded_rows(table, columns, [before[row["id"]] for row in piece])
            new = recorded_rows(table, columns, after)
            self._record(Block(table.name, Deed.UPDATE, columns, old, new))

    def delete(
        self, model: type[Base] | Table, ids: Sequence[UUID], known: Known | None = None
    ) -> None:
        """Remove rows by their ids; `known` as for `update`."""
        table = table_of(model)
        columns = tuple(table.c.keys())
        for piece in pieces(ids, rows_at_once(table)):
            before = self._present(table, piece, known)
            self._refuse_closed(months_of(table, list(before.values())))
            for keys in pieces(piece, KEYS_AT_ONCE):
                self.connection.execute(
                    delete(table).where(*self._owner(table), table.c.id.in_(keys)),
                    execution_options=RECORDED,
                )
            old = recorded_rows(table, columns, [before[key] for key in piece])
            self._record(Block(table.name, Deed.DELETE, columns, old, []))

    def rows(self, model: type[Base] | Table, ids: Sequence[UUID]) -> dict[UUID, Row]:
        """Whole rows of this unit by id; ids that are not there are left out."""
        table = table_of(model)
        found: dict[UUID, Row] = {}
        for keys in pieces(ids, KEYS_AT_ONCE):
            query = select(table).where(*self._owner(table), table.c.id.in_(keys))
            result = self.connection.execute(query)
            names = tuple(result.keys())
            place = names.index("id")
            found.update((row[place], dict(zip(names, row, strict=True))) for row in result)
        return found

    def _present(self, table: Table, ids: Sequence[UUID], known: Known | None) -> dict[UUID, Row]:
        found = self.rows(table, ids) if known is None else {key: known[key] for key in ids}
        if len(found) != len(ids):
            msg = f"rows of {table.name} that were to be changed are not there, or are named twice"
            raise LookupError(msg)
        return found

    def _owner(self, table: Table) -> list[Any]:
        return [table.c.unit_id == self.unit_id] if "unit_id" in table.c else []

    def _record(self, block: Block) -> None:
        self.recorder.record(block, self._ids.new_id())

    def end(self, action: str) -> None:
        """Append the audit entry of all that was written."""
        self._pen.settle()
        if self.noted or not self.recorder.is_empty:
            self.recorder.append(self.actor, self.now, Deal(action, self.summary))

    def let_go(self) -> None:
        """Leave nothing running."""
        self._pen.lay_down()

    def _refuse_closed(self, months: set[Month]) -> None:
        """Refuse to touch rows of closed months."""
        if not months:
            return
        for month in sorted(self.closed_months().intersection(months)):
            msg = f"{month.label}已经结账，不能再改。请在未结账的月份更正，或请教育局重新打开。"
            raise ClosedMonthError(msg)

    def closed_months(self) -> frozenset[Month]:
        """The months of this unit that nothing may write to: closed, or opened for a time only."""
        if self._closed is None:
            sealed = select(SealedMonth.month).where(
                SealedMonth.unit_id == self.unit_id, SealedMonth.state != MonthState.OPEN
            )
            over = select(Reopening.month).where(
                Reopening.unit_id == self.unit_id, Reopening.until < self.today
            )
            self._closed = frozenset(self.connection.execute(union(sealed, over)).scalars())
        return self._closed

    def look_again(self) -> None:
        """A month was closed or opened in this transaction: ask anew which are closed."""
        self._closed = None

    @property
    def today(self) -> date:
        """The date in China."""
        return self.now.astimezone(CHINA).date()


class Store:
    """One open database: where reading and writing begins and ends."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        ids: IdSource,
        let_go: Callable[[], None] | None = None,
    ) -> None:
        self.engine = engine
        self.clock = clock
        self.ids = ids
        self._let_go = let_go
        self._closed = False

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection in a transaction that sees one state of the data and writes nothing.

        Raises:
            SchoolError: the data was closed, or the machine stands in the way (in words).
        """
        self._refuse_closed()
        try:
            with self.engine.connect() as connection, connection.begin():
                yield connection
        except DBAPIError as error:
            raise faults.translate(error) or error from error

    def write(self, unit_id: UUID, actor: Actor, action: str, body: Callable[[Work], T]) -> T:
        """Run `body` as one transaction of a unit: everything or nothing, recorded in the chain.

        `body` may run more than once, if another program was in the way.

        Raises:
            SchoolError: the action was refused, or the machine stands in the way (in words).
        """

        def attempt() -> T:
            with self._writing() as connection:
                return _done(self._work(connection, unit_id, actor), action, body)

        return self._tried(attempt)

    def write_together(self, body: Callable[[Store], T]) -> T:
        """Run `body` with a store whose writes are one transaction: all of them or none.

        Each write is of a unit and has its entry, as always. One that is refused leaves nothing and
        does not stop the others, if `body` goes on. `body` may run more than once.

        Raises:
            SchoolError: the machine stands in the way (in words).
        """

        def attempt() -> T:
            with self._writing() as connection:
                return body(_Together(self, connection))

        return self._tried(attempt)

    def _tried(self, attempt: Callable[[], T]) -> T:
        self._refuse_closed()
        for number in range(1, TRIES + 1):
            try:
                return attempt()
            except DBAPIError as error:
                if number < TRIES and faults.is_retryable(error):
                    time.sleep(0.05 * number)
                    continue
                raise faults.translate(error) or error from error
        raise AssertionError  # pragma: no cover - the last try returns or raises

    def _work(self, connection: Connection, unit_id: UUID, actor: Actor) -> Work:
        return Work(connection, unit_id, actor, self.clock.now(), self.ids)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        options: dict[str, Any] = {"writing": True}
        with (
            self.engine.connect() as plain,
            plain.execution_options(**options) as connection,
            connection.begin(),
        ):
            yield connection

    def close(self) -> None:
        """Let go of the files; nothing can be read or written until they are taken up again."""
        self._closed = True
        self.engine.dispose()
        self.engine.clear_compiled_cache()  # megabytes, whoever still holds the store
        if self._let_go is not None:
            self._let_go()

    def open_again(self, let_go: Callable[[], None]) -> None:
        """Take the files up again, for all who hold this store; `let_go` as for a new one."""
        self._let_go = let_go
        self._closed = False

    def _refuse_closed(self) -> None:
        if self._closed:
            raise EnvironmentFault("这份数据已经关上，这一步没有做。请重新打开数据再做。")


class _Together(Store):
    """A store inside one transaction of another: its writes are parts of that, and it reads it."""

    def __init__(self, store: Store, connection: Connection) -> None:
        super().__init__(store.engine, store.clock, store.ids)
        self._connection = connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """The transaction, with all that was written so far."""
        yield self._connection

    def write(self, unit_id: UUID, actor: Actor, action: str, body: Callable[[Work], T]) -> T:
        """Run `body` as one part: what it has written is taken back where it is refused."""
        with self._connection.begin_nested():
            return _done(self._work(self._connection, unit_id, actor), action, body)


def _done(work: Work, action: str, body: Callable[[Work], T]) -> T:
    """What `body` gives, once its entry is written."""
    try:
        result = body(work)
        work.end(action)
    finally:
        work.let_go()
    return result
