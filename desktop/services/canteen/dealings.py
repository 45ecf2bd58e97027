"""供应商往来 over a span of days: what was ordered, brought, turned back, paid and is owed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import aliased

from desktop.core.canteen import DocumentState, StockKind
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.ledger import DocumentKind
from desktop.core.meals import OrderState
from desktop.core.money import Money, Quantity
from desktop.core.terms import Month
from desktop.models import (
    LedgerEntry,
    PurchaseOrder,
    ReceiptLine,
    StockDocument,
    StockLine,
    Supplier,
    Voucher,
)
from desktop.services.canteen.canteens import canteen_of
from desktop.services.canteen.chart import PAYABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Select

    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class Span:
    """From a day to a day, both counted."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            msg = f"{self.last}比{self.first}还早。请检查起止日期。"
            raise SchoolError(msg)


@dataclass(frozen=True, slots=True)
class DealingLine:
    """A voucher between the school and a supplier."""

    day: date
    what: str
    """Its number and what it is, as the voucher says."""
    received: Money
    paid: Money
    owed: Money
    """After it."""


@dataclass(frozen=True, slots=True)
class Dealing:
    """All that was between a canteen and one supplier."""

    supplier_id: UUID
    supplier: str
    orders: int
    """Placed in the span, those that were cancelled left out."""
    open_orders: int
    receipts: int
    """Deliveries that stand, red ones left out."""
    rejections: int
    """Lines of deliveries of which something was turned back."""
    opening: Money
    received: Money
    paid: Money
    lines: tuple[DealingLine, ...] = field(default=())

    @property
    def closing(self) -> Money:
        """What is owed at the end; below zero: too much was paid."""
        return self.opening + self.received - self.paid


def dealings(
    session: Session, canteen_id: UUID, span: Span, only: UUID | None = None
) -> tuple[Dealing, ...]:
    """Each supplier with orders, goods, payments or a debt, by name; `only` one, whatever it has.

    Raises:
        NotFoundError: there is no such canteen, or no such supplier.
    """
    with session.store.read() as connection:
        book = canteen_of(connection, session.unit_id, canteen_id).book_id
        ordered = _orders(connection, session.unit_id, canteen_id, span)
        came = _deliveries(connection, session.unit_id, canteen_id, span)
        moved = _entries(connection, session.unit_id, book, span)
        before = _before(connection, session.unit_id, book, span)
        names = _names(connection, session.unit_id)
    if only is not None and only not in names:
        raise NotFoundError("没有这个供货商。")
    told = (
        {only}
        if only
        else ordered.keys() | came.keys() | moved.keys() | {k for k, owed in before.items() if owed}
    )
    found = (_dealing(key, names[key], ordered, came, (before, moved)) for key in told)
    return tuple(sorted(found, key=lambda dealing: (dealing.supplier, dealing.supplier_id)))


def _dealing(
    key: UUID,
    name: str,
    ordered: Mapping[UUID, tuple[int, int]],
    came: Mapping[UUID, tuple[int, int]],
    ledger: tuple[Mapping[UUID, Money], Mapping[UUID, list[Any]]],
) -> Dealing:
    before, moved = ledger
    opening = before.get(key, Money(0))
    lines = tuple(_told(opening, moved.get(key, [])))
    return Dealing(
        key,
        name,
        *ordered.get(key, (0, 0)),
        *came.get(key, (0, 0)),
        opening,
        Money.sum(line.received for line in lines),
        Money.sum(line.paid for line in lines),
        lines,
    )


def _told(owed: Money, rows: list[Any]) -> Iterator[DealingLine]:
    """Each voucher with what was owed after it."""
    none = Money(0)
    for day, kind, summary, amount in rows:
        owed -= amount
        goods = kind is DocumentKind.STOCK
        yield DealingLine(day, summary, -amount if goods else none, none if goods else amount, owed)


def _names(connection: Connection, unit_id: UUID) -> dict[UUID, str]:
    query = select(Supplier.id, Supplier.name).where(Supplier.unit_id == unit_id)
    return {row.id: row.name for row in connection.execute(query)}


