"""What is owed to suppliers: goods that came and were not paid yet, by supplier and fund."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from desktop.core.canteen import Fund
from desktop.core.ledger import DocumentKind
from desktop.core.money import Money
from desktop.models import LedgerEntry, Supplier, Voucher
from desktop.services.canteen.canteens import canteen_of
from desktop.services.canteen.chart import PAYABLE

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.terms import Month
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class Debt:
    """What one supplier is owed of one fund; below zero: it was paid too much."""

    supplier_id: UUID
    supplier: str
    fund: Fund
    opening: Money
    received: Money
    """The worth of what came in the month, what was taken back in red ink subtracted."""
    paid: Money
    """What was paid in the month, payments that were taken back subtracted."""

    @property
    def closing(self) -> Money:
        """What is owed at the end of the month."""
        return self.opening + self.received - self.paid


def debts(session: Session, canteen_id: UUID, month: Month) -> tuple[Debt, ...]:
    """供应商往来: each supplier and fund with a debt or with movement, by name of the supplier."""
    with session.store.read() as connection:
        book = canteen_of(connection, session.unit_id, canteen_id).book_id
        return _debts(connection, session.unit_id, book, month)


def owed_now(session: Session, canteen_id: UUID) -> dict[UUID, dict[Fund, Money]]:
    """What every supplier is owed after all that is booked, by fund; no fund that owes nothing."""
    with session.store.read() as connection:
        book = canteen_of(connection, session.unit_id, canteen_id).book_id
        query = (
            select(LedgerEntry.party_id, LedgerEntry.fund, func.sum(LedgerEntry.amount))
            .where(
                LedgerEntry.unit_id == session.unit_id,
                LedgerEntry.book_id == book,
                LedgerEntry.account == PAYABLE,
            )
            .group_by(LedgerEntry.party_id, LedgerEntry.fund)
        )
        found: dict[UUID, dict[Fund, Money]] = {}
        for supplier, fund, amount in connection.execute(query):
            if supplier is not None and amount:
                found.setdefault(supplier, {})[Fund(fund)] = -amount
        return found


def owed_to(
    connection: Connection, unit_id: UUID, book_id: UUID, supplier_id: UUID, fund: Fund
) -> Money:
    """What one supplier is owed of a fund, within a transaction."""
    query = select(func.sum(LedgerEntry.amount)).where(
        LedgerEntry.unit_id == unit_id,
        LedgerEntry.book_id == book_id,
        LedgerEntry.account == PAYABLE,
        LedgerEntry.party_id == supplier_id,
        LedgerEntry.fund == fund.value,
    )
    return -(connection.execute(query).scalar_one() or Money(0))


def _debts(connection: Connection, unit_id: UUID, book_id: UUID, month: Month) -> tuple[Debt, ...]:
    amount, within = LedgerEntry.amount, LedgerEntry.month == month
    goods = Voucher.document_kind == DocumentKind.STOCK
    query = (
        select(
            Supplier.id,
            Supplier.name,
            LedgerEntry.fund,
            func.sum(case((LedgerEntry.month < month, amount))),
            func.sum(case((within & goods, amount))),
            func.sum(case((within & ~goods, amount))),
        )
        .join(
            Voucher,
            (Voucher.unit_id == LedgerEntry.unit_id) & (Voucher.id == LedgerEntry.voucher_id),
        )
        .join(
            Supplier,
            (Supplier.unit_id == LedgerEntry.unit_id) & (Supplier.id == LedgerEntry.party_id),
        )
        .where(
            LedgerEntry.unit_id == unit_id,
            LedgerEntry.book_id == book_id,
            LedgerEntry.account == PAYABLE,
            LedgerEntry.month <= month,
        )
        .group_by(Supplier.id, Supplier.name, LedgerEntry.fund)
    )
    zero, order = Money(0), list(Fund)
    lines = (
        Debt(key, name, Fund(fund), -(before or zero), -(came or zero), paid or zero)
        for key, name, fund, before, came, paid in connection.execute(query)
    )
    told = [line for line in lines if line.opening or line.received or line.paid]
    return tuple(sorted(told, key=lambda d: (d.supplier, d.supplier_id, order.index(d.fund))))
