from __future__ import annotations

import json
import os
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text, update

from desktop.core.clock import FixedClock
from desktop.core.errors import (
    AccessRefusedError,
    Cancelled,
    DamagedError,
    EnvironmentFault,
    SchoolError,
)
from desktop.core.ids import IdSource
from desktop.core.json import dump
from desktop.core.progress import Progress
from desktop.database import archive
from desktop.database.backup import BackupReport, backup
from desktop.database.chain import Actor
from desktop.database.folder import create_store, open_store, settle
from desktop.database.keys import Cost, KeyFile
from desktop.database.places import Folder
from desktop.database.records import AuditEntry
from desktop.database.restore import restore
from desktop.database.verify import verify_chain
from desktop.models import Person
from tests.builders import add_pupils, everything, tamper
from tests.conftest import NOW, UNIT_ID, add_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Executable

    from desktop.database.keys import NewKeys
    from desktop.database.work import Store

CHEAP = Cost(rounds=1, memory=8, lanes=1)
USER, PASSWORD = "王老师", "红星2026"


class School:
    """A data folder with pupils in it, and what opens it."""

    def __init__(self, folder: Path, keys: NewKeys | None, store: Store) -> None:
        self.folder = folder
        self.keys = keys
        self.store = store
        self.rows = everything(store)

    @property
    def key(self) -> bytes | None:
        return self.keys.key if self.keys else None

    @property
    def unlock(self) -> Callable[[KeyFile], bytes] | None:
        return (lambda file: file.unlock(USER, PASSWORD)) if self.keys else None

    def back_up(self, out: Path, progress: Progress | None = None) -> BackupReport:
        return backup(self.store, self.folder, out, self.key, progress)


@dataclass(frozen=True, slots=True)
class Made:
    """A school and its backup, made once and copied for each test."""

    folder: Path
    keys: NewKeys | None
    saved: Path


