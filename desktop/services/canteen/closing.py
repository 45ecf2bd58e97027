"""The canteen's part in closing a month: what stands in the way, and what the seal covers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select, union

from desktop.core.canteen import DocumentState, Fund
from desktop.core.json import digest_of
from desktop.core.money import Money
from desktop.models import (
    Canteen,
    LedgerEntry,
    MoneyDocument,
    StockDocument,
    StockLine,
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
        yield from _overdrawn(connection, books, month)


def parts(connection: Connection, unit_id: UUID, month: Month) -> dict[str, str]:
    """Digests of a month's stock and money; nothing where nothing was booked."""
    goods = connection.execute(
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
    ).all()
    money = connection.execute(
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
    ).all()
    covered = ((STOCK_PART, goods), (MONEY_PART, money))
    return {name: digest_of([list(row) for row in rows]) for name, rows in covered if rows}


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
