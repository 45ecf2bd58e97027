"""Whatever moment a process is killed at: all or nothing, and the chain is whole."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import inspect, select

from desktop.core.clock import FixedClock
from desktop.core.ids import IdSource
from desktop.core.labels import Role
from desktop.database.backup import backup
from desktop.database.chain import Actor
from desktop.database.engine import open_file
from desktop.database.folder import create_store, open_store
from desktop.database.keys import KeyFile, check_password, hash_password
from desktop.database.places import Folder
from desktop.database.records import Fact
from desktop.database.restore import restore
from desktop.database.upgrade import NEWEST, Schema, revision_of
from desktop.database.verify import verify_chain
from desktop.database.verify_rows import verify_rows
from desktop.models import User
from desktop.services.identity_digest import KEY_FACT
from tests.builders import add_pupils, everything
from tests.conftest import NOW, UNIT_ID, add_unit
from tests.database.killed import CHEAP, NEW, OLD, REVISIONS, USER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop.database.work import Store

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="has no fork and no SIGKILL"),
    pytest.mark.slow,
]
ROOT = Path(__file__).parents[2]
POINTS = 10
READING = {"SELECT", "PRAGMA", "WITH", "EXPLAIN"}
Rows = dict[str, set[tuple[object, ...]]]


class Killer:
    """The process that forks, acts and is killed."""

    def __init__(self) -> None:
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.database.killed"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, action: str, folder: Path, number: int, way: str = "kill") -> str:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(f"{action} {way} {number} {folder}\n")
        self._server.stdin.flush()
        return self._server.stdout.readline().strip()

    def points(self, action: str, folder: Path) -> list[int]:
        """Where to kill: each kind of change once, the first and last, and a seeded choice of more.

        Killed before it only reads, a process leaves what it leaves before the next change.
        """
        word, _blank, steps = self.run(action, folder, 0).partition(" ")
        assert word == "done"
        said = list(enumerate(steps.split(), start=1))
        changes = {number: kind for number, kind in said if kind not in READING}
        points = {kind: number for number, kind in reversed(changes.items())}
        kept = {*points.values(), max(changes)}
        others = sorted(changes.keys() - kept)
        more = min(len(others), max(0, POINTS - len(kept)))
        return sorted(kept.union(random.Random(action).sample(others, more)))

    def close(self) -> None:
        self._server.communicate()


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    made = Killer()
    yield made
    made.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encrypted folder with a user and an import, and `old.mcb` from before the import."""
    clock, actor = FixedClock(NOW), Actor(None, "王老师")
    ids = IdSource(seed=7, clock=clock)
    folder = tmp_path_factory.mktemp("made") / "prepared" / "data"
    keys = Folder(folder, CHEAP).new_keys(USER, OLD)
    store = create_store(folder, keys.key, clock, ids)
    add_unit(store, actor)
    user = {
        "id": ids.new_id(),
        "name": USER,
        "role": Role.PRINCIPAL,
        "password_hash": hash_password(OLD, CHEAP),
        "active": True,
    }
    store.write(UNIT_ID, actor, "user", lambda work: work.insert(User, [user]))
    backup(store, folder, folder.parent / "old.mcb", keys.key)
    store.write(UNIT_ID, actor, "import", lambda work: add_pupils(work, ["张小红", "䶮"]))
    store.close()
    return folder


@pytest.fixture
def school(made: Path, tmp_path: Path) -> Path:
    """A copy of what was made."""
    shutil.copytree(made.parent, tmp_path / "prepared")
    return tmp_path / "prepared" / "data"


class Scene:
    """Kills an action at each point, on a fresh copy of the school each time."""

    def __init__(self, killer: Killer, school: Path, clock: FixedClock, ids: IdSource) -> None:
        self._killer = killer
        self._school = school
        self._clock = clock
        self._ids = ids
        self.key = KeyFile(school / "keys.json", CHEAP).unlock(USER, OLD)
        self.before = self.look(self._copy("before"))

    def _copy(self, name: str) -> Path:
        target = self._school.parents[1] / name
        shutil.rmtree(target, ignore_errors=True)
        return self.copy_to(target)

    def copy_to(self, target: Path) -> Path:
        shutil.copytree(self._school.parent, target)
        return target / "data"

    def open(self, folder: Path, schema: Schema | None = None) -> Store:
        return open_store(folder, self.key, self._clock, self._ids, schema)

    def look(self, folder: Path) -> Rows:
        """All rows, after seeing that the chain is whole and agrees with them."""
        store = self.open(folder)
        with store.read() as connection:
            assert verify_chain(connection).whole
            assert verify_rows(connection).whole
        rows = everything(store)
        store.close()
        return rows

    def kill_everywhere(self, action: str, check: Callable[[Path], bool]) -> None:
        """`check` says for a killed folder whether the action was done; both must occur."""
        whole = self._copy(f"{action}-whole")
        points = self._killer.points(action, whole)
        assert check(whole)
        outcomes: dict[frozenset[tuple[str, bytes]], bool] = {}
        for point in points:
            folder = self._copy(action)
            assert self._killer.run(action, folder, point) == "killed"
            left = lying(folder.parent)
            if left not in outcomes:  # else the same bytes were looked at already
                outcomes[left] = check(folder)
        assert False in outcomes.values()


