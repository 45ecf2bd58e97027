"""Meal days at the standard of their month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from desktop.models import MealMonth, SchoolClass
from desktop.services.roll import CLASS_OF_MEALS
from desktop.services.standards import MEALS, standard_on

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop.core.labels import Stage
    from desktop.core.money import Money
    from desktop.core.terms import Month
    from desktop.database.work import Work


class MealRates:
    """The standard of a day's meal in a month, by stage; each is looked up once."""

    def __init__(self, connection: Connection, month: Month) -> None:
        self._connection = connection
        self._month = month
        self._known: dict[Stage | None, Money] = {}

    def of(self, stage: Stage | None) -> Money:
        """元 for a day.

        Raises:
            NotFoundError: no standard is known for the month.
        """
        if stage not in self._known:
            found = standard_on(self._connection, MEALS, self._month.first, stage)
            self._known[stage] = found.amount
        return self._known[stage]


def reprice(work: Work, month: Month) -> int:
    """Work the month's amounts out anew where the standard has changed since they were entered.

    Returns how many lines changed.
    """
    rates = MealRates(work.connection, month)
    rows = work.connection.execute(
        select(MealMonth.id, MealMonth.days, MealMonth.rate, SchoolClass.stage)
        .outerjoin(SchoolClass, CLASS_OF_MEALS)
        .where(MealMonth.unit_id == work.unit_id, MealMonth.month == month)
    )
    stale = []
    for row in rows:
        rate = rates.of(row.stage)
        if rate != row.rate:
            stale.append({"id": row.id, "rate": rate, "amount": rate * row.days})
    work.update(MealMonth, stale)
    return len(stale)
