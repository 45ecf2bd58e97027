"""日记账: the bank and the cash box day by day, with what was there after each line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from desktop.core.ledger import DocumentKind
from desktop.core.money import Money
from desktop.models import LedgerEntry, MoneyDocument, Voucher
from desktop.services.canteen.canteens import canteen_of
from desktop.services.canteen.chart import PLACES
from desktop.services.canteen.money_lists import documents_where

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from desktop.core.canteen import PayMethod
    from desktop.core.terms import Month
    from desktop.services.canteen.money_lists import MoneyLine
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class DayLine:
    """A line of a day book, and what was there after it."""

    day: date
    label: str
    what: str
    party: str
    ticket: str
    money_in: Money
    money_out: Money
    balance: Money


@dataclass(frozen=True, slots=True)
class DayBook:
    """日记账 of the bank or the cash box: a month, in the order of the days."""

    canteen: str
    month: Month
    method: PayMethod
    opening: Money
    lines: tuple[DayLine, ...]

    @property
    def money_in(self) -> Money:
        """What came in the month."""
        return Money.sum(line.money_in for line in self.lines)

    @property
    def money_out(self) -> Money:
        """What went."""
        return Money.sum(line.money_out for line in self.lines)

    @property
    def closing(self) -> Money:
        """What is there at the end of the month."""
        return self.opening + self.money_in - self.money_out


def day_book(session: Session, canteen_id: UUID, month: Month, method: PayMethod) -> DayBook:
    """日记账: what came and went by bank or cash, with what was there after each line."""
    unit_id = session.unit_id
    with session.store.read() as connection:
        canteen = canteen_of(connection, unit_id, canteen_id)
        on = (
            (LedgerEntry.unit_id == unit_id)
            & (LedgerEntry.book_id == canteen.book_id)
            & (LedgerEntry.account == PLACES[method])
        )
        before = select(func.sum(LedgerEntry.amount)).where(on, LedgerEntry.month < month)
        opening = connection.execute(before).scalar_one() or Money(0)
        query = (
            select(Voucher.document_id, func.sum(LedgerEntry.amount).label("amount"))
            .join(
                Voucher,
                (Voucher.unit_id == LedgerEntry.unit_id) & (Voucher.id == LedgerEntry.voucher_id),
            )
            .where(on, LedgerEntry.month == month, Voucher.document_kind == DocumentKind.MONEY)
            .group_by(Voucher.document_id)
        )
        amounts = {row.document_id: row.amount for row in connection.execute(query)}
        wanted = (MoneyDocument.book_id == canteen.book_id) & (MoneyDocument.month == month)
        lines = documents_where(connection, unit_id, wanted, month)
    ordered = sorted(
        (line for line in lines if line.document_id in amounts),
        key=lambda line: (line.day, line.number),
    )
    told, balance = [], opening
    for line in ordered:
        balance += amounts[line.document_id]
        told.append(_day_line(line, amounts[line.document_id], balance))
    return DayBook(canteen.name, month, method, opening, tuple(told))


def _day_line(line: MoneyLine, amount: Money, balance: Money) -> DayLine:
    """Red ink stands on the side of what it undoes."""
    on_left = (amount.units > 0) is (line.amount.units > 0)
    zero = Money(0)
    return DayLine(
        day=line.day,
        label=line.label,
        what=f"冲销{line.reverses}" if line.reverses else line.what,
        party=line.party,
        ticket=line.short_ticket,
        money_in=amount if on_left else zero,
        money_out=zero if on_left else -amount,
        balance=balance,
    )
