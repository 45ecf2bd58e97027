"""How many days each pupil ate at school, month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.demo.chance import Chance
from desktop.demo.people import MealMonth
from desktop.demo.places import MEAL_SCHOOLS, MONTHS, TERMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from desktop.core.terms import Month
    from desktop.demo.people import Stay

_ABSENT: Final = ((0, 720), (1, 140), (2, 70), (3, 35), (4, 20), (6, 10), (9, 5))
"""Days absent in a month, and how often in a thousand."""
_NOT_RECORDED: Final = 4


def school_days(month: Month, is_working_day: Callable[[date], bool]) -> tuple[date, ...]:
    """The days of a month on which the county's schools teach."""
    days = (month.first.replace(day=number) for number in range(1, month.last.day + 1))
    return tuple(
        day
        for day in days
        if is_working_day(day) and any(first <= day <= last for first, last in TERMS)
    )


def meal_months(
    stays: tuple[Stay, ...], days_of: Callable[[Month], tuple[date, ...]]
) -> Iterator[MealMonth]:
    """The months of every pupil of compulsory education who was there for at least a day."""
    chance = Chance("平安县 就餐")
    for month in MONTHS:
        days = days_of(month)
        for stay in stays:
            if stay.unit not in MEAL_SCHOOLS:
                continue
            there = days_present(stay, days)
            absent = chance.weighted(_ABSENT)
            unknown = month == MONTHS[-1] and chance.happens(_NOT_RECORDED)
            if there:
                yield MealMonth(stay, month, None if unknown else max(there - absent, 0))


def days_present(stay: Stay, days: tuple[date, ...]) -> int:
    """How many of the days the pupil belonged to the school."""
    if not days or stay.events[0].day > days[-1]:
        return 0
    if stay.events[-1].day <= days[0]:
        return len(days) if stay.events[-1].kind.present else 0
    return sum(stay.present(day) for day in days)
