"""Months, terms, school years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.terms import Month, SchoolYear, Season, Term

days = st.dates(date(1901, 1, 1), date(2198, 12, 31))


@given(days)
def test_month_of_a_day(day: date) -> None:
    month = Month.of(day)
    assert day in month
    assert month.first <= day <= month.last
    assert month.last + timedelta(days=1) == month.next.first
    assert month.next.previous == month
    assert (
        Month.from_number(month.number)
        == Month.parse(str(month))
        == Month.parse(month.label)
        == month
    )
    assert month < month.next
    assert month.next.first not in month


@pytest.mark.parametrize(
    "text", ["2026-10", "202610", "2026年10月", "2026/10", " 2026 年 10 月份", "2026.10"]
)
def test_month_as_people_write_it(text: str) -> None:
    assert Month.parse(text) == Month(2026, 10)


@pytest.mark.parametrize(
    "text", ["", "十月", "2026", "20261", "2026-13", "1899-01", "202610月份1", "2200-1"]
)
def test_text_that_names_no_month(text: str) -> None:
    with pytest.raises(ValueError, match="月份"):
        Month.parse(text)


@given(days)
def test_term_and_school_year_of_a_day(day: date) -> None:
    year, term = SchoolYear.of(day), Term.of(day)
    assert year.first <= day <= year.last
    assert term.first <= day <= term.last
    assert term.year == year
    assert Month.of(day) in year.months
    assert Term.of(term.last + timedelta(days=1)) > term


def test_labels() -> None:
    assert Month(2026, 9).label == "2026年9月"
    assert SchoolYear(2026).label == "2026-2027学年"
    assert Term.of(date(2027, 1, 31)).label == "2026年秋季学期"
    assert Term.of(date(2027, 2, 1)).label == "2027年春季学期"
    assert Term(SchoolYear(2026), Season.SPRING).first == date(2027, 2, 1)
    assert SchoolYear(2026).months[0] == Month(2026, 9)
    assert SchoolYear(2026).months[-1] == Month(2027, 8)
