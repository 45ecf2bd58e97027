"""Correcting and cancelling dated events: looked at first, written with a reason, never silently.

The old values, the reason and who it was stand in the audit entry. Closed months are not touched:
whoever corrects is asked, and the entry notes which of them say otherwise from now on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime  # noqa: TC003 - entries of the chain are read by these types
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID  # noqa: TC003 - same

from sqlalchemy import select

from desktop.core.attachments import RecordKind
from desktop.core.changes import Book, Changes
from desktop.core.errors import Confirmable, NotFoundError, SchoolError
from desktop.core.json import load_as
from desktop.core.labels import EnrolmentKind  # noqa: TC001 - same
from desktop.core.terms import Month
from desktop.database.records import AuditEntry
from desktop.models import EnrolmentEvent
from desktop.services.attachments import Record, remove_all
from desktop.services.enrolment import settle
from desktop.services.life.cases import follow_event, open_cases
from desktop.services.life.effects import Effects, Turn, effects
from desktop.services.life.stories import carried, in_order, new_fault, spoken, stories

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop.database.work import Work
    from desktop.services.life.stories import Moment, Story
    from desktop.services.session import Session

CORRECTED: Final = "event.correct"
CANCELLED: Final = "event.cancel"
LONGEST_REASON: Final = 200
_CLOSED: Final = "closed"
_SEEN: Final = "effects"
_MOST_TOLD: Final = 14


@dataclass(frozen=True, slots=True)
class Correction:
    """What an event should have said, and why; without a kind it never happened."""

    event_id: UUID
    reason: str
    kind: EnrolmentKind | None = None
    day: date | None = None
    class_id: UUID | None = None
    """The right class; None keeps the one that there is."""
    note: str | None = None
    school: str | None = None
    """Of a transfer that had none: the school that the child goes to, or comes from."""

    @property
    def cancels(self) -> bool:
        """Whether the event is taken away."""
        return self.kind is None


@dataclass(frozen=True, slots=True)
class Told:
    """An event as an entry of the chain tells it."""

    kind: EnrolmentKind
    day: date
    class_id: UUID | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A correction that was made."""

    at: datetime
    user_name: str
    old: Told
    new: Told | None
    """None: the event was cancelled."""
    reason: str
    closed: tuple[Month, ...]
    """Closed months that still say what was believed before."""

    @property
    def sentence(self) -> str:
        """What was corrected, in words."""
        old = f"{spoken(self.old.day)}{self.old.kind.label}"
        if self.new is None:
            return f"取消了{old}：{self.reason}"
        return f"{old}更正为{spoken(self.new.day)}{self.new.kind.label}：{self.reason}"


@dataclass(frozen=True, slots=True)
class _Summary:
    student: UUID
    event: UUID
    old: Told
    new: Told | None
    reason: str
    closed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Meant:
    """A correction held against the books."""

    turn: Turn
    event: dict[str, Any]


def look(session: Session, correction: Correction) -> Effects:
    """What a correction would move. Nothing is written.

    Raises:
        NotFoundError: this unit has no such event.
        SchoolError: the story would not fit together (it says where).
    """
    today = session.store.clock.today()
    with session.store.read() as connection:
        meant = _meant(connection, session.unit_id, correction, today)
        return effects(connection, session.unit_id, meant.turn, today)


def with_note(session: Session, correction: Correction) -> Correction:
    """The same correction, with the note that the event has."""
    with session.store.read() as connection:
        note = connection.execute(
            select(EnrolmentEvent.note).where(
                EnrolmentEvent.unit_id == session.unit_id, EnrolmentEvent.id == correction.event_id
            )
        ).scalar()
    return replace(correction, note=note)


def correct(
    session: Session, correction: Correction, accepted: frozenset[str] = frozenset()
) -> Changes:
    """Write a correction, or take an event away.

    Raises:
        Confirmable: closed months say otherwise; they stay as they are.
        NotFoundError: this unit has no such event.
        SchoolError: there is no reason, the story would not fit together, or the other school
            has answered a transfer.
    """
    reason = correction.reason.strip()
    if not reason:
        raise SchoolError("请写明更正的原因，例如“日期抄错”。")
    if len(reason) > LONGEST_REASON:
        msg = f"原因请写在{LONGEST_REASON}个字以内。"
        raise SchoolError(msg)
    today = session.store.clock.today()

    def body(work: Work) -> Changes:
        meant = _meant(work.connection, work.unit_id, correction, today)
        closed = effects(work.connection, work.unit_id, meant.turn, today).closed
        if closed and _CLOSED not in accepted:
            named = "、".join(month.label for month in closed)
            raise Confirmable(
                _CLOSED,
                f"这一改动涉及已结账的{named}：结了的账和出了的公示不会改，只记下这次更正。仍要改吗？",
            )
        _write(work, meant, correction)
        work.summary = _told(meant, correction, reason, closed)
        return Changes.of(Book.PEOPLE)

    return session.write(CANCELLED if correction.cancels else CORRECTED, body)


