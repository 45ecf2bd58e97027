from __future__ import annotations

import json
from dataclasses import asdict, is_dataclass, replace
from pathlib import Path

import pytest

from desktop.core.errors import SchoolError
from desktop.core.money import Money
from desktop.reports.document import (
    Contacts,
    Document,
    Orientation,
    Paragraph,
    SealArea,
    SealCode,
    Table,
)
from desktop.reports.notices import charges, masked, meals
from tests.reports import samples

STORED = Path(__file__).parent / "stored"
TWO_CLASSES = (
    samples.school_class("一年级（1）班", ("王芳", samples.LONG_NAME)),
    samples.school_class("一年级（2）班", ("䶮文",)),
)


def _plain(document: Document) -> str:
    """A document as readable JSON, each block with its kind."""

    def value(thing: object) -> object:
        if is_dataclass(thing) and not isinstance(thing, type):
            fields = {name: value(getattr(thing, name)) for name in asdict(thing)}
            return {"block": type(thing).__name__, **fields}
        return [value(x) for x in thing] if isinstance(thing, tuple | list) else thing

    return json.dumps(value(document), ensure_ascii=False, indent=1, default=str) + "\n"


def _table(document: Document) -> Table:
    return next(block for block in document.blocks if isinstance(block, Table))


def _prose(document: Document) -> str:
    return "".join(block.text for block in document.blocks if isinstance(block, Paragraph))


def test_meals_document_is_the_stored_one() -> None:
    document = meals(samples.meals_notice(*TWO_CLASSES, not_recorded=2)).document
    assert _plain(document) == (STORED / "meals.json").read_text(encoding="utf-8")


def test_charges_document_is_the_stored_one() -> None:
    lines = (samples.charge_line(), samples.charge_line(item="作业本费", kind="代收费"))
    document = charges(samples.charges_notice(*lines)).document
    assert _plain(document) == (STORED / "charges.json").read_text(encoding="utf-8")


def test_meals_say_where_the_standard_comes_from_and_how_long_they_hang() -> None:
    prose = _prose(meals(samples.meals_notice(*TWO_CLASSES)).document)
    for words in ("5.00元/生·天", "财教〔2021〕174号", "2021年9月1日", "2026年10月"):
        assert words in prose
    assert "公示期：2026年11月2日至2026年11月6日（5个工作日）" in prose


def test_total_stands_last_in_figures_and_words() -> None:
    table = _table(meals(samples.meals_notice(*TWO_CLASSES)).document)
    assert table.total
    assert table.total.label == "合计（3人）"
    assert table.total.cells[3:] == ("65", "", "325.00")
    assert table.closing == "补助金额合计（大写）：叁佰贰拾伍元整（￥325.00）"


def test_long_list_names_each_class_once_over_two_panels() -> None:
    short, long = (_table(meals(samples.large_notice(pupils)).document) for pupils in (60, 61))
    assert (short.panels, long.panels) == (1, 2)
    assert [column.title for column in long.columns] == [
        "序号", "姓名", "就餐天数", "标准（元/天）", "补助金额（元）"
    ]  # fmt: skip
    assert [group.heading for group in long.groups] == ["1班", "2班", "3班"]
    assert [group.heading for group in short.groups] == ["", ""]


def test_numbers_run_through_all_classes() -> None:
    for pupils in (50, 100):
        table = _table(meals(samples.large_notice(pupils)).document)
        assert [cells[0] for cells in table.rows()] == [str(n + 1) for n in range(pupils)]


def test_subtotals_add_up_to_the_total() -> None:
    table = _table(meals(samples.large_notice(150)).document)
    subtotals = [group.subtotal for group in table.groups if group.subtotal]
    assert len(subtotals) == 5
    assert table.total
    total = Money.sum([Money.of(s.cells[-1]) for s in subtotals])
    assert str(total) == table.total.cells[-1]


def test_one_class_needs_no_subtotal() -> None:
    document = meals(samples.meals_notice(TWO_CLASSES[0])).document
    assert _table(document).groups[0].subtotal is None


