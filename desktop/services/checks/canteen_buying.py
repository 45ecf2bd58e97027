"""Rules over what was bought, at which price and from whom (C11, C12)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, distinct, func, select
from sqlalchemy.orm import aliased

from desktop.core.canteen import DocumentState, Duty, StockKind
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.models import (
    Article,
    Canteen,
    DocumentSigner,
    ReceiptLine,
    StockDocument,
    StockLine,
    Supplier,
)
from desktop.services import canteen_limits as limits
from desktop.services.canteen.documents import DocumentNumber
from desktop.services.checks.joins import (
    ARTICLE_OF_LINE,
    FEW_DOCUMENTS,
    FEW_LINES,
    HUNDRED,
    LINE_OF_DOCUMENT,
    SIGNER_OF_DOCUMENT,
    SUPPLIER_OF_DOCUMENT,
    black,
    standing,
)
from desktop.services.checks.questions import Found, units

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from desktop.core.money import UnitPrice
    from desktop.services.checks.questions import Looking

RECEIPTS: Final = "receipts"
_COMPARED: Final = 10
"""So many articles are held against the county's prices."""
_YUAN: Final = 10_000
"""Units of a price in one 元."""


def price_jumps(looking: Looking) -> Iterator[Found]:
    """C11: an article cost much more than the last time."""
    lines = (
        select(
            StockDocument.id.label("document"),
            StockDocument.number,
            StockDocument.month,
            StockLine.day,
            Article.name,
            StockLine.price,
            func.lag(StockLine.price, type_=StockLine.price.type)
            .over(
                partition_by=StockLine.article_id,
                order_by=(StockLine.day, StockDocument.id, StockLine.line),
            )
            .label("last"),
        )
        .join(StockLine, LINE_OF_DOCUMENT)
        .join(Article, ARTICLE_OF_LINE)
        .where(
            StockLine.unit_id == looking.unit_id,
            StockDocument.kind == StockKind.RECEIPT,
            StockDocument.state == DocumentState.POSTED,
            StockLine.canteen_id == looking.canteen.canteen_id,
            StockLine.month.between(looking.month.previous, looking.month),
            units(StockLine.quantity) > 0,
        )
        .subquery()
    )
    rise = HUNDRED + looking.limit(limits.PRICE_RISE)
    query = select(lines).where(
        lines.c.month == looking.month,
        units(lines.c.last) > 0,
        units(lines.c.price) * HUNDRED > units(lines.c.last) * rise,
    )
    for row in looking.connection.execute(query.order_by(lines.c.day, lines.c.name)):
        label = DocumentNumber(StockKind.RECEIPT, looking.month, row.number).label
        price, last = row.price.plain, row.last.plain
        sentence = f"{row.day}{row.name}（{label}）进价{price}元，上一次是{last}元。"
        yield Found(sentence, looking.place(RECEIPTS, row.day, row.document))


def dearer_than_county(looking: Looking) -> Iterator[Found]:
    """C11: an article cost much more than the middle price of the county's canteens.

    Asked of a month that is over, and of those articles on which most was spent: each is found by
    the index in every canteen, so that a county of two hundred does not slow down anybody's page.
    """
    if looking.today <= looking.month.last:
        return
    own = _most_bought(looking)
    above = HUNDRED + looking.limit(limits.PRICE_ABOVE_COUNTY)
    for name, measure, middle in _middle_prices(looking, {name for name, _ in own}):
        price = own.get((name, measure))
        if price is not None and price.units * HUNDRED > middle.units * above:
            sentence = f"本月{name}最高进价{price.plain}元，全县食堂的中间价是{middle.plain}元。"
            yield Found(sentence, looking.place(RECEIPTS))


def _most_bought(looking: Looking) -> dict[tuple[str, str], UnitPrice]:
    """The highest price of the articles on which most was spent, by name and measure."""
    query = (
        select(Article.name, Article.measure, func.max(StockLine.price))
        .select_from(StockDocument)
        .join(StockLine, LINE_OF_DOCUMENT)
        .join(Article, ARTICLE_OF_LINE)
        .where(*standing(looking, StockKind.RECEIPT))
        .group_by(Article.name, Article.measure)
        .order_by(func.sum(StockLine.amount).desc(), Article.name)
        .limit(_COMPARED)
    )
    return {(row[0], row[1]): row[2] for row in looking.connection.execute(query)}


