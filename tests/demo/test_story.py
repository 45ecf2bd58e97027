from __future__ import annotations

from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from desktop.core.clock import FixedClock
from desktop.core.errors import Cancelled, SchoolError
from desktop.core.ids import IdSource
from desktop.core.labels import EnrolmentKind, MonthState
from desktop.core.life import CaseSide, DeedKind, Likeness
from desktop.core.money import Money
from desktop.core.notices import NoticeKind
from desktop.core.posts import AbsenceKind, PostEnd, StaffState
from desktop.core.progress import Progress
from desktop.core.terms import Month
from desktop.demo import doubles
from desktop.demo.county import county
from desktop.demo.places import (
    JUNIOR,
    KINDERGARTEN,
    MEAL_SCHOOLS,
    MONTHS,
    POINT,
    PRIMARY,
    SCHOOLS,
    TODAY,
)
from desktop.demo.setting import account_of, desk
from desktop.demo.story import Summary, build
from desktop.services.attendance.head_counts import month_counts
from desktop.services.attendance.overview import missing_rolls
from desktop.services.attendance.runs import runs
from desktop.services.books import Login, Tools, open_books
from desktop.services.both import on_two_rolls
from desktop.services.canteen.canteens import canteens
from desktop.services.canteen.fee_lists import fees_month
from desktop.services.checks.registry import questions
from desktop.services.classes import classes_on
from desktop.services.events import student_ids
from desktop.services.life import deeds
from desktop.services.life.arriving import offers
from desktop.services.life.cases import CaseState, cases
from desktop.services.life.duplicates import lookalikes
from desktop.services.life.recent import EventQuery, events
from desktop.services.months import obstacles, overview
from desktop.services.notices.issue import issued
from desktop.services.people import PupilQuery, count_by_class, pupil, pupils
from desktop.services.presence import Presence
from desktop.services.staff.lists import StaffQuery, staff
from desktop.services.staff.spells import HERE
from desktop.services.units import units
from desktop.services.users import users

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
CLOCK = FixedClock(datetime(2026, 11, 2, 1, tzinfo=UTC))
TOOLS = Tools(CLOCK, IdSource(7, CLOCK))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary]:
    folder = tmp_path_factory.mktemp("story") / "demo"
    return folder, build(folder, Progress())


def test_same_data_every_time(told: tuple[Path, Summary], tmp_path: Path) -> None:
    folder, summary = told
    assert build(tmp_path, Progress()) == summary
    assert (tmp_path / "mingce.db").read_bytes() == (folder / "mingce.db").read_bytes()


def test_all_units_and_users_are_there_without_password(told: tuple[Path, Summary]) -> None:
    folder, summary = told
    with desk(folder, PRIMARY, TOOLS) as session:
        assert [line.name for line in units(session)] == [unit.name for unit in county().units]
        assert not any(user.has_password for user in users(session))
        assert session.key is None
    assert (summary.units, summary.users) == (6, 9)
    assert any(str(summary.pupils) in sentence for sentence in summary.sentences())


@pytest.mark.parametrize("unit", SCHOOLS)
@pytest.mark.parametrize("day", [date(2025, 9, 1), date(2026, 1, 15), date(2026, 9, 10), TODAY])
def test_roll_of_a_day_is_that_of_the_county(
    told: tuple[Path, Summary], unit: str, day: date
) -> None:
    with desk(told[0], unit, TOOLS) as session:
        counts = count_by_class(session, day)
    typed = doubles.HOW_MANY if (unit, day) == (doubles.UNIT, TODAY) else 0
    assert sum(counts.values()) == len(county().pupils(unit, day)) + typed


