"""The page 食堂账目: key figures on top, the tabs below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from desktop.core.labels import Role
from desktop.core.terms import Month
from desktop.rosters.sheets import sheet_kind
from desktop.services.exports import CHARGES, MEAL_DAYS
from desktop.services.meal_workbooks import write_prefilled
from desktop.services.today.items import ClassMonth
from desktop.views.meals.charges import ChargesPanel
from desktop.views.meals.checklist import CLOSE_TAB, MEALS_TAB
from desktop.views.meals.closing import ClosePanel
from desktop.views.meals.figures import MealFigures
from desktop.views.meals.panel import MealsPanel
from desktop.views.meals.tabs import CanteenRecord, CanteenTab, TabPanel
from desktop.views.pages import Page
from desktop.views.people.importing import ImportWizard, Purpose
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
        self.books = QWidget()
        self.wizards: dict[tuple[str, Month | None], ImportWizard] = {}
        self.faces = QStackedWidget()
        self.faces.addWidget(self.books)
        layout = QVBoxLayout(self.books)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.figures)
        layout.addWidget(self.tabs, 1)
        self.body.addWidget(self.faces, 1)
        self.primary = self.add_primary("", self._on_primary)
        for tab in TABS:
            panel = tab.make(desk)
            self.panels[tab.name] = panel
            self.tabs.addTab(panel, tab.title)
            panel.primary_changed.connect(self._show_primary)
            panel.led.connect(self.show_record)
            panel.importing.connect(self._on_import)
        self._add_actions()
        self.tabs.currentChanged.connect(self._on_tab)
        self.figures.missing.activated.connect(
            lambda: self.show_record(CanteenRecord(MEALS_TAB, desk.place.month))
        )
        self._show_primary()

    def _add_actions(self) -> None:
        if self.desk.session.role is not Role.AUDITOR:
            self.add_more("导入就餐天数表…", lambda: self._on_import(MEAL_DAYS))
            self.add_more("导出待填的就餐天数表…", self._on_export)
            self.add_more("导入收费项目表…", lambda: self._on_import(CHARGES))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """On a low screen the figures give way: lines to type in are worth more."""
        super().resizeEvent(event)
        self.figures.setVisible(event.size().height() >= _LOWEST * current_tokens().sizes.base)

    def focus_first(self) -> None:
        """Begin where the open tab does, or go on with the import over it."""
        if self.faces.currentWidget() is self.books:
            self.panel.focus_first()
        else:
            self.faces.currentWidget().setFocus()

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
        self._show_books()
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
        at_books = self.faces.currentWidget() is self.books
        self.primary.setVisible(at_books and bool(panel.primary))
        self.primary.setText(panel.primary)
        self.primary.setEnabled(panel.primary_ready())

    def _on_primary(self) -> None:
        self.panel.do_primary()

    def _on_import(self, sheet: str) -> None:
        """Take a workbook in; one of the same kind and month that was put aside goes on."""
        month = self.desk.place.month if sheet == MEAL_DAYS else None
        key = (sheet, month)
        wizard = self.wizards.get(key)
        if wizard is None:
            wizard = ImportWizard(self.desk, Purpose(sheet_kind(sheet), month))
            wizard.left.connect(self._show_books)
            wizard.closed.connect(lambda: self._on_wizard_closed(key))
            self.wizards[key] = wizard
            self.faces.addWidget(wizard)
            wizard.start()
        else:
            wizard.resume()
        self.faces.setCurrentWidget(wizard)
        self._show_primary()
        wizard.setFocus()

    def _on_wizard_closed(self, key: tuple[str, Month | None]) -> None:
        wizard = self.wizards.pop(key)
        wizard.stop()
        self._show_books()
        self.faces.removeWidget(wizard)
        wizard.deleteLater()

    def _show_books(self) -> None:
        self.faces.setCurrentWidget(self.books)
        self._show_primary()

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
