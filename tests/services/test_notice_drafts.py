from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from desktop.core.errors import SchoolError
from desktop.core.labels import Role
from desktop.core.money import Money
from desktop.core.notices import NoticeKind
from desktop.models import MealMonth
from desktop.services.months import close, reopen
from desktop.services.notices.drafts import DraftState, draft, drafts
from desktop.services.notices.issue import notice
from desktop.services.notices.results import MealsNotice
from desktop.services.parameters import NewValue, set_value
from desktop.services.units import Telephones, set_telephones
from tests.builders import tamper
from tests.services.rosters import (
    OCTOBER,
    SEPTEMBER,
    as_role,
    charge,
    charges,
    dump,
    meal_days,
    meals,
    pupil,
    students,
    take,
)
from tests.services.walls import correct_october, issue_october, small_school

if TYPE_CHECKING:
    from desktop.services.notices.drafts import Draft
    from desktop.services.session import Session


@pytest.fixture
def school(session: Session) -> Session:
    return small_school(session)


def rules(found: Draft) -> list[str]:
    return [remark.rule for remark in found.remarks]


def test_draft_writes_nothing_and_sets_its_figures_beside_those_of_the_books(
    school: Session,
) -> None:
    before = dump(school.store)
    found = draft(school, NoticeKind.MEALS, OCTOBER)
    assert dump(school.store) == before
    assert [(check.label, check.on_notice, check.in_books) for check in found.checks] == [
        ("人数", "3", "3"),
        ("就餐人次", "24", "24"),
        ("补助金额（元）", "120.00", "120.00"),
        ("人次 × 标准（元）", "120.00", "120.00"),
    ]
    assert (found.state, rules(found)) == (DraftState.OPEN, ["open"])


def test_closed_month_may_be_issued_and_shows_its_seal(school: Session) -> None:
    code = close(school, OCTOBER).code
    found = draft(school, NoticeKind.MEALS, OCTOBER)
    assert (found.state, found.can_issue, found.remarks) == (DraftState.READY, True, ())
    assert found.post_by == date(2026, 11, 15)
    assert (found.checks[-1].on_notice, found.checks[-1].agrees) == (code, True)


def test_county_says_how_many_days_a_notice_hangs_and_by_when(school: Session) -> None:
    day = date(2026, 10, 1)
    set_value(school, NewValue("posting.working_days", 7, day, "平教〔2026〕9号"))
    set_value(school, NewValue("meals.posting_day", 10, day, "平教〔2026〕9号"))
    found = draft(school, NoticeKind.MEALS, OCTOBER)
    assert found.content
    assert found.content.posting.working_days == 7
    assert found.content.posting.last_day == date(2026, 11, 10)
    assert found.post_by == date(2026, 11, 10)
    assert draft(school, NoticeKind.CHARGES, OCTOBER).post_by is None


def test_issued_month_stands_until_the_books_move(school: Session) -> None:
    number = issue_october(school)
    found = draft(school, NoticeKind.MEALS, OCTOBER)
    assert (found.state, found.can_issue, found.standing) == (DraftState.STANDING, False, number)
    reopen(as_role(school, Role.BUREAU), OCTOBER, "天数有误")
    assert draft(school, NoticeKind.MEALS, OCTOBER).state is DraftState.OPEN
    take(school, meal_days(meals("张小红", meal_days=19)))
    close(school, OCTOBER)
    moved = draft(school, NoticeKind.MEALS, OCTOBER)
    assert (moved.state, moved.can_issue) == (DraftState.MOVED, True)
    assert moved.content
    assert moved.content.posting.replaces == number
    again = notice(school, NoticeKind.MEALS, OCTOBER, moved.content)
    assert again.content == moved.content


def test_nothing_else_is_issued_than_what_was_seen(school: Session) -> None:
    issue_october(school)
    seen = draft(school, NoticeKind.MEALS, OCTOBER).content
    reopen(as_role(school, Role.BUREAU), OCTOBER, "天数有误")
    take(school, meal_days(meals("张小红", meal_days=18)))
    close(school, OCTOBER)
    with pytest.raises(SchoolError, match="再看一遍"):
        notice(school, NoticeKind.MEALS, OCTOBER, seen)


def test_changed_board_is_posted_anew(school: Session) -> None:
    assert draft(school, NoticeKind.CHARGES, SEPTEMBER).state is DraftState.READY
    number = notice(school, NoticeKind.CHARGES, OCTOBER).content.posting.number
    assert draft(school, NoticeKind.CHARGES, SEPTEMBER).state is DraftState.STANDING
    take(school, charges(charge(standard="120.00")))
    found = draft(school, NoticeKind.CHARGES, OCTOBER)
    assert (found.state, found.standing) == (DraftState.RENEWED, number)
    assert [(c.label, c.on_notice, c.agrees) for c in found.checks] == [("收费项目数", "1", True)]


def test_empty_school_lacks_everything_in_words(session: Session) -> None:
    meals_draft, charges_draft = drafts(session, OCTOBER)
    for found, word in ((meals_draft, "就餐"), (charges_draft, "收费项目")):
        assert (found.state, found.content, rules(found)) == (DraftState.EMPTY, None, ["empty"])
        assert word in found.remarks[0].sentence


def test_missing_telephones_unrecorded_pupils_and_missing_papers_are_said(school: Session) -> None:
    set_telephones(school, Telephones(None, "0870-7654321"))
    take(school, students(pupil("赵六", 9)))
    take(school, charges(charge(basis="")))
    meals_draft, charges_draft = drafts(school, OCTOBER)
    assert rules(meals_draft) == ["open", "not_recorded", "telephones"]
    assert "没有登记受理电话，" in meals_draft.remarks[-1].sentence
    assert rules(charges_draft) == ["basis", "telephones"]
    assert charges_draft.can_issue


def test_books_that_were_changed_past_the_program_stop_the_notice(school: Session) -> None:
    close(school, OCTOBER)
    tamper(school.store, update(MealMonth).values(present_days=1))
    found = draft(school, NoticeKind.MEALS, OCTOBER)
    assert (found.state, rules(found)) == (DraftState.BLOCKED, ["difference"])
    assert "封存码" in found.remarks[0].sentence


def test_figures_that_cannot_be_drawn_are_said(school: Session) -> None:
    tamper(school.store, update(MealMonth).values(rate=Money.of("4.99")))
    found = draft(school, NoticeKind.MEALS, OCTOBER)
    assert (found.state, found.content, rules(found)) == (DraftState.BLOCKED, None, ["figures"])


def test_draft_of_a_correction_names_what_it_corrects(school: Session) -> None:
    first = issue_october(school)
    second = correct_october(school)
    found = draft(school, NoticeKind.MEALS, OCTOBER)
    assert (found.state, found.standing) == (DraftState.STANDING, second)
    assert isinstance(found.content, MealsNotice)
    assert first != second
