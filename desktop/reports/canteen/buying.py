"""采购单, 食材价格公示 and 供应商往来: what goes to a supplier, onto the wall, into the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.core.canteen import ArticleKind
from desktop.core.meals import OrderState
from desktop.core.money import Money, in_words
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
    plain_date,
)
from desktop.reports.guard import Fields, GuardedDocument

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from desktop.reports.document import Cells
    from desktop.services.canteen.contract_prices import ContractPriceLine
    from desktop.services.canteen.dealings import Dealing, DealingLine, Span
    from desktop.services.canteen.order_lists import OrderedLine, OrderPaper

_TYPE: Final = 10.5
ORDER_TITLE: Final = "食材采购单"
PRICES_TITLE: Final = "食材采购价格公示"
DEALINGS_TITLE: Final = "供应商往来"
STATEMENT_TITLE: Final = "供应商往来对账单"
_ORDER: Final = (
    Column("序号", 1.3),
    Column("物品名称", 4, align=Align.LEFT),
    Column("品牌及规格", 3.6, align=Align.LEFT),
    Column("单位", 1.6),
    Column("数量", 2.2, Kind.NUMBER, Align.RIGHT),
    Column("单价", 2.2, Kind.NUMBER, Align.RIGHT),
    Column("金额", 2.8, Kind.MONEY, Align.RIGHT, carried=True),
)
_PRICES: Final = (
    Column("序号", 1.3),
    Column("类别", 2.4),
    Column("食材名称", 3.2, align=Align.LEFT),
    Column("品牌及规格", 3, align=Align.LEFT),
    Column("单位", 1.5),
    Column("价格（元）", 2.2, Kind.NUMBER, Align.RIGHT),
    Column("供货商", 4, align=Align.LEFT),
    Column("执行时间", 4.6),
    Column("定价依据", 4, align=Align.LEFT),
)
_DEALINGS: Final = (
    Column("供货商", 5, align=Align.LEFT),
    Column("采购单", 1.8, Kind.NUMBER, Align.RIGHT),
    Column("未到货", 1.8, Kind.NUMBER, Align.RIGHT),
    Column("入库单", 1.8, Kind.NUMBER, Align.RIGHT),
    Column("有退货", 1.8, Kind.NUMBER, Align.RIGHT),
    Column("期初欠款", 2.9, Kind.MONEY, Align.RIGHT),
    Column("进货", 2.9, Kind.MONEY, Align.RIGHT),
    Column("付款", 2.9, Kind.MONEY, Align.RIGHT),
    Column("期末欠款", 2.9, Kind.MONEY, Align.RIGHT),
)
_STATEMENT: Final = (
    Column("日期", 2.8),
    Column("摘要", 7.4, align=Align.LEFT),
    Column("进货", 3, Kind.MONEY, Align.RIGHT, carried=True),
    Column("付款", 3, Kind.MONEY, Align.RIGHT, carried=True),
    Column("欠款", 3.2, Kind.MONEY, Align.RIGHT),
)


def order_sheet(unit_name: str, canteen: str, paper: OrderPaper) -> GuardedDocument:
    """Set an order as it is given to the supplier."""
    head = paper.head
    amounts = [line.amount for line in paper.lines]
    known = [amount for amount in amounts if amount is not None]
    total = Money.sum(known)
    whole = len(known) == len(amounts)
    rows = [_ordered(number, line) for number, line in enumerate(paper.lines, start=1)]
    sum_words = str(total) if known else ""
    table = Table(
        _ORDER,
        (Group(rows),),
        total=Summary("合计", ("", "", "", "", "", "", sum_words)),
        closing=f"大写：{in_words(total)}" if whole else "没有写单价的，按到货当天商定的价格。",
        type_size=_TYPE,
    )
    ordered, wanted = plain_date(head.ordered_on), plain_date(head.wanted_on)
    told = (
        f"食堂：{canteen}　供货商：{head.supplier}",
        f"下单日期：{ordered}　要货日期：{wanted}",
        f"下单人：{head.buyer}" + (f"　备注：{head.note}" if head.note else ""),
        *((f"已取消，原因：{head.cancelled_why}",) if head.state is OrderState.CANCELLED else ()),
    )
    document = Document(
        title=(unit_name, ORDER_TITLE),
        blocks=(
            *(Paragraph(words, indent=False) for words in told),
            table,
            Paragraph("送货请带随货票据和检疫（检测）证明，由两人以上验收。", indent=False),
            SignatureLines(("下单人", "负责人", "供货方", "日期")),
        ),
        number=head.label,
    )
    fields = Fields(ORDER_TITLE, _titles(_ORDER), about_people=False)
    return GuardedDocument(document, fields, (unit_name, canteen, head.supplier))


def _ordered(number: int, line: OrderedLine) -> Cells:
    price = "" if line.price is None else line.price.plain
    amount = "" if line.amount is None else str(line.amount)
    goods = (line.name, line.specification, line.measure, line.quantity.plain)
    return (str(number), *goods, price, amount)


def price_list(unit_name: str, prices: Sequence[ContractPriceLine], day: date) -> GuardedDocument:
    """Set the prices that hold on a day for the wall: by kind, with who has decided them.

    Raises:
        SchoolError: something private stands in it.
    """
    order = list(ArticleKind)
    by_kind = sorted(prices, key=lambda line: (order.index(line.kind), line.named))
    rows = [_priced(number, line) for number, line in enumerate(by_kind, start=1)]
    table = Table(_PRICES, (Group(rows),), type_size=_TYPE)
    document = Document(
        title=(unit_name, PRICES_TITLE),
        blocks=(
            Paragraph(
                f"以下食材采购价格经集体研究或招标（询价）确定，{plain_date(day)}执行。"
                "食堂按这些价格采购；实际价格不同的，由学校说明原因。",
            ),
            table,
            SignatureLines(("食堂负责人", "膳食委员会", "校长", "公示日期")),
        ),
        orientation=Orientation.LANDSCAPE,
    )
    columns = _titles(_PRICES)
    fields = Fields(PRICES_TITLE, columns, policy_columns=columns, about_people=False)
    return GuardedDocument(document, fields, (unit_name, *{line.supplier for line in prices}))


def _priced(number: int, line: ContractPriceLine) -> Cells:
    until = f"至 {line.until}" if line.until else "起"
    goods = (line.kind.label, line.article, line.specification, line.measure)
    price = line.price.plain
    return (str(number), *goods, price, line.supplier, f"{line.since} {until}", line.decision)


def dealings_sheet(
    unit_name: str, canteen: str, span: Span, found: Sequence[Dealing]
) -> GuardedDocument:
    """Set what was between a canteen and each of its suppliers."""
    rows = [_dealing(dealing) for dealing in found]
    sums = (
        *(str(sum(getattr(d, name) for d in found)) for name in _COUNTED),
        *(str(Money.sum(getattr(d, name) for d in found)) for name in _AMOUNTS),
    )
    table = Table(_DEALINGS, (Group(rows),), total=Summary("合计", ("", *sums)), type_size=_TYPE)
    document = Document(
        title=(unit_name, *kitchen(canteen), _spoken(span), DEALINGS_TITLE),
        blocks=(table, SignatureLines(("出纳", "会计", "负责人", "日期"))),
        orientation=Orientation.LANDSCAPE,
    )
    fields = Fields(DEALINGS_TITLE, _titles(_DEALINGS), about_people=False)
    names = (unit_name, canteen, *(dealing.supplier for dealing in found))
    return GuardedDocument(document, fields, names)


_COUNTED: Final = ("orders", "open_orders", "receipts", "rejections")
_AMOUNTS: Final = ("opening", "received", "paid", "closing")


def _dealing(dealing: Dealing) -> Cells:
    counts = (str(getattr(dealing, name)) for name in _COUNTED)
    amounts = (str(getattr(dealing, name)) for name in _AMOUNTS)
    return (dealing.supplier, *counts, *amounts)


def dealing_statement(
    unit_name: str, canteen: str, span: Span, dealing: Dealing
) -> GuardedDocument:
    """Set what was between a canteen and one supplier, line by line, for both to sign."""
    begun: Cells = (str(span.first), "期初欠款", "", "", str(dealing.opening))
    rows = [begun, *(_line(line) for line in dealing.lines)]
    sums = (str(dealing.received), str(dealing.paid), str(dealing.closing))
    table = Table(
        _STATEMENT, (Group(rows),), total=Summary("合计", ("", "", *sums)), type_size=_TYPE
    )
    document = Document(
        title=(unit_name, *kitchen(canteen), _spoken(span), STATEMENT_TITLE),
        blocks=(
            *(Paragraph(words, indent=False) for words in _told(dealing)),
            table,
            SignatureLines(("供货方（盖章）", "会计", "负责人", "日期")),
        ),
    )
    fields = Fields(STATEMENT_TITLE, _titles(_STATEMENT), about_people=False)
    return GuardedDocument(document, fields, (unit_name, canteen, dealing.supplier))


def _told(dealing: Dealing) -> Iterable[str]:
    yield f"供货商：{dealing.supplier}"
    yield (
        f"采购单{dealing.orders}张，其中{dealing.open_orders}张还没有到货；"
        f"入库{dealing.receipts}次，其中有退货的{dealing.rejections}行。"
        f"期末欠款{dealing.closing}元。"
    )


def _line(line: DealingLine) -> Cells:
    received = str(line.received) if line.received else ""
    paid = str(line.paid) if line.paid else ""
    return (str(line.day), line.what, received, paid, str(line.owed))


def _spoken(span: Span) -> str:
    return f"{plain_date(span.first)}至{plain_date(span.last)}"


def _titles(columns: Sequence[Column]) -> frozenset[str]:
    return frozenset(column.title for column in columns)
