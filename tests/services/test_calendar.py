from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from desktop.core.errors import AccessRefusedError, ClosedMonthError, NotFoundError, SchoolError
from desktop.core.labels import DayKind, Role
from desktop.core.progress import Progress
from desktop.core.school_days import DayState
from desktop.core.terms import Month, SchoolYear, Season, Term
from desktop.services import months
from desktop.services.calendar import (
    LONGEST_NOTE,
    MOST_DAYS,
    DayMark,
    TermDates,
    month_calendar,
    remove_term,
    set_days,
    set_term,
    teaching_days,
    terms,
)
from desktop.services.verification import check_all
from tests.services.rosters import OCTOBER, as_role, meal_days, meals, pupil, students, take

if TYPE_CHECKING:
    from desktop.services.session import Session

AUTUMN = Term(SchoolYear(2026), Season.AUTUMN)
SPRING = Term(SchoolYear(2026), Season.SPRING)
DATES = TermDates(AUTUMN, date(2026, 9, 1), date(2027, 1, 15))
SATURDAY, FRIDAY = date(2026, 10, 31), date(2026, 10, 30)


def states(session: Session, month: Month) -> dict[date, DayState]:
    return {line.day: line.state for line in month_calendar(session, month).days}


def test_without_entries_the_nation_s_calendar_holds(session: Session) -> None:
    october = teaching_days(session, OCTOBER)
    assert date(2026, 10, 1) not in october
    assert date(2026, 10, 10) in october  # a Saturday made up for
    assert states(session, OCTOBER)[date(2026, 10, 1)] is DayState.NATIONAL_HOLIDAY
    assert states(session, OCTOBER)[date(2026, 10, 10)] is DayState.NATIONAL_MAKE_UP


def test_days_outside_the_term_are_vacation(session: Session) -> None:
    set_term(session, DATES)
    assert teaching_days(session, Month(2027, 1))[-1] == date(2027, 1, 15)
    assert states(session, Month(2027, 1))[date(2027, 1, 18)] is DayState.VACATION
    # The spring is not entered yet: nobody knows when it begins.
    assert len(teaching_days(session, Month(2027, 3))) == 23
    set_term(session, TermDates(SPRING, date(2027, 3, 1), date(2027, 7, 9)))
    assert teaching_days(session, Month(2027, 2)) == ()
    assert [line.term for line in terms(session)] == [SPRING, AUTUMN]


def test_term_that_begins_in_august_is_in_session_in_august(session: Session) -> None:
    set_term(session, TermDates(SPRING, date(2027, 3, 1), date(2027, 7, 9)))
    autumn = Term(SchoolYear(2027), Season.AUTUMN)
    set_term(session, TermDates(autumn, date(2027, 8, 30), date(2028, 1, 14)))
    assert teaching_days(session, Month(2027, 8)) == (date(2027, 8, 30), date(2027, 8, 31))


def test_dates_of_a_term_are_replaced_and_removed(session: Session) -> None:
    set_term(session, DATES)
    set_term(session, TermDates(AUTUMN, date(2026, 9, 7), date(2027, 1, 15)))
    (line,) = terms(session)
    assert line.first == date(2026, 9, 7)
    remove_term(session, AUTUMN)
    assert terms(session) == ()
    with pytest.raises(NotFoundError, match="2026年秋季学期没有填过日期"):
        remove_term(session, AUTUMN)


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (date(2026, 9, 1), date(2026, 9, 1), "放假日期要在开学日期之后"),
        (date(2027, 1, 15), date(2026, 9, 1), "放假日期要在开学日期之后"),
        (date(2025, 9, 1), date(2026, 1, 15), "2026年秋季学期要在2026-08-01到2027-02-28之间"),
        (date(2026, 9, 1), date(2027, 6, 1), "请核对年份和学期"),
    ],
)
def test_odd_dates_are_refused(session: Session, first: date, last: date, sentence: str) -> None:
    with pytest.raises(SchoolError, match=sentence):
        set_term(session, TermDates(AUTUMN, first, last))
    assert terms(session) == ()


def test_terms_that_overlap_are_refused(session: Session) -> None:
    set_term(session, DATES)
    with pytest.raises(SchoolError, match=r"和2026年秋季学期.*重叠"):
        set_term(session, TermDates(SPRING, date(2027, 1, 15), date(2027, 7, 9)))


