"""Rules over the wall: which notices are to be hung, taken down or answered for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.services.notices.register import reminders_on
from desktop.services.today.items import Item, Urgency

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from desktop.services.notices.register import NoticeEntry
    from desktop.services.today.items import Asking

NOTICES: Final = "notices"
MOST_NAMED: Final = 5
"""More notices than these that ask for the same are told in one sentence."""


def posted_notices(asking: Asking) -> Iterator[Item]:
    """What the wall asks for today."""
    found = reminders_on(asking.connection, asking.unit_id, asking.today)
    for rule, entries, words, together in (
        ("notice.post", found.to_post, lambda _: "已经发布，还没有张贴", "已经发布，还没有张贴"),
        ("notice.due", found.due_today, lambda _: "今天公示期满，放学后请撤下", "今天公示期满"),
        (
            "notice.overdue",
            found.overdue,
            lambda entry: _overdue(entry, asking.today),
            "该撤下了，还贴着",
        ),
        (
            "notice.objection",
            found.to_answer,
            lambda entry: f"有{entry.open_objections}条异议没有答复",
            "有异议没有答复",
        ),
    ):
        yield from _told(rule, entries, words, together)


def _told(
    rule: str,
    entries: tuple[NoticeEntry, ...],
    words: Callable[[NoticeEntry], str],
    together: str,
) -> Iterator[Item]:
    if len(entries) > MOST_NAMED:
        yield Item(rule, Urgency.HANDS, f"有{len(entries)}份公示{together}。", NOTICES)
        return
    for entry in entries:
        month = "" if entry.kind.long_term else entry.month.label
        sentence = f"{month}{entry.kind.label}（{entry.number}）{words(entry)}。"
        yield Item(rule, Urgency.HANDS, sentence, NOTICES, entry.number)


def _overdue(entry: NoticeEntry, today: date) -> str:
    if entry.replaced_by is not None:
        return f"已被{entry.replaced_by}替代，请撤下"
    over = (today - entry.hangs_until).days if entry.hangs_until else 0
    return f"公示期已过{over}天，请撤下"
