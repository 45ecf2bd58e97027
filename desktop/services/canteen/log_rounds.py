"""食堂日志: a checklist is gone through, and what was found is written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desktop.core.attachments import RecordKind
from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError
from desktop.core.meals import Finding
from desktop.core.terms import Month
from desktop.models import CanteenLog, CanteenLogLine
from desktop.services.attachments import Record, remove_all
from desktop.services.canteen.canteens import canteen_of, refuse_odd_day
from desktop.services.canteen.checklists import checklist_on
from desktop.services.canteen.handlers import handlers_of
from desktop.services.canteen.log_checks import refuse_odd_round
from desktop.services.canteen.log_lines import TOPICS, RoundLine
from desktop.services.parameters import values_on

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.meals import LogKind
    from desktop.database.work import Work
    from desktop.services.canteen.checklists import Checklist
    from desktop.services.canteen.log_lines import NewRound
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class RoundDraft:
    """A round that begins, or one that is put right."""

    checklist: Checklist
    parameters: Mapping[str, int]
    """What the county says of bounds on that day."""
    lines: tuple[RoundLine, ...]
    """What is looked at: good until somebody says otherwise, where it is judged at all."""
    day: date
    at: str
    done_by: str
    watched_by: str
    note: str
    log_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RoundSaved:
    """A round that was written."""

    log_id: UUID
    changes: Changes


def draft_round(session: Session, canteen_id: UUID, kind: LogKind, day: date) -> RoundDraft:
    """A round that begins: the items of the last one, else of the checklist; no value is copied."""
    unit_id = session.unit_id
    with session.store.read() as connection:
        checklist = checklist_on(kind, day)
        parameters = values_on(connection, unit_id, day)
        last = _last(connection, unit_id, canteen_id, kind)
        if checklist.people:
            people = handlers_of(connection, unit_id, canteen_id)
            items = [(line.handler.name, "") for line in people if line.works_on(day)]
        else:
            items = _standing(checklist, _own(connection, unit_id, checklist, last))
    finding = Finding.GOOD if checklist.judged else None
    lines = tuple(RoundLine(name, part, finding) for name, part in items)
    done_by, watched_by = (last.done_by, last.watched_by) if last is not None else ("", "")
    return RoundDraft(checklist, parameters, lines, day, "", done_by, watched_by, "")


def draft_of(session: Session, log_id: UUID) -> RoundDraft:
    """A round that was written, to be put right.

    Raises:
        NotFoundError: there is none.
    """
    unit_id = session.unit_id
    with session.store.read() as connection:
        head = connection.execute(
            select(CanteenLog.__table__).where(
                CanteenLog.unit_id == unit_id, CanteenLog.id == log_id
            )
        ).first()
        if head is None:
            raise NotFoundError("没有这次记录。")
        parameters = values_on(connection, unit_id, head.day)
        written = lines_of(connection, unit_id, log_id)
    checklist = checklist_on(head.kind, head.day)
    return RoundDraft(
        checklist,
        parameters,
        written,
        head.day,
        head.at,
        head.done_by,
        head.watched_by,
        head.note,
        log_id,
    )


def lines_of(connection: Connection, unit_id: UUID, log_id: UUID) -> tuple[RoundLine, ...]:
    """What a round has found, in the order of the checklist."""
    query = (
        select(
            CanteenLogLine.item,
            CanteenLogLine.part,
            CanteenLogLine.finding,
            CanteenLogLine.value,
            CanteenLogLine.note,
        )
        .where(CanteenLogLine.unit_id == unit_id, CanteenLogLine.log_id == log_id)
        .order_by(CanteenLogLine.line)
    )
    return tuple(RoundLine(*row) for row in connection.execute(query))


def record_round(session: Session, new: NewRound) -> RoundSaved:
    """Write a round down.

    Raises:
        SchoolError: somebody or something is missing, a value is odd, what is bad has no words.
    """

    def body(work: Work) -> RoundSaved:
        new_lines = _checked(work, new)
        (key,) = work.new_ids(1)
        stamp = {"recorded_at": work.now, "recorded_by": session.user_name}
        work.insert(CanteenLog, [{"id": key, **_head(new), **stamp}])
        _insert_lines(work, key, new, new_lines)
        return _saved(work, key, new)

    return session.write("canteen.log", body)


def correct_round(session: Session, log_id: UUID, new: NewRound) -> RoundSaved:
    """Put a round right while its month is open; the chain keeps what stood there.

    Raises:
        NotFoundError: there is none.
        SchoolError: as `record_round`.
    """

    def body(work: Work) -> RoundSaved:
        if log_id not in work.rows(CanteenLog, [log_id]):
            raise NotFoundError("没有这次记录。")
        new_lines = _checked(work, new)
        work.update(CanteenLog, [{"id": log_id, **_head(new)}])
        work.delete(CanteenLogLine, _line_ids(work, log_id))
        _insert_lines(work, log_id, new, new_lines)
        return _saved(work, log_id, new)

    return session.write("canteen.log.correct", body)


def remove_round(session: Session, log_id: UUID) -> Changes:
    """A round was written down by mistake: it is removed, the chain keeps it."""

    def body(work: Work) -> Changes:
        old = work.rows(CanteenLog, [log_id]).get(log_id)
        if old is None:
            raise NotFoundError("没有这次记录。")
        remove_all(work, Record(RecordKind.CANTEEN_LOG, log_id))
        work.delete(CanteenLogLine, _line_ids(work, log_id))
        work.delete(CanteenLog, [log_id])
        work.summary = {"kind": old["kind"], "day": old["day"]}
        return Changes.of(Book.CANTEEN)

    return session.write("canteen.log.remove", body)


def _checked(work: Work, new: NewRound) -> tuple[RoundLine, ...]:
    """The lines that are written: topics that were not talked about are left out."""
    canteen = canteen_of(work.connection, work.unit_id, new.canteen_id)
    refuse_odd_day(canteen, new.day, work.today)
    checklist = checklist_on(new.kind, new.day)
    lines = tuple(line for line in new.lines if line.part != TOPICS or line.note.strip())
    refuse_odd_round(checklist, new, lines, values_on(work.connection, work.unit_id, new.day))
    return lines


def _head(new: NewRound) -> dict[str, Any]:
    return {
        "canteen_id": new.canteen_id,
        "month": Month.of(new.day),
        "kind": new.kind,
        "day": new.day,
        "at": new.at.strip(),
        "done_by": new.done_by.strip(),
        "watched_by": new.watched_by.strip(),
        "note": new.note.strip(),
    }


def _insert_lines(work: Work, log_id: UUID, new: NewRound, lines: tuple[RoundLine, ...]) -> None:
    ids = work.new_ids(len(lines))
    work.insert(
        CanteenLogLine,
        [
            {
                "id": key,
                "log_id": log_id,
                "month": Month.of(new.day),
                "line": number,
                "part": line.part,
                "item": line.item.strip(),
                "finding": line.finding,
                "value": line.value.strip(),
                "note": line.note.strip(),
            }
            for number, (key, line) in enumerate(zip(ids, lines, strict=True), start=1)
        ],
    )


def _line_ids(work: Work, log_id: UUID) -> list[UUID]:
    query = select(CanteenLogLine.id).where(
        CanteenLogLine.unit_id == work.unit_id, CanteenLogLine.log_id == log_id
    )
    return list(work.connection.execute(query).scalars())


def _saved(work: Work, key: UUID, new: NewRound) -> RoundSaved:
    work.summary = {"kind": new.kind, "day": new.day}
    return RoundSaved(key, Changes.of(Book.CANTEEN))


def _last(connection: Connection, unit_id: UUID, canteen_id: UUID, kind: LogKind) -> Any:  # noqa: ANN401 - a row
    query = (
        select(CanteenLog.id, CanteenLog.done_by, CanteenLog.watched_by)
        .where(
            CanteenLog.unit_id == unit_id,
            CanteenLog.canteen_id == canteen_id,
            CanteenLog.kind == kind,
        )
        .order_by(CanteenLog.day.desc(), CanteenLog.recorded_at.desc())
        .limit(1)
    )
    return connection.execute(query).first()


def _own(
    connection: Connection,
    unit_id: UUID,
    checklist: Checklist,
    last: Any,  # noqa: ANN401 - a row
) -> list[RoundLine]:
    """What the school itself had on its last round; what was talked about once is not standing."""
    if last is None:
        return []
    known = {(item.part, item.name) for item in checklist.items}
    return [
        line
        for line in lines_of(connection, unit_id, last.id)
        if (line.part, line.item) not in known and line.part != TOPICS
    ]


def _standing(checklist: Checklist, own: list[RoundLine]) -> list[tuple[str, str]]:
    """The list's items, then the school's: who has named its own cupboards is not asked for any."""
    named = [line.item for line in own]
    of_list = [
        (item.name, item.part)
        for item in checklist.items
        if not item.word or not any(item.word in name for name in named)
    ]
    return of_list + [(line.item, line.part) for line in own]