def test_school_marks_days_and_takes_marks_back(session: Session) -> None:
    marks = [DayMark(FRIDAY, DayKind.HOLIDAY, " 运动会 "), DayMark(SATURDAY, DayKind.LESSONS)]
    set_days(session, marks)
    found = {line.day: line for line in month_calendar(session, OCTOBER).days}
    assert (found[FRIDAY].state, found[FRIDAY].note) == (DayState.LOCAL_HOLIDAY, "运动会")
    assert found[SATURDAY].state is DayState.LOCAL_MAKE_UP
    days = teaching_days(session, OCTOBER)
    assert FRIDAY not in days
    assert days[-1] == SATURDAY
    assert month_calendar(session, OCTOBER).teaching == days
    set_days(session, [DayMark(FRIDAY, DayKind.LESSONS), DayMark(SATURDAY, None)])
    after = states(session, OCTOBER)
    assert (after[FRIDAY], after[SATURDAY]) == (DayState.LOCAL_MAKE_UP, DayState.WEEKEND)
    assert check_all(session, Progress()).whole


def test_marking_the_same_again_writes_nothing(session: Session) -> None:
    def entries() -> int:
        return check_all(session, Progress()).entries

    set_days(session, [DayMark(FRIDAY, DayKind.HOLIDAY)])
    set_term(session, DATES)
    before = entries()
    set_days(session, [DayMark(FRIDAY, DayKind.HOLIDAY), DayMark(SATURDAY, None)])
    set_term(session, DATES)
    assert entries() == before


@pytest.mark.parametrize(
    ("marks", "sentence"),
    [
        ([], "还没有选日子"),
        ([DayMark(FRIDAY, DayKind.HOLIDAY), DayMark(FRIDAY, None)], "2026-10-30写了两次"),
        ([DayMark(FRIDAY, DayKind.HOLIDAY, "长" * (LONGEST_NOTE + 1))], "说明太长"),
        (
            [DayMark(date.fromordinal(740000 + n), DayKind.HOLIDAY) for n in range(MOST_DAYS + 1)],
            "一次最多改400天",
        ),
    ],
)
def test_odd_marks_are_refused(session: Session, marks: list[DayMark], sentence: str) -> None:
    with pytest.raises(SchoolError, match=sentence):
        set_days(session, marks)


def test_nothing_alters_the_teaching_days_of_a_closed_month(session: Session) -> None:
    set_term(session, DATES)
    take(session, students(pupil()))
    take(session, meal_days(meals()))
    months.close(session, OCTOBER)
    before = teaching_days(session, OCTOBER)
    shorter = TermDates(AUTUMN, date(2026, 10, 12), date(2027, 1, 15))
    with pytest.raises(ClosedMonthError, match="2026年10月已经结账，当时是按18个上课日登记"):
        set_days(session, [DayMark(FRIDAY, DayKind.HOLIDAY)])
    with pytest.raises(ClosedMonthError, match="校历不能再改动这个月"):
        set_days(session, [DayMark(SATURDAY, DayKind.LESSONS)])
    with pytest.raises(ClosedMonthError, match="校历不能再改动这个月"):
        set_term(session, shorter)
    assert teaching_days(session, OCTOBER) == before


def test_what_leaves_a_closed_month_alone_may_change(session: Session) -> None:
    set_term(session, DATES)
    take(session, students(pupil()))
    take(session, meal_days(meals()))
    months.close(session, OCTOBER)
    set_term(session, TermDates(AUTUMN, date(2026, 8, 31), date(2027, 1, 22)))
    set_days(session, [DayMark(date(2026, 11, 2), DayKind.HOLIDAY), DayMark(FRIDAY, None)])
    remove_term(session, AUTUMN)  # October has no day outside the term
    assert date(2026, 11, 2) not in teaching_days(session, Month(2026, 11))


def test_what_is_not_known_is_said(session: Session) -> None:
    assert month_calendar(session, OCTOBER).notes == ("2026年秋季学期的开学和放假日期还没有填。",)
    set_term(session, DATES)
    assert month_calendar(session, OCTOBER).notes == ()
    far = month_calendar(session, Month(2150, 10))
    assert "先按双休日算" in far.notes[-1]
    assert len(far.teaching) == 22


def test_calendar_belongs_to_its_unit(session: Session) -> None:
    set_days(session, [DayMark(FRIDAY, DayKind.HOLIDAY)])
    other = session.in_unit(session.store.ids.new_id(), "另一所学校")
    assert FRIDAY in teaching_days(other, OCTOBER)


def test_an_auditor_changes_no_calendar(session: Session) -> None:
    auditor = as_role(session, Role.AUDITOR)
    with pytest.raises(AccessRefusedError):
        set_days(auditor, [DayMark(FRIDAY, DayKind.HOLIDAY)])
    with pytest.raises(AccessRefusedError):
        set_term(auditor, DATES)
