"""The page 食堂账目: key figures on top, the tabs below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QTabWidget

from desktop.core.terms import Month
from desktop.services.meal_workbooks import write_prefilled
from desktop.services.today.items import ClassMonth
from desktop.views.meals.charges import ChargesPanel
from desktop.views.meals.checklist import CLOSE_TAB, MEALS_TAB
from desktop.views.meals.closing import ClosePanel
from desktop.views.meals.figures import MealFigures
from desktop.views.meals.panel import MealsPanel
from desktop.views.meals.tabs import CanteenRecord, CanteenTab, TabPanel
from desktop.views.pages import Page
from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from desktop.views.desk import Desk

# A book that comes later adds one line.
TABS: Final = (
    CanteenTab(MEALS_TAB, "就餐", MealsPanel),
    CanteenTab("charges", "收费", ChargesPanel),
    CanteenTab(CLOSE_TAB, "月结", ClosePanel),
)

_LOWEST: Final = 40
"""Lines of type that the page must be high to show its figures."""


class CanteenPage(Page):
    """Meals, charges, and the close of the month."""

    title = "食堂账目"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.figures = MealFigures(desk)
        self.tabs = QTabWidget()
        self.panels: dict[str, TabPanel] = {}
        self.body.addWidget(self.figures)
        self.body.addWidget(self.tabs, 1)
        self.primary = self.add_primary("", self._on_primary)
        for tab in TABS:
            panel = tab.make(desk)
            self.panels[tab.name] = panel
            self.tabs.addTab(panel, tab.title)
            panel.primary_changed.connect(self._show_primary)
            panel.led.connect(self.show_record)
            panel.importing.connect(self._on_import)
        self.add_more("导入就餐天数表…", lambda: self._on_import("meal-days"))
        self.add_more("导出待填的就餐天数表…", self._on_export)
        self.add_more("导入收费项目表…", lambda: self._on_import("charges"))
        self.tabs.currentChanged.connect(self._on_tab)
        self.figures.missing.activated.connect(
            lambda: self.show_record(CanteenRecord(MEALS_TAB, desk.place.month))
        )
        self._show_primary()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """On a low screen the figures give way: lines to type in are worth more."""
        super().resizeEvent(event)
        self.figures.setVisible(event.size().height() >= _LOWEST * current_tokens().sizes.base)

    def show_record(self, record: object) -> None:
        """Open a tab by its name, a month, a class in a month, or a place in a tab."""
        if isinstance(record, Month):
            record = CanteenRecord(CLOSE_TAB, record)
        elif isinstance(record, ClassMonth):
            record = CanteenRecord(MEALS_TAB, record.month, record.class_id, of_class=True)
        elif isinstance(record, str):
            record = CanteenRecord(record)
        if not isinstance(record, CanteenRecord) or record.tab not in self.panels:
            return
        if record.month is not None:
            self.desk.place.set_month(record.month)
        panel = self.panels[record.tab]
        self.tabs.setCurrentWidget(panel)
        panel.show_record(record)

    @property
    def panel(self) -> TabPanel:
        """The tab that is open."""
        panel = self.tabs.currentWidget()
        assert isinstance(panel, TabPanel)  # noqa: S101 - nothing else is ever added
        return panel

    def _on_tab(self, _place: int) -> None:
        self._show_primary()
        self.panel.focus_first()

    def _show_primary(self) -> None:
        panel = self.panel
        self.primary.setVisible(bool(panel.primary))
        self.primary.setText(panel.primary)
        self.primary.setEnabled(panel.primary_ready())

    def _on_primary(self) -> None:
        self.panel.do_primary()

    def _on_import(self, sheet: str) -> None:
        self.desk.place.open("people", f"import:{sheet}")

    def _on_export(self) -> None:
        desk, month = self.desk, self.desk.place.month
        path = desk.messages.ask_save(
            self, "导出待填的就餐天数表", f"{month.label}就餐天数.xlsx", "Excel 工作簿 (*.xlsx)"
        )
        if path is None:
            return
        session = desk.session
        desk.tasks.paper(self, lambda _job: write_prefilled(session, month, path)).titled(
            "导出待填的就餐天数表"
        ).then(
            lambda count: desk.messages.say(
                f"已导出 {count} 名学生到 {path.name}。表里有个人信息，请妥善保管。"
            )
        ).start()
