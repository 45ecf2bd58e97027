"""A process killed while it takes a workbook in leaves all of it or nothing, whatever the sheet."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.core.clock import FixedClock
from desktop.core.ids import IdSource
from desktop.database.folder import open_store
from desktop.database.verify import verify_chain
from desktop.rosters.sheets import SHEETS
from desktop.services.imports.batches import history
from tests.conftest import NOW, UNIT_ID, add_unit
from tests.services.any_sheet import (
    NEW_PUPILS,
    NEW_STAFF,
    OF_CANTEENS,
    book,
    fill,
    line,
    people_of,
    whole,
)
from tests.services.conftest import open_desk
from tests.services.killed import open_school
from tests.services.rosters import dump

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.database.chain import Actor

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="has no fork and no SIGKILL"),
    pytest.mark.slow,
]
ROOT = Path(__file__).parents[2]
POINTS = 3


class Killer:
    """The process that forks, takes in and is killed."""

    def __init__(self) -> None:
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.services.killed"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, number: int, kind: str, path: Path, folder: Path) -> str:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(f"{number} {kind} {path} {folder}\n")
        self._server.stdin.flush()
        return self._server.stdout.readline().strip()

    def close(self) -> None:
        self._server.communicate()


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    made = Killer()
    yield made
    made.close()


@pytest.fixture
def school(prepared: dict[str, Path], tmp_path: Path, actor: Actor) -> Path:
    """A folder with a few pupils and teachers."""
    clock = FixedClock(NOW)
    shutil.copytree(prepared["plain"], tmp_path / "school")
    store = open_store(tmp_path / "school", None, clock, IdSource(seed=3, clock=clock))
    fill(open_desk(store, add_unit(store, actor, UNIT_ID), actor))
    store.close()
    return tmp_path / "school"


def look(folder: Path) -> tuple[object, int]:
    """All rows and how many batches there are; the chain is whole."""
    session = open_school(folder)
    try:
        with session.store.read() as connection:
            assert verify_chain(connection, UNIT_ID).whole
        return dump(session.store), len(history(session))
    finally:
        session.store.close()


@pytest.mark.parametrize("name", sorted(SHEETS.keys() - OF_CANTEENS))
def test_killed_at_any_step_all_or_nothing(
    killer: Killer, school: Path, tmp_path: Path, name: str
) -> None:
    kind, chance = SHEETS[name], random.Random(name)
    people = dict.fromkeys(one for one in people_of(kind) if one not in (*NEW_PUPILS, *NEW_STAFF))

    def copy() -> Path:
        shutil.rmtree(tmp_path / "copy", ignore_errors=True)
        return shutil.copytree(school, tmp_path / "copy")

    lines = [line(kind, one, lambda pool: pool[0]) for one in people]
    with book(whole(kind, lines)) as path:
        folder = copy()
        word, _blank, count = killer.run(0, name, path, folder).partition(" ")
        assert word == "done"
        before, after = look(school), look(folder)
        assert after[1] == before[1] + 1
        steps = range(1, int(count) + 1)
        for number in {len(steps), *chance.sample(steps, min(POINTS, len(steps)))}:
            folder = copy()
            assert killer.run(number, name, path, folder) == "killed"
            assert look(folder) in (before, after)
