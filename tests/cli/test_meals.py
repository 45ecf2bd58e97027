"""`mingce meals`: what is on record by class, and typing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.rosters.export import write_export
from desktop.rosters.sheets import sheet_kind
from tests.services.rosters import pupil

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Said

    Run = Callable[..., Said]

MONTH = ("--month", "2026-10")


def test_classes_are_listed_with_their_sums(filled: Run) -> None:
    said = filled("meals", "list", *MONTH, "--json")
    assert said.status == 0
    assert (said.json["days"], said.json["amount"], said.json["not_recorded"]) == (21, "105.00", 0)
    assert [(c["class"], c["state"], c["days"]) for c in said.json["classes"]] == [
        ("一年级1班", "all", 3),
        ("三年级1班", "all", 18),
    ]
    assert "共" not in filled("meals", "list", *MONTH).out
    assert "2 人，21 人次，105.00 元，未登记 0 人" in filled("meals", "list", *MONTH).out


def test_pupils_of_a_class_are_listed(filled: Run) -> None:
    words = ("meals", "list", *MONTH, "--class", "三年级1班")
    said = filled(*words, "--json").json
    assert (said["class"], said["rate"], said["teaching_days"]) == ("三年级1班", "5.00", 18)
    ((name, days),) = [(line["name"], line["days"]) for line in said["lines"]]
    assert (name, days) == ("张小红", 18)
    assert "就餐 18 天" in filled(*words).out
    assert filled("meals", "list", *MONTH, "--class", "九年级").status == 3


def test_days_are_typed_taken_away_and_filled_with_the_days_at_school(filled: Run) -> None:
    words = ("meals", "set", *MONTH, "--class", "三年级1班")
    assert filled(*words, "张小红=17", "--json").json == {
        "saved": True,
        "new": 0,
        "changed": 1,
        "removed": 0,
    }
    assert "改为未登记 1" in filled(*words, "张小红=-").out
    assert "就餐 未登记" in filled("meals", "list", *MONTH, "--class", "三年级1班").out
    assert filled(*words, "--rest", "--json").json["new"] == 1
    assert filled(*words, "张小红==", "--rest", "--json").json["changed"] == 0


def test_doubtful_days_need_to_be_accepted(filled: Run) -> None:
    words = ("meals", "set", *MONTH, "--class", "三年级1班", "张小红=20")
    asked = filled(*words, "--json")
    assert (asked.status, asked.json["saved"]) == (1, False)
    assert "上课日是18天" in asked.json["question"]
    assert filled(*words, "--accept").status == 0


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("张小红", "姓名=天数"),
        ("无名=3", "没有叫“无名”的学生"),
        ("张小红=三", "写整数"),
        ("张小红=99", "只有31天"),
    ],
)
def test_words_that_cannot_be_meant_are_refused(filled: Run, word: str, sentence: str) -> None:
    said = filled("meals", "set", *MONTH, "--class", "三年级1班", word)
    assert said.status == 3
    assert sentence in said.err


def test_namesakes_cannot_be_told_apart_by_name(school: Run, tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    write_export(path, sheet_kind("students"), (pupil("张伟"), pupil("张伟", 3)))
    school("import", "students", path, "--apply")
    school("import", "students", path, "--apply", "--new", "3")
    said = school("meals", "set", *MONTH, "--class", "三年级1班", "张伟=3")
    assert (said.status, "2名学生叫" in said.err) == (3, True)


def test_what_to_do_with_meals_must_be_said(run: Run) -> None:
    assert run("meals").status == 2
    assert "没有“吃”这个命令" in run("meals", "吃").err
