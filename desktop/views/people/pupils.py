"""学生: the list with its filters, and the pane of a pupil."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.core.changes import Book
from desktop.rosters.guardians import GUARDIANS
from desktop.rosters.students import STUDENTS
from desktop.services.people import PupilQuery, classes
from desktop.views.importing.giving import give_sheet
from desktop.views.importing.roster import save_template
from desktop.views.importing.taking import Purpose
from desktop.views.people.add_sheet import AddSheet
from desktop.views.people.filters import Filters
from desktop.views.people.listing import COLUMNS, PupilSource
from desktop.views.people.record import PupilPane
from desktop.views.style import current_tokens
from desktop.views.tabbed import TabPanel
from desktop.views.tables import DetailSplit, ListView
from desktop.views.widgets import EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.services.people import PupilLine
    from desktop.services.pupils.adding import Added
    from desktop.views.desk import Desk


class PupilsPanel(TabPanel):
    """Everybody who is or was a pupil here."""

    takes = STUDENTS.name

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.primary = "导入名册" if self.may_write else ""
        self.filters = Filters()
        self.empty = EmptyState("这里是学生名册，从 Excel 花名册导入。", self.primary, "people")
        source = PupilSource(desk.session, PupilQuery())
        self.view = ListView(desk, "pupils", COLUMNS, source, self.empty)
        self.view.titled("学生名册")
        self.view.identify_by(lambda line: line.student_id)
        self.print_through_page(self.view)
        self.pane = PupilPane(desk)
        self.split = DetailSplit(self.view, self.pane)
        self.add = QPushButton("新增学生")
        self.add.setToolTip("Ctrl+N")
        self.sheet = AddSheet(desk)
        self._faces = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._listing = QWidget()
        inner = QVBoxLayout(self._listing)
        inner.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        head.addWidget(self.filters, 1)
        head.addWidget(self.add, 0, Qt.AlignmentFlag.AlignTop)
        inner.addLayout(head)
        inner.addWidget(self.split, 1)
        self.add.setVisible(self.may_write)
        self._faces.addWidget(self._listing)
        self._faces.addWidget(self.sheet)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, current_tokens().sizes.space, 0, 0)
        layout.addWidget(self._faces)
        self.setFocusProxy(self.view)

    def _connect(self) -> None:
        self.empty.asked.connect(self.do_primary)
        self.filters.changed.connect(self._on_filtered)
        self.view.filtering.connect(self.filters.text.setFocus)
        self.view.selected.connect(self._on_selected)
        # The list comes first.
        self.view.loaded.connect(self._offer_classes, Qt.ConnectionType.SingleShotConnection)
        self.view.activated.connect(lambda line: self.show_record(line.student_id))
        self.pane.closing.connect(self.split.close_pane)
        self.sheet.closed.connect(self._show_list)
        self.sheet.added.connect(self._on_added)
        if self.may_write:
            self.add.clicked.connect(lambda _checked=False: self.add_pupil())
            new = QShortcut(QKeySequence(QKeySequence.StandardKey.New), self._listing)
            new.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            new.activated.connect(self.add_pupil)
        self.desk.refresh.subscribe(self, (Book.PEOPLE, Book.IMPORTS), self._reload)

    def do_primary(self) -> None:
        """Begin importing a roster, or go on where it was left."""
        self.importing.emit(STUDENTS.name)

    def add_pupil(self) -> None:
        """Open the form of a new pupil over the list, or go on with it."""
        self._faces.setCurrentWidget(self.sheet)
        self.setFocusProxy(self.sheet)
        self.sheet.begin()

    def focus_first(self) -> None:
        """Walk the list, or go on with the form over it."""
        if self._faces.currentWidget() is self.sheet:
            self.sheet.begin()
        else:
            self.view.setFocus()

    def _show_list(self) -> None:
        self._faces.setCurrentWidget(self._listing)
        self.setFocusProxy(self.view)
        self.view.setFocus()

    def _on_added(self, done: Added) -> None:
        """Show whom the form has added."""
        self._show_list()
        self.show_record(done.student_id)

    def more(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """The roster and its guardians as workbooks, and empty ones to fill in."""
        blank = (
            ("下载空白表", lambda: save_template(self.desk, self)),
            ("下载监护人空白表", partial(save_template, self.desk, self, Purpose(GUARDIANS))),
        )
        if not self.may_write:
            return blank
        return (
            ("导出名册（可以再导入）", self._export),
            ("导入监护人表", partial(self.importing.emit, GUARDIANS.name)),
            ("导出监护人表（可以再导入）", partial(give_sheet, self.desk, self, GUARDIANS)),
            *blank,
        )

    def show_record(self, record: object) -> None:
        """Open a pupil."""
        if isinstance(record, UUID):
            self._show_list()
            self.split.open_pane()
            self.pane.show_pupil(record)

    def _on_filtered(self, query: PupilQuery) -> None:
        source = PupilSource(self.desk.session, query)
        self.view.set_source(source, filtered=query.narrowed)

    def _on_selected(self, line: PupilLine | None) -> None:
        if line is not None:
            self.pane.show_pupil(line.student_id)

    def _reload(self) -> None:
        self.view.reload()
        self.pane.reload()
        self._offer_classes()

    def _offer_classes(self) -> None:
        session = self.desk.session
        task = self.desk.tasks.read(self, lambda _job: classes(session))
        task.then(self.filters.offer_classes).start()

    def _export(self) -> None:
        """The whole roster as a workbook that can be taken in again."""
        give_sheet(self.desk, self, STUDENTS, "学生名册")
