from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

import desktop.models
from desktop.core.errors import DamagedError, EnvironmentFault, SchoolError
from desktop.database.folder import open_server_store, open_store
from desktop.database.restore import restore
from desktop.database.upgrade import HERE, NEWEST, Schema, revision_of
from desktop.database.verify import verify_chain
from desktop.database.verify_rows import verify_rows
from tests.builders import add_pupils, everything
from tests.conftest import KEYS, UNIT_ID, new_database
from tests.database.killed import REVISIONS

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.engine.interfaces import ReflectedIndex

    from desktop.core.clock import FixedClock
    from desktop.core.ids import IdSource
    from desktop.database.chain import Actor
    from desktop.database.work import Store

METADATA = desktop.models.Person.metadata


def schema_of(connection: Connection) -> dict[str, Any]:
    """All that a database tells of its tables, without the order of columns."""
    look = inspect(connection)
    return {
        table: {
            "columns": {
                c["name"]: (str(c["type"]), c["nullable"]) for c in look.get_columns(table)
            },
            "key": look.get_pk_constraint(table),
            "foreign": sorted(str(key) for key in look.get_foreign_keys(table)),
            "unique": sorted(str(key) for key in look.get_unique_constraints(table)),
            "checks": sorted(str(check) for check in look.get_check_constraints(table)),
            "indexes": sorted(_words(index) for index in look.get_indexes(table)),
        }
        for table in look.get_table_names()
        if table != "alembic_version"
    }


def _words(index: ReflectedIndex) -> str:
    where = index.get("dialect_options", {}).get("sqlite_where", "")
    return f"{index['name']} {index['column_names']} {index['unique']} {where}"


def test_migrated_schema_equals_the_models(store: Store) -> None:
    with store.read() as connection:
        options: dict[str, Any] = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []


def test_migrated_file_has_every_key_check_and_index_of_the_models(file_store: Store) -> None:
    wanted = create_engine("sqlite://")
    with wanted.begin() as connection:
        METADATA.create_all(connection)
        expected = schema_of(connection)
    wanted.dispose()
    with file_store.read() as connection:
        assert schema_of(connection) == expected


def revision(store: Store) -> str | None:
    with store.read() as connection:
        return revision_of(connection)


@pytest.fixture
def later() -> Schema:
    """What a later program would know."""
    return Schema(REVISIONS)


def test_older_file_is_backed_up_and_upgraded_when_it_is_opened(
    file_store: Store, tmp_path: Path, actor: Actor, later: Schema
) -> None:
    file_store.write(UNIT_ID, actor, "import", lambda work: add_pupils(work, ["张小红"]))
    rows = everything(file_store)
    file_store.close()
    folder, clock, ids = tmp_path / "data", file_store.clock, file_store.ids
    upgraded = open_store(folder, None, clock, ids, later)
    assert revision(upgraded) == later.head == "t0002"
    assert everything(upgraded) == rows
    with upgraded.read() as connection:
        nicknames = connection.execute(text("SELECT nickname FROM people")).scalars().all()
        assert verify_chain(connection).whole
        assert verify_rows(connection).whole
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    assert nicknames == ["张小红"]
    upgraded.close()
    (saved,) = (folder / "backups").iterdir()
    assert saved.name == f"before-upgrade-{NEWEST}-20261031-100000.mcb"
    restore(saved, tmp_path / "old", None, clock)
    old = open_store(tmp_path / "old", None, clock, ids)
    assert (revision(old), everything(old)) == (NEWEST, rows)
    old.close()


def test_newer_data_is_refused_in_words(store: Store, tmp_path: Path, later: Schema) -> None:
    later.upgrade(store.engine)
    assert revision(store) == "t0002"
    with pytest.raises(SchoolError, match="这份数据由更新版本的明册写成，请先升级程序"):
        Schema().ensure(store.engine)
    if store.engine.dialect.name == "sqlite":
        plain = (tmp_path / "data" / "mingce.db").read_bytes().startswith(b"SQLite")
        key = KEYS["plain" if plain else "encrypted"]
        with pytest.raises(SchoolError, match="请先升级程序"):
            open_store(tmp_path / "data", key, store.clock, store.ids)
    assert revision(store) == "t0002"


def test_upgrade_twice_does_nothing(store: Store, later: Schema) -> None:
    first, second = later.upgrade(store.engine), later.upgrade(store.engine)
    assert (first.before, first.after) == (NEWEST, "t0002")
    assert (second.before, second.after) == ("t0002", "t0002")


def test_failing_upgrade_changes_nothing(
    store: Store, tmp_path: Path, unit_id: UUID, actor: Actor
) -> None:
    (tmp_path / "bad").mkdir()
    content = (REVISIONS / "t0002_only_for_tests.py").read_text()
    (tmp_path / "bad" / "t0002_bad.py").write_text(content + "    op.execute('SELECT nonsense')\n")
    with store.read() as connection:
        before = schema_of(connection)
    with pytest.raises(DBAPIError):
        Schema(tmp_path / "bad").upgrade(store.engine)
    with store.read() as connection:
        assert schema_of(connection) == before
        assert revision_of(connection) == NEWEST
    store.write(unit_id, actor, "import", lambda work: add_pupils(work, ["张小红"]))


def test_upgrade_that_would_break_links_is_not_done(
    file_store: Store, tmp_path: Path, actor: Actor
) -> None:
    file_store.write(UNIT_ID, actor, "import", lambda work: add_pupils(work, ["张小红"]))
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "t0002_bad.py").write_text(
        f"from alembic import op\nrevision = 't0002'\ndown_revision = '{NEWEST}'\n\n\n"
        "def upgrade():\n    op.execute('DELETE FROM people')\n"
    )
    with pytest.raises(DamagedError, match="1 处记录互相对不上，没有升级"):
        Schema(tmp_path / "bad").upgrade(file_store.engine)
    assert len(everything(file_store)["people"]) == 1


def test_upgrade_waits_for_nobody_else(file_store: Store, tmp_path: Path, later: Schema) -> None:
    with pytest.raises(EnvironmentFault, match="另一个明册窗口"):
        open_store(tmp_path / "data", None, file_store.clock, file_store.ids, later)
    assert revision(file_store) == NEWEST


def test_older_server_is_upgraded_when_it_is_opened(
    postgres: str, later: Schema, clock: FixedClock, ids: IdSource
) -> None:
    with new_database(postgres) as url:
        upgraded = open_server_store(url, clock, ids, later)
        assert revision(upgraded) == "t0002"
        upgraded.close()


def test_every_revision_is_a_module_that_is_shipped() -> None:
    own = {path.stem for path in HERE.glob("r*.py")}
    assert len(own) == len(Schema().revisions)
    assert all(name.startswith("r0") for name in own)


def test_newest_revision_is_the_head_of_the_scripts() -> None:
    assert Schema().head == NEWEST


def test_opening_current_data_does_not_load_alembic(file_store: Store, tmp_path: Path) -> None:
    file_store.close()
    words = (
        "import sys; from pathlib import Path;"
        "from desktop.core.clock import SystemClock; from desktop.core.ids import IdSource;"
        "from desktop.database.folder import open_store;"
        "open_store(Path(sys.argv[1]), None, SystemClock(), IdSource()).close();"
        "sys.exit('alembic' in sys.modules)"
    )
    command = [sys.executable, "-c", words, str(tmp_path / "data")]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    assert subprocess.run(command, env=environment, check=False).returncode == 0
