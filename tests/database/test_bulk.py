"""Blocks that SQLite takes out of JSON and bytes are written as binding would have written them."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from weakref import ref

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Boolean, Date, Enum, LargeBinary, SmallInteger, String, create_engine, select
from sqlalchemy.dialects.sqlite.base import SQLiteDialect

import desktop.models
from desktop.core.terms import Month
from desktop.database import bulk
from desktop.database.base import ContentColumn, Instant, KeyColumn, MonthColumn, WholeUnits
from desktop.database.chain import stored_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Table

TABLES = [t for t in desktop.models.Person.metadata.sorted_tables if "unit_id" in t.c]
UNIT = UUID(int=7)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
KEYS = st.uuids().filter(lambda key: key.int != 0)
BY_TYPE: list[tuple[type, Any]] = [
    (KeyColumn, KEYS),
    (MonthColumn, st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(Month.of)),
    (
        Instant,
        st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001 - made aware below
            lambda at: at.replace(tzinfo=UTC)
        ),
    ),
    (Enum, None),
    (Boolean, st.booleans()),
    (Date, st.dates()),
    (LargeBinary, st.binary(max_size=8)),
    (ContentColumn, st.binary(max_size=8)),
    (SmallInteger, st.integers(-32768, 32767)),
    (String, TEXT),
]


def values_of(kind: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 - a column type
    if isinstance(kind, Enum):
        assert kind.enum_class is not None
        return st.sampled_from(list(kind.enum_class))
    if isinstance(kind, WholeUnits):
        return st.integers(-(10**15), 10**15).map(kind.value_type)
    found = next((known for cls, known in BY_TYPE if isinstance(kind, cls)), None)
    return found if found is not None else st.integers(-(2**60), 2**60)


@st.composite
def blocks(draw: st.DrawFn, table: Table) -> dict[str, list[Any]]:
    count = draw(st.integers(1, 4))
    block = {}
    for column in table.c:
        kind = values_of(column.type)
        if column.nullable:
            kind = st.none() | kind
        block[column.name] = [draw(kind) for _ in range(count)]
    block["unit_id"] = [UNIT] * count
    block["id"] = draw(st.lists(KEYS, min_size=count, max_size=count, unique=True))
    return block


@dataclass
class Books:
    """Two empty tables of the same kind: one is bound to, one takes blocks."""

    connection: Connection

    def written(self, table: Table, block: dict[str, list[Any]], *, bound: bool) -> list[Any]:
        statement = bulk._statement(table, self.connection.dialect)
        if bound:
            ready = bulk._bound(statement, block)
        else:
            stored = stored_columns(table, block)
            ready = bulk.insertion(self.connection.dialect, table, block, stored)
        with self.connection.begin_nested() as point:
            self.connection.exec_driver_sql(ready.text, ready.parameters)
            driver = self.connection.exec_driver_sql(f'SELECT * FROM "{table.name}" ORDER BY id')
            raw = [tuple(map(with_type, row)) for row in driver]
            live = self.connection.execute(select(table).order_by(table.c.id)).all()
            point.rollback()
        return [raw, live]


def with_type(value: object) -> tuple[type, object]:
    return type(value), value


@pytest.fixture(scope="module")
def books() -> Iterator[Books]:
    engine = create_engine("sqlite://", module=pytest.importorskip("sqlcipher3.dbapi2"))
    with engine.connect() as connection, connection.begin():
        for table in TABLES:
            columns = ", ".join(f'"{c.name}" {c.type.compile(connection.dialect)}' for c in table.c)
            connection.exec_driver_sql(f'CREATE TABLE "{table.name}" ({columns})')
        yield Books(connection)
    engine.dispose()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
@settings(  # few, as there are a hundred tables of the same ten types
    max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(data=st.data())
def test_block_is_written_as_binding_would(books: Books, table: Table, data: st.DataObject) -> None:
    block = data.draw(blocks(table))
    assert books.written(table, block, bound=False) == books.written(table, block, bound=True)


def test_most_tables_take_blocks(books: Books) -> None:
    dialect = books.connection.dialect
    taking = {t.name for t in TABLES if bulk._statement(t, dialect).of_json is not None}
    assert {"people", "students", "enrolment_events", "guardianships", "meal_months"} <= taking
    assert "audit_changes" not in taking, "bytes cannot stand in JSON"


def test_statement_is_made_once_for_all_databases_of_a_kind() -> None:
    class Kind(SQLiteDialect):
        pass

    first, second = Kind(), Kind()
    made = bulk._statement(TABLES[0], first)
    assert bulk._statement(TABLES[0], second) is made
    gone = ref(second)
    del second
    gc.collect()
    assert gone() is None
