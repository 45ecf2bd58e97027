"""Today's list: every rule asked once, the most urgent first; and the figures above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from desktop.core.labels import MonthState, UnitKind, UpkeepKind
from desktop.database import seals
from desktop.database.records import SealedMonth
from desktop.models import MealMonth, Student, Unit
from desktop.services.calendar import calendar_of
from desktop.services.county_lists import county_counts
from desktop.services.enrolment import PRESENT
from desktop.services.parameters import values_on
from desktop.services.today import (
    attendance,
    buying,
    canteen,
    canteen_logs,
    families,
    keeping,
    life,
    moved,
    pupils,
    reopened,
    school,
    wall,
)
from desktop.services.today.items import Asking, Item, Rule, Urgency
from desktop.services.upkeep import last_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from desktop.core.terms import Month
    from desktop.services.session import Session

RULES: Final[Sequence[Rule]] = (
    school.first_steps,
    keeping.upkeep,
    school.standards,
    reopened.reopened_months,
    school.months_and_meals,
    school.doubts,
    pupils.proposals,
    attendance.uncalled_rolls,
    canteen_logs.canteen_logs,
    life.transfers,
    life.twice,
    life.prepared_year,
    wall.posted_notices,
    moved.overtaken_notices,
    school.month_notices,
    school.charge_board,
    canteen.questions,
    school.identity_numbers,
    families.expiring,
    families.unconfirmed,
    buying.orders,
    buying.prices,
    school.calendar,
    life.closed_months,
)
_ORDER: Final = {urgency: place for place, urgency in enumerate(Urgency)}


@dataclass(frozen=True, slots=True)
class Figures:
    """The school at a glance."""

    day: date
    pupils: int
    classes: int
    month: Month
    state: MonthState
    teaching_days: int
    last_backup: datetime | None
    schools: int = 0
    """At a bureau: the schools whose pupils and classes are counted; 0 at a school."""


@dataclass(frozen=True, slots=True)
class Today:
    """What waits, the most urgent first, and how the school stands."""

    items: tuple[Item, ...]
    figures: Figures


def today(session: Session, month: Month) -> Today:
    """What is to be done today, with the figures of a month."""
    with session.store.read() as connection:
        asking = _asking(connection, session)
        return Today(_items(asking), _figures(asking, month))


def count(session: Session) -> int:
    """How much waits for hands, now or soon: the number in the side bar."""
    with session.store.read() as connection:
        items = _items(_asking(connection, session))
    return sum(item.urgency is not Urgency.INFORMATION for item in items)


def _items(asking: Asking) -> tuple[Item, ...]:
    found = [item for rule in RULES for item in rule(asking)]
    return tuple(sorted(found, key=lambda item: _ORDER[item.urgency]))


def _asking(connection: Connection, session: Session) -> Asking:
    unit_id, day = session.unit_id, session.store.clock.today()
    kind = connection.execute(select(Unit.kind).where(Unit.id == unit_id)).scalar()
    closed = select(SealedMonth.month).where(
        SealedMonth.unit_id == unit_id, SealedMonth.state != MonthState.OPEN
    )
    recorded = select(MealMonth.month).where(MealMonth.unit_id == unit_id).distinct()
    present = select(func.count()).where(Student.unit_id == unit_id, Student.state.in_(PRESENT))
    return Asking(
        session=session,
        connection=connection,
        today=day,
        kind=kind or UnitKind.BUREAU,
        pupils=connection.execute(present).scalar_one(),
        calendar=calendar_of(connection, unit_id),
        parameters=values_on(connection, unit_id, day),
        closed=frozenset(connection.execute(closed).scalars()),
        reopened=seals.reopened(connection, unit_id),
        recorded=frozenset(connection.execute(recorded).scalars()),
    )


def _figures(asking: Asking, month: Month) -> Figures:
    backup = last_of(asking.connection).get(UpkeepKind.BACKUP)
    pupils, classes, schools = asking.pupils, school.classes_of(asking), 0
    if asking.session.at_bureau:
        pupils, classes, schools = county_counts(asking.connection)
    return Figures(
        day=asking.today,
        pupils=pupils,
        classes=classes,
        month=month,
        state=seals.state_on(asking.connection, asking.unit_id, month, asking.today),
        teaching_days=len(asking.calendar.teaching_days(month)),
        last_backup=backup.at if backup else None,
        schools=schools,
    )
