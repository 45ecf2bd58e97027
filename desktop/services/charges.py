"""收费项目 as they stand on the school's board."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError, SchoolError
from desktop.models import Charge

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One charge: what for, how much, on which document, from when until when."""

    charge_id: UUID
    item: str
    kind: str
    unit: str
    standard: str
    basis: str
    scope: str
    voluntary: bool | None
    relief: str
    refund: str
    since: date
    until: date | None
    standing: bool
    """Whether it holds today."""


def board(session: Session, *, ended_too: bool = False) -> tuple[BoardLine, ...]:
    """The charges of the unit in the order of the board; on request those that have ended too."""
    today = session.store.clock.today()
    query = select(Charge).where(Charge.unit_id == session.unit_id)
    if not ended_too:
        query = query.where(or_(Charge.until.is_(None), Charge.until >= today))
    query = query.order_by(Charge.position, Charge.item, Charge.scope, Charge.since)
    with session.store.read() as connection:
        rows = connection.execute(query).all()
    return tuple(
        BoardLine(
            row.id,
            row.item,
            row.kind,
            row.unit,
            row.standard,
            row.basis,
            row.scope,
            row.voluntary,
            row.relief or "",
            row.refund or "",
            row.since,
            row.until,
            row.since <= today and (row.until is None or row.until >= today),
        )
        for row in rows
    )


def end(session: Session, charge_id: UUID, last_day: date) -> Changes:
    """Let a charge hold until a day, that day included.

    Raises:
        NotFoundError: the unit has no such charge.
        SchoolError: it has ended already, or had not begun by then.
    """

    def body(work: Work) -> Changes:
        row = work.rows(Charge, [charge_id]).get(charge_id)
        if row is None:
            raise NotFoundError("没有这一项收费，可能已经撤销。请刷新以后再看。")
        item, since, until = row["item"], row["since"], row["until"]
        if until is not None:
            msg = f"“{item}”到{until:%Y-%m-%d}为止，已经结束，不用再结束。"
            raise SchoolError(msg)
        if last_day < since:
            msg = f"“{item}”从{since:%Y-%m-%d}起收，不能在这以前结束。请改用以后的日期。"
            raise SchoolError(msg)
        work.update(Charge, [{"id": charge_id, "until": last_day}])
        work.summary = {"item": item, "until": last_day}
        return Changes.of(Book.CHARGES)

    return session.write("charge.end", body)
