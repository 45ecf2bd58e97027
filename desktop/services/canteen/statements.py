"""The month's statements of a canteen, made from posted documents and nothing else.

A month is closed with all that lies before it, and red ink is dated in open months: what a
statement of a closed month says can never change.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from desktop.core.labels import MonthState, UnitKind
from desktop.core.money import Money
from desktop.core.statements import Block, StatementKind
from desktop.core.terms import Month, Term
from desktop.database.records import SealedMonth
from desktop.models import MealMonth, Unit
from desktop.services.canteen import chart
from desktop.services.canteen.account_sums import (
    ZERO,
    AccountSum,
    account_sums,
    added,
    by_account,
    with_moves,
)
from desktop.services.canteen.balances import closing_by_account
from desktop.services.canteen.canteens import CanteenLine, canteen_of
from desktop.services.canteen.goods_month import GoodsMonth, goods_month
from desktop.services.canteen.share_booking import unbooked
from desktop.services.parameters import KINDERGARTEN_SURPLUS, value_on

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.services.canteen.account_sums import Amounts
    from desktop.services.session import Session

FOOD: Final = (chart.PUPIL_FOOD, chart.STAFF_FOOD, chart.GUEST_FOOD)
MEAL_INCOME: Final = ("4001", "4101", "4102", "4103")
"""What is paid for meals, by whomever: the subsidy and the fees."""


def per_cent(part: Money, whole: Money) -> Decimal | None:
    """A share in per cent with two places; None where there is nothing to share."""
    if not whole:
        return None
    share = Decimal(part.units * 100) / Decimal(whole.units)
    return share.quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Held:
    """结存: what there is at the end of a month."""

    money: Money
    """In the bank and in cash."""
    stock: Money
    payable: Money
    """What is owed to suppliers; below zero where more was paid than is owed."""


@dataclass(frozen=True, slots=True)
class Statements:
    """All statements of a canteen's month."""

    canteen: CanteenLine
    month: Month
    kinds: tuple[StatementKind, ...]
    """Those that the school prints: only a kindergarten has its own."""
    goods: GoodsMonth
    sums: tuple[AccountSum, ...]
    before: Held
    after: Held
    child_days: int
    """Days on which children ate, as the month's meals have them."""
    child_due: Money
    """What the standard comes to on these days."""
    seal_code: str | None
    """To check the paper by; None while the month is open."""
    surplus_limit: int
    """Per cent of its meal income by which a kindergarten's term may end above or below."""

    @property
    def accounts(self) -> Mapping[str, Amounts]:
        """Income and expense by account, over all funds."""
        return by_account(self.sums)

    def account(self, code: str) -> Amounts:
        """What an account has moved."""
        return self.accounts.get(code, ZERO)

    @property
    def income(self) -> Amounts:
        """All that came in."""
        return added(self.sums, lambda line: line.income)

    @property
    def expense(self) -> Amounts:
        """All that was spent."""
        return added(self.sums, lambda line: not line.income)

    @property
    def surplus(self) -> Amounts:
        """What is left of it."""
        return self.income - self.expense

    @property
    def food(self) -> Amounts:
        """What was eaten."""
        return added(self.sums, lambda line: line.account.code in FOOD)

    @property
    def meal_income(self) -> Amounts:
        """What was paid for meals, the subsidy included."""
        return added(self.sums, lambda line: line.account.code in MEAL_INCOME)

    @property
    def staff_result(self) -> Amounts:
        """What the staff paid for meals less its share of the food."""
        return self.account("4102") - self.account(chart.STAFF_FOOD)

    def of(self, block: Block, *, income: bool) -> Amounts:
        """What came in or was spent for some of those who eat."""
        return added(self.sums, lambda line: line.block is block and line.income is income)

    def surplus_of(self, block: Block) -> Amounts:
        """What is left of the money of some of those who eat."""
        return self.of(block, income=True) - self.of(block, income=False)


def statements(session: Session, canteen_id: UUID, month: Month) -> Statements:
    """The statements of a month.

    Raises:
        NotFoundError: the unit has no such canteen.
    """
    with session.store.read() as connection:
        canteen = canteen_of(connection, session.unit_id, canteen_id)
        return statements_of(connection, session.unit_id, canteen, month)


def kinds(session: Session) -> tuple[StatementKind, ...]:
    """The statements that the unit prints."""
    with session.store.read() as connection:
        return _kinds(connection, session.unit_id)


def statements_of(
    connection: Connection, unit_id: UUID, canteen: CanteenLine, month: Month
) -> Statements:
    """The same within a transaction."""
    days, due = connection.execute(
        select(func.sum(MealMonth.days), func.sum(MealMonth.amount)).where(
            MealMonth.unit_id == unit_id, MealMonth.month == month
        )
    ).one()
    return Statements(
        canteen,
        month,
        _kinds(connection, unit_id),
        goods_month(connection, unit_id, canteen.canteen_id, month),
        shared_sums(connection, unit_id, canteen, month),
        _held(connection, unit_id, canteen, month.previous),
        _held(connection, unit_id, canteen, month),
        int(days or 0),
        due or Money(0),
        _seal_code(connection, unit_id, month),
        value_on(connection, unit_id, KINDERGARTEN_SURPLUS, month.last),
    )


def shared_sums(
    connection: Connection, unit_id: UUID, canteen: CanteenLine, month: Month
) -> tuple[AccountSum, ...]:
    """Income and expense; of open months with the shares of cost that are not booked yet."""
    sums = account_sums(connection, unit_id, canteen.book_id, month)
    first = min(Month(month.year, 1), Month.of(Term.of(month.first).first))
    return with_moves(sums, unbooked(connection, unit_id, canteen, first, month), month)


def _seal_code(connection: Connection, unit_id: UUID, month: Month) -> str | None:
    query = select(SealedMonth.code).where(
        SealedMonth.unit_id == unit_id,
        SealedMonth.month == month,
        SealedMonth.state != MonthState.OPEN,
    )
    return connection.execute(query).scalar_one_or_none()


def _kinds(connection: Connection, unit_id: UUID) -> tuple[StatementKind, ...]:
    kind = connection.execute(select(Unit.kind).where(Unit.id == unit_id)).scalar_one()
    return tuple(
        each
        for each in StatementKind
        if each is not StatementKind.KINDERGARTEN or kind is UnitKind.KINDERGARTEN
    )


def _held(connection: Connection, unit_id: UUID, canteen: CanteenLine, month: Month) -> Held:
    found = closing_by_account(connection, unit_id, canteen.book_id, month)

    def of(account: str) -> Money:
        return found.get(account, Money(0))

    return Held(of(chart.CASH) + of(chart.BANK), of(chart.STOCK), -of(chart.PAYABLE))
