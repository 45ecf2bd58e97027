"""The life of a batch: preview, apply, undo, history."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from desktop.core.changes import Book, Changes
from desktop.core.collector import collector_held
from desktop.core.errors import Confirmable, NotFoundError, SchoolError
from desktop.core.json import dump_text, load
from desktop.core.progress import Progress
from desktop.database.records import AuditEntry
from desktop.database.undo import UndoRefusedError, revert
from desktop.models import ImportBatch, RosterLayout
from desktop.rosters.problems import Level, Problem
from desktop.services.imports.comparing import comparison
from desktop.services.imports.layouts import remember
from desktop.services.imports.plan import Counts, Difference, Facing, Listed, Plan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.terms import Month
    from desktop.database.undo import Reverted
    from desktop.database.work import Work
    from desktop.rosters.results import RosterResult
    from desktop.services.session import Session

# What undoing a batch leaves: its line in the history, and how its form was explained.
_KEPT: Final = (ImportBatch.__tablename__, RosterLayout.__tablename__)


@dataclass(frozen=True, slots=True)
class Decisions:
    """What a person has said about a workbook before it is looked at."""

    month: Month | None = None
    rows: Mapping[int, str] = field(default_factory=dict)
    on: date | None = None
    """The day that the workbook's facts hold from; today if not said."""
    listed: Listed | None = None
    """Of a list of another office: what it is of, whose, and of which day."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What taking a workbook in would do. Nothing has been written."""

    unit_id: UUID
    roster: RosterResult[Any]
    plan: Plan
    counts: Counts
    problems: tuple[Problem, ...]
    """Of the reading and of the comparing; each line in doubt is among them."""
    position: int
    """The last audit entry of the unit that was seen: if it has moved, the plan is made anew."""
    decisions: Decisions


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was taken in. `batch` is None when there was nothing to change."""

    batch: int | None
    counts: Counts
    changes: Changes


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A batch in the history."""

    number: int
    sheet: str
    at: datetime
    user_name: str
    counts: Counts
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking a batch back has done."""

    batch: int
    removed: int
    restored: int
    changes: Changes


@collector_held()
def preview(
    session: Session,
    roster: RosterResult[Any],
    decisions: Decisions | None = None,
    progress: Progress | None = None,
) -> Preview:
    """Hold a workbook against the books and count; writes nothing.

    Raises:
        SchoolError: the workbook cannot be meant for this (wrong month, closed month).
    """
    decisions = decisions or Decisions()
    (progress or Progress()).step("核对名册", 0, roster.row_count)
    with session.store.read() as connection:
        return _look(connection, session, roster, decisions)


def _look(
    connection: Connection, session: Session, roster: RosterResult[Any], decisions: Decisions
) -> Preview:
    facing = Facing(
        connection,
        session.unit_id,
        decisions.on or session.store.clock.today(),
        decisions.month,
        decisions.rows,
        decisions.listed,
    )
    plan = comparison(roster.kind)(facing, roster)
    found = plan.found
    counts = Counts(
        rows=roster.row_count,
        new=found.new,
        changed=len(found.changed),
        same=found.same,
        missing=len(found.missing),
        parked=len(found.parked),
        skipped=len(roster.skipped),
    )
    doubts = (_doubt(roster.sheet, parked) for parked in found.parked)
    kept = (_kept(roster.sheet, difference) for difference in found.kept)
    said = (roster.placed(problem) for problem in (*found.problems, *doubts, *kept))
    order = {sheet.name: place for place, sheet in enumerate(roster.sheets)}
    problems = sorted((*roster.problems, *said), key=lambda p: (order.get(p.sheet, 0), p.row))
    position = _position(connection, session.unit_id)
    return Preview(session.unit_id, roster, plan, counts, tuple(problems), position, decisions)


def _doubt(sheet: str, parked: Difference) -> Problem:
    """A line in doubt as a problem, so that the returned workbook shows it too."""
    message = f"这一行待定，没有导入：{parked.reason}"
    return Problem(parked.sheet or sheet, parked.row, "", "", "", Level.WARNING, "", message)


def _kept(sheet: str, kept: Difference) -> Problem:
    """A verified field that the workbook says otherwise, to be looked at by a person."""
    titles = "、".join(change.title for change in kept.changes)
    return Problem(sheet, kept.row, "", "", titles, Level.WARNING, "", kept.reason)


def _position(connection: Connection, unit_id: UUID) -> int:
    query = select(func.max(AuditEntry.seq)).where(AuditEntry.unit_id == unit_id)
    return connection.execute(query).scalar() or 0


@collector_held()
def apply(
    session: Session,
    seen: Preview,
    progress: Progress | None = None,
    accepted: frozenset[str] = frozenset(),
) -> Receipt:
    """Take a workbook in as one transaction; the same workbook again changes nothing.

    Raises:
        Confirmable: the books have moved since, and taking in would do other things now.
        ClosedMonthError: the month is closed.
        SchoolError: the preview was made for another unit.
    """
    if seen.unit_id != session.unit_id:
        raise SchoolError("这份预览是另一个单位的，没有导入。请在这个单位重新预览。")
    progress = progress or Progress()

    def body(work: Work) -> Receipt:
        now = seen
        if _position(work.connection, session.unit_id) != seen.position:
            now = _look(work.connection, session, seen.roster, seen.decisions)
            if now.plan.found != seen.plan.found and "moved" not in accepted:
                raise Confirmable(
                    "moved",
                    "预览以后名册又有改动，导入的结果会和预览时不同。请重新预览，或确认照现在的样子导入。",
                )
        if not now.counts.moves:
            return Receipt(None, now.counts, Changes())
        progress.step("写入", 0, now.counts.new + now.counts.changed)
        changes = now.plan.write(work)
        remember(work, now.roster)
        number = _enter(work, session, now)
        progress.step("保存")
        return Receipt(number, now.counts, changes | Changes.of(Book.IMPORTS))

    return session.write(f"import.{seen.roster.kind}", body)


def _enter(work: Work, session: Session, seen: Preview) -> int:
    query = select(func.max(ImportBatch.number)).where(ImportBatch.unit_id == work.unit_id)
    number = (work.connection.execute(query).scalar() or 0) + 1
    counts = asdict(seen.counts)
    row = {
        "id": work.new_ids(1)[0],
        "number": number,
        "sheet": seen.roster.kind,
        "file_digest": seen.roster.digest,
        "at": work.now,
        "user_name": session.user_name,
        "counts": dump_text(counts),
        "entry_id": work.entry_id,
        "undone_at": None,
        "undone_by": None,
    }
    work.insert(ImportBatch, [row])
    work.summary = {"batch": number, "file": seen.roster.digest, **counts}
    return number


@collector_held()
def undo(session: Session, number: int) -> Undone:
    """Take a whole batch back, as long as nothing depends on it.

    Raises:
        NotFoundError: there is no such batch.
        SchoolError: it was taken back already, or later records depend on it (each is named;
            `UndoRefusedError`).
    """

    def body(work: Work) -> Undone:
        batch = work.connection.execute(
            select(
                *(ImportBatch.id, ImportBatch.entry_id, ImportBatch.undone_at, ImportBatch.sheet)
            ).where(ImportBatch.unit_id == work.unit_id, ImportBatch.number == number)
        ).first()
        if batch is None:
            msg = f"没有第{number}批导入。用 mingce batches 查看批次号。"
            raise NotFoundError(msg)
        if batch.undone_at is not None:
            msg = f"第{number}批已经撤销过了。"
            raise SchoolError(msg)
        taken = _revert(work, batch.entry_id, batch.sheet)
        work.update(
            ImportBatch,
            [{"id": batch.id, "undone_at": work.now, "undone_by": session.user_name}],
        )
        removed = sum(taken.removed.values())
        restored = sum(taken.restored.values()) + sum(taken.brought_back.values())
        work.summary = {"batch": number, "removed": removed, "restored": restored}
        changes = Changes.of(
            *(Book.PEOPLE, Book.MEALS, Book.CHARGES, Book.LISTS, Book.ATTENDANCE),
            *(Book.CANTEEN, Book.IMPORTS),
        )
        return Undone(number, removed, restored, changes)

    return session.write("import.undo", body)


def _revert(work: Work, entry_id: UUID, sheet: str) -> Reverted:
    """Take back what a batch wrote; where that cannot be, say what can be done instead."""
    try:
        return revert(work, entry_id, _KEPT)
    except UndoRefusedError as error:
        raise UndoRefusedError(error.blockers, _ADVICE.get(sheet, "")) from error


_RED: Final = "账里已经有单据用到它们，请在账里用红字冲销写错的单据。"
_ADVICE: Final = {
    "goods-receipts": "已经出库的货，请先冲销用掉它的出库单，再用红字冲销入库单。",
    **dict.fromkeys(("goods-issues", "money", "meal-fees"), _RED),
    "bank-statement": "已经勾对的明细，请先在银行对账里取消勾对。",
}


def history(session: Session) -> tuple[BatchLine, ...]:
    """The unit's batches, newest first."""
    with session.store.read() as connection:
        rows = connection.execute(
            select(ImportBatch)
            .where(ImportBatch.unit_id == session.unit_id)
            .order_by(ImportBatch.number.desc())
        ).all()
    return tuple(
        BatchLine(
            row.number, row.sheet, row.at, row.user_name, Counts(**load(row.counts)), row.undone_at
        )
        for row in rows
    )
