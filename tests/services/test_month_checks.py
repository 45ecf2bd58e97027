from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from desktop.core.changes import Book
from desktop.core.clock import FixedClock
from desktop.core.errors import Confirmable, SchoolError
from desktop.core.labels import EnrolmentKind
from desktop.core.money import Money
from desktop.core.terms import Month, SchoolYear
from desktop.services import months
from desktop.services.events import NewEvent, record
from desktop.services.meal_year import year_of_meals
from desktop.services.month_checks import MonthChecks, checks
from desktop.services.people import PupilQuery, pupils
from desktop.services.standards import MEALS, NewStandard, add_local
from tests.services.rosters import OCTOBER, SEPTEMBER, meal_days, meals, pupil, students, take

if TYPE_CHECKING:
    from desktop.services.session import Session


@pytest.fixture
def school(session: Session) -> Session:
    """Four pupils; three of them are on record for October, two with more days than there were."""
    names = ("张小红", "李小军", "王芳", "赵六")
    rows = [pupil(name, 2 + place) for place, name in enumerate(names)]
    take(session, students(*rows), on=date(2026, 9, 1))
    take(
        session,
        meal_days(
            meals(present_days=18, meal_days=18),
            meals("李小军", 5, present_days=20, meal_days=20),
            meals("王芳", 6, present_days=15, meal_days=16),
        ),
    )
    return session


def pairs(found: MonthChecks) -> dict[str, tuple[str, str, bool]]:
    return {pair.title: (pair.recorded, pair.expected, pair.agrees) for pair in found.pairs}


def doubts(found: MonthChecks) -> dict[str, str]:
    return {doubt.rule: doubt.sentence for doubt in found.doubts}


def test_both_figures_of_each_pair_are_shown(school: Session) -> None:
    assert pairs(checks(school, OCTOBER)) == {
        "人数": ("3", "4", False),
        "人次": ("54", "53", False),
        "补助金额（元）": ("270.00", "270.00", True),
    }


def test_less_meals_than_days_at_school_is_no_disagreement(session: Session) -> None:
    take(session, students(pupil()), on=date(2026, 9, 1))
    take(session, meal_days(meals(present_days=18, meal_days=15)))
    found = checks(session, OCTOBER)
    assert pairs(found)["人次"] == ("15", "18", True)
    assert not found.pairs[1].equal


def test_standard_that_has_changed_since_shows_in_the_amounts(school: Session) -> None:
    new = NewStandard(
        MEALS, "县定", Money.of("6"), "元/生·天", date(2026, 10, 1), "平教〔2026〕1号"
    )
    add_local(school, new)
    assert pairs(checks(school, OCTOBER))["补助金额（元）"] == ("270.00", "324.00", False)
    closed = months.close(school, OCTOBER, accept_warnings=True)
    assert closed.changes.books == {Book.MONTHS, Book.MEALS}
    assert pairs(checks(school, OCTOBER))["补助金额（元）"] == ("324.00", "324.00", True)


def test_month_without_anything_has_nothing_to_compare(school: Session) -> None:
    found = checks(school, SEPTEMBER)
    assert pairs(found)["人数"] == ("0", "4", False)
    assert pairs(found)["人次"] == ("0", "0", True)
    assert found.doubts == ()
    assert [o.rule for o in found.obstacles] == ["empty", "not_recorded"]


def test_records_that_ask_to_be_looked_at_are_named(school: Session) -> None:
    assert doubts(checks(school, OCTOBER)) == {
        "over_teaching": "李小军的就餐天数多于上课日（18天），请核对",
        "over_present": "王芳的就餐天数多于在校天数，请核对",
    }


def test_somebody_who_was_not_there_is_asked_about_with_the_class(school: Session) -> None:
    (line,) = pupils(school, PupilQuery("张小红")).lines
    record(school, [NewEvent(line.student_id, EnrolmentKind.LEFT, date(2026, 9, 30))])
    found = checks(school, OCTOBER)
    assert doubts(found)["not_there"] == "张小红本月不在校，却有就餐天数，请核对"
    assert all(doubt.class_id is not None for doubt in found.doubts)


def test_many_are_counted_and_a_few_named(session: Session) -> None:
    names = [f"学生{n}" for n in range(5)]
    take(session, students(*(pupil(name, 2 + n) for n, name in enumerate(names))))
    take(session, meal_days(*(meals(name, 4 + n, meal_days=25) for n, name in enumerate(names))))
    sentence = doubts(checks(session, OCTOBER))["over_teaching"]
    assert sentence.startswith("学生0、学生1、学生2等5名学生的")


def test_warnings_are_asked_and_the_answer_holds_for_just_these(school: Session) -> None:
    with pytest.raises(Confirmable, match=r"还有1名.*仍要结账吗") as asked:
        months.close(school, OCTOBER)
    seen = frozenset({asked.value.key})
    take(school, students(pupil("孙七", 9)), on=date(2026, 10, 30))
    with pytest.raises(Confirmable, match="还有2名"):
        months.close(school, OCTOBER, accepted=seen)
    with pytest.raises(Confirmable) as again:
        months.close(school, OCTOBER, accepted=seen)
    assert months.close(school, OCTOBER, accepted=frozenset({again.value.key})).code


def test_what_blocks_is_not_asked(school: Session) -> None:
    with pytest.raises(SchoolError) as refused:
        months.close(school, SEPTEMBER)
    assert not isinstance(refused.value, Confirmable)


def test_earlier_open_month_is_named_with_its_month(school: Session) -> None:
    take(school, meal_days(meals(), month=SEPTEMBER))
    (found,) = [o for o in checks(school, OCTOBER).obstacles if o.rule == "earlier_open"]
    assert found.month == SEPTEMBER


def test_year_lists_all_months_with_what_they_hold(school: Session) -> None:
    take(school, meal_days(meals(meal_days=3), month=SEPTEMBER))
    year = year_of_meals(school, SchoolYear(2026))
    assert [line.month for line in year] == list(SchoolYear(2026).months)
    assert [(s.pupils, s.days, s.amount) for s in year[:3]] == [
        (1, 3, Money.of("15")),
        (3, 54, Money.of("270")),
        (0, 0, Money(0)),
    ]
    assert {line.days for line in year_of_meals(school, SchoolYear(2025))} == {0}


def test_months_wait_to_be_closed_when_they_are_over_and_hold_something(school: Session) -> None:
    assert months.waiting(school) == 0
    take(school, meal_days(meals(), month=SEPTEMBER))
    assert months.waiting(school) == 1
    school.store.clock = FixedClock(datetime(2026, 11, 2, tzinfo=UTC))
    assert months.waiting(school) == 2
    months.close(school, SEPTEMBER, accept_warnings=True)
    assert months.waiting(school) == 1


def test_running_month_is_only_asked_about(school: Session) -> None:
    school.store.clock = FixedClock(datetime(2026, 10, 20, tzinfo=UTC))
    assert ("running", False) in [(o.rule, o.blocking) for o in checks(school, OCTOBER).obstacles]


def test_month_without_a_standard_says_so(session: Session) -> None:
    old = Month(1999, 9)
    found = checks(session, old)
    assert pairs(found)["补助金额（元）"] == ("0.00", "0.00", True)
