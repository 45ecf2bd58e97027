"""On how many of a month's teaching days each pupil was at the school.

By calendar and enrolment, less the whole days on which a roll says that the pupil was absent. Days
without a roll take nothing away: not recorded is not absent.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import select

from desktop.core.attendance import ABSENT, DayPart
from desktop.core.labels import EnrolmentKind
from desktop.core.school_days import SchoolDays, knows_holidays
from desktop.database.work import KEYS_AT_ONCE, pieces
from desktop.models import EnrolmentEvent, RollException
from desktop.services.calendar import calendar_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Connection, Select

    from desktop.core.terms import Month

Move: TypeAlias = tuple[date, EnrolmentKind]
"""A day, and what happened to a pupil on it."""


def teaching_days(connection: Connection, unit_id: UUID, month: Month) -> SchoolDays:
    """The days of a month on which a unit teaches, by its own calendar."""
    days = calendar_of(connection, unit_id).teaching_days(month)
    return SchoolDays(days, certain=knows_holidays(month))


class Presence:
    """The teaching days of a month, and how many of them each pupil belonged to the school.

    Args:
        connection: where to read.
        unit_id: the school.
        month: the month.
        students: whose days are asked for; everybody's, if not given.
    """

    def __init__(
        self,
        connection: Connection,
        unit_id: UUID,
        month: Month,
        students: Sequence[UUID] | None = None,
    ) -> None:
        self.open = teaching_days(connection, unit_id, month)
        self._month = month
        self._events: dict[UUID, list[Move]] = defaultdict(list)
        self._absent: dict[UUID, set[date]] = defaultdict(set)
        for some in [None] if students is None else pieces(students, KEYS_AT_ONCE):
            for student_id, day, kind in connection.execute(_events(unit_id, month, some)):
                self._events[student_id].append((day, kind))
            for student_id, day in connection.execute(_absences(unit_id, month, some)):
                self._absent[student_id].add(day)

    def days(self, student_id: UUID) -> int:
        """The days on which the pupil belonged to the school and was not absent the whole day."""
        return len(self._enrolled(student_id)) - self.absent(student_id)

    def enrolled(self, student_id: UUID) -> int:
        """The days on which the last event until then says that the pupil is there."""
        return len(self._enrolled(student_id))

    def absent(self, student_id: UUID) -> int:
        """Those of them on which a roll says that the pupil was absent the whole day."""
        return len(self._enrolled(student_id) & self._absent.get(student_id, set()))

    def _enrolled(self, student_id: UUID) -> set[date]:
        events = self._events.get(student_id, [])
        return {day for day in self.open.days if _present_on(events, day)}

    def moves(self, student_id: UUID) -> tuple[Move, ...]:
        """What happened to the pupil within the month."""
        return tuple(move for move in self._events.get(student_id, []) if move[0] in self._month)


def _events(
    unit_id: UUID, month: Month, students: Sequence[UUID] | None
) -> Select[UUID, date, EnrolmentKind]:
    query = (
        select(EnrolmentEvent.student_id, EnrolmentEvent.day, EnrolmentEvent.kind)
        .where(EnrolmentEvent.unit_id == unit_id, EnrolmentEvent.day <= month.last)
        .order_by(EnrolmentEvent.day, EnrolmentEvent.id)
    )
    return query if students is None else query.where(EnrolmentEvent.student_id.in_(students))


def _absences(unit_id: UUID, month: Month, students: Sequence[UUID] | None) -> Select[UUID, date]:
    query = select(RollException.student_id, RollException.day).where(
        RollException.unit_id == unit_id,
        RollException.day.between(month.first, month.last),
        RollException.mark.in_(ABSENT),
        RollException.part == DayPart.WHOLE,
    )
    return query if students is None else query.where(RollException.student_id.in_(students))


def _present_on(events: Sequence[Move], day: date) -> bool:
    return next((kind.present for since, kind in reversed(events) if since <= day), False)
