from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from desktop.core.attendance import PRESENT, Called, DayPart, Mark, Tally
from desktop.core.changes import Book, Changes
from desktop.core.errors import AccessRefusedError, Confirmable, NotFoundError, SchoolError
from desktop.core.labels import DayKind, EnrolmentKind, Role
from desktop.database.verify import verify_chain
from desktop.models import RollException
from desktop.services.attendance.overview import (
    class_named,
    missing_rolls,
    school_day,
    school_month,
)
from desktop.services.attendance.recording import MOVED, DayRoll, record
from desktop.services.attendance.rolls import ClassGrid, class_grid
from desktop.services.calendar import DayMark, set_days
from tests.services.classrooms import (
    HALF,
    NAMES,
    OPEN,
    PERSONAL,
    SICK,
    TRUANT,
    UNKNOWN,
    School,
)
from tests.services.rosters import OCTOBER, as_role

if TYPE_CHECKING:
    from desktop.services.session import Session

Kind = EnrolmentKind
MONDAY, TUESDAY = date(2026, 10, 19), date(2026, 10, 20)
SATURDAY = date(2026, 10, 24)


@pytest.fixture
def school(session: Session) -> School:
    return School(session)


def grid(school: School, number: int = 1, first: date = MONDAY, last: date = TUESDAY) -> ClassGrid:
    return class_grid(school.session, school.classes[number], first, last)


def signs(found: ClassGrid) -> dict[str, list[str | None]]:
    return {
        line.name: [None if day is None else day.label for day in line.days] for line in found.lines
    }


def stored(school: School) -> int:
    with school.session.store.read() as connection:
        return len(connection.execute(select(RollException.id)).all())


def sound(school: School) -> bool:
    with school.session.store.read() as connection:
        return verify_chain(connection).whole


def test_nothing_is_recorded_before_a_roll_is_called(school: School) -> None:
    found = grid(school)
    assert set(signs(found)) == set(NAMES[:4])
    assert all(days == ["未登记", "未登记"] for days in signs(found).values())
    assert [day.roll for day in found.days] == [None, None]
    assert (found.recorded, found.due) == (0, 2)
    assert found.tally == Tally(not_recorded=16)


def test_roll_keeps_exceptions_only_and_everybody_else_was_there(school: School) -> None:
    done = school.call(1, MONDAY, 甲北=SICK, 甲成=HALF, 甲东=PRESENT)
    assert (done.new, done.changed, done.removed) == (1, 0, 0)
    assert Book.ATTENDANCE in done.changes
    assert stored(school) == 2
    found = grid(school)
    assert signs(found) == {
        "甲安": ["到校", "未登记"],
        "甲北": ["病假", "未登记"],
        "甲成": ["上午病假", "未登记"],
        "甲东": ["到校", "未登记"],
    }
    roll = found.days[0].roll
    assert roll is not None
    assert (roll.recorded_by, roll.expected) == ("张校长", 4)
    assert found.exceptions(0) == {school.pupils["甲北"]: SICK, school.pupils["甲成"]: HALF}
    assert found.exceptions(1) is None
    assert found.tally == Tally(present=5, sick=3, not_recorded=8)
    assert sound(school)


def test_class_where_everybody_was_there_is_one_row(school: School) -> None:
    school.call(1, MONDAY)
    assert stored(school) == 0
    assert {days[0] for days in signs(grid(school)).values()} == {"到校"}
    # The other class's roll was not called.
    assert {days[0] for days in signs(grid(school, 2)).values()} == {"未登记"}


def test_pupil_whom_a_roll_leaves_open_is_neither_there_nor_absent(school: School) -> None:
    school.call(1, MONDAY, 甲安=OPEN)
    line = school_day(school.session, MONDAY).classes[0]
    assert (line.pupils, line.absent, line.open, line.present) == (4, 0, 1, 3)
    assert signs(grid(school))["甲安"][0] == "未登记"


def test_roll_that_leaves_everybody_open_is_none(school: School) -> None:
    school.call(1, MONDAY)
    done = school.call(1, MONDAY, **dict.fromkeys(NAMES[:4], OPEN))
    assert done.removed == 1
    assert grid(school).days[0].roll is None
    assert stored(school) == 0


def test_correction_keeps_what_did_not_change(school: School) -> None:
    school.call(1, MONDAY, 甲安=UNKNOWN, 甲北=SICK, 甲成=TRUANT)
    done = school.call(1, MONDAY, 甲安=PERSONAL, 甲北=SICK, 甲东=SICK)
    assert (done.new, done.changed) == (0, 1)
    assert [days[0] for days in signs(grid(school)).values()] == ["事假", "病假", "到校", "病假"]
    again = school.call(1, MONDAY, 甲安=PERSONAL, 甲北=SICK, 甲东=SICK)
    assert again.changes == Changes()
    assert sound(school)


