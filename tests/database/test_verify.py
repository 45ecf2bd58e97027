from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
    from uuid import UUID

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


@pytest.mark.usefixtures("pupils")
def test_empty_database_is_whole(file_store: Store) -> None:
    with file_store.read() as connection:
        assert verify_chain(connection).whole
        assert verify_rows(connection).whole


@pytest.mark.usefixtures("pupils")
@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("audit_entries", "user_name", "李老师"),
        ("audit_entries", "user_id", "01930000000070008000000000000009"),
        ("audit_entries", "action", "nothing"),
        ("audit_entries", "summary", '{"rows":1}'),
        ("audit_entries", "at", "2026-10-30 02:00:00.000000"),
        ("audit_entries", "changes_digest", "0" * 64),
        ("audit_entries", "previous_hash", "1" * 64),
        ("audit_entries", "hash", "2" * 64),
        ("audit_entries", "seq", 9),
        ("audit_changes", "table_name", "students"),
        ("audit_changes", "position", 7),
    ],
)
def test_altered_entry_breaks_the_chain_where_it_stands(
    file_store: Store, actor: Actor, table: str, column: str, value: object
) -> None:
    unit_id = add_unit(file_store, actor)
    for number in (1, 2, 3):
        file_store.write(unit_id, actor, "import", lambda w, n=number: add_pupils(w, NAMES, n))
    with file_store.read() as connection:
        entry = connection.execute(select(AuditEntry.id).where(AuditEntry.seq == 2)).scalar_one()
    key = "id" if table == "audit_entries" else "entry_id"
    tamper(
        file_store,
        text(f"UPDATE {table} SET {column} = :value WHERE {key} = :key"),
        {"value": value, "key": entry.hex},
    ) if column != "position" else tamper(
        file_store,
        text(f"UPDATE {table} SET position = 7 WHERE {key} = :key AND position = 1"),
        {"key": entry.hex},
    )
    (sentence,) = breaks(file_store)
    assert sentence.startswith(("第 2 条操作记录", "第 3 条操作记录"))
