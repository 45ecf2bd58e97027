"""A page of tabs: each is made when it is first shown; imports and paper lie over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from desktop.core.labels import Role
from desktop.services.imports.county_files import goes_to_schools
from desktop.views.importing import ImportsUnderWay
from desktop.views.importing.file_step import dropped_paths
from desktop.views.pages import Page
from desktop.views.preview.paper import PaperView
from desktop.views.wizard import Wizard

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from desktop.core.terms import Month
    from desktop.views.desk import Desk
    from desktop.views.importing import ImportWizard
    from desktop.views.importing.county import CountyWizard
    from desktop.views.tables import ListView


class TabPanel(QWidget):
    """A tab. The page's one primary button and its menu belong to the tab that is open."""

    primary = ""
    """What the button says; empty: the tab has none."""
    takes = ""
    """The kind of sheet that a file dropped on the tab is taken for; empty: none."""
    primary_changed = Signal()
    led = Signal(object)
    """A record of this page that a link leads to."""
    importing = Signal(str)
    """The kind of a workbook that is to be taken in; at a bureau, of the schools' workbooks."""
    printing = Signal(bytes, str)
    """A PDF to look at, and its title."""
    covering = Signal(QWidget)
    """A wizard of the tab's own that is to lie over the tabs."""
    uncovered = Signal()
    """The tabs are to be seen again."""
    tools: QWidget | None = None
    """What stands in the line over it where it is a part of a tab; None: nothing."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    @property
    def may_write(self) -> bool:
        """Whether who is here may change the books."""
        return self.desk.session.role is not Role.AUDITOR

    def primary_ready(self) -> bool:
        """Whether the button can be pressed now."""
        return True

    def do_primary(self) -> None:
        """What the button does."""

    def more(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """What stands in the menu 更多 while the tab is open."""
        return ()

    def print_through_page(self, view: ListView) -> None:
        """Offer to print a list; its paper is looked at over the tabs."""
        view.preview_with(self.printing.emit)

    def show_record(self, record: object) -> None:
        """Show what a link points at."""

    def focus_first(self) -> None:
        """Put the keyboard where work begins."""
        self.setFocus()


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab in the list of tabs."""

    name: str
    title: str
    make: Callable[[Desk], TabPanel]


