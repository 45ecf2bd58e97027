"""The tab 收费: what the school may ask money for, and what a meal costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.views.canteen.prices.panel import PricesPanel
from desktop.views.meals.charges import ChargesPanel
from desktop.views.meals.segments import Segmented, Segments

if TYPE_CHECKING:
    from desktop.views.desk import Desk

CHARGES_TAB: Final = "charges"
PRICES: Final = "prices"


class AskingPanel(Segmented, ChargesPanel):
    """Charges of the school, prices of the canteen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.segments = Segments(self, "收费项目")
        self.prices = PricesPanel(desk)
        self.segments.add(PRICES, "伙食价格", self.prices, self.prices.tools)