def correct_seen(
    session: Session, correction: Correction, accepted: frozenset[str] = frozenset()
) -> Changes:
    """Write a correction whose effects the person has seen.

    Raises:
        Confirmable: they have not yet; the sentence tells them.
        NotFoundError: this unit has no such event.
        SchoolError: it does not fit.
    """
    seen = look(session, correction)
    if seen.sentences and _SEEN not in accepted:
        told = list(seen.sentences)
        if len(told) > _MOST_TOLD:
            told = [*told[:_MOST_TOLD], f"…… 另有 {len(told) - _MOST_TOLD} 项"]
        words = "取消以后" if correction.cancels else "更正以后"
        closed = "\n\n结了的账和出了的公示不会改，只记下这次更正。" if seen.closed else ""
        sentence = "\n".join([f"{words}，下面的名册和数字会变：", "", *told])
        raise Confirmable(_SEEN, sentence + closed)
    return correct(session, correction, accepted | ({_CLOSED} if seen.closed else set()))


def _meant(connection: Connection, unit_id: UUID, correction: Correction, today: date) -> _Meant:
    event = (
        connection.execute(
            select(EnrolmentEvent.__table__).where(
                EnrolmentEvent.unit_id == unit_id, EnrolmentEvent.id == correction.event_id
            )
        )
        .mappings()
        .first()
    )
    if event is None:
        raise NotFoundError("这条异动已经不在了，可能刚被取消。请刷新后再看。")
    student_id = event["student_id"]
    old = stories(connection, unit_id, [student_id])[student_id]
    new = carried(old, in_order([m for m in _replaced(old, correction) if m is not None]))
    _refuse_unfit(old, new, correction, today)
    return _Meant(Turn(student_id, old, new), dict(event))


def _replaced(old: Story, correction: Correction) -> list[Moment | None]:
    return [
        _corrected(moment, correction) if moment.event_id == correction.event_id else moment
        for moment in old
    ]


def _corrected(moment: Moment, correction: Correction) -> Moment | None:
    if correction.kind is None:
        return None
    return replace(
        moment,
        kind=correction.kind,
        day=correction.day or moment.day,
        class_id=correction.class_id or moment.class_id,
    )


def _refuse_unfit(old: Story, new: Story, correction: Correction, today: date) -> None:
    if not new:
        raise SchoolError(
            "这是这名学生唯一的一条异动，取消后就没有来历了。整个人录错了，请撤销那次导入，或登记离校。"
        )
    if correction.day is not None and correction.day > today:
        msg = f"{spoken(correction.day)}还没有到，请核对日期。"
        raise SchoolError(msg)
    sentence = new_fault(old, new)
    if sentence:
        raise SchoolError(sentence)


def _write(work: Work, meant: _Meant, correction: Correction) -> None:
    turn, event_id = meant.turn, correction.event_id
    before = {moment.event_id: moment for moment in turn.old}
    now = next((m for m in turn.new if m.event_id == event_id), None)
    if not follow_event(work, event_id, now) and now is not None:
        row = {"id": event_id, "student_id": turn.student_id, "kind": now.kind, "day": now.day}
        open_cases(work, [row], {event_id: correction.school})
    if correction.cancels:
        remove_all(work, Record(RecordKind.ENROLMENT_EVENT, event_id))
        work.delete(EnrolmentEvent, [event_id])
    elif correction.note != meant.event["note"]:
        work.update(EnrolmentEvent, [{"id": event_id, "note": correction.note}])
    moved = [moment for moment in turn.new if moment != before[moment.event_id]]
    work.update(
        EnrolmentEvent,
        [{"id": m.event_id, "kind": m.kind, "day": m.day, "class_id": m.class_id} for m in moved],
    )
    settle(work, [turn.student_id])


def _told(
    meant: _Meant, correction: Correction, reason: str, closed: tuple[Month, ...]
) -> dict[str, Any]:
    old = meant.event
    new = next((m for m in meant.turn.new if m.event_id == correction.event_id), None)
    return {
        "student": meant.turn.student_id,
        "event": correction.event_id,
        "old": Told(old["kind"], old["day"], old["class_id"], old["note"]),
        "new": new and Told(new.kind, new.day, new.class_id, correction.note),
        "reason": reason,
        "closed": [month.number for month in closed],
    }


def corrections_of(session: Session, student_id: UUID) -> tuple[CorrectionLine, ...]:
    """What was corrected in a pupil's story, newest first."""
    with session.store.read() as connection:
        query = _entries(session.unit_id).where(AuditEntry.summary.contains(str(student_id)))
        return tuple(_line(row) for row in connection.execute(query))


def closed_since(connection: Connection, unit_id: UUID, since: datetime) -> list[UUID]:
    """The pupils for whom something in closed months was corrected since a moment."""
    query = _entries(unit_id).where(
        AuditEntry.at >= since, AuditEntry.summary.not_like('%"closed":[]%')
    )
    found = [load_as(row.summary, _Summary).student for row in connection.execute(query)]
    return list(dict.fromkeys(found))


def _entries(unit_id: UUID) -> Any:  # noqa: ANN401 - a query
    return (
        select(AuditEntry.at, AuditEntry.user_name, AuditEntry.summary)
        .where(AuditEntry.unit_id == unit_id, AuditEntry.action.in_((CORRECTED, CANCELLED)))
        .order_by(AuditEntry.seq.desc())
    )


def _line(row: Any) -> CorrectionLine:  # noqa: ANN401 - a row of `_entries`
    told = load_as(row.summary, _Summary)
    closed = tuple(Month.from_number(number) for number in told.closed)
    return CorrectionLine(row.at, row.user_name, told.old, told.new, told.reason, closed)
