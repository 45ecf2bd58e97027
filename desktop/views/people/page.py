"""名册: the list with its filters and the pane of a pupil; importing and its history beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.core.changes import Book
from desktop.core.labels import Role
from desktop.rosters.export import write_export
from desktop.rosters.students import STUDENTS
from desktop.services.exports import rows
from desktop.services.people import PupilQuery, classes
from desktop.services.search import BatchKey
from desktop.views.pages import Page
from desktop.views.people.filters import Filters
from desktop.views.people.history import History
from desktop.views.people.importing import ImportWizard
from desktop.views.people.importing.file_step import dropped_file
from desktop.views.people.importing.roster import EXCEL, save_template
from desktop.views.people.listing import COLUMNS, PupilSource
from desktop.views.people.paper import PaperView
from desktop.views.people.record import PupilPane
from desktop.views.tables import DetailSplit, ListView
from desktop.views.widgets import Banner, EmptyState

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from desktop.services.people import PupilLine
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job


class PeoplePage(Page):
    """Three faces: the list, the import wizard, the history of imports."""

    title = "名册"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setAcceptDrops(True)
        self.filters = Filters()
        self.banner = Banner("")
        self.banner.hide()
        first = "" if desk.session.role is Role.AUDITOR else "导入名册"
        self.empty = EmptyState("这里是学生名册，从 Excel 花名册导入。", first, "people")
        source = PupilSource(desk.session, PupilQuery())
        self.view = ListView(desk, "pupils", COLUMNS, source, self.empty)
        self.view.titled("学生名册")
        self.view.identify_by(lambda line: line.student_id)
        self.pane = PupilPane(desk)
        self.split = DetailSplit(self.view, self.pane)
        self.history = History(desk)
        self.paper = PaperView(desk)
        self.wizard: ImportWizard | None = None
        self._faces = QStackedWidget()
        self._primary: QWidget | None = None
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        listing = QWidget()
        layout = QVBoxLayout(listing)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (self.banner, self.filters):
            layout.addWidget(part)
        layout.addWidget(self.split, 1)
        self._faces.addWidget(listing)
        self._faces.addWidget(self.history)
        self._faces.addWidget(self.paper)
        self.body.addWidget(self._faces)
        listing.setFocusProxy(self.view)
        self._list = listing
        self.banner.add_action("接着导入", self.start_import)
        self.banner.add_action("放弃", self._on_wizard_closed)
        if self.desk.session.role is not Role.AUDITOR:
            self._primary = self.add_primary("导入名册", self.start_import)
            self.add_more("导出名册（可以再导入）", self._export)
        self.add_more("下载空白表", lambda: save_template(self.desk, self))
        self.add_more("导入记录", self._show_history)

    def _connect(self) -> None:
        self.empty.asked.connect(self.start_import)
        self.filters.changed.connect(self._on_filtered)
        self.view.filtering.connect(self.filters.text.setFocus)
        self.view.selected.connect(self._on_selected)
        # The list comes first.
        self.view.loaded.connect(self._on_first, Qt.ConnectionType.SingleShotConnection)
        self.view.activated.connect(lambda line: self.show_record(line.student_id))
        self.pane.closing.connect(self.split.close_pane)
        self.history.closed.connect(self._show_list)
        self.paper.closed.connect(self._show_list)
        self.view.preview_with(self._show_paper)
        self.desk.refresh.subscribe(self, (Book.PEOPLE, Book.IMPORTS), self._reload)

    def focus_first(self) -> None:
        """Walk the list, or go on with what is over it."""
        self._faces.currentWidget().setFocus()

    def show_record(self, record: object) -> None:
        """Open a pupil (by the key of the pupil) or a batch."""
        if isinstance(record, BatchKey):
            self._show_history()
            self.history.show_batch(record.number)
        elif isinstance(record, UUID):
            self._show_list()
            self.split.open_pane()
            self.pane.show_pupil(record)

    def start_import(self, path: Path | None = None) -> None:
        """Begin importing, or go on where it was left."""
        if self.wizard is None:
            wizard = ImportWizard(self.desk)
            wizard.left.connect(self._show_list)
            wizard.closed.connect(self._on_wizard_closed)
            self._faces.addWidget(wizard)
            self.wizard = wizard
            wizard.start()
        else:
            self.wizard.resume()
        self._show_face(self.wizard)
        if path is not None and not self.wizard.busy:
            self.wizard.take(path)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take one file, from those who may import."""
        allowed = self.desk.session.role is not Role.AUDITOR
        if allowed and dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """A roster was dropped: import it."""
        path = dropped_file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.start_import(path)

    def _show_face(self, face: QWidget) -> None:
        self._faces.setCurrentWidget(face)
        if self._primary is not None:
            self._primary.setVisible(face is not self.wizard)
        face.setFocus()

    def _show_list(self) -> None:
        waiting = self.wizard is not None and self.wizard.under_way
        if waiting and self.wizard is not None and self.wizard.taking.path is not None:
            self.banner.set_sentence(f"“{self.wizard.taking.path.name}”还没有导入完。")
        self.banner.setVisible(waiting)
        self._show_face(self._list)

    def _show_paper(self, pdf: bytes, title: str) -> None:
        self.paper.show_pdf(pdf, title)
        self._show_face(self.paper)

    def _show_history(self) -> None:
        self._show_face(self.history)

    def _on_wizard_closed(self) -> None:
        if self.wizard is not None:
            wizard, self.wizard = self.wizard, None
            wizard.stop()
            self._faces.removeWidget(wizard)
            wizard.deleteLater()
        self._show_list()

    def _on_filtered(self, query: PupilQuery) -> None:
        source = PupilSource(self.desk.session, query)
        self.view.set_source(source, filtered=query.narrowed)

    def _on_first(self) -> None:
        self._offer_classes()

    def _on_selected(self, line: PupilLine | None) -> None:
        if line is not None:
            self.pane.show_pupil(line.student_id)

    def _reload(self) -> None:
        self.view.reload()
        self.pane.reload()
        self.history.view.reload()
        self._offer_classes()

    def _offer_classes(self) -> None:
        session = self.desk.session
        task = self.desk.tasks.read(self, lambda _job: classes(session))
        task.then(self.filters.offer_classes).start()

    def _export(self) -> None:
        """The whole roster as a workbook that can be taken in again."""
        warning = "导出的名册里有证件号、电话、住址等个人信息，请妥善保管，不要发到群里。"
        if not self.desk.messages.ask(self, warning, "导出"):
            return
        out = self.desk.messages.ask_save(self, "导出名册", "学生名册.xlsx", EXCEL)
        if out is None:
            return
        session = self.desk.session

        def work(job: Job) -> int:
            job.progress.step("读取名册")
            found: Any = rows(session, STUDENTS.name)
            return write_export(out, STUDENTS, found)

        told = f"到 {out.name}"
        task = self.desk.tasks.paper(self, work).titled("导出名册")
        task.then(lambda n: self.desk.messages.say(f"已导出 {n:,} 名学生{told}")).start()