@pytest.fixture(scope="module", params=["plain", "encrypted"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    clock, actor = FixedClock(NOW), Actor(None, "王老师")
    home = tmp_path_factory.mktemp("made")
    folder = home / "红星 data"
    keys = Folder(folder, CHEAP).new_keys(USER, PASSWORD) if request.param == "encrypted" else None
    key = keys.key if keys else None
    store = create_store(folder, key, clock, IdSource(7, clock))
    add_unit(store, actor)
    store.write(UNIT_ID, actor, "import", lambda work: add_pupils(work, ["张小红", "䶮"]))
    backup(store, folder, home / "one.mcb", key)
    store.close()
    return Made(folder, keys, home / "one.mcb")


@pytest.fixture
def school(made: Made, tmp_path: Path, clock: FixedClock) -> Iterator[School]:
    folder = tmp_path / made.folder.name
    shutil.copytree(made.folder, folder)
    key = made.keys.key if made.keys else None
    opened = School(folder, made.keys, open_store(folder, key, clock, IdSource(8, clock)))
    yield opened
    opened.store.close()


@pytest.fixture
def saved(made: Made, school: School, tmp_path: Path) -> Path:
    """The backup of `school`."""
    del school
    return Path(shutil.copy(made.saved, tmp_path / "one.mcb"))


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def rewrite(path: Path, **members: bytes) -> None:
    """The archive again with some members replaced (dots are written as two underscores)."""
    changed = {name.replace("__", "."): content for name, content in members.items()}
    with zipfile.ZipFile(path) as old:
        content = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for name, data in {**content, **changed}.items():
            new.writestr(name, data)


def manifest_of(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archived:
        found: dict[str, Any] = json.loads(archived.read("manifest.json"))
    return found


def test_backup_says_what_it_holds(school: School, tmp_path: Path) -> None:
    report = school.back_up(tmp_path / "usb" / "one.mcb")
    assert report.entries == 2
    assert report.rows["people"] == report.rows["students"] == 2
    assert archive.mark(report.path) == archive.FileMark(report.size, report.sha256)
    assert names(tmp_path / "usb") == {"one.mcb"}
    with zipfile.ZipFile(report.path) as opened:
        kept = set(opened.namelist())
        content = opened.read("mingce.db")
    assert kept == {"manifest.json", "mingce.db"} | ({"keys.json"} if school.keys else set())
    assert ("张小红".encode() in content) is (school.keys is None)
    assert content.startswith(b"SQLite format 3") is (school.keys is None)


def test_backup_replaces_an_older_one_of_the_same_name(school: School, saved: Path) -> None:
    before = saved.read_bytes()
    actor_row = update(Person).values(pinyin="x")
    tamper(school.store, actor_row)
    school.back_up(saved)
    assert saved.read_bytes() != before


def test_restore_brings_back_what_was_there(
    school: School, saved: Path, clock: FixedClock, ids: IdSource, actor: Actor
) -> None:
    school.store.write(UNIT_ID, actor, "more", lambda work: add_pupils(work, ["后来的人"], 2))
    later = everything(school.store)
    school.store.close()
    report = restore(saved, school.folder, school.unlock, clock)
    assert report.aside == school.folder / "replaced-20261031-100000"
    assert report.rows["people"] == 2
    school.store = open_store(school.folder, school.key, clock, ids)
    assert everything(school.store) == school.rows
    # The data before it is whole and can be opened.
    assert report.aside is not None
    aside = open_store(report.aside, school.key, clock, ids)
    assert everything(aside) == later
    aside.close()


def test_restore_into_an_empty_folder(
    school: School, saved: Path, tmp_path: Path, clock: FixedClock, ids: IdSource
) -> None:
    report = restore(saved, tmp_path / "other", school.unlock, clock)
    assert report.aside is None
    opened = open_store(tmp_path / "other", school.key, clock, ids)
    assert everything(opened) == school.rows
    opened.close()
    assert names(tmp_path / "other") <= {
        *("mingce.db", "keys.json", "mingce.lock", "mingce.open"),
    }


def test_two_restores_in_one_second_put_both_aside(
    school: School, saved: Path, clock: FixedClock
) -> None:
    school.store.close()
    first = restore(saved, school.folder, school.unlock, clock)
    second = restore(saved, school.folder, school.unlock, clock)
    assert first.aside != second.aside
    assert second.aside is not None
    assert second.aside.is_dir()


def test_plain_backup_over_encrypted_data_takes_the_key_file_away_too(
    school: School, saved: Path, tmp_path: Path, clock: FixedClock, ids: IdSource
) -> None:
    other, key = tmp_path / "other", None
    if school.keys is None:
        key = Folder(other, CHEAP).new_keys("李老师", "x").key
    create_store(other, key, clock, ids).close()
    report = restore(saved, other, school.unlock, clock)
    assert Folder(other).is_encrypted is (school.keys is not None)
    assert report.aside is not None
    assert Folder(report.aside).is_encrypted is (school.keys is None)
    opened = open_store(other, school.key, clock, ids)
    assert everything(opened) == school.rows
    opened.close()


def test_recovery_code_opens_an_encrypted_backup(
    school: School, saved: Path, tmp_path: Path, clock: FixedClock
) -> None:
    if school.keys is None:
        restore(saved, tmp_path / "other", None, clock)
        return
    code = school.keys.recovery_code
    restore(saved, tmp_path / "other", lambda file: file.unlock_by_recovery(code), clock)
    with pytest.raises(AccessRefusedError):
        restore(saved, tmp_path / "third", lambda file: file.unlock(USER, "wrong"), clock)
    with pytest.raises(SchoolError, match="已加密"):
        restore(saved, tmp_path / "third", None, clock)
    assert not (tmp_path / "third").exists()


def test_open_store_is_not_restored_over(school: School, saved: Path, clock: FixedClock) -> None:
    with pytest.raises(EnvironmentFault, match="另一个明册窗口打开"):
        restore(saved, school.folder, school.unlock, clock)
    assert everything(school.store) == school.rows


def test_every_changed_byte_of_a_backup_is_noticed(
    school: School, saved: Path, tmp_path: Path, clock: FixedClock, ids: IdSource
) -> None:
    whole = saved.read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 40)):
        saved.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        target = tmp_path / "other"
        try:
            restore(saved, target, school.unlock, clock)
        except SchoolError:
            assert not Folder(target).has_data
            continue
        # What is not content, such as dates in the zip, may differ; the data may not.
        opened = open_store(target, school.key, clock, ids)
        assert everything(opened) == school.rows
        opened.close()
        shutil.rmtree(target)


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.99])
def test_cut_backup_is_refused(
    school: School, saved: Path, tmp_path: Path, clock: FixedClock, share: float
) -> None:
    whole = saved.read_bytes()
    saved.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(DamagedError, match="不是明册的备份文件，或者它已损坏"):
        restore(saved, tmp_path / "other", school.unlock, clock)


