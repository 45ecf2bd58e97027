"""日记账 and 供应商往来 on paper."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from desktop.core.canteen import Fund, PayMethod
from desktop.core.money import Money
from desktop.core.progress import Progress
from desktop.core.terms import Month
from desktop.reports.canteen.money import day_book_sheet, owed_sheet
from desktop.reports.document import Paragraph, Table
from desktop.reports.pdf import render
from desktop.services.canteen.day_books import DayBook, DayLine
from desktop.services.canteen.owed import Debt

OCTOBER = Month(2026, 10)
ZERO = Money(0)


def line(what: str, came: str, went: str, balance: str) -> DayLine:
    return DayLine(
        date(2026, 10, 8),
        "收支 2026-10-002",
        what,
        "县财政局",
        "发票…04412207",
        Money.of(came),
        Money.of(went),
        Money.of(balance),
    )


def table_of(blocks: tuple[object, ...]) -> Table:
    return next(block for block in blocks if isinstance(block, Table))


def test_day_book_carries_over_and_sums_up() -> None:
    lines = (line("补助资金到账", "500", "0", "600"), line("付货款", "0", "80", "520"))
    book = DayBook("学校食堂", OCTOBER, PayMethod.BANK, Money.of("100"), lines)
    guarded = day_book_sheet("平安乡中心小学", book)
    assert guarded.document.title[-1] == "银行存款日记账"
    table = table_of(guarded.document.blocks)
    assert list(table.rows()) == [
        ("", "", "上月结转", "", "", "", "100.00"),
        ("10月8日", "002", "补助资金到账 县财政局", "发票…04412207", "500.00", "", "600.00"),
        ("10月8日", "002", "付货款 县财政局", "发票…04412207", "", "80.00", "520.00"),
    ]
    assert table.total is not None
    assert table.total.cells[4:] == ("500.00", "80.00", "520.00")
    assert render(guarded, Progress()).startswith(b"%PDF")


def test_what_is_owed_is_summed_up_and_too_much_is_explained() -> None:
    debt = Debt(UUID(int=1), "平安粮油店", Fund.PUPIL_FEES, ZERO, Money.of("100"), ZERO)
    guarded = owed_sheet("平安乡中心小学", "学校食堂", OCTOBER, [debt])
    table = table_of(guarded.document.blocks)
    assert list(table.rows()) == [("平安粮油店", "学生伙食费", "0.00", "100.00", "0.00", "100.00")]
    assert table.total is not None
    assert table.total.cells == ("", "", "0.00", "100.00", "0.00", "100.00")
    assert not any(isinstance(block, Paragraph) for block in guarded.document.blocks)
    over = Debt(UUID(int=1), "平安粮油店", Fund.PUPIL_FEES, ZERO, ZERO, Money.of("9"))
    told = owed_sheet("平安乡中心小学", "学校食堂", OCTOBER, [over]).document.blocks
    assert any(isinstance(block, Paragraph) for block in told)
    assert render(guarded, Progress()).startswith(b"%PDF")
