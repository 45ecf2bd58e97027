"""Writes of several units as one transaction: all of them or none, each with its own entry."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from desktop.core.errors import EnvironmentFault, SchoolError
from desktop.database.records import AuditEntry
from desktop.database.verify import verify_chain
from desktop.models import Person
from tests.builders import add_pupils, everything
from tests.conftest import add_unit

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.database.chain import Actor
    from desktop.database.work import Store, Work


@pytest.fixture
def units(store: Store, unit_id: UUID, actor: Actor) -> tuple[UUID, UUID]:
    return unit_id, add_unit(store, actor, store.ids.new_id(), "2")


def people(store: Store) -> int:
    with store.read() as connection:
        return connection.execute(select(func.count()).select_from(Person)).scalar_one()


def actions(store: Store) -> list[tuple[UUID, str]]:
    with store.read() as connection:
        assert verify_chain(connection).whole
        query = select(AuditEntry.unit_id, AuditEntry.action).where(AuditEntry.action == "import")
        return [(row.unit_id, row.action) for row in connection.execute(query)]


def test_each_unit_has_its_entry_and_sees_what_was_written(
    store: Store, units: tuple[UUID, UUID], actor: Actor
) -> None:
    def body(inside: Store) -> int:
        for unit_id in units:
            inside.write(unit_id, actor, "import", lambda work: add_pupils(work, ["甲"]))
        return people(inside)

    assert store.write_together(body) == 2
    assert sorted(actions(store)) == sorted((unit_id, "import") for unit_id in units)
    assert people(store) == 2


def test_what_breaks_leaves_nothing_of_any(
    store: Store, units: tuple[UUID, UUID], actor: Actor
) -> None:
    before = everything(store)

    def body(inside: Store) -> None:
        inside.write(units[0], actor, "import", lambda work: add_pupils(work, ["甲"]))
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError, match="stopped"):
        store.write_together(body)
    assert everything(store) == before
    assert actions(store) == []


def test_part_that_is_refused_leaves_nothing_of_itself(
    store: Store, units: tuple[UUID, UUID], actor: Actor
) -> None:
    def refused(work: Work) -> None:
        add_pupils(work, ["乙"])
        raise SchoolError("不行。")

    def body(inside: Store) -> None:
        with pytest.raises(SchoolError, match="不行"):
            inside.write(units[0], actor, "import", refused)
        inside.write(units[1], actor, "import", lambda work: add_pupils(work, ["甲"]))

    store.write_together(body)
    assert actions(store) == [(units[1], "import")]
    with store.read() as connection:
        assert connection.execute(select(Person.name)).scalars().all() == ["甲"]


def test_full_disk_is_said_and_nothing_stays(file_store: Store, actor: Actor) -> None:
    unit_id = add_unit(file_store, actor)
    with file_store.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA max_page_count=1")

    def body(inside: Store) -> None:
        for number in (1, 2):
            add = partial(add_pupils, names=["张"] * 3000, number=number)
            inside.write(unit_id, actor, "import", add)

    with pytest.raises(EnvironmentFault, match="磁盘已满"):
        file_store.write_together(body)
    assert people(file_store) == 0
