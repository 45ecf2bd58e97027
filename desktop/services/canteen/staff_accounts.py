"""What each member of the staff owes for meals, month by month: eaten, paid, still to be paid."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from desktop.core.money import Money
from desktop.models import MoneyDocument, Person, StaffMeal, StaffMealPayment, StaffMember
from desktop.services.canteen.canteens import canteen_of
from desktop.services.canteen.money_lists import shortened
from desktop.services.canteen.payment_lines import STAFF_KINDS
from desktop.services.staff.spells import PERSON_OF_STAFF

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Select

    from desktop.core.canteen import MoneyKind, Sitting
    from desktop.core.terms import Month
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.session import Session

_NOTHING = Money(0)


@dataclass(slots=True)
class StaffMonthAccount:
    """One person's meals of one month, and what was paid for them."""

    staff_id: UUID
    name: str
    month: Month
    meals: dict[Sitting, int] = field(default_factory=dict)
    prices: dict[Sitting, tuple[Money, ...]] = field(default_factory=dict)
    """The prices at which they were eaten, the lowest first."""
    due: Money = _NOTHING
    paid: Money = _NOTHING
    tickets: tuple[str, ...] = ()

    @property
    def owed(self) -> Money:
        """What is still to be paid; below zero what was paid too much."""
        return self.due - self.paid

    @property
    def ticket_words(self) -> str:
        """The numbers of the receipts as a list shows them."""
        return "、".join(shortened(ticket) for ticket in self.tickets)


@dataclass(frozen=True, slots=True)
class StaffAccounts:
    """The meals of the staff of a canteen, up to a month."""

    canteen: CanteenLine
    month: Month
    lines: tuple[StaffMonthAccount, ...]
    """Those of the month, by name."""
    older: tuple[StaffMonthAccount, ...]
    """Those of earlier months in which something is open, by month and name."""
    unnamed: Money
    """What came in the month for meals of the staff without a name."""

    @property
    def due(self) -> Money:
        """What the meals of the month come to."""
        return Money.sum(line.due for line in self.lines)

    @property
    def paid(self) -> Money:
        """What was paid for the meals of the month."""
        return Money.sum(line.paid for line in self.lines)

    @property
    def owing(self) -> tuple[StaffMonthAccount, ...]:
        """Whoever still owes something, the oldest month first."""
        return tuple(line for line in (*self.older, *self.lines) if line.owed.units > 0)

    @property
    def overpaid(self) -> tuple[StaffMonthAccount, ...]:
        """Whoever has paid too much."""
        return tuple(line for line in (*self.older, *self.lines) if line.owed.units < 0)


def staff_accounts(session: Session, canteen_id: UUID, month: Month) -> StaffAccounts:
    """What was eaten, paid and is owed in a month, and what is open of earlier months.

    Raises:
        NotFoundError: the unit has no such canteen.
    """
    with session.store.read() as connection:
        canteen = canteen_of(connection, session.unit_id, canteen_id)
        return staff_accounts_of(connection, session.unit_id, canteen, month)


def staff_accounts_of(
    connection: Connection, unit_id: UUID, canteen: CanteenLine, month: Month
) -> StaffAccounts:
    """The same within a transaction."""
    own = balances(connection, unit_id, canteen, lambda column: column == month)
    before = balances(connection, unit_id, canteen, lambda column: column < month)
    older = {key: one for key, one in before.items() if one.owed}
    both = {**own, **older}
    _add_meals(connection, unit_id, canteen, both)
    _add_tickets(connection, unit_id, canteen, both)
    _name(connection, unit_id, list(both.values()))
    by_name = {one.staff_id: one for one in own.values()}
    return StaffAccounts(
        canteen,
        month,
        tuple(sorted(by_name.values(), key=lambda one: (one.name, one.staff_id))),
        tuple(sorted(older.values(), key=lambda one: (one.month, one.name, one.staff_id))),
        _unnamed(connection, unit_id, canteen, month),
    )


def balances(
    connection: Connection,
    unit_id: UUID,
    canteen: CanteenLine,
    wanted: Callable[[Any], ColumnElement[bool]],
) -> dict[tuple[UUID, Month], StaffMonthAccount]:
    """Due and paid by person and month of the meals, of the months that are wanted."""
    found: dict[tuple[UUID, Month], StaffMonthAccount] = {}

    def of(staff_id: UUID, month: Month) -> StaffMonthAccount:
        return found.setdefault((staff_id, month), StaffMonthAccount(staff_id, "", month))

    eaten = (
        select(StaffMeal.staff_id, StaffMeal.month, func.sum(StaffMeal.price))
        .where(
            StaffMeal.unit_id == unit_id,
            StaffMeal.canteen_id == canteen.canteen_id,
            wanted(StaffMeal.month),
        )
        .group_by(StaffMeal.staff_id, StaffMeal.month)
    )
    for staff_id, month, due in connection.execute(eaten):
        of(staff_id, month).due = due
    paid = (
        _payments(
            unit_id,
            canteen,
            StaffMealPayment.staff_id,
            StaffMealPayment.meals_of,
            func.sum(StaffMealPayment.amount),
        )
        .where(wanted(StaffMealPayment.meals_of))
        .group_by(StaffMealPayment.staff_id, StaffMealPayment.meals_of)
    )
    for staff_id, month, amount in connection.execute(paid):
        of(staff_id, month).paid = amount
    return found


