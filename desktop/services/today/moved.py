"""A rule over notices that the books have overtaken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from desktop.core.json import load
from desktop.core.terms import Month
from desktop.database.records import AuditEntry
from desktop.services.notices.drafts import DraftState, draft
from desktop.services.notices.issue import NoticeKind
from desktop.services.today.items import Asking, Item, NoticeToIssue, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOTICES = "notices"
REOPENED = "month.reopen"


def overtaken_notices(asking: Asking) -> Iterator[Item]:
    """Months that were opened again and closed anew, whose notice says what the books do not.

    A closed month changes in no other way, so that the others need not be looked into.
    """
    for month in sorted(_opened_once(asking) & asking.closed):
        found = draft(asking.session, NoticeKind.MEALS, month)
        if found.state is DraftState.MOVED:
            sentence = f"{month.label}的账目改过，{found.standing}不再作数，要发更正公示。"
            record = NoticeToIssue(NoticeKind.MEALS, month)
            yield Item("notice.moved", Urgency.HANDS, sentence, _NOTICES, record)


def _opened_once(asking: Asking) -> set[Month]:
    """Months that were opened again at any time; the chain remembers it."""
    entries = select(AuditEntry.summary).where(
        AuditEntry.unit_id == asking.unit_id, AuditEntry.action == REOPENED
    )
    summaries = asking.connection.execute(entries).scalars()
    return {Month.from_number(load(summary)["month"]) for summary in summaries}