@pytest.mark.parametrize(
    "members",
    [
        {"evil__txt": b"x"},
        {"../evil": b"x"},
        {"manifest__json": b"{}"},
        {"manifest__json": b"\xff"},
        {"manifest__json": b" " * (5 << 20)},
        {"mingce__db": b"x"},
        {"keys__json": b"x" * 10},
    ],
)
def test_foreign_members_are_refused(
    school: School, saved: Path, tmp_path: Path, clock: FixedClock, members: dict[str, bytes]
) -> None:
    rewrite(saved, **members)
    with pytest.raises(DamagedError):
        restore(saved, tmp_path / "other", school.unlock, clock)
    assert not Folder(tmp_path / "other").has_data
    assert not (tmp_path / "evil").exists()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_member_named_twice_is_refused(
    school: School, saved: Path, tmp_path: Path, clock: FixedClock
) -> None:
    with zipfile.ZipFile(saved, "a") as archived:
        archived.writestr("mingce.db", b"x")
    with pytest.raises(DamagedError):
        restore(saved, tmp_path / "other", school.unlock, clock)


def test_bomb_is_not_unpacked(
    school: School, saved: Path, tmp_path: Path, clock: FixedClock
) -> None:
    huge = manifest_of(saved)
    huge["files"]["mingce.db"]["size"] = 1 << 60
    rewrite(saved, manifest__json=dump(huge))
    with pytest.raises(EnvironmentFault, match="磁盘空间不够"):
        restore(saved, tmp_path / "other", school.unlock, clock)
    small = manifest_of(saved)
    small["files"]["mingce.db"]["size"] = 100
    rewrite(saved, manifest__json=dump(small))
    with pytest.raises(DamagedError):
        restore(saved, tmp_path / "other", school.unlock, clock)
    if school.key is not None:
        large = manifest_of(saved)
        large["files"]["mingce.db"]["size"] = len(zipfile.ZipFile(saved).read("mingce.db"))
        large["files"]["keys.json"]["size"] = 5 << 20
        rewrite(saved, manifest__json=dump(large))
        with pytest.raises(DamagedError):
            restore(saved, tmp_path / "other", school.unlock, clock)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"format": 2}, "升级程序"),
        ({"revision": "9999"}, "升级程序"),
        ({"entries": 77}, "清单不一致"),
    ],
)
def test_manifest_that_does_not_fit_is_refused(  # noqa: PLR0917 - fixtures
    school: School,
    saved: Path,
    tmp_path: Path,
    clock: FixedClock,
    change: dict[str, object],
    sentence: str,
) -> None:
    rewrite(saved, manifest__json=dump({**manifest_of(saved), **change}))
    with pytest.raises(SchoolError, match=sentence):
        restore(saved, tmp_path / "other", school.unlock, clock)
    assert not Folder(tmp_path / "other").has_data


TAMPERINGS: dict[str, tuple[Executable, str]] = {
    "chain": (update(AuditEntry).values(user_name="x"), "第 1 条操作记录"),
    "trigger": (
        text("CREATE TRIGGER evil AFTER INSERT ON people BEGIN DELETE FROM users; END"),
        "不是明册建立的东西",
    ),
}


@pytest.mark.parametrize("kind", TAMPERINGS)
def test_data_that_is_not_whole_gets_no_backup(school: School, tmp_path: Path, kind: str) -> None:
    statement, sentence = TAMPERINGS[kind]
    tamper(school.store, statement)
    (tmp_path / "usb").mkdir()
    with pytest.raises(DamagedError, match=sentence):
        school.back_up(tmp_path / "usb" / "one.mcb")
    assert names(tmp_path / "usb") == set()


def test_broken_links_and_foreign_files_get_no_backup(school: School, tmp_path: Path) -> None:
    with school.store.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute("DELETE FROM school_classes")
        driver.execute("PRAGMA foreign_keys=ON")
    with pytest.raises(DamagedError, match="互相对不上"):
        school.back_up(tmp_path / "one.mcb")
    tamper(school.store, text("DELETE FROM enrolment_events"))
    tamper(school.store, text("DELETE FROM students"))
    tamper(school.store, text("DELETE FROM alembic_version"))
    with pytest.raises(DamagedError, match="不是明册的数据"):
        school.back_up(tmp_path / "one.mcb")


