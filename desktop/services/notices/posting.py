"""How a notice hangs: its number, its days on the wall, whom to call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from desktop.core.school_days import school_days
from desktop.core.terms import Month
from desktop.models import Notice, Unit
from desktop.services.notices.results import Contact, Posting
from desktop.services.parameters import POSTING_DAYS, value_on

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection


def last_day(first: date, working_days: int) -> date:
    """The last of so many working days, the first day counted if it is one."""
    month, days = Month.of(first), [first]
    open_days: list[date] = []
    while len(open_days) < working_days:
        days = [day for day in school_days(month).days if day >= first]
        open_days.extend(days)
        month = month.next
    return open_days[working_days - 1]


def posting(
    connection: Connection,
    unit_id: UUID,
    today: date,
    seal_code: str | None,
    replaces: str | None = None,
) -> Posting:
    """The posting of a notice that is issued today."""
    unit = connection.execute(
        select(Unit.name, Unit.office_phone, Unit.supervision_phone).where(Unit.id == unit_id)
    ).one()
    # No national minimum was found: the county says how many.
    working_days = value_on(connection, unit_id, POSTING_DAYS, today)
    contacts = (("受理电话", unit.office_phone), ("监督电话", unit.supervision_phone))
    return Posting(
        number=_next_number(connection, unit_id, today.year),
        first_day=today,
        last_day=last_day(today, working_days),
        working_days=working_days,
        contacts=tuple(Contact(label, number) for label, number in contacts if number),
        signed_by=unit.name,
        signed_on=today,
        seal_code=seal_code,
        replaces=replaces,
    )


def _next_number(connection: Connection, unit_id: UUID, year: int) -> str:
    prefix = f"公示〔{year}〕"
    count = connection.execute(
        select(func.count()).where(
            Notice.unit_id == unit_id, Notice.number.startswith(prefix, autoescape=True)
        )
    ).scalar_one()
    return f"{prefix}{count + 1}号"
