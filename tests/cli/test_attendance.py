"""`mingce attendance`: rolls, months, absences, head counts; attendance books in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from desktop.rosters.export import write_export
from desktop.rosters.sheets import sheet_kind
from tests.services.rosters import pupil

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Said

    Run = Callable[..., Said]

OF_CLASS = ("--class", "三年级1班")
MONTH = ("--month", "2026-10")
DAYS = ("2026-10-26", "2026-10-27", "2026-10-28")


@pytest.fixture
def called(school: Run, tmp_path: Path) -> Run:
    """Three pupils of one class."""
    rows = [pupil(), pupil("李小军", 3), pupil("王芳", 4)]
    write_export(tmp_path / "s.xlsx", sheet_kind("students"), rows)
    school("import", "students", tmp_path / "s.xlsx", "--apply")
    return school


def call(run: Run, day: str, *marks: str, accept: bool = False) -> Said:
    more = ("--accept",) if accept else ()
    return run("attendance", "set", *marks, *OF_CLASS, "--day", day, *more, "--json")


def test_roll_is_called_and_corrected_when_asked_to(called: Run) -> None:
    assert call(called, DAYS[0], "张小红=病", "李小军=上事").json == {
        "saved": True,
        "new": 1,
        "changed": 0,
        "removed": 0,
    }
    assert call(called, DAYS[0], "张小红=病", "李小军=上事").json["changed"] == 0
    said = call(called, DAYS[0], "张小红=旷")
    assert (said.status, said.json["saved"]) == (1, False)
    assert call(called, DAYS[0], "张小红=旷", accept=True).json["changed"] == 1
    words = ("attendance", "set", *OF_CLASS, "--day", DAYS[0])
    assert "和原来一样" in called(*words, "张小红=旷").out
    assert "已更正" in called(*words, "--accept").out
    assert "改为未登记" in called(*words, "--clear", "--accept").out
    assert "已登记" in called(*words).out


@pytest.mark.parametrize(
    ("mark", "words"),
    [("张小红", "要写成 姓名=原因"), ("张小红=怪", "要写成"), ("无人=病", "没有叫“无人”的学生")],
)
def test_marks_that_cannot_be(called: Run, mark: str, words: str) -> None:
    said = call(called, DAYS[0], mark)
    assert said.status == 3
    assert words in said.err


def test_classes_of_a_day_are_listed(called: Run) -> None:
    said = called("attendance", "list", "--day", DAYS[1], "--json").json
    (line,) = said["classes"]
    assert (line["recorded"], line["present"], line["pupils"]) == (False, None, 3)
    call(called, DAYS[1], "张小红=病", "李小军=未登记")
    (line,) = called("attendance", "list", "--day", DAYS[1], "--json").json["classes"]
    assert (line["present"], line["absent"], line["open"]) == (1, 1, 1)
    assert line["recorded_by"] == "校长"
    out = called("attendance", "list", "--day", DAYS[1]).out
    assert "到 1 人，缺勤 1 人，未登记 1 人" in out
    out = called("attendance", "list").out
    assert "没有点名（不等于缺勤）" in out
    assert "个班次没有点名" in out


def test_month_of_school_and_class(called: Run) -> None:
    call(called, DAYS[0], "张小红=病")
    said = called("attendance", "month", *MONTH, "--json").json
    (line,) = said["classes"]
    assert (line["class"], line["recorded"], line["tally"]["sick"]) == ("三年级1班", 1, 2)
    assert "点名 1 天，缺 17 天；缺勤 1 人次" in called("attendance", "month", *MONTH).out
    said = called("attendance", "month", *MONTH, *OF_CLASS, "--json").json
    by_name = {line["name"]: line for line in said["lines"]}
    assert by_name["张小红"]["days"][DAYS[0]] == "病假"
    assert by_name["李小军"]["totals"]["present"] == "1"
    out = called("attendance", "month", *MONTH, *OF_CLASS).out
    assert "张小红 病假 1，未登记 17" in out
    assert "上课 18 天，点名 1 天" in out


def test_absences_for_days_on_end(called: Run) -> None:
    for day in DAYS:
        call(called, day, "张小红=旷", "李小军=病")
    call(called, "2026-10-30", "张小红=病", "李小军=病")
    said = called("attendance", "absences", "--json").json
    assert [(x["name"], x["unexcused"], x["excused"]) for x in said["lines"]] == [
        ("张小红", 3, 1),
        ("李小军", 0, 4),
    ]
    out = called("attendance", "absences", "--least", "4").out
    assert "无假缺勤 3 个上课日（历时 3 天），另有请假 1 天，2 天没有点名" in out
    assert "共 2 名" in out


def test_head_counts_are_entered_shown_and_printed(called: Run, tmp_path: Path) -> None:
    words = ("attendance", "headcount")
    assert called(*words, "2").status == 3
    assert "差1人" in called(*words, "2", *OF_CLASS).err
    done = called(
        *words,
        "3",
        *OF_CLASS,
        "--day",
        DAYS[0],
        "--by",
        "李老师",
        "--absent",
        "张小红=外出",
        "--extra",
        "丙生=借读",
        "--out",
        tmp_path / "a.pdf",
    )
    assert done.status == 0
    assert "有籍无人 张小红；有人无籍 丙生" in done.out
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    said = called(*words, *MONTH, "--json").json
    assert (said["missing"], said["classes"][0]["counted_by"]) == (1 - 1, "李老师")
    assert "没有清点" in called(*words, "--month", "2026-11").out
    assert "人籍一致" in called(*words, "3", *OF_CLASS).out


def test_attendance_book_goes_out_is_filled_in_and_comes_back(called: Run, tmp_path: Path) -> None:
    form = tmp_path / "form.xlsx"
    assert "填好了 3 名" in called("template", "考勤", form, *MONTH).out
    assert called("template", "attendance", form).status == 3
    made = load_workbook(form)
    page = made["三年级1班"]
    for row in range(4, 7):
        page.cell(row, 2 + 26, "√" if row > 4 else "病")
    made.save(form)
    assert called("import", "attendance", form, "--apply", "--json").json["new"] == 3
    out = tmp_path / "out.xlsx"
    assert called("export", "attendance", out, *MONTH, "--json").json["rows"] == 3
    again = called("import", "attendance", out, "--json")
    assert (again.status, again.json["same"], again.json["changed"]) == (0, 3, 0)
    listed = tmp_path / "list.xlsx"
    assert called("export", "pupil-absences", listed, *MONTH, "--json").json["rows"] == 1
    assert called("import", "缺勤登记", listed, "--json").json["same"] == 1
    assert called("undo", "2").status == 0
    (line,) = called("attendance", "list", "--day", DAYS[0], "--json").json["classes"]
    assert line["recorded"] is False
