"""Sheets of guardians in the shapes that they come in; all people in them are invented."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desktop.rosters.export import write_export
from desktop.rosters.guardians import GUARDIANS
from desktop.rosters.problems import Level
from desktop.rosters.reading import read
from desktop.rosters.template import write_template
from tests.rosters.books import CONTEXT, number, write

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.rosters.guardians import GuardianRow
    from desktop.rosters.results import RosterResult

PHONE, OTHER = "13800001234", "13900005678"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "监护人.xlsx"


def seen(path: Path) -> RosterResult[Any]:
    return read(path, "监护人", CONTEXT)


def said(row: GuardianRow) -> list[tuple[str | None, ...]]:
    return [(who.name, who.relation, who.phone) for _, who in row.named]


def test_a_line_for_each_guardian_under_the_merged_pupil(file: Path) -> None:
    lines: list[list[object]] = [
        ["红星小学三年级2班学生监护人登记表"],
        ["序号", "学生姓名", "身份证号", "监护人姓名", "与学生关系", "身份证号", "联系电话"],
        [1, "张小红", number(1, girl=True), "张大山", "父亲", number(7, born="19850101"), PHONE],
        [None, None, None, "李秀英", "母亲", None, OTHER],
        [2, "李小军", number(3), "李二", "祖父", None, "无"],
        ["填表人：某某", None, None, None, None, None, None],
    ]
    found = seen(write(file, lines, ["A1:G1", "A3:A4", "B3:B4", "C3:C4"]))
    rows: tuple[GuardianRow, ...] = found.rows
    assert [(row.name, *said(row)) for row in rows] == [
        ("张小红", ("张大山", "父亲", PHONE)),
        ("张小红", ("李秀英", "母亲", OTHER)),
        ("李小军", ("李二", "祖父", None)),
    ]
    assert [row.id_number for row in rows] == [number(1, girl=True)] * 2 + [number(3)]
    assert [who.id_number for row in rows for _, who in row.named] == [
        number(7, born="19850101"),
        None,
        None,
    ]
    assert {row.school_class.label for row in rows if row.school_class} == {"三年级2班"}
    assert [skipped.row for skipped in found.skipped] == [6]


def test_a_guardian_merged_over_two_children_is_of_both(file: Path) -> None:
    lines: list[list[object]] = [
        ["姓名", "班级", "家长姓名", "家长电话"],
        ["张小红", "三年级1班", "张大山", PHONE],
        ["张小军", "一年级1班", None, None],
    ]
    found = seen(write(file, lines, ["C2:C3", "D2:D3"]))
    assert [(row.name, *said(row)) for row in found.rows] == [
        ("张小红", ("张大山", None, PHONE)),
        ("张小军", ("张大山", None, PHONE)),
    ]


def test_father_and_mother_beside_one_another_under_two_lines_of_heading(file: Path) -> None:
    lines: list[list[object]] = [
        ["学校", "班级", "学生姓名", "父亲", None, None, "母亲", None, None],
        [None, None, None, "姓名", "电话", "公民身份号码", "姓名", "电话", "公民身份号码"],
        ["红星小学", "三年级1班", "张小红", "张大山", PHONE, None, "李秀英", OTHER, None],
        ["红星小学", "三年级1班", "李小军", None, None, None, "王芳", PHONE, None],
    ]
    merges = ["A1:A2", "B1:B2", "C1:C2", "D1:F1", "G1:I1"]
    found = seen(write(file, lines, merges))
    assert [(row.school, row.name, *said(row)) for row in found.rows] == [
        ("红星小学", "张小红", ("张大山", "父亲", PHONE), ("李秀英", "母亲", OTHER)),
        ("红星小学", "李小军", ("王芳", "母亲", PHONE)),
    ]
    assert not found.errors


def test_the_same_headings_a_second_time_are_the_second_guardian(file: Path) -> None:
    lines: list[list[object]] = [
        ["学籍号", "监护人姓名", "关系", "电话", "监护人姓名", "关系", "电话"],
        ["G" + number(1), "张大山", "父亲", PHONE, "李秀英", "母亲", OTHER],
    ]
    [row] = seen(write(file, lines)).rows
    assert said(row) == [("张大山", "父亲", PHONE), ("李秀英", "母亲", OTHER)]
    assert (row.name, row.student_number) == ("", "G" + number(1))


def test_only_mothers_are_named(file: Path) -> None:
    lines: list[list[object]] = [
        ["姓名", "班级", "母亲姓名", "母亲电话"],
        ["张小红", "三年级1班", "李秀英", OTHER],
    ]
    [row] = seen(write(file, lines)).rows
    assert said(row) == [("李秀英", "母亲", OTHER)]


def test_the_same_list_twice_side_by_side(file: Path) -> None:
    lines: list[list[object]] = [
        ["姓名", "监护人姓名", "电话", "姓名", "监护人姓名", "电话"],
        ["张小红", "张大山", PHONE, "李小军", "李二", OTHER],
    ]
    assert [(row.name, *said(row)) for row in seen(write(file, lines)).rows] == [
        ("张小红", ("张大山", None, PHONE)),
        ("李小军", ("李二", None, OTHER)),
    ]


def test_lines_that_cannot_be_taken_say_why(file: Path) -> None:
    lines: list[list[object]] = [
        ["姓名", "班级", "监护人姓名", "第几监护人", "电话"],
        ["张小红", "三年级1班", None, None, PHONE],
        [None, "三年级1班", "张大山", None, PHONE],
        ["李小军", "三年级1班", "李二", "三", None],
        ["王小五", "三年级1班", "王五", "第二", None],
    ]
    found = seen(write(file, lines))
    assert [(row.name, row.place) for row in found.rows] == [("王小五", 2)]
    assert [(p.row, p.level) for p in found.problems if p.level is Level.ERROR] == [
        (2, Level.ERROR),
        (3, Level.ERROR),
        (4, Level.ERROR),
    ]
    assert PHONE not in "".join(p.message + p.found for p in found.problems)


def test_what_is_exported_is_read_as_it_was(file: Path, tmp_path: Path) -> None:
    lines: list[list[object]] = [
        ["姓名", "班级", "身份证号", "监护人姓名", "关系", "电话", "第几监护人"],
        ["=1+1", "三年级1班", number(1), "张大山", "父亲", PHONE, 2],
        ["阿卜来提·如则托合提", "三年级1班", None, "䶮", None, None, None],
    ]
    rows = seen(write(file, lines)).rows
    out = tmp_path / "导出.xlsx"
    assert write_export(out, GUARDIANS, rows) == len(rows)
    assert seen(out).rows == rows


def test_the_template_is_an_empty_sheet_of_its_kind(file: Path) -> None:
    assert write_template(file, GUARDIANS) == 0
    found = seen(file)
    assert (found.rows, found.row_count) == ((), 0)
    read_as = {column.title for column in found.columns if column.key}
    assert {"学生姓名", "监护人姓名", "监护人关系", "监护人电话", "第几监护人"} <= read_as
