from __future__ import annotations

import re
import shutil
import threading
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from desktop.core.errors import AccessRefusedError, DamagedError, EnvironmentFault, SchoolError
from desktop.database import engine, places, presence
from desktop.database.engine import open_file
from desktop.database.folder import create_store, open_server_store, open_store
from desktop.database.keys import Cost
from desktop.database.places import Folder
from tests.builders import add_pupils, everything
from tests.conftest import KEY, UNIT_ID, new_database

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.core.clock import FixedClock
    from desktop.core.ids import IdSource
    from desktop.database.chain import Actor
    from desktop.database.work import Store

CHEAP = Cost(rounds=1, memory=8, lanes=1)


class Opener:
    """Opens and makes folders with the test's clock and keys."""

    def __init__(self, clock: FixedClock, ids: IdSource) -> None:
        self.clock = clock
        self.ids = ids

    def open(self, folder: Path, key: bytes | None = None) -> Store:
        return open_store(folder, key, self.clock, self.ids)

    def create(self, folder: Path, key: bytes | None = None, fill: Any = None) -> Store:  # noqa: ANN401
        return create_store(folder, key, self.clock, self.ids, fill)


@pytest.fixture
def opener(clock: FixedClock, ids: IdSource) -> Opener:
    return Opener(clock, ids)


@pytest.mark.parametrize("name", ["data", "数据 (1)", "a?b#c%20d&e=f", "x'y\"z"])
@pytest.mark.parametrize("key", [None, KEY])
def test_folder_of_any_name_is_made_and_opened(
    tmp_path: Path, opener: Opener, name: str, key: bytes | None
) -> None:
    opener.create(tmp_path / name, key).close()
    opener.open(tmp_path / name, key).close()
    assert {path.name for path in (tmp_path / name).iterdir()} == {
        *("mingce.db", "mingce.lock", "mingce.open"),
    }


def test_data_is_never_made_over_data(tmp_path: Path, opener: Opener) -> None:
    keys = Folder(tmp_path, CHEAP).new_keys("王老师", "x")
    opener.create(tmp_path, keys.key).close()
    before = (tmp_path / "keys.json").read_bytes()
    with pytest.raises(SchoolError, match="已经有明册的数据，没有改动"):
        opener.create(tmp_path, keys.key)
    with pytest.raises(SchoolError, match="已经有明册的数据，没有改动"):
        Folder(tmp_path, CHEAP).new_keys("王老师", "x")
    assert (tmp_path / "keys.json").read_bytes() == before


def test_keys_left_from_data_never_made_are_put_aside(tmp_path: Path, opener: Opener) -> None:
    Folder(tmp_path, CHEAP).new_keys("王老师", "x")
    keys = Folder(tmp_path, CHEAP).new_keys("王老师", "y")
    assert (tmp_path / "keys-unused.json").exists()
    opener.create(tmp_path, keys.key).close()
    assert Folder(tmp_path, CHEAP).key_file.unlock("王老师", "y") == keys.key


def test_first_rows_are_there_with_the_data_or_nothing_is(
    tmp_path: Path, opener: Opener, actor: Actor
) -> None:
    def fill(store: Store) -> None:
        store.write(UNIT_ID, actor, "first", lambda work: add_pupils(work, ["张小红"]))

    def fail(store: Store) -> None:
        fill(store)
        raise KeyError

    with pytest.raises(KeyError):
        opener.create(tmp_path / "one", fill=fail)
    assert not Folder(tmp_path / "one").has_data
    store = opener.create(tmp_path / "one", fill=fill)
    assert len(everything(store)["people"]) == 1
    store.close()


@pytest.mark.parametrize("make", [False, True])
def test_folder_without_data_is_said(tmp_path: Path, opener: Opener, make: bool) -> None:  # noqa: FBT001
    folder = tmp_path / "nothing"
    if make:
        folder.mkdir()
    with pytest.raises(EnvironmentFault, match=r"没有明册的数据.*mingce init"):
        opener.open(folder)
    assert folder.exists() is make


def test_file_in_the_place_of_the_folder_is_said(tmp_path: Path, opener: Opener) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EnvironmentFault, match="同名的文件已经存在"):
        opener.create(tmp_path / "file")


def test_encrypted_data_needs_its_key(tmp_path: Path, opener: Opener) -> None:
    keys = Folder(tmp_path, CHEAP).new_keys("王老师", "x")
    opener.create(tmp_path, keys.key).close()
    with pytest.raises(AccessRefusedError, match="已加密"):
        opener.open(tmp_path)
    with pytest.raises(DamagedError, match="另一份钥匙"):
        opener.open(tmp_path, bytes(32))
    assert b"SQLite format" not in (tmp_path / "mingce.db").read_bytes()


@pytest.mark.parametrize("content", [b"", b"no database at all" * 500])
def test_foreign_or_empty_file_is_said_to_be_damaged(
    tmp_path: Path, opener: Opener, content: bytes
) -> None:
    (tmp_path / "mingce.db").write_bytes(content)
    with pytest.raises(DamagedError, match="mingce restore"):
        opener.open(tmp_path)


