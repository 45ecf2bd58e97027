"""The books of an invented canteen, month by month, as its clerk keeps them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from desktop.core.canteen import Fund, Sitting
from desktop.core.meals import Eater
from desktop.core.money import Money
from desktop.core.terms import SchoolYear
from desktop.demo import kitchen_rows as rows
from desktop.demo.chance import Chance
from desktop.demo.county import county
from desktop.demo.kitchen_days import Served, Store, meals_of
from desktop.demo.kitchen_ends import Ends
from desktop.demo.kitchen_logs import Crew, Logs
from desktop.demo.kitchens import DECISION
from desktop.demo.meals import teaching_days
from desktop.demo.places import AUTUMN
from desktop.services.canteen.canteens import NewCanteen, open_canteen
from desktop.services.canteen.diners import Diners
from desktop.services.canteen.handlers import NewHandler, add_handler
from desktop.services.canteen.prices import NewPrice, add_price
from desktop.services.canteen.staff_meals import MealMark, mark_meals, staff_meals_month

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from desktop.core.grades import ClassName
    from desktop.core.terms import Month
    from desktop.demo.kitchens import Kitchen
    from desktop.demo.people import Stay
    from desktop.rosters.results import RosterResult
    from desktop.services.canteen.diners import ClassDiners
    from desktop.services.session import Session

UNCOUNTED: Final = date(2026, 10, 30)
"""A day on which the food went out and nobody has written down who ate."""
_LICENCE: Final = "JY35300000000011"
_FRIDAY: Final = 4
_HEALTH: Final = (date(2026, 11, 20), date(2027, 5, 31), date(2027, 8, 31), date(2027, 3, 15))


class KitchenBook:
    """One canteen: its beginning, and its months one after the other."""

    def __init__(
        self, session: Session, kitchen: Kitchen, take: Callable[[RosterResult[Any]], None]
    ) -> None:
        """`take`: how a sheet is taken in."""
        self._session, self._kitchen, self._take = session, kitchen, take
        self._crew = _crew(kitchen.unit)
        self._store = Store(kitchen)
        self._dishes: set[str] = set()
        new = NewCanteen(AUTUMN, licence=_LICENCE, licence_until=date(2028, 8, 31))
        self._canteen = open_canteen(session, new).canteen_id
        self._begin()
        self._ends = Ends(session, self._canteen, take)

    def _begin(self) -> None:
        """What is bought and from whom, what a meal costs, who works there."""
        kitchen = self._kitchen
        for sheet in (rows.suppliers(), rows.articles(kitchen), rows.prices(kitchen, AUTUMN)):
            self._take(sheet)
        for eater, of, amount in (
            *((Eater.PUPIL, sitting, price) for sitting, price in kitchen.pupil_prices),
            (Eater.STAFF, Sitting.LUNCH, kitchen.staff_price),
            (Eater.GUEST, Sitting.LUNCH, Money.of("8")),
        ):
            new = NewPrice(
                canteen_id=self._canteen,
                eater=eater,
                sitting=of,
                since=AUTUMN,
                price=amount,
                decision=DECISION,
            )
            add_price(self._session, new)
        for name, until in zip(self._crew.cooks, _HEALTH, strict=False):
            handler = NewHandler(name=name, job="炊事员", certificate_until=until)
            add_handler(self._session, self._canteen, handler)

    def month(self, month: Month, *, over: bool) -> None:
        """All of a month; one that is not over is left with a few things open."""
        meals = self._served(month)
        self._take(rows.menus(month, meals, self._dishes))
        plan = self._kitchen.tables[0].fund is Fund.NUTRITION
        counted = [served for served in meals if served.day != UNCOUNTED or not plan]
        self._take(rows.counts(month, counted, _class_names(month)))
        flow = self._store.flow(meals)
        self._take(rows.receipts(month, flow.brought, self._crew.acceptors))
        self._take(rows.issues(month, flow.taken, self._crew.cooks, self._crew.keeper))
        self._fees(month)
        self._ends.staff(month, over=over)
        self._ends.money(month, self._kitchen, flow.brought, over=over)
        Logs(self._session, self._canteen, self._crew).write(meals, rounds=plan)
        if over:
            self._store.left["大米"] -= self._ends.count(month, self._crew).units
        else:
            self._ends.orders(self._crew.heads[-1])
        self._ends.bank(month, over=over)

    def _served(self, month: Month) -> list[Served]:
        """Who sat at which meal; the meals of the staff are marked by name on the way."""
        days = teaching_days(month)
        staff = self._mark(month)
        found = []
        with self._session.store.read() as connection:
            diners = Diners(connection, self._session.unit_id, days[0], days[-1])
            for day, table, dishes in meals_of(self._kitchen, month):
                lunch = table.sitting is Sitting.LUNCH
                classes = {
                    line.label: heads
                    for line in diners.on(day).values()
                    if sum(heads := _heads(line, table.sitting))
                }
                guests = int(lunch and day.weekday() == _FRIDAY)
                eaten = staff.get(day, 0) if lunch else 0
                found.append(Served(day, table, dishes, classes, eaten, guests))
        return found

    def _mark(self, month: Month) -> dict[date, int]:
        """Write down which of the staff ate lunch; how many on each day."""
        found = staff_meals_month(self._session, self._canteen, month)
        chance = Chance(f"平安县 教职工就餐 {self._kitchen.unit} {month}")
        marks = [
            MealMark(line.staff_id, day, Sitting.LUNCH, ate=True)
            for line in found.lines
            for day in sorted(found.taught)
            if day in line.employed and day not in line.away and chance.happens(850)
        ]
        mark_meals(self._session, self._canteen, marks)
        return {day: sum(mark.day == day for mark in marks) for day in found.taught}

    def _fees(self, month: Month) -> None:
        """The pupils pay for the month ahead; a few are late with the last one."""
        days = teaching_days(month)
        amount, day = self._kitchen.pupil_prices[-1][1] * len(days), days[1]
        payers = list(_payers(self._kitchen, day))
        late = payers[40:43] if month.month == UNCOUNTED.month else []
        self._take(rows.fees(month, day, [stay for stay in payers if stay not in late], amount))


def _heads(line: ClassDiners, sitting: Sitting) -> tuple[int, int]:
    if sitting is Sitting.SUPPER:
        return 0, line.boarders
    return line.plan, line.present - line.plan


def _payers(kitchen: Kitchen, day: date) -> Iterator[Stay]:
    """Boarders pay for their suppers; in the kindergarten everybody pays."""
    boards = kitchen.tables[0].fund is Fund.NUTRITION
    return (stay for stay in county().pupils(kitchen.unit, day) if stay.boards or not boards)


def _class_names(month: Month) -> Mapping[str, ClassName]:
    year = SchoolYear.of(month.last)
    names = (stay.room_in(year).name(year) for stay in county().stays)
    return {name.label: name for name in names}


def _crew(unit: str) -> Crew:
    """Those who work in the school, by what they do."""
    people = [p for p in county().staff if p.posts[-1].unit == unit and p.posts[-1].until is None]

    def doing(*words: str) -> tuple[str, ...]:
        return tuple(p.name for p in people if any(word in p.posts[-1].post for word in words))

    keeper, *_ = doing("库管员", "保安")
    return Crew(
        doing("食堂工友", "炊事员"), keeper, doing("校长", "园长", "安全员"), doing("教师")[:12]
    )