def test_roll_is_taken_back(school: School) -> None:
    school.call(1, MONDAY, 甲安=SICK)
    roll = DayRoll(school.classes[1], MONDAY, None, {school.pupils["甲安"]: SICK})
    assert record(school.session, [roll]).removed == 1
    assert record(school.session, [DayRoll(school.classes[1], MONDAY, None)]).removed == 0
    assert grid(school).days[0].roll is None
    assert record(school.session, []).changes == Changes()


def test_several_days_are_saved_together_or_not_at_all(school: School) -> None:
    days = [MONDAY, TUESDAY, SATURDAY]
    rolls = [DayRoll(school.classes[1], day, {}) for day in days]
    with pytest.raises(SchoolError, match="10月24日不上课（周末）"):
        record(school.session, rolls)
    assert grid(school).recorded == 0
    assert record(school.session, rolls[:2]).new == 2


def test_days_without_lessons_are_refused_unless_the_calendar_says_otherwise(
    school: School,
) -> None:
    with pytest.raises(SchoolError, match="法定节假日"):
        school.call(1, date(2026, 10, 5))
    assert school.call(1, date(2026, 10, 10)).new == 1  # the make-up Saturday of that week
    set_days(school.session, [DayMark(SATURDAY, DayKind.LESSONS), DayMark(MONDAY, DayKind.HOLIDAY)])
    assert school.call(1, SATURDAY).new == 1
    with pytest.raises(SchoolError, match="学校放假"):
        school.call(1, MONDAY)


def test_day_that_became_a_holiday_later_counts_nowhere(school: School) -> None:
    school.call(1, MONDAY, 甲安=SICK)
    set_days(school.session, [DayMark(MONDAY, DayKind.HOLIDAY)])
    found = grid(school)
    assert signs(found)["甲安"] == [None, "未登记"]
    assert found.recorded == 0
    # And what should not stand there can be taken away.
    roll = DayRoll(school.classes[1], MONDAY, None, {school.pupils["甲安"]: SICK})
    assert record(school.session, [roll]).removed == 1


def test_future_and_strangers_are_refused(school: School) -> None:
    with pytest.raises(SchoolError, match="11月2日还没有到"):
        school.call(1, date(2026, 11, 2))
    with pytest.raises(SchoolError, match="1名学生10月19日不在三年级1班"):
        school.call(1, MONDAY, 乙安=SICK)
    with pytest.raises(SchoolError, match="没有学生"):
        school.call(1, date(2026, 8, 31))
    with pytest.raises(NotFoundError):
        record(school.session, [DayRoll(school.pupils["甲安"], MONDAY, {})])
    with pytest.raises(NotFoundError):
        class_grid(school.session, school.pupils["甲安"], MONDAY, MONDAY)
    with pytest.raises(AccessRefusedError):
        record(as_role(school.session, Role.AUDITOR), [DayRoll(school.classes[1], MONDAY, {})])


@pytest.mark.parametrize("typed", [{"甲安": SICK}, {}])
def test_roll_that_somebody_else_has_called_meanwhile_is_asked_about(
    school: School, typed: dict[str, Called]
) -> None:
    school.call(1, MONDAY, 甲北=TRUANT)
    exceptions = {school.pupils[name]: called for name, called in typed.items()}
    roll = DayRoll(school.classes[1], MONDAY, exceptions)
    with pytest.raises(Confirmable, match="被张校长改过，现在记着甲北1人"):
        record(school.session, [roll])
    assert record(school.session, [roll], frozenset({MOVED})).changed == 1
    # The same that stands there needs no question.
    assert record(school.session, [roll]).changed == 0


def test_roll_that_was_taken_back_or_emptied_meanwhile_is_asked_about(school: School) -> None:
    seen = {school.pupils["甲安"]: SICK}
    roll = DayRoll(school.classes[1], MONDAY, {school.pupils["甲北"]: SICK}, seen)
    with pytest.raises(Confirmable, match="被别人改过，现在是没有点名"):
        record(school.session, [roll])
    school.call(1, MONDAY)
    with pytest.raises(Confirmable, match="现在是全到"):
        record(school.session, [roll])


