"""膳食经费收支公示 and 幼儿园伙食费公示: a canteen's month from its posted documents.

A closed month's figures never change. What was wrong in it is undone by red ink in a later month;
the notice of the closed month is then corrected by one that names the documents in question.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date  # noqa: TC003 - read at run time, when a snapshot is loaded
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from desktop.core.errors import NotFoundError
from desktop.core.labels import UnitKind
from desktop.core.ledger import AccountKind
from desktop.core.money import Money
from desktop.core.statements import StatementKind
from desktop.core.terms import Month  # noqa: TC001 - read at run time
from desktop.models import Canteen, LedgerEntry, MoneyDocument, StockDocument, StockLine, Unit
from desktop.services.canteen import chart
from desktop.services.canteen.canteens import canteen_lines
from desktop.services.canteen.closing import MONEY_PART, STOCK_PART
from desktop.services.canteen.documents import DocumentNumber
from desktop.services.canteen.goods_month import GoodsMonth
from desktop.services.canteen.money import label_of
from desktop.services.canteen.statements import Statements, statements_of
from desktop.services.canteen.stock import stock_value
from desktop.services.notices.making import Check, Maker, Remark, open_month, seal_check
from desktop.services.notices.results import Posting  # noqa: TC001 - read at run time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from sqlalchemy import Connection, Select

_PARTS: Final = (STOCK_PART, MONEY_PART)


@dataclass(frozen=True, slots=True)
class Corrected:
    """A document of the month that was undone in a later one."""

    document: str
    day: date
    amount: Money
    corrected_by: str
    corrected_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class CanteenNotice:
    """The statement of a month that hangs on the wall, of every canteen of the school."""

    kind: StatementKind
    unit_name: str
    month: Month
    canteens: tuple[Statements, ...]
    corrected: tuple[Corrected, ...]
    posting: Posting


def _drawing(
    kind: StatementKind,
) -> Callable[[Connection, UUID, Month, Posting], CanteenNotice]:
    def draw(
        connection: Connection, unit_id: UUID, month: Month, posting: Posting
    ) -> CanteenNotice:
        if not _recorded(connection, unit_id, month):
            msg = f"{month.label}食堂没有记过账，没有可以公示的内容。请先登记入库、出库和收支。"
            raise NotFoundError(msg)
        found = [
            statements_of(connection, unit_id, canteen, month)
            for canteen in canteen_lines(connection, unit_id)
            if canteen.opened_on <= month.last
        ]
        if kind is not StatementKind.KINDERGARTEN:  # it says nothing of single goods
            found = [replace(each, goods=GoodsMonth(month, ())) for each in found]
        corrected = sorted(_corrected(connection, unit_id, month), key=lambda line: line.document)
        return CanteenNotice(
            kind, posting.signed_by, month, tuple(found), tuple(corrected), posting
        )

    return draw


def corrected_months(connection: Connection, unit_id: UUID) -> set[Month]:
    """Months of which a later month has undone a document."""
    stock, money = _undone(StockDocument, unit_id), _undone(MoneyDocument, unit_id)
    return {*connection.execute(stock).scalars(), *connection.execute(money).scalars()}


def _undone(kind: type[StockDocument | MoneyDocument], unit_id: UUID) -> Select[Any]:
    red = aliased(kind)
    return (
        select(kind.month)
        .join(red, (red.unit_id == kind.unit_id) & (red.reverses_id == kind.id))
        .where(kind.unit_id == unit_id, red.month > kind.month)
        .distinct()
    )


def _recorded(connection: Connection, unit_id: UUID, month: Month) -> bool:
    """Whether a canteen's accounts have moved in the month."""
    query = select(exists().where(LedgerEntry.unit_id == unit_id, LedgerEntry.month == month))
    return bool(connection.execute(query).scalar_one())


