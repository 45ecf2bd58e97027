"""The page 食堂账目: key figures on top, the tabs below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.core.terms import Month
from desktop.services.checks.questions import CanteenPlace
from desktop.services.exports import MEAL_DAYS
from desktop.services.today.items import ClassMonth
from desktop.views.canteen.goods.receipts import ReceiptsPanel
from desktop.views.canteen.issues import IssuesPanel
from desktop.views.canteen.logs.panel import TAB as LOGS_TAB
from desktop.views.canteen.logs.panel import LogsPanel
from desktop.views.canteen.money.panel import MoneyPanel
from desktop.views.canteen.stocktake.panel import TAB as STOCKTAKE_TAB
from desktop.views.canteen.stocktake.panel import StocktakePanel
from desktop.views.meals.charging import ChargingPanel
from desktop.views.meals.checklist import CLOSE_TAB, MEALS_TAB, MONEY_TAB
from desktop.views.meals.closing import ClosePanel
from desktop.views.meals.eating import EatingPanel
from desktop.views.meals.figures import MealFigures
from desktop.views.meals.records import CanteenRecord
from desktop.views.meals.sheets import SheetsButton
from desktop.views.style import current_tokens
from desktop.views.tabbed import Tab, TabbedPage

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from desktop.views.desk import Desk

# A book that comes later adds one line.
TABS: Final = (
    Tab("receipts", "入库", ReceiptsPanel),
    Tab("issues", "出库", IssuesPanel),
    Tab(MEALS_TAB, "就餐", EatingPanel),
    Tab("charges", "收费", ChargingPanel),
    Tab(MONEY_TAB, "收支", MoneyPanel),
    Tab(STOCKTAKE_TAB, "盘点", StocktakePanel),
    Tab(LOGS_TAB, "日志", LogsPanel),
    Tab(CLOSE_TAB, "月结", ClosePanel),
)

_LOWEST: Final = 40
"""Lines of type that the page must be high to show its figures."""


class CanteenPage(TabbedPage):
    """Meals, charges, and the close of the month."""

    title = "食堂账目"
    name = "canteen"
    first = MEALS_TAB

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TABS)
        self.figures = MealFigures(desk)
        self.books_layout.insertWidget(0, self.figures)
        self.sheets = SheetsButton(desk, self, self.start_import)
        self.title_line.insertWidget(self.title_line.count() - 1, self.sheets)
        self.faces.currentChanged.connect(self._on_face)
        self.figures.missing.activated.connect(
            lambda: self.show_record(CanteenRecord(MEALS_TAB, desk.place.month))
        )

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """On a low screen the figures give way: lines to type in are worth more."""
        super().resizeEvent(event)
        self.figures.setVisible(event.size().height() >= _LOWEST * current_tokens().sizes.base)

    def _on_face(self, _place: int) -> None:
        """What lies over the books has actions of its own."""
        self.sheets.setVisible(self.sheets.offers and self.faces.currentWidget() is self.books)

    def month_of_import(self, sheet: str) -> Month | None:
        """Meal days are those of the month that is shown."""
        return self.desk.place.month if sheet == MEAL_DAYS else None

    def show_record(self, record: object) -> None:
        """Open a tab by its name, a month, a class in one, a place in a tab, or an import."""
        if self.go_on_with(record):
            return
        if isinstance(record, Month):
            record = CanteenRecord(CLOSE_TAB, record)
        elif isinstance(record, ClassMonth):
            record = CanteenRecord(MEALS_TAB, record.month, record.class_id, of_class=True)
        elif isinstance(record, str):
            tab, _, place = record.partition("/")
            record = CanteenRecord(tab, part=place)
        if not isinstance(record, CanteenRecord | CanteenPlace) or not self.has_tab(record.tab):
            return
        if record.month is not None:
            self.desk.place.set_month(record.month)
        self.open_tab(record.tab).show_record(record)
