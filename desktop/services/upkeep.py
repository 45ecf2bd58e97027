"""What was done to keep the data safe: backups, checks, the recovery sheet; noted in the chain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select

from desktop.core.changes import Book, Changes
from desktop.core.errors import SchoolError
from desktop.core.labels import Role, UpkeepKind
from desktop.models import Upkeep

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from desktop.database.work import Work
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class UpkeepLine:
    """The last time that something was done, and how it turned out."""

    kind: UpkeepKind
    at: datetime
    user_name: str
    good: bool
    detail: str | None


def note(session: Session, kind: UpkeepKind, *, good: bool = True, detail: str = "") -> Changes:
    """Write down that something was done. An auditor, who writes nothing, leaves no note."""
    if session.role is Role.AUDITOR:
        return Changes()

    def body(work: Work) -> Changes:
        row = {
            "id": work.new_ids(1)[0],
            "kind": kind,
            "at": work.now,
            "user_name": session.user_name,
            "good": good,
            "detail": detail or None,
        }
        work.insert(Upkeep, [row])
        work.summary = {"kind": kind, "good": good}
        return Changes.of(Book.UPKEEP)

    return session.write(f"upkeep.{kind}", body)


def confirm_recovery_sheet(session: Session) -> Changes:
    """Note that the recovery code stands on paper and lies in a safe place.

    Raises:
        SchoolError: the data is not encrypted and has no recovery code.
    """
    session.require(Role.PRINCIPAL, Role.BUREAU)
    if session.key is None:
        raise SchoolError("这份数据没有加密，不需要恢复码。")
    return note(session, UpkeepKind.RECOVERY_SHEET)


def last(session: Session) -> dict[UpkeepKind, UpkeepLine]:
    """The last time of each kind."""
    with session.store.read() as connection:
        return last_of(connection)


def last_of(connection: Connection) -> dict[UpkeepKind, UpkeepLine]:
    """The same inside a transaction. The data is one whole: whoever did it, in whatever unit."""
    newest = select(Upkeep.kind, func.max(Upkeep.at).label("at")).group_by(Upkeep.kind).subquery()
    rows = connection.execute(
        select(Upkeep.kind, Upkeep.at, Upkeep.user_name, Upkeep.good, Upkeep.detail)
        .join(newest, and_(newest.c.kind == Upkeep.kind, newest.c.at == Upkeep.at))
        .order_by(Upkeep.id)
    )
    return {row.kind: UpkeepLine(*row) for row in rows}
