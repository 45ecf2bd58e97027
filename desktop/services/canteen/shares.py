"""Shares of cost: who of pupils, staff and guests has eaten how much of a month's food, and whose.

The food that was issued is shared over the meals that were eaten, a meal being a meal whoever eats
it: only the sitting weighs it, and for the staff the portion that the county says. What each kind
pays weighs nothing, or a low price would make a low cost.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from desktop.core.canteen import Fund, Sitting
from desktop.core.ledger import DocumentKind
from desktop.core.meals import Diner, Eater
from desktop.core.money import Money
from desktop.models import Canteen, LedgerEntry, MealCount, MealMonth, StaffMeal, Voucher
from desktop.services.canteen import chart
from desktop.services.canteen.canteens import canteen_of
from desktop.services.parameters import (
    BREAKFAST_WEIGHT,
    LUNCH_WEIGHT,
    SNACK_WEIGHT,
    STAFF_PORTION,
    SUPPER_WEIGHT,
    values_on,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.terms import Month
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.session import Session

FOOD: Final = (chart.PUPIL_FOOD, chart.STAFF_FOOD, chart.GUEST_FOOD)
WEIGHTS: Final = {
    Sitting.BREAKFAST: BREAKFAST_WEIGHT,
    Sitting.LUNCH: LUNCH_WEIGHT,
    Sitting.SUPPER: SUPPER_WEIGHT,
    Sitting.SNACK: SNACK_WEIGHT,
}
PORTION: Final = 100
PAYS_FOR: Final = {Eater.STAFF: Fund.STAFF_FEES, Eater.GUEST: Fund.INTEREST}
"""The fund that the money of those who eat comes into. Pupils eat of every fund but the staff's."""
_ORDER: Final = (Fund.PUPIL_FEES, Fund.DONATION, Fund.INTEREST, Fund.MATCHING, Fund.NUTRITION)
"""Whose food counts as eaten by others, when their own is not enough: the subsidy's last of all."""


@dataclass(frozen=True, slots=True)
class MonthShare:
    """A month's food, shared."""

    month: Month
    meals: Mapping[Eater, int]
    """How many meals were eaten."""
    weights: Mapping[Eater, int]
    """The same, each meal as heavy as its sitting."""
    days_only: bool
    """Whether no heads of pupils were counted, so that the days of the month stand for lunches."""
    food: Mapping[Fund, Money]
    """What was issued of the food of each fund."""
    amounts: Mapping[Eater, Money]
    """The share of each; they add up to the food."""
    taken: Mapping[tuple[Eater, Fund], Money]
    """Of whose food the staff and the guests have eaten."""

    @property
    def total(self) -> Money:
        """All food that was issued."""
        return Money.sum(self.food.values())

    @property
    def shared(self) -> bool:
        """Whether there are meals to share over: else everything stays where it was bought."""
        return sum(self.weights.values()) > 0 and self.total.units > 0

    @property
    def unknown(self) -> bool:
        """Whether staff or guests have eaten and nobody has said how many pupils did."""
        others = self.meals[Eater.STAFF] + self.meals[Eater.GUEST]
        return others > 0 and not self.shared and self.total.units > 0

    @property
    def of_subsidy(self) -> Money:
        """What staff and guests can only have eaten of the nutrition subsidy: it never may."""
        return Money.sum(
            amount for (_, fund), amount in self.taken.items() if fund is Fund.NUTRITION
        )


