"""班主任: who is responsible for a class, from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.changes import Book, Changes
from desktop.core.errors import Confirmable, NotFoundError, SchoolError
from desktop.models import Homeroom, SchoolClass, StaffMember
from desktop.services.enrolment import class_labels
from desktop.services.staff.putting_right import NOT_WITHDRAWN
from desktop.services.staff.rules import day_words, withdraw_rows

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.database.work import Work
    from desktop.services.session import Session

_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Appointment:
    """Who is responsible for a class from a day on; None: nobody any more."""

    class_id: UUID
    staff_id: UUID | None
    since: date


def appoint(
    session: Session, wanted: Appointment, accepted: Collection[str] = frozenset()
) -> Changes:
    """Make somebody responsible for a class; whoever was so before is it up to the day before.

    Raises:
        NotFoundError: there is no such class, or nobody of the staff is meant.
        SchoolError: it is this person already, or somebody was appointed for a later day.
        Confirmable: this person is responsible for another class too.
    """

    def body(work: Work) -> Changes:
        _refuse_strangers(work, wanted)
        held = standing(work.connection, work.unit_id)
        _ask_of_others(session, work, wanted, held, accepted)
        put(work, wanted, [row for row in held if row.class_id == wanted.class_id])
        work.summary = {"class": wanted.class_id, "staff": wanted.staff_id, "since": wanted.since}
        return Changes.of(Book.PEOPLE)

    return session.write("class.homeroom", body)


def standing(connection: Connection, unit_id: UUID) -> list[Any]:
    """All appointments of a unit that were not withdrawn, the oldest first."""
    return list(
        connection.execute(
            select(Homeroom)
            .where(Homeroom.unit_id == unit_id, Homeroom.withdrawn_at.is_(None))
            .order_by(Homeroom.since, Homeroom.id)
        )
    )


def put(work: Work, wanted: Appointment, held: Collection[Any]) -> None:
    """Write an appointment over those of the same class.

    One that began the same day was a slip: it is withdrawn. One that began before ends the day
    before.

    Raises:
        SchoolError: it is this person already, or somebody was appointed for a later day.
    """
    for row in held:
        if row.since > wanted.since:
            msg = f"这个班从{day_words(row.since)}起已经登记了班主任，新的日期不能更早。"
            raise SchoolError(msg)
    going = [row for row in held if row.until is None or row.until >= wanted.since]
    if wanted.staff_id is not None and any(row.staff_id == wanted.staff_id for row in going):
        raise SchoolError("这个班的班主任就是他，没有改动。")
    withdraw_rows(
        work, Homeroom, [row.id for row in going if row.since == wanted.since], "同一天改换"
    )
    ended = [
        {"id": row.id, "until": wanted.since - _ONE_DAY}
        for row in going
        if row.since < wanted.since
    ]
    if ended:
        work.update(Homeroom, ended)
    if wanted.staff_id is not None:
        row = {"class_id": wanted.class_id, "staff_id": wanted.staff_id, "since": wanted.since}
        work.insert(Homeroom, [{"id": work.new_ids(1)[0], **row, "until": None, **NOT_WITHDRAWN}])


def _refuse_strangers(work: Work, wanted: Appointment) -> None:
    known = work.connection.execute(
        select(SchoolClass.id).where(
            SchoolClass.unit_id == work.unit_id, SchoolClass.id == wanted.class_id
        )
    ).first()
    if known is None:
        raise NotFoundError("没有这个班，可能已被撤销。请刷新后再看。")
    if wanted.staff_id is None:
        return
    member = work.connection.execute(
        select(StaffMember.id).where(
            StaffMember.unit_id == work.unit_id, StaffMember.id == wanted.staff_id
        )
    ).first()
    if member is None:
        raise NotFoundError("教职工名册里没有这个人，可能已被撤销。请刷新后再看。")


def _ask_of_others(
    session: Session,
    work: Work,
    wanted: Appointment,
    held: Collection[Any],
    accepted: Collection[str],
) -> None:
    """A teacher of several classes at a time is rare outside of a teaching point."""
    if wanted.staff_id is None or "second_class" in accepted:
        return
    others = [
        row.class_id
        for row in held
        if row.staff_id == wanted.staff_id
        and row.class_id != wanted.class_id
        and (row.until is None or row.until >= wanted.since)
    ]
    if others:
        labels = class_labels(work.connection, work.unit_id, session.store.clock.today())
        named = "、".join(labels.get(key, "") for key in others)
        raise Confirmable("second_class", f"他已经是{named}的班主任。同时再当这个班的班主任吗？")
