"""Balances of the accounts: at the end of a day, and what a month has done to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from desktop.core.canteen import Fund
from desktop.core.money import Money
from desktop.models import LedgerEntry
from desktop.services.canteen.canteens import canteen_of
from desktop.services.canteen.chart import Account, accounts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.terms import Month
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """科目余额: an account within a fund. Amounts above zero stand on the debit side."""

    account: Account
    fund: Fund
    opening: Money
    debit: Money
    credit: Money
    """Never below zero, as `debit`; red ink counts on the side on which it stands."""

    @property
    def closing(self) -> Money:
        """What the month ends with."""
        return self.opening + self.debit - self.credit


def trial_balance(session: Session, canteen_id: UUID, month: Month) -> tuple[BalanceLine, ...]:
    """科目余额表: every account of a canteen that holds or has moved anything in a month.

    The closing balances add up to zero, in each fund.
    """
    with session.store.read() as connection:
        book = canteen_of(connection, session.unit_id, canteen_id).book_id
        return balances(connection, session.unit_id, book, month)


def balances(
    connection: Connection, unit_id: UUID, book_id: UUID, month: Month
) -> tuple[BalanceLine, ...]:
    """The accounts of a book in a month, in the order of the chart, within it of the funds."""
    chart, order = accounts(), list(Fund)
    amount, within = LedgerEntry.amount, LedgerEntry.month == month
    query = (
        select(
            LedgerEntry.account,
            LedgerEntry.fund,
            func.sum(case((LedgerEntry.month < month, amount))),
            func.sum(case((within & (amount > Money(0)), amount))),
            func.sum(case((within & (amount < Money(0)), amount))),
        )
        .where(
            LedgerEntry.unit_id == unit_id,
            LedgerEntry.book_id == book_id,
            LedgerEntry.month <= month,
        )
        .group_by(LedgerEntry.account, LedgerEntry.fund)
    )
    lines = (
        BalanceLine(
            chart[account],
            Fund(fund),
            opening or Money(0),
            debit or Money(0),
            -credit if credit else Money(0),
        )
        for account, fund, opening, debit, credit in connection.execute(query)
    )
    moved = [line for line in lines if line.opening or line.debit or line.credit]
    return tuple(sorted(moved, key=lambda line: (line.account.code, order.index(line.fund))))


def closing_by_account(
    connection: Connection, unit_id: UUID, book_id: UUID, month: Month
) -> Mapping[str, Money]:
    """What each account ends a month with, over all funds."""
    query = (
        select(LedgerEntry.account, func.sum(LedgerEntry.amount))
        .where(
            LedgerEntry.unit_id == unit_id,
            LedgerEntry.book_id == book_id,
            LedgerEntry.month <= month,
        )
        .group_by(LedgerEntry.account)
    )
    return {row[0]: row[1] for row in connection.execute(query)}
