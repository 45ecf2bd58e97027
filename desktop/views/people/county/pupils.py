"""全县学生: the pupils of all schools, found by name or number, with their record beside."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.core.changes import Book
from desktop.rosters.students import STUDENTS
from desktop.services.county_lists import CountyPupil, CountyQuery, county_pupils
from desktop.services.pupil_order import Lacking
from desktop.views.people.county.sheets import county_sheets
from desktop.views.people.listing import state_chip, state_words
from desktop.views.people.record import PupilPane
from desktop.views.schools import SchoolChoices, SchoolRoom, offer_schools
from desktop.views.tabbed import TabPanel
from desktop.views.tables import DetailSplit, ListColumn, ListPage, ListView
from desktop.views.widgets import Choice, EmptyState, SearchField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

COLUMNS: Final[tuple[ListColumn[CountyPupil], ...]] = (
    ListColumn("school", "学校", lambda p: p.school, 220, sort="school"),
    ListColumn("name", "姓名", lambda p: p.name, 200),
    ListColumn("class", "班级", lambda p: p.school_class, 110),
    ListColumn("sex", "性别", lambda p: p.sex.label if p.sex else "", 60, "center"),
    ListColumn(
        "state", "状态", lambda p: state_words(p.state), 90, chip=lambda p: state_chip(p.state)
    ),
    ListColumn("id", "证件号（遮盖）", lambda p: p.id_masked, 180, hidden=True),
)


class CountyFilters(QWidget):
    """Text, school and what is lacking; `changed` carries the query."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.text = SearchField("姓名、拼音、首字母或完整号码")
        self.school = SchoolChoices()
        self.lacking: Choice[Lacking] = Choice(
            "缺什么", [(kind, kind.label) for kind in Lacking], nothing="资料不限"
        )
        self.clear = QPushButton("清除筛选")
        self.clear.setEnabled(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.addWidget(self.text, 1)
        for choice in (self.school, self.lacking):
            choice.changed.connect(self._tell)
            layout.addWidget(choice)
        layout.addWidget(self.clear)
        self.text.searched.connect(lambda _text: self._tell())
        self.clear.clicked.connect(self.reset)

    @property
    def query(self) -> CountyQuery:
        """What is asked for."""
        return CountyQuery(
            self.text.text().strip(), self.school.value(), lacking=self.lacking.value()
        )

    def reset(self) -> None:
        """Ask for everybody."""
        blocker = QSignalBlocker(self)
        for choice in (self.school, self.lacking):
            choice.setCurrentIndex(0)
        self.text.clear()
        self.text.ask_now()
        blocker.unblock()
        self._tell()

    def _tell(self) -> None:
        query = self.query
        self.clear.setEnabled(query.narrowed)
        self.changed.emit(query)


class CountySource:
    """The pupils of a query over all schools."""

    def __init__(self, session: Session, query: CountyQuery) -> None:
        self._session, self.query = session, query

    def page(
        self, job: Job, sort: str | None, *, descending: bool, offset: int, limit: int
    ) -> ListPage[CountyPupil]:
        """Some of the pupils; they stand school by school whichever way."""
        del sort
        job.progress.step("读取全县名册")
        query = replace(self.query, offset=offset, limit=limit, descending=descending)
        found = county_pupils(self._session, query)
        return ListPage(found.lines, found.total)


class CountyPupilsPanel(TabPanel):
    """Everybody who is a pupil of some school here."""

    takes = STUDENTS.name

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.primary = "导入各校名册" if self.may_write else ""
        self.filters = CountyFilters()
        empty = EmptyState("还没有学生。导入各校的名册以后，全县的学生在这里。", picture="people")
        source = CountySource(desk.session, CountyQuery())
        self.view = ListView(desk, "county-pupils", COLUMNS, source, empty)
        self.view.titled("全县学生名册")
        self.view.identify_by(lambda line: line.student_id)
        self.print_through_page(self.view)
        self.room = SchoolRoom(desk, self._made)
        self.split = DetailSplit(self.view, self.room)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.filters)
        layout.addWidget(self.split, 1)
        self.setFocusProxy(self.view)
        self.filters.changed.connect(self._on_filtered)
        self.view.filtering.connect(self.filters.text.setFocus)
        self.view.selected.connect(self._on_selected)
        desk.refresh.subscribe(self, (Book.PEOPLE, Book.IMPORTS, Book.UNITS), self._reload)
        offer_schools(self.desk, self, self.filters.school)

    @property
    def pane(self) -> PupilPane | None:
        """The pane of the pupil that is shown."""
        return self.room.pane

    def _made(self, desk: Desk) -> PupilPane:
        pane = PupilPane(desk)
        pane.closing.connect(self.split.close_pane)
        return pane

    def more(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """The other sheets of the schools."""
        return county_sheets(self)

    def do_primary(self) -> None:
        """Take the rosters of the schools in."""
        self.importing.emit(STUDENTS.name)

    def show_record(self, record: object) -> None:
        """Open a pupil of some school."""
        if isinstance(record, CountyPupil):
            self.split.open_pane()
            self.room.of(record.unit_id, record.school).show_pupil(record.student_id)

    def _on_filtered(self, query: CountyQuery) -> None:
        source = CountySource(self.desk.session, query)
        self.view.set_source(source, filtered=query.narrowed)

    def _on_selected(self, line: CountyPupil | None) -> None:
        if line is not None:
            self.room.of(line.unit_id, line.school).show_pupil(line.student_id)

    def _reload(self) -> None:
        self.view.reload()
        if self.pane is not None:
            self.pane.reload()
        offer_schools(self.desk, self, self.filters.school)