def lying(home: Path) -> frozenset[tuple[str, bytes]]:
    """All that a process left: each file and folder, and what is in it."""
    return frozenset(
        (str(path.relative_to(home)), path.read_bytes() if path.is_file() else b"")
        for path in home.rglob("*")
    )


@pytest.fixture
def scene(killer: Killer, school: Path, clock: FixedClock, ids: IdSource) -> Scene:
    return Scene(killer, school, clock, ids)


def test_killed_write_is_whole_or_not_there(scene: Scene) -> None:
    def check(folder: Path) -> bool:
        rows = scene.look(folder)
        if rows == scene.before:
            return False
        added = {table: len(rows[table]) - len(scene.before[table]) for table in rows}
        assert {t: n for t, n in added.items() if n} == {
            "school_classes": 1,
            "people": 2,
            "students": 2,
            "enrolment_events": 2,
        }
        return True

    scene.kill_everywhere("write", check)


@pytest.fixture
def county(killer: Killer, school: Path, clock: FixedClock, ids: IdSource, actor: Actor) -> Scene:
    """The same with a second school, and what identity numbers are compared by."""
    key = KeyFile(school / "keys.json", CHEAP).unlock(USER, OLD)
    store = open_store(school, key, clock, IdSource(seed=8, clock=clock))
    add_unit(store, actor, store.ids.new_id(), "2")
    fact = {"name": KEY_FACT, "value": bytes(range(32)).hex()}
    store.write(UNIT_ID, actor, "key", lambda work: work.insert(Fact, [fact]))
    store.close()
    return Scene(killer, school, clock, ids)


def test_killed_import_of_a_county_is_whole_or_not_there(county: Scene) -> None:
    def check(folder: Path) -> bool:
        rows = county.look(folder)
        if rows == county.before:
            return False
        added = {table: len(rows[table]) - len(county.before[table]) for table in rows}
        assert {table: n for table, n in added.items() if n} == {
            **dict.fromkeys(("people", "students", "enrolment_events", "guardianships"), 2),
            "school_classes": 2,
            "import_batches": 2,
            "school_aliases": 1,
        }
        return True

    county.kill_everywhere("county", check)


def test_killed_keeping_of_a_file_is_whole_or_leaves_nothing(scene: Scene) -> None:
    def check(folder: Path) -> bool:
        rows = scene.look(folder)
        if rows == scene.before:
            return False
        assert len(rows["stored_files"]) == len(rows["attachments"]) == 1
        left = {path.name for path in folder.iterdir()} - {"mingce.lock", "mingce.open"}
        assert left == {"mingce.db", "keys.json"}
        return True

    scene.kill_everywhere("attach_photo", check)


def test_killed_undo_is_whole_or_not_there(scene: Scene) -> None:
    def check(folder: Path) -> bool:
        rows = scene.look(folder)
        if rows == scene.before:
            return False
        assert not rows["people"]
        assert not rows["school_classes"]
        return True

    scene.kill_everywhere("undo", check)


def test_killed_backup_is_good_or_not_there(scene: Scene, clock: FixedClock) -> None:
    def check(folder: Path) -> bool:
        assert scene.look(folder) == scene.before
        saved = folder.parent / "saved.mcb"
        if not saved.exists():
            return False
        target = folder.parent / "other"
        restore(saved, target, lambda file: file.unlock(USER, OLD), clock)
        assert scene.look(target) == scene.before
        return True

    scene.kill_everywhere("save", check)


