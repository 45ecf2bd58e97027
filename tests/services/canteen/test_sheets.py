"""Sheets of a canteen taken in, given out, taken in again and undone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from desktop.core.canteen import ArticleKind, Duty, Fund, StockKind
from desktop.core.errors import SchoolError
from desktop.core.money import Money, Quantity
from desktop.core.terms import Month
from desktop.services.canteen.articles import articles
from desktop.services.canteen.balances import trial_balance
from desktop.services.canteen.canteens import NewCanteen, open_canteen
from desktop.services.canteen.drafts import save_draft
from desktop.services.canteen.receipts import NewReceipt
from desktop.services.canteen.reversing import reverse
from desktop.services.canteen.stock import documents, on_hand, paper
from desktop.services.canteen.suppliers import suppliers
from desktop.services.imports.batches import apply, undo
from desktop.services.months import close
from tests.services.canteen.workbooks import (
    HEADER,
    ISSUE_HEADER,
    RECEIPT_HEADER,
    delivered,
    export,
    look,
    look_at,
    out,
    parked,
    said,
    take,
)
from tests.services.rosters import dump

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.imports.batches import Preview
    from desktop.services.session import Session
    from tests.services.canteen.kitchen import Kitchen

OCTOBER = Month(2026, 10)
DAY = date(2026, 10, 8)
RECEIPTS, ISSUES = "goods-receipts", "goods-issues"
RECEIPT = (StockKind.RECEIPT,)


def counts(seen: Preview) -> tuple[int, int, int, int]:
    """New, changed, same, parked."""
    found = seen.counts
    return found.new, found.changed, found.same, found.parked


def test_suppliers_come_from_a_sheet_and_its_empty_cells_say_nothing(
    kitchen: Kitchen, tmp_path: Path
) -> None:
    header = ("序号", "供应商名称", "许可证号", "许可证有效期", "联系电话", "停供日期")
    lines = [
        ("供货商登记表",),
        header,
        (1, "平安粮油店", "JY1", "2027-01-31", "13800138000", None),
        (2, "红星肉铺", None, None, None, None),
        (3, "平安 粮油店", "JY2", None, None, None),
    ]
    seen, receipt = take(kitchen.session, tmp_path, "suppliers", lines)
    assert counts(seen) == (1, 1, 0, 1)
    (changed,) = seen.plan.found.changed
    assert [(c.title, c.old, c.new) for c in changed.changes] == [
        ("食品经营许可证号", "", "JY1"),
        ("许可证有效期至", "", "2027-01-31"),
        ("联系电话", "", "（不显示）"),
    ]
    assert parked(seen) == [(5, "表里不止一行是它，只能留一行")]
    assert counts(look(kitchen.session, tmp_path, "suppliers", lines[:4])) == (0, 0, 2, 0)
    bare = [("供应商名称", "许可证号"), ("平安粮油店", None)]
    seen = look(kitchen.session, tmp_path, "suppliers", bare)
    assert (counts(seen), [d.who for d in seen.plan.found.missing]) == ((0, 0, 1, 0), ["红星肉铺"])
    assert receipt.batch is not None
    undo(kitchen.session, receipt.batch)
    (line,) = suppliers(kitchen.session)
    assert (line.supplier.name, line.supplier.licence) == ("平安粮油店", "")


def test_articles_are_told_by_name_and_specification(kitchen: Kitchen, tmp_path: Path) -> None:
    kitchen.take_in(DAY, kitchen.line(kitchen.rice, "10", "4"))
    header = ("物品名称", "规格", "类别", "单位", "保质期天数")
    lines = [
        header,
        ("大米", None, "米面", "千克", 300),
        ("大米", "5千克/袋", None, "袋", None),
        ("洗洁精", None, None, "桶", None),
    ]
    seen, _ = take(kitchen.session, tmp_path, "articles", lines)
    assert counts(seen) == (1, 2, 0, 0)
    assert said(seen) == [("", "没有写类别，按名称登记为“米面”；请核对")]
    assert [d.who for d in seen.plan.found.missing] == ["猪肉"]
    known = {
        (a.article.name, a.article.specification): a.article for a in articles(kitchen.session)
    }
    assert known["大米", ""].shelf_days == 300
    assert known["洗洁精", ""].measure == "桶"
    assert known["大米", "5千克/袋"].kind is ArticleKind.GRAIN


def test_articles_that_are_not_clear_or_stand_twice_are_parked(
    kitchen: Kitchen, tmp_path: Path
) -> None:
    header = ("物品名称", "规格", "类别", "单位")
    kinds = [header, ("面条", "宽", "米面", "千克"), ("面条", "细", "米面", "千克")]
    take(kitchen.session, tmp_path, "articles", kinds)
    lines = [header, ("面条", None, None, None), ("猪肉", None, None, None), ("猪 肉", "", "", "")]
    seen = look(kitchen.session, tmp_path, "articles", lines)
    assert [(row, reason[:4]) for row, reason in parked(seen)] == [(2, "账里有几"), (4, "表里不止")]
    codes = [("供货商名称", "信用代码"), ("平安粮油店", "9" * 19)]
    seen = look(kitchen.session, tmp_path, "suppliers", codes)
    assert (counts(seen), said(seen)[0][0]) == ((0, 0, 0, 0), "B2")


def test_the_measure_of_what_is_booked_stays(kitchen: Kitchen, tmp_path: Path) -> None:
    kitchen.take_in(DAY, kitchen.line(kitchen.rice, "10", "4"))
    lines = [("物品名称", "单位"), ("大米", "袋")]
    (doubt,) = parked(look(kitchen.session, tmp_path, "articles", lines))
    assert "不能改计量单位" in doubt[1]


def test_lines_of_a_delivery_become_one_receipt(kitchen: Kitchen, tmp_path: Path) -> None:
    lines = [
        RECEIPT_HEADER,
        delivered("2026-10-08", "大米", 50, 4.36, 218),
        delivered("2026-10-08", "鸡蛋", 12.5, 9.6),
        delivered("2026-10-08", "鸡蛋", 12.5, 9.6, people="王五，赵六"),
        delivered("2026.10.9", "白菜", "20", None, "30.10", supplier="菜农老周", ticket="007"),
        ("合 计", None, None, None, None, None, 488.1, None, None, None, None),
    ]
    seen, receipt = take(kitchen.session, tmp_path, RECEIPTS, lines)
    assert counts(seen) == (4, 0, 0, 0)
    booked = documents(kitchen.session, kitchen.canteen_id, OCTOBER, RECEIPT)
    assert sorted((d.day.day, d.supplier, d.ticket, d.lines, str(d.amount)) for d in booked) == [
        (8, "平安粮油店", "", 1, "120.00"),
        (8, "平安粮油店", "", 2, "338.00"),
        (9, "菜农老周", "007", 1, "30.10"),
    ]
    assert [message for _, message in said(seen)] == [
        "账里没有“鸡蛋”，导入时一起登记（蛋类，按千克计）；请看名称是不是写错了",
        "账里没有供货商“菜农老周”，导入时一起登记；请看名称是不是写错了",
        "账里没有“白菜”，导入时一起登记（蔬菜，按千克计）；请看名称是不是写错了",
    ]
    balance = trial_balance(kitchen.session, kitchen.canteen_id, OCTOBER)
    assert Money.sum(line.closing for line in balance) == Money(0)
    again = look(kitchen.session, tmp_path, RECEIPTS, lines)
    assert (counts(again), apply(kitchen.session, again).batch) == ((0, 0, 4, 0), None)
    assert receipt.batch is not None


def test_a_line_twice_on_a_sheet_needs_two_in_the_books(kitchen: Kitchen, tmp_path: Path) -> None:
    line = delivered("2026-10-08", "大米", 50, 4.36)
    take(kitchen.session, tmp_path, RECEIPTS, [RECEIPT_HEADER, line])
    seen = look(kitchen.session, tmp_path, RECEIPTS, [RECEIPT_HEADER, line, line])
    assert counts(seen) == (1, 0, 1, 0)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (delivered("2026-10-08", "大米", 50, 4, people="张三丰"), "至少2个人"),
        (delivered("2026-10-08", "大米", 50, 4, fund=""), "没有写资金来源"),
        (delivered("2026-10-08", "大米", 50, 4, measure="袋"), "按千克计，表里写的是袋"),
        (delivered("2026-10-08", "大米", 0.001, 4, measure="斤"), "不是准数"),
        (delivered("2026-08-08", "大米", 50, 4), "从2026-09-01开始"),
        (delivered("2027-10-08", "大米", 50, 4), "还没有到"),
        (delivered("2026-10-08", "大米", 0, 4), "数量要大于零"),
        (delivered("2026-10-08", "洗洁精", 2, 4, measure="瓶", fund="营养补助"), "不能付"),
    ],
    ids=str,
)
def test_lines_that_cannot_be_booked_are_parked_and_the_others_are_taken(
    kitchen: Kitchen, tmp_path: Path, line: tuple[object, ...], reason: str
) -> None:
    fine = delivered("2026-10-08", "大米", 7, 4)
    seen, _ = take(kitchen.session, tmp_path, RECEIPTS, [RECEIPT_HEADER, line, fine])
    assert counts(seen) == (1, 0, 0, 1)
    ((row, said_why),) = parked(seen)
    assert (row, reason in said_why) == (2, True), said_why
    assert [lot.left.plain for lot in on_hand(kitchen.session, kitchen.canteen_id)] == ["7"]


def test_an_amount_beside_price_times_quantity_counts_and_is_told(
    kitchen: Kitchen, tmp_path: Path
) -> None:
    lines = [
        RECEIPT_HEADER,
        delivered("2026-10-08", "大米", 50, 4.36, 218.01),
        delivered("2026-10-08", "大米", 50, 4.36, 218.5),
        delivered("2026-10-08", "大米", 50, None, None),
        delivered("2026-10-08", "大米", "五十", 4, None),
    ]
    seen, _ = take(kitchen.session, tmp_path, RECEIPTS, lines)
    assert said(seen) == [
        ("G3", "单价×数量是 218.00 元，与金额 218.50 元不同；按金额入账，请核对"),
        ("G4", "单价和金额都没有写；请至少填一个"),
        ("D5", "这里要填数量，只写数字，如 12.5"),
    ]
    (document,) = documents(kitchen.session, kitchen.canteen_id, OCTOBER, RECEIPT)
    assert document.amount == Money.of("436.51")


def test_what_is_not_fit_is_turned_back(kitchen: Kitchen, tmp_path: Path) -> None:
    header = (*RECEIPT_HEADER, "是否合格", "生产日期", "保质期")
    lines = [
        header,
        (*delivered("2026-10-08", "大米", 50, 4, 200), "不合格", None, None),
        (*delivered("2026-10-08", "大米", 10, 4), "合格", "2026-09-30", "6个月"),
    ]
    lines[2] = (*lines[2][:-3], "是", *lines[2][-2:])
    lines[1] = (*lines[1][:-3], "否", *lines[1][-2:])
    take(kitchen.session, tmp_path, RECEIPTS, lines)
    (document,) = documents(kitchen.session, kitchen.canteen_id, OCTOBER, RECEIPT)
    back, kept = paper(kitchen.session, document.document_id).lines
    assert (back.rejected, back.amount, back.rejected_why) == (
        Quantity.of("50"),
        Money(0),
        "验收不合格",
    )
    assert (kept.quantity, kept.expires_on) == (Quantity.of("10"), date(2027, 3, 30))
    assert counts(look(kitchen.session, tmp_path, RECEIPTS, lines)) == (0, 0, 2, 0)


def test_half_kilograms_are_counted_as_the_books_count(kitchen: Kitchen, tmp_path: Path) -> None:
    lines = [RECEIPT_HEADER, delivered("2026-10-08", "大米", 25, 2.18, measure="斤")]
    take(kitchen.session, tmp_path, RECEIPTS, lines)
    (lot,) = on_hand(kitchen.session, kitchen.canteen_id)
    assert (lot.left.plain, str(lot.price), str(lot.left_amount)) == ("12.5", "4.3600", "54.50")
    assert counts(look(kitchen.session, tmp_path, RECEIPTS, lines)) == (0, 0, 1, 0)


def test_day_and_fund_may_stand_in_the_title(kitchen: Kitchen, tmp_path: Path) -> None:
    lines = [
        ("平安县红星小学营养改善计划食材入库登记表",),
        ("2026年10月8日",),
        (*tuple(HEADER[1:]), "验收人1", "验收人2"),
        ("大米", "", 50, "公斤", 4, 200, "平安粮油店", "张三丰", "李桂兰"),
    ]
    seen, _ = take(kitchen.session, tmp_path, RECEIPTS, lines)
    assert counts(seen) == (1, 0, 0, 0)
    (document,) = documents(kitchen.session, kitchen.canteen_id, OCTOBER, RECEIPT)
    assert (document.day, document.fund) == (DAY, Fund.NUTRITION)
    assert paper(kitchen.session, document.document_id).names(Duty.ACCEPTOR) == ("张三丰", "李桂兰")


def test_what_was_reversed_or_waits_as_a_draft_is_not_booked_again_silently(
    kitchen: Kitchen, tmp_path: Path
) -> None:
    lines = [RECEIPT_HEADER, delivered("2026-10-08", "大米", 50, 4)]
    booked = kitchen.take_in(DAY, kitchen.line(kitchen.rice, "50", "4"))
    reverse(kitchen.session, booked.document_id, "记错了", DAY)
    assert "红字冲销" in parked(look(kitchen.session, tmp_path, RECEIPTS, lines))[0][1]
    assert counts(look(kitchen.session, tmp_path, RECEIPTS, lines, new=[2])) == (1, 0, 0, 0)
    draft = NewReceipt(
        canteen_id=kitchen.canteen_id,
        day=DAY,
        supplier_id=kitchen.supplier_id,
        fund=Fund.PUPIL_FEES,
        lines=(kitchen.line(kitchen.rice, "60", "4"),),
        signers=(),
    )
    save_draft(kitchen.session, draft)
    lines = [RECEIPT_HEADER, delivered("2026-10-08", "大米", 60, 4)]
    assert "草稿" in parked(look(kitchen.session, tmp_path, RECEIPTS, lines))[0][1]


def test_meat_without_ticket_is_taken_in_and_told(kitchen: Kitchen, tmp_path: Path) -> None:
    lines = [RECEIPT_HEADER, delivered("2026-10-08", "猪肉", 5, 30)]
    seen, _ = take(kitchen.session, tmp_path, RECEIPTS, lines)
    assert said(seen) == [("", "猪肉没有写检疫（检测）票号")]
    assert counts(seen)[0] == 1


def test_a_month_that_is_closed_takes_nothing_more(kitchen: Kitchen, tmp_path: Path) -> None:
    kitchen.take_in(date(2026, 9, 7), kitchen.line(kitchen.rice, "1", "4"))
    close(kitchen.session, Month(2026, 9), accept_warnings=True)
    lines = [RECEIPT_HEADER, delivered("2026-09-08", "大米", 50, 4)]
    assert "已经结账" in parked(look(kitchen.session, tmp_path, RECEIPTS, lines))[0][1]


def test_with_two_canteens_a_line_names_its_own(kitchen: Kitchen, tmp_path: Path) -> None:
    open_canteen(kitchen.session, NewCanteen(date(2026, 9, 1), "教工食堂"))
    header = (*RECEIPT_HEADER, "食堂")
    line = delivered("2026-10-08", "大米", 50, 4)
    lines = [header, (*line, None), (*line, "教工食堂"), (*line, "三食堂")]
    seen = look(kitchen.session, tmp_path, RECEIPTS, lines)
    assert [reason[:4] for _, reason in parked(seen)] == ["有几个食", "没有叫“"]
    assert counts(seen) == (1, 0, 0, 2)


def test_before_a_canteen_is_opened_every_line_waits(session: Session, tmp_path: Path) -> None:
    lines = [RECEIPT_HEADER, delivered("2026-10-08", "大米", 50, 4)]
    assert parked(look(session, tmp_path, RECEIPTS, lines)) == [
        (2, "还没有食堂账，请先在食堂账目里开设")
    ]


def test_a_batch_goes_back_whole_while_nothing_was_used(kitchen: Kitchen, tmp_path: Path) -> None:
    before = dump(kitchen.session.store)
    lines = [RECEIPT_HEADER, delivered("2026-10-08", "粉条", 50, 4, supplier="新店")]
    _, receipt = take(kitchen.session, tmp_path, RECEIPTS, lines)
    assert receipt.batch is not None
    undo(kitchen.session, receipt.batch)
    assert dump(kitchen.session.store) == before
    _, receipt = take(kitchen.session, tmp_path, RECEIPTS, lines)
    take(kitchen.session, tmp_path, ISSUES, [ISSUE_HEADER, out("2026-10-09", "粉条", 5)])
    assert receipt.batch is not None
    with pytest.raises(SchoolError, match=r"不能撤销.*批次有 1 条.*先冲销用掉它的出库单"):
        undo(kitchen.session, receipt.batch)


def test_goods_go_out_by_the_sheet_and_come_back_when_undone(
    kitchen: Kitchen, tmp_path: Path
) -> None:
    kitchen.take_in(DAY, kitchen.line(kitchen.rice, "30", "4"))
    kitchen.take_in(date(2026, 10, 10), kitchen.line(kitchen.rice, "20", "5"))
    before = dump(kitchen.session.store)
    lines = [
        ISSUE_HEADER,
        out("2026-10-11", "大米", 15),
        out("2026-10-09", "大米", 20, "早餐"),
        out("2026-10-09", "大米", 5, "早餐"),
        out("2026-10-09", "大米", 6),
        out("2026-10-09", "粉条", 6),
    ]
    seen, receipt = take(kitchen.session, tmp_path, ISSUES, lines)
    assert [d.row for d in seen.plan.found.fresh] == [3, 4, 2]
    assert parked(seen) == [
        (
            5,
            "大米在2026-10-09只有5千克可以出库，不够6千克。请检查数量，或先登记入库。",
        ),
        (6, "账里没有这个物品，还没有入过库；请核对名称，或先登记入库"),
    ]
    (lot,) = on_hand(kitchen.session, kitchen.canteen_id)
    assert lot.left.plain == "10"
    again = look(kitchen.session, tmp_path, ISSUES, lines[:4])
    assert counts(again) == (0, 0, 3, 0)
    assert receipt.batch is not None
    undo(kitchen.session, receipt.batch)
    assert dump(kitchen.session.store) == before


def test_another_quantity_for_a_meal_that_is_booked_is_in_doubt(
    kitchen: Kitchen, tmp_path: Path
) -> None:
    kitchen.take_in(DAY, kitchen.line(kitchen.rice, "90", "4"))
    first = [ISSUE_HEADER, out("2026-10-09", "大米", 20)]
    take(kitchen.session, tmp_path, ISSUES, first)
    other = [ISSUE_HEADER, out("2026-10-09", "大米", 21)]
    seen = look(kitchen.session, tmp_path, ISSUES, other)
    assert parked(seen) == [(2, "账里这一餐已经出库20千克，与表里不同；要更正请先用红字冲销账里的")]
    assert counts(look(kitchen.session, tmp_path, ISSUES, other, new=[2])) == (1, 0, 0, 0)
    more = [*first, out("2026-10-09", "大米", 5)]
    assert counts(look(kitchen.session, tmp_path, ISSUES, more)) == (1, 0, 1, 0)


def test_what_nobody_signs_for_does_not_go_out(kitchen: Kitchen, tmp_path: Path) -> None:
    kitchen.take_in(DAY, kitchen.line(kitchen.rice, "90", "4"))
    lines = [("领用日期", "食材名称", "数量", "领用人"), ("2026-10-09", "大米", 5, "老钱")]
    assert "库管员签字" in parked(look(kitchen.session, tmp_path, ISSUES, lines))[0][1]


def test_what_is_given_out_differs_in_nothing_when_taken_in(
    kitchen: Kitchen, tmp_path: Path
) -> None:
    lines = [
        RECEIPT_HEADER,
        delivered("2026-10-08", "大米", 50, 4.3333, specification="25千克/袋"),
        delivered("2026-10-08", "大米", 50, 4.36, 218.5, ticket="08"),
        delivered("2026-10-09", "猪肉", 0.125, 32.5),
    ]
    take(kitchen.session, tmp_path, RECEIPTS, lines)
    gone = [
        ISSUE_HEADER,
        out("2026-10-09", "猪肉", 0.1),
        out("2026-10-09", "猪肉", 0.02, ""),
    ]
    take(kitchen.session, tmp_path, ISSUES, gone)
    booked = kitchen.take_in(DAY, kitchen.line(kitchen.soap, "1", "2"))
    reverse(kitchen.session, booked.document_id, "记错了", DAY)
    for kind, month, lines_out in (
        ("suppliers", None, 1),
        ("articles", None, 4),
        (RECEIPTS, OCTOBER, 3),
        (ISSUES, OCTOBER, 2),
    ):
        seen = look_at(kitchen.session, export(kitchen.session, tmp_path, kind, month), kind)
        assert (kind, counts(seen)) == (kind, (0, 0, lines_out, 0))
        assert not seen.plan.found.missing
        assert [cell for cell, _ in said(seen)] == (["I4"] if kind == RECEIPTS else [])
