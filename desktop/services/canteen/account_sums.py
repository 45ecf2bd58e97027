"""What accounts of income and expense have moved in a month, its term and its calendar year."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import case, func, select

from desktop.core.canteen import Fund
from desktop.core.ledger import AccountKind
from desktop.core.money import Money
from desktop.core.statements import Block
from desktop.core.terms import Month, Term
from desktop.models import LedgerEntry
from desktop.services.canteen import chart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

_FIRST_INCOME: Final = "4"
_BLOCKS: Final[Mapping[str, Block]] = {
    "4001": Block.PUPILS,
    "4101": Block.PUPILS,
    chart.PUPIL_FOOD: Block.PUPILS,
    "4102": Block.STAFF,
    chart.STAFF_FOOD: Block.STAFF,
    "4103": Block.OTHERS,
    chart.GUEST_FOOD: Block.OTHERS,
}
"""Accounts that say by themselves whom they are about."""
_OF_FUND: Final[Mapping[Fund, Block]] = dict.fromkeys(Fund, Block.OTHERS) | {
    Fund.NUTRITION: Block.PUPILS,
    Fund.PUPIL_FEES: Block.PUPILS,
    Fund.STAFF_FEES: Block.STAFF,
}


@dataclass(frozen=True, slots=True)
class Amounts:
    """An amount in a month, in its term and in its calendar year, each up to the month's end."""

    month: Money
    term: Money
    year: Money

    def __add__(self, other: Amounts) -> Amounts:
        return Amounts(self.month + other.month, self.term + other.term, self.year + other.year)

    def __sub__(self, other: Amounts) -> Amounts:
        return Amounts(self.month - other.month, self.term - other.term, self.year - other.year)

    def __neg__(self) -> Amounts:
        return ZERO - self


ZERO: Final = Amounts(Money(0), Money(0), Money(0))


@dataclass(frozen=True, slots=True)
class AccountSum:
    """An account within a fund: income and expense alike above zero as a rule."""

    account: chart.Account
    fund: Fund
    amounts: Amounts

    @property
    def income(self) -> bool:
        """Whether money came in."""
        return self.account.kind is AccountKind.INCOME

    @property
    def block(self) -> Block:
        """Whom it is about: the account says it, else the fund."""
        return _BLOCKS.get(self.account.code, _OF_FUND[self.fund])


def account_sums(
    connection: Connection, unit_id: UUID, book_id: UUID, month: Month
) -> tuple[AccountSum, ...]:
    """Income and expense of a book by account and fund, in the order of the chart."""
    year, term = Month(month.year, 1), Month.of(Term.of(month.first).first)

    def since(first: Month) -> ColumnElement[Money]:
        return func.sum(case((LedgerEntry.month >= first, LedgerEntry.amount)))

    query = (
        select(LedgerEntry.account, LedgerEntry.fund, since(month), since(term), since(year))
        .where(
            LedgerEntry.unit_id == unit_id,
            LedgerEntry.book_id == book_id,
            LedgerEntry.month >= min(year, term),
            LedgerEntry.month <= month,
            LedgerEntry.account >= _FIRST_INCOME,
        )
        .group_by(LedgerEntry.account, LedgerEntry.fund)
    )
    known = chart.accounts()
    found = []
    for code, fund, *moved in connection.execute(query):
        amounts = Amounts(*(amount or Money(0) for amount in moved))
        income = known[code].kind is AccountKind.INCOME
        found.append(AccountSum(known[code], Fund(fund), -amounts if income else amounts))
    return _sorted(found)


def with_moves(
    lines: Iterable[AccountSum], moves: Mapping[Month, Mapping[tuple[str, Fund], int]], month: Month
) -> tuple[AccountSum, ...]:
    """The same with what is still to be booked on accounts of expense, in 分 by month."""
    known = chart.accounts()
    found = {(line.account.code, line.fund): line.amounts for line in lines}
    term, year = Month.of(Term.of(month.first).first), Month(month.year, 1)
    for of, moved in moves.items():
        for (code, fund), units in moved.items():
            if code < _FIRST_INCOME:
                continue
            amounts = (
                Money(units) if counts else Money(0)
                for counts in (of == month, of >= term, of >= year)
            )
            found[code, fund] = found.get((code, fund), ZERO) + Amounts(*amounts)
    return _sorted(
        AccountSum(known[code], fund, amounts) for (code, fund), amounts in found.items()
    )


def _sorted(lines: Iterable[AccountSum]) -> tuple[AccountSum, ...]:
    funds = list(Fund)
    return tuple(sorted(lines, key=lambda line: (line.account.code, funds.index(line.fund))))


def added(lines: Iterable[AccountSum], wanted: Callable[[AccountSum], bool]) -> Amounts:
    """The sums of those that are wanted."""
    total = ZERO
    for line in lines:
        if wanted(line):
            total += line.amounts
    return total


def by_account(lines: Iterable[AccountSum]) -> dict[str, Amounts]:
    """The sums by the code of the account, over all funds."""
    found: defaultdict[str, Amounts] = defaultdict(lambda: ZERO)
    for line in lines:
        found[line.account.code] += line.amounts
    return dict(found)
