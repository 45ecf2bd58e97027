from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from desktop.core.changes import Book, Changes
from desktop.core.clock import FixedClock
from desktop.core.errors import (
    AccessRefusedError,
    ClosedMonthError,
    Confirmable,
    NotFoundError,
    SchoolError,
)
from desktop.core.labels import DayKind, EnrolmentKind, MonthState, Role
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.database.records import AuditEntry
from desktop.database.verify import verify_chain
from desktop.services.calendar import DayMark, set_days
from desktop.services.events import NewEvent, correct_arrival, record
from desktop.services.meal_entry import (
    MOVED,
    OVER_PRESENT,
    OVER_TEACHING,
    ClassEntry,
    Entered,
    MealEntry,
    enter,
)
from desktop.services.meal_grid import ClassGrid, ClassState, class_grid, class_named, school_meals
from desktop.services.months import close, figures
from desktop.services.people import PupilQuery, pupils
from desktop.services.standards import MEALS, NewStandard, add_local
from tests.services.rosters import (
    OCTOBER,
    SEPTEMBER,
    as_role,
    dump,
    look,
    meal_days,
    meals,
    pupil,
    school_class,
    students,
    take,
)

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.session import Session

NUMBER = "G530000201603070011"
TEACHING = 18
"""October 2026: 17 weekdays after the holiday, and the Saturday that makes up for it."""


@pytest.fixture
def school(session: Session) -> Session:
    """Since September two pupils in 三年级1班, one in 三年级2班 and one in no class."""
    take(
        session,
        students(
            pupil(student_number=NUMBER),
            pupil("李小军", 3),
            pupil("王芳", 4, school_class=school_class(3, 2)),
            pupil("赵六", 5, school_class=None),
        ),
        on=date(2026, 9, 1),
    )
    return session


def opened(session: Session, label: str = "三年级1班", month: Month = OCTOBER) -> ClassGrid:
    return class_grid(session, month, class_named(session, month, label).class_id)


def typed(grid: ClassGrid, **days: int | None) -> ClassEntry:
    """What a clerk types over some pupils of a class."""
    return ClassEntry(
        grid.month,
        grid.class_id,
        tuple(
            MealEntry(line.student_id, line.days, days[line.name])
            for line in grid.lines
            if line.name in days
        ),
    )


def type_in(session: Session, **days: int | None) -> Entered:
    return enter(session, typed(opened(session), **days))


def shown(grid: ClassGrid) -> dict[str, tuple[int, int | None]]:
    return {line.name: (line.present, line.days) for line in grid.lines}


def student(session: Session, name: str) -> UUID:
    return pupils(session, PupilQuery(name, present_only=False)).lines[0].student_id


def test_class_shows_days_at_school_and_that_nothing_is_recorded(school: Session) -> None:
    grid = opened(school)
    assert (grid.label, grid.teaching_days, grid.certain) == ("三年级1班", TEACHING, True)
    assert (grid.rate, grid.state) == (Money.of("5.00"), MonthState.OPEN)
    assert shown(grid) == {"李小军": (TEACHING, None), "张小红": (TEACHING, None)}
    assert all(line.missing for line in grid.lines)


def test_typed_days_are_on_record_with_the_amount_of_the_standard(school: Session) -> None:
    done = type_in(school, 张小红=18, 李小军=0)
    assert done == Entered(2, 0, 0, Changes.of(Book.MEALS))
    assert shown(opened(school)) == {"李小军": (TEACHING, 0), "张小红": (TEACHING, 18)}
    found = figures(school, OCTOBER)
    assert (found.pupils, found.days, found.amount) == (2, 18, Money.of("90.00"))


def test_one_save_is_one_entry_in_the_chain(school: Session) -> None:
    type_in(school, 张小红=18, 李小军=17)
    with school.store.read() as connection:
        entries = connection.execute(
            select(AuditEntry.action, AuditEntry.summary).order_by(AuditEntry.seq.desc())
        ).first()
        assert verify_chain(connection).whole
    assert entries is not None
    assert entries.action == "meals.enter"
    assert "张小红" not in entries.summary


