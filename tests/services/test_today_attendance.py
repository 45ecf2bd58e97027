from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from desktop.core.clock import FixedClock
from desktop.core.terms import Month
from desktop.services.today.items import RollToCall, Urgency
from desktop.services.today.waiting import today
from tests.services.classrooms import School

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.services.today.items import Item

NOVEMBER = Month(2026, 11)


@pytest.fixture
def school(session: Session) -> School:
    """It is Tuesday, 3 November."""
    session.store.clock = FixedClock(datetime(2026, 11, 3, 2, tzinfo=UTC))
    return School(session)


def items(school: School) -> list[Item]:
    return [i for i in today(school.session, NOVEMBER).items if i.rule == "roll.missing"]


def call_days(school: School, number: int, *days: int) -> None:
    for day in days:
        school.call(number, date(2026, 10, day))


def test_school_that_calls_no_rolls_is_left_alone(school: School) -> None:
    assert items(school) == []


def test_roll_of_yesterday_that_was_not_called(school: School) -> None:
    call_days(school, 1, 27, 28, 29, 30)
    call_days(school, 2, 27, 28, 29, 30)
    school.call(2, date(2026, 11, 2))
    (item,) = items(school)
    assert (item.sentence, item.urgency) == ("三年级1班昨天没有点名。", Urgency.SOON)
    assert item.record == RollToCall(school.classes[1], date(2026, 11, 2))
    school.call(1, date(2026, 11, 2))
    assert items(school) == []


def test_days_before_the_first_roll_are_not_missed(school: School) -> None:
    school.call(1, date(2026, 11, 2))
    school.call(2, date(2026, 11, 2))
    assert items(school) == []
    call_days(school, 1, 30)
    assert [item.sentence for item in items(school)] == ["三年级2班10月30日没有点名。"]


def test_school_that_begins_today_has_missed_nothing(school: School) -> None:
    school.call(1, date(2026, 11, 3))
    assert items(school) == []


def test_many_are_told_in_one_sentence(school: School) -> None:
    call_days(school, 1, 27)
    (item,) = items(school)
    assert "最近7天有9个班次没有点名（三年级1班昨天、三年级2班昨天等）" in item.sentence
    assert item.record == RollToCall(school.classes[1], date(2026, 11, 2))
