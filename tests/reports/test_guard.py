from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.errors import SchoolError
from desktop.reports.document import (
    Column,
    ContactLine,
    Contacts,
    Document,
    Group,
    Heading,
    Kind,
    Paragraph,
    SealArea,
    SealCode,
    SignatureLines,
    Summary,
    Table,
)
from desktop.reports.guard import Fields, GuardedDocument
from tests.reports import samples

ROWS = [["1", "一班", "王芳", "22", "110.00", "—"], ["2", "一班", "李明", "21", "105.00", "—"]]
KINDS = (Kind.NUMBER, Kind.TEXT, Kind.TEXT, Kind.NUMBER, Kind.MONEY, Kind.TEXT)
TITLES = ("序号", "班级", "姓名", "天数", "金额", "说明")
COLUMNS = tuple(Column(title, 1, kind) for title, kind in zip(TITLES, KINDS, strict=True))


def _table(rows: list[list[str]], **changed: object) -> Table:
    groups = (Group([tuple(row) for row in rows], "一班", Summary("小计", ("", "", "", "43"))),)
    whole = Table(COLUMNS, groups, Summary("合计", ("", "", "", "43")), "大写：肆拾叁")
    return replace(whole, **changed)  # type: ignore[arg-type] # one field each


def _refusal(*blocks: object, fields: Fields = samples.ANY, **document: object) -> str:
    whole = Document(("公示",), blocks, **document)  # type: ignore[arg-type] # brevity
    with pytest.raises(SchoolError) as refused:
        GuardedDocument(whole, fields)
    return refused.value.sentence


def test_clean_document_passes() -> None:
    guarded = samples.guarded(
        Heading("一、公示内容"),
        Paragraph("现将情况公示如下。"),
        _table(ROWS),
        Contacts("监督电话", (ContactLine("学校", "0951-7123456转801"),)),
        SignatureLines(("经办人", "负责人")),
        SealArea(samples.SCHOOL, date(2026, 11, 2), SealCode("K7QM-2XP9-84TD")),
    )
    assert guarded.document.subject == "测试公示"


@given(number=samples.private_numbers, row=st.integers(0, 1), column=st.integers(0, 5))
def test_private_number_in_any_cell_is_refused_and_not_repeated(
    number: str, row: int, column: int
) -> None:
    rows = [list(cells) for cells in ROWS]
    rows[row][column] = number
    sentence = _refusal(_table(rows))
    assert number not in sentence
    assert f"第 1 张表第 {row + 1} 行“{TITLES[column]}”列" in sentence


@given(number=samples.private_numbers, place=st.integers(0, 11))
def test_private_number_outside_cells_is_refused(number: str, place: int) -> None:
    clean = _table(ROWS)
    blocks: list[object] = [
        Paragraph(f"请致电{number}"),
        Heading(number),
        SignatureLines(("经办人", number)),
        SealArea(number, date(2026, 11, 2)),
        Contacts(number, ()),
        Contacts("监督电话", (ContactLine(number, "12315"),)),
        _table(ROWS, closing=number),
        _table(ROWS, total=Summary(number, ("", "", "", "1"))),
        _table(ROWS, total=Summary("合计", ("", "", "", number))),
        replace(clean, groups=(Group([], number),)),
        replace(clean, groups=(Group([], "一班", Summary(number, ())),)),
    ]
    sentence = _refusal(blocks[place]) if place < len(blocks) else _refusal(number=number)
    assert number not in sentence


@given(number=samples.private_numbers)
def test_private_number_cannot_hide_in_the_name_of_the_unit(number: str) -> None:
    with pytest.raises(SchoolError, match="单位名称"):
        GuardedDocument(Document((number,), ()), samples.ANY, (number,))


@given(number=samples.private_numbers)
def test_private_number_in_title_or_mark_is_refused(number: str) -> None:
    assert "标题" in _refusal(mark=number)
    with pytest.raises(SchoolError):
        GuardedDocument(Document(("公示", number), ()), samples.ANY)


def test_title_is_read_in_one_line() -> None:
    with pytest.raises(SchoolError):
        GuardedDocument(Document(("1381234", "5678"), ()), samples.ANY)


@given(number=st.one_of(samples.identity_numbers(), samples.student_numbers, samples.bank_cards))
def test_contacts_hold_telephones_only(number: str) -> None:
    sentence = _refusal(Contacts("电话", (ContactLine("学校", number),)))
    assert "联系电话第 1 行" in sentence
    assert number not in sentence