def test_days_typed_over_are_changed_and_emptied_ones_are_no_record(school: Session) -> None:
    type_in(school, 张小红=18, 李小军=0)
    done = type_in(school, 张小红=None, 李小军=3)
    assert (done.new, done.changed, done.removed) == (0, 1, 1)
    assert shown(opened(school)) == {"李小军": (TEACHING, 3), "张小红": (TEACHING, None)}


def test_saving_the_same_again_writes_nothing(school: Session) -> None:
    type_in(school, 张小红=18)
    before = dump(school.store)
    assert type_in(school, 张小红=18, 李小军=None) == Entered(0, 0, 0, Changes())
    assert dump(school.store) == before


def test_sums_stand_by_class_and_for_the_school(school: Session) -> None:
    type_in(school, 张小红=18)
    found = school_meals(school, OCTOBER)
    assert [(c.label, c.state, c.recorded, c.days, c.not_recorded) for c in found.classes] == [
        ("三年级1班", ClassState.PART, 1, 18, 1),
        ("三年级2班", ClassState.NOTHING, 0, 0, 1),
        ("未分班", ClassState.NOTHING, 0, 0, 1),
    ]
    assert (found.recorded, found.days, found.amount) == (1, 18, Money.of("90.00"))
    assert (found.not_recorded, found.teaching_days) == (3, TEACHING)
    type_in(school, 李小军=0)
    assert school_meals(school, OCTOBER).classes[0].state is ClassState.ALL


def test_school_without_pupils_has_no_classes(session: Session) -> None:
    found = school_meals(session, OCTOBER)
    assert (found.classes, found.amount, found.not_recorded) == ((), Money(0), 0)
    with pytest.raises(NotFoundError, match="还没有学生"):
        class_named(session, OCTOBER, "三年级1班")


def test_unknown_class_is_refused_with_those_that_there_are(school: Session) -> None:
    with pytest.raises(NotFoundError, match="三年级1班、三年级2班、未分班"):
        class_named(school, OCTOBER, "四年级1班")


def test_pupils_without_a_class_are_recorded_too(school: Session) -> None:
    enter(school, typed(opened(school, "未分班"), 赵六=4))
    assert shown(opened(school, "未分班")) == {"赵六": (TEACHING, 4)}


def test_pupil_who_left_within_the_month_has_the_days_before(school: Session) -> None:
    event = NewEvent(student(school, "李小军"), EnrolmentKind.TRANSFER_OUT, date(2026, 10, 12))
    record(school, [event])
    line = next(line for line in opened(school).lines if line.name == "李小军")
    assert (line.present, line.note) == (3, "10月12日转出")


def test_record_of_somebody_who_was_not_there_is_shown_and_can_be_taken_away(
    school: Session,
) -> None:
    type_in(school, 李小军=18)
    record(school, [NewEvent(student(school, "李小军"), EnrolmentKind.LEFT, date(2026, 9, 30))])
    grid = opened(school)
    line = next(line for line in grid.lines if line.name == "李小军")
    assert (line.present, line.days) == (TEACHING, 18)
    assert "最多在校0天" in line.note
    assert class_named(school, OCTOBER, "三年级1班").days == 18
    enter(school, typed(grid, 李小军=None))
    assert set(shown(opened(school))) == {"张小红"}


def test_pupil_outside_of_the_plan_is_listed_but_not_missed(school: Session) -> None:
    take(school, students(pupil("李小军", 3, meal_plan=False)))
    line = next(line for line in opened(school).lines if line.name == "李小军")
    assert not line.missing
    assert line.note == "不在营养餐计划内"
    assert class_named(school, OCTOBER, "三年级1班").not_recorded == 1


