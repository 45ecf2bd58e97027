from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from desktop.core.clock import FixedClock
from desktop.core.errors import AccessRefusedError, NotFoundError, SchoolError
from desktop.core.labels import Role, Stage
from desktop.core.money import Money
from desktop.core.notices import NoticeKind
from desktop.services.months import close, reopen
from desktop.services.notices.issue import issued, notice, printed_again, trial
from desktop.services.notices.posting import last_day
from desktop.services.notices.results import ChargesNotice, MealsNotice
from desktop.services.standards import MEALS, NewStandard, add_local
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
    school_class,
    students,
    take,
)
from tests.services.walls import small_school

if TYPE_CHECKING:
    from desktop.services.notices.issue import Issued
    from desktop.services.session import Session


@pytest.fixture
def school(session: Session) -> Session:
    return small_school(session)


def meals_of(found: Issued) -> MealsNotice:
    assert isinstance(found.content, MealsNotice)
    return found.content


def test_trial_of_an_open_month_writes_nothing(school: Session) -> None:
    before = dump(school.store)
    found = notice(school, NoticeKind.MEALS, OCTOBER)
    assert (found.trial, found.fresh) == (True, False)
    assert meals_of(found).posting.seal_code is None
    assert dump(school.store) == before


def test_classes_stand_from_the_youngest_and_pupils_without_class_last(school: Session) -> None:
    content = meals_of(trial(school, NoticeKind.MEALS, OCTOBER))
    assert [c.school_class for c in content.classes] == ["一年级1班", "三年级1班", "未分班"]
    assert (content.pupils, content.days, content.total) == (3, 24, Money.of("120.00"))
    assert content.standard.amount == Money.of("5.00")
    assert content.standard.document


def test_closed_month_is_issued_once_and_printed_again_as_it_was(school: Session) -> None:
    code = close(school, OCTOBER).code
    first = notice(school, NoticeKind.MEALS, OCTOBER)
    assert (first.trial, first.fresh, first.content.posting.number) == (
        False,
        True,
        "公示〔2026〕1号",
    )
    assert first.content.posting.seal_code == code
    school.store.clock = FixedClock(datetime(2026, 11, 20, tzinfo=UTC))
    again = notice(school, NoticeKind.MEALS, OCTOBER)
    assert (again.fresh, again.content) == (False, first.content)
    assert printed_again(school, "公示〔2026〕1号").content == first.content
    with pytest.raises(NotFoundError, match="9号"):
        printed_again(school, "公示〔2026〕9号")


def test_pupil_who_is_added_afterwards_is_no_correction(school: Session) -> None:
    close(school, OCTOBER)
    notice(school, NoticeKind.MEALS, OCTOBER)
    take(school, students(pupil("赵六", 9)))
    assert not notice(school, NoticeKind.MEALS, OCTOBER).fresh


def test_corrected_name_gives_a_correction_that_names_the_old_notice(school: Session) -> None:
    close(school, OCTOBER)
    notice(school, NoticeKind.MEALS, OCTOBER)
    bureau = as_role(school, Role.BUREAU)
    reopen(bureau, OCTOBER, "天数有误")
    assert notice(school, NoticeKind.MEALS, OCTOBER).trial
    take(school, meal_days(meals("张小红", meal_days=19)))
    close(school, OCTOBER)
    second = notice(school, NoticeKind.MEALS, OCTOBER)
    assert second.fresh
    assert second.content.posting.replaces == "公示〔2026〕1号"
    assert [(line.number, line.replaces) for line in issued(school)] == [
        ("公示〔2026〕2号", True),
        ("公示〔2026〕1号", False),
    ]


def test_new_seal_alone_gives_a_correction_because_the_old_code_no_longer_holds(
    school: Session,
) -> None:
    close(school, OCTOBER)
    notice(school, NoticeKind.MEALS, OCTOBER)
    reopen(as_role(school, Role.BUREAU), OCTOBER, "误开")
    code = close(school, OCTOBER).code
    second = notice(school, NoticeKind.MEALS, OCTOBER)
    assert second.fresh
    assert second.content.posting.seal_code == code


def test_board_is_issued_again_only_when_it_has_changed(school: Session) -> None:
    first = notice(school, NoticeKind.CHARGES, SEPTEMBER)
    assert isinstance(first.content, ChargesNotice)
    assert first.content.on == date(2026, 10, 31)
    school.store.clock = FixedClock(datetime(2026, 11, 20, tzinfo=UTC))
    assert notice(school, NoticeKind.CHARGES, OCTOBER).content == first.content
    take(school, charges(charge(standard="120.00")))
    second = notice(school, NoticeKind.CHARGES, OCTOBER)
    assert second.fresh
    assert second.content.posting.replaces is None
    assert {str(line.month) for line in issued(school)} == {"2026-10", "2026-11"}


def test_nothing_to_post_is_refused(session: Session) -> None:
    with pytest.raises(NotFoundError, match="就餐"):
        trial(session, NoticeKind.MEALS, OCTOBER)
    with pytest.raises(NotFoundError, match="收费项目"):
        notice(session, NoticeKind.CHARGES, OCTOBER)


def test_auditor_issues_nothing(school: Session) -> None:
    close(school, OCTOBER)
    auditor = as_role(school, Role.AUDITOR)
    assert trial(auditor, NoticeKind.MEALS, OCTOBER).trial
    with pytest.raises(AccessRefusedError):
        notice(auditor, NoticeKind.MEALS, OCTOBER)


def test_amounts_and_the_document_beside_them_must_belong_together(school: Session) -> None:
    day = date(2026, 10, 1)
    add_local(school, NewStandard(MEALS, "县定", Money.of("6"), "元/生·天", day, "平教〔2026〕1号"))
    with pytest.raises(SchoolError, match="请先结账"):
        trial(school, NoticeKind.MEALS, OCTOBER)
    close(school, OCTOBER)
    content = meals_of(notice(school, NoticeKind.MEALS, OCTOBER))
    assert (content.standard.document, content.total) == ("平教〔2026〕1号", Money.of("144.00"))


def test_month_with_two_standards_is_not_posted_on_one_sheet(school: Session) -> None:
    take(school, students(pupil("初一", 9, school_class=school_class(7, 1))))
    day = date(2026, 10, 1)
    new = NewStandard(MEALS, "初中", Money.of("6"), "元/生·天", day, "号", Stage.JUNIOR)
    add_local(school, new)
    take(school, meal_days(meals("初一", 9, school_class=school_class(7, 1))))
    with pytest.raises(SchoolError, match="几种不同的餐费标准"):
        trial(school, NoticeKind.MEALS, OCTOBER)


def test_working_days_on_the_wall_run_over_the_end_of_the_month() -> None:
    assert last_day(date(2026, 10, 30), 5) == date(2026, 11, 5)
    assert last_day(date(2026, 10, 31), 1) == date(2026, 11, 2)
