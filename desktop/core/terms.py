"""Months, terms and school years.

A school year runs from 1 September; a fiscal year is the calendar year. Reports need both.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Self

from desktop.core.labels import Labelled

# Without a separator the month takes two digits: 20261 could be January or the tenth month.
_MONTH: Final = re.compile(r"(\d{4})(?:(\d{2})|\s*[-/.年]\s*(\d{1,2})\s*(?:月份?)?)")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month; `number` (202610) is what the database stores."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1900 <= self.year <= 2199 and 1 <= self.month <= 12):  # noqa: PLR2004 - a calendar
            msg = f"没有这个月份：{self.year}年{self.month}月"
            raise ValueError(msg)

    @classmethod
    def of(cls, day: date) -> Self:
        """The month that a day lies in."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2026-10", "2026年10月" or "202610".

        Raises:
            ValueError: the text names no month.
        """
        found = _MONTH.fullmatch(text.strip())
        if not found:
            msg = f"月份写成 2026-10 的样子，不是“{text}”"
            raise ValueError(msg)
        return cls(int(found[1]), int(found[2] or found[3]))

    @classmethod
    def from_number(cls, number: int) -> Self:
        """The month of a stored number such as 202610."""
        return cls(*divmod(number, 100))

    @property
    def number(self) -> int:
        """Year and month as one whole number: 202610."""
        return self.year * 100 + self.month

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def next(self) -> Month:
        """The month after."""
        return Month.of(self.last + timedelta(days=1))

    @property
    def previous(self) -> Month:
        """The month before."""
        return Month.of(self.first - timedelta(days=1))

    @property
    def label(self) -> str:
        """As people write it: 2026年10月."""
        return f"{self.year}年{self.month}月"

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"

    def __contains__(self, day: date) -> bool:
        return (day.year, day.month) == (self.year, self.month)


class Season(Labelled):
    """The two terms of a school year; their values sort in the order in which they come."""

    AUTUMN = "autumn", "秋季"
    SPRING = "spring", "春季"


@dataclass(frozen=True, slots=True, order=True)
class SchoolYear:
    """A school year, named by the year of its September."""

    start: int

    @classmethod
    def of(cls, day: date) -> Self:
        """The school year that a day lies in."""
        return cls(day.year if day.month >= 9 else day.year - 1)  # noqa: PLR2004 - September

    @property
    def first(self) -> date:
        """1 September."""
        return date(self.start, 9, 1)

    @property
    def last(self) -> date:
        """31 August."""
        return date(self.start + 1, 8, 31)

    @property
    def months(self) -> tuple[Month, ...]:
        """September to August."""
        autumn = (Month(self.start, month) for month in range(9, 13))
        return (*autumn, *(Month(self.start + 1, month) for month in range(1, 9)))

    @property
    def label(self) -> str:
        """As people write it: 2026-2027学年."""
        return f"{self.start}-{self.start + 1}学年"


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """A term: subsidies are named by it (2026年秋季学期)."""

    year: SchoolYear
    season: Season

    @classmethod
    def of(cls, day: date) -> Self:
        """The term of a day: autumn from September to January, else spring (to 31 August)."""
        season = Season.AUTUMN if day.month >= 9 or day.month == 1 else Season.SPRING  # noqa: PLR2004
        return cls(SchoolYear.of(day), season)

    @property
    def first(self) -> date:
        """1 September or 1 February. The first day of lessons is the county's to say."""
        return self.year.first if self.season is Season.AUTUMN else date(self.year.start + 1, 2, 1)

    @property
    def last(self) -> date:
        """31 January or 31 August."""
        return date(self.year.start + 1, 1, 31) if self.season is Season.AUTUMN else self.year.last

    @property
    def label(self) -> str:
        """As people write it, by the calendar year that the term begins in: 2027年春季学期."""
        begins = self.year.start + (self.season is Season.SPRING)
        return f"{begins}年{self.season.label}学期"
