"""What cells are read as is told in groups with counts, and never with a private value."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from desktop.rosters.reading import read
from tests.rosters.books import CONTEXT, number, students, write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from desktop.rosters.readings import Reading

CELLS = (
    *("赵甲", 1, "3", "2", "01", "2014.9.1", "201409", "  东村\n1组", "√", "住宿", "无"),
    *("钱乙", "女生", "三年级", "三（2）班", "汉族", "2014-09-01", "2014-09", "东村2组", "否"),
)
HEADER = [
    "姓名",
    "性别",
    "年级",
    "班级",
    "民族",
    "出生日期",
    "入学年月",
    "家庭住址",
    "是否低保",
    "就读方式",
    "备注",
]


def told(readings: Sequence[Reading]) -> list[str]:
    return [reading.sentence for reading in readings]


def sheet(path: Path, lines: Sequence[Sequence[Any]], header: Sequence[str] = HEADER) -> Path:
    return write(path, [header, *lines])


def test_codes_and_words_are_listed_once_with_their_counts(tmp_path: Path) -> None:
    path = sheet(tmp_path / "名册.xlsx", [*([CELLS[:11]] * 3), [*CELLS[11:], "走读", ""]])

    assert told(students(path).readings) == [
        "性别：“1”读作“男”，3 处",
        "性别：“女生”读作“女”，1 处",
        "年级：“3”读作“三年级”，3 处",
        "班级：“2”读作“2班”，3 处",
        "班级：“三（2）班”读作“三年级2班”，1 处",
        "民族：“01”读作“汉族”，3 处",
        "出生日期：写成“0000.0.0”样子的日期，读作“0000-00-00”的样子，3 处",
        "入学年月：“201409”读作“2014-09”，3 处",
        "家庭住址：去掉了多余的空格或换行，3 处",
        "是否低保：写法统一成了规定的样子，3 处",
        "就读方式：“住宿”读作“住校”，3 处",
        "备注：“无”当作没有填，3 处",
    ]


def test_what_is_written_as_it_should_be_is_not_listed(tmp_path: Path) -> None:
    line = ["钱乙", "女", "三年级", "三年级2班", "汉族", date(2014, 9, 1), "2014-09", "东村", "是"]

    assert students(sheet(tmp_path / "名册.xlsx", [[*line, "走读", "好"]])).readings == ()


def test_private_values_are_never_told(tmp_path: Path) -> None:
    header = ["姓名", "身份证号", "联系电话", "家庭住址", "出生日期", "困难类别"]
    line = ["赵甲", f" {number(1)}", " 13912345678", " 东村8号 ", "20140901", "五保"]
    seen = str(students(sheet(tmp_path / "名册.xlsx", [line], header)).readings)

    assert "写法统一成了规定的样子" in seen
    for private in ("6298", "1391", "东村", "2014", "五保", "特困"):
        assert private not in seen


def test_long_numbers_in_open_columns_are_hidden(tmp_path: Path) -> None:
    lines = [["赵甲", "13912345678居民身份证", number(1)]]
    path = sheet(tmp_path / "名册.xlsx", lines, ["姓名", "证件类型", "身份证件号"])

    assert told(students(path).readings) == [
        "身份证件类型：“***********居民身份证”读作“居民身份证”，1 处"
    ]


def test_a_column_of_countless_writings_is_told_in_few_lines(tmp_path: Path) -> None:
    lines = [[f"赵甲{'甲乙丙丁'[n % 4]}", f"20{n:02}09"] for n in range(40)]
    seen = students(sheet(tmp_path / "名册.xlsx", lines, ["姓名", "入学年月"])).readings

    assert len(seen) == 31
    assert seen[-1].sentence == "入学年月：另有 10 种写法也这样改了，10 处"


def test_a_class_under_grade_alone_and_one_without_grade_are_told(tmp_path: Path) -> None:
    under_grade = sheet(tmp_path / "甲.xlsx", [["赵甲", "三（1）班"]], ["姓名", "年级"])
    alone = sheet(tmp_path / "乙.xlsx", [["赵甲", "无"], ["钱乙", "3.2"]], ["姓名", "班级"])

    assert told(students(under_grade).readings) == ["年级：“三（1）班”读作“三年级1班”，1 处"]
    assert "班级：“无”当作没有填，1 处" in told(students(alone).readings)


def test_two_lists_side_by_side_are_told_as_one(tmp_path: Path) -> None:
    line = ["赵甲", "1", None, "钱乙", "1"]
    path = sheet(tmp_path / "名册.xlsx", [line], ["姓名", "性别", None, "姓名", "性别"])  # type: ignore[list-item]  # an empty column

    assert told(students(path).readings) == ["性别：“1”读作“男”，2 处"]


def test_staff_are_told_as_well(tmp_path: Path) -> None:
    path = sheet(tmp_path / "教师.xlsx", [["赵甲", 2]], ["姓名", "性别"])

    assert told(read(path, "staff", CONTEXT).readings) == ["性别：“2”读作“女”，1 处"]
