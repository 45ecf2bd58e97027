"""The tab 就餐: who ate on each day, the pupils' days, both side by side, the staff's meals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.views.canteen.counts.comparing import ComparingPanel
from desktop.views.canteen.counts.panel import CountsPanel
from desktop.views.canteen.places import DayPlace
from desktop.views.canteen.staffmeals.panel import StaffMealsPanel
from desktop.views.meals.panel import MealsPanel
from desktop.views.meals.records import (
    COUNTS_PART,
    DAYS_PART,
    PRICES_PART,
    STAFF_PART,
    CanteenRecord,
)
from desktop.views.parted import PartedPanel
from desktop.views.tabbed import Tab

if TYPE_CHECKING:
    from desktop.views.desk import Desk


def _staff_meals(desk: Desk) -> StaffMealsPanel:
    return StaffMealsPanel(desk, CanteenRecord("charges", part=PRICES_PART))


PARTS: Final = (
    Tab(COUNTS_PART, "每日人数", CountsPanel),
    Tab(DAYS_PART, "学生天数", MealsPanel),
    Tab("comparing", "人数核对", ComparingPanel),
    Tab(STAFF_PART, "教职工就餐", _staff_meals),
)


class EatingPanel(PartedPanel):
    """Opens with the days of the pupils, which every school records."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, PARTS, DAYS_PART)

    def show_record(self, record: object) -> None:
        """Open a part, a class in the grid of the days, or the heads of a meal."""
        if isinstance(record, DayPlace):
            counts = self.turn_to(COUNTS_PART)
            assert isinstance(counts, CountsPanel)  # noqa: S101 - as the list above says
            counts.in_books(record.canteen_id, lambda: counts.open_day(*record.meal))
        elif isinstance(record, CanteenRecord):
            self.turn_to(record.part or DAYS_PART).show_record(record)
