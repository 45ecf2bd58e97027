"""`mingce demo DIR`: a year of the county's life, kept day by day through the same services."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from desktop.core.clock import CHINA
from desktop.core.errors import SchoolError
from desktop.core.ids import IdSource
from desktop.core.labels import EnrolmentKind
from desktop.core.life import CaseAnswer
from desktop.core.notices import NoticeKind
from desktop.demo import doubles, office_lists, rows, staffing
from desktop.demo.county import county
from desktop.demo.kitchen import KitchenBook
from desktop.demo.kitchens import KITCHENS
from desktop.demo.places import (
    AUTUMN,
    KINDERGARTEN,
    LAST_YEAR,
    MEAL_SCHOOLS,
    MONTHS,
    PRIMARY,
    SCHOOLS,
    TODAY,
)
from desktop.demo.rolls import ROLL_MONTHS, call_rolls, count_heads
from desktop.demo.setting import create_county, desk
from desktop.services import events
from desktop.services.books import Tools
from desktop.services.imports.batches import Decisions, apply, preview
from desktop.services.life import rollover
from desktop.services.life.cases import cases, confirm
from desktop.services.months import close
from desktop.services.notices import life
from desktop.services.notices.issue import notice
from desktop.services.notices.register import reminders
from desktop.services.staff.lists import StaffQuery, staff

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from desktop.core.progress import Progress
    from desktop.core.terms import Month
    from desktop.demo.kitchens import Kitchen
    from desktop.demo.people import Stay
    from desktop.rosters.results import RosterResult
    from desktop.services.session import Session

_SEED: Final = 20250901
_MORNING: Final = time(9, 0)
_WALL: Final = {KINDERGARTEN: NoticeKind.KINDERGARTEN}
"""The notice of a canteen's money, where it is not that of the schools."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What the new data folder holds."""

    units: int
    users: int
    pupils: int
    """On the roll today, all schools together."""
    staff: int
    """Who works at the schools today."""
    events: int
    meal_months: int
    rolls: int
    months_closed: int
    notices: int
    canteens: int = 0
    """Those whose books are kept."""

    def sentences(self) -> tuple[str, ...]:
        """The counts in words."""
        return (
            f"单位 {self.units} 个，使用者 {self.users} 个（没有密码）",
            f"在校学生 {self.pupils} 名，学籍异动 {self.events} 条",
            f"教职工 {self.staff} 人",
            f"就餐记录 {self.meal_months} 条，点名 {self.rolls} 班次",
            *([f"食堂账 {self.canteens} 套，从2026年9月记起"] if self.canteens else []),
            f"结账 {self.months_closed} 次，公示 {self.notices} 份",
            "2026年10月已登记、未结账：可以自己结账、打印公示。人和号码都是编的。",
        )


class StoryClock:
    """A clock that the story sets."""

    def __init__(self, day: date) -> None:
        self.day = day

    def now(self) -> datetime:
        """Nine in the morning of the story's day."""
        return datetime.combine(self.day, _MORNING, CHINA).astimezone(UTC)

    def today(self) -> date:
        """The story's day."""
        return self.day


def build(folder: Path, progress: Progress, *, canteens: bool = True) -> Summary:
    """Make the demo county in an empty or new folder; the same data every time.

    Args:
        folder: where.
        progress: hears how far it is, and may stop it.
        canteens: whether the canteens have books; without them it is made in half the time.

    Raises:
        SchoolError: the folder is not empty or cannot be written.
        Cancelled: the person stopped it; what was made so far stays in the folder.
    """
    if folder.is_dir() and any(folder.iterdir()):
        msg = f"{folder} 里已经有东西。请换一个空文件夹，或新的名字。"
        raise SchoolError(msg)
    clock = StoryClock(LAST_YEAR - timedelta(days=7))
    tools = Tools(clock, IdSource(_SEED, clock))
    progress.step("建立单位和使用者")
    create_county(folder, tools)
    with ExitStack() as stack:
        desks = {unit: stack.enter_context(desk(folder, unit, tools)) for unit in SCHOOLS}
        kitchens = KITCHENS if canteens else ()
        return _Story(desks, clock, progress, kitchens).told()


