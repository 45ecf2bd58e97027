"""The settings: sections at the left, the chosen one beside them, made when it is first shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget

from desktop.services.today.items import Section as Name
from desktop.views.pages import Page
from desktop.views.preview.paper import PaperView
from desktop.views.settings.about import AboutSection
from desktop.views.settings.backup import BackupSection
from desktop.views.settings.calendar import CalendarSection
from desktop.views.settings.checkup import CheckupSection
from desktop.views.settings.display import DisplaySection
from desktop.views.settings.parameters import ParametersSection
from desktop.views.settings.standards import StandardsSection
from desktop.views.settings.unit import UnitSection
from desktop.views.settings.users import UsersSection
from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.views.desk import Desk
    from desktop.views.settings.section import Section

SECTIONS: Final[Mapping[Name, type[Section]]] = {
    Name.UNIT: UnitSection,
    Name.USERS: UsersSection,
    Name.CALENDAR: CalendarSection,
    Name.STANDARDS: StandardsSection,
    Name.PARAMETERS: ParametersSection,
    Name.BACKUP: BackupSection,
    Name.CHECKUP: CheckupSection,
    Name.DISPLAY: DisplaySection,
    Name.ABOUT: AboutSection,
}


class SettingsPage(Page):
    """All settings of the unit, the data and this machine."""

    title = "设置"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.names = QListWidget()
        self.names.setProperty("kind", "places")
        sizes = current_tokens().sizes
        self.names.setAccessibleName("设置的各个部分")
        for kind in SECTIONS.values():
            item = QListWidgetItem(kind.title, self.names)
            item.setSizeHint(QSize(0, sizes.control + 2))
        self.names.setFixedWidth(sizes.side)
        self._stack = QStackedWidget()
        self.paper = PaperView(desk)
        self.paper.closed.connect(self._close_paper)
        self._stack.addWidget(self.paper)
        self._made: dict[Name, Section] = {}
        line = QHBoxLayout()
        line.setSpacing(0)
        line.addWidget(self.names)
        line.addWidget(self._stack, 1)
        self.body.addLayout(line, 1)
        self.names.currentRowChanged.connect(self._on_chosen)
        self.names.setCurrentRow(0)

    @property
    def section(self) -> Section:
        """The section that is shown."""
        return self._made[list(SECTIONS)[self.names.currentRow()]]

    def focus_first(self) -> None:
        """Choose a section."""
        self.names.setFocus()

    def show_record(self, record: object) -> None:
        """Show a section by its name."""
        if isinstance(record, Name):
            self.names.setCurrentRow(list(SECTIONS).index(record))

    def _on_chosen(self, row: int) -> None:
        name = list(SECTIONS)[row]
        if name not in self._made:
            self._made[name] = SECTIONS[name](self.desk)
            self._made[name].paper_asked.connect(self._show_paper)
            self._stack.addWidget(self._made[name])
        self._stack.setCurrentWidget(self._made[name])

    def _show_paper(self, pdf: bytes, title: str) -> None:
        self.paper.show_pdf(pdf, title)
        self._stack.setCurrentWidget(self.paper)
        self.paper.setFocus()

    def _close_paper(self) -> None:
        self._stack.setCurrentWidget(self.section)
        self.section.setFocus()
