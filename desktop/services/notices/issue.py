"""The life of a notice: trial, issue with number and snapshot, print again, correct."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.json import dump, dump_text, load_as
from desktop.core.notices import NoticeKind
from desktop.core.terms import Month
from desktop.models import Notice
from desktop.services.notices.makers import MAKERS, Content
from desktop.services.notices.making import same, seal_code
from desktop.services.notices.posting import posting

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.database.work import Work
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class Issued:
    """A notice to print. A trial has no number in the books and may change tomorrow."""

    content: Content
    trial: bool
    fresh: bool
    """Whether this call has issued it; False when it was issued before and only prints again."""
    changes: Changes


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """An issued notice in the list."""

    number: str
    kind: NoticeKind
    month: Month
    issued_on: date
    last_day: date
    replaces: bool


def trial(session: Session, kind: NoticeKind, month: Month) -> Issued:
    """The notice as it would be issued now; nothing is written.

    Raises:
        NotFoundError: there is nothing to post.
    """
    with session.store.read() as connection:
        content = draw(connection, session, kind, month, None)
    return Issued(content, trial=True, fresh=False, changes=Changes())


def notice(session: Session, kind: NoticeKind, month: Month, seen: Content | None = None) -> Issued:
    """The notice to hang: issued now, or printed again as it was issued.

    An open month gives a trial only. When the books say otherwise than the notice that was issued
    for this month, or the month was opened and sealed anew, a correction is issued that names it
    (更正公示). The charge board is that of today, whatever the month.

    Args:
        session: who issues it.
        kind: which notice.
        month: of which month.
        seen: the draft that the person has looked at; nothing else is issued then.

    Raises:
        SchoolError: the books say otherwise by now than what was seen.
    """
    month = month_of(session, kind, month)
    with session.store.read() as connection:
        sealed = seal_code(connection, session.unit_id, month)
    if not kind.long_term and sealed is None:
        return trial(session, kind, month)

    def body(work: Work) -> Issued:
        last = last_issued(work.connection, work.unit_id, kind, month)
        fresh = draw(work.connection, session, kind, month, last and last.number)
        if last is not None:
            standing = content_of(kind, last.snapshot)
            if same(MAKERS[kind], standing, fresh):
                return Issued(standing, trial=False, fresh=False, changes=Changes())
        if seen is not None and not same(MAKERS[kind], seen, fresh):
            raise SchoolError("看过之后账目又有了变动，没有发布。请再看一遍预览，然后发布。")
        row = _row(work, session, kind, month, fresh)
        row["replaces_id"] = last.id if last is not None and fresh.posting.replaces else None
        work.insert(Notice, [row])
        work.summary = {"number": row["number"], "kind": kind, "digest": row["digest"]}
        return Issued(fresh, trial=False, fresh=True, changes=Changes.of(Book.NOTICES))

    return session.write("notice.issue", body)


def month_of(session: Session, kind: NoticeKind, month: Month) -> Month:
    """The month that a notice belongs to: a board's is that of its day, whatever was asked for."""
    return Month.of(session.store.clock.today()) if kind.long_term else month


def issued(session: Session) -> tuple[NoticeLine, ...]:
    """All issued notices, newest first."""
    with session.store.read() as connection:
        rows = connection.execute(
            select(Notice).where(Notice.unit_id == session.unit_id).order_by(Notice.id.desc())
        ).all()
    return tuple(
        NoticeLine(
            row.number,
            NoticeKind(row.kind),
            row.month,
            row.issued_on,
            row.last_day,
            row.replaces_id is not None,
        )
        for row in rows
    )


def printed_again(session: Session, number: str) -> Issued:
    """An issued notice exactly as it was.

    Raises:
        NotFoundError: no notice has this number.
    """
    with session.store.read() as connection:
        row = connection.execute(
            select(Notice.kind, Notice.snapshot).where(
                Notice.unit_id == session.unit_id, Notice.number == number
            )
        ).first()
    if row is None:
        msg = f"没有编号为{number}的公示。"
        raise NotFoundError(msg)
    content = content_of(NoticeKind(row.kind), row.snapshot)
    return Issued(content, trial=False, fresh=False, changes=Changes())


def content_of(kind: NoticeKind, snapshot: str) -> Content:
    """What an issued notice says, from its snapshot."""
    content: Content = load_as(snapshot, MAKERS[kind].content)
    return content


def draw(
    connection: Connection, session: Session, kind: NoticeKind, month: Month, before: str | None
) -> Content:
    """The notice as the books say it now; `before` is the number of the one it would correct."""
    today, unit_id = session.store.clock.today(), session.unit_id
    if kind.long_term:
        # A changed board is the board of another day, not a correction of the old one.
        hanging = posting(connection, unit_id, today, None)
    else:
        code = seal_code(connection, unit_id, month)
        hanging = posting(connection, unit_id, today, code, before)
    content: Content = MAKERS[kind].draw(connection, unit_id, month, hanging)
    return content


def last_issued(connection: Connection, unit_id: UUID, kind: NoticeKind, month: Month) -> Any:  # noqa: ANN401 - a row
    """The standing notice of a kind: that of the month, of a board the newest."""
    query = select(Notice).where(Notice.unit_id == unit_id, Notice.kind == kind)
    if not kind.long_term:
        query = query.where(Notice.month == month)
    return connection.execute(query.order_by(Notice.id.desc()).limit(1)).first()


def _row(
    work: Work,
    session: Session,
    kind: NoticeKind,
    month: Month,
    content: Content,
) -> dict[str, Any]:
    return {
        "id": work.new_ids(1)[0],
        "number": content.posting.number,
        "kind": kind.value,
        "month": month,
        "issued_on": content.posting.signed_on,
        "issued_by": session.user_name,
        "last_day": content.posting.last_day,
        "snapshot": dump_text(content),
        "digest": hashlib.sha256(dump(content)).hexdigest(),
    }