def _middle_prices(looking: Looking, names: Collection[str]) -> list[tuple[str, str, UnitPrice]]:
    """The middle of all prices that the county's canteens paid in the month, by article.

    Outer joins, so that the few canteens and articles lead to the lines and not the other way.
    """
    each = (Article.name, Article.measure, StockDocument.id.is_(None))
    line = and_(
        StockLine.unit_id == Canteen.unit_id,
        StockLine.canteen_id == Canteen.id,
        StockLine.month == looking.month,
        StockLine.article_id == Article.id,
        units(StockLine.quantity) > 0,
    )
    receipt = and_(
        LINE_OF_DOCUMENT,
        StockDocument.kind == StockKind.RECEIPT,
        StockDocument.state == DocumentState.POSTED,
    )
    bought = (
        select(
            *(Article.name, Article.measure, StockLine.price, each[-1].label("other")),
            func.row_number().over(partition_by=each, order_by=StockLine.price).label("place"),
            func.count().over(partition_by=each).label("of"),
        )
        .select_from(Canteen)
        .join(Article, Article.unit_id == Canteen.unit_id)
        .outerjoin(StockLine, line)
        .outerjoin(StockDocument, receipt)
        .where(Article.name.in_(names))
        .subquery()
    )
    query = (
        select(bought.c.name, bought.c.measure, bought.c.price, bought.c.other)
        .where((bought.c.of + 1) // 2 == bought.c.place, bought.c.of >= FEW_DOCUMENTS)
        .order_by(bought.c.name, bought.c.measure)
    )
    found = looking.connection.execute(query)
    return [(name, measure, price) for name, measure, price, other in found if not other]


def one_supplier(looking: Looking) -> Iterator[Found]:
    """C11: nearly everything was bought from one supplier."""
    amount = func.sum(StockLine.amount)
    query = (
        select(Supplier.name, amount)
        .select_from(StockDocument)
        .join(StockLine, LINE_OF_DOCUMENT)
        .join(Supplier, SUPPLIER_OF_DOCUMENT)
        .where(*standing(looking, StockKind.RECEIPT))
        .group_by(Supplier.id, Supplier.name)
        .order_by(amount.desc(), Supplier.name)
    )
    rows = looking.connection.execute(query).all()
    whole = Money.sum(bought for _, bought in rows)
    share = looking.limit(limits.SUPPLIER_SHARE)
    if len(rows) > 1 and rows[0][1].units * HUNDRED > whole.units * share:
        name, most = rows[0]
        sentence = f"本月进货{whole}元，其中{name}{most}元，超过{share}%。"
        yield Found(sentence, looking.place(RECEIPTS))


def round_prices(looking: Looking) -> Iterator[Found]:
    """C11: all prices of a supplier are whole 元."""
    query = (
        select(Supplier.name, func.count())
        .select_from(StockDocument)
        .join(StockLine, LINE_OF_DOCUMENT)
        .join(Supplier, SUPPLIER_OF_DOCUMENT)
        .where(*standing(looking, StockKind.RECEIPT))
        .group_by(Supplier.id, Supplier.name)
        .having(
            func.count() >= FEW_LINES,
            func.sum(units(StockLine.price) % _YUAN) == 0,
        )
        .order_by(Supplier.name)
    )
    for name, lines in looking.connection.execute(query):
        sentence = f"本月从{name}进货{lines}笔，单价全是整元。"
        yield Found(sentence, looking.place(RECEIPTS))


def never_a_gram_off(looking: Looking) -> Iterator[Found]:
    """C12: what was ordered, brought and taken in is the same for weeks."""
    until = min(looking.month.last, looking.today)
    since = until - timedelta(weeks=looking.limit(limits.EVEN_WEEKS))
    same = and_(ReceiptLine.ordered == ReceiptLine.delivered, units(ReceiptLine.rejected) == 0)
    query = (
        select(func.count(ReceiptLine.ordered), func.count().filter(same))
        .select_from(StockDocument)
        .join(StockLine, LINE_OF_DOCUMENT)
        .join(
            ReceiptLine,
            and_(ReceiptLine.unit_id == StockLine.unit_id, ReceiptLine.line_id == StockLine.id),
        )
        .where(
            StockDocument.unit_id == looking.unit_id,
            StockDocument.canteen_id == looking.canteen.canteen_id,
            StockDocument.kind == StockKind.RECEIPT,
            StockDocument.state == DocumentState.POSTED,
            black(StockDocument),
            StockDocument.day.between(since, until),
            StockLine.canteen_id == looking.canteen.canteen_id,
            StockLine.month.between(Month.of(since), Month.of(until)),
        )
    )
    ordered, even = looking.connection.execute(query).one()
    if ordered >= FEW_LINES and ordered == even:
        sentence = f"{since}到{until}进货{ordered}笔，订的、到的、收的一点不差。"
        yield Found(sentence, looking.place(RECEIPTS))


def same_acceptors(looking: Looking) -> Iterator[Found]:
    """C12: the same two people have accepted everything."""
    query = (
        select(func.count(distinct(StockDocument.id)), func.count(distinct(DocumentSigner.name)))
        .select_from(StockDocument)
        .join(DocumentSigner, SIGNER_OF_DOCUMENT)
        .where(*standing(looking, StockKind.RECEIPT), DocumentSigner.duty == Duty.ACCEPTOR)
    )
    receipts, names = looking.connection.execute(query).one()
    if receipts >= FEW_DOCUMENTS and names <= 2:  # noqa: PLR2004 - the least that must accept
        sentence = f"本月{receipts}次验收都是同样的人，没有轮换。"
        yield Found(sentence, looking.place(RECEIPTS))


def buyer_accepts(looking: Looking) -> Iterator[Found]:
    """C12, C13: who bought has also accepted."""
    buyer = aliased(DocumentSigner)
    query = (
        select(StockDocument.id, StockDocument.number, StockDocument.day, DocumentSigner.name)
        .join(DocumentSigner, SIGNER_OF_DOCUMENT)
        .join(
            buyer,
            and_(
                buyer.unit_id == DocumentSigner.unit_id,
                buyer.document_id == DocumentSigner.document_id,
                buyer.name == DocumentSigner.name,
            ),
        )
        .where(
            *standing(looking, StockKind.RECEIPT),
            DocumentSigner.duty == Duty.ACCEPTOR,
            buyer.duty == Duty.BUYER,
        )
        .order_by(StockDocument.number)
    )
    for key, number, day, name in looking.connection.execute(query):
        label = DocumentNumber(StockKind.RECEIPT, looking.month, number).label
        yield Found(f"{label}的采购人{name}也是验收人。", looking.place(RECEIPTS, day, key))
