"""Days of a month on which nobody was counted at table: what a close has to say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.services.canteen.heads import read_month
from desktop.services.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.terms import Month
    from desktop.services.canteen.canteens import CanteenLine

HOLES: Final = "canteen.uncounted_meals"
MISSING: Final = "canteen.uncounted_days"
_NAMED: Final = 5


def uncounted(
    connection: Connection, unit_id: UUID, canteen: CanteenLine, month: Month
) -> Iterator[Obstacle]:
    """What days without counts stand in the way of.

    Where a canteen counts day by day, a day on which food went out and nobody was counted is a
    hole in its own record: it blocks, and can always be settled, by the count or by the reason why
    nothing was served. A school day on which nothing went out is asked about only, and so is a
    month without any count: the school may keep its pupils' days of the month instead.
    """
    found = read_month(connection, unit_id, canteen, month, month.last)
    if not found.counted:
        if any(day.issued for day in found.days):
            sentence = f"{canteen.name}这个月有出库，一天也没有登记就餐人数"
            yield Obstacle(MISSING, sentence, blocking=False)
        return
    holes = found.holes
    if holes:
        sentence = (
            f"{canteen.name}有{len(holes)}天出了库却没有登记就餐人数（{_listed(holes)}），"
            "请补登记；没有开餐的写明原因"
        )
        yield Obstacle(HOLES, sentence, blocking=True)
    rest = [day for day in found.missing if day not in holes]
    if rest:
        sentence = f"{canteen.name}有{len(rest)}个上课日没有登记就餐人数（{_listed(rest)}）"
        yield Obstacle(MISSING, sentence, blocking=False)


def _listed(days: Sequence[date]) -> str:
    words = "、".join(f"{day.day}日" for day in days[:_NAMED])
    return f"{words}等" if len(days) > _NAMED else words
