"""A canteen whose staff eats: colleagues, a price, and short ways to record and pay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from desktop.core.canteen import Fund, Sitting
from desktop.core.meals import Diner, Eater
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.models import MealCount, MealSitting
from desktop.services.canteen.payment_lines import PaidMeals
from desktop.services.canteen.prices import NewPrice, add_price
from desktop.services.canteen.staff_meals import MealMark, mark_meals
from desktop.services.canteen.staff_payments import NewStaffPayment, pay
from desktop.services.classes import classes_on
from tests.services.canteen.kitchen import OPENED, Kitchen
from tests.services.rosters import pupil, students, take
from tests.services.staff_rosters import hire

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.services.canteen.money import MoneyBooked
    from desktop.services.canteen.staff_meals import MealsMarked
    from desktop.services.session import Session

SEPTEMBER = Month(2026, 9)
DAY = date(2026, 9, 10)
LUNCH = Sitting.LUNCH


@dataclass(frozen=True)
class StaffTable:
    """An open canteen; two colleagues; lunch costs 5.00."""

    kitchen: Kitchen
    wang: UUID
    li: UUID

    @classmethod
    def of(cls, session: Session) -> StaffTable:
        made = cls(Kitchen.of(session), hire(session, "王建国"), hire(session, "李秀英"))
        made.decide("5")
        return made

    @property
    def session(self) -> Session:
        return self.kitchen.session

    @property
    def canteen_id(self) -> UUID:
        return self.kitchen.canteen_id

    def decide(
        self, price: str, since: date = OPENED, eater: Eater = Eater.STAFF, sitting: Sitting = LUNCH
    ) -> UUID:
        new = NewPrice(
            canteen_id=self.canteen_id,
            eater=eater,
            sitting=sitting,
            since=since,
            price=Money.of(price),
            decision="2026年9月膳食委员会",
        )
        return add_price(self.session, new).price_ids[0]

    def eat(
        self,
        *marks: tuple[UUID, date],
        sitting: Sitting = LUNCH,
        ate: bool = True,
        accepted: frozenset[str] = frozenset(),
    ) -> MealsMarked:
        made = [MealMark(staff_id, day, sitting, ate) for staff_id, day in marks]
        return mark_meals(self.session, self.canteen_id, made, accepted)

    def pay(
        self,
        *lines: tuple[UUID, str],
        day: date = DAY,
        meals_of: Month = SEPTEMBER,
        back: bool = False,
        ticket: str = "",
        accepted: frozenset[str] = frozenset(),
    ) -> MoneyBooked:
        new = NewStaffPayment(
            canteen_id=self.canteen_id,
            day=day,
            lines=tuple(PaidMeals(key, meals_of, Money.of(amount)) for key, amount in lines),
            back=back,
            ticket=ticket,
        )
        return pay(self.session, new, accepted)

    def count(self, day: date, heads: int, diner: Diner = Diner.PAYING_PUPIL) -> None:
        """Heads of a class, or of guests, at a lunch."""
        school_class = None if diner is Diner.GUEST else a_class(self.session)

        def body(work: Work) -> None:
            sitting, count = work.new_ids(2)
            of_day = {
                "canteen_id": self.canteen_id,
                "month": Month.of(day),
                "day": day,
                "sitting": LUNCH,
            }
            known = work.connection.execute(
                select(MealSitting.id).where(
                    MealSitting.unit_id == work.unit_id, MealSitting.day == day
                )
            ).scalar()
            if known is None:
                served = {
                    "served": True,
                    "reason": "",
                    "recorded_at": work.now,
                    "recorded_by": "甲",
                }
                work.insert(MealSitting, [{"id": sitting, **of_day, **served}])
            row = {
                "id": count,
                "sitting_id": known or sitting,
                **of_day,
                "class_id": school_class,
                "diner": diner,
                "heads": heads,
                "expected": None,
            }
            work.insert(MealCount, [row])

        self.session.write("count", body)

    def use(self, day: date, amount: str, fund: Fund = Fund.PUPIL_FEES) -> None:
        """Buy rice for an amount, and eat it."""
        line = self.kitchen.line(self.kitchen.rice, "1", "1", amount=Money.of(amount))
        self.kitchen.take_in(day, line, fund=fund)
        self.kitchen.take_out(day, self.kitchen.rice, "1")


def a_class(session: Session) -> UUID:
    known = classes_on(session, DAY)
    if not known:
        take(session, students(pupil()))
        known = classes_on(session, DAY)
    return known[0].class_id
