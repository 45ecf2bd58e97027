"""The tab 收费: the board of charges, the meal fees of the pupils, the prices of meals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.views.canteen.fees.panel import FeesPanel
from desktop.views.canteen.prices.panel import PricesPanel
from desktop.views.meals.charges import ChargesPanel
from desktop.views.meals.records import BOARD_PART, FEES_PART, PRICES_PART, CanteenRecord
from desktop.views.parted import PartedPanel
from desktop.views.tabbed import Tab

if TYPE_CHECKING:
    from desktop.views.desk import Desk

PARTS: Final = (
    Tab(BOARD_PART, "收费项目", ChargesPanel),
    Tab(FEES_PART, "学生伙食费", FeesPanel),
    Tab(PRICES_PART, "伙食价格", PricesPanel),
)


class ChargingPanel(PartedPanel):
    """Opens with the board."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, PARTS, BOARD_PART)

    def show_record(self, record: object) -> None:
        """Open a part."""
        if isinstance(record, CanteenRecord) and record.part:
            self.turn_to(record.part)
