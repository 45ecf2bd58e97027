"""Every shape that real rosters have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook

from desktop.core.errors import SchoolError
from desktop.core.labels import HouseholdCategory
from desktop.rosters.problems import Level
from desktop.rosters.results import Choices
from tests.rosters.books import HEADER, fill, names, number, pupils, students, write
from tests.rosters.test_hostile import sheet_changed

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "册.xlsx"


def test_header_in_the_first_row(file: Path) -> None:
    result = students(write(file, [HEADER, *pupils(3)]))
    assert result.header_row == 1
    assert names(result) == ["赵甲", "钱乙", "孙丙丙"]
    assert result.problems == ()
    assert result.skipped == ()


@pytest.mark.parametrize("title", ["三年级2班学生花名册", 2026, "12"])
def test_title_above_the_header_may_be_a_bare_number(file: Path, title: object) -> None:
    result = students(write(file, [[title], HEADER, *pupils(3)], ["A1:D1"]))
    assert result.header_row == 2
    assert result.row_count == 3


def test_unit_and_date_line_is_no_header(file: Path) -> None:
    lines: list[list[object]] = [
        ["平安县学生基本情况登记表"],
        ["学校（印章）：平安小学", None, "2026年秋季学期", "班级：三年级2班"],
        ["班级", "三年级2班", "班主任", "某某"],
        HEADER,
        *pupils(4),
    ]
    result = students(write(file, lines, ["A1:D1"]))
    assert result.header_row == 4
    assert result.row_count == 4
    assert "印章" in result.title


def test_leading_blank_rows_and_columns(file: Path) -> None:
    lines: list[list[object]] = [
        [],
        [],
        [None, None, *HEADER],
        *([None, None, *row] for row in pupils(2)),
    ]
    result = students(write(file, lines))
    assert (result.header_row, result.row_count) == (3, 2)
    assert [c.letter for c in result.columns if c.key == "name"] == ["C"]
    assert result.rows[0].row == 4


def test_instructions_stars_and_line_breaks_in_headings(file: Path) -> None:
    header: list[object] = [
        "*姓名\n（必填）",
        "性 别",
        "＊身份证号\n【18位】",
        "班  级（如三年级2班）",
    ]
    lines: list[list[object]] = [
        ["填表说明：\n1.带*的必填\n2.身份证号按文本填写"],
        header,
        *pupils(2),
    ]
    result = students(write(file, lines, ["A1:D1"]))
    assert result.header_row == 2
    assert result.given >= {"name", "sex", "id_number", "school_class"}


TWO_LEVELS: list[list[object]] = [
    ["序号", "姓名", "性别", "班级", "监护人1", None, None, "监护人2", None, None],
    [None, None, None, None, "姓名", "关系", "电话", "姓名", "关系", "电话"],
    [1, "赵甲", "男", "三年级2班", "赵大", "父亲", "13912345670", "钱二", "母亲", "13912345671"],
    [2, "钱乙", "女", "三年级2班", "钱大", "父亲", "13912345672", None, None, None],
]
TWO_LEVEL_MERGES = ["A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:G1", "H1:J1"]


@pytest.mark.parametrize("merges", [TWO_LEVEL_MERGES, []], ids=["merged", "blank cells"])
def test_two_level_header_keeps_the_group_in_the_field(file: Path, merges: list[str]) -> None:
    result = students(write(file, TWO_LEVELS, merges))
    assert result.header_row == 2
    assert names(result) == ["赵甲", "钱乙"]
    first, second = result.rows[0].guardians
    assert (first.name, first.relation, first.phone) == ("赵大", "父亲", "13912345670")
    assert (second.name, second.relation) == ("钱二", "母亲")
    assert result.rows[1].guardians[1] is None
    assert [c.label for c in result.columns][4:6] == ["监护人1·姓名", "监护人1·关系"]


def test_three_level_header(file: Path) -> None:
    lines: list[list[object]] = [
        ["基本信息", None, None, "家庭情况", None, None, None],
        ["姓名", "性别", "班级", "父亲", None, "母亲", None],
        [None, None, None, "姓名", "电话", "姓名", "电话"],
        ["赵甲", "男", "三年级2班", "赵大", "13912345670", "钱二", "13912345671"],
    ]
    merges = ["A1:C1", "D1:G1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:G2"]
    result = students(write(file, lines, merges))
    assert result.header_row == 3
    assert names(result) == ["赵甲"]
    father, mother = result.rows[0].guardians
    assert (father.name, father.relation, mother.name, mother.relation) == (
        "赵大",
        "父亲",
        "钱二",
        "母亲",
    )


def test_blank_child_means_that_the_parent_is_the_field(file: Path) -> None:
    lines: list[list[object]] = [
        ["姓名", "性别", "入学信息", None],
        ["", "", "入学年月", "班级"],
        ["赵甲", "男", "202409", "三年级2班"],
    ]
    result = students(write(file, lines, ["C1:D1"]))
    assert result.header_row == 2
    assert result.rows[0].enrolled.number == 202409


def test_same_list_twice_side_by_side_is_counted_once(file: Path) -> None:
    lines: list[list[object]] = [
        [*HEADER, None, *HEADER],
        *([*row, None, *row] for row in pupils(9)),
    ]
    result = students(write(file, lines))
    assert result.row_count == 9
    assert len(result.skipped) == 9


def test_two_halves_side_by_side_are_both_read(file: Path) -> None:
    rows = pupils(8)
    lines: list[list[object]] = [[*HEADER, *HEADER], *([*rows[i], *rows[i + 4]] for i in range(4))]
    result = students(write(file, lines))
    assert result.row_count == 8
    assert sorted(names(result)) == sorted(str(row[0]) for row in rows)


def test_shorter_second_half_leaves_no_trace(file: Path) -> None:
    rows = pupils(5)
    lines: list[list[object]] = [
        [*HEADER, *HEADER],
        [*rows[0], *rows[3]],
        [*rows[1], *rows[4]],
        rows[2],
    ]
    result = students(write(file, lines))
    assert (result.row_count, result.problems) == (5, ())


def test_two_groups_with_the_same_sub_headings(file: Path) -> None:
    lines: list[list[object]] = [
        ["小组A", None, "小组B", None],
        ["姓名", "性别", "姓名", "性别"],
        ["赵甲", "男", "钱乙", "女"],
    ]
    result = students(write(file, lines, ["A1:B1", "C1:D1"]))
    assert sorted(names(result)) == ["赵甲", "钱乙"]
    assert [c.label for c in result.columns] == [
        "小组A·姓名",
        "小组A·性别",
        "小组B·姓名",
        "小组B·性别",
    ]


def test_several_printed_pages_on_one_sheet(file: Path) -> None:
    rows = pupils(6)
    title: list[object] = ["学生花名册"]
    page: list[list[object]] = [title, HEADER]
    lines: list[list[object]] = [
        *page,
        *rows[:3],
        ["第1页 共2页"],
        *page,
        *rows[3:],
        ["第2页/共2页"],
    ]
    result = students(write(file, lines))
    assert result.row_count == 6
    assert [s.reason for s in result.skipped] == [
        "页码行",
        "重复的标题",
        "重复的表头",
        "页码行",
    ]
    assert [s.row for s in result.skipped] == [6, 7, 8, 12]


def test_repeated_two_level_header(file: Path) -> None:
    lines: list[list[object]] = [*TWO_LEVELS, *TWO_LEVELS[:2], [3, "孙丙", "男", "三年级2班"]]
    merges = [*TWO_LEVEL_MERGES, "A5:A6", "B5:B6", "C5:C6", "D5:D6", "E5:G5", "H5:J5"]
    result = students(write(file, lines, merges))
    assert names(result) == ["赵甲", "钱乙", "孙丙"]
    assert [s.row for s in result.skipped] == [5, 6]


def test_blank_form_has_no_people(file: Path) -> None:
    numbered: list[list[object]] = [[serial] for serial in range(1, 31)]
    lines = [["序号", *HEADER], *numbered]
    result = students(write(file, lines))
    assert result.row_count == 0
    assert {s.reason for s in result.skipped} == {"只有序号，没有内容"}
    assert len(result.skipped) == 30


FOOTERS: list[list[object]] = [
    ["填表人：某某", None, "联系电话：13912345678"],
    ["负责人：", None, "审核人："],
    ["申请时间：2026年10月1日"],
    ["本表一式三份，学校、县、市各一份"],
    ["回访人：某某"],
    ["备注：以上信息均已核对"],
    ["注：身份证号按文本填写"],
    ["数据来源：全国学籍系统"],
    [None, "单位负责人（签名）", None, "填表日期：2026年10月1日"],
    ["填表人：        联系电话："],
    ["以上名单经核对无误"],
    ["请于九月十日前交到教务处，过期不收"],
    [None, "特此证明"],
]


@pytest.mark.parametrize("footer", FOOTERS)
def test_footer_is_dropped_and_counted(file: Path, footer: list[object]) -> None:
    result = students(write(file, [HEADER, *pupils(3), footer]))
    assert (result.row_count, result.problems) == (3, ())
    assert [s.row for s in result.skipped] == [5]


def test_merged_note_below_the_list(file: Path) -> None:
    note: list[object] = ["请各班于九月底前交到教务处"]
    result = students(write(file, [HEADER, *pupils(3), note], ["A5:D5"]))
    assert (result.row_count, len(result.skipped)) == (3, 1)


TOTALS: list[list[object]] = [
    ["合  计", None, 3],
    ["合　计"],
    [None, None, "共计3人"],
    ["Total", 3],
    ["小计：3人"],
    [None, None, None, 3],
    [3],
    ["本页小计", None, None, "3人"],
]


@pytest.mark.parametrize("total", TOTALS)
def test_total_is_not_a_person(file: Path, total: list[object]) -> None:
    result = students(write(file, [HEADER, *pupils(3), total]))
    assert (result.row_count, result.problems) == (3, ())
    assert [s.row for s in result.skipped] == [5]


def test_sequence_is_never_the_student_number(file: Path) -> None:
    rows = [[serial, *row] for serial, row in zip((1, 2, 5, 27, 57), pupils(5), strict=True)]
    result = students(write(file, [["序号", *HEADER], *rows]))
    assert result.row_count == 5
    assert "school_number" not in result.given


def test_running_number_called_student_number_is_pointed_at(file: Path) -> None:
    rows = [[serial, *row] for serial, row in enumerate(pupils(6), 1)]
    result = students(write(file, [["学号", *HEADER], *rows]))
    assert result.row_count == 6
    assert any("顺序号" in p.message for p in result.problems)


def test_vertical_merge_is_filled_down_only_inside(file: Path) -> None:
    rows: list[list[object]] = [
        ["三年级2班", "赵甲"],
        [None, "钱乙"],
        [None, "孙丙"],
        [None, "李丁"],
    ]
    result = students(write(file, [["班级", "姓名"], *rows], ["A2:A4"]))
    classes = [row.school_class and row.school_class.label for row in result.rows]
    assert classes == ["三年级2班", "三年级2班", "三年级2班", None]


def test_old_values_under_a_merged_area_are_not_read(file: Path) -> None:
    path = write(file, [["班级", "姓名"], ["三年级2班", "赵甲"], ["九年级9班", "钱乙"]])
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'
    result = students(sheet_changed(path, b"</sheetData>", merge))
    assert [row.school_class.label for row in result.rows] == ["三年级2班", "三年级2班"]


def test_old_values_to_the_right_under_a_merged_area_are_not_read(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["姓名", "班级", "备注"],
        ["赵甲", "三年级2班", "旧"],
        ["钱乙", "三年级2班"],
    ]
    path = write(tmp_path / "旧值.xlsx", rows)
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="B2:C2"/></mergeCells>'
    result = students(sheet_changed(path, b"</sheetData>", merge))
    assert [(row.school_class.label, row.remark) for row in result.rows] == [
        ("三年级2班", None)
    ] * 2


def test_later_page_with_one_more_heading_is_not_the_header(file: Path) -> None:
    later = [*HEADER, "备注"]
    result = students(write(file, [HEADER, *pupils(3), later, *pupils(5)[3:]]))
    assert (result.header_row, result.row_count) == (1, 5)
    assert [s.reason for s in result.skipped] == ["重复的表头"]


def test_person_over_several_rows_is_one_person(file: Path) -> None:
    lines: list[list[object]] = [
        ["姓名", "性别", "家庭成员"],
        ["赵甲", "男", "赵大"],
        [None, None, "钱二"],
        ["钱乙", "女", "钱大"],
    ]
    result = students(write(file, lines, ["A2:A3", "B2:B3"]))
    assert names(result) == ["赵甲", "钱乙"]
    assert [s.row for s in result.skipped] == [3]


def book_with(*sheets: tuple[str, list[list[object]], str]) -> Any:  # noqa: ANN401 - openpyxl
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows, state in sheets:
        page = book.create_sheet(name)
        fill(page, rows)
        page.sheet_state = state
    return book


def test_several_sheets_of_the_same_layout_are_all_offered(file: Path) -> None:
    rows: list[list[object]] = [HEADER, *pupils(2)]
    titled: list[list[object]] = [["花名册"], *rows]
    book_with(("一班", titled, "visible"), ("二班", [HEADER, *pupils(3)], "visible")).save(file)
    result = students(file)
    assert result.sheet == "一班"
    assert [(c.name, c.header_row) for c in result.candidates] == [("一班", 2), ("二班", 1)]
    assert students(file, Choices(sheet="二班")).row_count == 3
    assert students(file, Choices(sheet=2)).sheet == "二班"
    assert students(file, Choices(sheet="2")).sheet == "二班"


def test_data_on_a_later_sheet_of_another_name(file: Path) -> None:
    explained: list[list[object]] = [["填写说明"], ["1. 姓名必填"], ["2. 身份证号 18 位"]]
    rows: list[list[object]] = [HEADER, *pupils(2)]
    book_with(
        ("说明", explained, "visible"), ("Sheet7", rows, "visible"), ("Sheet3", [], "visible")
    ).save(file)
    assert students(file).sheet == "Sheet7"


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_not_read_by_default(file: Path, state: str) -> None:
    old: list[list[object]] = [HEADER, *pupils(9)]
    new: list[list[object]] = [["姓名", "班级"], ["赵甲", "三年级2班"]]
    book_with(("去年", old, state), ("今年", new, "visible")).save(file)
    result = students(file)
    assert (result.sheet, result.row_count) == ("今年", 1)
    assert [c.visible for c in result.candidates] == [False, True]
    assert students(file, Choices(sheet="去年")).row_count == 9


def test_sheet_that_is_not_there(file: Path) -> None:
    write(file, [HEADER, *pupils(1)])
    with pytest.raises(SchoolError, match="没有工作表“三班”。里面有：学生"):
        students(file, Choices(sheet="三班"))


def test_chart_sheet_is_no_sheet(file: Path) -> None:
    book = Workbook()
    book.create_chartsheet("图", 0)
    fill(book.worksheets[0], [HEADER, *pupils(2)])
    book.save(file)
    assert students(file).row_count == 2


def test_duplicate_columns_are_both_shown_and_the_first_is_read(file: Path) -> None:
    lines: list[list[object]] = [[*HEADER, "班级"], *([*row, "四年级1班"] for row in pupils(2))]
    result = students(write(file, lines))
    assert result.rows[0].school_class.label == "三年级2班"
    assert [(c.letter, c.key) for c in result.columns if c.label == "班级"] == [
        ("D", "school_class"),
        ("E", None),
    ]
    assert [(p.column, p.level) for p in result.problems] == [("E", Level.WARNING)]
    chosen = students(file, Choices(mapping={"E": "school_class"}))
    assert chosen.rows[0].school_class.label == "四年级1班"


def test_column_without_heading_is_named_by_its_place(file: Path) -> None:
    wide: list[object] = [*HEADER, *[None] * 16]
    lines: list[list[object]] = [wide, *([*row, *[None] * 16, "三年级"] for row in pupils(2))]
    result = students(write(file, lines))
    assert result.columns[20].label == "第21列"
    assert [p.cell for p in result.problems] == ["U1"]
    assert students(file, Choices(mapping={"第21列": "grade"})).rows[0].grade.label == "三年级"


def test_row_without_a_name_is_reported_and_not_taken(file: Path) -> None:
    rows = pupils(3)
    rows[1][0] = None
    result = students(write(file, [HEADER, *rows]))
    assert names(result) == ["赵甲", "孙丙丙"]
    assert result.row_count == 3
    problem = result.errors[0]
    assert (problem.cell, problem.field) == ("A3", "姓名")
    assert "没有填姓名" in problem.message


def test_same_name_with_another_number_is_another_person(file: Path) -> None:
    rows = [["赵甲", "男", number(1)], ["赵甲", "男", number(2)]]
    assert students(write(file, [HEADER, *rows])).row_count == 2


def test_same_number_with_another_name_is_an_error(file: Path) -> None:
    rows = [["赵甲", "男", number(1)], ["钱乙", "男", number(1)]]
    result = students(write(file, [HEADER, *rows]))
    assert names(result) == ["赵甲"]
    assert "与第 2 行相同" in result.errors[0].message


def test_line_repeated_word_for_word_is_skipped(file: Path) -> None:
    rows = pupils(2)
    result = students(write(file, [HEADER, *rows, rows[0]]))
    assert result.row_count == 2
    assert result.skipped[0].reason == "与第 2 行完全相同"


def test_class_of_the_title_holds_for_all(file: Path) -> None:
    lines: list[list[object]] = [
        ["平安小学三年级（2）班学生花名册"],
        ["姓名", "性别"],
        ["赵甲", "男"],
    ]
    result = students(write(file, lines, ["A1:B1"]))
    assert result.rows[0].school_class.label == "三年级2班"
    assert "school_class" in result.given


def test_telephone_behind_the_guardian_is_the_guardians(file: Path) -> None:
    lines: list[list[object]] = [
        ["姓名", "身份证号", "家长姓名", "与学生关系", "身份证号", "联系电话", "备注"],
        ["赵甲", number(1), "赵大", "父亲", "", "13912345670", ""],
    ]
    row = students(write(file, lines)).rows[0]
    assert row.phone is None
    assert row.guardians[0].phone == "13912345670"


def test_telephone_without_guardian_is_the_pupils(file: Path) -> None:
    lines: list[list[object]] = [["姓名", "联系电话"], ["赵甲", "13912345670"]]
    assert students(write(file, lines)).rows[0].phone == "13912345670"


def test_flags_and_categories_say_what_they_cover(file: Path) -> None:
    lines: list[list[object]] = [
        ["姓名", "是否低保", "留守儿童"],
        ["赵甲", "是", None],
        ["钱乙", "否", "√"],
    ]
    result = students(write(file, lines))
    assert result.rows[0].categories == {HouseholdCategory.LOW_INCOME}
    assert result.rows[1].categories == {HouseholdCategory.LEFT_BEHIND}
    assert result.given == {"name", "is_low_income", "is_left_behind"}


def test_other_peoples_names_are_not_the_pupils(file: Path) -> None:
    lines: list[list[object]] = [
        ["班主任姓名", "姓名", "教师电话", "出生地"],
        ["某某", "赵甲", "13912345670", "平安县"],
    ]
    result = students(write(file, lines))
    assert names(result) == ["赵甲"]
    assert result.given == {"name"}


def test_no_header_is_told_with_what_to_do(file: Path) -> None:
    write(file, [["采购日期", "食材", "数量"], ["2026-10-01", "白菜", 3]])
    with pytest.raises(SchoolError, match=r"没有找到“学生”表的表头.*指定表头"):
        students(file)


def test_header_row_chosen_by_a_person(file: Path) -> None:
    lines: list[list[object]] = [
        ["姓名", "班级"],
        ["姓名", "班级", "性别"],
        ["赵甲", "三年级2班", "男"],
    ]
    write(file, lines)
    result = students(file, Choices(header_row=2))
    assert (result.header_row, names(result)) == (2, ["赵甲"])
    with pytest.raises(SchoolError, match="表头里没有“姓名”"):
        students(file, Choices(header_row=3))


def test_mapping_of_unknown_columns_and_fields(file: Path) -> None:
    write(file, [["姓名", "班级"], ["赵甲", "三年级2班"]])
    assert students(file, Choices(mapping={"班级": ""})).given == {"name"}
    with pytest.raises(SchoolError, match="没有“身高”这个栏目"):
        students(file, Choices(mapping={"B": "身高"}))
    with pytest.raises(SchoolError, match="没有“体重栏”这一列"):
        students(file, Choices(mapping={"体重栏": "name"}))


def test_class_captions_between_the_lines_hold_for_what_follows(file: Path) -> None:
    header: list[object] = ["姓名", "性别"]
    lines: list[list[object]] = [
        ["三年级1班学生名单"],
        header,
        ["赵甲", "男"],
        ["三年级2班学生名单"],
        header,
        ["钱乙", "女"],
        ["班级：三年级3班", "班主任：某某"],
        header,
        ["孙丙", "女"],
        ["本表一式两份"],
        ["李丁", "男"],
    ]
    result = students(write(file, lines))
    classes = [row.school_class.label for row in result.rows]
    assert classes == ["三年级1班", "三年级2班", "三年级3班", "三年级3班"]
    assert [s.reason for s in result.skipped] == [
        "小标题",
        "重复的表头",
        "小标题",
        "重复的表头",
        "表尾（填表人、说明等）",
    ]


def test_fields_of_the_national_export(file: Path) -> None:
    lines: list[list[object]] = [
        [
            "姓名",
            "身份证件类型",
            "身份证件号",
            "是否留守儿童",
            "就读方式",
            "成员1现住址",
            "成员1姓名",
            "成员1关系",
            "成员1工作单位",
            "成员1联系电话",
            "成员1是否监护人",
            "监护人工作单位",
        ],
        [
            "赵甲",
            "户口簿",
            number(1),
            "非留守儿童",
            "其他",
            "甲村",
            "赵大",
            "父亲",
            "工厂",
            "13912345670",
            "是",
            "x",
        ],
        [
            "钱乙",
            "居民身份证",
            number(2),
            "双亲留守儿童",
            "走读",
            "乙村",
            "钱大",
            "父亲",
            "",
            "",
            "",
            "",
        ],
    ]
    result = students(write(file, lines))
    assert result.problems == ()
    assert [row.categories for row in result.rows] == [set(), {HouseholdCategory.LEFT_BEHIND}]
    assert [row.guardians[0].name for row in result.rows] == ["赵大", "钱大"]
    assert {c.label for c in result.columns if c.key is None} == {
        "成员1现住址",
        "成员1工作单位",
        "成员1是否监护人",
        "监护人工作单位",
    }


@pytest.mark.parametrize("group", ["家长情况", "监护人基本信息", "家庭情况", "家庭主要成员"])
def test_group_of_the_family_by_its_many_names(file: Path, group: str) -> None:
    lines: list[list[object]] = [
        ["姓名", "性别", group, None, None],
        [None, None, "姓名", "关系", "联系电话"],
        ["赵甲", "男", "赵大", "父亲", "13912345670"],
    ]
    row = students(write(file, lines, ["A1:A2", "B1:B2", "C1:E1"])).rows[0]
    assert row.phone is None
    assert (row.guardians[0].name, row.guardians[0].relation) == ("赵大", "父亲")


def test_telephone_of_the_teacher_is_nobodys_of_the_family(file: Path) -> None:
    lines: list[list[object]] = [
        ["姓名", "班主任", "联系电话", "监护人姓名", "与学生关系"],
        ["赵甲", "某某", "13912345670", "赵大", "父亲"],
    ]
    row = students(write(file, lines)).rows[0]
    assert (row.phone, row.guardians[0].relation) == (None, "父亲")


def test_number_of_a_grown_up_is_pointed_at(file: Path) -> None:
    lines: list[list[object]] = [
        ["姓名", "监护人姓名", "身份证号", "与学生关系"],
        ["赵甲", "赵大", number(1, born="19850101"), "父亲"],
    ]
    result = students(write(file, lines))
    assert result.rows[0].guardians[0].relation == "父亲"
    assert [(p.cell, p.level) for p in result.problems] == [("C2", Level.WARNING)]
    assert "不像学生" in result.problems[0].message