def test_pupil_who_moved_came_or_left_has_only_the_days_between(school: School) -> None:
    wednesday, thursday = date(2026, 10, 21), date(2026, 10, 22)
    for day in (MONDAY, TUESDAY, wednesday, thursday):
        school.call(1, day)
    school.happen("甲安", Kind.MOVED, TUESDAY, 2)
    school.happen("甲北", Kind.SUSPENDED, wednesday)
    school.happen("甲北", Kind.RESUMED, thursday)
    school.happen("甲成", Kind.TRANSFER_OUT, TUESDAY)
    found = grid(school, 1, MONDAY, thursday)
    assert signs(found) == {
        "甲安": ["到校", None, None, None],
        "甲北": ["到校", "到校", None, "到校"],
        "甲成": ["到校", None, None, None],
        "甲东": ["到校"] * 4,
    }
    notes = {line.name: line.note for line in found.lines}
    assert notes["甲安"] == "10月20日离班"
    assert notes["甲北"] == "10月21日离班；10月22日到班"
    assert [day.moved for day in found.days] == [0, -2, -3, -2]
    other = grid(school, 2, MONDAY, thursday)
    assert signs(other)["甲安"] == [None, "未登记", "未登记", "未登记"]


def test_mark_of_a_pupil_who_was_moved_afterwards_goes_with_the_pupil(school: School) -> None:
    school.call(1, TUESDAY, 甲安=SICK)
    school.happen("甲安", Kind.MOVED, TUESDAY, 2)
    assert signs(grid(school, 2))["甲安"] == [None, "病假"]
    school.call(2, TUESDAY, 甲安=TRUANT)
    assert signs(grid(school, 2))["甲安"] == [None, "旷课"]
    assert stored(school) == 1
    # The old class's roll can go: the mark belongs to the new one by now.
    record(school.session, [DayRoll(school.classes[1], TUESDAY, None, {})])
    assert signs(grid(school, 2))["甲安"] == [None, "旷课"]


def test_roll_that_goes_takes_marks_of_those_who_left_with_it(school: School) -> None:
    school.call(1, TUESDAY, 甲安=SICK)
    school.happen("甲安", Kind.TRANSFER_OUT, TUESDAY)
    record(school.session, [DayRoll(school.classes[1], TUESDAY, None, {})])
    assert stored(school) == 0


def test_roll_called_again_after_the_class_changed_is_vouched_for_anew(school: School) -> None:
    school.call(1, TUESDAY)
    school.happen("甲安", Kind.TRANSFER_OUT, TUESDAY)
    assert grid(school).days[1].moved == -1
    assert school.call(1, TUESDAY).changed == 1
    assert grid(school).days[1].moved == 0


def test_school_by_day_and_month(school: School) -> None:
    school.call(1, MONDAY, 甲安=SICK)
    found = school_day(school.session, MONDAY)
    assert (found.lessons, found.why) == (True, "上课")
    assert [(c.label, c.pupils, c.roll is not None, c.present) for c in found.classes] == [
        ("三年级1班", 4, True, 3),
        ("三年级2班", 2, False, 0),
    ]
    first, second = school_month(school.session, OCTOBER)
    assert (first.label, first.pupils, first.recorded, first.due) == ("三年级1班", 4, 1, 17)
    assert (second.recorded, second.due) == (0, 18)
    assert (first.tally.absent, first.tally.unexcused) == (2, 0)
    assert school_month(school.session, OCTOBER.next) == ()
    assert school_day(school.session, SATURDAY).why == "周末"


def test_class_is_found_by_its_name_of_the_day(school: School) -> None:
    assert class_named(school.session, MONDAY, " 三年级2班 ").class_id == school.classes[2]
    with pytest.raises(NotFoundError, match="现有：三年级1班、三年级2班"):
        class_named(school.session, MONDAY, "九年级1班")
    with pytest.raises(NotFoundError, match="还没有学生"):
        class_named(school.session, date(2026, 8, 1), "三年级1班")


def test_days_without_a_roll_are_listed(school: School) -> None:
    school.call(1, TUESDAY)
    school.happen("乙安", Kind.TRANSFER_OUT, TUESDAY)
    school.happen("乙北", Kind.TRANSFER_OUT, TUESDAY)
    found = missing_rolls(school.session, date(2026, 10, 17), TUESDAY)
    assert [(line.label, line.day) for line in found] == [
        ("三年级1班", MONDAY),
        ("三年级2班", MONDAY),
    ]


def test_half_day_of_what_is_no_absence_cannot_be() -> None:
    with pytest.raises(ValueError, match="半天"):
        Called(Mark.PRESENT, DayPart.MORNING)
