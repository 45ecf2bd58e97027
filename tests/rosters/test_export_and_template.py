"""Workbooks that the program writes, and reads again."""

from __future__ import annotations

import re
import tempfile
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from desktop.core.errors import EnvironmentFault
from desktop.core.grades import ClassName, Grade
from desktop.core.identity import check_digit
from desktop.core.labels import HouseholdCategory, IdKind, Sex, Stage
from desktop.core.names import name_key
from desktop.core.terms import Month
from desktop.rosters import nations
from desktop.rosters.charges import ChargeRow
from desktop.rosters.export import write_export
from desktop.rosters.meal_days import MealDaysRow
from desktop.rosters.reading import read
from desktop.rosters.sheets import SHEETS
from desktop.rosters.students import Guardian, StudentRow
from desktop.rosters.template import CHOICES, GUIDE, write_template
from tests.rosters.books import CONTEXT, number

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXTS = st.text("平安县向阳镇东村小组12号ABCxyz-=+@（）、 ", max_size=20).map(
    lambda text: " ".join(text.split())
)
REMARKS = TEXTS.filter(lambda text: text not in {"-", "--", "---", "无", ""}) | st.none()
NAMES = st.builds(
    lambda parts, dot: dot.join(parts),
    st.lists(
        st.text("赵钱孙李周吴郑王阿卜来提如则托合䶮𫖮𬱖㛃", min_size=2, max_size=6),
        min_size=1,
        max_size=3,
    ),
    st.just("·"),
)
PHONES = st.integers(0, 99_999_999).map(lambda n: f"139{n:08}") | st.none()
CLASSES = st.builds(
    ClassName,
    st.builds(lambda n: Grade(Stage.PRIMARY if n < 7 else Stage.JUNIOR, n), st.integers(1, 9)),
    st.integers(1, 20) | st.none(),
)


@st.composite
def guardians(draw: st.DrawFn) -> Guardian | None:
    if draw(st.booleans()):
        return None
    name = draw(NAMES)
    relation = draw(st.sampled_from(["父亲", "母亲", "祖父", None]))
    return Guardian(name, name_key(name), relation, draw(PHONES))


@st.composite
def pupils(draw: st.DrawFn, row: int) -> StudentRow:
    name = draw(NAMES)
    born = draw(st.dates(date(2008, 1, 1), date(2020, 12, 31)))
    seventeen = f"629821{born:%Y%m%d}{row:03}"
    text = seventeen + check_digit(seventeen)
    known = draw(st.booleans())
    school_class = draw(CLASSES | st.none())
    told = Sex.MALE if int(text[16]) % 2 else Sex.FEMALE
    return StudentRow(
        row=row,
        name=name,
        name_key=name_key(name),
        id_kind=IdKind.RESIDENT if known else None,
        id_number=text if known else None,
        student_number="G" + text if known and draw(st.booleans()) else None,
        school_number=draw(st.sampled_from(["0012", "20240012", "A7", None])),
        sex=told if known else draw(st.sampled_from([*Sex, None])),
        birth=born if known or draw(st.booleans()) else None,
        ethnicity=draw(st.sampled_from([*nations.NAMES, None])),
        grade=school_class.grade if school_class else None,
        school_class=school_class,
        enrolled=draw(st.builds(Month, st.integers(2015, 2026), st.integers(1, 12)) | st.none()),
        boarding=draw(st.sampled_from([True, False, None])),
        address=draw(REMARKS),
        registered_address=draw(REMARKS),
        guardians=(draw(guardians()), draw(guardians())),
        phone=draw(PHONES),
        categories=draw(st.frozensets(st.sampled_from(HouseholdCategory))),
        bank_card=draw(st.sampled_from(["6228480000000000000", None])),
        meal_plan=draw(st.sampled_from([True, False, None])),
        school=draw(st.sampled_from(["平安小学", None])),
        remark=draw(REMARKS),
        school_code=None,
    )


@st.composite
def rosters(draw: st.DrawFn) -> list[StudentRow]:
    count = draw(st.integers(0, 12))
    return [draw(pupils(row)) for row in range(2, count + 2)]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=rosters())
def test_exported_roster_read_again_is_the_same(rows: list[StudentRow]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "导出.xlsx"
        assert write_export(out, SHEETS["students"], iter(rows)) == len(rows)
        result = read(out, "students", CONTEXT)
    assert result.rows == tuple(rows)
    assert [p for p in result.problems if "顺序号" not in p.message] == []
    assert result.skipped == ()


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    days=st.lists(
        st.tuples(NAMES, CLASSES, st.integers(0, 31), st.integers(0, 31), REMARKS), max_size=9
    )
)
def test_exported_days_read_again_are_the_same(
    days: list[tuple[str, ClassName, int, int, str | None]],
) -> None:
    rows = [
        MealDaysRow(
            row=row,
            name=name,
            name_key=name_key(name),
            id_number=None,
            student_number="G" + number(row, born="20150101"),
            school_class=school_class,
            present_days=max(first, second),
            meal_days=min(first, second),
            remark=remark,
        )
        for row, (name, school_class, first, second, remark) in enumerate(days, 3)
    ]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "天数.xlsx"
        write_export(out, SHEETS["meal-days"], rows, month=Month(2026, 10))
        result = read(out, "meal-days", CONTEXT)
    assert result.rows == tuple(rows)
    assert (result.month, result.problems) == (Month(2026, 10), ())


