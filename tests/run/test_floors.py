"""The floors of coverage, by pretended figures and by a real run of a small project."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import run
from tests.run import floors


def report(covered: int, points: int) -> dict[str, object]:
    summary = {
        "covered_lines": covered,
        "covered_branches": 0,
        "num_statements": points,
        "num_branches": 0,
    }
    return {"summary": summary, "missing_lines": [7], "missing_branches": []}


@pytest.mark.parametrize("separator", ["/", "\\"])
def test_files_are_added_up_by_package(separator: str) -> None:
    files = {
        "desktop/__init__.py": report(0, 1),
        "desktop/cli.py": report(1, 2),
        "desktop/core/money.py": report(9, 10),
        "desktop/core/names/pinyin.py": report(10, 10),
    }
    measured = floors.measure({name.replace("/", separator): it for name, it in files.items()})
    assert {name: it.percent for name, it in measured.items()} == {"cli": 50.0, "core": 95.0}


def test_a_package_below_its_floor_fails_and_shows_what_is_missing() -> None:
    measured = floors.measure({"desktop/core/money.py": report(94, 100)})
    lines, failures = floors.judge(measured, {"core": 95})
    assert len(failures) == 1
    assert lines == [failures[0] + "  FAILED", "    desktop/core/money.py: [7]"]


def test_a_package_on_its_floor_passes() -> None:
    measured = floors.measure({"desktop/core/money.py": report(95, 100)})
    assert floors.judge(measured, {"core": 95})[1] == []


def test_a_package_without_a_floor_fails() -> None:
    measured = floors.measure({"desktop/new/a.py": report(100, 100)})
    assert floors.judge(measured, {"core": 95})[1] != []


def test_a_ratchet_with_room_asks_to_be_raised() -> None:
    measured = floors.measure({"desktop/views/a.py": report(50, 100)})
    lines, failures = floors.judge(measured, {"views": 40})
    assert failures == []
    assert "raise it" in lines[0]


def test_nothing_measured_is_a_failure() -> None:
    assert floors.judge({}, {"core": 95})[1] == ["coverage measured nothing"]


def test_the_house_asks_95_per_cent_where_the_books_are() -> None:
    held = tomllib.loads(floors.FLOORS.read_text("utf-8"))
    for package in ("core", "database", "models", "rosters", "services", "reports"):
        assert held[package] >= 95


@pytest.mark.parametrize(("test", "status"), [("assert double(2) == 4", 0), ("pass", 1)])
def test_uncovered_code_fails_a_run_whose_tests_all_pass(
    tmp_path: Path, test: str, status: int
) -> None:
    (tmp_path / "desktop/core").mkdir(parents=True)
    (tmp_path / "desktop/__init__.py").touch()
    (tmp_path / "desktop/core/__init__.py").touch()
    (tmp_path / "desktop/core/money.py").write_text("def double(n):\n    return n * 2\n")
    (tmp_path / "test_money.py").write_text(
        f"from desktop.core.money import double\n\ndef test_it():\n    {test}\n"
    )
    (tmp_path / "pytest.ini").write_text("[pytest]")
    command = [sys.executable, "-m", "pytest", "-p", "tests.run.floors", "--cov=desktop"]
    command += ["--cov-branch", "--cov-report=", "-n0", "-p", "no:cacheprovider"]
    environment = {name: it for name, it in os.environ.items() if not name.startswith("COV")}
    environment["PYTHONPATH"] = str(run.ROOT)
    finished = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert finished.returncode == status, finished.stdout + finished.stderr
    assert ("FAILED" in finished.stdout) == bool(status)
    assert "1 passed" in finished.stdout.splitlines()[-1]
