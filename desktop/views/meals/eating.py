"""The tab 就餐: the meal days of the pupils, and beside them the meals of the staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.views.canteen.staffmeals.panel import StaffMealsPanel
from desktop.views.meals.asking import CHARGES_TAB, PRICES
from desktop.views.meals.checklist import STAFF_PART
from desktop.views.meals.panel import MealsPanel
from desktop.views.meals.records import CanteenRecord
from desktop.views.meals.segments import Segmented, Segments

if TYPE_CHECKING:
    from desktop.views.desk import Desk


class EatingPanel(Segmented, MealsPanel):
    """Who has eaten."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.segments = Segments(self, "学生就餐天数")
        self.staff = StaffMealsPanel(desk)
        self.segments.add(STAFF_PART, "教职工就餐", self.staff, self.staff.tools)
        self.staff.prices_wanted.connect(
            lambda: self.led.emit(CanteenRecord(CHARGES_TAB, part=PRICES))
        )