def _orders(
    connection: Connection, unit_id: UUID, canteen_id: UUID, span: Span
) -> dict[UUID, tuple[int, int]]:
    """How many orders each supplier was given, and how many of them wait."""
    waits = case((PurchaseOrder.state == OrderState.ORDERED, 1), else_=0)
    query = (
        select(PurchaseOrder.supplier_id, func.count(), func.sum(waits))
        .where(
            PurchaseOrder.unit_id == unit_id,
            PurchaseOrder.canteen_id == canteen_id,
            PurchaseOrder.ordered_on.between(span.first, span.last),
            PurchaseOrder.state != OrderState.CANCELLED,
        )
        .group_by(PurchaseOrder.supplier_id)
    )
    return {row[0]: (row[1], int(row[2])) for row in connection.execute(query)}


def _deliveries(
    connection: Connection, unit_id: UUID, canteen_id: UUID, span: Span
) -> dict[UUID, tuple[int, int]]:
    """How many deliveries of each supplier stand, and of how many lines something went back."""
    back = case((ReceiptLine.rejected > Quantity(0), 1), else_=0)
    query = (
        select(
            StockDocument.supplier_id,
            func.count(StockDocument.id.distinct()),
            func.sum(back),
        )
        .join(
            StockLine,
            (StockLine.unit_id == StockDocument.unit_id)
            & (StockLine.document_id == StockDocument.id),
        )
        .join(
            ReceiptLine,
            (ReceiptLine.unit_id == StockLine.unit_id) & (ReceiptLine.line_id == StockLine.id),
        )
        .where(StockDocument.unit_id == unit_id, _standing(unit_id, canteen_id, span))
        .group_by(StockDocument.supplier_id)
    )
    return {row[0]: (row[1], int(row[2])) for row in connection.execute(query)}


def _standing(unit_id: UUID, canteen_id: UUID, span: Span) -> ColumnElement[bool]:
    red = aliased(StockDocument)
    undone = exists().where(red.unit_id == unit_id, red.reverses_id == StockDocument.id)
    return (
        (StockDocument.canteen_id == canteen_id)
        & StockDocument.day.between(span.first, span.last)
        & (StockDocument.kind == StockKind.RECEIPT)
        & (StockDocument.state == DocumentState.POSTED)
        & StockDocument.reverses_id.is_(None)
        & ~undone
    )


def _owing(unit_id: UUID, book_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        LedgerEntry.unit_id == unit_id,
        LedgerEntry.book_id == book_id,
        LedgerEntry.account == PAYABLE,
        LedgerEntry.party_id.is_not(None),
    )


def _before(connection: Connection, unit_id: UUID, book_id: UUID, span: Span) -> dict[UUID, Money]:
    """What each supplier was owed when the span began."""
    query = (
        select(LedgerEntry.party_id, func.sum(LedgerEntry.amount))
        .where(
            *_owing(unit_id, book_id),
            LedgerEntry.month <= Month.of(span.first),
            LedgerEntry.day < span.first,
        )
        .group_by(LedgerEntry.party_id)
    )
    return {key: -amount for key, amount in connection.execute(query) if key is not None}


def _entries(
    connection: Connection, unit_id: UUID, book_id: UUID, span: Span
) -> dict[UUID, list[Any]]:
    """What moved the debt to each supplier, voucher by voucher."""
    query: Select[*tuple[Any, ...]] = (
        select(
            LedgerEntry.party_id,
            LedgerEntry.day,
            Voucher.document_kind,
            Voucher.summary,
            func.sum(LedgerEntry.amount),
        )
        .join(
            Voucher,
            (Voucher.unit_id == LedgerEntry.unit_id) & (Voucher.id == LedgerEntry.voucher_id),
        )
        .where(
            *_owing(unit_id, book_id),
            LedgerEntry.month.between(Month.of(span.first), Month.of(span.last)),
            LedgerEntry.day.between(span.first, span.last),
        )
        .group_by(
            LedgerEntry.party_id,
            LedgerEntry.day,
            Voucher.id,
            Voucher.document_kind,
            Voucher.summary,
        )
        .order_by(LedgerEntry.day, Voucher.id)
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for party, *rest in connection.execute(query):
        found[party].append(tuple(rest))
    return found
