"""What of the staff's meals should be looked at before a month is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.core.money import Money
from desktop.services.canteen.shares import shares_of
from desktop.services.canteen.staff_accounts import staff_accounts_of
from desktop.services.obstacles import Obstacle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.terms import Month
    from desktop.services.canteen.canteens import CanteenLine


def staff_obstacles(
    connection: Connection, unit_id: UUID, canteen: CanteenLine, month: Month
) -> Iterator[Obstacle]:
    """Meals that are not paid, money without a name, shares that cannot be or must not be."""
    accounts = staff_accounts_of(connection, unit_id, canteen, month)
    owing = [line for line in accounts.lines if line.owed.units > 0]
    if owing:
        owed = Money.sum(line.owed for line in owing)
        sentence = f"{canteen.name}有{len(owing)}名教职工的伙食费还欠交{owed}元"
        yield Obstacle("canteen.staff_owed", sentence, blocking=False)
    if accounts.unnamed:
        sentence = f"{canteen.name}收的教职工伙食费有{accounts.unnamed}元没有写明是谁交的"
        yield Obstacle("canteen.staff_unnamed", sentence, blocking=False)
    (found,) = shares_of(connection, unit_id, canteen, [month])
    if found.unknown:
        sentence = f"{canteen.name}没有学生就餐人数，教职工和其他人员的食材成本不能分摊"
        yield Obstacle("canteen.shares", sentence, blocking=False)
    if found.of_subsidy:
        sentence = (
            f"{canteen.name}的教职工和其他人员有{found.of_subsidy}元食材只能来自营养膳食补助，"
            "补助不能承担这笔钱，结账时记为要还给补助资金的往来"
        )
        yield Obstacle("canteen.subsidy", sentence, blocking=False)
