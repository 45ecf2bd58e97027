"""Rules over attendance: rolls that were not called."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from desktop.services.attendance.overview import missing_in, rolls_since
from desktop.services.today.items import Item, RollToCall, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from desktop.services.attendance.overview import Missing
    from desktop.services.today.items import Asking

PEOPLE: Final = "people"
LOOKED_BACK_DAYS: Final = 7
MOST_ROLLS: Final = 5
"""More rolls than these that were not called are told in one sentence."""


def uncalled_rolls(asking: Asking) -> Iterator[Item]:
    """Days of the last week without a roll, in a school that calls rolls."""
    yesterday = asking.today - timedelta(days=1)
    begun = rolls_since(asking.connection, asking.unit_id, asking.today)
    if begun is None:
        return
    first = max(begun, asking.today - timedelta(days=LOOKED_BACK_DAYS))
    if first > yesterday:
        return
    missing = missing_in(asking.connection, asking.unit_id, first, yesterday)
    if len(missing) > MOST_ROLLS:
        named = "、".join(f"{m.label}{_spoken(m.day, asking.today)}" for m in missing[:2])
        sentence = (
            f"最近{LOOKED_BACK_DAYS}天有{len(missing)}个班次没有点名（{named}等），"
            "没有点名不等于缺勤。"
        )
        yield Item("roll.missing", Urgency.SOON, sentence, PEOPLE, _record(missing[0]))
        return
    for line in missing:
        sentence = f"{line.label}{_spoken(line.day, asking.today)}没有点名。"
        yield Item("roll.missing", Urgency.SOON, sentence, PEOPLE, _record(line))


def _record(line: Missing) -> RollToCall:
    return RollToCall(line.class_id, line.day)


def _spoken(day: date, today: date) -> str:
    if day == today - timedelta(days=1):
        return "昨天"
    return f"{day.month}月{day.day}日"