class _Story:
    """Tells the year month by month at the desks of the schools."""

    def __init__(
        self,
        desks: dict[str, Session],
        clock: StoryClock,
        progress: Progress,
        kitchens: Sequence[Kitchen],
    ) -> None:
        self._desks, self._clock, self._progress = desks, clock, progress
        self._events = self._meals = self._rolls = self._closed = self._notices = 0
        self._told_until = LAST_YEAR
        self._kitchens: dict[str, KitchenBook] = {}
        self._planned = kitchens

    def told(self) -> Summary:
        """The whole year; afterwards it is today."""
        self._clock.day = LAST_YEAR
        for unit in SCHOOLS:
            self._take(unit, rows.charges([c for c in county().charges if c.unit == unit]))
            self._admit(unit, [s for s in self._of(unit) if s.present(LAST_YEAR)])
            self._take(unit, rows.staff(staffing.at_first(unit)))
            self._appoint(unit)
            self._post(unit, NoticeKind.CHARGES, MONTHS[0])
        for place, month in enumerate(MONTHS):
            self._progress.step(f"{month.label}", place, len(MONTHS))
            self._live(month)
        self._clock.day = TODAY
        for unit in MEAL_SCHOOLS:
            self._record_meals(unit, MONTHS[-1])
            self._call_rolls(unit, MONTHS[-1])
            count_heads(self._desks[unit], unit)
        self._cook(MONTHS[-1])
        for listed in office_lists.lists(PRIMARY):
            self._take(PRIMARY, listed)
        doubles.type_in(self._desks[doubles.UNIT])
        return Summary(
            units=len(county().units),
            users=len(county().accounts),
            pupils=sum(len(county().pupils(unit, TODAY)) for unit in SCHOOLS) + doubles.HOW_MANY,
            staff=sum(staff(desk, StaffQuery(limit=1)).total for desk in self._desks.values()),
            events=self._events,
            meal_months=self._meals,
            rolls=self._rolls,
            months_closed=self._closed,
            notices=self._notices,
            canteens=len(self._kitchens),
        )

    def _of(self, unit: str) -> list[Stay]:
        return [stay for stay in county().stays if stay.unit == unit]

    def _live(self, month: Month) -> None:
        """What happened up to the end of a month, its meals, and its end."""
        for day, unit in sorted(self._days_until(month.last)):
            self._happen(unit, day)
        for day, unit, person in staffing.moves():
            if unit in self._desks and self._told_until < day <= month.last:
                self._clock.day = day
                staffing.move(self._desks, person)
        if self._told_until < AUTUMN <= month.last:
            self._clock.day = AUTUMN
            for unit in SCHOOLS:
                self._appoint(unit)
            self._roll_over()
        self._told_until = month.last
        if month == MONTHS[-1]:
            return
        self._clock.day = month.last + timedelta(days=3)
        self._hear()
        self._end(month)

    def _end(self, month: Month) -> None:
        """What ends a month: meals and rolls, the books of the canteens, the close, the wall."""
        for unit in MEAL_SCHOOLS:
            self._record_meals(unit, month)
            if month in ROLL_MONTHS:
                self._call_rolls(unit, month)
        if month in ROLL_MONTHS:
            self._cook(month)
        for unit in MEAL_SCHOOLS:
            self._close(unit, month)
            self._post(unit, NoticeKind.MEALS, month)
        for unit in self._kitchens:
            if unit not in MEAL_SCHOOLS:
                self._close(unit, month)
            self._post(unit, _WALL.get(unit, NoticeKind.CANTEEN), month)

    def _days_until(self, until: date) -> set[tuple[date, str]]:
        """The days after what has been told, and the schools that something happened at."""
        return {
            (event.day, stay.unit)
            for stay in county().stays
            for event in stay.events
            if self._told_until < event.day <= until
        }

    def _happen(self, unit: str, day: date) -> None:
        """One day at one school: who came, and what happened to those who were there."""
        self._clock.day = day
        stays = self._of(unit)
        self._admit(unit, [stay for stay in stays if stay.events[0].day == day])
        happened = [
            (stay.child.national_number, event)
            for stay in stays
            for event in stay.events[1:]
            if event.day == day
        ]
        if not happened:
            return
        session = self._desks[unit]
        ids = events.student_ids(session, [number for number, _ in happened])
        told = [
            events.NewEvent(ids[number], e.kind, e.day, e.note, school=e.school or None)
            for number, e in happened
        ]
        events.record(session, told)
        self._events += len(told)

    def _admit(self, unit: str, stays: Sequence[Stay]) -> None:
        """Take new pupils in; of those who came from elsewhere, say so."""
        if not stays:
            return
        self._take(unit, rows.students(stays, self._clock.day))
        self._events += len(stays)
        came = [stay for stay in stays if stay.events[0].kind is EnrolmentKind.TRANSFER_IN]
        session = self._desks[unit]
        ids = events.student_ids(session, [stay.child.national_number for stay in came])
        for stay in came:
            first = stay.events[0]
            pupil = ids[stay.child.national_number]
            school = first.school or None
            arrival = events.NewEvent(pupil, first.kind, first.day, first.note, school=school)
            events.correct_arrival(session, arrival)

    def _roll_over(self) -> None:
        """The new school year of the primary school: whoever repeats is entered."""
        session = self._desks[PRIMARY]
        numbers = [s.child.national_number for s in self._of(PRIMARY) if s.repeats == AUTUMN.year]
        ids = events.student_ids(session, numbers)
        choices = replace(rollover.usual(session), repeaters=frozenset(ids.values()))
        rollover.apply(session, rollover.plan(session, choices))
        self._events += len(numbers)

    def _hear(self) -> None:
        """What schools of other counties have told on the telephone."""
        for session in self._desks.values():
            for case in cases(session, open_only=True):
                if not case.linked:
                    confirm(session, case.case_id, CaseAnswer.ACCEPTED, "电话，对方教务处")

    def _appoint(self, unit: str) -> None:
        """Say who is responsible for each class of the new school year."""
        session, day = self._desks[unit], self._clock.day
        staffing.release(session, day)
        self._take(unit, rows.classes(staffing.class_rows(session, unit, day)))

    def _record_meals(self, unit: str, month: Month) -> None:
        meals = [m for m in county().meals if (m.stay.unit, m.month) == (unit, month)]
        self._take(unit, rows.meal_days(meals, month))
        self._meals += sum(meal.days is not None for meal in meals)

    def _call_rolls(self, unit: str, month: Month) -> None:
        self._rolls += call_rolls(self._desks[unit], unit, month)

    def _cook(self, month: Month) -> None:
        """A month of the canteens; they begin with the school year."""
        for kitchen in self._planned:
            unit = kitchen.unit
            if unit not in self._kitchens:
                take = partial(self._take, unit)
                self._kitchens[unit] = KitchenBook(self._desks[unit], kitchen, take)
            self._kitchens[unit].month(month, over=month != MONTHS[-1])

    def _close(self, unit: str, month: Month) -> None:
        close(self._desks[unit], month, accept_warnings=True)
        self._closed += 1

    def _take(self, unit: str, roster: RosterResult[Any]) -> None:
        session = self._desks[unit]
        decisions = Decisions(month=roster.month, on=self._clock.day)
        apply(session, preview(session, roster, decisions))

    def _post(self, unit: str, kind: NoticeKind, month: Month) -> None:
        """Issue a notice and hang it; the one before it came down when its days were over."""
        session = self._desks[unit]
        hanging = reminders(session).overdue
        number = notice(session, kind, month).content.posting.number
        life.post(session, number, self._clock.day, "校门口公示栏")
        for entry in hanging:
            life.take_down(session, entry.number, entry.hangs_until or self._clock.day)
        self._notices += 1
