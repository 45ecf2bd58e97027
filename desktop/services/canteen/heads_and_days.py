"""Heads at table beside the days of the pupils: two records of one month, class by class."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from desktop.core.canteen import Sitting
from desktop.core.meals import Diner
from desktop.models import MealCount, MealMonth
from desktop.services.canteen.diners import Diners
from desktop.services.enrolment import NO_CLASS

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.terms import Month
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class ClassMonth:
    """A class's lunches of a month by heads, beside the days of its pupils."""

    class_id: UUID | None
    label: str
    plan_heads: int
    paying_heads: int
    plan_days: int | None
    """Of the pupils of the plan. None: nothing is recorded of them."""
    paying_days: int | None

    @property
    def difference(self) -> int | None:
        """Heads of the plan less days of its pupils; None where there is nothing to compare."""
        return None if self.plan_days is None else self.plan_heads - self.plan_days

    @property
    def paying_difference(self) -> int | None:
        """The same of the paying pupils."""
        return None if self.paying_days is None else self.paying_heads - self.paying_days

    @property
    def told(self) -> str:
        """The difference in words; empty where heads and days agree or one of them lacks."""
        parts = (("营养餐", self.difference), ("自费", self.paying_difference))
        return "；".join(
            f"{name}人次比学生天数{'多' if gap > 0 else '少'}{abs(gap)}"
            for name, gap in parts
            if gap
        )


def class_months(session: Session, month: Month) -> tuple[ClassMonth, ...]:
    """The lunches of a month by heads beside the days of the pupils, class by class."""
    unit_id = session.unit_id
    with session.store.read() as connection:
        diners = Diners(connection, unit_id, month.first, month.last)
        heads = _class_heads(connection, unit_id, month)
        days = _class_days(connection, unit_id, month, diners)
    names: dict[UUID | None, str] = dict(diners.labels.items())
    names[None] = NO_CLASS
    return tuple(
        ClassMonth(
            key,
            label,
            heads.get((key, Diner.PLAN_PUPIL), 0),
            heads.get((key, Diner.PAYING_PUPIL), 0),
            days.get((key, True)),
            days.get((key, False)),
        )
        for key, label in names.items()
        if any((key, kind) in heads for kind in Diner)
        or any((key, p) in days for p in (True, False))
    )


def _class_heads(
    connection: Connection, unit_id: UUID, month: Month
) -> dict[tuple[UUID | None, Diner], int]:
    query = (
        select(MealCount.class_id, MealCount.diner, func.sum(MealCount.heads))
        .where(
            MealCount.unit_id == unit_id,
            MealCount.month == month,
            MealCount.sitting == Sitting.LUNCH,
            MealCount.class_id.is_not(None),
        )
        .group_by(MealCount.class_id, MealCount.diner)
    )
    return {(key, kind): int(heads) for key, kind, heads in connection.execute(query)}


def _class_days(
    connection: Connection, unit_id: UUID, month: Month, diners: Diners
) -> dict[tuple[UUID | None, bool], int]:
    query = select(MealMonth.class_id, MealMonth.student_id, MealMonth.days).where(
        MealMonth.unit_id == unit_id, MealMonth.month == month
    )
    found: dict[tuple[UUID | None, bool], int] = defaultdict(int)
    for class_id, student_id, days in connection.execute(query):
        found[class_id, diners.in_plan(student_id, class_id)] += days
    return found
