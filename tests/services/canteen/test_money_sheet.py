"""A canteen's money from Excel: funds, cash, what is in the books already, and back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.core.canteen import Fund, MoneyKind, PayMethod, Spending
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.rosters.money_sheet import MoneyRow
from desktop.services.canteen.money import NewMoney, record, reverse_money
from desktop.services.imports.batches import apply, preview, undo
from tests.services.canteen.test_ledger_properties import one_kitchen, refuse_nonsense
from tests.services.canteen.workbooks import export, look, look_at, parked, said, take
from tests.services.rosters import dump, roster

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.canteen.kitchen import Kitchen

__all__ = ["one_kitchen"]

OCTOBER = Month(2026, 10)
DAY = date(2026, 10, 8)
HEADER = ("日期", "项目", "金额", "支付方式", "资金来源", "用途", "供应商", "收款人", "摘要")
FEES = ("2026-10-08", "学生伙食费", 1000, "现金")
MONEY = "money"


def test_money_is_booked_once_and_what_cannot_be_is_parked(
    kitchen: Kitchen, tmp_path: Path
) -> None:
    before = dump(kitchen.session.store)
    lines = [
        HEADER,
        FEES,
        ("2026-10-08", "营养改善计划补助", "5,000.00", "转账"),
        ("2026-10-09", "付货款", 200, "转账", "营养补助", None, "平安粮油店"),
        ("2026-10-09", "付货款", 200, "转账", "营养补助", None, "没有这家"),
        ("2026-10-09", "付货款", 200, "转账", None, None, "平安粮油店"),
        ("2026-10-09", "费用支出", 300, "转账", "营养补助", "炊事员工资"),
        ("2026-10-09", "费用支出", 50, "现金", "学生伙食费", "手续费", None, "农商行", "十月"),
        ("2026-10-09", "费用支出", 980, "现金", "学生伙食费", "手续费"),
        ("2026-10-09", "说不清", 980, "现金"),
    ]
    seen, receipt = take(kitchen.session, tmp_path, MONEY, lines)
    assert (seen.counts.new, seen.counts.parked) == (4, 4)
    reasons = [(row, reason[:7]) for row, reason in parked(seen)]
    assert reasons == [
        (5, "账里没有供货商"),
        (6, "付货款要写明是"),
        (7, "营养膳食补助不"),
        (9, "现金不够付这一"),
    ]
    assert [(cell, message[:7]) for cell, message in said(seen) if cell] == [
        ("B10", "看不懂收支项目")
    ]
    again = look(kitchen.session, tmp_path, MONEY, lines[:4])
    assert (again.counts.same, apply(kitchen.session, again).batch) == (3, None)
    out = export(kitchen.session, tmp_path, MONEY, OCTOBER)
    seen = look_at(kitchen.session, out, MONEY)
    assert (seen.counts.same, seen.counts.rows, said(seen)) == (4, 4, [])
    assert receipt.batch is not None
    undo(kitchen.session, receipt.batch)
    assert dump(kitchen.session.store) == before


def test_a_fund_that_would_be_overdrawn_is_told(kitchen: Kitchen, tmp_path: Path) -> None:
    lines = [HEADER, ("2026-10-09", "付货款", 200, "转账", "营养补助", None, "平安粮油店")]
    seen, _ = take(kitchen.session, tmp_path, MONEY, lines)
    assert seen.counts.new == 1
    assert said(seen) == [("", "导入以后营养膳食补助账上是-200.00元，等于用了别的资金；请核对")]


def test_what_was_reversed_is_not_booked_again_silently(kitchen: Kitchen, tmp_path: Path) -> None:
    new = NewMoney(
        canteen_id=kitchen.canteen_id,
        day=DAY,
        kind=MoneyKind.PUPIL_FEE,
        amount=Money.of("1000"),
        method=PayMethod.CASH,
    )
    booked = record(kitchen.session, new)
    reverse_money(kitchen.session, booked.document_ids[0], "记错了", DAY)
    assert "红字冲销" in parked(look(kitchen.session, tmp_path, MONEY, [HEADER, FEES]))[0][1]
    assert look(kitchen.session, tmp_path, MONEY, [HEADER, FEES], new=[2]).counts.new == 1


rows = st.builds(
    MoneyRow,
    row=st.just(0),
    name=st.just(""),
    day=st.sampled_from([DAY, date(2026, 10, 9)]),
    kind=st.sampled_from(MoneyKind),
    amount=st.integers(0, 3).map(lambda n: Money(n * 1_111)),
    method=st.sampled_from(PayMethod),
    fund=st.sampled_from([None, *Fund]),
    spending=st.sampled_from([None, Spending.WAGES, Spending.FUEL]),
    supplier=st.sampled_from([None, "平安粮油店"]),
    party=st.just(""),
    ticket=st.just(""),
    note=st.just(""),
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(lines=st.lists(rows, max_size=14))
def test_any_sheet_of_money_twice_out_and_in_and_back(
    one_kitchen: Kitchen,
    tmp_path: Path,
    lines: list[MoneyRow],
) -> None:
    session = one_kitchen.session
    before = dump(session.store)
    receipt = apply(session, preview(session, roster(MONEY, lines)))
    assert not preview(session, roster(MONEY, lines)).counts.moves
    refuse_nonsense(session)
    seen = look_at(session, export(session, tmp_path, MONEY, OCTOBER), MONEY)
    assert seen.counts.same == seen.counts.rows == receipt.counts.new
    if receipt.batch:
        undo(session, receipt.batch)
    assert dump(session.store) == before