def test_open_month_gives_a_marked_trial_without_a_number() -> None:
    trial = samples.posting(seal_code=None)
    document = meals(samples.meals_notice(*TWO_CLASSES, on_wall=trial)).document
    assert document.mark == "试印稿·本月未结账"
    assert document.number == ""
    area = document.blocks[-1]
    assert isinstance(area, SealArea)
    assert area.seal_code == SealCode(None)


def test_closed_month_carries_number_and_seal_code() -> None:
    document = meals(samples.meals_notice(*TWO_CLASSES)).document
    assert document.mark == ""
    assert document.number == "公示〔2026〕10号"
    area = document.blocks[-1]
    assert isinstance(area, SealArea)
    assert area.seal_code == SealCode("K7QM-2XP9-84TD")


def test_correction_names_what_it_replaces() -> None:
    correction = samples.posting(replaces="公示〔2026〕9号")
    document = meals(samples.meals_notice(*TWO_CLASSES, on_wall=correction)).document
    assert document.subject.endswith("实名公示（更正）")
    assert "更正并替代编号为“公示〔2026〕9号”的公示" in _prose(document)


def test_pupils_without_record_are_not_called_absent() -> None:
    document = meals(samples.meals_notice(*TWO_CLASSES, not_recorded=4)).document
    assert "另有4名在籍学生本月未登记就餐情况，不是缺餐" in _prose(document)
    assert "未登记" not in _prose(meals(samples.meals_notice(*TWO_CLASSES)).document)


def test_month_without_pupils_says_so() -> None:
    document = meals(samples.meals_notice()).document
    assert "本月没有学生就餐记录" in _prose(document)
    assert "零元整" in _table(document).closing


@pytest.mark.parametrize(
    ("name", "hidden"),
    [
        ("王", "王*"),
        ("王芳", "王*"),
        ("李小明", "李*明"),
        ("欧阳文轩", "欧**轩"),
        (samples.LONG_NAME, "阿***力"),
        ("𫖮𬱖㛃", "𫖮*㛃"),
    ],
)
def test_masked_name(name: str, hidden: str) -> None:
    assert masked(name) == hidden


def test_masked_notice_shows_no_whole_name() -> None:
    table = _table(meals(samples.meals_notice(*TWO_CLASSES), mask_names=True).document)
    assert [cells[2] for cells in table.rows()] == ["王*", "阿***力", "䶮*"]


def test_private_content_in_a_name_is_refused() -> None:
    bad = samples.school_class("一班", ("王芳13812345678",))
    with pytest.raises(SchoolError, match="第 1 行“姓名”列"):
        meals(samples.meals_notice(bad))


def test_board_lies_and_waives_by_rule() -> None:
    document = charges(samples.charges_notice(samples.charge_line())).document
    assert document.orientation is Orientation.LANDSCAPE
    (cells,) = _table(document).rows()
    assert cells[7] == "自愿"
    assert cells[8] == "低保、特困、残疾学生和孤儿免收"


def test_board_refuses_a_telephone_in_a_rule() -> None:
    with pytest.raises(SchoolError, match="“退费办法”列"):
        charges(samples.charges_notice(samples.charge_line(refund="打13812345678退")))


def test_board_without_charges_says_so() -> None:
    assert "目前没有收费项目" in _prose(charges(samples.charges_notice()).document)


def test_board_has_no_trial_mark_and_no_seal_code() -> None:
    document = charges(samples.charges_notice()).document
    area = document.blocks[-1]
    assert isinstance(area, SealArea)
    assert area.seal_code is None
    assert document.mark == ""


def test_contacts_are_named_once() -> None:
    document = meals(samples.meals_notice()).document
    contacts = next(block for block in document.blocks if isinstance(block, Contacts))
    assert contacts.label == ""
    assert [line.label for line in contacts.lines] == ["受理电话", "监督电话"]


def test_kindergarten_speaks_of_itself_as_one() -> None:
    board = replace(samples.charges_notice(), unit_name="平安县平安乡中心幼儿园")
    assert "现将我园自" in _prose(charges(board).document)
