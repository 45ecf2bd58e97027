"""Absence for days on end: the query of the database against a count day by day."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.core.attendance import Called, DayPart, Mark
from desktop.core.clock import FixedClock
from desktop.core.errors import AccessRefusedError
from desktop.core.ids import IdSource
from desktop.core.labels import DayKind, EnrolmentKind
from desktop.database.chain import Actor
from desktop.database.folder import open_store
from desktop.services.attendance import runs as counted
from desktop.services.attendance.recording import QUESTIONS, DayRoll, record
from desktop.services.attendance.runs import Run, county_runs, runs
from desktop.services.calendar import DayMark, calendar_of, set_days
from tests.conftest import NOW, add_unit
from tests.services.classrooms import (
    BEGIN,
    HALF,
    NAMES,
    OPEN,
    PERSONAL,
    SICK,
    TRUANT,
    UNKNOWN,
    School,
)
from tests.services.conftest import open_desk
from tests.services.counties import add_school, at_bureau

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.core.school_days import SchoolCalendar
    from desktop.services.session import Session

Kind = EnrolmentKind
FIRST, LAST = date(2026, 9, 24), date(2026, 10, 16)
"""Three weeks around the national holiday, with days that make up for it."""
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
TODAY = date(2026, 10, 31)


@pytest.fixture
def school(session: Session) -> School:
    return School(session)


def call(school: School, days: str, **exceptions: Called) -> None:
    """Call 三年级1班 on some days of October."""
    for day in days.split():
        school.call(1, date(2026, 10, int(day)), **exceptions)


def only(found: tuple[Run, ...]) -> Run:
    (run,) = found
    return run


def test_nobody_is_absent_where_nothing_is_recorded(school: School) -> None:
    assert runs(school.session, TODAY) == ()


def test_school_days_and_calendar_days_over_a_weekend(school: School) -> None:
    call(school, "12 13 14")
    call(school, "15 16 19 20", 甲安=TRUANT)
    run = only(runs(school.session, TODAY, 3))
    assert (run.name, run.label) == ("甲安", "三年级1班")
    assert (run.first, run.last) == (date(2026, 10, 15), date(2026, 10, 20))
    assert (run.unexcused, run.excused, run.calendar_days) == (4, 0, 6)
    assert run.unrecorded == 8  # 21 to 30 October have no rolls
    assert run.days == 4
    assert runs(school.session, TODAY, 5) == ()
    assert only(runs(school.session, date(2026, 10, 16))).days == 2


def test_holiday_in_between_makes_no_school_days(school: School) -> None:
    for day in (date(2026, 9, 29), date(2026, 9, 30), date(2026, 10, 8)):
        school.call(1, day, 甲安=UNKNOWN)
    run = only(runs(school.session, date(2026, 10, 8)))
    assert (run.unexcused, run.calendar_days, run.unrecorded) == (3, 10, 0)


def test_day_on_which_the_pupil_was_seen_ends_it(school: School) -> None:
    call(school, "12 13", 甲安=TRUANT, 甲北=TRUANT)
    call(school, "14", 甲北=HALF)
    assert runs(school.session, TODAY) == ()
    call(school, "15", 甲安=SICK, 甲北=SICK)
    assert {(r.name, r.unexcused, r.excused) for r in runs(school.session, TODAY)} == {
        ("甲安", 0, 1),
        ("甲北", 0, 1),
    }


def test_day_without_a_roll_neither_counts_nor_ends_it(school: School) -> None:
    call(school, "12 14", 甲安=TRUANT)
    call(school, "15", 甲安=OPEN)
    call(school, "16", 甲安=TRUANT)
    run = only(runs(school.session, date(2026, 10, 16)))
    assert (run.unexcused, run.unrecorded, run.calendar_days) == (3, 2, 5)


def test_roll_that_leaves_the_pupil_open_does_not_end_it(school: School) -> None:
    call(school, "12 13", 甲安=TRUANT)
    call(school, "14 15", 甲安=OPEN)
    run = only(runs(school.session, date(2026, 10, 15)))
    assert (run.unexcused, run.unrecorded) == (2, 2)


def test_leave_is_counted_apart_and_hides_nothing(school: School) -> None:
    call(school, "12", 甲安=SICK)
    call(school, "13", 甲安=TRUANT)
    call(school, "14 15", 甲安=PERSONAL)
    call(school, "16", 甲安=UNKNOWN)
    run = only(runs(school.session, TODAY))
    assert (run.unexcused, run.excused, run.calendar_days) == (2, 3, 2)
    assert (run.first, run.last) == (date(2026, 10, 12), date(2026, 10, 16))


def test_leave_alone_has_no_calendar_days_of_truancy(school: School) -> None:
    call(school, "12 13 14", 甲安=SICK)
    run = only(runs(school.session, TODAY))
    assert (run.unexcused, run.excused, run.calendar_days) == (0, 3, 0)


def test_longest_unexcused_absence_comes_first(school: School) -> None:
    call(school, "12 13", 甲安=SICK, 甲北=TRUANT, 甲成=SICK)
    call(school, "14", 甲安=SICK, 甲北=TRUANT, 甲东=TRUANT)
    assert [run.name for run in runs(school.session, TODAY)] == ["甲北", "甲东", "甲安"]


def test_absence_goes_on_in_the_next_class(school: School) -> None:
    call(school, "12 13", 甲安=TRUANT)
    school.happen("甲安", Kind.MOVED, date(2026, 10, 14), 2)
    school.call(2, date(2026, 10, 14), 甲安=TRUANT)
    run = only(runs(school.session, TODAY))
    assert (run.unexcused, run.label) == (3, "三年级2班")
    school.call(2, date(2026, 10, 15))
    assert runs(school.session, TODAY) == ()


def test_absence_stands_though_the_pupil_was_put_into_another_class_later(school: School) -> None:
    call(school, "12 13", 甲安=TRUANT)
    school.happen("甲安", Kind.MOVED, date(2026, 10, 13), 2)
    run = only(runs(school.session, TODAY))
    assert (run.unexcused, run.label) == (2, "三年级2班")


def test_pupil_who_left_is_not_listed(school: School) -> None:
    call(school, "12 13", 甲安=TRUANT)
    school.happen("甲安", Kind.TRANSFER_OUT, date(2026, 10, 14))
    assert runs(school.session, TODAY) == ()
    assert only(runs(school.session, date(2026, 10, 13))).unexcused == 2


def test_day_that_became_a_holiday_counts_no_more(school: School) -> None:
    call(school, "12 13 14", 甲安=TRUANT)
    set_days(school.session, [DayMark(date(2026, 10, 13), DayKind.HOLIDAY)])
    assert only(runs(school.session, TODAY)).unexcused == 2


def test_bureau_sees_the_runs_of_all_schools_each_by_its_own_calendar(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    bureau = at_bureau(session)
    schools = [School(add_school(bureau, f"215300000{n}", f"第{n}小学")) for n in (1, 2)]
    for n, school in enumerate(schools):
        call(school, "12 13 14", 甲安=TRUANT, 甲北=SICK)
        call(school, "14", 甲安=TRUANT if n else HALF, 甲北=SICK)
    set_days(schools[1].session, [DayMark(date(2026, 10, 13), DayKind.HOLIDAY)])
    found = county_runs(bureau, TODAY)
    told = [(run.school, run.name, run.unexcused, run.excused, run.label) for run in found]
    assert told == [
        ("第2小学", "甲安", 2, 0, "三年级1班"),
        ("第1小学", "甲北", 0, 3, "三年级1班"),
        ("第2小学", "甲北", 0, 2, "三年级1班"),
    ]
    each = [run for school in schools for run in runs(school.session, TODAY)]
    assert sorted(found, key=repr) == sorted(each, key=repr)
    monkeypatch.setattr(counted, "_MANY", 1)
    assert county_runs(bureau, TODAY) == found
    assert [run.name for run in county_runs(bureau, TODAY, 3)] == ["甲北"]
    with pytest.raises(AccessRefusedError):
        county_runs(schools[0].session, TODAY)


# -- any history ----------------------------------------------------------------------------------

FAST = settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
AFTERNOON = Called(Mark.TRUANT, DayPart.AFTERNOON)
THERE = Called(Mark.PRESENT)
# Mostly absent, or no run would ever be long.
states = st.sampled_from(
    [TRUANT] * 5 + [UNKNOWN, SICK, PERSONAL, SICK, OPEN, HALF, AFTERNOON, THERE]
)
weeks = st.lists(
    st.lists(states, min_size=len(NAMES), max_size=len(NAMES)),
    min_size=len(DAYS),
    max_size=len(DAYS),
)
called_days = st.lists(st.integers(0, 5), min_size=2 * len(DAYS), max_size=2 * len(DAYS))
offsets = st.integers(0, len(DAYS) - 1)
pupils = st.integers(0, len(NAMES) - 1)
moves = st.lists(
    st.tuples(
        pupils,
        offsets,
        st.sampled_from([Kind.MOVED, Kind.MOVED, Kind.SUSPENDED, Kind.RESUMED, Kind.TRANSFER_OUT]),
        st.integers(1, 2),
    ),
    max_size=4,
)
marked_days = st.dictionaries(offsets, st.sampled_from(list(DayKind)), max_size=3)
Moves = list[tuple[int, int, Kind, int]]


@dataclass
class Told:
    """What was said, kept beside the books: for a count by hand."""

    events: dict[str, list[tuple[date, Kind, int]]]
    rolls: set[tuple[int, date]] = field(default_factory=set)
    marks: dict[tuple[str, date], Called] = field(default_factory=dict)

    def class_on(self, name: str, day: date) -> int | None:
        """The class of a pupil on a day: the last event until then, said last, holds."""
        held = None
        for since, kind, number in sorted(self.events[name], key=lambda event: event[0]):
            if since <= day:
                held = number if kind.present else None
        return held

    def called(self, name: str, day: date) -> Called:
        """What is known of a pupil who is in a class."""
        mark = self.marks.get((name, day))
        if mark is not None:
            return mark
        return THERE if (self.class_on(name, day), day) in self.rolls else OPEN

    def run(self, name: str, day: date, calendar: SchoolCalendar) -> tuple[int, ...] | None:
        """Unexcused, excused, calendar days and unrecorded days, going back from a day."""
        if self.class_on(name, day) is None:
            return None
        absent: list[tuple[date, Called]] = []
        blank, blanks, at = 0, 0, day
        while at >= BEGIN:
            if self.class_on(name, at) is not None and calendar.state(at).has_lessons:
                called = self.called(name, at)
                if called.seen:
                    break
                if called.away:
                    absent.append((at, called))
                    blanks = blank
                else:
                    blank += 1
            at -= timedelta(days=1)
        if not absent:
            return None
        bare = [d for d, called in absent if not called.mark.excused]
        leave = [d for d, called in absent if called.mark.excused]
        between = [d for d in leave if bare and min(bare) < d < max(bare)]
        span = (max(bare) - min(bare)).days + 1 - len(between) if bare else 0
        return len(bare), len(leave), span, blanks


def move(school: School, told: Told, moved: Moves) -> None:
    """Pupils change class, leave, come back."""
    for place, offset, kind, number in moved:
        school.happen(NAMES[place], kind, DAYS[offset], number)
        told.events[NAMES[place]].append((DAYS[offset], kind, number))


def call_all(school: School, told: Told, states: list[list[Called]], called: list[int]) -> None:
    """Call the rolls of both classes, day by day; one in six is forgotten."""
    rolls = []
    for place, chance in enumerate(called):
        number, offset = 1 + place % 2, place // 2
        day = DAYS[offset]
        named = dict(zip(NAMES, states[offset], strict=True))
        here = {n: c for n, c in named.items() if told.class_on(n, day) == number}
        if not here or not chance:
            continue
        exceptions = {school.pupils[name]: c for name, c in here.items()}
        rolls.append(DayRoll(school.classes[number], day, exceptions))
        if any(c != OPEN for c in here.values()):
            told.rolls.add((number, day))
            told.marks.update({(n, day): c for n, c in here.items() if c != THERE})
    record(school.session, rolls, QUESTIONS)


@contextmanager
def new_school(prepared: dict[str, Path], tmp_path: Path) -> Iterator[School]:
    """A school of its own for one example, with lessons on every day until the calendar is set."""
    clock = FixedClock(NOW)
    with TemporaryDirectory(dir=tmp_path) as folder:
        shutil.copytree(prepared["plain"], Path(folder) / "data")
        store = open_store(Path(folder) / "data", None, clock, IdSource(7, clock))
        actor = Actor(None, "王老师")
        school = School(open_desk(store, add_unit(store, actor), actor))
        set_days(school.session, [DayMark(day, DayKind.LESSONS) for day in DAYS])
        yield school
        store.close()


@FAST
@given(states=weeks, called=called_days, moved=st.tuples(moves, moves), held=marked_days)
def test_query_finds_what_a_count_day_by_day_finds(  # noqa: PLR0917 - inputs by name
    prepared: dict[str, Path],
    tmp_path: Path,
    states: list[list[Called]],
    called: list[int],
    moved: tuple[Moves, Moves],
    held: dict[int, DayKind],
) -> None:
    with new_school(prepared, tmp_path) as school:
        told = Told({name: [(BEGIN, Kind.ENROLLED, 1 + (name[0] == "乙"))] for name in NAMES})
        move(school, told, moved[0])
        call_all(school, told, states, called)
        # Found out only after the rolls were called, and so was what days have no lessons.
        move(school, told, moved[1])
        set_days(school.session, [DayMark(day, held.get(n)) for n, day in enumerate(DAYS)])
        with school.session.store.read() as connection:
            calendar = calendar_of(connection, school.session.unit_id)
        for day in DAYS[::3]:
            expected = {name: told.run(name, day, calendar) for name in NAMES}
            found = {
                run.name: (run.unexcused, run.excused, run.calendar_days, run.unrecorded)
                for run in runs(school.session, day)
            }
            assert found == {name: counts for name, counts in expected.items() if counts}
