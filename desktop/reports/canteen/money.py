"""日记账 and 供应商往来: the money of a month on paper, to be signed and filed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.core.canteen import PayMethod
from desktop.core.money import Money
from desktop.reports.canteen.titles import kitchen
from desktop.reports.document import (
    Align,
    Column,
    Document,
    Group,
    Kind,
    Orientation,
    Paragraph,
    SignatureLines,
    Summary,
    Table,
)
from desktop.reports.guard import Fields, GuardedDocument

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.core.terms import Month
    from desktop.reports.document import Cells
    from desktop.services.canteen.day_books import DayBook, DayLine
    from desktop.services.canteen.owed import Debt

_TITLES: Final = {PayMethod.BANK: "银行存款日记账", PayMethod.CASH: "现金日记账"}
_DAYS: Final = (
    Column("日期", 2.2),
    Column("单号", 2),
    Column("摘要", 7, align=Align.LEFT),
    Column("票据号", 4, align=Align.LEFT),
    Column("收入", 3.4, Kind.MONEY, Align.RIGHT, carried=True),
    Column("支出", 3.4, Kind.MONEY, Align.RIGHT, carried=True),
    Column("余额", 3.6, Kind.MONEY, Align.RIGHT),
)
_OWED: Final = (
    Column("供货商", 6, align=Align.LEFT),
    Column("资金", 4),
    Column("月初欠款", 3.4, Kind.MONEY, Align.RIGHT),
    Column("本月进货", 3.4, Kind.MONEY, Align.RIGHT),
    Column("本月付款", 3.4, Kind.MONEY, Align.RIGHT),
    Column("月末欠款", 3.4, Kind.MONEY, Align.RIGHT),
)
_SIGNED: Final = SignatureLines(("出纳", "会计", "负责人", "日期"))
OWED_TITLE: Final = "供应商往来"


def day_book_title(method: PayMethod) -> str:
    """What the day book of the bank or the cash box is called."""
    return _TITLES[method]


def day_book_sheet(unit_name: str, book: DayBook) -> GuardedDocument:
    """Set a day book: what was carried over, each line with what was there after it, the sums."""
    title = day_book_title(book.method)
    begun = ("", "", "上月结转", "", "", "", f"{book.opening}")
    rows = [begun, *(_day(line) for line in book.lines)]
    sums = (f"{book.money_in}", f"{book.money_out}", f"{book.closing}")
    table = Table(
        _DAYS,
        (Group(rows),),
        total=Summary("本月合计", ("", "", "", "", *sums)),
        type_size=10.5,
    )
    document = Document(
        title=(unit_name, *kitchen(book.canteen), book.month.label, title),
        blocks=(table, _SIGNED),
        orientation=Orientation.LANDSCAPE,
    )
    fields = Fields(title, frozenset(column.title for column in _DAYS), about_people=False)
    return GuardedDocument(document, fields, (unit_name, book.canteen))


def owed_sheet(
    unit_name: str, canteen: str, month: Month, debts: Sequence[Debt]
) -> GuardedDocument:
    """Set what each supplier is owed, by fund."""
    sums = tuple(
        f"{Money.sum(getattr(debt, name) for debt in debts)}"
        for name in ("opening", "received", "paid", "closing")
    )
    rows = [_debt(debt) for debt in debts]
    table = Table(_OWED, (Group(rows),), total=Summary("合计", ("", "", *sums)), type_size=10.5)
    words = "月末欠款是负数的，是付多了，或者还有货没有登记入库。"
    told = Paragraph(words, indent=False)
    over = any(debt.closing.units < 0 for debt in debts)
    document = Document(
        title=(unit_name, *kitchen(canteen), month.label, OWED_TITLE),
        blocks=(table, told, _SIGNED) if over else (table, _SIGNED),
    )
    fields = Fields(OWED_TITLE, frozenset(column.title for column in _OWED), about_people=False)
    names = (unit_name, canteen, *(debt.supplier for debt in debts))
    return GuardedDocument(document, fields, names)


def _day(line: DayLine) -> Cells:
    what = f"{line.what} {line.party}".rstrip()
    return (
        f"{line.day.month}月{line.day.day}日",
        line.label.rpartition("-")[2],
        what,
        line.ticket,
        f"{line.money_in}" if line.money_in else "",
        f"{line.money_out}" if line.money_out else "",
        f"{line.balance}",
    )


def _debt(debt: Debt) -> Cells:
    amounts = (debt.opening, debt.received, debt.paid, debt.closing)
    return (debt.supplier, debt.fund.label, *(f"{amount}" for amount in amounts))
