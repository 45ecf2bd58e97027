from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

import pytest
from sqlalchemy import Table, delete, insert, select, text, update

from desktop.core.labels import Sex
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.database.records import AuditChange, AuditEntry
from desktop.database.verify import verify_chain
from desktop.database.verify_rows import verify_rows
from desktop.models import MealMonth, Person, Student, Unit
from tests.builders import add_pupils, meal, person, tamper
from tests.conftest import add_unit

if TYPE_CHECKING:
    from desktop.database.base import Base
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


FORGERIES: dict[str, Any] = {
    "user_name": "李老师",
    "user_id": UUID(int=9),
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
    table = cast("Table", AuditEntry.__table__)
    tamper(store, update(table).where(table.c.seq == 2).values({column: FORGERIES[column]}))
    with store.read() as connection:
        (found,) = verify_chain(connection).breaks
    assert found.unit_id == unit_id
    assert found.seq == (3 if column == "seq" else 2)


@pytest.mark.usefixtures("pupils")
@pytest.mark.parametrize("column", ["id", "table_name", "position", "content"])
def test_altered_change_breaks_its_entry(store: Store, column: str) -> None:
    table = cast("Table", AuditChange.__table__)
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


@pytest.mark.usefixtures("pupils")
def test_entry_taken_out_is_missed(store: Store) -> None:
    with store.read() as connection:
        entry_id = connection.execute(
            select(AuditEntry.id).where(AuditEntry.action == "people.edit")
        ).scalar_one()
    tamper(store, delete(AuditChange).where(AuditChange.entry_id == entry_id))
    (sentence,) = breaks(store)
    assert sentence == (
        "第 4 条操作记录（2026-10-31 10:00）改动的内容与当时写下的不一致。"
        "请保留现状，不要再录入，并用最近一份完好的备份对照。"
    )
    tamper(store, delete(AuditEntry).where(AuditEntry.id == entry_id))
    assert breaks(store)[0].startswith("第 5 条操作记录（2026-10-31 10:00）前面缺了记录")


def test_each_unit_has_its_own_chain(store: Store, unit_id: UUID, actor: Actor) -> None:
    other = add_unit(store, actor, UUID(int=77), "5300000002")
    store.write(other, actor, "import", lambda work: add_pupils(work, NAMES))
    tamper(store, update(AuditEntry).where(AuditEntry.unit_id == unit_id).values(user_name="x"))
    with store.read() as connection:
        report = verify_chain(connection)
        assert verify_chain(connection, other).whole
    assert (report.units, report.entries) == (2, 2)
    assert [found.unit_id for found in report.breaks] == [unit_id]


def test_recorded_change_without_entry_is_found(file_store: Store, actor: Actor) -> None:
    unit_id = add_unit(file_store, actor)
    with file_store.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute(
            "INSERT INTO audit_changes SELECT unit_id, ?, ?, 1, table_name, content"
            " FROM audit_changes",
            ("1" * 32, "2" * 32),
        )
        driver.execute("PRAGMA foreign_keys=ON")
    with file_store.read() as connection:
        (found,) = verify_chain(connection).breaks
    assert found.unit_id == unit_id
    assert "不属于任何操作" in found.sentence


def test_unreadable_entry_is_found(file_store: Store, actor: Actor) -> None:
    add_unit(file_store, actor)
    tamper(file_store, text("UPDATE audit_entries SET at = 'yesterday'"))
    assert "读不出来" in breaks(file_store)[0]


CHANGED = "没有经过程序就被改动了"


@pytest.mark.usefixtures("pupils")
@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Person, {"name": "张小虹"}),
        (Person, {"phone": "13900000000"}),
        (Person, {"birth": date(2015, 1, 1)}),
        (Student, {"meal_plan": True}),
        (MealMonth, {"days": 21}),
        (MealMonth, {"amount": Money.of("105.00")}),
        (MealMonth, {"month": Month(2026, 8)}),
        (Unit, {"name": "平安县红旗小学"}),
    ],
)
def test_altered_row_is_found_and_named_without_what_it_holds(
    store: Store, model: type[Base], values: dict[str, Any]
) -> None:
    table = cast("Table", model.__table__)
    with store.read() as connection:
        key = connection.execute(select(table.c.id).limit(1)).scalar_one()
    tamper(store, update(table).where(table.c.id == key).values(values))
    assert findings(store) == [f"{table.info['label']}（编号 {key}）{CHANGED}。"]
    assert not breaks(store)


