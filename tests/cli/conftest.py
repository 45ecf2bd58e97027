"""The command line in this process, on a day of its own, with data in a folder of its own."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from desktop.cli import main
from desktop.core.clock import FixedClock
from desktop.core.ids import IdSource
from desktop.rosters.export import write_export
from desktop.rosters.sheets import sheet_kind
from desktop.services.books import Tools
from tests.passwords import make_cheap
from tests.readers import child, reader_in_a_thread
from tests.schemas import schema_at_once
from tests.services.rosters import OCTOBER, charge, meals, pupil, school_class

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["child", "reader_in_a_thread", "schema_at_once"]

NOW = datetime(2026, 11, 2, 1, tzinfo=UTC)


@dataclass
class Said:
    """What a command said, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON
        """The one JSON object on standard output."""
        (line,) = self.out.splitlines()
        return json.loads(line)


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine whose clock stands still, where guessing passwords is cheap and nothing is set."""
    stand_still(monkeypatch, tmp_path / "data")


def stand_still(patch: pytest.MonkeyPatch, data: Path) -> None:
    """Make this machine one for tests, whose data lie in a folder."""
    clock = FixedClock(NOW)
    tools = Tools(clock, IdSource(clock=clock))
    patch.setattr(Tools, "of_this_machine", classmethod(lambda _: tools))
    make_cheap(patch)
    for name in ("USER", "PASSPHRASE", "NEW_PASSPHRASE", "RECOVERY_CODE"):
        patch.delenv(f"MINGCE_{name}", raising=False)
    patch.setenv("MINGCE_DATA", str(data))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Runs one command."""

    def call(*words: str | Path) -> Said:
        capsys.readouterr()
        status = main([str(word) for word in words])
        out, err = capsys.readouterr()
        return Said(status, out, err)

    return call


@dataclass(frozen=True)
class Books:
    """Workbooks of a small school."""

    students: Path
    meals: Path
    charges: Path


@dataclass(frozen=True)
class Kept:
    """Data of a school that is empty, and of the same with those workbooks taken in."""

    empty: Path
    filled: Path


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> Books:
    """Two pupils, their October, and one charge."""
    folder = tmp_path_factory.mktemp("books")
    found = Books(folder / "名册.xlsx", folder / "就餐.xlsx", folder / "收费.xlsx")
    pupils = (
        pupil(phone="13800001234", address="红星村一组"),
        pupil("李小军", 3, school_class=school_class(1, 1)),
    )
    lunches = (
        meals(present_days=18, meal_days=18),
        meals("李小军", school_class=school_class(1, 1), meal_days=3),
    )
    write_export(found.students, sheet_kind("students"), pupils)
    write_export(found.meals, sheet_kind("meal-days"), lunches, month=OCTOBER)
    write_export(found.charges, sheet_kind("charges"), (charge(),))
    return found


@pytest.fixture(scope="session")
def kept_schools(books: Books, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Data folders that were made once by commands, and are copied by each test."""
    folder = tmp_path_factory.mktemp("kept")
    empty, filled = folder / "empty", folder / "filled"
    with pytest.MonkeyPatch.context() as patch:
        stand_still(patch, empty)
        words = ("--plain", "--code", "1", "--name", "红星小学", "--kind", "小学")
        assert main(["init", *words]) == 0
        shutil.copytree(empty, filled)
        patch.setenv("MINGCE_DATA", str(filled))
        for kind, path in (
            ("students", books.students),
            ("meal-days", books.meals),
            ("charges", books.charges),
        ):
            assert main(["import", kind, str(path), "--apply"]) == 0
    return Kept(empty, filled)


@pytest.fixture
def school(run: Callable[..., Said], kept_schools: Kept, tmp_path: Path) -> Callable[..., Said]:
    """The command line of a school with open data that has nothing in it yet."""
    shutil.copytree(kept_schools.empty, tmp_path / "data")
    return run


@pytest.fixture
def filled(school: Callable[..., Said], kept_schools: Kept, tmp_path: Path) -> Callable[..., Said]:
    """The command line of that school with all of it taken in."""
    shutil.copytree(kept_schools.filled, tmp_path / "data", dirs_exist_ok=True)
    return school