@given(number=st.one_of(samples.mobiles(), samples.landlines))
def test_contacts_may_hold_any_telephone(number: str) -> None:
    samples.guarded(Contacts("电话", (ContactLine("学校", number),)))


def test_contact_that_is_no_number_is_refused() -> None:
    assert "不是电话号码" in _refusal(Contacts("电话", (ContactLine("学校", "王芳家"),)))


def test_undeclared_column_is_refused_by_its_number() -> None:
    columns = (*COLUMNS, Column("备注", 1))
    rows = [(*row, "") for row in ROWS]
    sentence = _refusal(Table(columns, (Group(rows),)))
    assert "第 1 张表第 7 列不在这种公示允许的栏目里" in sentence


@pytest.mark.parametrize("title", ["身份证号", "出生日期", "家庭住址", "困难类别", "家长电话"])
def test_column_of_private_content_is_refused_even_if_empty(title: str) -> None:
    assert "第 1 张表第 2 列" in _refusal(Table((COLUMNS[0], Column(title, 1)), (Group([]),)))


def test_second_table_is_named() -> None:
    rows = [["1", "一班", "低保户", "22", "110.00", "—"]]
    assert "第 2 张表第 1 行“姓名”列" in _refusal(_table(ROWS), _table(rows))


def test_category_word_is_refused_in_a_list_and_allowed_in_a_rule() -> None:
    rows = [["1", "一班", "—", "22", "110.00", "残疾学生免收"]]
    assert "“说明”列" in _refusal(_table(rows))
    samples.guarded(_table(rows), fields=samples.POLICY)


def test_category_word_outside_policy_columns_is_refused_on_a_board() -> None:
    rows = [["1", "残疾", "—", "22", "110.00", "—"]]
    assert "“班级”列" in _refusal(_table(rows), fields=samples.POLICY)


@pytest.mark.parametrize("text", ["2015年3月8日", "2015-03-08", "20150308"])
def test_date_in_a_list_of_persons_is_refused(text: str) -> None:
    rows = [["1", "一班", text, "22", "110.00", "—"]]
    assert "出生日期" in _refusal(_table(rows))


def test_name_of_the_school_may_hold_a_village_or_a_category_word() -> None:
    name = "平安县平安乡张家村留守儿童学校"
    rows = [["1", f"{name}一班", "王芳", "22", "110.00", "—"]]
    document = Document(
        (name, "公示"), (_table(rows), SealArea(name, date(2026, 11, 2)), Paragraph(f"{name}公示"))
    )
    GuardedDocument(document, samples.ANY, (name,))
    with pytest.raises(SchoolError):
        GuardedDocument(document, samples.ANY)


def test_name_of_the_school_does_not_cover_what_stands_beside_it() -> None:
    rows = [["1", f"{samples.SCHOOL}低保户", "王芳", "22", "110.00", "—"]]
    with pytest.raises(SchoolError):
        GuardedDocument(Document(("公示",), (_table(rows),)), samples.ANY, (samples.SCHOOL,))


@pytest.mark.parametrize(
    "code", ["12345", "6222-0212-3456-7890-123", "110105-19491231-002X", "电话13812345678"]
)
def test_seal_code_of_another_shape_is_refused(code: str) -> None:
    area = SealArea(samples.SCHOOL, date(2026, 11, 2), SealCode(code))
    assert "封存码的样子不对" in _refusal(area)


@pytest.mark.parametrize("figure", ["13812345678", "138123456781.00", "1234,5678,9012"])
def test_figure_columns_hold_figures(figure: str) -> None:
    rows = [["1", "一班", "王芳", "22", figure, "—"]]
    if figure.count(",") == 2:
        samples.guarded(_table(rows))  # no telephone, whatever else it is
    elif "." in figure:
        samples.guarded(_table(rows))
    else:
        assert "“金额”列" in _refusal(_table(rows))


def test_document_cannot_be_guarded_by_assignment() -> None:
    guarded = samples.guarded(Paragraph("公示"))
    with pytest.raises(AttributeError):
        guarded.document = Document(("x",), ())  # type: ignore[misc] # the point of the test
    with pytest.raises(SchoolError):
        replace(guarded, document=Document(("13812345678",), ()))
