from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from desktop.core.errors import ClosedMonthError, SchoolError
from desktop.core.labels import EnrolmentKind
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.services.events import NewEvent, record
from desktop.services.imports.batches import Decisions, preview
from desktop.services.months import close, figures
from desktop.services.people import PupilQuery, pupils
from tests.services.rosters import (
    OCTOBER,
    SEPTEMBER,
    look,
    meal_days,
    meals,
    pupil,
    school_class,
    students,
    take,
)
from tests.services.schools import NUMBER, school_of

if TYPE_CHECKING:
    from desktop.services.session import Session


@pytest.fixture
def school(session: Session) -> Session:
    """Two pupils in 三年级1班 and one in 三年级2班."""
    other = pupil("王芳", 4, school_class=school_class(3, 2))
    return school_of(session, pupil("李小军", 3), other)


def test_meal_days_are_priced_at_the_standard_of_the_month(school: Session) -> None:
    counts = take(school, meal_days(meals(), meals("李小军", 5, meal_days=3))).counts
    assert (counts.new, counts.missing) == (2, 1)
    found = figures(school, OCTOBER)
    assert (found.pupils, found.days, found.amount) == (2, 23, Money.of("115.00"))
    assert found.not_recorded == 1


def test_same_sheet_again_changes_nothing_and_a_corrected_one_only_the_line(
    school: Session,
) -> None:
    sheet = meal_days(meals(), meals("李小军", 5))
    take(school, sheet)
    assert take(school, sheet).batch is None
    seen = look(school, meal_days(meals(), meals("李小军", 5, present_days=None, meal_days=19)))
    ((line,),) = [seen.plan.found.changed]
    assert [(c.title, c.old, c.new) for c in line.changes] == [("就餐天数", "20", "19")]
    assert seen.counts.same == 1


def test_line_without_days_says_nothing(school: Session) -> None:
    take(school, meal_days(meals()))
    counts = take(school, meal_days(meals(meal_days=None, present_days=None))).counts
    assert (counts.new, counts.changed, counts.parked, counts.missing) == (0, 0, 0, 2)


def test_stranger_and_repeated_line_are_parked_and_shown_as_problems(school: Session) -> None:
    seen = look(school, meal_days(meals("赵六", 4), meals(row=5), meals(row=6)))
    assert [(d.row, d.who) for d in seen.plan.found.parked] == [
        (4, "三年级1班 赵六"),
        (6, "三年级1班 张小红"),
    ]
    assert [p.row for p in seen.problems if "待定" in p.message] == [4, 6]


def test_numbered_line_goes_before_one_that_only_has_the_name(school: Session) -> None:
    sheet = meal_days(meals(row=4), meals(row=5, student_number=NUMBER, meal_days=7))
    seen = look(school, sheet)
    assert [d.row for d in seen.plan.found.parked] == [4]


def test_name_alone_is_enough_where_no_class_is_given(school: Session) -> None:
    assert take(school, meal_days(meals("王芳", school_class=None))).counts.new == 1


def test_more_days_than_the_school_was_open_is_asked(school: Session) -> None:
    seen = look(school, meal_days(meals(row=9, present_days=31, meal_days=31)))
    (problem,) = seen.problems
    assert (problem.cell, problem.level.value, problem.found) == ("F9", "warning", "31")


def test_month_must_be_said_once_and_agree(school: Session) -> None:
    with pytest.raises(SchoolError, match="没有写是哪个月"):
        look(school, meal_days(meals(), month=None))
    with pytest.raises(SchoolError, match="这张表写的是2026年10月"):
        preview(school, meal_days(meals()), Decisions(month=SEPTEMBER))
    seen = preview(school, meal_days(meals(), month=None), Decisions(month=SEPTEMBER))
    assert seen.counts.new == 1


def test_month_that_has_not_come_is_refused(school: Session) -> None:
    with pytest.raises(SchoolError, match="还没有到"):
        look(school, meal_days(meals(), month=Month(2026, 11)))


def test_closed_month_is_refused_at_the_preview(school: Session) -> None:
    take(school, meal_days(meals()))
    close(school, OCTOBER, accept_warnings=True)
    with pytest.raises(ClosedMonthError, match="已经结账"):
        look(school, meal_days(meals()))


def test_pupil_who_left_before_the_month_is_not_on_its_roll(school: Session) -> None:
    (line,) = pupils(school, PupilQuery("李小军")).lines
    record(school, [NewEvent(line.student_id, EnrolmentKind.LEFT, date(2026, 9, 30))])
    assert [d.row for d in look(school, meal_days(meals("李小军", 5))).plan.found.parked] == [5]
    september = look(school, meal_days(meals("李小军", 5), month=SEPTEMBER))
    assert september.counts.new == 1


def test_pupil_outside_the_meal_plan_is_not_missed(school: Session) -> None:
    take(school, students(pupil("李小军", 3, meal_plan=False)))
    missing = look(school, meal_days(meals())).plan.found.missing
    assert [d.who for d in missing] == ["王芳"]
    assert figures(school, OCTOBER).not_recorded == 2


def test_class_that_was_corrected_since_is_a_change(school: Session) -> None:
    take(school, meal_days(meals()))
    take(school, students(pupil(student_number=NUMBER, school_class=school_class(3, 2))))
    seen = look(school, meal_days(meals(school_class=school_class(3, 2))))
    ((change,),) = [line.changes for line in seen.plan.found.changed]
    assert (change.title, change.old, change.new) == ("班级", "三年级1班", "三年级2班")
