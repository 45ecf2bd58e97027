"""就餐天数 and 收费项目."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from desktop.core.errors import SchoolError
from desktop.core.terms import Month
from desktop.rosters.problems import Level
from desktop.rosters.reading import read
from desktop.rosters.sheets import SHEETS, sheet_kind
from tests.rosters.books import CONTEXT, number, write

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.rosters.results import RosterResult


def meals(tmp_path: Path, *rows: list[object], sheet: str = "Sheet1") -> RosterResult[Any]:
    return read(write(tmp_path / "天数.xlsx", rows, sheet=sheet), "就餐天数", CONTEXT)


def test_meals_are_the_present_days_where_nothing_else_is_said(tmp_path: Path) -> None:
    result = meals(
        tmp_path,
        ["平安小学2026年10月学生就餐天数"],
        ["班级", "姓名", "学籍号", "出勤天数", "就餐天数", "备注"],
        ["三年级2班", "赵甲", "G" + number(1), 21, None, None],
        ["三年级2班", "钱乙", None, "20", 18, "请假"],
        ["三年级2班", "孙丙", None, None, None, None],
        ["合计", None, None, 41, 39],
    )
    assert [(row.present_days, row.meal_days) for row in result.rows] == [
        (21, 21),
        (20, 18),
        (None, None),
    ]
    assert result.rows[0].student_number == "G" + number(1)
    assert (result.month, result.row_count) == (Month(2026, 10), 3)
    assert result.rows[1].remark == "请假"


@pytest.mark.parametrize(
    "title", ["2026年10月份就餐表", "2026.10 就餐", "2026-10", "营养餐（2026年 10 月）"]
)
def test_month_above_the_header(tmp_path: Path, title: str) -> None:
    assert meals(tmp_path, [title], ["姓名", "就餐天数"], ["赵甲", 3]).month == Month(2026, 10)


def test_month_of_the_sheets_name_and_no_month(tmp_path: Path) -> None:
    rows: list[list[object]] = [["姓名", "就餐天数"], ["赵甲", 3]]
    assert meals(tmp_path, *rows, sheet="2026年9月").month == Month(2026, 9)
    assert meals(tmp_path, *rows).month is None
    assert meals(tmp_path, ["2026-10-01 填"], *rows).month is None


@pytest.mark.parametrize("cell", [32, -1, 1.5, "二十", "3天半"])
def test_days_that_no_month_has(tmp_path: Path, cell: object) -> None:
    result = meals(tmp_path, ["姓名", "就餐天数"], ["赵甲", cell])
    assert result.rows == ()
    assert "0 到 31 的整数" in result.errors[0].message


def test_days_with_words_and_marks_for_nothing(tmp_path: Path) -> None:
    result = meals(
        tmp_path, ["姓名", "出勤天数", "就餐天数"], ["赵甲", "21天", "-"], ["钱乙", "21.0", 0]
    )
    assert [(row.present_days, row.meal_days) for row in result.rows] == [(21, 21), (21, 0)]


def test_more_meals_than_days_is_a_warning(tmp_path: Path) -> None:
    result = meals(tmp_path, ["姓名", "出勤天数", "就餐天数"], ["赵甲", 20, 21])
    assert [p.level for p in result.problems] == [Level.WARNING]
    assert result.rows[0].meal_days == 21


DAYS: list[object] = list(range(1, 32))


@pytest.mark.parametrize("weekdays", [False, True])
def test_sign_in_grid_counts_the_marks(tmp_path: Path, *, weekdays: bool) -> None:
    marks: list[object] = ["√"] * 10 + ["×", "病假", "缺", 0, "事"] + [None] * 14 + [1, "到"]
    header: list[list[object]] = [
        ["序号", "班级", "姓名", "10月", *[None] * 30],
        [None, None, None, *DAYS],
    ]
    if weekdays:
        header.append([None, None, None, *("一二三四五六日" * 5)[:31]])
    rows: list[list[object]] = [[1, "三年级2班", "赵甲", *marks], [2, "三年级2班", "钱乙"]]
    result = meals(tmp_path, ["2026年10月"], *header, *rows)
    assert [(row.present_days, row.meal_days) for row in result.rows] == [(12, 12), (None, None)]
    assert result.header_row == (4 if weekdays else 3)


def test_sign_in_grid_in_one_line_with_dates_and_a_sum(tmp_path: Path) -> None:
    days: list[object] = [date(2026, 10, day) for day in range(8, 13)]
    rows: list[list[object]] = [
        ["姓名", *days, "出勤天数"],
        ["赵甲", *"√√√××", 3],
        ["钱乙", *"√√√√√", 4],
    ]
    result = meals(tmp_path, *rows)
    assert [(row.present_days, row.meal_days) for row in result.rows] == [(3, 3), (4, 5)]
    assert [p.row for p in result.problems] == [3]


def test_mark_that_nobody_knows(tmp_path: Path) -> None:
    result = meals(tmp_path, ["姓名", "1", "2", "3"], ["赵甲", "√", "？？", "√"])
    assert [(p.cell, p.field) for p in result.errors] == [("C2", "2日")]


def test_classes_of_the_days(tmp_path: Path) -> None:
    result = meals(
        tmp_path,
        ["年级", "班级", "姓名", "身份证号", "天数"],
        ["三年级", "2班", "赵甲", number(1), 3],
        ["三年级", None, "钱乙", "123", 3],
        [None, "怪班级", "孙丙", None, 3],
    )
    assert result.rows[0].school_class.label == "三年级2班"
    assert result.rows[0].id_number == number(1)
    assert [p.cell for p in result.errors] == ["D3", "B4"]


def test_class_of_the_title(tmp_path: Path) -> None:
    result = meals(tmp_path, ["三年级2班就餐天数"], ["姓名", "就餐天数"], ["赵甲", 3])
    assert result.rows[0].school_class.label == "三年级2班"


def test_charges(tmp_path: Path) -> None:
    header: list[object] = [
        "序号",
        "收费项目",
        "类别",
        "计费单位",
        "标准",
        "收费依据",
        "对象范围",
        "是否自愿",
        "减免政策",
        "退费办法",
    ]
    rows: list[list[object]] = [
        ["平安小学收费公示"],
        header,
        [
            1,
            "住宿费",
            "服务性收费",
            "元/生·学期",
            100,
            "平发改〔2025〕1号",
            "住校生",
            "是",
            "低保免",
            "按月退",
        ],
        [
            2,
            "作业本费",
            "代收费",
            "元/生·学期",
            "15.50元",
            "平发改〔2025〕2号",
            None,
            None,
            None,
            None,
        ],
        [3, "校服费", "代收费", "元/套", None, "平发改〔2025〕3号"],
        ["举报电话：12315"],
    ]
    result = read(write(tmp_path / "收费.xlsx", rows), "收费项目", CONTEXT)
    first, second = result.rows
    assert (first.item, first.standard, first.voluntary, first.refund) == (
        "住宿费",
        "100",
        True,
        "按月退",
    )
    assert (second.standard, second.voluntary, second.scope) == ("15.50元", None, None)
    assert [p.cell for p in result.errors] == ["E5"]
    assert [s.row for s in result.skipped] == [6]


def test_kinds_by_both_names() -> None:
    assert sheet_kind("students") is sheet_kind("学生") is SHEETS["students"]
    with pytest.raises(SchoolError, match="没有“家长”这种表。可以用：学生（students）"):
        sheet_kind("家长")
    with pytest.raises(KeyError):
        SHEETS["students"].column("height")


@pytest.mark.parametrize("name", SHEETS)
def test_declarations_hold_together(name: str) -> None:
    kind = SHEETS[name]
    keys = [column.key for column in kind.columns]
    assert len(set(keys)) == len(keys)
    assert kind.column(kind.anchor).required
    assert set(kind.unique) <= set(keys)
