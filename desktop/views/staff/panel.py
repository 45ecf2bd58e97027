"""教职工: the list with its filters, and the pane of one person."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QVBoxLayout

from desktop.core.changes import Book
from desktop.rosters.absences import ABSENCES
from desktop.rosters.post_changes import POST_CHANGES
from desktop.rosters.staff import STAFF
from desktop.services.search import StaffKey
from desktop.services.staff.lists import StaffQuery
from desktop.views.importing import Purpose
from desktop.views.importing.giving import give_sheet
from desktop.views.importing.roster import save_template
from desktop.views.staff.filters import StaffFilters
from desktop.views.staff.listing import COLUMNS, StaffSource
from desktop.views.staff.pane import StaffPane
from desktop.views.tabbed import TabPanel
from desktop.views.tables import DetailSplit, ListView
from desktop.views.widgets import EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from desktop.services.staff.lists import StaffLine
    from desktop.views.desk import Desk


class StaffPanel(TabPanel):
    """Everybody who works or worked here."""

    takes = STAFF.name

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.primary = "导入教职工" if self.may_write else ""
        self.filters = StaffFilters()
        self.new = QPushButton("新增…", self.filters)
        self.new.setVisible(self.may_write)
        self.filters.layout_.addWidget(self.new)
        words = "这里是教职工名册，从 Excel 花名册导入，也可以一个一个新增。"
        self.empty = EmptyState(words, self.primary, "people")
        source = StaffSource(desk.session, StaffQuery())
        self.view = ListView(desk, "staff", COLUMNS, source, self.empty)
        self.view.titled("教职工名册")
        self.view.identify_by(lambda line: line.staff_id)
        self.print_through_page(self.view)
        self.pane = StaffPane(desk)
        self.split = DetailSplit(self.view, self.pane)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.filters)
        layout.addWidget(self.split, 1)
        self.setFocusProxy(self.view)
        self._connect()

    def _connect(self) -> None:
        self.empty.asked.connect(self.do_primary)
        self.new.clicked.connect(self.enter_new)
        self.filters.changed.connect(self._on_filtered)
        self.view.filtering.connect(self.filters.text.setFocus)
        self.view.selected.connect(self._on_selected)
        self.view.activated.connect(lambda line: self._open(line.staff_id))
        self.pane.closing.connect(self.split.close_pane)
        self.pane.added.connect(self._open)
        self.desk.refresh.subscribe(self, (Book.PEOPLE, Book.IMPORTS), self._reload)

    def do_primary(self) -> None:
        """Begin importing a roster of staff."""
        self.importing.emit(STAFF.name)

    def more(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """Other sheets in, sheets out, and empty ones to fill in."""
        kinds = (STAFF, POST_CHANGES, ABSENCES)
        blank = [
            (
                f"下载{kind.title}空白表",
                partial(save_template, self.desk, self, Purpose(kind)),
            )
            for kind in kinds
        ]
        if not self.may_write:
            return blank
        taking = [
            (f"导入{kind.title}表", partial(self.importing.emit, kind.name)) for kind in kinds[1:]
        ]
        giving = [
            (f"导出{kind.title}表（可以再导入）", partial(give_sheet, self.desk, self, kind))
            for kind in kinds
        ]
        return (*taking, *giving, *blank)

    def show_record(self, record: object) -> None:
        """Open a member of staff."""
        if isinstance(record, StaffKey):
            self._open(record.staff_id)

    def enter_new(self) -> None:
        """Open the form of somebody new."""
        self.view.grid.clearSelection()
        self.split.open_pane()
        self.pane.enter_new()

    def _open(self, staff_id: UUID) -> None:
        self.split.open_pane()
        self.pane.show_member(staff_id)

    def _on_filtered(self, query: StaffQuery) -> None:
        source = StaffSource(self.desk.session, query)
        self.view.set_source(source, filtered=query.narrowed)

    def _on_selected(self, line: StaffLine | None) -> None:
        if line is not None:
            self.pane.show_member(line.staff_id)

    def _reload(self) -> None:
        self.view.reload()
        self.pane.reload()
