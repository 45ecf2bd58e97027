"""入库单（验收单）, 出库单 and 报损单: what is signed when goods come and go (domain: 供餐台帐)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.core.canteen import Duty, StockKind
from desktop.core.money import Money, Quantity, in_words
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
    plain_date,
)
from desktop.reports.guard import Fields, GuardedDocument

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.services.canteen.stock import GoodsLine, StockPaper

_TYPE: Final = 10.5
_LONGEST_NUMBER: Final = 10
_TAIL: Final = 6
_IN: Final = (
    Column("食品名称", 3.4),
    Column("品牌及规格", 3),
    Column("单位", 1.4),
    Column("送来", 2, Kind.NUMBER, Align.RIGHT),
    Column("退回", 1.8, Kind.NUMBER, Align.RIGHT),
    Column("实收", 2, Kind.NUMBER, Align.RIGHT),
    Column("单价", 2, Kind.NUMBER, Align.RIGHT),
    Column("金额", 2.6, Kind.MONEY, Align.RIGHT, carried=True),
    Column("生产日期", 2.6),
    Column("保质期至", 2.6),
    Column("批号", 2.4),
    Column("检疫（检测）票号", 2.6),
    Column("备注", 2.8, align=Align.LEFT),
)
_OUT: Final = (
    Column("食品名称", 3.4),
    Column("品牌及规格", 3),
    Column("入库日期", 2.6),
    Column("单位", 1.4),
    Column("数量", 2, Kind.NUMBER, Align.RIGHT),
    Column("单价", 2, Kind.NUMBER, Align.RIGHT),
    Column("金额", 2.6, Kind.MONEY, Align.RIGHT, carried=True),
    Column("保质期至", 2.6),
    Column("备注", 3.4, align=Align.LEFT),
)
_TITLES: Final = {
    StockKind.RECEIPT: "入库单（验收单）",
    StockKind.ISSUE: "出库单",
    StockKind.LOSS: "报损单",
    StockKind.COUNT: "盘点单",
}
_SIGNED: Final = {
    StockKind.RECEIPT: ("供货方", "采购人", "验收人", "验收人", "库管员"),
    StockKind.ISSUE: ("领料人", "库管员", "日期"),
    StockKind.LOSS: ("库管员", "食堂负责人", "校长", "日期"),
    StockKind.COUNT: ("盘点人", "库管员", "校长", "日期"),
}


def goods_title(paper: StockPaper) -> str:
    """What a document is called on paper: 入库单（验收单）, in red ink 红字出库单."""
    return ("红字" if paper.head.red else "") + _TITLES[paper.head.kind]


def goods_sheet(
    unit_name: str, canteen: str, paper: StockPaper, reverses: str = ""
) -> GuardedDocument:
    """Set a stock document to be signed; one in red ink is printed red, its amounts below zero.

    Args:
        unit_name: the school.
        canteen: which canteen of it.
        paper: the document.
        reverses: the number of the document that it undoes.
    """
    title, kind = goods_title(paper), paper.head.kind
    incoming = kind is StockKind.RECEIPT
    total = Money.sum(_signed(line.amount, kind) for line in paper.lines)
    blank = ("",) * (6 if incoming else 5)
    tail = ("",) * (5 if incoming else 2)
    table = Table(
        _IN if incoming else _OUT,
        (Group([_row(line, kind) for line in paper.lines]),),
        total=Summary("合计", ("", *blank, str(total), *tail)),
        closing=f"大写：{in_words(total)}",
        type_size=_TYPE,
    )
    told = [Paragraph(words, indent=False) for words in _head(paper, canteen, reverses)]
    document = Document(
        title=(unit_name, title),
        blocks=(*told, table, *_looked(paper), SignatureLines(_SIGNED[kind])),
        number=paper.head.label,
        orientation=Orientation.LANDSCAPE,
        red=paper.head.red,
    )
    columns = frozenset(column.title for column in table.columns)
    names = tuple(name for name in (unit_name, canteen, paper.head.supplier) if name)
    return GuardedDocument(document, Fields(title, columns, about_people=False), names)


def _head(paper: StockPaper, canteen: str, reverses: str) -> Iterable[str]:
    head = paper.head
    day = plain_date(head.day)
    if head.kind is StockKind.RECEIPT:
        fund = head.fund.label if head.fund else ""
        yield f"食堂：{canteen}　日期：{day}　供货商：{head.supplier}　资金：{fund}"
    else:
        sitting = f"　餐次：{head.sitting.label}" if head.sitting else ""
        yield f"食堂：{canteen}　日期：{day}{sitting}"
    people = [f"{duty.label}：{'、'.join(paper.names(duty))}" for duty in Duty if paper.names(duty)]
    ticket = [f"票据号：{short_number(head.ticket)}"] if head.ticket else []
    if people or ticket:
        yield "　".join((*ticket, *people))
    if head.red:
        yield f"冲销{reverses}，原因：{head.note}"
    elif head.note:
        yield f"备注：{head.note}"


def _looked(paper: StockPaper) -> Iterable[Paragraph]:
    """What whoever takes goods in has looked at, to be ticked by hand."""
    if paper.head.kind is StockKind.RECEIPT and not paper.head.red:
        words = "验收情况：数量相符□　感官性状正常□　包装和标签完好□　票证齐全□"
        yield Paragraph(words, indent=False)


def short_number(number: str) -> str:
    """A long number by its end: a whole one looks like somebody's own, and is on the ticket."""
    return number if len(number) <= _LONGEST_NUMBER else f"尾号{number[-_TAIL:]}"


def _row(line: GoodsLine, kind: StockKind) -> tuple[str, ...]:
    last = line.expires_on.isoformat() if line.expires_on else ""
    if kind is not StockKind.RECEIPT:
        came = line.received_on.isoformat() if line.received_on else ""
        quantity = Quantity(-line.quantity.units).plain
        amount = str(_signed(line.amount, kind))
        out = (line.name, line.specification, came, line.measure)
        return (*out, quantity, line.price.plain, amount, last, line.reason)
    goods = (line.name, line.specification, line.measure)
    made = line.produced_on.isoformat() if line.produced_on else ""
    sent = line.delivered if line.delivered is not None else line.quantity
    back = line.rejected.plain if line.rejected else ""
    figures = (sent.plain, back, line.quantity.plain, line.price.plain, str(line.amount))
    papers = (short_number(line.batch or ""), short_number(line.quarantine or ""))
    return (*goods, *figures, made, last, *papers, line.rejected_why or line.reason)


def _signed(amount: Money, kind: StockKind) -> Money:
    """What goes out is written above zero; only red ink is below."""
    return amount if kind is StockKind.RECEIPT else -amount
