"""Count sheets, statements of banks and contract prices as workbooks: in, twice, out, and back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from desktop.core.canteen import MoneyKind
from desktop.core.errors import SchoolError
from desktop.core.money import Money, Quantity
from desktop.core.terms import Month
from desktop.services.canteen.bank import match, save_statement
from desktop.services.canteen.contract_prices import contract_prices
from desktop.services.canteen.counting import Count, begin, write_counts
from desktop.services.canteen.money import NewMoney, record
from desktop.services.canteen.reconciling import reconciliation
from desktop.services.canteen.stocktakes import stocktake
from desktop.services.exports import rows
from desktop.services.imports.batches import undo
from tests.services.canteen.workbooks import export, look, look_at, parked, said, take
from tests.services.rosters import dump

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.services.canteen.kitchen import Kitchen

OCTOBER = Month(2026, 10)
DAY, NINTH, END = date(2026, 10, 8), date(2026, 10, 9), date(2026, 10, 31)
BANK = "bank-statement"
BANK_HEAD = ("交易日期", "借方发生额", "贷方发生额（元）", "余额", "摘要", "对方户名", "对方账号")
BANK_LINES = (
    ("农村信用社 对公账户明细",),
    BANK_HEAD,
    ("2026-10-30", 12, "", "488.00", "手续费", "", ""),
    ("20261009", "", "500.00", "500.00", "转账", "县财政局", "6222000000000000000"),
    ("合计", 12, 500, "", "", "", ""),
)


def goes_out_and_in(kitchen: Kitchen, path: Path, kind: str, month: Month | None = None) -> None:
    """What goes out comes in again as the same."""
    seen = look_at(kitchen.session, export(kitchen.session, path, kind, month), kind)
    assert not seen.counts.moves
    assert (seen.counts.parked, seen.counts.same) == (0, seen.counts.rows)


def bank(kitchen: Kitchen) -> list[tuple[date, str, str]]:
    found = reconciliation(kitchen.session, kitchen.canteen_id, OCTOBER)
    return [(line.day, str(line.amount), line.text) for line in found.lines]


def test_a_statement_newest_first_brings_its_balances_and_goes_back(
    kitchen: Kitchen, tmp_path: Path
) -> None:
    before = dump(kitchen.session.store)
    seen, receipt = take(kitchen.session, tmp_path, BANK, BANK_LINES)
    assert bank(kitchen) == [
        (NINTH, "500.00", "转账 县财政局"),
        (date(2026, 10, 30), "-12.00", "手续费"),
    ]
    assert any("月初 0.00 元、月末 488.00 元" in message for _, message in said(seen))
    found = reconciliation(kitchen.session, kitchen.canteen_id, OCTOBER)
    assert (found.opening, found.closing) == (Money(0), Money.of("488"))
    again, nothing = take(kitchen.session, tmp_path, BANK, BANK_LINES)
    assert (again.counts.same, nothing.batch) == (2, None)
    goes_out_and_in(kitchen, tmp_path, BANK, OCTOBER)
    assert receipt.batch is not None
    undo(kitchen.session, receipt.batch)
    assert dump(kitchen.session.store) == before


def test_matched_lines_are_not_taken_back(kitchen: Kitchen, tmp_path: Path) -> None:
    _, receipt = take(kitchen.session, tmp_path, BANK, BANK_LINES)
    income = NewMoney(
        canteen_id=kitchen.canteen_id,
        day=NINTH,
        kind=MoneyKind.SUBSIDY,
        amount=Money.of("500"),
    )
    booked = record(kitchen.session, income).document_ids
    lines = reconciliation(kitchen.session, kitchen.canteen_id, OCTOBER).lines
    match(kitchen.session, lines[0].line_id, booked)
    assert receipt.batch is not None
    with pytest.raises(SchoolError, match="取消勾对"):
        undo(kitchen.session, receipt.batch)


def test_one_column_has_its_sign_or_its_side(kitchen: Kitchen, tmp_path: Path) -> None:
    head, row = ("日期", "金额"), ("2026/10/9", "-12.5")
    lines = (head, row, row)  # two that are alike are two
    seen = look(kitchen.session, tmp_path, BANK, lines)
    assert [reason[:18] for _, reason in parked(seen)] == ["2026年10月的对账单还没有录入月"] * 2
    save_statement(kitchen.session, kitchen.canteen_id, OCTOBER, Money(0), Money(0))
    take(kitchen.session, tmp_path, BANK, lines)
    assert [size for _, size, _ in bank(kitchen)] == ["-12.50", "-12.50"]
    for titles, cells, amount in (
        (("日期", "借贷标志", "金额"), ("2026/10/9", "借", "12"), "-12.00"),
        (("记账日期", "收支", "交易金额"), ("2026/10/9", "收入", "¥1,012.5元"), "1,012.50"),
    ):
        (fresh,) = look(kitchen.session, tmp_path, BANK, (titles, cells)).plan.found.fresh
        assert fresh.reason == f"2026-10-09 {amount}元"


def test_lines_of_a_bank_that_cannot_be_are_told(kitchen: Kitchen, tmp_path: Path) -> None:
    head = ("日期", "收入", "支出", "余额")
    lines = (
        head,
        ("2026-10-09", 5, 6, 0),
        ("2026-10-09", "", "", 0),
        ("2026-10-09", "五元", "", 0),
        ("2099-10-09", 5, "", 0),
    )
    seen = look(kitchen.session, tmp_path, BANK, lines)
    assert seen.counts.new == 0
    told = " ".join(message for _, message in said(seen))
    for words in ("收入和支出写在同一行", "没有写收入", "只写数字", "日期还没有到"):
        assert words in told


def counting(kitchen: Kitchen) -> object:
    kitchen.take_in(DAY, kitchen.line(kitchen.rice, "50", "4"))
    kitchen.take_in(NINTH, kitchen.line(kitchen.rice, "20", "4.5"))
    kitchen.take_in(NINTH, kitchen.line(kitchen.soap, "3", "7"))
    return begin(kitchen.session, kitchen.canteen_id, END).stocktake_id


COUNT_HEAD = ("序号", "物品名称", "入库日期", "账面数量", "实盘数量", "原因")
COUNTED: Sequence[tuple[object, ...]] = (
    COUNT_HEAD,
    (1, "大米", "2026-10-08", 50, 0, "受潮"),
    ("", "大米", "2026-10-09", 20, 20, ""),
    (3, "洗洁精", "2026-10-09", 3, "", ""),
)


def test_a_count_sheet_comes_back_filled_in(kitchen: Kitchen, tmp_path: Path) -> None:
    key = counting(kitchen)
    before = dump(kitchen.session.store)
    goes_out = export(kitchen.session, tmp_path, "stocktake")
    assert look_at(kitchen.session, goes_out, "stocktake").counts.rows == 3
    seen, receipt = take(kitchen.session, tmp_path, "stocktake", COUNTED)
    assert (seen.counts.changed, seen.counts.same, seen.counts.parked) == (2, 0, 0)
    lines = stocktake(kitchen.session, key).lines  # type: ignore[arg-type]
    assert [(line.counted and line.counted.plain, line.reason) for line in lines] == [
        (Quantity(0), "受潮"),
        ("20", ""),
        (None, ""),
    ]
    again, nothing = take(kitchen.session, tmp_path, "stocktake", COUNTED)
    assert (again.counts.same, nothing.batch) == (2, None)
    write_counts(kitchen.session, key, [Count(lines[2].line_id, Quantity.of("3"))])  # type: ignore[arg-type]
    goes_out_and_in(kitchen, tmp_path, "stocktake")
    write_counts(kitchen.session, key, [Count(lines[2].line_id, None)])  # type: ignore[arg-type]
    assert receipt.batch is not None
    undo(kitchen.session, receipt.batch)
    assert dump(kitchen.session.store) == before


def test_a_sheet_of_another_count_is_not_taken(kitchen: Kitchen, tmp_path: Path) -> None:
    seen = look(kitchen.session, tmp_path, "stocktake", COUNTED)
    assert {reason[:10] for _, reason in parked(seen)} == {"现在没有正在进行的盘"}
    assert rows(kitchen.session, "stocktake") == ()
    counting(kitchen)
    lines = (
        COUNT_HEAD,
        (1, "洗洁精", "", "", 1, ""),
        (9, "大米", "", "", 1, ""),
        ("", "大米", "", "", 1, ""),
        ("", "白菜", "", "", 1, ""),
        (2, "大米", "", 50, 1, ""),
        (3, "洗洁精", "", 3, 1, "漏了"),
        ("", "洗洁精", "", 3, 2, "漏了"),
    )
    seen = look(kitchen.session, tmp_path, "stocktake", lines)
    assert [(row, reason[:9]) for row, reason in parked(seen)] == [
        (2, "这次盘点的第1行是"),
        (3, "这次盘点里没有这一"),
        (4, "这次盘点里有几批大"),
        (5, "这次盘点里没有这一"),
        (6, "账面数量这次盘点是"),
        (8, "表里不止一行是它，"),
    ]
    assert seen.counts.changed == 1


PRICES = "contract-prices"
PRICE_HEAD = ("供货商", "品名", "单位", "单价", "执行日期", "截止日期", "定价依据")


def price(
    value: object, since: str, until: str = "", *, name: str = "大米", measure: str = "千克"
) -> tuple[object, ...]:
    return ("平安粮油店", name, measure, value, since, until, "秋季询价会")


def held(kitchen: Kitchen) -> list[tuple[str, str, date, date | None]]:
    return [
        (line.article, line.price.plain, line.since, line.until)
        for line in contract_prices(kitchen.session)
    ]


def test_contract_prices_come_in_follow_each_other_and_go_back(
    kitchen: Kitchen, tmp_path: Path
) -> None:
    before = dump(kitchen.session.store)
    lines = [
        PRICE_HEAD,
        price(2.18, "2026-10-01", measure="斤"),
        price(4.2, "2026-09-01"),
        price(30, "2026-09-01", "2026-12-31", name="鲜鱼"),
        price(31, "2026-09-01", name="鲜鱼"),
        price(0, "2026-09-01", name="猪肉"),
        price(5, "2026-09-01", "2026-08-01", name="猪肉"),
        (*price(5, "2026-09-01", name="猪肉")[:-1], ""),
    ]
    seen, receipt = take(kitchen.session, tmp_path, PRICES, lines)
    assert (seen.counts.new, seen.counts.parked) == (3, 2)
    september, fish = date(2026, 9, 1), date(2026, 12, 31)
    expected = [
        ("大米", "4.36", date(2026, 10, 1), None),
        ("大米", "4.20", september, date(2026, 9, 30)),
        ("鲜鱼", "30.00", september, fish),
    ]
    assert held(kitchen) == expected
    again, nothing = take(kitchen.session, tmp_path, PRICES, lines)
    assert (again.counts.same, nothing.batch) == (3, None)
    goes_out_and_in(kitchen, tmp_path, PRICES)
    newer = [PRICE_HEAD, price(4.5, "2026-11-01"), price(4.36, "2026-10-01", "2026-11-15")]
    seen, second = take(kitchen.session, tmp_path, PRICES, newer)
    assert parked(seen) == [(3, "写的截止日期到了下一个价格（2026-11-01起）里；请改成那天以前")]
    assert held(kitchen)[:2] == [
        ("大米", "4.50", date(2026, 11, 1), None),
        ("大米", "4.36", date(2026, 10, 1), date(2026, 10, 31)),
    ]
    changed, third = take(kitchen.session, tmp_path, PRICES, [PRICE_HEAD, price(4.6, "2026-11-01")])
    assert changed.counts.changed == 1
    for done in (third, second, receipt):
        assert done.batch is not None
        undo(kitchen.session, done.batch)
    assert dump(kitchen.session.store) == before


def test_article_that_is_new_is_counted_as_its_first_line_counts_it(
    kitchen: Kitchen, tmp_path: Path
) -> None:
    lines = [
        PRICE_HEAD,
        price(30, "2026-09-01", name="鲜鱼"),
        price(15, "2026-10-01", name="鲜鱼", measure="斤"),
        price(9, "2026-11-01", name="鲜鱼", measure="条"),
    ]
    seen, _ = take(kitchen.session, tmp_path, PRICES, lines)
    assert [row for row, _ in parked(seen)] == [4]
    assert [(name, price) for name, price, _, _ in held(kitchen)] == [
        ("鲜鱼", "30.00"),
        ("鲜鱼", "30.00"),
    ]
