"""学籍异动, entered one by one: who left, came back, came from elsewhere, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desktop.core.attachments import RecordKind
from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.labels import EnrolmentKind
from desktop.models import EnrolmentEvent, Student
from desktop.services.attachments import Record, attach
from desktop.services.enrolment import settle
from desktop.services.life.cases import follow_event, open_cases
from desktop.services.life.stories import Moment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from desktop.core.attachments import Attachment
    from desktop.database.work import Work
    from desktop.services.session import Session

_KEYS_AT_ONCE = 500
_ARRIVALS = (EnrolmentKind.ENROLLED, EnrolmentKind.TRANSFER_IN)
_RETURNS = (EnrolmentKind.RESUMED, EnrolmentKind.TRANSFER_IN, EnrolmentKind.ENROLLED)


@dataclass(frozen=True, slots=True)
class NewEvent:
    """What happened to a pupil, and on which day."""

    student_id: UUID
    kind: EnrolmentKind
    day: date
    note: str | None = None
    proofs: tuple[Attachment, ...] = ()
    """Kept files that prove it."""
    school: str | None = None
    """Of a transfer: the school that the child goes to, or comes from."""


def record(session: Session, events: Sequence[NewEvent]) -> Changes:
    """Enter events, all or none; a pupil keeps the class that it had.

    Raises:
        NotFoundError: this unit has no such pupil.
        SchoolError: an event does not fit what is known of the pupil (it says which).
    """

    def body(work: Work) -> Changes:
        last = _last_events(work, [event.student_id for event in events])
        rows = []
        for event, key in zip(events, work.new_ids(len(events)), strict=True):
            before = last.get(event.student_id)
            if before is None:
                raise NotFoundError("名册里没有这名学生。")
            _refuse_unfit(session, event, before)
            row = {
                "id": key,
                "student_id": event.student_id,
                "kind": event.kind,
                "day": event.day,
                "class_id": before["class_id"],
                "note": event.note,
            }
            last[event.student_id] = row
            rows.append(row)
        work.insert(EnrolmentEvent, rows)
        for event, row in zip(events, rows, strict=True):
            proven = Record(RecordKind.ENROLMENT_EVENT, row["id"])
            attach(work, proven, event.proofs, session.user_name)
        named = {row["id"]: event.school for event, row in zip(events, rows, strict=True)}
        open_cases(work, rows, named)
        settle(work, [event.student_id for event in events])
        work.summary = {"events": len(rows)}
        return Changes.of(Book.PEOPLE)

    return session.write("people.events", body)


def correct_arrival(session: Session, event: NewEvent) -> Changes:
    """Say how and when a pupil came: an import can only suppose the beginning of a month or year.

    Raises:
        NotFoundError: this unit has no such pupil.
        SchoolError: the day lies after a later event, or the event is no arrival.
    """
    if event.kind not in _ARRIVALS:
        msg = f"“{event.kind.label}”不是到校的方式，请选入学或转入。"
        raise SchoolError(msg)

    def body(work: Work) -> Changes:
        story = _events(work, [event.student_id])
        if not story:
            raise NotFoundError("名册里没有这名学生。")
        first, *later = story
        _refuse_future(session, event.day)
        if later and later[0]["day"] < event.day:
            msg = f"到校日期不能在{later[0]['kind'].label}之后，请核对日期。"
            raise SchoolError(msg)
        row = {"id": first["id"], "kind": event.kind, "day": event.day, "note": event.note}
        work.update(EnrolmentEvent, [row])
        moment = Moment(first["id"], event.kind, event.day, first["class_id"])
        if not follow_event(work, first["id"], moment):
            open_cases(work, [row | {"student_id": event.student_id}], {first["id"]: event.school})
        settle(work, [event.student_id])
        work.summary = {"kind": event.kind, "day": event.day}
        return Changes.of(Book.PEOPLE)

    return session.write("people.arrival", body)


def student_ids(session: Session, numbers: Sequence[str]) -> dict[str, UUID]:
    """Pupils of this unit by their 学籍号; numbers that nobody has are left out."""
    found: dict[str, UUID] = {}
    with session.store.read() as connection:
        for start in range(0, len(numbers), _KEYS_AT_ONCE):
            rows = connection.execute(
                select(Student.student_number, Student.id).where(
                    Student.unit_id == session.unit_id,
                    Student.student_number.in_(numbers[start : start + _KEYS_AT_ONCE]),
                )
            )
            found.update((row.student_number, row.id) for row in rows)
    return found


def _last_events(work: Work, students: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    return {row["student_id"]: row for row in _events(work, students)}


def _events(work: Work, students: Sequence[UUID]) -> list[dict[str, Any]]:
    """The events of pupils in the order in which they hold."""
    rows: list[dict[str, Any]] = []
    for start in range(0, len(students), _KEYS_AT_ONCE):
        query = (
            select(
                EnrolmentEvent.id,
                EnrolmentEvent.student_id,
                EnrolmentEvent.kind,
                EnrolmentEvent.day,
                EnrolmentEvent.class_id,
            )
            .where(
                EnrolmentEvent.unit_id == work.unit_id,
                EnrolmentEvent.student_id.in_(students[start : start + _KEYS_AT_ONCE]),
            )
            .order_by(EnrolmentEvent.day, EnrolmentEvent.id)
        )
        rows += [dict(row) for row in work.connection.execute(query).mappings()]
    return rows


def _refuse_unfit(session: Session, event: NewEvent, before: dict[str, Any]) -> None:
    _refuse_future(session, event.day)
    if event.day < before["day"]:
        day = before["day"]
        known = f"{day.year}年{day.month}月{day.day}日已有{before['kind'].label}的记录"
        msg = f"这名学生在{known}，新的日期不能更早。"
        raise SchoolError(msg)
    if event.kind is EnrolmentKind.MOVED:
        raise SchoolError("调班请在名册里改班级，不在这里登记。")
    if before["kind"] is EnrolmentKind.DIED:
        raise SchoolError("这名学生已登记死亡，不能再登记学籍异动；登记错了请先更正那一条。")
    if before["kind"].present and event.kind in _RETURNS:
        msg = f"这名学生现在就在校，不能登记{event.kind.label}。"
        raise SchoolError(msg)
    if not before["kind"].present and not event.kind.present:
        msg = f"这名学生已经{before['kind'].label}，不能再登记{event.kind.label}。"
        raise SchoolError(msg)


def _refuse_future(session: Session, day: date) -> None:
    if day > session.store.clock.today():
        msg = f"{day.year}年{day.month}月{day.day}日还没有到，请核对日期。"
        raise SchoolError(msg)
