"""School days of a month."""

import subprocess
import sys
from datetime import date

import pytest

from desktop.core.school_days import Span, school_days
from desktop.core.terms import Month


def test_national_day_week_is_out_and_its_make_up_day_in() -> None:
    october = school_days(Month(2025, 10))
    assert october.certain
    assert date(2025, 10, 1) not in october.days
    assert date(2025, 10, 8) not in october.days
    assert date(2025, 10, 9) in october.days
    assert date(2025, 10, 11) in october.days  # a Saturday made up for
    assert len(october.days) == 18


def test_unknown_year_gives_weekdays_and_says_so() -> None:
    october = school_days(Month(2150, 10))
    assert not october.certain
    assert len(october.days) == 22
    assert all(day.weekday() < 5 for day in october.days)


def test_vacations_are_out() -> None:
    summer = Span(date(2025, 7, 5), date(2025, 8, 31))
    assert school_days(Month(2025, 8), [summer]).days == ()
    july = school_days(Month(2025, 7), iter([summer]))
    assert july.days == tuple(date(2025, 7, day) for day in (1, 2, 3, 4))


def test_span_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="起始日期"):
        Span(date(2025, 8, 31), date(2025, 7, 1))
    assert date(2025, 7, 1) in Span(date(2025, 7, 1), date(2025, 7, 1))


def test_calendar_is_loaded_only_when_asked() -> None:
    program = "import sys, desktop.core.school_days;assert 'chinese_calendar' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True)
