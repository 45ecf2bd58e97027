"""How many days each pupil ate at school, month by month."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from desktop.core.school_days import school_days
from desktop.demo.chance import Chance
from desktop.demo.people import MealMonth
from desktop.demo.places import MEAL_SCHOOLS, MONTHS, VACATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from desktop.core.terms import Month
    from desktop.demo.people import Stay

_ABSENT: Final = ((0, 720), (1, 140), (2, 70), (3, 35), (4, 20), (6, 10), (9, 5))
"""Days absent in a month, and how often in a thousand."""
_NOT_RECORDED: Final = 4


@cache
def teaching_days(month: Month) -> tuple[date, ...]:
    """The days of a month on which the county's schools teach."""
    return school_days(month, VACATIONS).days


def meal_months(stays: tuple[Stay, ...]) -> Iterator[MealMonth]:
    """The months of every pupil of compulsory education who was there for at least a day."""
    chance = Chance("平安县 就餐")
    for month in MONTHS:
        days = teaching_days(month)
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