def _payments(unit_id: UUID, canteen: CanteenLine, *columns: Any) -> Select[Any]:  # noqa: ANN401 - columns
    """The payment lines of a canteen, each with its document."""
    document = (MoneyDocument.unit_id == StaffMealPayment.unit_id) & (
        MoneyDocument.id == StaffMealPayment.document_id
    )
    return (
        select(*columns)
        .join(MoneyDocument, document)
        .where(StaffMealPayment.unit_id == unit_id, MoneyDocument.book_id == canteen.book_id)
    )


def _add_meals(
    connection: Connection,
    unit_id: UUID,
    canteen: CanteenLine,
    accounts: Mapping[tuple[UUID, Month], StaffMonthAccount],
) -> None:
    """How many meals of which sitting, and at which prices."""
    of = (StaffMeal.staff_id, StaffMeal.month, StaffMeal.sitting, StaffMeal.price)
    query = (
        select(*of, func.count())
        .where(
            StaffMeal.unit_id == unit_id,
            StaffMeal.canteen_id == canteen.canteen_id,
            StaffMeal.month.in_({month for _, month in accounts}),
        )
        .group_by(*of)
        .order_by(StaffMeal.price)
    )
    for staff_id, month, sitting, price, count in connection.execute(query):
        one = accounts.get((staff_id, month))
        if one is None:
            continue
        one.meals[sitting] = one.meals.get(sitting, 0) + count
        one.prices[sitting] = (*one.prices.get(sitting, ()), price)


def _add_tickets(
    connection: Connection,
    unit_id: UUID,
    canteen: CanteenLine,
    accounts: Mapping[tuple[UUID, Month], StaffMonthAccount],
) -> None:
    """The numbers of the receipts that hold; what was reversed, and what reverses, is left out."""
    if not accounts:
        return
    red = aliased(MoneyDocument)
    query = (
        _payments(
            unit_id,
            canteen,
            StaffMealPayment.staff_id,
            StaffMealPayment.meals_of,
            MoneyDocument.ticket,
        )
        .outerjoin(
            red, (red.unit_id == MoneyDocument.unit_id) & (red.reverses_id == MoneyDocument.id)
        )
        .where(
            StaffMealPayment.meals_of.in_({month for _, month in accounts}),
            MoneyDocument.reverses_id.is_(None),
            red.id.is_(None),
            MoneyDocument.ticket != "",
        )
        .order_by(MoneyDocument.day, MoneyDocument.number)
    )
    found: dict[tuple[UUID, Month], list[str]] = defaultdict(list)
    for staff_id, month, ticket in connection.execute(query):
        found[staff_id, month].append(ticket)
    for key, one in accounts.items():
        one.tickets = tuple(dict.fromkeys(found[key]))


def _name(connection: Connection, unit_id: UUID, accounts: list[StaffMonthAccount]) -> None:
    query = (
        select(StaffMember.id, Person.name)
        .join(Person, PERSON_OF_STAFF)
        .where(StaffMember.unit_id == unit_id)
    )
    names = {row.id: row.name for row in connection.execute(query)} if accounts else {}
    for one in accounts:
        one.name = names[one.staff_id]


def _unnamed(connection: Connection, unit_id: UUID, canteen: CanteenLine, month: Month) -> Money:
    """Receipts less refunds of a month that no payment line says the person of."""
    line = select(StaffMealPayment.id).where(
        StaffMealPayment.unit_id == MoneyDocument.unit_id,
        StaffMealPayment.document_id == MoneyDocument.id,
    )
    query = (
        select(MoneyDocument.kind, func.sum(MoneyDocument.amount))
        .where(
            MoneyDocument.unit_id == unit_id,
            MoneyDocument.book_id == canteen.book_id,
            MoneyDocument.month == month,
            MoneyDocument.kind.in_(STAFF_KINDS),
            ~line.exists(),
        )
        .group_by(MoneyDocument.kind)
    )
    sums: dict[MoneyKind, Money] = {row[0]: row[1] for row in connection.execute(query)}
    fee, refund = STAFF_KINDS
    return sums.get(fee, _NOTHING) - sums.get(refund, _NOTHING)
