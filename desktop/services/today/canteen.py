"""The questions that the canteen's books ask of themselves."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Final

from desktop.core.terms import Month
from desktop.services.checks.canteen_logs import certificates_running_out
from desktop.services.checks.registry import OF_TODAY, Asked, asked
from desktop.services.today.canteen_logs import LOOKED_BACK_DAYS
from desktop.services.today.items import Item, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.today.items import Asking

CANTEEN: Final = "canteen"


def questions(asking: Asking) -> Iterator[Item]:
    """What the rules ask of this month and the last, a line for each rule and month.

    What stands on the page anyway is not said twice: certificates, logs of the last days.
    """
    this = Month.of(asking.today)
    told_since = asking.today - timedelta(days=LOOKED_BACK_DAYS)
    for month in (this.previous, this):
        said = OF_TODAY if month < this else (certificates_running_out,)
        logs_until = asking.today if month in asking.closed else told_since
        wanted = Asked(without=said, logs_until=logs_until)
        found = asked(asking.connection, asking.unit_id, month, asking.today, wanted)
        for rule, lines in groupby(found, key=lambda question: question.rule):
            first, *others = lines
            more = f"同类还有{len(others)}处。" if others else ""
            sentence = f"{rule.title}（{rule.code}）：{first.sentence}{more}"
            yield Item(f"canteen.{rule.code}", Urgency.INFORMATION, sentence, CANTEEN, first.place)