def divided(total: int, weights: Sequence[int]) -> list[int]:
    """A whole number of 分 in shares as the weights are, nothing lost (largest remainders)."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    shares = [total * weight // whole for weight in weights]
    rests = [total * weight % whole for weight in weights]
    by_rest = sorted(range(len(weights)), key=lambda at: (-rests[at], at))
    for at in by_rest[: total - sum(shares)]:
        shares[at] += 1
    return shares


def month_shares(session: Session, canteen_id: UUID, month: Month) -> MonthShare:
    """How the food of a month is shared, as the books stand now.

    Raises:
        NotFoundError: the unit has no such canteen.
    """
    with session.store.read() as connection:
        canteen = canteen_of(connection, session.unit_id, canteen_id)
        (found,) = shares_of(connection, session.unit_id, canteen, [month])
        return found


def shares_of(
    connection: Connection, unit_id: UUID, canteen: CanteenLine, months: Sequence[Month]
) -> tuple[MonthShare, ...]:
    """The same of several months; as many statements as of one."""
    if not months:
        return ()
    food = _food(connection, unit_id, canteen.book_id, months)
    heads = _heads(connection, unit_id, canteen.canteen_id, months)
    days = _days(connection, unit_id, months)
    found = []
    for month in months:
        own = heads[month]
        days_only = not own[Eater.PUPIL] and bool(days.get(month))
        if days_only:
            own[Eater.PUPIL] = {Sitting.LUNCH: days[month]}
        # Not counted is not the same as nobody: over what is not known nothing is shared.
        known = bool(own[Eater.PUPIL])
        weights = _weigh(own, values_on(connection, unit_id, month.last)) if known else {}
        meals = {eater: sum(own[eater].values()) for eater in Eater}
        found.append(share(month, meals, weights, food[month], days_only=days_only))
    return tuple(found)


def share(
    month: Month,
    meals: Mapping[Eater, int],
    weights: Mapping[Eater, int],
    food: Mapping[Fund, Money],
    *,
    days_only: bool = False,
) -> MonthShare:
    """Share food over meals.

    What the staff's money has bought is the staff's in any case: pupils never pay for it.
    """
    total = sum(amount.units for amount in food.values())
    own = food.get(Fund.STAFF_FEES, Money(0)).units
    counted = [weights.get(eater, 0) for eater in Eater]
    if total <= 0 or not sum(counted):
        amounts = {Eater.PUPIL: total - own, Eater.STAFF: own, Eater.GUEST: 0}
    else:
        amounts = dict(zip(Eater, divided(total, counted), strict=True))
        if amounts[Eater.STAFF] < own:
            others = (Eater.PUPIL, Eater.GUEST)
            weighed = [weights.get(eater, 0) for eater in others]
            if not sum(weighed) or total < own:  # red ink of earlier meals is the pupils'
                weighed = [1, 0]
            amounts = {Eater.STAFF: own}
            amounts |= dict(zip(others, divided(total - own, weighed), strict=True))
    taken = _taken(amounts, {fund: amount.units for fund, amount in food.items()})
    return MonthShare(
        month,
        meals,
        weights,
        days_only,
        food,
        {eater: Money(amounts[eater]) for eater in Eater},
        taken,
    )


def _taken(amounts: Mapping[Eater, int], food: dict[Fund, int]) -> dict[tuple[Eater, Fund], Money]:
    """Whose food the staff and the guests have eaten: first that of their own fund."""
    left = {fund: max(units, 0) for fund, units in food.items()}
    taken: dict[tuple[Eater, Fund], Money] = {}
    for eater, own in PAYS_FOR.items():
        missing = amounts[eater]
        if eater is Eater.STAFF:  # all that its fund has issued, red ink included
            missing -= food.get(own, 0)
            if food.get(own, 0):
                taken[eater, own] = Money(food[own])
            left[own] = 0
        for fund in (own, *_ORDER):
            part = min(missing, left.get(fund, 0))
            if part > 0:
                taken[eater, fund] = Money(part)
                left[fund] -= part
                missing -= part
    return taken


def _food(
    connection: Connection, unit_id: UUID, book_id: UUID, months: Iterable[Month]
) -> dict[Month, dict[Fund, Money]]:
    """What stock documents have put on the accounts of food, by month and fund."""
    query = (
        select(LedgerEntry.month, LedgerEntry.fund, func.sum(LedgerEntry.amount))
        .join(
            Voucher,
            (Voucher.unit_id == LedgerEntry.unit_id) & (Voucher.id == LedgerEntry.voucher_id),
        )
        .where(
            LedgerEntry.unit_id == unit_id,
            LedgerEntry.book_id == book_id,
            LedgerEntry.month.in_(list(months)),
            LedgerEntry.account.in_(FOOD),
            Voucher.document_kind == DocumentKind.STOCK,
        )
        .group_by(LedgerEntry.month, LedgerEntry.fund)
    )
    found: dict[Month, dict[Fund, Money]] = defaultdict(dict)
    for month, fund, amount in connection.execute(query):
        found[month][Fund(fund)] = amount
    return found


_Heads = dict[Eater, dict[Sitting, int]]


def _heads(
    connection: Connection, unit_id: UUID, canteen_id: UUID, months: Iterable[Month]
) -> dict[Month, _Heads]:
    """Meals by month, kind of those who eat, and sitting."""
    wanted = list(months)
    found: defaultdict[Month, _Heads] = defaultdict(lambda: {eater: {} for eater in Eater})
    counted = (
        select(MealCount.month, MealCount.sitting, MealCount.diner, func.sum(MealCount.heads))
        .where(
            MealCount.unit_id == unit_id,
            MealCount.canteen_id == canteen_id,
            MealCount.month.in_(wanted),
        )
        .group_by(MealCount.month, MealCount.sitting, MealCount.diner)
    )
    for month, sitting, diner, heads in connection.execute(counted):
        own = found[month][Eater.GUEST if diner is Diner.GUEST else Eater.PUPIL]
        own[sitting] = own.get(sitting, 0) + int(heads)
    eaten = (
        select(StaffMeal.month, StaffMeal.sitting, func.count())
        .where(
            StaffMeal.unit_id == unit_id,
            StaffMeal.canteen_id == canteen_id,
            StaffMeal.month.in_(wanted),
        )
        .group_by(StaffMeal.month, StaffMeal.sitting)
    )
    for month, sitting, count in connection.execute(eaten):
        found[month][Eater.STAFF][sitting] = count
    return found


def _days(connection: Connection, unit_id: UUID, months: Iterable[Month]) -> dict[Month, int]:
    """Meal days of the pupils by month: of a school with several canteens nobody knows whose."""
    canteens = select(func.count()).select_from(Canteen).where(Canteen.unit_id == unit_id)
    if connection.execute(canteens).scalar_one() > 1:
        return {}
    query = (
        select(MealMonth.month, func.sum(MealMonth.days))
        .where(MealMonth.unit_id == unit_id, MealMonth.month.in_(list(months)))
        .group_by(MealMonth.month)
    )
    return {month: int(days) for month, days in connection.execute(query)}


def _weigh(heads: _Heads, values: Mapping[str, int]) -> dict[Eater, int]:
    portions = dict.fromkeys(Eater, PORTION) | {Eater.STAFF: values[STAFF_PORTION.key]}
    return {
        eater: sum(
            count * values[WEIGHTS[sitting].key] * portions[eater]
            for sitting, count in heads[eater].items()
        )
        for eater in Eater
    }
