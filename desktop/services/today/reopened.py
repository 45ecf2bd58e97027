"""A rule over months that the county has opened again: until when, and that it is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.today.items import Asking, Item, Urgency, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator

_CANTEEN = "canteen"


def reopened_months(asking: Asking) -> Iterator[Item]:
    """What is open again wants to be closed again; when its days are over it cannot be changed."""
    for month, until in sorted(asking.reopened.items()):
        if until < asking.today:
            sentence = (
                f"{month.label}重新打开的期限（{spoken(until)}）已过，不能再改，也没有封存码。"
                "请再结账；还要改，请教育局延长。"
            )
            yield Item("month.reopened_over", Urgency.HANDS, sentence, _CANTEEN, month)
        else:
            sentence = f"{month.label}重新打开到{spoken(until)}，改好以后请再结账。"
            yield Item("month.reopened", Urgency.HANDS, sentence, _CANTEEN, month)
