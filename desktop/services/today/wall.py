"""Rules over the notice board: what is to be posted, taken down, answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.services.notices.register import reminders
from desktop.services.today.items import Asking, Item, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop.services.notices.register import NoticeEntry

NOTICES: Final = "notices"
MOST_NOTICES: Final = 3
"""More than these are told in one sentence."""


def wall(asking: Asking) -> Iterator[Item]:
    """Notices that wait for hands."""
    found = reminders(asking.session)
    yield from _told("notice.post", found.to_post, "已发布，还没有登记张贴")
    yield from _told("notice.due", found.due_today, "今天公示期满，期满后请撤下并登记")
    yield from _told("notice.overdue", found.overdue, "该撤下了，还没有登记撤下")
    yield from _told("notice.answer", found.to_answer, "有异议还没有答复")


def _told(rule: str, entries: Sequence[NoticeEntry], what: str) -> Iterator[Item]:
    if len(entries) > MOST_NOTICES:
        first = entries[0]
        sentence = f"{len(entries)}份公示{what}，最早的是{_name(first)}。"
        yield Item(rule, Urgency.HANDS, sentence, NOTICES, first.number)
        return
    for entry in entries:
        yield Item(rule, Urgency.HANDS, f"{_name(entry)}{what}。", NOTICES, entry.number)


def _name(entry: NoticeEntry) -> str:
    return f"{entry.number}（{entry.kind.label}，{entry.month.label}）"
