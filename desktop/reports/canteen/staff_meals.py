"""教师就餐交费公示, its sheet to be signed, and 伙食价格公示: what hangs beside the canteen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.core.canteen import Sitting
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
    SealArea,
    SignatureLines,
    Summary,
    Table,
)
from desktop.reports.guard import Fields, GuardedDocument

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from desktop.reports.document import Cells
    from desktop.services.canteen.prices import PriceLine
    from desktop.services.canteen.staff_accounts import StaffAccounts, StaffMonthAccount

NOTICE_TITLE: Final = "教师就餐交费公示"
SIGNED_TITLE: Final = "教职工就餐签字表"
PRICES_TITLE: Final = "伙食价格公示"
_SIZE: Final = 10.5
_SITTINGS: Final = (Sitting.BREAKFAST, Sitting.LUNCH, Sitting.SUPPER)
_MONTH: Final = Column("月份", 2.4)
_NAME: Final = Column("姓名", 2.6)
_PAID: Final = (
    Column("单价（元）", 3.2),
    Column("应交（元）", 2.6, Kind.MONEY, Align.RIGHT),
    Column("实交（元）", 2.6, Kind.MONEY, Align.RIGHT),
    Column("票据号", 3.6, align=Align.LEFT),
    Column("欠交（元）", 2.6, Kind.MONEY, Align.RIGHT),
)
_PRICES: Final = (
    Column("就餐人员", 2.6),
    Column("餐次", 2.4),
    Column("价格（元）", 2.6, Kind.MONEY, Align.RIGHT),
    Column("从哪天起", 3),
    Column("决定依据", 7, align=Align.LEFT),
)
_SIGNED: Final = SignatureLines(("经手人", "审核人", "负责人"))


def payment_notice(unit_name: str, accounts: StaffAccounts, on: date) -> GuardedDocument:
    """Set what each of the staff has eaten, was to pay and has paid; debts of earlier months too.

    Raises:
        SchoolError: something private stands in it.
    """
    lines = (*accounts.older, *accounts.lines)
    counts = _counts(lines)
    columns = (_MONTH, _NAME, *(Column(f"{s.label}次数", 2, align=Align.RIGHT) for s in counts))
    columns += _PAID
    rows = [_row(line, counts) for line in lines]
    due, paid = (Money.sum(getattr(line, name) for line in lines) for name in ("due", "paid"))
    blank = ("",) * (len(counts) + 2)
    total = Summary("合计", (*blank, "", f"{due}", f"{paid}", "", f"{due - paid}"))
    words = ["按公示的价格交费，单独核算；“欠交”是负数的，是多交的钱。"]
    if accounts.unnamed:
        words.append(f"本月另有{accounts.unnamed}元教职工伙食费没有写明是谁交的。")
    table = Table(columns, (Group(rows),), total=total, type_size=_SIZE)
    document = Document(
        title=(unit_name, *kitchen(accounts.canteen.name), accounts.month.label, NOTICE_TITLE),
        blocks=(
            table,
            *(Paragraph(sentence, indent=False) for sentence in words),
            SealArea(unit_name, on),
        ),
        orientation=Orientation.LANDSCAPE,
    )
    return _guarded(NOTICE_TITLE, document, columns, (unit_name, accounts.canteen.name))


def signature_sheet(unit_name: str, accounts: StaffAccounts) -> GuardedDocument:
    """Set the meals of a month for everybody to sign.

    Raises:
        SchoolError: something private stands in it.
    """
    counts = _counts(accounts.lines)
    columns = (
        Column("序号", 1.4),
        _NAME,
        *(Column(f"{s.label}次数", 2, align=Align.RIGHT) for s in counts),
        Column("应交（元）", 2.6, Kind.MONEY, Align.RIGHT),
        Column("实交（元）", 2.6, Kind.MONEY, Align.RIGHT),
        Column("本人签字", 3.4),
    )
    rows: list[Cells] = [
        (
            str(number),
            line.name,
            *(str(line.meals.get(sitting, 0)) for sitting in counts),
            f"{line.due}",
            f"{line.paid}",
            "",
        )
        for number, line in enumerate(accounts.lines, start=1)
    ]
    blank = ("",) * (len(counts) + 2)
    total = Summary("合计", (*blank, f"{accounts.due}", f"{accounts.paid}", ""))
    document = Document(
        title=(unit_name, *kitchen(accounts.canteen.name), accounts.month.label, SIGNED_TITLE),
        blocks=(Table(columns, (Group(rows),), total=total, type_size=_SIZE), _SIGNED),
    )
    return _guarded(SIGNED_TITLE, document, columns, (unit_name, accounts.canteen.name))


def price_notice(
    unit_name: str, canteen: str, prices: Sequence[PriceLine], on: date
) -> GuardedDocument:
    """Set the prices that hold on a day, and those that are decided from a later day on.

    Raises:
        SchoolError: something private stands in it.
    """
    shown = [line for line in prices if line.until is None or line.until >= on]
    rows = [
        (
            line.eater.label,
            line.sitting.label,
            f"{line.price}",
            f"{line.since:%Y-%m-%d}",
            line.decision,
        )
        for line in shown
    ]
    words = "伙食价格按成本补偿、非营利的原则集体研究决定；同一餐次同菜同价。"
    document = Document(
        title=(unit_name, *kitchen(canteen), PRICES_TITLE),
        blocks=(
            Table(_PRICES, (Group(rows),), type_size=12),
            Paragraph(words, indent=False),
            SealArea(unit_name, on),
        ),
    )
    fields = Fields(
        PRICES_TITLE,
        frozenset(column.title for column in _PRICES),
        policy_columns=frozenset({"决定依据"}),
        about_people=False,
    )
    return GuardedDocument(document, fields, (unit_name, canteen))


def _counts(lines: Sequence[StaffMonthAccount]) -> tuple[Sitting, ...]:
    """The three meals of a day, and whatever else somebody has eaten."""
    eaten = {sitting for line in lines for sitting in line.meals}
    return tuple(s for s in Sitting if s in _SITTINGS or s in eaten)


def _row(line: StaffMonthAccount, counts: Sequence[Sitting]) -> Cells:
    prices = dict.fromkeys(str(price.decimal) for s in counts for price in line.prices.get(s, ()))
    return (
        f"{line.month}",
        line.name,
        *(str(line.meals.get(sitting, 0)) for sitting in counts),
        "/".join(prices),
        f"{line.due}",
        f"{line.paid}",
        line.ticket_words,
        f"{line.owed}",
    )


def _guarded(
    kind: str, document: Document, columns: Sequence[Column], names: tuple[str, ...]
) -> GuardedDocument:
    fields = Fields(kind, frozenset(column.title for column in columns))
    return GuardedDocument(document, fields, names)