@pytest.mark.usefixtures("pupils")
def test_row_that_came_or_went_past_the_program_is_found(store: Store, unit_id: UUID) -> None:
    with store.read() as connection:
        gone = connection.execute(select(MealMonth.id).limit(1)).scalar_one()
    came = store.ids.new_id()
    tamper(store, delete(MealMonth).where(MealMonth.id == gone))
    tamper(store, insert(Person).values(unit_id=unit_id, **person(came)))
    assert sorted(findings(store)) == sorted(
        [
            f"人员（编号 {came}）没有经过程序就加进来了。",
            f"就餐天数（编号 {gone}）没有经过程序就不见了。",
        ]
    )


@pytest.mark.usefixtures("pupils")
def test_alteration_hidden_by_a_later_change_is_still_found(
    store: Store, unit_id: UUID, actor: Actor
) -> None:
    with store.read() as connection:
        keys = connection.execute(select(MealMonth.id)).scalars().all()
    came = store.ids.new_id()
    tamper(store, update(MealMonth).where(MealMonth.id == keys[0]).values(days=1))
    tamper(store, delete(MealMonth).where(MealMonth.id == keys[1]))
    tamper(store, insert(Person).values(unit_id=unit_id, **person(came)))
    with store.read() as connection:
        pupil = connection.execute(
            select(Student.id).where(
                Student.id.not_in(select(MealMonth.student_id)),
            )
        ).scalars()
        pupil_id = pupil.all()[-1]

    def cover(work: Work) -> None:
        work.update(MealMonth, [{"id": keys[0], "days": 20}])
        work.insert(MealMonth, [meal(keys[1], pupil_id, Month(2026, 9))])
        work.update(Person, [{"id": came, "name": "李四"}])

    store.write(unit_id, actor, "cover", cover)
    assert sorted(findings(store)) == sorted(
        [
            f"就餐天数（编号 {keys[0]}）曾没有经过程序就被改动，后来又经过程序改过。",
            f"就餐天数（编号 {keys[1]}）曾没有经过程序就不见了，后来又加了进来。",
            f"人员（编号 {came}）曾没有经过程序就加进来，后来又经过程序改过。",
        ]
    )


def test_shared_row_written_by_two_units_is_whole(
    store: Store, unit_id: UUID, actor: Actor
) -> None:
    other = add_unit(store, actor, UUID(int=77), "5300000002")
    store.write(
        other, actor, "unit.edit", lambda w: w.update(Unit, [{"id": unit_id, "township": "东乡"}])
    )
    assert not findings(store)
    tamper(store, update(Unit).where(Unit.id == unit_id).values(township="西乡"))
    assert findings(store) == [f"单位（编号 {unit_id}）{CHANGED}。"]
    third = UUID(int=78)
    tamper(store, update(Unit).where(Unit.id == unit_id).values(township="东乡"))
    store.write(third, actor, "unit.drop", lambda work: work.delete(Unit, [other]))
    assert not findings(store)


def test_only_the_first_findings_are_named(store: Store, unit_id: UUID, actor: Actor) -> None:
    store.write(unit_id, actor, "import", lambda work: add_pupils(work, NAMES * 50))
    tamper(store, update(Person).values(name="x"))
    with store.read() as connection:
        report = verify_rows(connection)
    assert (report.count, len(report.findings)) == (150, 100)


def test_unreadable_row_is_found(file_store: Store, actor: Actor) -> None:
    add_unit(file_store, actor)
    tamper(file_store, text("UPDATE units SET kind = 'castle'"))
    assert findings(file_store) == ["单位（编号 未知）里有一行的内容已读不出来。"]
