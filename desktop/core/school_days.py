"""Which days of a month are school days: weekdays, less national holidays, plus make-up days.

National holidays are known to the calendar library for certain years only; beyond them the weekdays
are given and marked as uncertain. Vacations are set by the county and are handed in; terms and the
days that a school holds otherwise stand in its own calendar.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

from desktop.core.labels import DayKind, Labelled
from desktop.core.terms import Month, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
    days = days_of(month)
    working = [_working(day) for day in days]
    open_days = (
        day
        for day, known in zip(days, working, strict=True)
        if (day.weekday() < _SATURDAY if known is None else known)
        and not any(day in span for span in closed)
    )
    return SchoolDays(tuple(open_days), certain=None not in working)


class DayState(Labelled):
    """Why there are lessons on a day, or none."""

    LESSONS = "lessons", "上课"
    WEEKEND = "weekend", "周末"
    NATIONAL_HOLIDAY = "national_holiday", "法定节假日"
    NATIONAL_MAKE_UP = "national_make_up", "国家调休上班"
    LOCAL_HOLIDAY = "local_holiday", "学校放假"
    LOCAL_MAKE_UP = "local_make_up", "学校补课"
    VACATION = "vacation", "寒暑假"

    @property
    def has_lessons(self) -> bool:
        """Whether the school has lessons on such a day."""
        return self in _WITH_LESSONS


_WITH_LESSONS: Final = frozenset(
    {DayState.LESSONS, DayState.NATIONAL_MAKE_UP, DayState.LOCAL_MAKE_UP}
)


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """A school's terms and the days that it holds otherwise than the nation.

    Days outside the terms are vacation; a term that is not entered leaves its half year open. What
    the school says of a day goes before everything else.
    """

    terms: Mapping[Term, Span] = field(default_factory=dict)
    days: Mapping[date, DayKind] = field(default_factory=dict)

    def state(self, day: date) -> DayState:
        """How a day is held, and why."""
        own = self.days.get(day)
        if own is not None:
            return DayState.LOCAL_HOLIDAY if own is DayKind.HOLIDAY else DayState.LOCAL_MAKE_UP
        if Term.of(day) in self.terms and not any(day in span for span in self.terms.values()):
            return DayState.VACATION
        working, weekday = _working(day), day.weekday() < _SATURDAY
        if working is None or working == weekday:
            return DayState.LESSONS if weekday else DayState.WEEKEND
        return DayState.NATIONAL_MAKE_UP if working else DayState.NATIONAL_HOLIDAY

    def teaching_days(self, month: Month) -> tuple[date, ...]:
        """The days of a month with lessons, in order."""
        return tuple(day for day in days_of(month) if self.state(day).has_lessons)


def days_of(month: Month) -> tuple[date, ...]:
    """All days of a month, in order."""
    length = (month.last - month.first).days + 1
    return tuple(month.first + timedelta(days=offset) for offset in range(length))


def after_working_days(day: date, count: int) -> date:
    """The last of so many working days that follow a day."""
    month, left = Month.of(day), count
    while True:
        for later in school_days(month).days:
            if later > day:
                left -= 1
                if left <= 0:
                    return later
        month = month.next


def knows_holidays(month: Month) -> bool:
    """Whether the national holidays of a month's year are known."""
    return _working(month.first) is not None


@cache
def _working(day: date) -> bool | None:
    """Whether China works on that day; None when its year is not known yet."""
    # Needed for months and notices only, and slow to load.
    import chinese_calendar  # noqa: PLC0415

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
