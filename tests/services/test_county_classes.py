"""The classes of all schools on a day: pupils, teachers, and whose roll was called."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from desktop.core.attendance import Called, Mark
from desktop.core.errors import AccessRefusedError
from desktop.core.labels import DayKind, EnrolmentKind
from desktop.services.attendance.overview import school_day
from desktop.services.attendance.recording import DayRoll, record
from desktop.services.calendar import DayMark, set_days
from desktop.services.classes import classes_on
from desktop.services.county_classes import county_classes
from desktop.services.county_lists import schools
from desktop.services.events import NewEvent
from desktop.services.events import record as record_events
from desktop.services.homerooms import Appointment, appoint
from tests.services.counties import add_school, at_bureau
from tests.services.rosters import pupil, school_class, students, take
from tests.services.staff_rosters import AUTUMN, hire
from tests.services.test_household import key_of

if TYPE_CHECKING:
    from desktop.services.session import Session

FRIDAY, SATURDAY = date(2026, 10, 30), date(2026, 10, 31)


@pytest.fixture
def first(session: Session) -> Session:
    """安宁小学 with two classes, of whom one has called its roll on Friday; a teacher."""
    desk = add_school(at_bureau(session), "11", "安宁小学")
    rows = (
        pupil(),
        pupil("李小军", 3),
        pupil("王小兰", 4),
        pupil("孙丙", 5, school_class=school_class(1)),
    )
    take(desk, students(*rows), on=AUTUMN)
    label = {line.label: line.class_id for line in classes_on(desk)}
    appoint(desk, Appointment(label["三年级1班"], hire(desk), AUTUMN))
    marks = {
        key_of(desk, "李小军"): Called(Mark.SICK),
        key_of(desk, "王小兰"): Called(Mark.NOT_RECORDED),
    }
    record(desk, [DayRoll(label["三年级1班"], FRIDAY, marks)])
    return desk


@pytest.fixture
def second(session: Session) -> Session:
    """新红小学 with one class that has a day off on Friday."""
    desk = add_school(at_bureau(session), "12", "新红小学")
    take(desk, students(pupil("赵甲"), pupil("钱乙", 3)), on=AUTUMN)
    set_days(desk, [DayMark(FRIDAY, DayKind.HOLIDAY, "校庆")])
    return desk


def told(bureau: Session, day: date | None = None) -> list[tuple[str, str, int, bool, bool]]:
    return [
        (line.school, line.label, line.pupils, line.roll is not None, line.due)
        for line in county_classes(bureau, day)
    ]


@pytest.mark.usefixtures("first", "second")
def test_classes_of_all_schools_with_the_roll_of_the_day(session: Session) -> None:
    bureau = at_bureau(session)
    assert told(bureau, FRIDAY) == [
        ("安宁小学", "一年级1班", 1, False, True),
        ("安宁小学", "三年级1班", 3, True, False),
        ("新红小学", "三年级1班", 2, False, False),
    ]
    called = county_classes(bureau, FRIDAY)[1]
    assert called.roll is not None
    assert (called.roll.absent, called.roll.open, called.present) == (1, 1, 1)
    assert (called.teacher, called.roll.recorded_by) == ("王建国", bureau.user_name)
    assert county_classes(bureau, FRIDAY)[0].present == 0


def test_a_day_is_told_as_the_school_itself_tells_it(
    session: Session, first: Session, second: Session
) -> None:
    of_schools = {
        (desk.unit_name, line.label): (line.pupils, line.roll is not None, line.absent, line.open)
        for desk in (first, second)
        for line in school_day(desk, FRIDAY).classes
    }
    of_county = {
        (line.school, line.label): (
            line.pupils,
            line.roll is not None,
            line.roll.absent if line.roll else 0,
            line.roll.open if line.roll else 0,
        )
        for line in county_classes(at_bureau(session), FRIDAY)
    }
    assert of_county == of_schools


def test_who_has_left_is_counted_on_the_days_before(session: Session, second: Session) -> None:
    bureau = at_bureau(session)
    leaving = NewEvent(key_of(second, "赵甲"), EnrolmentKind.TRANSFER_OUT, SATURDAY)
    record_events(second, [leaving])
    assert [line.pupils for line in county_classes(bureau, FRIDAY)] == [2]
    assert [line.pupils for line in county_classes(bureau)] == [1]
    assert county_classes(bureau, date(2026, 8, 31)) == ()


@pytest.mark.usefixtures("first", "second")
def test_schools_tell_staff_and_rolls_of_today(session: Session) -> None:
    bureau = at_bureau(session)
    one = next(line for line in schools(bureau) if line.name == "安宁小学")
    # It is a Saturday, on which nobody calls a roll.
    assert (one.staff, one.rolls_called, one.rolls_due) == (1, 0, 0)
    school = bureau.in_unit(one.unit_id, one.name)
    set_days(school, [DayMark(SATURDAY, DayKind.LESSONS, "补课")])
    class_id = classes_on(school)[0].class_id
    record(school, [DayRoll(class_id, SATURDAY, {})])
    again = {line.name: line for line in schools(bureau)}
    assert (again["安宁小学"].rolls_called, again["安宁小学"].rolls_due) == (1, 1)
    assert again["新红小学"].rolls_due == 0


def test_only_a_bureau_sees_all_classes(session: Session) -> None:
    with pytest.raises(AccessRefusedError, match="不是教育局"):
        county_classes(session)
