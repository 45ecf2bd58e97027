"""The page 食堂账目: key figures on top, the tabs below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer

from desktop.core.changes import Book
from desktop.core.terms import Month
from desktop.services.canteen.canteens import canteens
from desktop.services.checks.questions import CanteenPlace
from desktop.services.exports import MEAL_DAYS
from desktop.services.today.items import ClassMonth
from desktop.views.canteen.day.panel import TAB as DAY_TAB
from desktop.views.canteen.day.panel import DayPanel
from desktop.views.canteen.goods.receipts import ReceiptsPanel
from desktop.views.canteen.issues import IssuesPanel
from desktop.views.canteen.logs.panel import TAB as LOGS_TAB
from desktop.views.canteen.logs.panel import LogsPanel
from desktop.views.canteen.money.panel import MoneyPanel
from desktop.views.canteen.places import DayPlace
from desktop.views.canteen.stocktake.panel import TAB as STOCKTAKE_TAB
from desktop.views.canteen.stocktake.panel import StocktakePanel
from desktop.views.meals.charging import ChargingPanel
from desktop.views.meals.checklist import CLOSE_TAB, MEALS_TAB, MONEY_TAB
from desktop.views.meals.closing import ClosePanel
from desktop.views.meals.eating import EatingPanel
from desktop.views.meals.figures import MealFigures
from desktop.views.meals.records import DAYS_PART, CanteenRecord
from desktop.views.meals.sheets import SheetsButton
from desktop.views.style import current_tokens
from desktop.views.tabbed import Tab, TabbedPage

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QShowEvent

    from desktop.core.changes import Changes
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.views.desk import Desk

# A book that comes later adds one line.
TABS: Final = (
    Tab(DAY_TAB, "今日", DayPanel),
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
        self._settled = False
        """Whether somebody has chosen what is seen."""
        self._led_to = ""
        """The tab that 今日 has led to, until something was written there."""
        self.faces.currentChanged.connect(self._on_face)
        self.tabs.currentChanged.connect(self._on_turned)
        desk.refresh.changed.connect(self._on_written)
        self.figures.missing.activated.connect(
            lambda: self.show_record(CanteenRecord(MEALS_TAB, desk.place.month))
        )

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """On a low screen the figures give way: lines to type in are worth more."""
        super().resizeEvent(event)
        self._show_figures()

    def _show_figures(self) -> None:
        """The figures are a month's: a day needs their room."""
        high = self.height() >= _LOWEST * current_tokens().sizes.base
        self.figures.setVisible(high and not isinstance(self.panel, DayPanel))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Begin with 今日 where a canteen has accounts."""
        super().showEvent(event)
        if not self._settled:
            session = self.desk.session
            self.desk.tasks.read(self, lambda _job: canteens(session)).then(self._begin).start()

    def _begin(self, lines: tuple[CanteenLine, ...]) -> None:
        today = self.desk.session.store.clock.today()
        open_now = any(line.closed_on is None or line.closed_on >= today for line in lines)
        panel = self.panel
        elsewhere = isinstance(panel, EatingPanel) and panel.current != DAYS_PART
        if open_now and not self._settled and not elsewhere:
            self.open_tab(DAY_TAB)

    def _on_turned(self, _place: int) -> None:
        self._settled, self._led_to = True, ""
        self._show_figures()

    def _on_written(self, changes: Changes) -> None:
        """What 今日 has led to was done: go back, once the form has said so."""
        if self._led_to and Book.CANTEEN in changes.books:
            QTimer.singleShot(0, self, self._come_back)

    def _come_back(self) -> None:
        if self._led_to:
            day = self.open_tab(DAY_TAB)
            assert isinstance(day, DayPanel)  # noqa: S101 - as the list above says
            day.come_back()

    def _on_face(self, _place: int) -> None:
        """What lies over the books has actions of its own."""
        self._settled = True
        self.sheets.setVisible(self.sheets.offers and self.faces.currentWidget() is self.books)

    def month_of_import(self, sheet: str) -> Month | None:
        """Meal days are those of the month that is shown."""
        return self.desk.place.month if sheet == MEAL_DAYS else None

    def show_record(self, record: object) -> None:
        """Open a tab by its name, a month, a class in one, a place in a tab, or an import."""
        self._settled = True
        if self.go_on_with(record):
            return
        if isinstance(record, Month):
            record = CanteenRecord(CLOSE_TAB, record)
        elif isinstance(record, ClassMonth):
            record = CanteenRecord(MEALS_TAB, record.month, record.class_id, of_class=True)
        elif isinstance(record, str):
            tab, _, place = record.partition("/")
            record = CanteenRecord(tab, part=place)
        if not isinstance(record, CanteenRecord | CanteenPlace | DayPlace) or not self.has_tab(
            record.tab
        ):
            return
        if record.month is not None:
            self.desk.place.set_month(record.month)
        panel = self.open_tab(record.tab)
        if isinstance(record, DayPlace) and record.comes_back:
            self._led_to = record.tab
        panel.show_record(record)
