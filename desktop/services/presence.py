"""On how many of a month's teaching days each pupil was at the school."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import select

from desktop.core.labels import EnrolmentKind
from desktop.core.school_days import SchoolDays, knows_holidays
from desktop.database.work import KEYS_AT_ONCE, pieces
from desktop.models import EnrolmentEvent
from desktop.services.calendar import calendar_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
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
        for query in _events(unit_id, month, students):
            for student_id, day, kind in connection.execute(query):
                self._events[student_id].append((day, kind))

    def days(self, student_id: UUID) -> int:
        """The days on which the last event until then says that the pupil is there."""
        events = self._events.get(student_id, [])
        return sum(_present_on(events, day) for day in self.open.days)

    def moves(self, student_id: UUID) -> tuple[Move, ...]:
        """What happened to the pupil within the month."""
        return tuple(move for move in self._events.get(student_id, []) if move[0] in self._month)


def _events(
    unit_id: UUID, month: Month, students: Sequence[UUID] | None
) -> Iterator[Select[UUID, date, EnrolmentKind]]:
    query = (
        select(EnrolmentEvent.student_id, EnrolmentEvent.day, EnrolmentEvent.kind)
        .where(EnrolmentEvent.unit_id == unit_id, EnrolmentEvent.day <= month.last)
        .order_by(EnrolmentEvent.day, EnrolmentEvent.id)
    )
    if students is None:
        yield query
        return
    for some in pieces(students, KEYS_AT_ONCE):
        yield query.where(EnrolmentEvent.student_id.in_(some))


def _present_on(events: Sequence[Move], day: date) -> bool:
    return next((kind.present for since, kind in reversed(events) if since <= day), False)
