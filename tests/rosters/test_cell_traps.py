"""Every trap that cells hold."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook, load_workbook

from desktop.core.labels import HouseholdCategory, IdKind, Sex
from desktop.rosters.problems import Level, Problem
from tests.rosters.books import number, students, write
from tests.rosters.test_hostile import patched, sheet_changed

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.rosters.results import RosterResult
    from desktop.rosters.students import StudentRow


def read_cells(tmp_path: Path, **cells: object) -> RosterResult[Any]:
    """One pupil with cells under these headings."""
    headings: list[object] = ["姓名", *cells]
    return students(write(tmp_path / "册.xlsx", [headings, ["赵甲", *cells.values()]]))


def one(tmp_path: Path, **cells: object) -> tuple[StudentRow, list[Problem]]:
    result = read_cells(tmp_path, **cells)
    assert len(result.rows) == 1, result.problems
    return result.rows[0], list(result.problems)


def error(tmp_path: Path, **cells: object) -> Problem:
    result = read_cells(tmp_path, **cells)
    assert result.rows == ()
    assert result.row_count == 1
    (problem,) = result.errors
    return problem


def test_damaged_number_is_reported_and_nothing_of_it_is_shown(tmp_path: Path) -> None:
    problem = error(tmp_path, 身份证号=629821201409010111)
    assert (problem.cell, problem.field, problem.level) == ("B2", "身份证件号", Level.ERROR)
    assert "丢失" in problem.message
    assert "6298" not in problem.found + problem.message


@pytest.mark.parametrize("text", ["6.29821E+17", "6.29821201409E+17"])
def test_number_in_scientific_notation_is_damaged(tmp_path: Path, text: str) -> None:
    assert "丢失" in error(tmp_path, 身份证号=text).message


@pytest.mark.parametrize(
    "text",
    [
        f"'{number(1)}",
        f" {number(1)}\n",
        f"\u00a0{number(1)}\u200b",
        number(1).lower(),
        f"{number(1)[:6]} {number(1)[6:]}",
    ],
)
def test_number_is_healed(tmp_path: Path, text: str) -> None:
    row, _ = one(tmp_path, 身份证号=text)
    assert (row.id_number, row.id_kind, row.sex) == (number(1), IdKind.RESIDENT, Sex.MALE)
    assert row.birth == date(2014, 9, 1)


@pytest.mark.parametrize("mark", ["-", "—", "无", "/", "√", " ", "\u3000"])
@pytest.mark.parametrize(
    "heading",
    ["身份证号", "学籍号", "出生日期", "联系电话", "性别", "民族", "银行卡号", "学号", "家庭住址"],
)
def test_marks_for_nothing(tmp_path: Path, heading: str, mark: str) -> None:
    row, problems = one(tmp_path, **{heading: mark})
    assert problems == []
    assert row == one(tmp_path, **{heading: None})[0]


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        ("护照", "E12345678", IdKind.PASSPORT),
        ("港澳居民来往内地通行证", "H12345678", IdKind.HONG_KONG_MACAO),
        ("外国人永久居留身份证", "ABC123456789012", IdKind.FOREIGN_RESIDENCE),
        ("1-居民身份证", number(1), IdKind.RESIDENT),
        ("其他", "无", IdKind.OTHER),
        ("其他", None, IdKind.OTHER),
        (None, number(1), IdKind.RESIDENT),
    ],
)
def test_papers_of_all_kinds(tmp_path: Path, kind: str, text: str, found: IdKind) -> None:
    row, problems = one(tmp_path, 身份证件类型=kind, 身份证件号=text)
    assert row.id_kind is found
    assert row.id_number == (None if text in ("无", None) else text)
    assert problems == []


def test_kind_that_does_not_fit_the_number(tmp_path: Path) -> None:
    assert error(tmp_path, 身份证件类型="护照", 身份证件号=number(1)[:5] + "号").cell == "C2"
    assert error(tmp_path, 身份证件类型="学生证", 身份证件号=number(1)).cell == "B2"


def test_school_numbers_of_text_and_number_cells(tmp_path: Path) -> None:
    assert one(tmp_path, 学号=20240012)[0].school_number == "20240012"
    assert one(tmp_path, 学号="0012")[0].school_number == "0012"
    row, problems = one(tmp_path, 学号="'２０２４ ００１２")
    assert (row.school_number, [p.level for p in problems]) == ("20240012", [Level.REPAIR])
    assert "丢失" in error(tmp_path, 学号=1e17).message
    assert "科学计数法" in error(tmp_path, 学号="2.02E+10").message


def test_roll_number_and_identity_number(tmp_path: Path) -> None:
    row, problems = one(tmp_path, 身份证号=number(1), 学籍号="g" + number(1))
    assert row.student_number == "G" + number(1)
    assert [p.level for p in problems] == [Level.REPAIR]
    _, problems = one(tmp_path, 身份证号=number(1), 学籍号="G" + number(2))
    assert "不一致" in problems[0].message
    assert error(tmp_path, 学籍号="12345").field == "学籍号"
    assert "不是数字" in error(tmp_path, 学籍号=12345).message


@pytest.mark.parametrize(
    "cell",
    [
        date(2014, 9, 1),
        datetime(2014, 9, 1, 8, 0),  # noqa: DTZ001 - a cell has no zone
        "2014-9-1",
        "2014.9.1",
        "2014.09.01",
        "2014/9/1",
        "2014年9月1日",
        "20140901",
        20140901,
        "２０１４-９-１",
        "2014-09-01 00:00:00",
        "二〇一四年九月一日",
    ],
)
def test_dates_as_people_write_them(tmp_path: Path, cell: object) -> None:
    assert one(tmp_path, 出生日期=cell)[0].birth == date(2014, 9, 1)


@pytest.mark.parametrize(
    "code", ['[$-804]yyyy"年"m"月"d"日"', "[DBNum1][$-804]yyyy年m月d日", "m/d/yy", "yyyy年m月"]
)
def test_chinese_date_formats(tmp_path: Path, code: str) -> None:
    path = write(tmp_path / "册.xlsx", [["姓名", "出生日期"], ["赵甲", 41883]])
    book = load_workbook(path)
    book.worksheets[0]["B2"].number_format = code
    book.save(path)
    assert students(path).rows[0].birth == date(2014, 9, 1)


@pytest.mark.parametrize("format_id", [31, 57])
def test_built_in_date_formats_that_only_china_has(tmp_path: Path, format_id: int) -> None:
    path = write(tmp_path / "册.xlsx", [["姓名", "出生日期"], ["赵甲", date(2014, 9, 1)]])

    def change(name: str, data: bytes) -> bytes:
        if not name.endswith("styles.xml"):
            return data
        assert b'numFmtId="14"' in data or b'numFmtId="164"' in data
        for old in (b'numFmtId="14"', b'numFmtId="164"'):
            data = data.replace(old + b" fontId", b'numFmtId="%d" fontId' % format_id)
        return data

    assert students(patched(path, change)).rows[0].birth == date(2014, 9, 1)


def test_dates_of_1904(tmp_path: Path) -> None:
    book = Workbook()
    from openpyxl.utils.datetime import CALENDAR_MAC_1904  # noqa: PLC0415 - beside its only use

    book.epoch = CALENDAR_MAC_1904
    page: Any = book.active
    page.append(["姓名", "出生日期"])
    page.append(["赵甲", date(2014, 9, 1)])
    book.save(tmp_path / "册.xlsx")
    assert students(tmp_path / "册.xlsx").rows[0].birth == date(2014, 9, 1)


@pytest.mark.parametrize("cell", ["1069.9", "十四年", "2014-13-1", True, "14.9.1"])
def test_what_is_no_date(tmp_path: Path, cell: object) -> None:
    assert error(tmp_path, 出生日期=cell).field == "出生日期"


def test_birth_of_a_month_only(tmp_path: Path) -> None:
    row, problems = one(tmp_path, 出生年月="2014.09")
    assert row.birth is None
    assert "没有写到日" in problems[0].message
    row, problems = one(tmp_path, 出生年月="2014.09", 身份证号=number(1))
    assert (row.birth, problems) == (date(2014, 9, 1), [])
    row, problems = one(tmp_path, 出生年月="2014", 身份证号=number(1))
    assert (row.birth, problems) == (date(2014, 9, 1), [])


def test_birth_and_sex_against_the_number(tmp_path: Path) -> None:
    row, problems = one(tmp_path, 出生日期="2014-9-2", 性别="女", 身份证号=number(1))
    assert (row.birth, row.sex) == (date(2014, 9, 1), Sex.FEMALE)
    assert sorted((p.cell, p.level) for p in problems) == [
        ("B2", Level.WARNING),
        ("C2", Level.WARNING),
    ]
    assert all("2014" not in p.found for p in problems)


@pytest.mark.parametrize(
    ("cell", "month"),
    [
        ("201409", 201409),
        (201409, 201409),
        ("2014-09-01", 201409),
        ("2014年9月", 201409),
        (2014, 201409),
    ],
)
def test_month_of_entry(tmp_path: Path, cell: object, month: int) -> None:
    assert one(tmp_path, 入学年月=cell)[0].enrolled.number == month  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("cell", "sex"),
    [
        ("男", Sex.MALE),
        ("男生", Sex.MALE),
        ("1-男", Sex.MALE),
        (1, Sex.MALE),
        ("02", Sex.FEMALE),
        ("MAN", Sex.MALE),
        ("女 ", Sex.FEMALE),
    ],
)
def test_sex(tmp_path: Path, cell: object, sex: Sex) -> None:
    assert one(tmp_path, 性别=cell)[0].sex is sex


def test_sex_that_is_none(tmp_path: Path) -> None:
    assert error(tmp_path, 性别="男女").found == "男女"


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("汉", "汉族"),
        ("汉族", "汉族"),
        ("01", "汉族"),
        (1, "汉族"),
        ("01-汉族", "汉族"),
        ("05维吾尔族", "维吾尔族"),
        ("维族", "维吾尔族"),
        ("97", "其他"),
        ("56", "基诺族"),
    ],
)
def test_ethnicity(tmp_path: Path, cell: object, name: str) -> None:
    assert one(tmp_path, 民族=cell)[0].ethnicity == name


@pytest.mark.parametrize("cell", ["57", "火星族", "01回族", "00"])
def test_ethnicity_that_is_none(tmp_path: Path, cell: str) -> None:
    assert error(tmp_path, 民族=cell).field == "民族"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("13912345670", "13912345670"),
        (13912345670, "13912345670"),
        ("+86 139 1234 5670", "13912345670"),
        ("139-1234-5670", "13912345670"),
        ("13912345670/13912345671", "13912345670、13912345671"),
        ("187970", "187970"),
        ("王某13912345670", "13912345670"),
    ],
)
def test_telephones(tmp_path: Path, cell: object, text: str) -> None:
    assert one(tmp_path, 联系电话=cell)[0].phone == text


def test_odd_telephone_is_kept_and_pointed_at(tmp_path: Path) -> None:
    row, problems = one(tmp_path, 联系电话="1391234567")
    assert row.phone == "1391234567"
    assert problems[0].level is Level.WARNING
    assert "1391234567" not in problems[0].found
    row, problems = one(tmp_path, 联系电话=123456789)
    assert (row.phone, len(problems)) == (None, 1)
    assert error(tmp_path, 联系电话="1391234567 " * 9).field == "联系电话"


def test_private_use_and_rare_characters_stay(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["姓名", "班级"],
        ["王\ue001", "三年级2班"],
        ["䶮𫖮", "三年级2班"],
        ["𬱖㛃", "三年级2班"],
    ]
    result = students(write(tmp_path / "册.xlsx", rows))
    assert [row.name for row in result.rows] == ["王\ue001", "䶮𫖮", "𬱖㛃"]
    assert [p.level for p in result.problems] == [Level.WARNING]


@pytest.mark.parametrize("dot", "·•・‧∙●．.。")
def test_dots_of_all_kinds_become_one(tmp_path: Path, dot: str) -> None:
    rows: list[list[object]] = [["姓名", "班级"], [f"阿卜来提{dot}如则托合提", "三年级2班"]]
    assert students(write(tmp_path / "册.xlsx", rows)).rows[0].name == "阿卜来提·如则托合提"


def test_blanks_between_han_characters_go(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["姓 名", "班级"],
        ["张　三", "三年级2班"],
        ["Anna  Li", "三年级2班"],
    ]
    result = students(write(tmp_path / "册.xlsx", rows))
    assert [row.name for row in result.rows] == ["张三", "Anna Li"]


def test_name_that_is_no_name(tmp_path: Path) -> None:
    rows: list[list[object]] = [["姓名", "班级"], ["x" * 51, "三年级2班"]]
    assert students(write(tmp_path / "册.xlsx", rows)).errors[0].cell == "A2"


def test_line_breaks_and_decoded_returns(tmp_path: Path) -> None:
    row, _ = one(tmp_path, 家庭住址="平安县\n向阳镇  东村_x000D_ ", 备注="\u00a0")
    assert row.address is not None
    assert row.address.startswith("平安县 向阳镇 东村")
    assert row.remark is None


@pytest.mark.parametrize(
    ("grade", "text", "label"),
    [
        ("三年级", "2班", "三年级2班"),
        ("三年级", "2", "三年级2班"),
        ("三年级", 2, "三年级2班"),
        (3, "（2）班", "三年级2班"),
        (None, "三（2）班", "三年级2班"),
        (None, 302, "三年级2班"),
        (None, "2024级2班", "三年级2班"),
        ("三年级", None, "三年级"),
        ("三年级2班", None, "三年级2班"),
        ("初一", "3班", "七年级3班"),
    ],
)
def test_grades_and_classes(tmp_path: Path, grade: object, text: object, label: str) -> None:
    row, problems = one(tmp_path, 年级=grade, 班级=text)
    assert row.school_class is not None
    assert (row.school_class.label, problems) == (label, [])


def test_grades_and_classes_that_do_not_fit(tmp_path: Path) -> None:
    assert "对不上" in error(tmp_path, 年级="四年级", 班级="三年级2班").message
    assert "看不懂年级" in error(tmp_path, 年级="高高").message
    assert "看不懂班级" in error(tmp_path, 班级="2班").message


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("低保、残疾", {HouseholdCategory.LOW_INCOME, HouseholdCategory.DISABLED}),
        ("建档立卡户", {HouseholdCategory.OUT_OF_POVERTY}),
        ("残疾人子女", {HouseholdCategory.DISABLED_PARENT}),
        ("无", set()),
        ("一般家庭", set()),
        ("事实无人抚养儿童", {HouseholdCategory.UNATTENDED}),
    ],
)
def test_categories(tmp_path: Path, cell: str, found: set[HouseholdCategory]) -> None:
    assert one(tmp_path, 困难类别=cell)[0].categories == found


def test_category_that_is_none_is_not_shown(tmp_path: Path) -> None:
    problem = error(tmp_path, 困难类别="某某病")
    assert "某某病" not in problem.found + problem.message


@pytest.mark.parametrize(
    ("cell", "boards"),
    [("住校", True), ("走读", False), ("是", True), ("否", False), (True, True), ("-", None)],
)
def test_boarding(tmp_path: Path, cell: object, boards: bool | None) -> None:  # noqa: FBT001
    assert one(tmp_path, 就读方式=cell)[0].boarding is boards


def test_words_that_are_neither_yes_nor_no(tmp_path: Path) -> None:
    assert error(tmp_path, 就读方式="有时").field == "就读方式"
    assert error(tmp_path, 是否低保="也许").field == "是否低保"
    assert one(tmp_path, 是否享受营养餐=True)[0].meal_plan is True
    for degree in ("二级", "肢体三级", "视力"):
        assert one(tmp_path, 残疾=degree)[0].categories == {HouseholdCategory.DISABLED}


def test_bank_cards(tmp_path: Path) -> None:
    assert one(tmp_path, 银行卡号="6228 4800 0000 0000 006")[0].bank_card == "6228480000000000006"
    assert error(tmp_path, 银行卡号=6228480000000000006).cell == "B2"


def test_guardian_without_a_name_is_pointed_at(tmp_path: Path) -> None:
    row, problems = one(tmp_path, 监护人1姓名=None, 监护人1电话="13912345670")
    assert row.guardians == (None, None)
    assert "没有姓名" in problems[0].message
    row, problems = one(tmp_path, 监护人1姓名="赵大", 监护人1证件号=number(5, born="19800101"))
    assert row.guardians[0] is not None
    assert row.guardians[0].id_number == number(5, born="19800101")


def test_error_cells_and_formulas_without_a_value_are_pointed_at(tmp_path: Path) -> None:
    rows: list[list[object]] = [["姓名", "班级", "备注"], ["赵甲", "三年级2班", 7], ["钱乙", "=A1"]]
    path = write(tmp_path / "册.xlsx", rows)
    sheet_changed(path, b'<c r="C2" t="n"><v>7</v>', b'<c r="C2" t="e"><v>#N/A</v>')
    result = students(path)
    assert [(p.cell, p.level) for p in result.problems] == [
        ("C2", Level.WARNING),
        ("B3", Level.WARNING),
    ]
    assert "错误值" in result.problems[0].message
    assert "公式" in result.problems[1].message


def test_hidden_rows_are_read_and_pointed_at(tmp_path: Path) -> None:
    path = write(
        tmp_path / "册.xlsx", [["姓名", "班级"], ["赵甲", "三年级2班"], ["钱乙", "三年级2班"]]
    )
    book = load_workbook(path)
    book.worksheets[0].row_dimensions[3].hidden = True
    book.save(path)
    result = students(path)
    assert len(result.rows) == 2
    assert (result.problems[0].row, result.problems[0].cell) == (3, "")


def test_personal_numbers_in_the_wrong_column_are_hidden(tmp_path: Path) -> None:
    rows: list[list[object]] = [["姓名", "性别"], ["赵甲", number(1)]]
    problem = students(write(tmp_path / "册.xlsx", rows)).errors[0]
    assert number(1)[6:14] not in problem.found
