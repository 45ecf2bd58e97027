"""教职工 at a bureau: the staff of all schools, with their record beside."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QVBoxLayout

from desktop.core.changes import Book
from desktop.rosters.staff import STAFF
from desktop.services.search import StaffKey
from desktop.services.staff.lists import StaffOrder, StaffQuery
from desktop.services.units import units
from desktop.views.importing import Purpose
from desktop.views.importing.roster import save_template
from desktop.views.schools import SchoolRoom
from desktop.views.staff.filters import StaffFilters
from desktop.views.staff.listing import COUNTY_COLUMNS, StaffSource
from desktop.views.staff.pane import StaffPane
from desktop.views.tabbed import TabPanel
from desktop.views.tables import DetailSplit, ListView
from desktop.views.widgets import EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from desktop.services.staff.lists import StaffLine
    from desktop.services.units import UnitLine
    from desktop.views.desk import Desk

_EVERYBODY: Final = StaffQuery(everywhere=True)


class CountyStaffPanel(TabPanel):
    """Everybody who works at some school here, or at the bureau itself."""

    takes = STAFF.name

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.primary = "导入各校教职工" if self.may_write else ""
        self.filters = StaffFilters(everywhere=True)
        words = "还没有教职工。导入各校的教职工名册以后，全县的教职工在这里。"
        self.empty = EmptyState(words, self.primary, "people")
        self.view = ListView(
            desk, "county-staff", COUNTY_COLUMNS, self._source(_EVERYBODY), self.empty
        )
        self.view.titled("全县教职工名册")
        self.view.identify_by(lambda line: line.staff_id)
        self.print_through_page(self.view)
        self.room = SchoolRoom(desk, self._made)
        self.split = DetailSplit(self.view, self.room)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.filters)
        layout.addWidget(self.split, 1)
        self.setFocusProxy(self.view)
        self._connect()
        self._offer_schools()

    def _connect(self) -> None:
        self.empty.asked.connect(self.do_primary)
        self.filters.changed.connect(self._on_filtered)
        self.view.filtering.connect(self.filters.text.setFocus)
        self.view.selected.connect(self._on_selected)
        self.view.activated.connect(self._open_line)
        books = (Book.PEOPLE, Book.IMPORTS, Book.UNITS)
        self.desk.refresh.subscribe(self, books, self._reload)

    def do_primary(self) -> None:
        """Take the rosters of the schools in."""
        self.importing.emit(STAFF.name)

    def more(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """Somebody new of the bureau's own, and an empty workbook to fill in."""
        blank = partial(save_template, self.desk, self, Purpose(STAFF))
        own = (("新增教育局自己的人…", self.enter_new),) if self.may_write else ()
        return (*own, (f"下载{STAFF.title}空白表", blank))

    def show_record(self, record: object) -> None:
        """Open a member of staff of some school, or of the bureau."""
        if isinstance(record, StaffKey):
            session = self.desk.session
            known = record.unit_id is not None
            unit_id = record.unit_id if record.unit_id is not None else session.unit_id
            self._open(unit_id, record.school if known else session.unit_name, record.staff_id)

    def enter_new(self) -> None:
        """Open the form of somebody new at the bureau itself."""
        session = self.desk.session
        self.view.grid.clearSelection()
        self.split.open_pane()
        self.room.of(session.unit_id, session.unit_name).enter_new()

    def _made(self, desk: Desk) -> StaffPane:
        pane = StaffPane(desk)
        session = desk.session
        pane.closing.connect(self.split.close_pane)
        pane.added.connect(partial(self._open, session.unit_id, session.unit_name))
        return pane

    def _open_line(self, line: StaffLine) -> None:
        self._open(line.unit_id, line.school, line.staff_id)

    def _open(self, unit_id: UUID, school: str, staff_id: UUID) -> None:
        self.split.open_pane()
        self.room.of(unit_id, school).show_member(staff_id)

    def _on_filtered(self, query: StaffQuery) -> None:
        self.view.set_source(self._source(query), filtered=query.narrowed)

    def _source(self, query: StaffQuery) -> StaffSource:
        return StaffSource(self.desk.session, query, StaffOrder.SCHOOL)

    def _on_selected(self, line: StaffLine | None) -> None:
        if line is not None:
            self.room.of(line.unit_id, line.school).show_member(line.staff_id)

    def _reload(self) -> None:
        self.view.reload()
        if self.room.pane is not None:
            self.room.pane.reload()
        self._offer_schools()

    def _offer_schools(self) -> None:
        session = self.desk.session
        task = self.desk.tasks.read(self, lambda _job: units(session))
        task.then(self._on_schools).start()

    def _on_schools(self, lines: Sequence[UnitLine]) -> None:
        if self.filters.school is not None:
            self.filters.school.offer((line.unit_id, line.name) for line in lines)
