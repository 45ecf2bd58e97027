"""Staff and classes on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Said

    Run = Callable[..., Said]
    Add = Callable[..., Said]

SINCE = ("--since", "2026-09-01")


@pytest.fixture
def add(filled: Run) -> Add:
    """Enters somebody."""

    def call(name: str = "王建国", *words: str, kind: str = "教师") -> Said:
        return filled("staff", "add", name, "--kind", kind, *SINCE, *words)

    return call


def test_staff_are_entered_and_listed(filled: Run, add: Add) -> None:
    assert add("王建国", "--number", "7", "--duty", "语文教师").status == 0
    assert add("李秀英", kind="食堂从业人员").status == 0
    said = filled("staff", "list", "--json").json
    assert (said["total"], [line["name"] for line in said["lines"]]) == (2, ["王建国", "李秀英"])
    words = filled("staff", "list").out
    assert "7 王建国 语文教师 在岗" in words
    assert "共 2 人。" in words
    assert filled("staff", "list", "--post", "cook", "--json").json["total"] == 1
    assert filled("staff", "list", "李", "--json").json["total"] == 1
    assert filled("staff", "list", "--on", "2026-08-31", "--json").json["total"] == 0
    assert filled("staff", "list", "--on", "2026-08-31", "--all", "--json").json["total"] == 2


def test_one_story_is_told(filled: Run, add: Add) -> None:
    add()
    done = filled("staff", "post", "王建国", "--kind", "中层干部", "--since", "2026-10-01")
    assert done.status == 0
    filled("staff", "absence", "王建国", "借调", "--since", "2026-10-12", "--place", "县教育局")
    filled("classes", "teacher", "三年级1班", "王建国", "--day", "2026-09-02")
    said = filled("staff", "show", "王建国")
    assert "2026-10-01 至 今 中层干部" in said.out
    assert "2026-09-01 至 2026-09-30 教师 岗位变动" in said.out
    assert "2026-10-12 至 今 借调 县教育局" in said.out
    assert "2026-09-02 至 今 三年级1班班主任" in said.out
    assert "不在岗（借调）" in said.out
    assert len(filled("staff", "show", "王建国", "--json").json["posts"]) == 2
    right = filled("staff", "correct", "王建国", "--sex", "男", "--ethnicity", "回", "--json").json
    assert (right["sex"], filled("staff", "correct", "王建国").out) == (
        "male",
        "没有写要更正什么，没有改动。\n",
    )
    gone = filled("staff", "leave", "王建国", "退休", "--last-day", "2026-10-31", "--json")
    assert gone.json["ending"] == "retired"
    assert "已离岗" in filled("staff", "list", "--state", "已离岗").out


def test_questions_are_refusals_until_they_are_accepted(filled: Run, add: Add) -> None:
    add()
    again = add()
    assert (again.status, "--accept" in again.err) == (3, True)
    assert add("王建国", "--accept").status == 0
    both = filled("staff", "show", "王建国")
    assert (both.status, "2 个人" in both.err) == (3, True)
    add("李秀英")
    before = (
        "staff",
        "absence",
        "李秀英",
        "病假",
        "--since",
        "2026-08-01",
        "--until",
        "2026-08-02",
    )
    assert filled(*before).status == 3
    assert filled(*before, "--accept").status == 0


@pytest.mark.parametrize(
    "words",
    [
        ("show", "没有这人"),
        ("leave", "没有这人", "退休", "--last-day", "2026-10-31"),
    ],
)
def test_strangers_are_not_found(filled: Run, words: tuple[str, ...]) -> None:
    said = filled("staff", *words)
    assert (said.status, "没有这人" in said.err) == (3, True)


@pytest.mark.parametrize(
    "words",
    [
        ("staff", "add", "王建国", "--kind", "皇帝", *SINCE),
        ("staff", "add", "王建国", "--kind", "教师", "--since", "九月"),
        ("staff", "absence", "王建国", "逛街", *SINCE),
        ("classes", "list", "--on", "昨天"),
    ],
)
def test_wrong_calls_are_refused(filled: Run, words: tuple[str, ...]) -> None:
    assert filled(*words).status == 2


def test_classes_are_listed_opened_renamed_and_closed(filled: Run) -> None:
    said = filled("classes", "list")
    assert "一年级1班 1 人" in said.out
    assert "共 2 个班，2 人。" in said.out
    assert filled("classes", "open", "三年级2班", "--day", "2026-09-01").status == 0
    assert filled("classes", "rename", "三年级2班", "三年级3班", "--json").json["label"] == (
        "三年级3班"
    )
    assert filled("classes", "rename", "三年级3班", "四年级3班").status == 3
    assert filled("classes", "close", "三年级3班").status == 0
    assert "三年级3班 0 人 已撤（2026-11-02）" in filled("classes", "list", "--all").out
    assert filled("classes", "close", "三年级3班").status == 3
    assert filled("classes", "close", "看不懂").status == 3
    found = filled("classes", "list", "--json").json["classes"]
    assert [line["label"] for line in found] == ["一年级1班", "三年级1班"]


def test_teacher_of_a_second_class_is_a_question(filled: Run, add: Add) -> None:
    add()
    assert filled("classes", "teacher", "三年级1班", "王建国").status == 0
    second = filled("classes", "teacher", "一年级1班", "王建国")
    assert (second.status, "--accept" in second.err) == (3, True)
    assert filled("classes", "teacher", "一年级1班", "王建国", "--accept").status == 0
    assert "班主任 王建国" in filled("classes", "list").out
    gone = filled("classes", "teacher", "一年级1班", "-", "--json")
    assert gone.json["staff"] is None


@pytest.mark.parametrize("sheet", ["staff", "post-changes", "absences", "classes"])
def test_sheets_go_out_and_come_back_the_same(
    filled: Run, add: Add, tmp_path: Path, sheet: str
) -> None:
    add("王建国", "--number", "0007")
    filled("staff", "absence", "王建国", "病假", "--since", "2026-10-12", "--until", "2026-10-13")
    out = tmp_path / "导出.xlsx"
    rows = filled("export", sheet, out, "--json").json["rows"]
    assert rows > 0
    back = filled("import", sheet, out, "--apply", "--json").json
    assert (back["same"], back["new"], back["changed"], back["batch"]) == (rows, 0, 0, None)
    assert filled("template", sheet, tmp_path / "空白.xlsx").status == 0


def test_roster_is_taken_in_and_taken_back(
    school: Run, filled: Run, add: Add, tmp_path: Path
) -> None:
    add("王建国", "--number", "0007")
    out = tmp_path / "教职工.xlsx"
    filled("export", "staff", out)
    filled("staff", "leave", "王建国", "调出", "--last-day", "2026-10-01")
    parked = filled("import", "staff", out, "--json")
    assert (parked.json["parked"], parked.status) == (1, 1)
    taken = filled("import", "staff", out, "--new", "2", "--apply", "--json").json
    assert taken["changed"] == 1
    assert filled("undo", str(taken["batch"])).status == 0
    assert filled("staff", "list", "--json").json["total"] == 0
    assert school("batches").status == 0


def test_sensitive_field_is_proposed_and_accepted_and_another_is_verified(
    filled: Run, add: Add
) -> None:
    add()
    words = ("staff", "propose", "王建国", "银行卡号=6222021234567890128", "--reason", "新办的卡")
    assert "等另一位使用者核对" in filled(*words).out
    (line,) = filled("students", "proposals", "--json").json["proposals"]
    assert (line["who"], line["student_id"]) == ("教职工 王建国", None)
    assert filled("staff", "accept", line["proposal_id"], "--alone").status == 0
    assert filled("staff", "verify", "王建国", "银行卡号", "--json").json["verified"] == [
        {"field": "银行卡号", "by": line["proposed_by_name"]}
    ]
    assert filled("staff", "unverify", "王建国", "银行卡号", "--json").json["verified"] == []
    assert "没有“监护人1电话”这一项" in filled("staff", "verify", "王建国", "监护人1电话").err
