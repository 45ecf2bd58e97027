"""考勤 at a bureau: pupils of all schools who have not been seen for school days on end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.core.changes import Book
from desktop.services.attendance.runs import Run, county_runs
from desktop.views.attendance.runs import COLUMNS as OF_A_SCHOOL
from desktop.views.attendance.runs import LEAST
from desktop.views.people.record import PupilPane
from desktop.views.schools import SchoolChoices, SchoolRoom, offer_schools
from desktop.views.style import mark
from desktop.views.tabbed import TabPanel
from desktop.views.tables import DetailSplit, ListColumn, ListPage, ListView
from desktop.views.widgets import Choice, EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_LEASTS: Final = (1, 3, 5, 10, 20)
COLUMNS: Final[tuple[ListColumn[Run], ...]] = (
    ListColumn("school", "学校", lambda r: r.school, 180, sort="school"),
    *(replace(column, width=min(column.width, 110)) for column in OF_A_SCHOOL),
)
_ORDERS: Final[Mapping[str, Callable[[Run], object]]] = {
    "school": lambda r: (r.school, r.label, r.name),
    "class": lambda r: (r.label, r.school, r.name),
    "unexcused": lambda r: r.unexcused,
    "excused": lambda r: r.excused,
    "first": lambda r: r.first,
}


class AbsenceFilters(QWidget):
    """From how many school days on, and the school."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        days = [(days, f"{days} 天以上") for days in _LEASTS if days != LEAST]
        self.least: Choice[int] = Choice("连续缺勤的上课日", days, nothing=f"{LEAST} 天以上")
        self.school = SchoolChoices()
        self.clear = QPushButton("清除筛选")
        self.clear.setEnabled(False)
        words = QLabel("按上课日算；没有点名的日子不算缺勤，请假另计。")
        words.setWordWrap(True)
        # It takes the room that is left, on two lines if need be.
        words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        mark(words, kind="muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.addWidget(QLabel("连续缺勤"))
        for choice in (self.least, self.school):
            choice.changed.connect(self._tell)
            layout.addWidget(choice)
        layout.addWidget(self.clear)
        layout.addWidget(words, 1)
        self.clear.clicked.connect(self.reset)

    @property
    def narrowed(self) -> bool:
        """Whether anything is asked for but the usual."""
        return self.least.value() is not None or self.school.value() is not None

    def reset(self) -> None:
        """Ask for the usual of all schools."""
        blocker = QSignalBlocker(self)
        for choice in (self.least, self.school):
            choice.setCurrentIndex(0)
        blocker.unblock()
        self._tell()

    def _tell(self) -> None:
        self.clear.setEnabled(self.narrowed)
        self.changed.emit()


class RunSource:
    """The runs that the filters leave, with their number in the foot."""

    def __init__(self, session: Session, least: int, unit_id: UUID | None) -> None:
        self._session, self._least, self._unit_id = session, least, unit_id
        self._runs: tuple[Run, ...] | None = None

    def restart(self) -> None:
        """The books have moved."""
        self._runs = None

    def page(
        self, job: Job, sort: str | None, *, descending: bool, offset: int, limit: int
    ) -> ListPage[Run]:
        """Some of the pupils."""
        if self._runs is None:
            job.progress.step("读取各校考勤")
            today = self._session.store.clock.today()
            self._runs = county_runs(self._session, today, self._least)
        found = [run for run in self._runs if self._unit_id in (None, run.unit_id)]
        foot = {
            "学校": f"{len({run.unit_id for run in found}):,} 所",
            "有无假缺勤的": f"{sum(run.unexcused > 0 for run in found):,} 名",
        }
        if sort is not None:
            found.sort(key=_ORDERS[sort], reverse=descending)  # type: ignore[arg-type]
        return ListPage(found[offset : offset + limit], len(found), foot)


class CountyAbsencesPanel(TabPanel):
    """Who is absent on end in whatever school, the longest first; the record stands beside."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.filters = AbsenceFilters()
        empty = EmptyState("各校都没有连续缺勤、还没有再到校的学生。", picture="check")
        self.view = ListView(desk, "county-absences", COLUMNS, self._source(), empty)
        self.view.titled("全县连续缺勤")
        self.view.identify_by(lambda run: run.student_id)
        self.print_through_page(self.view)
        self.room = SchoolRoom(desk, self._made)
        self.split = DetailSplit(self.view, self.room)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.filters)
        layout.addWidget(self.split, 1)
        self.setFocusProxy(self.view)
        self.filters.changed.connect(self._on_filtered)
        self.view.filtering.connect(self.filters.school.setFocus)
        self.view.selected.connect(self._on_selected)
        books = (Book.ATTENDANCE, Book.PEOPLE, Book.CALENDAR, Book.UNITS)
        desk.refresh.subscribe(self, books, self._reload)
        offer_schools(self.desk, self, self.filters.school)

    def _made(self, desk: Desk) -> PupilPane:
        pane = PupilPane(desk)
        pane.closing.connect(self.split.close_pane)
        return pane

    def _source(self) -> RunSource:
        filters = self.filters
        least = filters.least.value() or LEAST
        return RunSource(self.desk.session, least, filters.school.value())

    def _on_filtered(self) -> None:
        self.view.set_source(self._source(), filtered=self.filters.narrowed)

    def _on_selected(self, run: Run | None) -> None:
        if run is not None:
            self.room.of(run.unit_id, run.school).show_pupil(run.student_id)

    def _reload(self) -> None:
        self.view.reload()
        if self.room.pane is not None:
            self.room.pane.reload()
        offer_schools(self.desk, self, self.filters.school)
