"""The canteen's part in closing a month: what stands in the way, and what the seal covers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, inspect, select, union
from sqlalchemy.orm import aliased

from desktop.core.canteen import CountState, DocumentState, Fund
from desktop.core.json import digest_of
from desktop.core.money import Money
from desktop.models import (
    BankLine,
    BankStatement,
    Canteen,
    CanteenLog,
    CanteenLogLine,
    CashCount,
    CompanionMeal,
    CostShare,
    FoodSample,
    FundSettlement,
    LedgerEntry,
    MealCount,
    MealFee,
    MealSitting,
    MenuDish,
    MoneyDocument,
    SampleDisposal,
    StaffMeal,
    StaffMealPayment,
    StockDocument,
    StockLine,
    Stocktake,
    StocktakeLine,
    Voucher,
)
from desktop.services.canteen.balances import closing_by_account
from desktop.services.canteen.canteens import canteen_lines
from desktop.services.canteen.chart import BANK, CASH, STOCK
from desktop.services.canteen.reconciling import Reconciliation, reconciled
from desktop.services.canteen.staff_closing import staff_obstacles
from desktop.services.canteen.stock import stock_value
from desktop.services.canteen.uncounted import uncounted
from desktop.services.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from sqlalchemy import Connection, Select

    from desktop.core.terms import Month
    from desktop.database.base import Owned

STOCK_PART: Final = "stock"
MONEY_PART: Final = "money"
STOCKTAKE_PART: Final = "stocktake"
BANK_PART: Final = "bank"
CASH_PART: Final = "cash"

# Records that are sealed whole, column by column, under a name for those that belong together.
WHOLE: Final[dict[str, tuple[type[Owned], ...]]] = {
    "sittings": (MealSitting, MealCount),
    "staff_meals": (StaffMeal, StaffMealPayment, CostShare, FundSettlement),
    "fees": (MealFee,),
    "menus": (MenuDish,),
    "logs": (FoodSample, SampleDisposal, CompanionMeal, CanteenLog, CanteenLogLine),
}


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
    staff = select(StaffMeal.month).where(StaffMeal.unit_id == unit_id)
    meals = select(MealSitting.month).where(MealSitting.unit_id == unit_id)
    both = union(goods, money, staff, meals).subquery()
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
        yield from _unreconciled(connection, books, month)
    for canteen in canteen_lines(connection, unit_id):
        yield from staff_obstacles(connection, unit_id, canteen, month)
        yield from uncounted(connection, unit_id, canteen, month)


def parts(connection: Connection, unit_id: UUID, month: Month) -> dict[str, str]:
    """Digests of a month's stock, money and stocktakes; nothing where nothing was booked."""
    covered = (
        (STOCK_PART, _goods(unit_id, month)),
        (MONEY_PART, _money(unit_id, month)),
        (STOCKTAKE_PART, _counted(unit_id, month)),
    )
    found: dict[str, Sequence[Any]] = {
        name: connection.execute(query).all() for name, query in covered
    }
    found[BANK_PART] = _bank(connection, unit_id, month)
    found[CASH_PART] = _cash(connection, unit_id, month)
    for name, kinds in WHOLE.items():
        found[name] = [row for kind in kinds for row in _whole(connection, kind, unit_id, month)]
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
        .where(
            StockLine.unit_id == unit_id,
            # All of them; named, so that the month is found and not the whole year walked.
            StockLine.canteen_id.in_(select(Canteen.id).where(Canteen.unit_id == unit_id)),
            StockLine.month == month,
        )
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


def _bank(connection: Connection, unit_id: UUID, month: Month) -> list[Any]:
    """What the bank said of a month: its balances, then its lines."""
    balances = connection.execute(
        select(BankStatement.id, BankStatement.opening, BankStatement.closing)
        .where(BankStatement.unit_id == unit_id, BankStatement.month == month)
        .order_by(BankStatement.id)
    ).all()
    lines = connection.execute(
        select(BankLine.id, BankLine.day, BankLine.amount, BankLine.text, BankLine.balance)
        .where(BankLine.unit_id == unit_id, BankLine.month == month)
        .order_by(BankLine.id)
    ).all()
    return [*balances, *lines]


def _cash(connection: Connection, unit_id: UUID, month: Month) -> list[Any]:
    """What was counted in a month."""
    query = (
        select(CashCount.id, CashCount.day, CashCount.counted, CashCount.booked, CashCount.reason)
        .where(CashCount.unit_id == unit_id, CashCount.month == month)
        .order_by(CashCount.id)
    )
    return list(connection.execute(query))


def _whole(connection: Connection, kind: type[Owned], unit_id: UUID, month: Month) -> list[Any]:
    """Every column of a month's rows of a table."""
    table = inspect(kind).local_table
    rows = select(table).where(table.c.unit_id == unit_id, table.c.month == month)
    return list(connection.execute(rows.order_by(table.c.id)))


def _unreconciled(connection: Connection, books: _Books, month: Month) -> Iterator[Obstacle]:
    """Bank and cash that were not held against the books, where any money is or has moved."""
    query = select(LedgerEntry.account, func.sum(LedgerEntry.amount), func.max(LedgerEntry.month))
    held = {
        account: bool(amount) or last == month
        for account, amount, last in connection.execute(
            query.where(
                LedgerEntry.unit_id == books.unit_id,
                LedgerEntry.book_id == books.book_id,
                LedgerEntry.month <= month,
                LedgerEntry.account.in_((CASH, BANK)),
            ).group_by(LedgerEntry.account)
        )
    }
    if held.get(BANK):
        sentence = _of_bank(reconciled(connection, books.unit_id, books.canteen_id, month))
        if sentence:
            yield Obstacle("canteen.bank", f"{books.name}{sentence}", blocking=False)
    if held.get(CASH):
        counted = select(CashCount.id).where(
            CashCount.unit_id == books.unit_id,
            CashCount.canteen_id == books.canteen_id,
            CashCount.month == month,
        )
        if connection.execute(counted.limit(1)).first() is None:
            sentence = f"{books.name}这个月还没有盘点现金"
            yield Obstacle("canteen.count", sentence, blocking=False)


def _of_bank(found: Reconciliation) -> str:
    """What is still to be said about the bank; empty where all is explained."""
    if found.unexplained is None:
        return "这个月的银行存款还没有和对账单核对"
    if found.unexplained:
        return f"的银行存款和账上还差{found.unexplained}元没有对上"
    open_lines = sum(not line.matched for line in found.lines)
    return f"的银行对账单还有{open_lines}笔没有勾对" if open_lines else ""


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
