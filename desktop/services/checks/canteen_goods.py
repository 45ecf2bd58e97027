"""Rules over what went out and was counted (C8, C13, C16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from desktop.core.canteen import CountState, Duty, StockKind
from desktop.core.money import Quantity
from desktop.models import (
    Article,
    DocumentSigner,
    MoneyDocument,
    StockDocument,
    StockLine,
    StockLot,
    Stocktake,
    StocktakeLine,
)
from desktop.services import canteen_limits as limits
from desktop.services.canteen.documents import DocumentNumber
from desktop.services.canteen.stock import stock_value
from desktop.services.checks.joins import (
    ARTICLE_OF_LINE,
    HUNDRED,
    LINE_OF_DOCUMENT,
    LOT_OF_LINE,
    SIGNER_OF_DOCUMENT,
    standing,
)
from desktop.services.checks.questions import Found, units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.checks.questions import Looking

ISSUES: Final = "issues"
STOCKTAKE: Final = "stocktake"
_LINE_OF_COUNT: Final = and_(
    StocktakeLine.unit_id == Stocktake.unit_id, StocktakeLine.stocktake_id == Stocktake.id
)
_LOT_OF_COUNT: Final = and_(
    StockLot.unit_id == StocktakeLine.unit_id, StockLot.id == StocktakeLine.lot_id
)
_ARTICLE_OF_LOT: Final = and_(
    Article.unit_id == StockLot.unit_id, Article.id == StockLot.article_id
)


def expired_issued(looking: Looking) -> Iterator[Found]:
    """C8: goods that were issued after their last day."""
    query = (
        select(StockDocument.id, StockDocument.number, StockLine.day, Article.name,
               StockLot.expires_on)
        .join(StockLine, LINE_OF_DOCUMENT)
        .join(StockLot, LOT_OF_LINE)
        .join(Article, ARTICLE_OF_LINE)
        .where(*standing(looking, StockKind.ISSUE), StockLot.expires_on < StockLine.day)
        .order_by(StockLine.day, StockDocument.number)
    )  # fmt: skip
    for key, number, day, name, expired in looking.connection.execute(query):
        label = DocumentNumber(StockKind.ISSUE, looking.month, number).label
        sentence = f"{day}的{label}出了{name}，这一批{expired}已经过了保质期。"
        yield Found(sentence, looking.place(ISSUES, day, key))


def older_left(looking: Looking) -> Iterator[Found]:
    """C8: a lot was issued while one that expires earlier was there, and is still."""
    older = aliased(StockLot)
    query = (
        select(Article.name, func.min(StockLine.day), func.min(older.expires_on))
        .select_from(StockDocument)
        .join(StockLine, LINE_OF_DOCUMENT)
        .join(StockLot, LOT_OF_LINE)
        .join(Article, ARTICLE_OF_LINE)
        .join(
            older,
            and_(
                older.unit_id == StockLot.unit_id,
                older.canteen_id == StockLot.canteen_id,
                older.article_id == StockLot.article_id,
                older.fund == StockLot.fund,
                older.received_on <= StockLine.day,
                older.expires_on < StockLot.expires_on,
                units(older.left) > 0,
            ),
        )
        .where(*standing(looking, StockKind.ISSUE))
        .group_by(Article.id, Article.name)
        .order_by(Article.name)
    )
    for name, day, expires in looking.connection.execute(query):
        sentence = f"{day}出{name}时没有先出{expires}到期的那一批，那一批现在还在库里。"
        yield Found(sentence, looking.place(ISSUES, day))


def keeper_books_money(looking: Looking) -> Iterator[Found]:
    """C13: who keeps the store also books the money."""
    booked = (
        select(MoneyDocument.id)
        .where(
            MoneyDocument.unit_id == looking.unit_id,
            MoneyDocument.book_id == looking.canteen.book_id,
            MoneyDocument.month == looking.month,
            MoneyDocument.recorded_by == DocumentSigner.name,
        )
        .exists()
    )
    query = (
        select(DocumentSigner.name)
        .join(StockDocument, SIGNER_OF_DOCUMENT)
        .where(
            StockDocument.unit_id == looking.unit_id,
            StockDocument.canteen_id == looking.canteen.canteen_id,
            StockDocument.month == looking.month,
            DocumentSigner.duty == Duty.KEEPER,
            booked,
        )
        .distinct()
        .order_by(DocumentSigner.name)
    )
    for name in looking.connection.execute(query).scalars():
        sentence = f"{name}管仓库，也登记收支。库管、会计、出纳应当分开。"
        yield Found(sentence, looking.place(ISSUES))


def not_counted(looking: Looking) -> Iterator[Found]:
    """C16: goods in store at the end of a month that nobody has counted."""
    if looking.today <= looking.month.last:
        return
    counted = select(Stocktake.id).where(
        Stocktake.unit_id == looking.unit_id,
        Stocktake.canteen_id == looking.canteen.canteen_id,
        Stocktake.month == looking.month,
        Stocktake.state == CountState.ENDED,
    )
    if looking.connection.execute(counted.limit(1)).first() is not None:
        return
    held = stock_value(
        looking.connection, looking.unit_id, looking.canteen.canteen_id, looking.month.last
    )
    if held:
        sentence = f"{looking.month.label}末库存{held}元，没有盘点。"
        yield Found(sentence, looking.place(STOCKTAKE))


def far_from_booked(looking: Looking) -> Iterator[Found]:
    """C16: a count that is far from the books, with the reason that was given."""
    share = looking.limit(limits.COUNT_DIFFERENCE)
    difference = func.abs(StocktakeLine.counted - StocktakeLine.booked)
    query = (
        select(
            *(Stocktake.day, Article.name, Article.measure),
            *(StocktakeLine.booked, StocktakeLine.counted, StocktakeLine.reason),
        )
        .join(StocktakeLine, _LINE_OF_COUNT)
        .join(StockLot, _LOT_OF_COUNT)
        .join(Article, _ARTICLE_OF_LOT)
        .where(
            Stocktake.unit_id == looking.unit_id,
            Stocktake.canteen_id == looking.canteen.canteen_id,
            Stocktake.month == looking.month,
            Stocktake.state == CountState.ENDED,
            StocktakeLine.counted.is_not(None),
            units(difference) * HUNDRED > units(StocktakeLine.booked) * share,
        )
        .order_by(Stocktake.day, Article.name)
    )
    for day, name, measure, booked, counted, reason in looking.connection.execute(query):
        there = (counted or Quantity(0)).plain
        sentence = (
            f"{day}盘点{name}，账上{booked.plain}{measure}，实有{there}{measure}，"
            f"写的原因是“{reason}”。"
        )
        yield Found(sentence, looking.place(STOCKTAKE, day))
