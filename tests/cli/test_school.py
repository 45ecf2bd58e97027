"""Today's list, calendar, parameters and backups on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.services.parameters import DECLARED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Said

    Run = Callable[..., Said]


def test_today_lists_what_waits(filled: Run) -> None:
    said = filled("today", "--json")
    assert said.status == 1
    assert said.json["day"] == "2026-11-02"
    rules = {item["rule"]: item for item in said.json["items"]}
    assert rules["month.open"]["record"] == "2026-10"
    assert rules["notice.charges"]["record"] == {"kind": "charges", "month": "2026-11"}
    assert set(rules["backup.old"]) == {"rule", "urgency", "sentence", "page", "record"}
    words = filled("today").out
    assert "现在要办：2026年10月已经过完，就餐都登记了，还没有结账。" in words


def test_calendar_is_shown_and_changed(school: Run) -> None:
    assert "提醒：2026年秋季学期的开学" in school("calendar", "show", "--month", "2026-10").out
    done = school("calendar", "term", "--first", "2026-08-31", "--last", "2027-01-15", "--json")
    assert done.json["term"] == "2026年秋季学期"
    days = ("calendar", "days", "2026-10-29", "2026-10-30")
    assert "2 天：放假" in school(*days, "--holiday", "--note", "运动会").out
    seen = school("calendar", "show", "--month", "2026-10", "--json").json
    assert len(seen["teaching_days"]) == 16
    assert (seen["notes"], len(seen["terms"])) == ([], 1)
    assert "10-30 学校放假 运动会" in school("calendar", "show", "--month", "2026-10").out
    assert "不再单独标记" in school(*days, "--clear").out
    assert school("calendar", "days", "2026-10-31", "--lessons", "--json").json["kind"] == "lessons"


@pytest.mark.parametrize(
    "words",
    [
        ("days", "2026-10-32", "--holiday"),
        ("days", "2026-10-30"),
        ("days", "2026-10-30", "--holiday", "--lessons"),
        ("term", "--first", "2026-09-01"),
    ],
)
def test_wrong_calendar_calls_are_refused(school: Run, words: tuple[str, ...]) -> None:
    assert school("calendar", *words).status == 2


def test_parameters_are_listed_and_set(school: Run) -> None:
    words = ("parameters", "set", "posting.working_days", "7", "--since", "2026-09-01")
    assert school(*words, "--document", "平教发〔2026〕12号", "--json").json["value"] == 7
    assert "公示天数 7个工作日（红星小学，平教发〔2026〕12号）" in school("parameters", "list").out
    assert "backup.days 备份间隔 7天（默认）" in school("parameters", "list").out
    assert len(school("parameters", "list", "--json").json["parameters"]) == len(DECLARED)
    assert school(*words, "--document", " ").status == 3


def test_backup_of_the_day_is_made_listed_and_rehearsed(school: Run, tmp_path: Path) -> None:
    folder = tmp_path / "usb"
    made = school("backups", "daily", "--folder", folder, "--json").json
    assert made["removed"] == 0
    assert "今天已经自动备份过了" in school("backups", "daily", "--folder", folder).out
    (line,) = school("backups", "list", "--folder", folder, "--json").json["backups"]
    assert (line["path"], line["kind"]) == (made["out"], "automatic")
    assert "2026-11-02 09:00 自动备份" in school("backups", "list", "--folder", folder).out
    said = school("backups", "rehearse", made["out"])
    assert (said.status, "这份备份可以恢复" in said.out) == (0, True)
    assert school("backups", "rehearse", tmp_path / "none.mcb").status == 3
