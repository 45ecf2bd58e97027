"""A lent PostgreSQL database is as good as a new one, or is not lent again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import make_url

from desktop.database.folder import open_server_store
from desktop.database.verify import verify_chain
from tests.builders import everything
from tests.conftest import add_unit
from tests.servers import Databases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.core.clock import FixedClock
    from desktop.core.ids import IdSource
    from desktop.database.chain import Actor


@pytest.fixture
def lending(postgres: str) -> Iterator[Databases]:
    made = Databases(postgres)
    yield made
    made.close()


def test_emptied_database_is_as_new(
    lending: Databases, clock: FixedClock, ids: IdSource, actor: Actor
) -> None:
    with lending.lent() as first:
        used = open_server_store(first, clock, ids)
        new = everything(used)
        add_unit(used, actor)
        assert everything(used) != new
    with lending.lent() as second:
        assert second == first
        again = open_server_store(second, clock, ids)
        assert everything(again) == new
        with again.read() as connection:
            assert verify_chain(connection).whole
        again.close()
    used.close()


@pytest.mark.parametrize(
    "touch",
    [
        "ALTER TABLE units DISABLE TRIGGER ALL",
        "ALTER TABLE units ADD COLUMN more text",
        "CREATE INDEX more ON units (name)",
        "ALTER DATABASE {} SET jit = off",
    ],
)
def test_database_that_a_test_has_rebuilt_is_dropped(lending: Databases, touch: str) -> None:
    with lending.lent() as first:
        url = make_url(first).set(drivername="postgresql")
        address = url.render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as server:
            server.execute(touch.format(url.database).encode())
    with lending.lent() as second:
        assert second != first
