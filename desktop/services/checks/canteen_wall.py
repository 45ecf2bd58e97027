"""Rules over what is made public of a canteen (C24)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, func, select

from desktop.core.labels import MonthState
from desktop.core.notices import NoticeDeed, NoticeKind
from desktop.database.records import SealedMonth
from desktop.models import LedgerEntry, Notice, NoticeEvent
from desktop.services.checks.questions import Found
from desktop.services.parameters import MONTH_POSTING_DAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Row

    from desktop.services.checks.questions import Looking

CLOSE: Final = "close"


def not_made_public(looking: Looking) -> Iterator[Found]:
    """C24: the county's day is over, and the month does not hang."""
    last = looking.month.next.first.replace(day=looking.limit(MONTH_POSTING_DAY))
    booked = select(LedgerEntry.id).where(
        LedgerEntry.unit_id == looking.unit_id,
        LedgerEntry.book_id == looking.canteen.book_id,
        LedgerEntry.month == looking.month,
    )
    if looking.today <= last or looking.connection.execute(booked.limit(1)).first() is None:
        return
    closed = select(SealedMonth.id).where(
        SealedMonth.unit_id == looking.unit_id,
        SealedMonth.month == looking.month,
        SealedMonth.state != MonthState.OPEN,
    )
    name = looking.month.label
    if looking.connection.execute(closed.limit(1)).first() is None:
        yield Found(f"{name}还没有结账，收支没有公示，应在{last}前贴出。", looking.place(CLOSE))
        return
    found = _newest(looking)
    if found is None:
        sentence = f"{name}的{NoticeKind.CANTEEN.label}没有发布，应在{last}前贴出。"
        yield Found(sentence, looking.place(CLOSE))
    elif not found[1]:
        sentence = f"{name}的{NoticeKind.CANTEEN.label}（{found[0]}）发布了，没有登记张贴。"
        yield Found(sentence, looking.place(CLOSE))


_OF_CANTEEN: Final = (NoticeKind.CANTEEN, NoticeKind.KINDERGARTEN)
"""Either tells what a canteen took and spent; a kindergarten hangs a sheet of its own."""


def _newest(looking: Looking) -> Row[str, int] | None:
    """The number of the month's newest notice, and how often it was hung."""
    hung = func.count(NoticeEvent.id).filter(NoticeEvent.kind == NoticeDeed.POSTED)
    query = (
        select(Notice.number, hung)
        .outerjoin(
            NoticeEvent,
            and_(NoticeEvent.unit_id == Notice.unit_id, NoticeEvent.notice_id == Notice.id),
        )
        .where(
            Notice.unit_id == looking.unit_id,
            Notice.month == looking.month,
            Notice.kind.in_([kind.value for kind in _OF_CANTEEN]),
        )
        .group_by(Notice.id, Notice.number)
        .order_by(Notice.id.desc())
    )
    return looking.connection.execute(query.limit(1)).first()
