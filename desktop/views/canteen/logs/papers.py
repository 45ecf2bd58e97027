"""The logs on paper: those of the month, and blank forms to fill in by hand."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QToolButton

from desktop.core.meals import LogKind, LogPart
from desktop.reports.canteen import logs
from desktop.services.canteen.companions import companions
from desktop.services.canteen.log_lists import papers
from desktop.services.canteen.samples import samples
from desktop.views.style import icon

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from desktop.core.terms import Month
    from desktop.reports.guard import GuardedDocument
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

    What = LogKind | LogPart


class PapersButton(QToolButton):
    """打印表格: a menu of all logs, twice."""

    printing = Signal(bytes, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.canteen: CanteenLine | None = None
        self.setText("打印表格")
        self.setIcon(icon("print"))
        self.setToolButtonStyle(self.toolButtonStyle().ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        self.filled, self.blank = menu.addMenu("本月的记录"), menu.addMenu("空白表")
        self.entries: dict[tuple[What, bool], QAction] = {}
        for blank, inner in ((False, self.filled), (True, self.blank)):
            for what in (*LogPart, *LogKind):
                entry = inner.addAction(logs.TITLES[what])
                entry.triggered.connect(partial(self._on_chosen, what, blank))
                self.entries[what, blank] = entry
        self.setMenu(menu)

    def _on_chosen(self, what: What, blank: bool, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's
        canteen, month, session = self.canteen, self._desk.place.month, self._desk.session
        if canteen is None:
            return

        def work(job: Job) -> bytes:
            # The printing library is large, and papers are printed once a month.
            from desktop.reports.pdf import render  # noqa: PLC0415

            return render(paper_of(session, canteen, what, None if blank else month), job.progress)

        task = self._desk.tasks.paper(self, work).titled("排版")
        task.then(lambda pdf: self.printing.emit(pdf, logs.TITLES[what])).start()


def paper_of(
    session: Session, canteen: CanteenLine, what: What, month: Month | None
) -> GuardedDocument:
    """A log on paper; without a month a blank form."""
    head = logs.Head(session.unit_name, canteen.name, month)
    key = canteen.canteen_id
    if what is LogPart.SAMPLES:
        return logs.samples_sheet(head, samples(session, key, month) if month else ())
    if what is LogPart.COMPANION:
        return logs.companions_sheet(head, companions(session, key, month) if month else ())
    assert isinstance(what, LogKind)  # noqa: S101 - there is nothing else
    found = papers(session, key, month, what) if month else ()
    today = session.store.clock.today()
    return logs.rounds_sheet(head, what, found, month.last if month else today)
