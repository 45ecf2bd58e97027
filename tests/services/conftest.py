"""A desk in one school, on each kind of database that `store` runs on."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import pytest
from coverage import Coverage
from sqlalchemy import select

from desktop.core.labels import Role
from desktop.database.records import Fact
from desktop.models import User
from desktop.services.identity_digest import KEY_FACT
from desktop.services.session import Session
from desktop.services.standards import load_shipped
from desktop.services.users import NewUser, user_row
from tests.conftest import add_unit, opened
from tests.passwords import cheap_passwords
from tests.readers import child, reader_in_a_thread
from tests.schemas import schema_at_once

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from uuid import UUID

    from desktop.core.clock import FixedClock
    from desktop.core.ids import IdSource
    from desktop.database.chain import Actor
    from desktop.database.work import Store, Work

__all__ = ["cheap_passwords", "child", "reader_in_a_thread", "schema_at_once"]

SCHOOL = "平安县红星小学"


@pytest.fixture(params=["file", "postgres"])
def store(request: pytest.FixtureRequest, clock: FixedClock, ids: IdSource) -> Iterator[Store]:
    """An open, empty database: a file, of which every other test has an encrypted one, or a server.

    What encryption changes lies below the services and is tried there on every kind.
    """
    kind = request.param
    if kind == "file":
        name = request.node.originalname or request.node.name
        kind = ("plain", "encrypted")[crc32(name.encode()) % 2]
    yield from opened(request, kind, clock, ids)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """What a test on a server goes through, the same test goes through on a file.

    Measuring is a fifth of a test's time: here it is left to the file. What only a server has is
    in `tests/database`, and measured.
    """
    measured = Coverage.current()
    call = getattr(item, "callspec", None)
    if measured is None or call is None or call.params.get("store") != "postgres":
        return (yield)
    measured.stop()
    try:
        return (yield)
    finally:
        measured.start()


def open_desk(store: Store, unit_id: UUID, actor: Actor) -> Session:
    """A principal's desk in a school that has no pupils yet."""
    user_id = store.ids.new_id()

    def body(work: Work) -> None:
        known = work.connection.execute(select(Fact.name)).scalars().all()
        if KEY_FACT not in known:
            work.insert(Fact, [{"name": KEY_FACT, "value": bytes(range(32)).hex()}])
        work.insert(User, [user_row(user_id, NewUser("张校长", Role.PRINCIPAL))])
        load_shipped(work)

    store.write(unit_id, actor, "create", body)
    return Session(store, unit_id, SCHOOL, user_id, "张校长", Role.PRINCIPAL)


@pytest.fixture
def session(store: Store, unit_id: UUID, actor: Actor) -> Session:
    """The principal's desk."""
    return open_desk(store, unit_id, actor)


@pytest.fixture
def plain_session(file_store: Store, actor: Actor) -> Session:
    """The principal's desk on a plain file: for many examples, which no database tells apart."""
    return open_desk(file_store, add_unit(file_store, actor), actor)
