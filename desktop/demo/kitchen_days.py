"""The days of an invented canteen: who eats, what that takes, what is brought and what goes out."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from desktop.core.canteen import ArticleKind, Fund
from desktop.core.money import Quantity, UnitPrice
from desktop.demo.chance import Chance
from desktop.demo.kitchens import GOODS, GREENS, OF_STAFF, PORTIONS, Good
from desktop.demo.meals import teaching_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from desktop.core.terms import Month
    from desktop.demo.kitchens import Kitchen, Table

_GOOD: Final = {good.name: good for good in GOODS}
_GRAM: Final = 1000
_WEIGHED: Final = 100
"""Grams to which goods are weighed."""
DEAR_FROM: Final = date(2026, 10, 19)
DEAR: Final = UnitPrice.of("34.5")
"""The pork of a week costs more than the contract says."""


@dataclass(frozen=True, slots=True)
class Served:
    """A meal of a day: what was on the table and how many sat at it, class by class."""

    day: date
    table: Table
    dishes: tuple[str, ...]
    classes: Mapping[str, tuple[int, int]]
    """By class: pupils of the plan, and others."""
    staff: int
    guests: int

    @property
    def heads(self) -> int:
        """Everybody."""
        return sum(map(sum, self.classes.values())) + self.staff + self.guests


@dataclass(frozen=True, slots=True)
class Brought:
    """Goods of one kind that were brought."""

    day: date
    good: Good
    fund: Fund
    delivered: Quantity
    rejected: Quantity
    price: UnitPrice

    @property
    def accepted(self) -> Quantity:
        """What was kept."""
        return self.delivered - self.rejected


@dataclass(frozen=True, slots=True)
class Taken:
    """What went out of an article for a meal."""

    served: Served
    good: Good
    quantity: Quantity


@dataclass(slots=True)
class Flow:
    """What came and went in a month."""

    brought: list[Brought] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)


def meals_of(kitchen: Kitchen, month: Month) -> Iterator[tuple[date, Table, tuple[str, ...]]]:
    """What is on the menu of a month."""
    for day in teaching_days(month):
        for table in kitchen.tables:
            yield day, table, table.week[day.weekday() % len(table.week)]


class Store:
    """What lies in the store, and what must be bought so that the menu can be cooked."""

    def __init__(self, kitchen: Kitchen) -> None:
        self._chance = Chance(f"平安县 食堂 {kitchen.unit}")
        self._kitchen = kitchen
        self.left: Counter[str] = Counter()

    def flow(self, meals: Iterable[Served]) -> Flow:
        """Buy and cook, day by day."""
        found = Flow()
        by_week: dict[date, list[Served]] = defaultdict(list)
        for served in meals:
            by_week[served.day - timedelta(days=served.day.weekday())].append(served)
        for week in by_week.values():
            found.brought += self._bags(week)
            for served in week:
                self._cook(served, found)
        return found

    def _bags(self, week: list[Served]) -> Iterator[Brought]:
        """What is bought on the first day of a week, by the bag."""
        wanted: Counter[str] = Counter()
        funds: dict[str, Fund] = {}
        for served in week:
            for name, units in _needs(served).items():
                wanted[name] += units
                funds.setdefault(name, served.table.fund)
        for good in GOODS:
            lacking = wanted[good.name] - self.left[good.name]
            if good.bag is None or lacking <= 0:
                continue
            bags = -(-lacking // good.bag.units) + (good.kind is not ArticleKind.MILK)
            quantity = Quantity(bags * good.bag.units)
            self.left[good.name] += quantity.units
            nothing = Quantity(0)
            yield Brought(week[0].day, good, funds[good.name], quantity, nothing, good.price)

    def _cook(self, served: Served, found: Flow) -> None:
        for name, units in _needs(served).items():
            good = _GOOD[name]
            if good.bag is not None:
                out = units if good.measure == "盒" else _rounded(units)
                self.left[name] -= out
            else:
                new = self._fresh(served, good, units)
                found.brought.append(new)
                out = new.accepted.units
            found.taken.append(Taken(served, good, Quantity(out)))

    def _fresh(self, served: Served, good: Good, units: int) -> Brought:
        """Brought for the day, as much as is cooked, a little more or less."""
        kept = _rounded(units * self._chance.between(985, 1020) // 1000)
        spoiled = _GRAM * self._chance.between(1, 3) if self._chance.happens(30) else 0
        of_staff = good.name == OF_STAFF and served.table.fund is Fund.NUTRITION
        fund = Fund.STAFF_FEES if of_staff else served.table.fund
        return Brought(
            served.day,
            good,
            fund,
            Quantity(kept + spoiled),
            Quantity(spoiled),
            self._price(good, served.day),
        )

    def _price(self, good: Good, day: date) -> UnitPrice:
        """Greens cost what the market asks; the rest what the contract says, but for one week."""
        if good.shop == GREENS:
            week = Chance(f"{good.name} {day.isocalendar().week}")
            return UnitPrice(good.price.units * week.between(95, 106) // 10_000 * 100)
        dear = DEAR_FROM <= day < DEAR_FROM + timedelta(days=7)
        return DEAR if dear and good.name == "猪肉" else good.price


def _needs(served: Served) -> Mapping[str, int]:
    """What a meal takes, in thousandths."""
    found: Counter[str] = Counter()
    for dish in served.dishes:
        for name, portion in PORTIONS[dish].items():
            each = int(portion) * (_GRAM if _GOOD[name].measure == "盒" else 1)
            found[name] += each * served.heads
    return found


def _rounded(units: int) -> int:
    return -(-units // _WEIGHED) * _WEIGHED
