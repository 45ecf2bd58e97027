from __future__ import annotations

import threading
import traceback
from functools import partial
from operator import methodcaller
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from desktop.core.errors import EnvironmentFault
from desktop.database import engine, rows, work
from desktop.database.chain import Actor, blocks_of
from desktop.database.records import AuditEntry
from desktop.database.verify import verify_chain
from desktop.database.verify_rows import verify_rows
from desktop.models import Person, Unit
from tests.builders import add_pupils, blank, person
from tests.conftest import add_unit

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from desktop.database.work import Store, Work


def count(store: Store, model: type[Any]) -> int:
    with store.read() as connection:
        return connection.execute(select(func.count()).select_from(model)).scalar_one()


def test_action_that_fails_leaves_nothing(store: Store, unit_id: UUID, actor: Actor) -> None:
    def fail(work: Work) -> None:
        add_pupils(work, ["张小红"])
        raise KeyError("a bug")

    with pytest.raises(KeyError):
        store.write(unit_id, actor, "import", fail)
    assert count(store, Person) == 0
    assert count(store, AuditEntry) == 1


def test_action_that_changes_nothing_leaves_no_entry(
    store: Store, unit_id: UUID, actor: Actor
) -> None:
    def nothing(work: Work) -> str:
        work.insert(Person, [])
        work.update(Person, [])
        work.delete(Person, [])
        return "result"

    assert store.write(unit_id, actor, "nothing", nothing) == "result"
    assert count(store, AuditEntry) == 1


def test_noted_action_has_an_entry_without_rows(store: Store, unit_id: UUID, actor: Actor) -> None:
    def look(work: Work) -> UUID:
        work.noted = True
        work.summary["field"] = "phone"
        return work.entry_id

    looks = [store.write(unit_id, actor, "look", look) for _ in range(2)]
    with store.read() as connection:
        entries = connection.execute(
            select(AuditEntry.id, AuditEntry.seq, AuditEntry.summary).order_by(AuditEntry.seq)
        ).all()[1:]
        assert [list(blocks_of(connection, unit_id, look)) for look in looks] == [[], []]
        assert verify_chain(connection).whole
        assert verify_rows(connection).whole
    assert entries == [(looks[0], 2, '{"field":"phone"}'), (looks[1], 3, '{"field":"phone"}')]


def test_entry_says_who_did_what(store: Store, unit_id: UUID) -> None:
    user = store.ids.new_id()

    def body(work: Work) -> UUID:
        work.summary["new"] = 1
        work.insert(Person, [person(work.new_ids(1)[0], "䶮")])
        return work.entry_id

    entry_id = store.write(unit_id, Actor(user, "李老师"), "people.add", body)
    with store.read() as connection:
        entry = connection.execute(
            select(AuditEntry.__table__).where(AuditEntry.id == entry_id)
        ).one()
        (block,) = blocks_of(connection, unit_id, entry_id)
    assert (entry.seq, entry.user_id, entry.user_name) == (2, user, "李老师")
    assert (entry.action, entry.summary, entry.at) == (
        "people.add",
        '{"new":1}',
        store.clock.now(),
    )
    assert (block.table, block.deed, block.before) == ("people", "insert", [])
    assert "䶮" in block.after[0]


@pytest.mark.parametrize("statement", [insert(Person), update(Person), delete(Person)])
def test_write_past_the_chain_is_a_bug(store: Store, statement: Any) -> None:  # noqa: ANN401
    with (
        pytest.raises(RuntimeError, match="outside of the audit chain"),
        store.read() as connection,
    ):
        connection.execute(statement)


def test_rows_are_written_in_pieces(
    store: Store, unit_id: UUID, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "BLOCK_ROWS", 7)
    monkeypatch.setattr(work, "KEYS_AT_ONCE", 3)
    keys = store.ids.new_ids(20)

    def add(work: Work) -> UUID:
        work.insert(Person, [person(key, f"人{n}") for n, key in enumerate(keys)])
        return work.entry_id

    entry_id = store.write(unit_id, actor, "add", add)
    with store.read() as connection:
        blocks = list(blocks_of(connection, unit_id, entry_id))
    assert [len(block.after) for block in blocks] == [7, 7, 6]
    change = [{"id": key, "name": f"改{n}"} for n, key in enumerate(keys)]
    store.write(unit_id, actor, "edit", lambda work: work.update(Person, change))
    with store.read() as connection:
        names = connection.execute(select(Person.name).order_by(Person.id)).scalars().all()
    assert names == [f"改{n}" for n in range(20)]
    store.write(unit_id, actor, "drop", lambda work: work.delete(Person, keys))
    assert count(store, Person) == 0
    with store.read() as connection:
        assert verify_chain(connection).whole
        assert verify_rows(connection).whole


def test_rows_with_different_columns_are_a_bug(store: Store, unit_id: UUID, actor: Actor) -> None:
    first, second = store.ids.new_ids(2)
    rows = [person(first), {"id": second, "name": "x"}]
    for write in ("insert", "update"):
        with pytest.raises(ValueError, match="same columns"):
            store.write(unit_id, actor, "x", methodcaller(write, Person, rows))


