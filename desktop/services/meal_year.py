"""Meals month by month through a school year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from desktop.core.money import Money
from desktop.models import MealMonth

if TYPE_CHECKING:
    from desktop.core.terms import Month, SchoolYear
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class MonthSum:
    """What a month of the year comes to; nothing recorded is 0 pupils."""

    month: Month
    pupils: int
    days: int
    amount: Money


def year_of_meals(session: Session, year: SchoolYear) -> tuple[MonthSum, ...]:
    """September to August."""
    first, last = year.months[0], year.months[-1]
    with session.store.read() as connection:
        rows = connection.execute(
            select(
                MealMonth.month,
                func.count(),
                func.sum(MealMonth.days),
                func.sum(MealMonth.amount),
            )
            .where(
                MealMonth.unit_id == session.unit_id,
                MealMonth.month >= first,
                MealMonth.month <= last,
            )
            .group_by(MealMonth.month)
        )
        found = {row[0]: MonthSum(row[0], row[1], int(row[2]), row[3]) for row in rows}
    return tuple(found.get(month) or MonthSum(month, 0, 0, Money(0)) for month in year.months)
