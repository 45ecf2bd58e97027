"""教师就餐交费公示, its sheet to be signed, 伙食价格公示, and the staff's block of 收支盈亏表."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from desktop.core.canteen import Operation, Sitting
from desktop.core.errors import SchoolError
from desktop.core.meals import Eater
from desktop.core.money import Money
from desktop.core.progress import Progress
from desktop.core.terms import Month
from desktop.reports.canteen.staff_meals import payment_notice, price_notice, signature_sheet
from desktop.reports.document import Paragraph, Table
from desktop.reports.pdf import render
from desktop.services.canteen.canteens import CanteenLine
from desktop.services.canteen.prices import PriceLine
from desktop.services.canteen.staff_accounts import StaffAccounts, StaffMonthAccount

SCHOOL, OCTOBER, TODAY = "平安乡中心小学", Month(2026, 10), date(2026, 10, 31)
KEY = UUID(int=1)
CANTEEN = CanteenLine(KEY, KEY, "学校食堂", Operation.SELF_RUN, "", None, date(2026, 9, 1), None)


def account(name: str, month: Month, paid: str, *tickets: str) -> StaffMonthAccount:
    prices: dict[Sitting, tuple[Money, ...]] = {Sitting.LUNCH: (Money.of("5"), Money.of("6"))}
    meals = {Sitting.LUNCH: 2}
    return StaffMonthAccount(
        KEY, name, month, meals, prices, Money.of("11"), Money.of(paid), tickets
    )


def accounts(*tickets: str) -> StaffAccounts:
    lines = (account("李秀英", OCTOBER, "11", *tickets), account("王建国", OCTOBER, "20"))
    older = (account("王建国", OCTOBER.previous, "0"),)
    return StaffAccounts(CANTEEN, OCTOBER, lines, older, Money.of("7"))


def test_notice_says_of_everybody_what_was_eaten_due_and_paid() -> None:
    guarded = payment_notice(SCHOOL, accounts("0087"), TODAY)
    (table,) = (block for block in guarded.document.blocks if isinstance(block, Table))
    assert [column.title for column in table.columns] == [
        *("月份", "姓名", "早餐次数", "午餐次数", "晚餐次数"),
        *("单价（元）", "应交（元）", "实交（元）", "票据号", "欠交（元）"),
    ]
    assert list(table.rows()) == [
        ("2026-09", "王建国", "0", "2", "0", "5.00/6.00", "11.00", "0.00", "", "11.00"),
        ("2026-10", "李秀英", "0", "2", "0", "5.00/6.00", "11.00", "11.00", "0087", "0.00"),
        ("2026-10", "王建国", "0", "2", "0", "5.00/6.00", "11.00", "20.00", "", "-9.00"),
    ]
    assert table.total is not None
    assert table.total.cells[-4:] == ("33.00", "31.00", "", "2.00")
    told = [block.text for block in guarded.document.blocks if isinstance(block, Paragraph)]
    assert "7.00元教职工伙食费没有写明是谁交的" in told[1]
    assert render(guarded, Progress()).startswith(b"%PDF")


def test_nothing_private_hangs_on_the_wall() -> None:
    with pytest.raises(SchoolError):
        payment_notice(SCHOOL, accounts("收据 139 1234 5678"), TODAY)


def test_sheet_leaves_room_for_everybody_to_sign() -> None:
    guarded = signature_sheet(SCHOOL, accounts())
    (table,) = (block for block in guarded.document.blocks if isinstance(block, Table))
    assert [row[-1] for row in table.rows()] == ["", ""]
    assert table.columns[-1].title == "本人签字"
    assert render(guarded, Progress()).startswith(b"%PDF")


def test_prices_that_hold_are_posted_with_their_decision() -> None:
    held = PriceLine(
        KEY,
        Eater.STAFF,
        Sitting.LUNCH,
        date(2026, 9, 1),
        None,
        Money.of("6"),
        "膳食委员会",
        used=True,
    )
    over = PriceLine(
        KEY,
        Eater.GUEST,
        Sitting.LUNCH,
        date(2026, 9, 1),
        date(2026, 9, 30),
        Money(0),
        "会",
        used=False,
    )
    guarded = price_notice(SCHOOL, "学校食堂", [held, over], TODAY)
    (table,) = (block for block in guarded.document.blocks if isinstance(block, Table))
    assert list(table.rows()) == [("教职工", "午餐", "6.00", "2026-09-01", "膳食委员会")]
    assert render(guarded, Progress()).startswith(b"%PDF")