def test_killed_restore_leaves_the_old_or_the_new(scene: Scene) -> None:
    def check(folder: Path) -> bool:
        rows = scene.look(folder)
        aside = [path for path in folder.iterdir() if path.name.startswith("replaced-")]
        left = {path.name for path in folder.iterdir()} - {"mingce.lock", "mingce.open"}
        if rows == scene.before:
            assert left == {"mingce.db", "keys.json"}
            return False
        assert not rows["people"]
        assert left == {"mingce.db", "keys.json", aside[0].name}
        assert scene.look(aside[0]) == scene.before
        return True

    scene.kill_everywhere("bring_back", check)


def test_killed_upgrade_leaves_the_old_or_the_new_schema(scene: Scene) -> None:
    schema = Schema(REVISIONS)

    def check(folder: Path) -> bool:
        # Looked at without `open_store`, which would finish the upgrade.
        engine = open_file(folder / "mingce.db", scene.key)
        with engine.connect() as connection:
            revision = revision_of(connection)
            tables = inspect(connection).get_table_names()
            columns = {c["name"] for c in inspect(connection).get_columns("people")}
        engine.dispose()
        done = revision == "t0002"
        assert ("shelves" in tables) is ("nickname" in columns) is done
        assert not [name for name in tables if name.startswith("_alembic_tmp")]
        if done:
            assert list((folder / "backups").glob(f"before-upgrade-{NEWEST}-*.mcb"))
        store = scene.open(folder, schema)
        assert everything(store) == scene.before
        with store.read() as connection:
            assert verify_chain(connection).whole
            assert verify_rows(connection).whole
        store.close()
        return done

    scene.kill_everywhere("upgrade", check)


def test_killed_change_of_password_leaves_one_that_works(scene: Scene) -> None:
    def check(folder: Path) -> bool:
        assert set(scene.look(folder)) == set(scene.before)
        keys = KeyFile(folder / "keys.json", CHEAP)
        store = scene.open(folder)
        with store.read() as connection:
            stored = connection.execute(select(User.password_hash)).scalar_one()
        store.close()
        assert stored is not None
        (password,) = (word for word in (OLD, NEW) if check_password(stored, word))
        assert keys.unlock(USER, password) == scene.key
        return password == NEW

    scene.kill_everywhere("change_password", check)


@pytest.mark.parametrize(
    ("action", "limit"), [("write", 60_000), ("save", 100_000), ("save", 150_000), ("undo", 60_000)]
)
def test_full_disk_is_said_and_nothing_is_lost(
    scene: Scene, killer: Killer, school: Path, action: str, limit: int
) -> None:
    said = killer.run(action, school, limit, "limit")
    assert said.startswith("refused ")
    assert "磁盘" in said
    assert scene.look(school) == scene.before
    assert {path.name for path in school.parent.iterdir()} == {"data", "old.mcb"}


def test_full_disk_at_an_upgrade_leaves_the_old_schema(
    scene: Scene, killer: Killer, school: Path
) -> None:
    assert "磁盘" in killer.run("upgrade", school, 100_000, "limit")
    assert scene.look(school) == scene.before


@pytest.mark.parametrize("action", ["write", "upgrade", "bring_back", "save"])
def test_read_only_folder_is_said(scene: Scene, killer: Killer, action: str) -> None:
    # Not among pytest's folders, which nobody but their owner may enter.
    home = Path(tempfile.mkdtemp())
    try:
        folder = scene.copy_to(home / "school")
        for path in (home, home / "school", folder, *folder.iterdir()):
            path.chmod(0o555 if path.is_dir() else 0o444)
        said = killer.run(action, folder, 0, "plain")
        assert said == f"refused 没有权限：{said.partition('：')[2]}"
        assert "请处理后再试" in said
    finally:
        for path in (home, home / "school", home / "school" / "data"):
            path.chmod(0o755)
        shutil.rmtree(home)


def test_killed_creation_can_be_done_again(
    killer: Killer, tmp_path: Path, clock: FixedClock, ids: IdSource
) -> None:
    key, outcomes = bytes(32), set()
    for point in killer.points("create", tmp_path / "whole"):
        folder = tmp_path / "data"
        shutil.rmtree(folder, ignore_errors=True)
        assert killer.run("create", folder, point) == "killed"
        there = Folder(folder).has_data
        outcomes.add(there)
        opened = open_store if there else create_store
        store = opened(folder, key, clock, ids)
        assert len(everything(store)["people"]) == (1 if there else 0)
        store.close()
    assert outcomes == {True, False}
