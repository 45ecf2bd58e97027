"""Heads at table as they are read: the sheet of a day, the month at a glance, month and classes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from desktop.core.canteen import DocumentState, Sitting, StockKind
from desktop.core.meals import Diner
from desktop.core.school_days import DayState, days_of, knows_holidays
from desktop.core.terms import Month
from desktop.database import seals
from desktop.models import (
    MealCount,
    MealSitting,
    MenuDish,
    StaffMeal,
    StockDocument,
)
from desktop.services.calendar import calendar_of
from desktop.services.canteen.canteens import canteen_of
from desktop.services.canteen.diners import Diners
from desktop.services.canteen.sittings import standing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.labels import MonthState
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.diners import ClassDiners
    from desktop.services.session import Session

_LOOK_BACK: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A class on the sheet of a day."""

    diners: ClassDiners
    plan: int | None
    """What was counted. None: not counted, which is not 0."""
    paying: int | None
    proposed_plan: int
    proposed_paying: int

    @property
    def counted(self) -> bool:
        """Whether the class was counted."""
        return self.plan is not None or self.paying is not None


@dataclass(frozen=True, slots=True)
class DaySheet:
    """A sitting of a day to be filled in."""

    canteen_id: UUID
    day: date
    sitting: Sitting
    state: DayState
    month_state: MonthState
    lines: tuple[SheetLine, ...]
    guests: int | None
    staff: int
    """Members of the staff who ate, by their own meals."""
    recorded: bool
    reason: str
    """Why nothing was served; empty where it was, or where nothing is recorded."""
    recorded_at: datetime | None
    recorded_by: str

    @property
    def served(self) -> bool:
        """Whether something was served, as far as is recorded."""
        return self.recorded and not self.reason


@dataclass(frozen=True, slots=True)
class SittingSum:
    """A sitting of a day in short."""

    served: bool
    reason: str
    plan: int = 0
    paying: int = 0
    guests: int = 0
    staff: int = 0

    @property
    def heads(self) -> int:
        """Everybody."""
        return self.plan + self.paying + self.guests + self.staff


@dataclass(frozen=True, slots=True)
class HeadsDay:
    """A day of a month."""

    day: date
    state: DayState
    sittings: Mapping[Sitting, SittingSum]
    missing: bool
    """A school day of which no sitting is recorded."""
    issued: bool
    """Goods went out for a meal that day."""


@dataclass(frozen=True, slots=True)
class HeadsMonth:
    """A month of a canteen, day by day."""

    month: Month
    state: MonthState
    days: tuple[HeadsDay, ...]
    sittings: tuple[Sitting, ...]
    """Those that the canteen serves."""
    certain: bool
    """Whether the national holidays of that year were known."""

    @property
    def missing(self) -> tuple[date, ...]:
        """The school days of which nothing is recorded."""
        return tuple(day.day for day in self.days if day.missing)

    @property
    def holes(self) -> tuple[date, ...]:
        """Days without counts on which goods went out for a meal."""
        return tuple(day.day for day in self.days if day.issued and not day.sittings)

    @property
    def counted(self) -> bool:
        """Whether any sitting of the month is recorded."""
        return any(day.sittings for day in self.days)

    def sum(self, sitting: Sitting) -> SittingSum:
        """What a sitting comes to over the month."""
        found = [day.sittings[sitting] for day in self.days if sitting in day.sittings]
        names = ("plan", "paying", "guests", "staff")
        sums = {name: sum(getattr(one, name) for one in found) for name in names}
        return SittingSum(served=any(one.served for one in found), reason="", **sums)


def day_sheet(session: Session, canteen_id: UUID, day: date, sitting: Sitting) -> DaySheet:
    """The sheet of a sitting: what was counted, and what it begins with.

    Raises:
        NotFoundError: the unit has no such canteen.
    """
    unit_id = session.unit_id
    with session.store.read() as connection:
        canteen_of(connection, unit_id, canteen_id)
        diners = Diners(connection, unit_id, day, day)
        state = diners.state(day)
        old = standing(connection, unit_id, [day]).get((canteen_id, day, sitting))
        lines = []
        for line in diners.on(day).values():
            plan, paying = (
                old.heads(line.class_id, kind) if old else None
                for kind in (Diner.PLAN_PUPIL, Diner.PAYING_PUPIL)
            )
            proposed = line.proposed(sitting, lessons=state.has_lessons)
            lines.append(SheetLine(line, plan, paying, *proposed))
        today = session.store.clock.today()
        return DaySheet(
            canteen_id,
            day,
            sitting,
            state,
            seals.state_on(connection, unit_id, Month.of(day), today),
            tuple(lines),
            old.heads(None, Diner.GUEST) if old else None,
            _staff(connection, unit_id, canteen_id, Month.of(day)).get((day, sitting), 0),
            old is not None,
            old.row.reason if old else "",
            old.row.recorded_at if old else None,
            old.row.recorded_by if old else "",
        )