def test_rows_that_are_not_there_or_named_twice_are_a_bug(
    store: Store, unit_id: UUID, actor: Actor
) -> None:
    key, missing = store.ids.new_ids(2)
    store.write(unit_id, actor, "add", lambda work: work.insert(Person, [person(key)]))
    for ids in ([missing], [key, key]):
        with pytest.raises(LookupError):
            store.write(unit_id, actor, "x", methodcaller("delete", Person, ids))
        changes = [{"id": one, "name": "x"} for one in ids]
        with pytest.raises(LookupError):
            store.write(unit_id, actor, "x", methodcaller("update", Person, changes))
    assert count(store, Person) == 1


def test_rows_of_another_unit_are_not_there(store: Store, unit_id: UUID, actor: Actor) -> None:
    key = store.ids.new_id()
    store.write(unit_id, actor, "add", lambda work: work.insert(Person, [person(key)]))
    other = store.ids.new_id()
    with pytest.raises(LookupError):
        store.write(other, actor, "x", lambda work: work.delete(Person, [key]))
    assert store.write(other, actor, "x", lambda work: work.rows(Person, [key])) == {}
    assert store.write(unit_id, actor, "x", lambda work: list(work.rows(Person, [key]))) == [key]


def test_shared_rows_are_written_by_any_unit(store: Store, unit_id: UUID, actor: Actor) -> None:
    other = store.ids.new_id()
    body: Callable[[Work], None] = lambda work: work.update(  # noqa: E731
        Unit, [{"id": unit_id, "township": "东乡"}]
    )
    store.write(other, actor, "edit", body)
    with store.read() as connection:
        assert connection.execute(select(Unit.township)).scalar_one() == "东乡"


def test_error_of_ours_comes_out_as_it_is_and_without_what_was_written(
    store: Store, unit_id: UUID, actor: Actor
) -> None:
    key = store.ids.new_id()
    row = blank(Person, id=key, name="", name_key="", pinyin="", initials="", phone="13812345678")
    with pytest.raises(IntegrityError) as raised:
        store.write(unit_id, actor, "x", lambda work: work.insert(Person, [row]))
    told = "".join(traceback.format_exception(raised.value))
    assert "ck_people_name" in told
    assert "13812345678" not in told


def test_second_writer_waits_and_is_then_told(
    file_store: Store, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit_id = add_unit(file_store, actor)
    file_store.engine.dispose()
    monkeypatch.setattr(engine, "BUSY_MILLISECONDS", 50)

    def hold(work: Work) -> None:
        add_pupils(work, ["张小红"])
        with pytest.raises(EnvironmentFault, match="另一个程序正在使用这份数据"):
            file_store.write(unit_id, actor, "second", lambda inner: add_pupils(inner, ["李明"], 2))

    file_store.write(unit_id, actor, "first", hold)
    assert count(file_store, Person) == 1


def test_writers_at_the_same_time_make_one_chain(
    store: Store, unit_id: UUID, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "TRIES", 30)
    failures: list[BaseException] = []

    def many(number: int) -> None:
        try:
            for n in range(3):
                body = partial(add_pupils, names=["张小红"], number=1 + number * 10 + n)
                store.write(unit_id, actor, "import", body)
        except BaseException as error:  # noqa: BLE001 - shown by the main thread
            failures.append(error)

    threads = [threading.Thread(target=many, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    with store.read() as connection:
        report = verify_chain(connection)
        assert (report.whole, report.entries) == (True, 10)
        assert verify_rows(connection).whole


def test_full_disk_is_said_and_the_data_goes_on(file_store: Store, actor: Actor) -> None:
    unit_id = add_unit(file_store, actor)
    with file_store.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA max_page_count=1")
    with pytest.raises(EnvironmentFault, match="磁盘已满"):
        file_store.write(unit_id, actor, "import", lambda work: add_pupils(work, ["张"] * 3000))
    with file_store.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA max_page_count=1000000")
    file_store.write(unit_id, actor, "import", lambda work: add_pupils(work, ["张"] * 3000))
    assert count(file_store, Person) == 3000


def test_insert_that_was_refused_and_caught_is_not_recorded(
    store: Store, unit_id: UUID, actor: Actor
) -> None:
    first, second = store.ids.new_ids(2)

    def twice(work: Work) -> None:
        work.insert(Person, [person(first)])
        point = work.connection.begin_nested()
        with pytest.raises(IntegrityError):
            work.insert(Person, [person(first)])
        point.rollback()
        work.insert(Person, [person(second)])

    store.write(unit_id, actor, "people", twice)
    with store.read() as connection:
        assert verify_rows(connection).whole
    assert count(store, Person) == 2


def test_columns_that_are_refused_later_fail_the_action(
    store: Store, unit_id: UUID, actor: Actor
) -> None:
    (key,) = store.ids.new_ids(1)
    columns = {name: [value] for name, value in person(key).items()}

    def twice(work: Work) -> None:
        work.insert_columns(Person, columns)
        work.insert_columns(Person, columns)

    with pytest.raises(IntegrityError):
        store.write(unit_id, actor, "people", twice)
    assert count(store, Person) == 0
    with pytest.raises(ValueError, match="no columns"):
        store.write(unit_id, actor, "people", lambda work: work.insert_columns(Person, {"x": [1]}))
