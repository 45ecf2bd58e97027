"""Lists of other offices in the shapes that they come in; all people in them are invented."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from desktop.core.labels import HouseholdCategory, Sex
from desktop.core.lists import ListTopic
from desktop.rosters import body
from desktop.rosters.export import write_export
from desktop.rosters.office_lists import HOUSEHOLDS, SCHOOL_AGE, ListRow, topic_in
from desktop.rosters.problems import Level
from desktop.rosters.reading import read
from tests.rosters.books import CONTEXT, number, write

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.rosters.results import RosterResult

LOW, DISABLED = HouseholdCategory.LOW_INCOME, HouseholdCategory.DISABLED


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "名单.xlsx"


def households(path: Path) -> RosterResult[Any]:
    return read(path, "households", CONTEXT)


def test_one_line_for_each_member_under_the_merged_head(file: Path) -> None:
    lines: list[list[object]] = [
        ["平安乡2026年9月农村低保花名册"],
        [
            "序号",
            "户主姓名",
            "家庭成员姓名",
            "与户主关系",
            "身份证号码",
            "行政村",
            "低保类别",
            "低保证号",
        ],
        [1, "张大山", "张大山", "户主", number(1), "上湾村委会", "A类", "D-001"],
        [None, None, "张小红", "长女", number(2, girl=True), None, "A类", None],
        [None, None, "张小军", "次子", number(3), None, "A类", None],
        [2, "李有田", "李有田", "本人", number(4), "下湾村", "C类", "D-002"],
        ["合计", None, 4, None, None, None, None, None],
        ["填表人：某某", None, None, None, None, None, None, None],
    ]
    seen = households(write(file, lines, ["A1:H1", "A3:A5", "B3:B5", "F3:F5", "H3:H5"]))
    assert [(r.name, r.head, r.village, r.paper) for r in seen.rows] == [
        ("张大山", "张大山", "上湾", "D-001"),
        ("张小红", "张大山", "上湾", "D-001"),
        ("张小军", "张大山", "上湾", "D-001"),
        ("李有田", "李有田", "下湾", "D-002"),
    ]
    assert [r.relation for r in seen.rows] == ["户主", "长女", "次子", "本人"]
    assert [r.sex for r in seen.rows[1:3]] == [Sex.FEMALE, Sex.MALE]
    assert {r.birth for r in seen.rows} == {date(2014, 9, 1)}
    assert {r.categories for r in seen.rows} == {None}
    assert [line.reason for line in seen.skipped] == [body.TOTAL, body.FOOTER]
    assert topic_in(seen.title) is ListTopic.LOW_INCOME


def test_head_stands_for_the_person_where_no_member_is_named(file: Path) -> None:
    lines: list[list[object]] = [
        ["户编号", "户主姓名", "户主身份证号码", "人口数", "户属性", "住址"],
        ["36290001", "王守田", number(5), 4, "脱贫不稳定户", "平安县平安乡上湾村3组12号"],
        ["36290002", "赵存粮", number(6), 3, "一般脱贫户", "平安县平安乡下湾村1组2号"],
        ["36290003", "钱余庆", number(7), 3, "一般农户", "平安县平安乡下湾村1组3号"],
    ]
    seen = households(write(file, lines))
    assert [(r.name, r.id_number, r.village) for r in seen.rows] == [
        ("王守田", number(5), "上湾"),
        ("赵存粮", number(6), "下湾"),
        ("钱余庆", number(7), "下湾"),
    ]
    assert [r.categories for r in seen.rows] == [
        frozenset({HouseholdCategory.MONITORED}),
        frozenset({HouseholdCategory.OUT_OF_POVERTY}),
        frozenset(),
    ]


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("629821201409010120", "629821201409010120"),
        ("62982120140901 012", "62982120140901012"),
        ("无户口", "无户口"),
        ("6.29821E+17", None),
        ("/", None),
    ],
    ids=["check digit", "too short", "words", "lost digits", "nothing"],
)
def test_wrong_number_keeps_no_line_out(file: Path, cell: str, kept: str | None) -> None:
    seen = households(write(file, [["姓名", "身份证号", "类别"], ["张小红", cell, "残疾"]]))
    (row,) = seen.rows
    assert (row.id_number, row.birth, row.categories) == (kept, None, frozenset({DISABLED}))
    assert {p.level for p in seen.problems} <= {Level.WARNING}
    assert bool(seen.problems) == (cell != "/")


def test_old_number_is_kept_in_its_long_form_and_named(file: Path) -> None:
    seen = households(write(file, [["姓名", "身份证号"], ["张大山", "629821750901011"]]))
    (row,) = seen.rows
    assert row.id_number is not None
    assert (len(row.id_number), row.birth) == (18, date(1975, 9, 1))
    assert [p.level for p in seen.problems] == [Level.WARNING]


def test_healed_number_is_named(file: Path) -> None:
    seen = households(write(file, [["姓名", "身份证号"], ["张小红", f"'{number(2)}"]]))
    assert seen.rows[0].id_number == number(2)
    assert [p.level for p in seen.problems] == [Level.REPAIR]


def test_birth_is_kept_as_the_list_writes_it(file: Path) -> None:
    head: list[object] = ["姓名", "身份证号", "出生日期"]
    lines: list[list[object]] = [
        head,
        ["张小红", number(2), "2014-01-09"],
        ["张小军", None, "2015.3.7"],
        ["张小兰", None, "2015年3月"],
    ]
    seen = households(write(file, lines))
    assert [r.birth for r in seen.rows] == [date(2014, 1, 9), date(2015, 3, 7), None]
    assert [(p.field, p.level) for p in seen.problems] == [("出生日期", Level.WARNING)]


def test_police_list_of_children_of_school_age(file: Path) -> None:
    lines: list[list[object]] = [
        ["平安乡2026年秋季适龄儿童摸底花名册"],
        ["序号", "儿童姓名", "性别", "公民身份号码", "户籍地址", "监护人姓名", "联系电话"],
        [1, "买买提•艾力", "男", number(8), "平安县平安乡上湾村3组12号", "艾力", "13800001234"],
    ]
    seen = read(write(file, lines), "school-age", CONTEXT)
    (row,) = seen.rows
    assert (row.name, row.name_key, row.village, row.head) == (
        "买买提·艾力",
        "买买提艾力",
        "上湾",
        "艾力",
    )
    assert topic_in(seen.title) is ListTopic.SCHOOL_AGE


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("平安乡低保户花名册", ListTopic.LOW_INCOME),
        ("巩固拓展脱贫攻坚成果监测对象台账", ListTopic.MONITORED),
        ("脱贫不稳定户名单", ListTopic.MONITORED),
        ("脱贫户、监测户名单", ListTopic.MIXED),
        ("五保供养名册", ListTopic.EXTREME_POVERTY),
        ("持证残疾人名单", ListTopic.DISABLED),
        ("残疾人子女名单", ListTopic.DISABLED_PARENT),
        ("困难家庭名单", None),
        ("学龄前儿童", ListTopic.SCHOOL_AGE),
        ("花名册", None),
    ],
)
def test_title_says_what_the_list_is_of(title: str, topic: ListTopic | None) -> None:
    assert topic_in(title) is topic


@pytest.mark.parametrize("kind", [HOUSEHOLDS, SCHOOL_AGE], ids=lambda kind: kind.name)
def test_written_list_is_read_back_the_same(file: Path, kind: Any) -> None:  # noqa: ANN401 - a sheet kind
    more = kind is HOUSEHOLDS
    row = ListRow(
        row=2,
        name="张小红",
        name_key="张小红",
        id_number=number(2, girl=True),
        sex=Sex.FEMALE,
        birth=date(2014, 9, 1),
        village="上湾",
        head="张大山",
        relation="长女" if more else None,
        categories=frozenset({LOW, DISABLED}) if more else None,
        paper="D-001" if more else None,
    )
    nothing = ListRow(3, "李四", "李四", None, None, None, None, None, None, frozenset(), None)
    rows = [row, nothing] if more else [row]
    write_export(file, kind, rows)
    seen = read(file, kind, CONTEXT)
    assert (list(seen.rows), seen.problems) == (rows, ())
