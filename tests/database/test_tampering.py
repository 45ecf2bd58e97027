"""Any stored byte of entries, changes or rows that is altered is found; undo gives all back."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from desktop.core.clock import FixedClock
from desktop.core.ids import IdSource
from desktop.core.labels import Sex
from desktop.core.terms import Month
from desktop.database.backup import check_file
from desktop.database.chain import Actor
from desktop.database.engine import open_file
from desktop.database.folder import open_store
from desktop.database.undo import revert
from desktop.database.verify import verify_chain
from desktop.database.verify_rows import EXEMPT, verify_rows
from desktop.models import MealMonth, Person
from tests.builders import add_pupils, everything, meal, person
from tests.conftest import UNIT_ID, add_unit

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.database.work import Work

MONTH = Month(2026, 9)
ACTOR = Actor(None, "王老师")
QUICK = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
# Not content: keys and hashes are compared as they are, but a key of nothing means nothing.
UNPROVEN = {("facts", "name"), ("facts", "value"), ("alembic_version", "version_num")}


@pytest.fixture(scope="module")
def history(prepared: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a small history: pupils, meals, a correction, a deletion."""
    folder = tmp_path_factory.mktemp("history") / "data"
    shutil.copytree(prepared["plain"], folder)
    clock = FixedClock(datetime(2026, 10, 31, tzinfo=UTC))
    store = open_store(folder, None, clock, IdSource(3, clock))
    add_unit(store, ACTOR)
    pupils = store.write(UNIT_ID, ACTOR, "import", lambda work: add_pupils(work, ["张小红", "䶮"]))
    keys = store.ids.new_ids(2)
    rows = [meal(key, pupil, MONTH) for key, pupil in zip(keys, pupils, strict=True)]
    store.write(UNIT_ID, ACTOR, "meals", lambda work: work.insert(MealMonth, rows))
    change = [{"id": keys[0], "days": 18}]
    store.write(UNIT_ID, ACTOR, "meals", lambda work: work.update(MealMonth, change))
    store.write(UNIT_ID, ACTOR, "meals", lambda work: work.delete(MealMonth, keys[1:]))
    store.close()
    return folder / "mingce.db"


def cells(path: Path) -> list[tuple[str, str, int]]:
    """Every stored cell: table, column and number of the row."""
    engine = open_file(path, None)
    with engine.connect() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
        found = []
        for table in names.scalars().all():
            rows = connection.exec_driver_sql(f'SELECT rowid, * FROM "{table}"')
            columns = list(rows.keys())[1:]
            found += [
                (table, column, row[0])
                for row in rows
                for column, value in zip(columns, row[1:], strict=True)
                if value is not None and (table, column) not in UNPROVEN
            ]
    engine.dispose()
    return found


def altered(value: Any, data: st.DataObject) -> Any:  # noqa: ANN401 - whatever stands in a cell
    """The value with one byte changed (or another number)."""
    if isinstance(value, int):
        return value ^ (1 << data.draw(st.integers(0, 8)))
    content = bytearray(value.encode() if isinstance(value, str) else value)
    assume(content)
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= 1 << data.draw(st.integers(0, 6))
    return bytes(content).decode("utf-8", "replace") if isinstance(value, str) else bytes(content)


@given(data=st.data())
@QUICK
def test_any_altered_cell_is_found(history: Path, tmp_path: Path, data: st.DataObject) -> None:
    table, column, row = data.draw(st.sampled_from(cells(history)))
    path = tmp_path / f"{uuid4()}.db"
    shutil.copyfile(history, path)
    engine = open_file(path, None)
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        (value,) = driver.execute(
            f'SELECT "{column}" FROM "{table}" WHERE rowid = ?', (row,)
        ).fetchone()
        forged = altered(value, data)
        assume(forged != value)
        driver.execute("PRAGMA ignore_check_constraints=ON")
        forge = f'UPDATE OR IGNORE "{table}" SET "{column}" = ? WHERE rowid = ?'
        # Where the database itself refuses, as with a place that is taken, there is no forgery.
        assume(driver.execute(forge, (forged, row)).rowcount)
    try:
        with engine.connect() as connection, connection.begin():
            found = not verify_chain(connection).whole or not verify_rows(connection).whole
    finally:
        engine.dispose()
    assert found, f"{table}.{column}: {value!r} -> {forged!r}"


def test_untouched_history_is_whole(history: Path) -> None:
    assert check_file(history, None).entries == 5
    engine = open_file(history, None)
    with engine.connect() as connection, connection.begin():
        assert verify_rows(connection).whole
    engine.dispose()
    assert {"people", "meal_months"}.isdisjoint(EXEMPT)


ACTS = ("people", "names", "sexes", "births", "drop", "pupils", "meals", "days")


def act(work: Work, kind: str, state: dict[str, list[UUID]], number: int) -> None:
    """One of the things a person may do, on whatever is there."""
    if kind == "people":
        keys = work.new_ids(number + 1)
        work.insert(Person, [person(key, f"人{n}") for n, key in enumerate(keys)])
        state["people"] += keys
    elif kind == "pupils":
        state["pupils"] += add_pupils(work, ["甲"] * (number + 1), len(state["pupils"]) + 1)
    elif kind == "meals":
        free = [key for key in state["pupils"] if key not in state["fed"]][: number + 1]
        keys = work.new_ids(len(free))
        work.insert(MealMonth, [meal(k, p, MONTH) for k, p in zip(keys, free, strict=True)])
        state["meals"] += keys
        state["fed"] += free
    elif kind == "days":
        work.update(MealMonth, [{"id": k, "days": number} for k in state["meals"][: number + 1]])
    elif kind == "drop":
        gone = state["people"][: number + 1]
        work.delete(Person, gone)
        state["people"] = state["people"][number + 1 :]
    else:
        change: dict[str, dict[str, Any]] = {
            "names": {"name": f"改{number}", "name_key": "x"},
            "sexes": {"sex": Sex.FEMALE if number % 2 else None},
            "births": {"birth": date(2010 + number, 1, 1)},
        }
        rows = [{"id": key, **change[kind]} for key in state["people"][: number + 2]]
        work.update(Person, rows)


STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 4)), min_size=1, max_size=8)


@given(before=STEPS, entry=STEPS)
@settings(QUICK, max_examples=40)
def test_undo_gives_everything_back_row_for_row(
    prepared: dict[str, Path],
    tmp_path_factory: pytest.TempPathFactory,
    before: list[tuple[str, int]],
    entry: list[tuple[str, int]],
) -> None:
    folder = tmp_path_factory.mktemp("undo") / "data"
    shutil.copytree(prepared["plain"], folder)
    clock = FixedClock(datetime(2026, 10, 31, tzinfo=UTC))
    store = open_store(folder, None, clock, IdSource(3, clock))
    state: dict[str, list[UUID]] = {"people": [], "pupils": [], "meals": [], "fed": []}

    def several(work: Work, steps: list[tuple[str, int]]) -> UUID:
        for kind, number in steps:
            act(work, kind, state, number)
        return work.entry_id

    store.write(UNIT_ID, ACTOR, "before", partial(several, steps=before))
    rows = everything(store)
    entry_id = store.write(UNIT_ID, ACTOR, "entry", partial(several, steps=entry))
    if everything(store) != rows:
        store.write(UNIT_ID, ACTOR, "undo", lambda work: revert(work, entry_id))
    after = everything(store)
    with store.read() as connection:
        assert verify_chain(connection).whole
        assert verify_rows(connection).whole
    store.close()
    shutil.rmtree(folder.parent)
    assert after == rows
