"""Deeds that change many records at once: listed, and taken back as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.json import dump_text, load
from desktop.database.undo import revert
from desktop.models import RosterDeed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.life import DeedKind
    from desktop.database.work import Work
    from desktop.services.session import Session

_KEPT: Final = (RosterDeed.__tablename__,)


@dataclass(frozen=True, slots=True)
class DeedLine:
    """A deed in the history."""

    number: int
    kind: DeedKind
    subject: str
    at: datetime
    user_name: str
    counts: Mapping[str, int]
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeedUndone:
    """What taking a deed back has done."""

    number: int
    kind: DeedKind
    removed: int
    restored: int
    changes: Changes


def enter(
    work: Work, session: Session, kind: DeedKind, subject: str, counts: Mapping[str, int]
) -> int:
    """Put a deed that is being done into the history; returns its number."""
    query = select(func.max(RosterDeed.number)).where(RosterDeed.unit_id == work.unit_id)
    number = (work.connection.execute(query).scalar() or 0) + 1
    row = {
        "id": work.new_ids(1)[0],
        "number": number,
        "kind": kind,
        "subject": subject,
        "at": work.now,
        "user_name": session.user_name,
        "counts": dump_text(counts),
        "entry_id": work.entry_id,
        "undone_at": None,
        "undone_by": None,
    }
    work.insert(RosterDeed, [row])
    work.summary = {"deed": number, "subject": subject, **counts}
    return number


def standing(connection: Connection, unit_id: UUID, kind: DeedKind, subject: str) -> int | None:
    """The number of a deed with a subject that was not taken back; None if there is none."""
    number: int | None = connection.execute(
        select(RosterDeed.number).where(
            RosterDeed.unit_id == unit_id,
            RosterDeed.kind == kind,
            RosterDeed.subject == subject,
            RosterDeed.undone_at.is_(None),
        )
    ).scalar()
    return number


def undo(
    session: Session,
    number: int,
    kind: DeedKind | None = None,
    refuse: Callable[[Work, str], None] | None = None,
) -> DeedUndone:
    """Take a whole deed back, as long as nothing depends on it.

    Args:
        session: who does it, where.
        number: of the deed.
        kind: of the deed, where only one kind is meant.
        refuse: stops it where more depends on the deed's subject than pointers tell.

    Raises:
        NotFoundError: there is no such deed (of that kind).
        SchoolError: it was taken back already, or later records depend on it (each is named;
            `UndoRefusedError`).
    """

    def body(work: Work) -> DeedUndone:
        deed = _deed(work, number, kind)
        if refuse is not None:
            refuse(work, deed.subject)
        taken = revert(work, deed.entry_id, keep=_KEPT)
        row = {"id": deed.id, "undone_at": work.now, "undone_by": session.user_name}
        work.update(RosterDeed, [row])
        removed = sum(taken.removed.values())
        restored = sum(taken.restored.values()) + sum(taken.brought_back.values())
        work.summary = {"deed": number, "removed": removed, "restored": restored}
        changes = Changes.of(Book.PEOPLE, Book.MEALS)
        return DeedUndone(number, deed.kind, removed, restored, changes)

    return session.write("roster.undo", body)


def _deed(work: Work, number: int, kind: DeedKind | None) -> Any:  # noqa: ANN401 - a row
    deed = work.connection.execute(
        select(RosterDeed).where(RosterDeed.unit_id == work.unit_id, RosterDeed.number == number)
    ).first()
    if deed is None or kind not in (None, deed.kind):
        msg = f"没有第{number}次{kind.label if kind else '办理'}。请核对编号。"
        raise NotFoundError(msg)
    if deed.undone_at is not None:
        msg = f"第{number}次{deed.kind.label}已经撤销过了。"
        raise SchoolError(msg)
    return deed


def history(session: Session, kind: DeedKind | None = None) -> tuple[DeedLine, ...]:
    """The unit's deeds, newest first."""
    query = select(RosterDeed).where(RosterDeed.unit_id == session.unit_id)
    if kind is not None:
        query = query.where(RosterDeed.kind == kind)
    with session.store.read() as connection:
        rows = connection.execute(query.order_by(RosterDeed.number.desc())).all()
    return tuple(
        DeedLine(
            row.number,
            row.kind,
            row.subject,
            row.at,
            row.user_name,
            load(row.counts),
            row.undone_at,
        )
        for row in rows
    )