class TabbedPage(Page):
    """Its tabs, and what lies over them until it is closed."""

    name = ""
    """What the registry calls the page: imports that were put aside are offered on theirs."""
    first = ""
    """The tab that is open at first; empty: the one at the left."""

    def __init__(self, desk: Desk, tabs: Sequence[Tab]) -> None:
        super().__init__(desk)
        self.setAcceptDrops(True)
        self._kinds = {tab.name: tab for tab in tabs}
        self._panels: dict[str, TabPanel] = {}
        self._rooms: dict[str, QVBoxLayout] = {}
        self.tabs = QTabWidget()
        for tab in tabs:
            room = QWidget()
            self._rooms[tab.name] = QVBoxLayout(room)
            self._rooms[tab.name].setContentsMargins(0, 0, 0, 0)
            self.tabs.addTab(room, tab.title)
        self.books = QWidget()
        self.books_layout = QVBoxLayout(self.books)
        self.books_layout.setContentsMargins(0, 0, 0, 0)
        self.faces = QStackedWidget()
        self.imports = ImportsUnderWay(desk, self.faces, self.name)
        self.paper = PaperView(desk)
        self.books_layout.addWidget(self.imports.offers)
        self.books_layout.addWidget(self.tabs, 1)
        for face in (self.books, self.paper):
            self.faces.addWidget(face)
        self.body.addWidget(self.faces, 1)
        self.primary = self.add_primary("", self._on_primary)
        self.imports.offers.follow(self.primary)
        self.paper.closed.connect(self.show_books)
        self.imports.left.connect(self.show_books)
        self.imports.banner_asked.connect(self._show_face)
        self.panel_of(self.first or next(iter(self._kinds)))
        self.tabs.setCurrentIndex(list(self._kinds).index(self.first) if self.first else 0)
        self.tabs.currentChanged.connect(self._on_tab)
        self._show_actions()

    @property
    def panel(self) -> TabPanel:
        """The tab that is open."""
        return self.panel_of(list(self._kinds)[self.tabs.currentIndex()])

    @property
    def wizard(self) -> ImportWizard | None:
        """The import that lies over the tabs."""
        return self.imports.shown

    def panel_of(self, name: str) -> TabPanel:
        """A tab by its name, made if nobody has seen it yet."""
        if name not in self._panels:
            panel = self._kinds[name].make(self.desk)
            panel.primary_changed.connect(self._show_actions)
            panel.led.connect(self.show_record)
            panel.importing.connect(self._on_import)
            panel.printing.connect(self.show_paper)
            panel.covering.connect(self._show_face)
            panel.uncovered.connect(self.show_books)
            self._panels[name] = panel
            self._rooms[name].addWidget(panel)
            panel.show()
        return self._panels[name]

    def open_tab(self, name: str) -> TabPanel:
        """Show a tab."""
        panel = self.panel_of(name)
        self.show_books()
        self.tabs.setCurrentIndex(list(self._kinds).index(name))
        return panel

    def has_tab(self, name: object) -> bool:
        """Whether there is a tab of that name."""
        return name in self._kinds

    def month_of_import(self, sheet: str) -> Month | None:  # noqa: ARG002 - for those who need it
        """The month that a workbook of a kind is about; None where it is about none."""
        return None

    def start_import(self, sheet: str, path: Path | None = None) -> ImportWizard:
        """Take a workbook in; one of the same kind and month that was put aside goes on."""
        month = self.month_of_import(sheet)
        wizard = self.imports.start(sheet, month, anew=path is not None)
        self._show_face(wizard)
        if path is not None and not wizard.busy:
            wizard.take(path)
        return wizard

    def start_county_import(self, sheet: str, *paths: Path) -> CountyWizard:
        """Take the workbooks of all schools in, or go on where that was left."""
        month = self.month_of_import(sheet)
        wizard = self.imports.start_county(sheet, month, anew=bool(paths))
        self._show_face(wizard)
        if paths and not wizard.busy:
            wizard.take(*paths)
        return wizard

    def go_on_with(self, record: object) -> bool:
        """Go on with an import that was put aside, if a record is one (`services.drafts`)."""
        purpose = self.imports.offers.purpose_of(record)
        if purpose is not None:
            self._show_face(self.imports.go_on_with(purpose))
        return purpose is not None

    def show_paper(self, pdf: bytes, title: str) -> None:
        """Look at a list as it will be printed."""
        self.paper.show_pdf(pdf, title)
        self._show_face(self.paper)

    def show_books(self) -> None:
        """Leave what lies over the tabs."""
        self.imports.offers.look()
        self._show_face(self.books)

    def focus_first(self) -> None:
        """Begin where the open tab does, or go on with what lies over it."""
        face = self.faces.currentWidget()
        if face is self.books:
            self.panel.focus_first()
        elif isinstance(face, Wizard):
            face.focus_current()
        else:
            face.setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take a file, at a bureau several and folders, from those who may import."""
        panel = self.panel
        if panel.takes and panel.may_write and dropped_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """A workbook was dropped: take it in."""
        event.acceptProposedAction()
        self._on_import(self.panel.takes, *dropped_paths(event.mimeData()))

    def _on_import(self, sheet: str, *paths: Path) -> None:
        if goes_to_schools(self.desk.session, sheet):
            self.start_county_import(sheet, *paths)
        elif not paths or (len(paths) == 1 and paths[0].is_file()):
            self.start_import(sheet, *paths)
        else:
            self.desk.messages.say("一次放一个表格文件：请一个一个地导入。")

    def _show_face(self, face: QWidget) -> None:
        if self.faces.indexOf(face) < 0:
            self.faces.addWidget(face)
        self.faces.setCurrentWidget(face)
        self._show_actions()
        self.focus_first()

    def _on_primary(self) -> None:
        self.panel.do_primary()

    def _on_tab(self, _place: int) -> None:
        self._show_actions()
        self.panel.focus_first()

    def _show_actions(self) -> None:
        panel = self.panel
        at_books = self.faces.currentWidget() is self.books
        # What lies over the tabs has a title of its own, and small screens need the room.
        self.heading.setVisible(at_books)
        self.primary.setVisible(at_books and bool(panel.primary))
        self.primary.setText(panel.primary)
        self.primary.setEnabled(panel.primary_ready())
        self.offer_more(panel.more() if at_books else ())
