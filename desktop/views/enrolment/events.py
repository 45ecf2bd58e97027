"""The events of the school, newest first, with a filter by kind and month."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.core.labels import EnrolmentKind
from desktop.services.life.recent import EventQuery, RecentEvent, events
from desktop.views.tables import Chip, ListColumn, ListPage, ListView, Tone
from desktop.views.widgets import Choice, EmptyState, MonthEdit

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_DAY: Final = "day"
_TONES: Final = {
    EnrolmentKind.DIED: Tone.BAD,
    EnrolmentKind.LEFT: Tone.CARE,
    EnrolmentKind.SUSPENDED: Tone.CARE,
}


def _chip(line: RecentEvent) -> Chip:
    usual = Tone.GOOD if line.kind.present else Tone.PLAIN
    return Chip(line.kind.label, _TONES.get(line.kind, usual))


COLUMNS: Final[tuple[ListColumn[RecentEvent], ...]] = (
    ListColumn("day", "日期", lambda e: e.day.isoformat(), 120, sort=_DAY),
    ListColumn("kind", "异动", lambda e: e.kind.label, 90, chip=_chip),
    ListColumn("name", "姓名", lambda e: e.name, 160),
    ListColumn("class", "当时的班级", lambda e: e.school_class, 130),
    ListColumn("school", "转往或转自", lambda e: e.partner, 180),
    ListColumn("note", "说明", lambda e: e.note, 200),
)


class EventSource:
    """The events that a query asks for, a page at a time."""

    def __init__(self, session: Session, query: EventQuery) -> None:
        self._session, self.query = session, query

    def page(
        self, job: Job, sort: str | None, *, descending: bool, offset: int, limit: int
    ) -> ListPage[RecentEvent]:
        """Some of the events; the newest first unless the oldest were asked for."""
        del job
        oldest = sort == _DAY and not descending
        query = replace(self.query, offset=offset, limit=limit, oldest_first=oldest)
        page = events(self._session, query)
        return ListPage(page.lines, page.total)


class EventsPart(QWidget):
    """The filter line and the list."""

    pupil_asked = Signal(object)
    """The person wants to see the pupil of an event: the key."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        kinds = [(kind, kind.label) for kind in EnrolmentKind]
        self.kind: Choice[EnrolmentKind] = Choice("类别", kinds, nothing="全部类别")
        self.month = MonthEdit("月份", desk.place.month)
        self.clear = QPushButton("清除筛选")
        self.clear.setEnabled(False)
        source = EventSource(desk.session, EventQuery())
        empty = EmptyState("还没有学籍异动。导入名册后，在学生的资料里登记。", picture="people")
        self.view = ListView(desk, "events", COLUMNS, source, empty)
        self.view.titled("学籍异动")
        self.view.identify_by(lambda line: line.event_id)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 8)
        line.addWidget(self.kind)
        line.addWidget(QLabel("月份"))
        line.addWidget(self.month)
        line.addWidget(self.clear)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self.view, 1)
        self.setFocusProxy(self.view)
        self.kind.changed.connect(self._on_filtered)
        self.month.changed.connect(self._on_filtered)
        self.clear.clicked.connect(self._on_cleared)
        self.view.activated.connect(lambda line: self.pupil_asked.emit(line.student_id))

    @property
    def query(self) -> EventQuery:
        """What is asked for."""
        return EventQuery(self.kind.value(), self.month.value())

    def reload(self) -> None:
        """Read the list again."""
        self.view.reload()

    def _on_filtered(self) -> None:
        query = self.query
        self.clear.setEnabled(query.narrowed)
        self.view.set_source(EventSource(self._desk.session, query), filtered=query.narrowed)

    def _on_cleared(self) -> None:
        self.kind.set_value(None)
        self.month.set_value(None)
        self._on_filtered()
