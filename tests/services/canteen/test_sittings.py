"""Who ate at a sitting: never more than were there, and a day without counts is seen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from desktop.core.canteen import Sitting
from desktop.core.errors import ClosedMonthError, NotFoundError, SchoolError
from desktop.core.meals import Diner
from desktop.core.terms import Month
from desktop.models import MealCount, MealSitting
from desktop.services.canteen.heads import day_sheet, heads_month
from desktop.services.canteen.heads_and_days import class_months
from desktop.services.canteen.sittings import remove_sitting
from desktop.services.meal_entry import QUESTIONS, ClassEntry, MealEntry, enter
from desktop.services.months import close, obstacles, overview
from tests.services.canteen.kitchen import Kitchen
from tests.services.canteen.school import DAY, FIRST, SUNDAY, SmallSchool

if TYPE_CHECKING:
    from desktop.services.session import Session

OCTOBER = Month(2026, 10)


@pytest.fixture
def school(session: Session) -> SmallSchool:
    return SmallSchool.of(session)


def test_a_sheet_begins_with_the_roll_of_the_day_and_else_with_the_enrolled(
    school: SmallSchool,
) -> None:
    school.call(absent=("赵甲",))
    sheet = day_sheet(school.session, school.canteen_id, DAY, Sitting.LUNCH)
    told = [
        (line.diners.label, line.diners.called, line.diners.enrolled, line.diners.present)
        for line in sheet.lines
    ]
    assert told == [("三年级1班", True, 4, 3), ("三年级2班", False, 2, 2)]
    assert [(ln.proposed_plan, ln.proposed_paying, ln.plan) for ln in sheet.lines] == [
        (2, 1, None),
        (2, 0, None),
    ]
    supper = day_sheet(school.session, school.canteen_id, SUNDAY, Sitting.SUPPER)
    assert [(ln.proposed_plan, ln.proposed_paying) for ln in supper.lines] == [(0, 0), (0, 1)]


def test_more_than_were_there_is_refused_with_class_day_and_both_numbers(
    school: SmallSchool,
) -> None:
    school.call(absent=("赵甲",))
    with pytest.raises(SchoolError, match=r"三年级1班2026-10-12点名在校3人，填了就餐4人"):
        school.lunch((school.first, 3, 1))
    with pytest.raises(SchoolError, match=r"三年级2班2026-10-12在册2人，填了就餐3人"):
        school.lunch((school.first, 2, 1), (school.second, 3, None))
    with pytest.raises(SchoolError, match=r"在校的营养餐学生2人，填了3人"):
        school.lunch((school.first, 3, 0))
    with pytest.raises(SchoolError, match="不上课（周末）"):
        school.lunch((school.first, 1, 0), day=SUNDAY)
    with pytest.raises(SchoolError, match="没有人就餐"):
        school.lunch((school.first, 0, 0))
    with pytest.raises(SchoolError, match="没有开餐，不能再填"):
        school.lunch((school.first, 1, 0), reason="停电")
    with pytest.raises(SchoolError, match="还没有到"):
        school.lunch((school.first, 1, 0), day=date(2027, 3, 1))
    with school.session.store.read() as connection:
        assert connection.execute(select(func.count()).select_from(MealSitting)).scalar() == 0


def test_a_sitting_says_what_was_last_written_until_its_month_is_closed(
    school: SmallSchool,
) -> None:
    session, canteen = school.session, school.canteen_id
    assert school.lunch((school.first, 3, 1), (school.second, 2, 0), guests=2).written == 1
    assert school.lunch((school.first, 3, 1), (school.second, 2, 0), guests=2).written == 0
    school.lunch((school.first, 2, None), (school.second, 1, 1))
    sheet = day_sheet(session, canteen, DAY, Sitting.LUNCH)
    assert [(line.plan, line.paying) for line in sheet.lines] == [(2, None), (1, 1)]
    assert (sheet.guests, sheet.recorded, sheet.recorded_by) == (None, True, "张校长")
    school.lunch(sitting=Sitting.SUPPER, reason="住校生已离校")
    month = heads_month(session, canteen, OCTOBER)
    day = next(day for day in month.days if day.day == DAY)
    assert (day.sittings[Sitting.LUNCH].heads, day.sittings[Sitting.SUPPER].served) == (4, False)
    assert month.sittings == (Sitting.LUNCH, Sitting.SUPPER)
    assert month.sum(Sitting.LUNCH).plan == 3
    remove_sitting(session, canteen, DAY, Sitting.SUPPER)
    with pytest.raises(NotFoundError):
        remove_sitting(session, canteen, DAY, Sitting.SUPPER)
    assert [line.month for line in overview(session)] == [OCTOBER]
    close(session, OCTOBER, accept_warnings=True)
    with pytest.raises(ClosedMonthError):
        school.lunch((school.first, 3, 0))


def test_heads_stand_beside_the_days_of_the_pupils(school: SmallSchool) -> None:
    session = school.session
    school.lunch((school.first, 3, 1), (school.second, 2, 0))
    entries = tuple(MealEntry(school.pupils[name], None, 1) for name in FIRST[:2])
    enter(session, ClassEntry(OCTOBER, school.first, entries), QUESTIONS)
    first, second = class_months(session, OCTOBER)
    assert (first.plan_heads, first.plan_days, first.difference) == (3, 2, 1)
    assert first.told == "营养餐人次比学生天数多1"
    assert (first.paying_heads, first.paying_days, second.difference) == (1, None, None)


def test_days_on_which_food_went_out_and_nobody_was_counted_block_the_close(
    session: Session,
) -> None:
    kitchen = Kitchen.of(session)
    kitchen.take_in(DAY, kitchen.line(kitchen.rice, "50", "4"))
    kitchen.take_out(DAY, kitchen.rice, "10")

    def found() -> list[tuple[str, bool]]:
        own = ("canteen.uncounted_meals", "canteen.uncounted_days")
        return [(o.rule, o.blocking) for o in obstacles(session, OCTOBER) if o.rule in own]

    assert found() == [("canteen.uncounted_days", False)]
    school = SmallSchool(session, kitchen.canteen_id, kitchen.rice, kitchen.rice, {})
    school.lunch(day=date(2026, 10, 13), reason="停水")
    assert found() == [("canteen.uncounted_meals", True), ("canteen.uncounted_days", False)]
    sentences = [o.sentence for o in obstacles(session, OCTOBER) if o.blocking]
    assert (
        "学校食堂有1天出了库却没有登记就餐人数（12日），请补登记；没有开餐的写明原因" in sentences
    )
    school.lunch(guests=20)
    assert found() == [("canteen.uncounted_days", False)]


heads = st.one_of(st.none(), st.integers(0, 5))


@pytest.fixture
def one_school(plain_session: Session) -> SmallSchool:
    """One for all examples."""
    return SmallSchool.of(plain_session)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    absent=st.sets(st.sampled_from(FIRST)),
    first=st.tuples(heads, heads),
    second=st.tuples(heads, heads),
    sitting=st.sampled_from(Sitting),
)
def test_whatever_is_typed_never_more_are_counted_than_were_there(
    one_school: SmallSchool,
    absent: set[str],
    first: tuple[int | None, int | None],
    second: tuple[int | None, int | None],
    sitting: Sitting,
) -> None:
    one_school.call(tuple(absent))
    allowed = (
        sum(n or 0 for n in first) <= 4 - len(absent)
        and (first[0] or 0) <= 3 - len(absent - {"李丁"})
        and sum(n or 0 for n in second) <= 2
        and sum(n or 0 for n in (*first, *second)) > 0
    )
    try:
        one_school.lunch((one_school.first, *first), (one_school.second, *second), sitting=sitting)
    except SchoolError:
        assert not allowed
        return
    assert allowed
    with one_school.session.store.read() as connection:
        query = select(MealCount.class_id, MealCount.diner, MealCount.heads)
        found = connection.execute(query.where(MealCount.sitting == sitting)).all()
    told = {
        (key, diner): count
        for key, pair in ((one_school.first, first), (one_school.second, second))
        for diner, count in zip((Diner.PLAN_PUPIL, Diner.PAYING_PUPIL), pair, strict=True)
        if count is not None
    }
    assert {(row.class_id, row.diner): row.heads for row in found} == told