def test_damaged_page_is_said(file_store: Store, tmp_path: Path, actor: Actor) -> None:
    names = ["张小红"] * 2000
    file_store.write(UNIT_ID, actor, "import", lambda work: add_pupils(work, names))
    file_store.close()
    path = tmp_path / "data" / "mingce.db"
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    file_store.open_again(lambda: None)
    with pytest.raises(DamagedError, match="已损坏"):
        everything(file_store)
    file_store.engine.dispose()


@pytest.mark.usefixtures("durable")
def test_pragmas_are_what_the_promise_needs(file_store: Store) -> None:
    with file_store.read() as connection:
        wanted = {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "busy_timeout": 10_000,
            "temp_store": 2,
            "trusted_schema": 0,
        }
        for name, value in wanted.items():
            assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == value


def test_folder_being_restored_is_not_opened(
    file_store: Store, tmp_path: Path, opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_store.close()
    monkeypatch.setattr(places, "PATIENCE_SECONDS", 0.1)
    refused = pytest.raises(EnvironmentFault, match="正在升级或恢复")
    with Folder(tmp_path / "data").alone(), refused:
        opener.open(tmp_path / "data")
    refused = pytest.raises(EnvironmentFault, match="正在升级或恢复")
    with presence.nobody_else(tmp_path / "data" / "mingce.open"), refused:
        opener.open(tmp_path / "data")
    opener.open(tmp_path / "data").close()


def test_several_programs_may_have_the_data_open(
    file_store: Store, tmp_path: Path, opener: Opener
) -> None:
    second = opener.open(tmp_path / "data")
    alone = presence.nobody_else(tmp_path / "data" / "mingce.open")
    with pytest.raises(EnvironmentFault, match="另一个明册窗口"):
        alone.__enter__()
    second.close()
    file_store.close()
    with presence.nobody_else(tmp_path / "data" / "mingce.open"):
        pass


def test_store_is_closed_by_another_thread(tmp_path: Path, opener: Opener) -> None:
    store = opener.create(tmp_path)
    thread = threading.Thread(target=store.close)
    thread.start()
    thread.join()
    with presence.nobody_else(tmp_path / "mingce.open"):
        pass


def test_presence_that_cannot_be_kept_is_said(tmp_path: Path) -> None:
    (tmp_path / "mingce.open").mkdir()
    with pytest.raises(EnvironmentFault, match="打不开数据文件夹里的文件"):
        presence.enter(tmp_path / "mingce.open")


MOUNTS = """/dev/sda1 / ext4 rw 0 0
//server/share /mnt/share cifs rw 0 0
server:/home /mnt/two\\040words nfs4 rw 0 0
tmpfs /mnt/share/local tmpfs rw 0 0
short line
"""


@pytest.mark.parametrize(
    ("path", "refused"),
    [
        ("/mnt/share/mingce.db", True),
        ("/mnt/two words/mingce.db", True),
        ("/mnt/shared/mingce.db", False),
        ("/mnt/share/local/mingce.db", False),
        ("/home/mingce.db", False),
    ],
)
def test_network_share_is_refused(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    refused: bool,  # noqa: FBT001
) -> None:
    table = tmp_path / "mounts"
    table.write_text(MOUNTS)
    monkeypatch.setattr(engine, "MOUNTS", table)
    found = engine._file_system(type(tmp_path)(path))
    assert (found in engine.NETWORK_SYSTEMS) is refused
    words = "网络共享盘" if refused else "没有明册的数据"
    with pytest.raises(EnvironmentFault, match=words):
        open_file(type(tmp_path)(path), None)


def test_system_without_a_mount_table_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "MOUNTS", tmp_path / "none")
    assert engine._file_system(tmp_path) == ""


def test_server_is_made_ready_once(
    postgres: str, clock: FixedClock, ids: IdSource, actor: Actor
) -> None:
    with new_database(postgres) as url:
        first = open_server_store(url, clock, ids)
        first.write(UNIT_ID, actor, "import", lambda work: add_pupils(work, ["张小红"]))
        rows = everything(first)
        first.close()
        second = open_server_store(url, clock, ids)
        assert everything(second) == rows
        second.close()


def test_copied_folder_opens_elsewhere(
    file_store: Store, tmp_path: Path, opener: Opener, actor: Actor
) -> None:
    file_store.write(UNIT_ID, actor, "import", lambda work: add_pupils(work, ["张小红"]))
    rows = everything(file_store)
    file_store.close()
    shutil.copytree(tmp_path / "data", tmp_path / "copy")
    copied = opener.open(tmp_path / "copy")
    assert everything(copied) == rows
    with copied.read() as connection:
        assert re.match(
            r"0\d+", connection.execute(text("SELECT * FROM alembic_version")).scalar_one()
        )
    copied.close()
