"""Meals of the staff by name: the grid of a month, and writing what was eaten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.changes import Book, Changes
from desktop.core.errors import Confirmable, NotFoundError, SchoolError
from desktop.core.labels import MonthState
from desktop.core.meals import Eater
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.database.seals import state_on
from desktop.models import Canteen, StaffMeal
from desktop.services.calendar import teaching_days_in
from desktop.services.canteen.canteens import canteen_of, refuse_odd_day
from desktop.services.canteen.prices import price_list
from desktop.services.canteen.staff_accounts import balances
from desktop.services.canteen.staff_presence import colleagues_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.canteen import Sitting
    from desktop.database.work import Work
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.prices import PriceList
    from desktop.services.canteen.staff_presence import Colleague
    from desktop.services.session import Session

AWAY: Final = "staff_meals.away"
_NAMED: Final = 5
"""How many a sentence names."""


@dataclass(frozen=True, slots=True)
class MealMark:
    """Whether somebody ate at a sitting of a day."""

    staff_id: UUID
    day: date
    sitting: Sitting
    ate: bool


@dataclass(frozen=True, slots=True)
class StaffMealsLine:
    """A member of the staff in the grid of a month."""

    staff_id: UUID
    name: str
    post: str
    employed: frozenset[date]
    away: Mapping[date, str]
    """Why somebody was not at the post, by day."""
    meals: Mapping[tuple[date, Sitting], Money]
    """What was eaten, with its price."""
    paid: Money
    """For the meals of this month."""
    before: Money
    """What is owed for earlier months, below zero what was paid too much."""

    @property
    def due(self) -> Money:
        """What the meals of the month come to."""
        return Money.sum(self.meals.values())

    @property
    def owed(self) -> Money:
        """What is still to be paid for the month."""
        return self.due - self.paid


@dataclass(frozen=True, slots=True)
class StaffMealsMonth:
    """The meals of the staff in a month, as they stand."""

    canteen_id: UUID
    month: Month
    days: tuple[date, ...]
    taught: frozenset[date]
    sittings: tuple[Sitting, ...]
    """Those that have a price of the staff in the month."""
    prices: Mapping[tuple[date, Sitting], Money]
    lines: tuple[StaffMealsLine, ...]
    open: bool
    """Whether it may still be changed."""


@dataclass(frozen=True, slots=True)
class MealsMarked:
    """How many meals were written and taken away."""

    added: int
    removed: int
    changes: Changes


def staff_meals_month(session: Session, canteen_id: UUID, month: Month) -> StaffMealsMonth:
    """The grid of a month: whoever belongs to the staff in it, and whoever ate, paid or owes.

    Raises:
        NotFoundError: the unit has no such canteen.
    """
    with session.store.read() as connection:
        canteen = canteen_of(connection, session.unit_id, canteen_id)
        today = session.store.clock.today()
        state = state_on(connection, session.unit_id, month, today)
        return _month(connection, canteen, month, (session.unit_id, state is MonthState.OPEN))


def mark_meals(
    session: Session,
    canteen_id: UUID,
    marks: Sequence[MealMark],
    accepted: frozenset[str] = frozenset(),
) -> MealsMarked:
    """Write what the staff ate, at the price of the day; all of it or nothing.

    Raises:
        NotFoundError: there is no such canteen, or nobody of that key.
        SchoolError: a day that cannot be, somebody who does not belong to the staff on it, no
            price was decided, or the meal is recorded in another canteen.
        Confirmable: somebody is away on a day, by the books of the staff.
        ClosedMonthError: a day lies in a closed month.
    """

    def body(work: Work) -> MealsMarked:
        canteen = canteen_of(work.connection, work.unit_id, canteen_id)
        marking = _Marking(work, canteen, marks)
        marking.refuse_or_ask(accepted)
        return marking.write()

    return session.write("canteen.staff_meals", body)


class _Marking:
    """Marks, held against the staff, the prices and what is recorded already."""

    def __init__(self, work: Work, canteen: CanteenLine, marks: Sequence[MealMark]) -> None:
        self._work, self._canteen = work, canteen
        wanted = {(mark.staff_id, mark.day, mark.sitting): mark for mark in marks}
        present = _recorded(work, {mark.staff_id for mark in marks}, {mark.day for mark in marks})
        self._gone = [
            present[key] for key, mark in wanted.items() if not mark.ate if key in present
        ]
        self._fresh = [mark for key, mark in wanted.items() if mark.ate and key not in present]
        self._doubled = [
            (mark, present[key])
            for key, mark in wanted.items()
            if mark.ate and key in present and present[key].canteen_id != canteen.canteen_id
        ]
        months = {Month.of(mark.day) for mark in self._fresh}
        named = {mark.staff_id for mark in marks}
        self._staff: dict[Month, dict[UUID, Colleague]] = {
            month: colleagues_of(work.connection, work.unit_id, month, named) for month in months
        }
        self._prices = price_list(work.connection, work.unit_id, canteen.canteen_id, Eater.STAFF)

    def refuse_or_ask(self, accepted: frozenset[str]) -> None:
        """Raise the first thing that stands in the way."""
        for mark in self._fresh:
            refuse_odd_day(self._canteen, mark.day, self._work.today)
            if mark.staff_id not in self._staff[Month.of(mark.day)]:
                raise NotFoundError("教职工名册里没有这个人。请重新打开教职工就餐。")
        self._refuse_doubled()
        self._refuse_strangers()
        self._refuse_unpriced()
        away = sorted({(mark.day, self._of(mark).name) for mark in self._fresh if self._away(mark)})
        key = f"{AWAY}:{away}"
        if away and key not in accepted:
            told = _listed([f"{name}（{day.month}月{day.day}日）" for day, name in away])
            msg = f"名册上这些人当天请假或借调在外：{told}。确实在食堂就餐了吗？"
            raise Confirmable(key, msg)

    def write(self) -> MealsMarked:
        """Write what is new, and take away what was not eaten."""
        work = self._work
        keys = work.new_ids(len(self._fresh))
        rows = [
            {
                "id": key,
                "canteen_id": self._canteen.canteen_id,
                "month": Month.of(mark.day),
                "day": mark.day,
                "sitting": mark.sitting,
                "staff_id": mark.staff_id,
                "price": self._prices.on(mark.sitting, mark.day),
            }
            for key, mark in zip(keys, self._fresh, strict=True)
        ]
        gone = [row.id for row in self._gone if row.canteen_id == self._canteen.canteen_id]
        work.insert(StaffMeal, rows)
        work.delete(StaffMeal, gone)
        work.summary = {"added": len(rows), "removed": len(gone)}
        moved = Changes.of(Book.CANTEEN) if rows or gone else Changes()
        return MealsMarked(len(rows), len(gone), moved)

    def _of(self, mark: MealMark) -> Colleague:
        return self._staff[Month.of(mark.day)][mark.staff_id]

    def _away(self, mark: MealMark) -> bool:
        return mark.day in self._of(mark).away

    def _refuse_doubled(self) -> None:
        if not self._doubled:
            return
        mark, row = self._doubled[0]
        msg = (
            f"{mark.day}{mark.sitting.label}已经在{row.canteen}登记过这个人的就餐。"
            "一个人一餐只能在一个食堂。"
        )
        raise SchoolError(msg)

    def _refuse_strangers(self) -> None:
        found = [m for m in self._fresh if m.day not in self._of(m).employed]
        if found:
            words = [f"{self._of(m).name}（{m.day.month}月{m.day.day}日）" for m in found]
            msg = (
                f"这些人当天不是本校教职工：{_listed(words)}。"
                "请检查日期，或先在名册里登记任职；外来人员按其他人员计。"
            )
            raise SchoolError(msg)

    def _refuse_unpriced(self) -> None:
        for mark in self._fresh:
            if self._prices.on(mark.sitting, mark.day) is None:
                msg = (
                    f"{mark.day}的教职工{mark.sitting.label}还没有定价格，不能登记。"
                    "请先在“收费”的“伙食价格”里写下价格和作出决定的会议或文件。"
                )
                raise SchoolError(msg)


def _recorded(
    work: Work, staff: set[UUID], days: set[date]
) -> dict[tuple[UUID, date, Sitting], Any]:
    if not staff:
        return {}
    query = (
        select(
            StaffMeal.id,
            StaffMeal.staff_id,
            StaffMeal.day,
            StaffMeal.sitting,
            StaffMeal.canteen_id,
            Canteen.name.label("canteen"),
        )
        .join(
            Canteen, (Canteen.unit_id == StaffMeal.unit_id) & (Canteen.id == StaffMeal.canteen_id)
        )
        .where(StaffMeal.unit_id == work.unit_id, StaffMeal.day.between(min(days), max(days)))
    )
    return {
        (row.staff_id, row.day, row.sitting): row
        for row in work.connection.execute(query)
        if row.staff_id in staff
    }


def _listed(words: Sequence[str]) -> str:
    more = f"等{len(words)}处" if len(words) > _NAMED else ""
    return "、".join(words[:_NAMED]) + more


def _month(
    connection: Connection, canteen: CanteenLine, month: Month, of: tuple[UUID, bool]
) -> StaffMealsMonth:
    unit_id, is_open = of
    meals: dict[UUID, dict[tuple[date, Sitting], Money]] = {}
    query = select(StaffMeal.staff_id, StaffMeal.day, StaffMeal.sitting, StaffMeal.price).where(
        StaffMeal.unit_id == unit_id,
        StaffMeal.canteen_id == canteen.canteen_id,
        StaffMeal.month == month,
    )
    for staff_id, day, sitting, price in connection.execute(query):
        meals.setdefault(staff_id, {})[day, sitting] = price
    paid: dict[UUID, Money] = {}
    before: dict[UUID, Money] = {}
    found = balances(connection, unit_id, canteen, lambda column: column <= month)
    for (staff_id, paid_month), one in found.items():
        if paid_month == month:
            paid[staff_id] = one.paid
        else:
            before[staff_id] = before.get(staff_id, Money(0)) + one.owed
    named = {*meals, *paid, *(key for key, owed in before.items() if owed)}
    staff = colleagues_of(connection, unit_id, month, named)
    prices = price_list(connection, unit_id, canteen.canteen_id, Eater.STAFF)
    days = tuple(month.first + timedelta(days=n) for n in range(month.last.day))
    lines = (
        _line(one, meals.get(key, {}), paid.get(key), before.get(key)) for key, one in staff.items()
    )
    return StaffMealsMonth(
        canteen.canteen_id,
        month,
        days,
        frozenset(teaching_days_in(connection, unit_id, month)),
        prices.sittings(month.first, month.last),
        _priced(prices, days),
        tuple(lines),
        is_open,
    )


def _priced(prices: PriceList, days: Sequence[date]) -> dict[tuple[date, Sitting], Money]:
    found: dict[tuple[date, Sitting], Money] = {}
    for sitting in prices.sittings(days[0], days[-1]):
        for day in days:
            price = prices.on(sitting, day)
            if price is not None:
                found[day, sitting] = price
    return found


def _line(
    one: Colleague,
    meals: Mapping[tuple[date, Sitting], Money],
    paid: Money | None,
    before: Money | None,
) -> StaffMealsLine:
    return StaffMealsLine(
        one.staff_id,
        one.name,
        one.post,
        frozenset(one.employed),
        one.away,
        meals,
        paid or Money(0),
        before or Money(0),
    )