def charge(row: int, item: str, **told: Any) -> ChargeRow:  # noqa: ANN401 - any field
    empty = dict.fromkeys(ChargeRow.__struct_fields__)
    return ChargeRow(**{**empty, "row": row, "item": item, "standard": "1", "basis": "文", **told})


def test_exported_charges_read_again_are_the_same(tmp_path: Path) -> None:
    rows = [
        charge(2, "住宿费", kind="服务性收费", unit="元/生·学期", voluntary=True, refund="按月退"),
        charge(3, "=作业本费", standard="15.5元", basis="@文", scope="住校生", relief="低保免"),
        charge(4, "课后服务", standard="+40", basis="-文", voluntary=False),
    ]
    write_export(tmp_path / "收费.xlsx", SHEETS["charges"], rows)
    assert read(tmp_path / "收费.xlsx", "charges", CONTEXT).rows == tuple(rows)


def test_no_cell_is_ever_a_formula(tmp_path: Path) -> None:
    rows = [ChargeRow(2, "=1+1", "@SUM(A1)", "+1", "-1", '=HYPERLINK("http://x")', *[None] * 4)]
    out = tmp_path / "收费.xlsx"
    write_export(out, SHEETS["charges"], rows)
    sheet = zipfile.ZipFile(out).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet
    page: Any = load_workbook(out).active
    assert [cell.data_type for cell in page[2][:5]] == ["s"] * 5


def test_numbers_are_text_cells(tmp_path: Path) -> None:
    out = tmp_path / "导出.xlsx"
    row = read_one(tmp_path)
    write_export(out, SHEETS["students"], [row])
    page: Any = load_workbook(out).active
    places = {cell.value.lstrip("*"): cell.column for cell in page[1]}
    for title in ("身份证件号", "学籍号", "监护人1电话"):
        cell = page.cell(2, places[title])
        assert (cell.data_type, cell.number_format) == ("s", "@")
    assert page.cell(2, places["出生日期"]).is_date


def read_one(tmp_path: Path) -> StudentRow:
    from tests.rosters.books import write  # noqa: PLC0415 - beside its only use

    heads: list[object] = ["姓名", "身份证号", "学籍号", "监护人姓名", "监护人电话"]
    cells: list[object] = ["赵甲", number(1), "G" + number(1), "赵大", "13912345670"]
    row: StudentRow = read(write(tmp_path / "一.xlsx", [heads, cells]), "students", CONTEXT).rows[0]
    return row


def test_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    row = read_one(tmp_path)
    for name in ("甲.xlsx", "乙.xlsx"):
        write_export(tmp_path / name, SHEETS["students"], [row])
    assert (tmp_path / "甲.xlsx").read_bytes() == (tmp_path / "乙.xlsx").read_bytes()


def test_file_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "档").write_text("这里有个同名的文件")
    with pytest.raises(EnvironmentFault):
        write_export(tmp_path / "档" / "导出.xlsx", SHEETS["charges"], [])


def test_failure_halfway_leaves_the_old_file(tmp_path: Path) -> None:
    out = tmp_path / "导出.xlsx"
    out.write_bytes(b"old")

    def rows() -> Iterator[ChargeRow]:
        yield ChargeRow(2, "住宿费", *[None] * 8)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_export(out, SHEETS["charges"], rows())
    assert out.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("name", SHEETS)
def test_empty_template_is_read_as_nobody(tmp_path: Path, name: str) -> None:
    kind = SHEETS[name]
    out = tmp_path / "空表.xlsx"
    assert write_template(out, kind) == 0
    result = read(out, kind, CONTEXT)
    assert (result.sheet, result.row_count, result.problems, result.skipped) == (
        kind.title,
        0,
        (),
        (),
    )
    assert result.given == {column.key for column in kind.columns if column.template}


def test_template_offers_choices_and_explains(tmp_path: Path) -> None:
    out = tmp_path / "空表.xlsx"
    write_template(out, SHEETS["students"])
    book = load_workbook(out)
    assert book.sheetnames == ["学生", GUIDE, CHOICES]
    page: Any = book["学生"]
    rules = {str(rule.sqref).split(":")[0]: rule for rule in page.data_validations.dataValidation}
    places = {cell.value.lstrip("*"): cell.column_letter for cell in page[1]}
    sex = rules[places["性别"] + "2"]
    assert re.fullmatch(r"选项!\$[A-Z]\$2:\$[A-Z]\$3", sex.formula1)
    ethnicity = rules[places["民族"] + "2"].formula1
    column = ethnicity.split("$")[1]
    assert [book[CHOICES][f"{column}{row}"].value for row in (2, 57)] == ["汉族", "基诺族"]
    assert "18 位" in rules[places["身份证件号"] + "2"].prompt
    assert book[GUIDE]["A2"].value == "〔姓名〕"
    assert book[GUIDE]["B2"].value.startswith("必填")


def test_template_of_a_month_comes_with_pupils_and_days(tmp_path: Path) -> None:
    out = tmp_path / "十月.xlsx"
    school_class = ClassName(Grade(Stage.PRIMARY, 3), 2)
    rows = [MealDaysRow(0, "赵甲", "赵甲", None, "G" + number(1), school_class, 21, None, None)]
    assert write_template(out, SHEETS["meal-days"], rows, month=Month(2026, 10)) == 1
    result = read(out, "meal-days", CONTEXT)
    assert result.month == Month(2026, 10)
    assert result.rows == (msgspec.structs.replace(rows[0], row=3, meal_days=21),)