def test_damaged_page_is_found(
    school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stick that changes what was written: the backup is opened and found out."""
    real = archive.pack

    def bad_stick(
        target: Path, manifest: archive.Manifest, files: dict[str, Path], progress: Progress
    ) -> None:
        real(target, manifest, files, progress)
        content = bytearray(target.read_bytes())
        content[len(content) // 2] ^= 0xFF
        target.write_bytes(content)

    monkeypatch.setattr(archive, "pack", bad_stick)
    with pytest.raises(DamagedError):
        school.back_up(tmp_path / "one.mcb")
    assert names(tmp_path) == {school.folder.name}


def test_damaged_key_file_makes_no_backup(school: School, tmp_path: Path) -> None:
    if school.keys is None:
        return
    (school.folder / "keys.json").write_bytes(b"{}")
    with pytest.raises(DamagedError, match="钥匙文件已损坏"):
        school.back_up(tmp_path / "one.mcb")


def stopped_after(steps: int) -> Progress:
    """Progress whose person cancels after some steps."""
    progress = Progress()
    seen = 0

    def count(_text: str, _done: int, _total: int) -> None:
        nonlocal seen
        seen += 1
        if seen == steps:
            progress.cancel()

    progress._listener = count
    return progress


def test_cancelled_backup_and_restore_leave_nothing(
    school: School, saved: Path, tmp_path: Path, clock: FixedClock
) -> None:
    before = saved.read_bytes()
    other = tmp_path / "other"
    for steps in range(1, 30):
        try:
            school.back_up(tmp_path / "two.mcb", stopped_after(steps))
            break
        except Cancelled:
            assert names(tmp_path) == {school.folder.name, "one.mcb"}
    assert steps > 4
    (tmp_path / "two.mcb").unlink()
    for steps in range(1, 30):
        try:
            restore(saved, other, school.unlock, clock, stopped_after(steps))
            break
        except Cancelled:
            assert not other.exists()
    assert steps > 2
    assert saved.read_bytes() == before


def test_leftovers_of_a_killed_backup_are_cleared(school: School, tmp_path: Path) -> None:
    scratch = tmp_path / "one.mcb.unfinished"
    scratch.mkdir()
    (scratch / "mingce.db").write_bytes(b"half")
    school.back_up(tmp_path / "one.mcb")
    assert names(tmp_path) == {school.folder.name, "one.mcb"}


def test_full_disk_leaves_nothing(
    school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(EnvironmentFault, match="磁盘已满"):
        school.back_up(tmp_path / "one.mcb")
    assert names(tmp_path) == {school.folder.name}


def test_backup_onto_a_file_as_folder_is_said(school: School, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EnvironmentFault, match="这里不是文件夹"):
        school.back_up(tmp_path / "file" / "one.mcb")


def test_server_is_backed_up_by_its_administrator(store: Store, tmp_path: Path) -> None:
    if store.engine.dialect.name == "sqlite":
        return
    with pytest.raises(SchoolError, match="服务器"):
        backup(store, tmp_path, tmp_path / "one.mcb", None)


def test_interrupted_restore_is_finished_and_said(
    school: School,
    saved: Path,
    clock: FixedClock,
    ids: IdSource,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    school.store.close()

    def stop(*_arguments: object) -> None:
        raise KeyError("as if killed")

    with monkeypatch.context() as patch:
        patch.setattr("desktop.database.restore._swap", stop)
        with pytest.raises(KeyError):
            restore(saved, school.folder, school.unlock, clock)
    said = settle(school.folder)
    assert said is not None
    assert said.startswith("上次恢复备份时中断，现在已经恢复完成；恢复前的数据放在 ")
    assert settle(school.folder) is None
    school.store = open_store(school.folder, school.key, clock, ids)
    assert everything(school.store) == school.rows


def test_settle_without_anything_to_settle(school: School, tmp_path: Path) -> None:
    assert settle(school.folder) is None
    assert settle(tmp_path / "nowhere") is None
    with school.store.read() as connection:
        assert verify_chain(connection).whole