def _corrected(connection: Connection, unit_id: UUID, month: Month) -> Iterator[Corrected]:
    red = aliased(StockDocument)
    worth = (
        select(func.sum(StockLine.amount))
        .where(
            StockLine.unit_id == StockDocument.unit_id, StockLine.document_id == StockDocument.id
        )
        .scalar_subquery()
    )
    stock = (
        select(
            *(StockDocument.kind, StockDocument.number, StockDocument.day, worth.label("worth")),
            *(red.month, red.number.label("by"), red.day.label("on"), red.note),
        )
        .join(red, (red.unit_id == StockDocument.unit_id) & (red.reverses_id == StockDocument.id))
        .where(StockDocument.unit_id == unit_id, StockDocument.month == month, red.month > month)
    )
    for row in connection.execute(stock):
        was = DocumentNumber(row.kind, month, row.number).label
        by = DocumentNumber(row.kind, row.month, row.by).label
        yield Corrected(was, row.day, Money(abs(row.worth.units)), by, row.on, row.note)
    undoing = aliased(MoneyDocument)
    money = (
        select(
            *(MoneyDocument.number, MoneyDocument.day, MoneyDocument.amount),
            *(undoing.month, undoing.number.label("by"), undoing.day.label("on"), undoing.note),
        )
        .join(
            undoing,
            (undoing.unit_id == MoneyDocument.unit_id) & (undoing.reverses_id == MoneyDocument.id),
        )
        .where(
            MoneyDocument.unit_id == unit_id, MoneyDocument.month == month, undoing.month > month
        )
    )
    for booked in connection.execute(money):
        was, by = label_of(month, booked.number), label_of(booked.month, booked.by)
        yield Corrected(was, booked.day, booked.amount, by, booked.on, booked.note)


def _checks(connection: Connection, unit_id: UUID, content: CanteenNotice) -> tuple[Check, ...]:
    """What the notice says of each canteen, and what the ledger and the stock say."""
    several = len(content.canteens) > 1
    found: list[Check] = []
    for each in content.canteens:
        name = f"{each.canteen.name} " if several else ""
        moved = _moved(connection, unit_id, each.canteen.book_id, content.month)
        held = _held(connection, unit_id, each.canteen.book_id, content.month)
        goods = stock_value(connection, unit_id, each.canteen.canteen_id, content.month.last)
        income, expense = moved[AccountKind.INCOME], moved[AccountKind.EXPENSE]
        found += (
            Check(f"{name}本月收入", str(each.income.month), str(-income)),
            Check(f"{name}本月支出", str(each.expense.month), str(expense)),
            Check(f"{name}月末现金和存款", str(each.after.money), str(held)),
            Check(f"{name}月末库存", str(each.after.stock), str(goods)),
        )
    return (*found, *seal_check(connection, unit_id, content.month, _PARTS))


def _moved(
    connection: Connection, unit_id: UUID, book_id: UUID, month: Month
) -> dict[AccountKind, Money]:
    """All that a month has moved, by kind of account, straight from the entries."""
    query = (
        select(LedgerEntry.account, func.sum(LedgerEntry.amount))
        .where(
            LedgerEntry.unit_id == unit_id,
            LedgerEntry.book_id == book_id,
            LedgerEntry.month == month,
        )
        .group_by(LedgerEntry.account)
    )
    known, found = chart.accounts(), dict.fromkeys(AccountKind, Money(0))
    for account, amount in connection.execute(query):
        found[known[account].kind] += amount
    return found


def _held(connection: Connection, unit_id: UUID, book_id: UUID, month: Month) -> Money:
    query = select(func.sum(LedgerEntry.amount)).where(
        LedgerEntry.unit_id == unit_id,
        LedgerEntry.book_id == book_id,
        LedgerEntry.month <= month,
        LedgerEntry.account.in_((chart.CASH, chart.BANK)),
    )
    return connection.execute(query).scalar_one() or Money(0)


def _remarks(content: CanteenNotice) -> tuple[Remark, ...]:
    found = open_month(content.posting, content.month)
    if content.corrected:
        sentence = f"本月有{len(content.corrected)}张单据在以后的月份冲销了，公示上会逐张写明。"
        found += (Remark("corrected", sentence, blocking=False),)
    return found


def _has_canteen(connection: Connection, unit_id: UUID) -> bool:
    query = select(exists().where(Canteen.unit_id == unit_id))
    return bool(connection.execute(query).scalar_one())


def _is_kindergarten(connection: Connection, unit_id: UUID) -> bool:
    kind = connection.execute(select(Unit.kind).where(Unit.id == unit_id)).scalar_one()
    return kind is UnitKind.KINDERGARTEN and _has_canteen(connection, unit_id)


INCOME: Final = Maker(
    CanteenNotice,
    _drawing(StatementKind.INCOME),
    _recorded,
    _checks,
    _remarks,
    used_by=_has_canteen,
)
KINDERGARTEN: Final = Maker(
    CanteenNotice,
    _drawing(StatementKind.KINDERGARTEN),
    _recorded,
    _checks,
    _remarks,
    used_by=_is_kindergarten,
)
