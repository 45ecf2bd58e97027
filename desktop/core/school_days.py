"""Which days of a month are school days: weekdays, less national holidays, plus make-up days.

National holidays are known to the calendar library for certain years only; beyond them the weekdays
are given and marked as uncertain. Vacations are set by the county and are handed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.core.terms import Month

_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included: a vacation, a closure."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError("起始日期在结束日期之后；请调换或改正")

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class SchoolDays:
    """The school days of a month, in order."""

    days: tuple[date, ...]
    certain: bool
    """Whether the national holidays of that year were known."""


def school_days(month: Month, vacations: Iterable[Span] = ()) -> SchoolDays:
    """The school days of a month outside the `vacations`."""
    closed = tuple(vacations)
    length = (month.last - month.first).days + 1
    days = [month.first + timedelta(days=offset) for offset in range(length)]
    working = [_working(day) for day in days]
    open_days = (
        day
        for day, known in zip(days, working, strict=True)
        if (day.weekday() < _SATURDAY if known is None else known)
        and not any(day in span for span in closed)
    )
    return SchoolDays(tuple(open_days), certain=None not in working)


@cache
def _working(day: date) -> bool | None:
    """Whether China works on that day; None when its year is not known yet."""
    # Needed for months and notices only, and slow to load.
    import chinese_calendar  # noqa: PLC0415

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