def heads_month(session: Session, canteen_id: UUID, month: Month) -> HeadsMonth:
    """A month of a canteen day by day.

    Raises:
        NotFoundError: the unit has no such canteen.
    """
    with session.store.read() as connection:
        canteen = canteen_of(connection, session.unit_id, canteen_id)
        today = session.store.clock.today()
        return read_month(connection, session.unit_id, canteen, month, today)


def read_month(
    connection: Connection, unit_id: UUID, canteen: CanteenLine, month: Month, today: date
) -> HeadsMonth:
    """The same within a transaction."""
    calendar = calendar_of(connection, unit_id)
    sums = _sums(connection, unit_id, canteen.canteen_id, month)
    issued = _issued(connection, unit_id, canteen.canteen_id, month)
    last = min(today, canteen.closed_on or today)
    days = []
    for day in days_of(month):
        state = calendar.state(day)
        due = state.has_lessons and canteen.opened_on <= day <= last
        found = sums.get(day, {})
        days.append(HeadsDay(day, state, found, due and not found, day in issued))
    return HeadsMonth(
        month,
        seals.state_on(connection, unit_id, month, today),
        tuple(days),
        served_sittings(connection, unit_id, canteen.canteen_id, month.last),
        knows_holidays(month),
    )


def served_sittings(
    connection: Connection, unit_id: UUID, canteen_id: UUID, day: date
) -> tuple[Sitting, ...]:
    """The sittings that a canteen serves: those counted or on its menu lately, else lunch."""
    span = day - _LOOK_BACK, day
    found: set[Sitting] = set()
    for model in (MealSitting, MenuDish):
        query = select(model.sitting).where(
            model.unit_id == unit_id,
            model.canteen_id == canteen_id,
            model.month.in_((Month.of(day).previous, Month.of(day))),
            model.day.between(*span),
        )
        found.update(connection.execute(query.distinct()).scalars())
    return tuple(sitting for sitting in Sitting if sitting in (found or {Sitting.LUNCH}))


_NAMES: Final = {
    Diner.PLAN_PUPIL: "plan",
    Diner.PAYING_PUPIL: "paying",
    Diner.GUEST: "guests",
}


@dataclass(slots=True)
class _Found:
    """A sitting while it is being summed."""

    served: bool
    reason: str
    heads: dict[str, int] = field(default_factory=dict)


def _sums(
    connection: Connection, unit_id: UUID, canteen_id: UUID, month: Month
) -> dict[date, dict[Sitting, SittingSum]]:
    query = select(MealSitting.day, MealSitting.sitting, MealSitting.served, MealSitting.reason)
    found = {
        (row.day, row.sitting): _Found(row.served, row.reason)
        for row in connection.execute(
            query.where(
                MealSitting.unit_id == unit_id,
                MealSitting.canteen_id == canteen_id,
                MealSitting.month == month,
            )
        )
    }
    for day, sitting, diner, heads in connection.execute(_heads(unit_id, canteen_id, month)):
        found[day, sitting].heads[_NAMES[diner]] = int(heads)
    for key, heads in _staff(connection, unit_id, canteen_id, month).items():
        if key in found:
            found[key].heads["staff"] = heads
    days: dict[date, dict[Sitting, SittingSum]] = defaultdict(dict)
    for (day, sitting), one in found.items():
        days[day][sitting] = SittingSum(one.served, one.reason, **one.heads)
    return days


def _heads(unit_id: UUID, canteen_id: UUID, month: Month) -> Any:  # noqa: ANN401 - a query
    return (
        select(MealCount.day, MealCount.sitting, MealCount.diner, func.sum(MealCount.heads))
        .where(
            MealCount.unit_id == unit_id,
            MealCount.canteen_id == canteen_id,
            MealCount.month == month,
        )
        .group_by(MealCount.day, MealCount.sitting, MealCount.diner)
    )


def _staff(
    connection: Connection, unit_id: UUID, canteen_id: UUID, month: Month
) -> dict[tuple[date, Sitting], int]:
    query = (
        select(StaffMeal.day, StaffMeal.sitting, func.count())
        .where(
            StaffMeal.unit_id == unit_id,
            StaffMeal.canteen_id == canteen_id,
            StaffMeal.month == month,
        )
        .group_by(StaffMeal.day, StaffMeal.sitting)
    )
    return {(day, sitting): count for day, sitting, count in connection.execute(query)}


def _issued(
    connection: Connection, unit_id: UUID, canteen_id: UUID, month: Month
) -> frozenset[date]:
    """The days on which goods went out for a meal, and were not all taken back."""
    query = (
        select(StockDocument.day)
        .where(
            StockDocument.unit_id == unit_id,
            StockDocument.canteen_id == canteen_id,
            StockDocument.month == month,
            StockDocument.kind == StockKind.ISSUE,
            StockDocument.state == DocumentState.POSTED,
            StockDocument.sitting.is_not(None),
            StockDocument.reverses_id.is_(None),
            StockDocument.id.not_in(
                select(StockDocument.reverses_id).where(
                    StockDocument.unit_id == unit_id, StockDocument.reverses_id.is_not(None)
                )
            ),
        )
        .distinct()
    )
    return frozenset(connection.execute(query).scalars())