@pytest.mark.parametrize("unit", MEAL_SCHOOLS)
def test_months_are_closed_up_to_the_last(told: tuple[Path, Summary], unit: str) -> None:
    with desk(told[0], unit, TOOLS) as session:
        months = {figures.month: figures for figures in overview(session)}
        notices = issued(session)
    assert set(months) == set(MONTHS)
    states = {month: figures.state for month, figures in months.items()}
    assert states.pop(Month(2026, 10)) is MonthState.OPEN
    assert set(states.values()) == {MonthState.CLOSED}
    kinds = Counter(line.kind for line in notices)
    assert kinds.pop(NoticeKind.CANTEEN, 0) == (unit == PRIMARY)
    assert kinds.total() == len(MONTHS)
    for month, figures in months.items():
        meals = [m for m in county().meals if (m.stay.unit, m.month) == (unit, month)]
        assert figures.days == sum(meal.days or 0 for meal in meals)
        assert figures.not_recorded == sum(meal.days is None for meal in meals)


def test_transfer_stands_with_its_day_and_note(told: tuple[Path, Summary]) -> None:
    stay = next(
        s
        for s in county().pupils(PRIMARY, TODAY)
        if s.events[0].kind is EnrolmentKind.TRANSFER_IN and s.events[0].day.day != 1
    )
    with desk(told[0], PRIMARY, TOOLS) as session:
        (line,) = pupils(session, PupilQuery(text=stay.child.national_number)).lines
        events = pupil(session, line.student_id).events
    assert [(event.kind, event.day) for event in events] == [
        (event.kind, event.day) for event in stay.events
    ]


def test_child_recorded_twice_stands_in_both_schools(told: tuple[Path, Summary]) -> None:
    here = {stay.child.key for stay in county().pupils(PRIMARY, TODAY)}
    twice = next(s for s in county().pupils(POINT, TODAY) if s.child.key in here)
    for unit in (PRIMARY, POINT):
        with desk(told[0], unit, TOOLS) as session:
            page = pupils(session, PupilQuery(text=twice.child.id_number))
            assert [line.name for line in page.lines] == [twice.child.name]


def test_bureau_and_auditor_may_look_into_a_school(told: tuple[Path, Summary]) -> None:
    for account in county().accounts[:2]:
        login = Login(account.name, None, PRIMARY)
        with closing(open_books(told[0], login, TOOLS).store):
            assert account_of(PRIMARY).name != account.name


def test_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "重要.txt").write_text("别动", encoding="utf-8")
    with pytest.raises(SchoolError, match="已经有东西"):
        build(tmp_path, Progress())
    assert [path.name for path in tmp_path.iterdir()] == ["重要.txt"]


def test_progress_is_told_and_may_be_stopped(tmp_path: Path) -> None:
    heard: list[str] = []

    def listen(text: str, _done: int, _total: int) -> None:
        heard.append(text)
        progress.cancel()

    progress = Progress(listen)
    with pytest.raises(Cancelled):
        build(tmp_path / "demo", progress)
    assert heard == ["建立单位和使用者"]


def test_staff_work_move_and_are_away_as_in_the_county(told: tuple[Path, Summary]) -> None:
    folder, summary = told
    found = {}
    for unit in SCHOOLS:
        with desk(folder, unit, TOOLS) as session:
            found[unit] = staff(session, StaffQuery(states=frozenset(), limit=500)).lines
    assert summary.staff == sum(line.state in HERE for some in found.values() for line in some)
    primary = {line.name: line for line in found[PRIMARY]}
    moved = next(line for line in primary.values() if line.ending is PostEnd.TRANSFERRED)
    assert moved.name in {line.name for line in found[JUNIOR]}
    assert any(line.ending is PostEnd.RETIRED for line in found[JUNIOR])
    assert any(line.absence is AbsenceKind.SECONDED for line in found[JUNIOR])
    assert {line.state for line in found[POINT]} >= {StaffState.AT_POST, StaffState.LEFT}


@pytest.mark.parametrize("unit", SCHOOLS)
def test_every_class_has_a_teacher(told: tuple[Path, Summary], unit: str) -> None:
    with desk(told[0], unit, TOOLS) as session:
        assert all(line.teacher for line in classes_on(session))
        gone = [n for n in classes_on(session, closed_too=True) if n.grade is None]
        assert not any(line.teacher for line in gone)


