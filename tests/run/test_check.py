"""What `run.py test` shows and returns, with small steps and a small suite."""

import os
import sys
from pathlib import Path

import pytest

import run


@pytest.fixture
def suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith(("COV", "PYTEST"))]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(run, "interpreter", lambda: Path(sys.executable))
    monkeypatch.setattr(run, "STEPS", {"first": ["-c", "print('一')"]})
    (tmp_path / "pytest.ini").write_text("[pytest]")
    (tmp_path / "test_good.py").write_text("def test_good(): pass\n")
    return tmp_path


def words(suite: Path, *more: str) -> list[str]:
    return [f"--rootdir={suite}", "-c", f"{suite}/pytest.ini", "-n0", str(suite), *more]


def test_everything_passes_in_order_and_the_summary_is_last(
    suite: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run.check(words(suite)) == 0
    lines = capfd.readouterr().out.splitlines()
    assert lines[:3] == ["== first", "一", "== pytest"]
    assert "1 passed" in lines[-1]


def test_every_step_runs_and_a_failed_one_is_named_again_and_fails_the_whole(
    suite: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = {"bad": ["-c", "raise SystemExit(3)"], "second": ["-c", "print('二')"]}
    monkeypatch.setattr(run, "STEPS", steps)
    assert run.check(words(suite)) == 1
    lines = capfd.readouterr().out.splitlines()
    assert lines[:3] == ["== bad", "== second", "二"]
    assert "bad" in lines[3:]
    assert "1 passed" in lines[-1]


def test_a_failed_test_fails_the_whole(suite: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (suite / "test_bad.py").write_text("def test_bad(): assert 1 == 2\n")
    assert run.check(words(suite)) == 1
    last = capfd.readouterr().out.splitlines()[-1]
    assert "1 failed, 1 passed" in last


@pytest.mark.parametrize("more", [["-k", "nothing_like_this"], ["--no-such-option"]])
def test_no_tests_is_a_failure_with_a_summary(
    suite: Path, capfd: pytest.CaptureFixture[str], more: list[str]
) -> None:
    assert run.check(words(suite, *more)) != 0
    assert capfd.readouterr().out.splitlines()[-1] == "0 passed, 1 failed"


def test_qt_gets_a_private_folder_and_no_screen(
    suite: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "import os; its = os.environ; "
        "print(its['QT_QPA_PLATFORM'], os.stat(its['XDG_RUNTIME_DIR']).st_mode)"
    )
    monkeypatch.setattr(run, "STEPS", {"environment": ["-c", code]})
    assert run.check(words(suite)) == 0
    platform, mode = capfd.readouterr().out.splitlines()[1].split()
    assert platform == "offscreen"
    assert os.name != "posix" or int(mode) & 0o777 == 0o700


def test_the_whole_suite_is_measured_and_a_part_is_not() -> None:
    assert "--cov=desktop" in run.pytest_words([])
    assert run.pytest_words(["tests/core"])[-1] == "tests/core"
    assert "--cov=desktop" not in run.pytest_words(["tests/core"])
