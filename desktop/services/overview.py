"""One line for each unit: how many pupils it has, and how its last month stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from desktop.models import EnrolmentEvent, MealMonth, Student, Unit
from desktop.services import months
from desktop.services.enrolment import PRESENT, last_event

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.labels import UnitKind
    from desktop.core.terms import Month
    from desktop.services.months import MonthFigures
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class UnitOverview:
    """A unit at a glance."""

    name: str
    kind: UnitKind
    pupils: int
    last_month: MonthFigures | None
    """The newest month that holds anything."""


def overview(session: Session) -> tuple[UnitOverview, ...]:
    """All units of the data, in the order that they were entered."""
    with session.store.read() as connection:
        pupils = _pupils(connection, session)
        newest = _newest_months(connection)
        rows = connection.execute(select(Unit.id, Unit.name, Unit.kind).order_by(Unit.id)).all()
    return tuple(
        UnitOverview(
            row.name,
            row.kind,
            pupils.get(row.id, 0),
            months.figures(session.in_unit(row.id, row.name), newest[row.id])
            if row.id in newest
            else None,
        )
        for row in rows
    )


def _pupils(connection: Connection, session: Session) -> dict[UUID, int]:
    query = (
        select(Student.unit_id, func.count())
        .select_from(Student)
        .join(EnrolmentEvent, last_event(session.store.clock.today()))
        .where(EnrolmentEvent.kind.in_(PRESENT))
        .group_by(Student.unit_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _newest_months(connection: Connection) -> dict[UUID, Month]:
    query = select(MealMonth.unit_id, func.max(MealMonth.month)).group_by(MealMonth.unit_id)
    return {row[0]: row[1] for row in connection.execute(query)}
