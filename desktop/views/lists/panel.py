"""The tab 比对: the lists of other offices, and any two sides held against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.core.changes import Book, Changes
from desktop.rosters.office_lists import HOUSEHOLDS, SCHOOL_AGE
from desktop.services.comparison.comparing import Comparison, compare
from desktop.services.granting import grants_of
from desktop.services.lists import remove_list, stored_lists
from desktop.views.importing import Purpose
from desktop.views.importing.roster import save_template
from desktop.views.lists.columns import LIST_COLUMNS
from desktop.views.lists.granting import GrantsView
from desktop.views.lists.register import EntriesView, ListPane
from desktop.views.lists.result import ResultView
from desktop.views.lists.sides import PUPILS, Origin, SideKey, SidesBar, read_side
from desktop.views.schools import offer_schools
from desktop.views.tabbed import TabPanel
from desktop.views.tables import DetailSplit, ListView, WholeList
from desktop.views.widgets import EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.services.granting import Grants
    from desktop.services.lists import StoredList
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_HELP = (
    "把民政、乡村振兴、残联、公安给的名单收进来，和在校学生比对：漏了谁、多了谁、谁的号码写错了。"
)


class ListsPanel(TabPanel):
    """The register of lists, and over it what is looked at."""

    takes = HOUSEHOLDS.name

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.primary = "导入名单" if self.may_write else ""
        self._asked: tuple[SideKey, SideKey] | None = None
        self.bar = SidesBar(desk, may_compare=self.may_write)
        self.empty = EmptyState(_HELP, self.primary, "people")
        source = WholeList(lambda: stored_lists(desk.session))
        self.view = ListView(desk, "lists", LIST_COLUMNS, source, self.empty)
        self.view.titled("外部名单")
        self.view.identify_by(lambda known: known.list_id)
        self.print_through_page(self.view)
        at_bureau = desk.session.at_bureau
        self.pane = ListPane(may_write=self.may_write, at_bureau=at_bureau)
        self.split = DetailSplit(self.view, self.pane)
        self.result = ResultView(desk)
        self.faces = QStackedWidget()
        self._over: QWidget | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.bar)
        layout.addWidget(self.faces, 1)
        for face in (self.split, self.result):
            self.faces.addWidget(face)
        self.setFocusProxy(self.view)
        self._connect()

    def _connect(self) -> None:
        self.empty.asked.connect(self.do_primary)
        self.bar.asked.connect(self.compare)
        self.view.selected.connect(self._on_selected)
        self.view.activated.connect(self._open_entries)
        self.view.loaded.connect(lambda page: self.bar.offer(page.rows))
        self.pane.closing.connect(self.split.close_pane)
        self.pane.comparing.connect(self._compare_list)
        self.pane.opening.connect(self._open_entries)
        self.pane.granting.connect(self._open_grants)
        self.pane.removing.connect(self._remove)
        self.result.closed.connect(self.show_register)
        self.result.again.connect(self._compare_again)
        for view in (self.result.pairs, self.result.people):
            self.print_through_page(view)
        self.desk.refresh.subscribe(self, (Book.LISTS, Book.IMPORTS), self._reload)
        if self.bar.school is not None:
            self.desk.refresh.subscribe(self, (Book.UNITS,), self._offer_schools)
            self._offer_schools()

    def do_primary(self) -> None:
        """Begin importing a list, or go on where it was left."""
        self.importing.emit(HOUSEHOLDS.name)

    def more(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """The other kind of list, and empty ones to fill in."""
        blanks = tuple(
            (
                f"下载空白表：{kind.title}",
                lambda kind=kind: save_template(self.desk, self, Purpose(kind)),
            )
            for kind in (HOUSEHOLDS, SCHOOL_AGE)
        )
        if not self.may_write:
            return blanks
        other = ("导入适龄儿童名单", lambda: self.importing.emit(SCHOOL_AGE.name))
        return (other, *blanks)

    def focus_first(self) -> None:
        """Walk the list, or go on with what is over it."""
        self.faces.currentWidget().setFocus()

    def compare(self, left: SideKey, right: SideKey) -> None:
        """Hold two sides against each other and show what came of it."""
        self._asked = left, right
        session, reach = self.desk.session, self.bar.reach

        def work(job: Job) -> Comparison:
            one, other = (read_side(session, key, reach, job) for key in (left, right))
            return compare(session, one, other, job.progress)

        tasks = self.desk.tasks
        begin = tasks.write if left.noted or right.noted else tasks.read
        task = begin(self, work).titled("比对")
        task.then(self._on_compared).start()

    def show_register(self) -> None:
        """Go back to the lists."""
        self._show(self.split)

    def _on_compared(self, found: Comparison) -> None:
        self.result.show_found(found)
        self._show(self.result)

    def _compare_again(self) -> None:
        if self._asked is not None:
            self.compare(*self._asked)

    def _compare_list(self, known: StoredList) -> None:
        key = SideKey(Origin.LIST, known.list_id)
        self.bar.left.choose(key)
        self.bar.right.choose(PUPILS)
        self.compare(key, PUPILS)

    def _on_selected(self, known: StoredList | None) -> None:
        if known is not None:
            self.pane.show_list(known)

    def _open_entries(self, known: StoredList) -> None:
        view = EntriesView(self.desk, known)
        self.print_through_page(view.view)
        view.closed.connect(self.show_register)
        self._show(view)

    def _open_grants(self, known: StoredList) -> None:
        session = self.desk.session
        task = self.desk.tasks.read(
            self, lambda job: grants_of(session, known.list_id, job.progress)
        )
        task.titled("找名单上的学生").then(self._on_grants).start()

    def _on_grants(self, seen: Grants) -> None:
        view = GrantsView(self.desk, seen)
        view.closed.connect(self.show_register)
        self._show(view)

    def _remove(self, known: StoredList) -> None:
        session, messages = self.desk.session, self.desk.messages
        question = f"要删除“{known.title}”吗？已经登记到学生名下的不受影响。"
        if not messages.ask(self, question, "删除"):
            return

        def work(_job: Job) -> Changes:
            return remove_list(session, known.list_id)

        task = self.desk.tasks.write(self, work).titled("删除名单")
        task.then(lambda _changes: messages.say("名单已删除")).start()

    def _show(self, face: QWidget) -> None:
        """Show a face; one that lay over the register before is let go."""
        before = self._over
        self._over = face if face not in (self.split, self.result) else None
        if self.faces.indexOf(face) < 0:
            self.faces.addWidget(face)
        self.faces.setCurrentWidget(face)
        # What was compared is told by the result, and small screens need the room.
        self.bar.setVisible(face is self.split)
        if before is not None and before is not face:
            self.faces.removeWidget(before)
            before.deleteLater()
        face.setFocus()

    def _reload(self) -> None:
        self.view.reload()

    def _offer_schools(self) -> None:
        if self.bar.school is not None:
            offer_schools(self.desk, self, self.bar.school)
