from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, delete, insert, select, text, update

from desktop.core.labels import Sex
from desktop.core.terms import Month
from desktop.database.records import AuditChange, AuditEntry
from desktop.database.verify import verify_chain
from desktop.database.verify_rows import verify_rows
from desktop.models import MealMonth, Person, Student, Unit
from tests.builders import add_pupils, meal, person
from tests.conftest import add_unit

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop.database.chain import Actor
    from desktop.database.work import Store, Work

NAMES = ("阿卜来提·如则托合提", "䶮", "张小红")


@pytest.fixture
def pupils(store: Store, unit_id: UUID, actor: Actor) -> list[UUID]:
    """A small history: pupils taken in, meals booked, a name corrected, a meal taken back."""
    month = Month(2026, 9)

    def take_in(work: Work) -> list[UUID]:
        return add_pupils(work, NAMES)

    pupils = store.write(unit_id, actor, "import.students", take_in)
    meals = store.ids.new_ids(len(pupils))
    rows = [meal(key, pupil, month) for key, pupil in zip(meals, pupils, strict=True)]
    store.write(unit_id, actor, "meals.book", lambda work: work.insert(MealMonth, rows))
    with store.read() as connection:
        first = connection.execute(select(Person.id).order_by(Person.id)).scalars().first()
    change = [{"id": first, "sex": Sex.FEMALE, "phone": "13800000000"}]
    store.write(unit_id, actor, "people.edit", lambda work: work.update(Person, change))
    store.write(unit_id, actor, "meals.drop", lambda work: work.delete(MealMonth, meals[:1]))
    return pupils


def tamper(store: Store, statement: Any, values: Any = None) -> None:
    """Write past the program, as somebody with another tool would."""
    options: dict[str, Any] = {"writing": True, "recorded": True}
    with store.engine.connect() as plain:
        connection = plain.execution_options(**options)
        with connection.begin():
            connection.execute(statement, values)


def breaks(store: Store) -> list[str]:
    with store.read() as connection:
        return [found.sentence for found in verify_chain(connection).breaks]


def findings(store: Store) -> list[str]:
    with store.read() as connection:
        return [found.sentence for found in verify_rows(connection).findings]


@pytest.mark.usefixtures("pupils")
def test_untouched_data_is_whole(store: Store) -> None:
    with store.read() as connection:
        chain, rows = verify_chain(connection), verify_rows(connection)
    assert (chain.whole, chain.units, chain.entries) == (True, 1, 5)
    assert (rows.whole, rows.findings) == (True, ())
    assert rows.rows == 1 + 1 + 3 + 3 + 3 + 2  # unit, class, people, pupils, enrolments, meals


def test_empty_database_is_whole(store: Store) -> None:
    with store.read() as connection:
        assert verify_chain(connection).whole
        assert verify_rows(connection).whole


FORGERIES = {
    "user_name": "李老师",
    "user_id": "01930000000070008000000000000009",
    "action": "nothing",
    "summary": '{"rows":1}',
    "at": datetime(2026, 10, 30, tzinfo=UTC),
    "changes_digest": "0" * 64,
    "previous_hash": "1" * 64,
    "hash": "2" * 64,
    "seq": 9,
}


@pytest.mark.usefixtures("pupils")
@pytest.mark.parametrize("column", FORGERIES)
def test_altered_entry_is_named(store: Store, unit_id: UUID, column: str) -> None:
    table = AuditEntry.__table__
    assert isinstance(table, Table)
    value = UUID(FORGERIES[column]) if column == "user_id" else FORGERIES[column]
    tamper(store, update(table).where(table.c.seq == 2).values({column: value}))
    with store.read() as connection:
        (found,) = verify_chain(connection).breaks
    assert found.unit_id == unit_id
    assert found.seq == (3 if column == "seq" else 2)


@pytest.mark.usefixtures("pupils")
@pytest.mark.parametrize("column", ["id", "table_name", "position", "content"])
def test_altered_change_breaks_its_entry(store: Store, column: str) -> None:
    table = AuditChange.__table__
    assert isinstance(table, Table)
    with store.read() as connection:
        row = connection.execute(select(table).where(table.c.table_name == "meal_months")).first()
    assert row is not None
    forged = {
        "id": UUID(int=5),
        "table_name": "students",
        "position": 7,
        "content": row.content + b"0",
    }
    tamper(store, update(table).where(table.c.id == row.id).values({column: forged[column]}))
    assert len(breaks(store)) == 1
