"""The questions that the canteen's books ask of themselves."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from desktop.core.terms import Month
from desktop.services.checks.registry import asked
from desktop.services.today.items import Item, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.today.items import Asking

CANTEEN: Final = "canteen"


def questions(asking: Asking) -> Iterator[Item]:
    """What the rules ask of this month and the last, a line for each rule and month."""
    this = Month.of(asking.today)
    for month in (this.previous, this):
        found = asked(asking.connection, asking.unit_id, month, asking.today)
        for rule, lines in groupby(found, key=lambda question: question.rule):
            first, *others = lines
            more = f"同类还有{len(others)}处。" if others else ""
            sentence = f"{rule.title}（{rule.code}）：{first.sentence}{more}"
            yield Item(f"canteen.{rule.code}", Urgency.INFORMATION, sentence, CANTEEN, first.place)
