"""For how many a meal is cooked: those on the roll of the day, or those who were counted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from desktop.models import MealCount, MealSitting, StaffMeal
from desktop.services.attendance.stays import stays

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.services.canteen.menus import Meal


@dataclass(frozen=True, slots=True)
class Heads:
    """How many are expected at a meal, and how many came; None: nobody has counted."""

    planned: int
    counted: int | None = None

    @property
    def best(self) -> int:
        """Those who came, where that is known."""
        return self.planned if self.counted is None else self.counted

    @property
    def told(self) -> str:
        """In words: 就餐 312 人, 名册 320 人."""
        return f"名册 {self.planned} 人" if self.counted is None else f"就餐 {self.counted} 人"


def on_roll(connection: Connection, unit_id: UUID, days: Collection[date]) -> dict[date, int]:
    """How many pupils are on the roll on each of some days."""
    if not days:
        return {}
    told = stays(unit_id)
    query = (
        select(told.c.since, told.c.until, func.count())
        .where(told.c.since <= max(days), or_(told.c.until.is_(None), told.c.until > min(days)))
        .group_by(told.c.since, told.c.until)
    )
    spans = connection.execute(query).all()
    return {
        day: sum(n for since, until, n in spans if since <= day and (until is None or day < until))
        for day in days
    }


def counted(
    connection: Connection, unit_id: UUID, canteen_id: UUID, first: date, last: date
) -> Mapping[Meal, int]:
    """How many ate at the meals that were counted, teachers too; none where nothing was served."""
    found: dict[Meal, int] = defaultdict(int)
    served = select(MealSitting.day, MealSitting.sitting).where(
        MealSitting.unit_id == unit_id,
        MealSitting.canteen_id == canteen_id,
        MealSitting.day.between(first, last),
    )
    for day, sitting in connection.execute(served):
        found[day, sitting] = 0
    queries = (
        select(model.day, model.sitting, amount)
        .where(
            model.unit_id == unit_id,
            model.canteen_id == canteen_id,
            model.day.between(first, last),
        )
        .group_by(model.day, model.sitting)
        for model, amount in (
            (MealCount, func.sum(MealCount.heads)),
            (StaffMeal, func.count(StaffMeal.id)),
        )
    )
    for query in queries:
        for day, sitting, heads in connection.execute(query):
            # Teachers alone do not say that the pupils were counted.
            if (day, sitting) in found:
                found[day, sitting] += int(heads)
    return found