def test_namesakes_are_told_apart_by_a_masked_number(session: Session) -> None:
    numbers = (NUMBER, None)
    rows = [pupil(row=2 + i, student_number=n) for i, n in enumerate(numbers)]
    take(session, students(*rows), new=[3], on=date(2026, 9, 1))
    notes = {line.note for line in opened(session).lines}
    assert notes == {"同名，学籍号 G53************0011", "同名，没有学籍号"}


def test_days_at_school_of_a_sheet_go_before_the_calendar(school: Session) -> None:
    take(school, meal_days(meals(present_days=15, meal_days=14)))
    line = next(line for line in opened(school).lines if line.name == "张小红")
    assert (line.present, line.days, line.note) == (15, 14, "")
    with pytest.raises(Confirmable) as asked:
        type_in(school, 张小红=16)
    assert asked.value.key == OVER_PRESENT


def test_more_days_than_the_school_taught_are_asked_about(school: Session) -> None:
    entry = typed(opened(school), 张小红=19, 李小军=18)
    with pytest.raises(Confirmable, match=r"上课日是18天.*1名学生.*张小红") as asked:
        enter(school, entry)
    assert asked.value.key == OVER_TEACHING
    assert figures(school, OCTOBER).pupils == 0
    assert enter(school, entry, frozenset({OVER_TEACHING})).new == 2


def test_days_up_to_those_taught_need_no_answer(school: Session) -> None:
    assert type_in(school, 张小红=TEACHING, 李小军=0).new == 2


def test_year_whose_holidays_are_not_known_yet_says_so(school: Session) -> None:
    school.store.clock = FixedClock.at(2098, 10, 31)
    month = Month(2098, 9)
    label = school_meals(school, month).classes[0].label
    grid = opened(school, label, month)
    assert not grid.certain
    with pytest.raises(Confirmable, match="还不知道，按周一到周五算"):
        enter(school, typed(grid, 张小红=30))


def test_question_names_a_few_of_many(session: Session) -> None:
    rows = [pupil(f"学生{n}", 2 + n) for n in range(8)]
    take(session, students(*rows), on=date(2026, 9, 1))
    days = {f"学生{n}": 20 for n in range(8)}
    with pytest.raises(Confirmable, match=r"8名学生.*等。") as asked:
        type_in(session, **days)
    assert asked.value.sentence.count("学生") == 1 + 5


def test_days_that_somebody_else_has_changed_are_asked_about(school: Session) -> None:
    entry = typed(opened(school), 张小红=18, 李小军=18)
    take(school, meal_days(meals(present_days=18, meal_days=16), meals("李小军", 5, meal_days=18)))
    with pytest.raises(
        Confirmable, match=r"1名.*张小红（打开时未登记，现在16天，您填的18天）"
    ) as no:
        enter(school, entry)
    assert no.value.key == MOVED
    assert shown(opened(school))["张小红"] == (18, 16)
    done = enter(school, entry, frozenset({MOVED}))
    assert (done.new, done.changed) == (0, 1)
    assert shown(opened(school))["张小红"] == (18, 18)


def test_taking_a_record_away_that_somebody_else_has_changed_is_asked_about(
    school: Session,
) -> None:
    type_in(school, 张小红=18)
    entry = typed(opened(school), 张小红=None)
    type_in(school, 张小红=17)
    with pytest.raises(Confirmable, match="打开时18天，现在17天，您填的未登记"):
        enter(school, entry)


def test_record_of_somebody_who_came_only_later_stands_with_those_without_a_class(
    school: Session,
) -> None:
    enter(school, typed(opened(school, month=SEPTEMBER), 张小红=20))
    arrival = NewEvent(student(school, "张小红"), EnrolmentKind.TRANSFER_IN, date(2026, 10, 8))
    correct_arrival(school, arrival)
    assert shown(opened(school, "未分班", SEPTEMBER))["张小红"] == (22, 20)
    assert school_meals(school, SEPTEMBER).days == 20


