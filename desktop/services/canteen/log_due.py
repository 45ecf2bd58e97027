"""Which logs are due on a day, and which days of a time have none; by the school's calendar."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import case, func, select

from desktop.core.canteen import Sitting
from desktop.core.meals import Finding, LogDue, LogPart, LogState
from desktop.core.terms import Month, Term
from desktop.models import (
    CanteenLog,
    CanteenLogLine,
    CompanionMeal,
    FoodSample,
    MealSitting,
    MenuDish,
)
from desktop.services.calendar import calendar_of
from desktop.services.canteen.canteens import canteen_of
from desktop.services.canteen.checklists import checklists_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.meals import LogKind
    from desktop.core.school_days import SchoolCalendar
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.checklists import Checklist
    from desktop.services.session import Session

_DAY: Final = timedelta(days=1)
_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class DueLine:
    """A log that is due on a day, and how it stands."""

    what: LogKind | LogPart
    day: date
    state: LogState
    sitting: Sitting | None = None
    """Of samples and companions."""
    due: LogDue = LogDue.DAY
    times: int = 0
    """How often it was written down in its day, week or term."""

    @property
    def label(self) -> str:
        """午餐留样, 晨检, 每周检查（本周）."""
        if self.sitting is not None:
            return f"{self.sitting.label}{self.what.label}"
        return self.what.label


@dataclass(frozen=True, slots=True)
class MissingLine:
    """A log that was not kept, and on which days; of a week its last day of meals."""

    what: LogKind | LogPart
    days: tuple[date, ...]


@dataclass(slots=True)
class Kept:
    """What of a time was written down, read in a few statements."""

    canteen: CanteenLine
    calendar: SchoolCalendar
    rounds: Mapping[tuple[LogKind, date], tuple[int, int]] = field(default_factory=dict)
    """How many rounds, and how much was bad in them."""
    samples: Mapping[tuple[date, Sitting], int] = field(default_factory=dict)
    companions: Mapping[tuple[date, Sitting], tuple[int, int]] = field(default_factory=dict)
    """How many, and how many left a problem open."""
    served: Mapping[date, frozenset[Sitting]] = field(default_factory=dict)
    unserved: Mapping[date, frozenset[Sitting]] = field(default_factory=dict)
    planned: Mapping[date, frozenset[Sitting]] = field(default_factory=dict)

    def sittings(self, day: date) -> tuple[Sitting, ...]:
        """What is served on a day: as counted, as on the menu, else lunch on a day of lessons."""
        canteen = self.canteen
        if day < canteen.opened_on or (canteen.closed_on is not None and day > canteen.closed_on):
            return ()
        known = self.served.get(day, frozenset())
        if not known:
            known = self.planned.get(day, frozenset()) - self.unserved.get(day, frozenset())
        if not known and day not in self.unserved and self.calendar.state(day).has_lessons:
            known = frozenset((Sitting.LUNCH,))
        return tuple(sitting for sitting in Sitting if sitting in known)

    def serving(self, first: date, last: date) -> Iterator[date]:
        """The days from one to another on which the canteen cooks."""
        return (day for day in _days(first, last) if self.sittings(day))


def due_on(session: Session, canteen_id: UUID, day: date) -> tuple[DueLine, ...]:
    """What is due on a day; empty where the canteen does not cook that day."""
    with session.store.read() as connection:
        return due_of(kept_in(connection, session.unit_id, canteen_id, (day, day)), day)


def due_of(kept: Kept, day: date) -> tuple[DueLine, ...]:
    """The same of what was read."""
    sittings = kept.sittings(day)
    if not sittings:
        return ()
    lines = []
    for sitting in sittings:
        count = kept.samples.get((day, sitting), 0)
        lines.append(DueLine(LogPart.SAMPLES, day, _state(count, 0), sitting, times=count))
    for sitting in sittings:
        count, bad = kept.companions.get((day, sitting), (0, 0))
        lines.append(DueLine(LogPart.COMPANION, day, _state(count, bad), sitting, times=count))
    for one in checklists_on(day):
        first, last = _span(one, day)
        found = [
            tally
            for (kind, on), tally in kept.rounds.items()
            if kind is one.kind and first <= on <= last
        ]
        count, bad = sum(n for n, _ in found), sum(b for _, b in found)
        lines.append(DueLine(one.kind, day, _state(count, bad), due=one.due, times=count))
    return tuple(lines)


def missing_in(session: Session, canteen_id: UUID, month: Month) -> tuple[MissingLine, ...]:
    """What was not kept in a month, up to yesterday."""
    last = min(month.last, session.store.clock.today() - _DAY)
    with session.store.read() as connection:
        kept = kept_in(connection, session.unit_id, canteen_id, (month.first, last))
    return missing_of(kept, month.first, last)


def missing_of(kept: Kept, first: date, last: date) -> tuple[MissingLine, ...]:
    """What was not kept from one day to another, both over; terms are no matter of days."""
    serving = list(kept.serving(first, last))
    found: dict[LogKind | LogPart, list[date]] = defaultdict(list)
    for day in serving:
        if any((day, sitting) not in kept.samples for sitting in kept.sittings(day)):
            found[LogPart.SAMPLES].append(day)
        if any((day, sitting) not in kept.companions for sitting in kept.sittings(day)):
            found[LogPart.COMPANION].append(day)
        for one in checklists_on(day):
            if _unlooked(kept, one, day):
                found[one.kind].append(day)
    return tuple(MissingLine(what, tuple(days)) for what, days in found.items())


def kept_in(
    connection: Connection, unit_id: UUID, canteen_id: UUID, days: tuple[date, date]
) -> Kept:
    """What was written down from one day to another; of checklists in the whole term about them."""
    first, last = days
    kept = Kept(canteen_of(connection, unit_id, canteen_id), calendar_of(connection, unit_id))
    if first > last:
        return kept
    wide = (min(_monday(first), Term.of(first).first), max(_sunday(last), Term.of(last).last))
    kept.rounds = _rounds(connection, unit_id, canteen_id, wide)
    kept.samples = _samples(connection, unit_id, canteen_id, days)
    kept.companions = _companions(connection, unit_id, canteen_id, days)
    week = (_monday(first), _sunday(last))
    kept.served, kept.unserved = _counted(connection, unit_id, canteen_id, week)
    kept.planned = _planned(connection, unit_id, canteen_id, week)
    return kept


def begun(connection: Connection, unit_id: UUID, canteen_id: UUID) -> bool:
    """Whether a canteen has ever kept a log."""
    return any(
        connection.execute(
            select(model.id)
            .where(model.unit_id == unit_id, model.canteen_id == canteen_id)
            .limit(1)
        ).first()
        for model in (FoodSample, CompanionMeal, CanteenLog)
    )


def _state(count: int, bad: int) -> LogState:
    if not count:
        return LogState.MISSING
    return LogState.PROBLEM if bad else LogState.DONE


def _span(one: Checklist, day: date) -> tuple[date, date]:
    """The day, week or term in which a checklist is to be gone through once."""
    if one.due is LogDue.WEEK:
        return _monday(day), _sunday(day)
    if one.due is LogDue.TERM:
        term = Term.of(day)
        return term.first, term.last
    return day, day


def _unlooked(kept: Kept, one: Checklist, day: date) -> bool:
    """Whether nobody has looked that day; of a week it is asked on its last day of cooking."""
    if one.due is LogDue.DAY:
        return (one.kind, day) not in kept.rounds
    monday, sunday = _monday(day), _sunday(day)
    if one.due is LogDue.TERM or any(kept.serving(day + _DAY, sunday)):
        return False
    return not any((one.kind, other) in kept.rounds for other in _days(monday, sunday))


def _rounds(
    connection: Connection, unit_id: UUID, canteen_id: UUID, days: tuple[date, date]
) -> dict[tuple[LogKind, date], tuple[int, int]]:
    bad = case((CanteenLogLine.finding == Finding.BAD, 1))
    query = (
        select(
            CanteenLog.kind,
            CanteenLog.day,
            func.count(CanteenLog.id.distinct()),
            func.count(bad),
        )
        .outerjoin(
            CanteenLogLine,
            (CanteenLogLine.unit_id == CanteenLog.unit_id)
            & (CanteenLogLine.log_id == CanteenLog.id),
        )
        .where(
            CanteenLog.unit_id == unit_id,
            CanteenLog.canteen_id == canteen_id,
            CanteenLog.day.between(*days),
        )
        .group_by(CanteenLog.kind, CanteenLog.day)
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in connection.execute(query)}


def _samples(
    connection: Connection, unit_id: UUID, canteen_id: UUID, days: tuple[date, date]
) -> dict[tuple[date, Sitting], int]:
    query = (
        select(FoodSample.day, FoodSample.sitting, func.count())
        .where(
            FoodSample.unit_id == unit_id,
            FoodSample.canteen_id == canteen_id,
            FoodSample.day.between(*days),
        )
        .group_by(FoodSample.day, FoodSample.sitting)
    )
    return {(row[0], row[1]): row[2] for row in connection.execute(query)}


def _companions(
    connection: Connection, unit_id: UUID, canteen_id: UUID, days: tuple[date, date]
) -> dict[tuple[date, Sitting], tuple[int, int]]:
    unsettled = case(((CompanionMeal.problem != "") & (CompanionMeal.handling == ""), 1))
    query = (
        select(CompanionMeal.day, CompanionMeal.sitting, func.count(), func.count(unsettled))
        .where(
            CompanionMeal.unit_id == unit_id,
            CompanionMeal.canteen_id == canteen_id,
            CompanionMeal.day.between(*days),
        )
        .group_by(CompanionMeal.day, CompanionMeal.sitting)
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in connection.execute(query)}


def _counted(
    connection: Connection, unit_id: UUID, canteen_id: UUID, days: tuple[date, date]
) -> tuple[dict[date, frozenset[Sitting]], dict[date, frozenset[Sitting]]]:
    query = select(MealSitting.day, MealSitting.sitting, MealSitting.served).where(
        MealSitting.unit_id == unit_id,
        MealSitting.canteen_id == canteen_id,
        MealSitting.day.between(*days),
    )
    found: dict[bool, dict[date, set[Sitting]]] = {True: {}, False: {}}
    for row in connection.execute(query):
        found[row.served].setdefault(row.day, set()).add(row.sitting)
    served, unserved = ({d: frozenset(s) for d, s in found[way].items()} for way in (True, False))
    return served, unserved


def _planned(
    connection: Connection, unit_id: UUID, canteen_id: UUID, days: tuple[date, date]
) -> dict[date, frozenset[Sitting]]:
    query = (
        select(MenuDish.day, MenuDish.sitting)
        .where(
            MenuDish.unit_id == unit_id,
            MenuDish.canteen_id == canteen_id,
            MenuDish.day.between(*days),
        )
        .distinct()
    )
    found: dict[date, set[Sitting]] = {}
    for row in connection.execute(query):
        found.setdefault(row.day, set()).add(row.sitting)
    return {day: frozenset(sittings) for day, sittings in found.items()}


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _sunday(day: date) -> date:
    return _monday(day) + timedelta(days=_WEEK - 1)
