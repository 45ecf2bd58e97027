"""Rounds of checklists as lists, and what the parents' answers come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from desktop.core.clock import CHINA
from desktop.core.errors import NotFoundError
from desktop.core.meals import Finding
from desktop.models import CanteenLog, CanteenLogLine
from desktop.services.canteen.log_checks import ANSWERED, ASKED, SATISFIED, number_of
from desktop.services.canteen.log_lines import RoundLine

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

    from desktop.core.meals import LogKind
    from desktop.core.terms import Month
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class RoundSummary:
    """A round in the list."""

    log_id: UUID
    canteen_id: UUID
    kind: LogKind
    day: date
    at: str
    done_by: str
    watched_by: str
    note: str
    recorded_at: datetime
    recorded_by: str
    lines: int
    bad: int
    """How many things were found bad."""
    problems: str
    """Which, with their words."""

    @property
    def afterwards(self) -> bool:
        """Whether it was written down on a later day."""
        return self.recorded_at.astimezone(CHINA).date() > self.day


@dataclass(frozen=True, slots=True)
class RoundPaper:
    """A round whole."""

    head: RoundSummary
    lines: tuple[RoundLine, ...]


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """What parents have answered."""

    asked: int
    answered: int
    questions: tuple[tuple[str, int], ...]
    """A question, and how many were satisfied."""

    def percent(self, satisfied: int) -> str:
        """How many of those who answered are satisfied, to a tenth of a percent."""
        return _percent(satisfied, self.answered)

    @property
    def returned(self) -> str:
        """How many of those who were asked have answered."""
        return _percent(self.answered, self.asked)


def _percent(part: int, whole: int) -> str:
    tenths = (part * 2000 + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


def rounds(
    session: Session, canteen_id: UUID, month: Month, kind: LogKind | None = None
) -> tuple[RoundSummary, ...]:
    """The rounds of a month, the newest day first; None: of all kinds."""
    wanted = (CanteenLog.canteen_id == canteen_id) & (CanteenLog.month == month)
    if kind is not None:
        wanted &= CanteenLog.kind == kind
    with session.store.read() as connection:
        return _summaries(connection, session.unit_id, wanted)


def round_paper(session: Session, log_id: UUID) -> RoundPaper:
    """One round with its lines.

    Raises:
        NotFoundError: there is none.
    """
    with session.store.read() as connection:
        heads = _summaries(connection, session.unit_id, CanteenLog.id == log_id)
        if not heads:
            raise NotFoundError("没有这次记录。")
        return RoundPaper(heads[0], _lines(connection, session.unit_id, [log_id])[log_id])


def papers(
    session: Session, canteen_id: UUID, month: Month, kind: LogKind
) -> tuple[RoundPaper, ...]:
    """The rounds of a kind with their lines, the earliest first, to be printed."""
    wanted = (
        (CanteenLog.canteen_id == canteen_id)
        & (CanteenLog.month == month)
        & (CanteenLog.kind == kind)
    )
    with session.store.read() as connection:
        heads = _summaries(connection, session.unit_id, wanted)
        lines = _lines(connection, session.unit_id, [head.log_id for head in heads])
    return tuple(RoundPaper(head, lines.get(head.log_id, ())) for head in reversed(heads))


def satisfaction_of(lines: Sequence[RoundLine]) -> Satisfaction:
    """What parents have answered, of the lines of a round."""
    counted = {line.item: int(number_of(line.value) or 0) for line in lines}
    return Satisfaction(
        counted.get(ASKED, 0),
        counted.get(ANSWERED, 0),
        tuple((line.item, counted[line.item]) for line in lines if line.part == SATISFIED),
    )


def _summaries(
    connection: Connection, unit_id: UUID, wanted: ColumnElement[bool]
) -> tuple[RoundSummary, ...]:
    bad = case((CanteenLogLine.finding == Finding.BAD, 1))
    query = (
        select(CanteenLog.__table__, func.count(CanteenLogLine.id), func.count(bad))
        .outerjoin(
            CanteenLogLine,
            (CanteenLogLine.unit_id == CanteenLog.unit_id)
            & (CanteenLogLine.log_id == CanteenLog.id),
        )
        .where(CanteenLog.unit_id == unit_id, wanted)
        .group_by(*CanteenLog.__table__.c)
        .order_by(CanteenLog.day.desc(), CanteenLog.recorded_at.desc(), CanteenLog.id)
    )
    heads = connection.execute(query).all()
    problems = _problems(connection, unit_id, [head.id for head in heads if head[-1]])
    return tuple(
        RoundSummary(
            head.id,
            head.canteen_id,
            head.kind,
            head.day,
            head.at,
            head.done_by,
            head.watched_by,
            head.note,
            head.recorded_at,
            head.recorded_by,
            head[-2],
            head[-1],
            problems.get(head.id, ""),
        )
        for head in heads
    )


def _problems(connection: Connection, unit_id: UUID, logs: Sequence[UUID]) -> Mapping[UUID, str]:
    query = (
        select(CanteenLogLine.log_id, CanteenLogLine.item, CanteenLogLine.note)
        .where(
            CanteenLogLine.unit_id == unit_id,
            CanteenLogLine.log_id.in_(logs),
            CanteenLogLine.finding == Finding.BAD,
        )
        .order_by(CanteenLogLine.log_id, CanteenLogLine.line)
    )
    found: dict[UUID, list[str]] = {}
    for row in connection.execute(query):
        found.setdefault(row.log_id, []).append(f"{row.item}：{row.note}")
    return {key: "；".join(words) for key, words in found.items()}


def _lines(
    connection: Connection, unit_id: UUID, logs: Sequence[UUID]
) -> Mapping[UUID, tuple[RoundLine, ...]]:
    query = (
        select(
            CanteenLogLine.log_id,
            CanteenLogLine.item,
            CanteenLogLine.part,
            CanteenLogLine.finding,
            CanteenLogLine.value,
            CanteenLogLine.note,
        )
        .where(CanteenLogLine.unit_id == unit_id, CanteenLogLine.log_id.in_(logs))
        .order_by(CanteenLogLine.log_id, CanteenLogLine.line)
    )
    found: dict[UUID, list[RoundLine]] = {}
    for row in connection.execute(query):
        found.setdefault(row.log_id, []).append(RoundLine(*row[1:]))
    return {key: tuple(lines) for key, lines in found.items()}