def test_pupil_who_is_in_another_class_by_now_is_refused(school: Session) -> None:
    entry = typed(opened(school), 张小红=18)
    moved = pupil(student_number=NUMBER, school_class=school_class(3, 2))
    take(school, students(moved), on=date(2026, 10, 8))
    with pytest.raises(SchoolError, match="1名学生已经不在三年级1班"):
        enter(school, entry)
    note = next(line.note for line in opened(school, "三年级2班").lines if line.name == "张小红")
    assert note == "10月8日调入本班"


@pytest.mark.parametrize("days", [-1, 32])
def test_days_that_the_month_does_not_have_are_refused(school: Session, days: int) -> None:
    with pytest.raises(SchoolError, match="只有31天：张小红") as refused:
        type_in(school, 张小红=days)
    assert not isinstance(refused.value, Confirmable)


def test_closed_month_and_month_to_come_are_refused(school: Session) -> None:
    type_in(school, 张小红=18)
    entry = typed(opened(school), 张小红=17)
    close(school, OCTOBER, accept_warnings=True)
    assert opened(school).state is MonthState.CLOSED
    with pytest.raises(ClosedMonthError, match="已经结账"):
        enter(school, entry)
    grid = opened(school, month=Month(2026, 11))
    with pytest.raises(SchoolError, match="还没有到"):
        enter(school, typed(grid, 张小红=1))


def test_auditor_reads_and_does_not_type(school: Session) -> None:
    auditor = as_role(school, Role.AUDITOR)
    grid = opened(auditor)
    with pytest.raises(AccessRefusedError):
        enter(auditor, typed(grid, 张小红=1))


def test_month_without_a_standard_opens_and_is_refused_on_saving(school: Session) -> None:
    old = Month(1999, 9)
    event = NewEvent(student(school, "张小红"), EnrolmentKind.ENROLLED, date(1999, 9, 1))
    correct_arrival(school, event)
    label = school_meals(school, old).classes[0].label
    grid = opened(school, label, old)
    assert grid.rate is None
    with pytest.raises(NotFoundError, match="标准"):
        enter(school, typed(grid, 张小红=1), frozenset({OVER_TEACHING, OVER_PRESENT}))


def test_saving_brings_the_class_to_the_standard_that_holds(school: Session) -> None:
    type_in(school, 张小红=10, 李小军=10)
    new = NewStandard(
        MEALS, "县定", Money.of("6"), "元/生·天", date(2026, 10, 1), "平教〔2026〕1号"
    )
    add_local(school, new)
    done = type_in(school, 张小红=9)
    assert done.changed == 1
    assert figures(school, OCTOBER).amount == Money.of("114.00")


def test_days_off_in_the_schools_own_calendar_are_no_days_at_school(school: Session) -> None:
    set_days(school, [DayMark(date(2026, 10, 12), DayKind.HOLIDAY, "运动会后补休")])
    grid = opened(school)
    assert (grid.teaching_days, grid.lines[0].present) == (TEACHING - 1, TEACHING - 1)
    with pytest.raises(Confirmable, match="上课日是17天"):
        type_in(school, 张小红=18)
    (problem,) = look(school, meal_days(meals(present_days=18, meal_days=18))).problems
    assert "多于本月上课日17天" in problem.message


def test_class_of_six_hundred_without_a_class_word_opens_whole(session: Session) -> None:
    rows = [pupil(f"学生{n}", 2 + n, school_class=None) for n in range(600)]
    take(session, students(*rows), on=date(2026, 9, 1))
    assert {line.present for line in opened(session, "未分班").lines} == {TEACHING}


def test_september_is_a_book_of_its_own(school: Session) -> None:
    enter(school, typed(opened(school, month=SEPTEMBER), 张小红=20))
    assert figures(school, OCTOBER).pupils == 0
    assert figures(school, SEPTEMBER).days == 20
