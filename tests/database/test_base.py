from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, create_engine, insert, select

from desktop.core.json import dump, load
from desktop.core.money import Money, Quantity, UnitPrice
from desktop.core.terms import Month
from desktop.database.base import (
    Instant,
    MoneyColumn,
    MonthColumn,
    QuantityColumn,
    UnitPriceColumn,
)
from desktop.database.chain import live_values, stored_rows
from desktop.models import Person
from tests.builders import blank

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.database.chain import Actor
    from desktop.database.work import Store

TABLE = Table(
    "values",
    MetaData(),
    Column("money", MoneyColumn),
    Column("quantity", QuantityColumn),
    Column("price", UnitPriceColumn),
    Column("month", MonthColumn),
    Column("at", Instant),
)
LIMIT = 10**15
WHOLE = st.integers(-LIMIT, LIMIT)
ROWS = st.fixed_dictionaries(
    {
        "money": st.none() | WHOLE.map(Money),
        "quantity": st.none() | WHOLE.map(Quantity),
        "price": st.none() | WHOLE.map(UnitPrice),
        "month": st.none() | st.builds(Month, st.integers(1900, 2199), st.integers(1, 12)),
        "at": st.none()
        | st.datetimes(
            datetime(1990, 1, 1),  # noqa: DTZ001 - the zone comes beside
            datetime(2100, 1, 1),  # noqa: DTZ001
            timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))]),
        ),
    }
)


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.connect() as opened:
        TABLE.create(opened)
        yield opened
    engine.dispose()


@given(row=ROWS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_value_comes_back_as_it_was(connection: Connection, row: dict[str, Any]) -> None:
    connection.execute(TABLE.delete())
    connection.execute(insert(TABLE), row)
    assert dict(connection.execute(select(TABLE)).mappings().one()) == row


@given(row=ROWS)
def test_every_value_comes_back_from_the_chain(row: dict[str, Any]) -> None:
    (stored,) = stored_rows(TABLE, list(row), [[value] for value in row.values()])
    assert live_values(TABLE, list(row), load(dump(stored))) == row


@given(row=ROWS)
def test_the_chain_keeps_whole_numbers_and_utc(row: dict[str, Any]) -> None:
    (stored,) = stored_rows(TABLE, list(row), [[value] for value in row.values()])
    kept = dict(zip(row, load(dump(stored)), strict=True))
    at = kept.pop("at")
    assert all(isinstance(number, int | None) for number in kept.values())
    assert at is None or at.endswith("Z")


def test_money_and_names_on_a_real_database(store: Store, unit_id: UUID, actor: Actor) -> None:
    key = store.ids.new_id()
    name = "阿卜来提·如则托合提𬱖㛃"
    row = blank(Person, id=key, name=name, name_key=name, pinyin="a", initials="a")
    store.write(unit_id, actor, "add", lambda work: work.insert(Person, [row]))
    with store.read() as connection:
        assert connection.execute(select(Person.name).where(Person.name == name)).scalar() == name
