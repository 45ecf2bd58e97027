"""New pupils of a roster who come from elsewhere: another school of the data, or as 备注 says.

Whoever has left another school of the data by transfer comes by transfer, and both sides of it
find one another; whoever is on two rolls stays so, for only people can tell which is right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec.structs import replace
from sqlalchemy import and_, select

from desktop.core.identity import stored_number
from desktop.core.labels import EnrolmentKind
from desktop.core.terms import SchoolYear
from desktop.models import EnrolmentEvent, Person, Student, Unit
from desktop.services.enrolment import last_event
from desktop.services.identity_digest import IdentityDigest
from desktop.services.life.cases import open_cases
from desktop.services.roll import PERSON_OF_STUDENT
from desktop.services.schools import Schools

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.terms import Month
    from desktop.database.work import Work
    from desktop.rosters.students import StudentRow
    from desktop.services.enrolment import ClassKey

_CAME: Final = re.compile(r"(?:[从由自]([^\d\s，。；、,;]{3,30}?))?(?:转入|转来)")
_LEFT: Final = "{}已登记在 {:%Y-%m-%d} 转出"
_REMARKED: Final = "备注写着“{}”，登记为 {:%Y-%m-%d} 转入"


class Arrival(msgspec.Struct, frozen=True):
    """A new pupil, and the class that the row means."""

    row: StudentRow
    school_class: ClassKey | None
    kind: EnrolmentKind = EnrolmentKind.ENROLLED
    day: date | None = None
    """The day of coming, where it is known; else it follows from what the row says."""
    by_word: bool = False
    """Whether it is a person who says that this row, which has no number, is somebody new."""


@dataclass(frozen=True, slots=True)
class Coming:
    """What will be on record of somebody who comes by transfer."""

    school: str
    """From where; empty: nobody says."""
    day: date
    reason: str
    """Why, in words that hold nothing private."""


@dataclass(frozen=True, slots=True)
class Sender:
    """The school that a pupil has left, and when."""

    school: str
    day: date


def entry_day(enrolled: Month | None, today: date) -> date:
    """The day from which a new pupil is on the roll.

    The month that the roster says, or the beginning of this school year where it says none (or one
    that has not come yet).
    """
    if enrolled is not None and enrolled.first <= today:
        return enrolled.first
    return SchoolYear.of(today).first


def coming(
    connection: Connection, unit_id: UUID, arrivals: Sequence[Arrival], today: date
) -> dict[int, Coming]:
    """By row the arrivals who come by transfer: from a school of the data, or as 备注 says."""
    senders = _senders(connection, unit_id)
    digest_of = IdentityDigest(connection).of
    found = {}
    for arrival in arrivals:
        row = arrival.row
        told = _CAME.search(row.remark) if row.remark and "转" in row.remark else None
        sender = None
        if senders:
            sender = senders.get(digest_of(stored_number(row.id_number)) or "")
        if sender is None and told is None:
            continue
        day = entry_day(row.enrolled, today)
        if sender is not None:
            reason = _LEFT.format(sender.school, sender.day)
            found[row.row] = Coming(sender.school, max(day, sender.day), reason)
        elif told is not None:
            found[row.row] = Coming(told[1] or "", day, _REMARKED.format(told[0], day))
    return found


def transferred(
    work: Work, arrivals: Sequence[Arrival], today: date
) -> tuple[list[Arrival], dict[int, str]]:
    """The arrivals with those who come by transfer said so; their schools by row."""
    found = coming(work.connection, work.unit_id, arrivals, today)
    schools = Schools(work.connection, work.unit_id, {}) if found else None
    named: dict[int, str] = {}
    for row, one in found.items():
        line = schools.of_name(one.school) if schools and one.school else None
        if one.school and (line is None or line.unit_id != work.unit_id):
            named[row] = one.school
    said = [
        replace(arrival, kind=EnrolmentKind.TRANSFER_IN, day=came.day)
        if (came := found.get(arrival.row.row))
        else arrival
        for arrival in arrivals
    ]
    return said, named


def tell_cases(work: Work, schools: Mapping[UUID, str]) -> None:
    """Note this school's side of the transfers of pupils who have just been added."""
    rows = work.connection.execute(
        select(
            EnrolmentEvent.id, EnrolmentEvent.student_id, EnrolmentEvent.kind, EnrolmentEvent.day
        )
        .where(EnrolmentEvent.unit_id == work.unit_id, EnrolmentEvent.student_id.in_(list(schools)))
        .order_by(EnrolmentEvent.id)
    )
    events = [dict(row) for row in rows.mappings()]
    open_cases(work, events, {row["id"]: schools[row["student_id"]] for row in events})


def _senders(connection: Connection, unit_id: UUID) -> dict[str, Sender]:
    """Who has left another school of the data by transfer, by the digest of the number."""
    rows = connection.execute(
        select(Person.id_digest, Unit.name, EnrolmentEvent.day)
        .select_from(Student)
        .join(Person, PERSON_OF_STUDENT)
        .join(Unit, Unit.id == Student.unit_id)
        .join(
            EnrolmentEvent,
            and_(EnrolmentEvent.kind == EnrolmentKind.TRANSFER_OUT, last_event(date.max)),
        )
        .where(
            Student.unit_id != unit_id,
            Student.state == EnrolmentKind.TRANSFER_OUT,
            Person.id_digest.is_not(None),
        )
        .order_by(EnrolmentEvent.day, EnrolmentEvent.id)
    )
    return {row.id_digest: Sender(row.name, row.day) for row in rows}
