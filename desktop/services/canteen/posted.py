"""What hangs on the wall of a canteen's month: whoever undoes a document in it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from desktop.core.errors import Confirmable
from desktop.core.notices import NoticeKind
from desktop.models import Notice

if TYPE_CHECKING:
    from collections.abc import Collection

    from desktop.core.terms import Month
    from desktop.database.work import Work

POSTED: Final = "posted"
"""Accepted where a person knows that a correction must be posted."""
_KINDS: Final = (NoticeKind.CANTEEN, NoticeKind.KINDERGARTEN)


def ask_about_notice(work: Work, month: Month, label: str, accepted: Collection[str]) -> None:
    """Ask before a document is undone whose month was made public.

    Raises:
        Confirmable: it was, and that is not accepted.
    """
    if POSTED in accepted:
        return
    query = (
        select(Notice.number)
        .where(
            Notice.unit_id == work.unit_id,
            Notice.month == month,
            Notice.kind.in_([kind.value for kind in _KINDS]),
        )
        .order_by(Notice.id.desc())
    )
    number = work.connection.execute(query.limit(1)).scalar()
    if number is not None:
        msg = (
            f"{label}所在的{month.label}已经公示（{number}）。冲销以后要发更正公示，"
            "会列在“今天要办”里。仍要冲销吗？"
        )
        raise Confirmable(POSTED, msg)
