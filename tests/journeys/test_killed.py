"""The program is killed while it takes a roster in, or takes it back: all of it or nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.core.labels import Role, UnitKind
from desktop.core.progress import Progress
from desktop.core.resources import SAMPLES
from desktop.services.books import Login, create, open_books
from desktop.services.people import PupilQuery, pupils
from desktop.services.units import NewUnit
from desktop.services.users import NewUser
from desktop.services.verification import check_all

if TYPE_CHECKING:
    from collections.abc import Sequence

ROSTER = SAMPLES / "平安乡中心小学" / "2026年秋季学期学生花名册.xlsx"
ROOT = Path(__file__).resolve().parents[2]
# Most of a run is starting and reading; what writes comes last.
MOMENTS = (0.7, 0.85, 0.95)
PUPILS = 656

pytestmark = pytest.mark.slow


def command(folder: Path, words: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "desktop.cli", *words, "--data", str(folder), "--json"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def seconds_of(folder: Path, words: Sequence[str]) -> float:
    begun = time.perf_counter()
    assert command(folder, words).wait() in (0, 1)
    return time.perf_counter() - begun


def pupils_in(folder: Path) -> int:
    """How many there are, after everything has been verified."""
    session = open_books(folder, Login())
    try:
        assert check_all(session, Progress()).whole
        return pupils(session, PupilQuery(limit=1)).total
    finally:
        session.store.close()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty") / "data"
    unit = NewUnit("3629000001", "平安县平安乡中心小学", UnitKind.PRIMARY)
    create(folder, unit, NewUser("校长", Role.PRINCIPAL)).session.store.close()
    return folder


@pytest.fixture(scope="module")
def filled(empty: Path) -> Path:
    folder = empty.with_name("filled")
    shutil.copytree(empty, folder)
    assert command(folder, ["import", "students", str(ROSTER), "--apply"]).wait() in (0, 1)
    return folder


@pytest.mark.parametrize("words", [["import", "students", str(ROSTER), "--apply"], ["undo", "1"]])
def test_killed_at_any_moment_all_or_nothing(
    words: list[str], empty: Path, filled: Path, tmp_path: Path
) -> None:
    start, end = (filled, 0) if words[0] == "undo" else (empty, PUPILS)
    shutil.copytree(start, tmp_path / "whole")
    whole = seconds_of(tmp_path / "whole", words)
    assert pupils_in(tmp_path / "whole") == end
    for number, moment in enumerate(MOMENTS):
        folder = tmp_path / str(number)
        shutil.copytree(start, folder)
        running = command(folder, words)
        time.sleep(whole * moment)
        running.kill()
        running.wait()
        assert pupils_in(folder) in (0, PUPILS)
        assert command(folder, words).wait() in (0, 1, 3)  # 3: undone already
        assert pupils_in(folder) == end
