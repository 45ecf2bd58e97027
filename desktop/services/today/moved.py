"""A rule over notices that the books have overtaken."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from sqlalchemy import select

from desktop.core.json import load
from desktop.core.notices import NoticeKind
from desktop.core.terms import Month
from desktop.database.records import AuditEntry
from desktop.services.notices.canteen import corrected_months
from desktop.services.notices.drafts import DraftState, draft
from desktop.services.notices.makers import kinds_of
from desktop.services.today.items import Asking, Item, NoticeToIssue, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOTICES = "notices"
REOPENED = "month.reopen"


def overtaken_notices(asking: Asking) -> Iterator[Item]:
    """Closed months whose notices say what the books do not.

    Those that were opened again and closed anew, and those of which a later month has undone a
    document: a closed month changes in no other way, so that the others need not be looked into.
    """
    unit_id = asking.unit_id
    kinds = [kind for kind in kinds_of(asking.connection, unit_id) if not kind.long_term]
    opened, undone = _opened_once(asking), corrected_months(asking.connection, unit_id)
    for kind, month in sorted(product(kinds, (opened | undone) & asking.closed), key=_by_month):
        if kind is NoticeKind.MEALS and month not in opened:
            continue
        found = draft(asking.session, kind, month)
        if found.state is DraftState.MOVED:
            sentence = (
                f"{month.label}的账目改过，{kind.label}（{found.standing}）不再作数，要发更正公示。"
            )
            record = NoticeToIssue(kind, month)
            yield Item("notice.moved", Urgency.HANDS, sentence, _NOTICES, record)


def _by_month(found: tuple[NoticeKind, Month]) -> Month:
    return found[1]


def _opened_once(asking: Asking) -> set[Month]:
    """Months that were opened again at any time; the chain remembers it."""
    entries = select(AuditEntry.summary).where(
        AuditEntry.unit_id == asking.unit_id, AuditEntry.action == REOPENED
    )
    summaries = asking.connection.execute(entries).scalars()
    return {Month.from_number(load(summary)["month"]) for summary in summaries}
