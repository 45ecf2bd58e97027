"""The canteen's part in closing a month: what stands in the way, and what the seal covers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select, union
from sqlalchemy.orm import aliased

from desktop.core.canteen import CountState, DocumentState, Fund
from desktop.core.json import digest_of
from desktop.core.money import Money
from desktop.models import (
    Canteen,
    LedgerEntry,
    MoneyDocument,
    StockDocument,
    StockLine,
    Stocktake,
    StocktakeLine,
    Voucher,
)
from desktop.services.canteen.balances import closing_by_account
from desktop.services.canteen.chart import BANK, CASH, STOCK
from desktop.services.canteen.stock import stock_value
from desktop.services.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from sqlalchemy import Connection, Select

    from desktop.core.terms import Month

STOCK_PART: Final = "stock"
MONEY_PART: Final = "money"
STOCKTAKE_PART: Final = "stocktake"


@dataclass(frozen=True, slots=True)
class _Books:
    """Whose books are looked at."""

    unit_id: UUID
    canteen_id: UUID
    book_id: UUID
    name: str


def months_with_documents(unit_id: UUID) -> Select[Any]:
    """A query for the months in which a unit's canteens have booked anything."""
    goods = select(StockDocument.month).where(StockDocument.unit_id == unit_id)
    money = select(MoneyDocument.month).where(MoneyDocument.unit_id == unit_id)
    both = union(goods, money).subquery()
    return select(both.c.month)


def obstacles(connection: Connection, unit_id: UUID, month: Month) -> Iterator[Obstacle]:
    """What of the canteens stands in the way of closing a month."""
    drafts = connection.execute(
        select(func.count())
        .select_from(StockDocument)
        .where(
            StockDocument.unit_id == unit_id,
            StockDocument.month == month,
            StockDocument.state == DocumentState.DRAFT,
        )
    ).scalar_one()
    if drafts:
        sentence = f"食堂还有{drafts}张草稿单据，请记账或删除"
        yield Obstacle("canteen.drafts", sentence, blocking=True)
    query = select(Canteen.unit_id, Canteen.id, Canteen.book_id, Canteen.name)
    own = query.where(Canteen.unit_id == unit_id).order_by(Canteen.name)
    for books in [_Books(*row) for row in connection.execute(own)]:
        yield from _unequal(connection, books, month)
        yield from _uncounted(connection, books, month)
        yield from _overdrawn(connection, books, month)


def parts(connection: Connection, unit_id: UUID, month: Month) -> dict[str, str]:
    """Digests of a month's stock, money and stocktakes; nothing where nothing was booked."""
    covered = (
        (STOCK_PART, _goods(unit_id, month)),
        (MONEY_PART, _money(unit_id, month)),
        (STOCKTAKE_PART, _counted(unit_id, month)),
    )
    found = {name: connection.execute(query).all() for name, query in covered}
    return {name: digest_of([list(row) for row in rows]) for name, rows in found.items() if rows}


def _goods(unit_id: UUID, month: Month) -> Select[*tuple[Any, ...]]:
    return (
        select(
            StockLine.document_id,
            StockLine.line,
            StockLine.day,
            StockLine.article_id,
            StockLine.lot_id,
            StockLine.quantity,
            StockLine.amount,
        )
        .where(StockLine.unit_id == unit_id, StockLine.month == month)
        .order_by(StockLine.document_id, StockLine.line)
    )


def _money(unit_id: UUID, month: Month) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Voucher.document_id,
            LedgerEntry.line,
            LedgerEntry.day,
            LedgerEntry.account,
            LedgerEntry.fund,
            LedgerEntry.party_id,
            LedgerEntry.amount,
        )
        .join(
            Voucher,
            (Voucher.unit_id == LedgerEntry.unit_id) & (Voucher.id == LedgerEntry.voucher_id),
        )
        .where(LedgerEntry.unit_id == unit_id, LedgerEntry.month == month)
        .order_by(Voucher.document_id, LedgerEntry.line)
    )


def _counted(unit_id: UUID, month: Month) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Stocktake.id,
            Stocktake.state,
            Stocktake.day,
            Stocktake.first_counter,
            Stocktake.second_counter,
            StocktakeLine.lot_id,
            StocktakeLine.booked,
            StocktakeLine.worth,
            StocktakeLine.counted,
            StocktakeLine.reason,
        )
        .join(
            StocktakeLine,
            (StocktakeLine.unit_id == Stocktake.unit_id)
            & (StocktakeLine.stocktake_id == Stocktake.id),
        )
        .where(Stocktake.unit_id == unit_id, Stocktake.month == month)
        .order_by(Stocktake.id, StocktakeLine.line)
    )


def _unequal(connection: Connection, books: _Books, month: Month) -> Iterator[Obstacle]:
    """The goods in store and what the account says of them: two ways to one figure."""
    goods = stock_value(connection, books.unit_id, books.canteen_id, month.last)
    balances = closing_by_account(connection, books.unit_id, books.book_id, month)
    account = balances.get(STOCK, Money(0))
    if goods != account:
        sentence = f"{books.name}的库存是{goods}元，账上是{account}元，两个数不一致"
        yield Obstacle("canteen.stock", sentence, blocking=True)
    if balances.get(CASH, Money(0)).units < 0:
        sentence = f"{books.name}账上的现金是{balances[CASH]}元"
        yield Obstacle("canteen.cash", sentence, blocking=True)


def _uncounted(connection: Connection, books: _Books, month: Month) -> Iterator[Obstacle]:
    """A count that was not ended stands in the way; none at all is asked about."""
    red = aliased(StockDocument)
    query = (
        select(Stocktake.state, Stocktake.day, red.id)
        .outerjoin(
            red, (red.unit_id == Stocktake.unit_id) & (red.reverses_id == Stocktake.document_id)
        )
        .where(
            Stocktake.unit_id == books.unit_id,
            Stocktake.canteen_id == books.canteen_id,
            Stocktake.month == month,
        )
        .order_by(Stocktake.day)
    )
    found = connection.execute(query).all()
    for state, day, _ in found:
        if state is CountState.COUNTING:
            sentence = f"{books.name}{day}的盘点没有结束，请结束或放弃"
            yield Obstacle("canteen.counting", sentence, blocking=True)
    held = stock_value(connection, books.unit_id, books.canteen_id, month.last)
    if held and all(state is not CountState.ENDED or reverses for state, _, reverses in found):
        sentence = f"{books.name}这个月没有盘点，月末库存{held}元"
        yield Obstacle("canteen.stocktake", sentence, blocking=False)


def _overdrawn(connection: Connection, books: _Books, month: Month) -> Iterator[Obstacle]:
    """A fund below zero has used another's money."""
    query = (
        select(LedgerEntry.fund, func.sum(LedgerEntry.amount))
        .where(
            LedgerEntry.unit_id == books.unit_id,
            LedgerEntry.book_id == books.book_id,
            LedgerEntry.month <= month,
            LedgerEntry.account.in_((CASH, BANK)),
        )
        .group_by(LedgerEntry.fund)
    )
    held = {Fund(fund): amount for fund, amount in connection.execute(query)}
    for fund in Fund:
        amount = held.get(fund, Money(0))
        if amount.units < 0:
            sentence = f"{books.name}的{fund.label}是{amount}元，等于用了别的资金"
            yield Obstacle("canteen.fund", sentence, blocking=False)
