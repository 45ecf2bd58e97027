"""Whatever the calendar says: due are the school days without a round; no sample goes early."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.core.canteen import Operation, Sitting
from desktop.core.clock import CHINA
from desktop.core.errors import SchoolError
from desktop.core.labels import DayKind
from desktop.core.meals import LogKind, LogPart
from desktop.core.school_days import SchoolCalendar, Span
from desktop.core.terms import Month, Term
from desktop.services.canteen.canteens import CanteenLine
from desktop.services.canteen.log_due import Kept, missing_of
from desktop.services.canteen.samples import (
    NewSamples,
    SampledDish,
    dispose,
    samples,
    take,
)

if TYPE_CHECKING:
    from tests.services.canteen.kitchen import Kitchen

FIRST, LAST = date(2026, 9, 1), date(2026, 11, 30)
KEY = UUID(int=1)
days = st.dates(FIRST, LAST)
_names = iter(range(10_000))


@given(
    st.dictionaries(days, st.sampled_from(DayKind), max_size=20),
    days,
    st.sets(st.tuples(st.sampled_from(LogKind), days), max_size=60),
    st.tuples(days, days),
)
def test_missing_are_the_school_days_without_a_round(
    marks: dict[date, DayKind],
    opened: date,
    rounds: set[tuple[LogKind, date]],
    looked: tuple[date, date],
) -> None:
    span = Span(date(2026, 9, 3), date(2026, 11, 20))
    calendar = SchoolCalendar({Term.of(FIRST): span}, marks)
    canteen = CanteenLine(KEY, KEY, "学校食堂", Operation.SELF_RUN, "", None, opened, None)
    kept = Kept(canteen, calendar, dict.fromkeys(rounds, (1, 0)))
    first, last = min(looked), max(looked)
    found = {line.what: set(line.days) for line in missing_of(kept, first, last)}
    cooking = {
        day
        for n in range((LAST - FIRST).days + 8)
        if (day := FIRST + timedelta(n)) >= opened and calendar.state(day).has_lessons
    }
    asked = {day for day in cooking if first <= day <= last}
    for kind in (LogKind.MORNING, LogKind.DISINFECTION, LogKind.COLD_STORE):
        assert found.get(kind, set()) == {day for day in asked if (kind, day) not in rounds}
    assert found.get(LogPart.SAMPLES, set()) == asked
    looked_weeks = {day.isocalendar()[:2] for kind, day in rounds if kind is LogKind.WEEKLY}
    ends = {day.isocalendar()[:2]: day for day in sorted(cooking)}
    assert found.get(LogKind.WEEKLY, set()) == {
        day for week, day in ends.items() if week not in looked_weeks and day in asked
    }


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 72 * 60)), min_size=1, max_size=4))
def test_no_sample_goes_before_its_48_hours(kitchen: Kitchen, told: list[tuple[int, int]]) -> None:
    session = kitchen.session
    for offset, minutes in told:
        day = date(2026, 10, 1) + timedelta(offset)
        at = datetime.combine(day, time(11), CHINA)
        new = NewSamples(
            canteen_id=kitchen.canteen_id,
            day=day,
            sitting=Sitting.LUNCH,
            taken_at=at,
            taken_by="老钱",
            watched_by="王老师",
            dishes=(SampledDish(f"菜{next(_names)}", 125),),
        )
        (key,) = take(session, new).sample_ids
        gone_at = at + timedelta(minutes=minutes)
        early = minutes < 48 * 60
        try:
            dispose(session, [key], gone_at, "老钱")
        except SchoolError:
            assert early
        else:
            assert not early
    for line in samples(session, kitchen.canteen_id, Month(2026, 10)):
        assert line.disposed_at is None or line.disposed_at - line.taken_at >= timedelta(hours=48)
