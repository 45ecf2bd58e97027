from __future__ import annotations

from pathlib import Path

import pytest

from desktop.core.errors import EnvironmentFault, SchoolError
from desktop.views.crash import report_of, save_report

pytestmark = pytest.mark.gui

SECRET = "110101201603070036"


def caught(error: Exception) -> Exception:
    try:
        phone = SECRET
        del phone
        raise error
    except type(error) as raised:
        return raised


def test_report_names_type_and_place() -> None:
    report = report_of(caught(KeyError("x")))
    assert "builtins.KeyError" in report
    assert "test_crash.py:" in report
    assert " caught" in report


def test_report_holds_no_text_of_a_foreign_error() -> None:
    assert SECRET not in report_of(caught(ValueError(f"bad number {SECRET}")))


def test_report_holds_the_sentence_of_a_refusal() -> None:
    assert "磁盘已满。" in report_of(caught(SchoolError("磁盘已满。")))


def test_report_follows_the_cause_without_its_text() -> None:
    error = caught(ValueError(SECRET))
    error.__cause__ = caught(KeyError(SECRET))
    report = report_of(error)
    assert "builtins.ValueError" in report
    assert "builtins.KeyError" in report
    assert SECRET not in report


def test_report_holds_no_folder_of_the_user() -> None:
    folders = [str(folder) for folder in Path(__file__).parents if len(folder.parts) > 2]
    report = report_of(caught(KeyError()))
    assert [folder for folder in folders if folder in report] == []


def test_report_is_saved_and_old_ones_make_room(tmp_path: Path) -> None:
    for number in range(25):
        (tmp_path / f"mingce-20200101-0000{number:02}-aaaaaa.txt").touch()
    text, path = save_report(caught(KeyError()), tmp_path)
    assert path.read_text("utf-8") == text
    left = sorted(tmp_path.iterdir())
    assert len(left) == 20
    assert left[-1] == path


def test_report_that_cannot_be_saved_says_so(tmp_path: Path) -> None:
    (tmp_path / "log").touch()
    with pytest.raises(EnvironmentFault):
        save_report(caught(KeyError()), tmp_path / "log")
