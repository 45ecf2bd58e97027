"""Who belonged to which class from when until when, as one query over the enrolment events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, func, or_, select

from desktop.models import EnrolmentEvent
from desktop.services.enrolment import PRESENT

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import CTE, Select


def stays(unit_id: UUID | None, students: Select[Any] | None = None) -> CTE:
    """The stays of pupils in classes: unit_id, student_id, class_id, since, until (the day after).

    Of several events of one day the last one holds, so a stay that ended on the day on which it
    began is none.

    Args:
        unit_id: the school; None: all schools.
        students: whose stays; everybody's, if not given.
    """
    events = select(
        EnrolmentEvent.unit_id,
        EnrolmentEvent.student_id,
        EnrolmentEvent.class_id,
        EnrolmentEvent.kind,
        EnrolmentEvent.day.label("since"),
        func.lead(EnrolmentEvent.day, type_=Date)
        .over(
            partition_by=(EnrolmentEvent.unit_id, EnrolmentEvent.student_id),
            order_by=(EnrolmentEvent.day, EnrolmentEvent.id),
        )
        .label("until"),
    )
    if unit_id is not None:
        events = events.where(EnrolmentEvent.unit_id == unit_id)
    if students is not None:
        events = events.where(EnrolmentEvent.student_id.in_(students))
    told = events.subquery("told")
    return (
        select(told.c.unit_id, told.c.student_id, told.c.class_id, told.c.since, told.c.until)
        .where(
            told.c.kind.in_(PRESENT),
            told.c.class_id.is_not(None),
            or_(told.c.until.is_(None), told.c.until > told.c.since),
        )
        .cte("stays")
        # Several parts of a query ask for the stays: worked out once.
        .prefix_with("MATERIALIZED")
    )


def ever_in(unit_id: UUID, class_id: UUID) -> Select[Any]:
    """The pupils whom any event has put into a class."""
    return select(EnrolmentEvent.student_id).where(
        EnrolmentEvent.unit_id == unit_id, EnrolmentEvent.class_id == class_id
    )
