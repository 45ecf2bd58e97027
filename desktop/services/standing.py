"""What stands around every page: units that one may work in, and the state of each month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from desktop.core.labels import MonthState, Role
from desktop.database import seals
from desktop.database.records import SealedMonth
from desktop.models import Unit, User
from desktop.services.units import UnitLine

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from desktop.core.terms import Month
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class Standing:
    """The desk of a person as the books know it now."""

    units: tuple[UnitLine, ...]
    """Where this person may work, the own unit first."""
    months: Mapping[Month, MonthState]
    """Months of the unit that are not open."""
    today: date

    def state_of(self, month: Month) -> MonthState:
        """The state of a month; what nobody has closed is open."""
        return self.months.get(month, MonthState.OPEN)


def standing(session: Session) -> Standing:
    """The units and months around the person at the desk.

    Users work in their own unit and in those directly below it, bureau and auditor in all.
    """
    with session.store.read() as connection:
        own = connection.execute(
            select(User.unit_id).where(User.id == session.user_id)
        ).scalar_one_or_none()
        query = select(Unit.id, Unit.code, Unit.name, Unit.kind, Unit.township)
        if session.role not in (Role.BUREAU, Role.AUDITOR):
            query = query.where(or_(Unit.id == own, Unit.parent_id == own))
        units = [UnitLine(*row) for row in connection.execute(query.order_by(Unit.id))]
        months = connection.execute(
            select(SealedMonth.month, SealedMonth.state).where(
                SealedMonth.unit_id == session.unit_id, SealedMonth.state != MonthState.OPEN
            )
        )
        states = {row.month: MonthState(row.state) for row in months}
        today = session.store.clock.today()
        over = seals.reopened(connection, session.unit_id)
        states |= {month: MonthState.CLOSED for month, until in over.items() if until < today}
    units.sort(key=lambda unit: unit.unit_id != own)
    return Standing(tuple(units), states, today)