@pytest.mark.parametrize("unit", MEAL_SCHOOLS)
def test_rolls_agree_with_the_meals_of_the_month(told: tuple[Path, Summary], unit: str) -> None:
    month = Month(2026, 10)
    recorded = [m for m in county().meals if (m.stay.unit, m.month) == (unit, month)]
    eaten = {m.stay.child.national_number: m.days for m in recorded if m.days is not None}
    with desk(told[0], unit, TOOLS) as session:
        ids = student_ids(session, list(eaten))
        with session.store.read() as connection:
            presence = Presence(connection, session.unit_id, month)
        found = {number: presence.days(ids[number]) for number in eaten}
    assert found == eaten


def test_pupil_who_stays_away_is_found_and_a_forgotten_roll_too(told: tuple[Path, Summary]) -> None:
    folder, summary = told
    assert summary.rolls > 1000
    with desk(folder, PRIMARY, TOOLS) as session:
        longest = runs(session, TODAY, 3)[0]
        missing = missing_rolls(session, date(2026, 10, 26), date(2026, 11, 1))
        counts = month_counts(session, Month(2026, 10))
    assert longest.unexcused >= 9
    assert [line.day for line in missing] == [date(2026, 10, 30)]
    assert counts.missing == 1
    assert [name.name for line in counts.lines for name in line.names] == ["丁小满"]
    with desk(folder, POINT, TOOLS) as session:
        lines = month_counts(session, Month(2026, 10)).lines
    (away,) = [name for line in lines for name in line.names]
    assert away.note == "在中心小学上学"


def test_life_of_enrolment_has_something_of_everything(told: tuple[Path, Summary]) -> None:
    with desk(told[0], PRIMARY, TOOLS) as session:
        pairs = {pair.likeness for pair in lookalikes(session)}
        (offer,) = offers(session)
        (twice,) = on_two_rolls(session)
        (deed,) = deeds.history(session)
        states = {(case.side, case.state, case.linked) for case in cases(session)}
        repeated = events(session, EventQuery(EnrolmentKind.MOVED)).lines
    assert pairs == {Likeness.BIRTH, Likeness.SOUND}
    assert (offer.day, offer.school_class) == (date(2026, 10, 26), "二年级")
    assert twice.came_here
    assert (deed.kind, deed.counts["repeated"]) == (DeedKind.ROLLOVER, 1)
    assert [line.note for line in repeated] == ["留级"]
    assert states == {
        (CaseSide.IN, CaseState.ARRIVED, True),
        (CaseSide.IN, CaseState.ARRIVED, False),
        (CaseSide.OUT, CaseState.ARRIVED, False),
    }
    with desk(told[0], POINT, TOOLS) as session:
        gone = [case.state for case in cases(session) if case.side is CaseSide.OUT]
        (other,) = on_two_rolls(session)
    assert sorted(gone) == [CaseState.ARRIVED] * 8 + [CaseState.OPEN]
    assert other.came_there == date(2026, 9, 14)


def test_canteens_are_in_order_but_for_what_was_left_open(told: tuple[Path, Summary]) -> None:
    september, october = Month(2026, 9), Month(2026, 10)
    with desk(told[0], PRIMARY, TOOLS) as session:
        before = {question.rule.code for question in questions(session, september)}
        asked = {question.rule.code for question in questions(session, october)}
        blocking = [o.sentence for o in obstacles(session, october) if o.blocking]
        (canteen,) = canteens(session)
        fees = fees_month(session, canteen.canteen_id, october)
    assert sum(line.paid == Money(0) for line in fees.lines) == 3  # who is late
    assert before - {"C21"} == {"C23"}  # refunds of September that wait
    assert asked >= {"C6", "C10", "C11", "C16", "C20", "C21"}
    assert blocking == [
        "学校食堂有1天出了库却没有登记就餐人数（30日），请补登记；没有开餐的写明原因"
    ]
    with desk(told[0], KINDERGARTEN, TOOLS) as session:
        (notice,) = [line for line in issued(session) if line.kind is NoticeKind.KINDERGARTEN]
        assert {q.rule.code for q in questions(session, september)} <= {"C21", "C23"}
        assert "not_recorded" not in {o.rule for o in obstacles(session, october)}
    assert (notice.month, told[1].canteens) == (september, 2)
