"""Whom a list may give its category: looked through first, then given in one action."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.services.granting import grant
from desktop.views.lists.columns import grant_columns
from desktop.views.lists.sources import Pieces
from desktop.views.style import mark
from desktop.views.tables import ListView
from desktop.views.widgets import DateEdit, EmptyState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.granting import Grant, Grants
    from desktop.views.desk import Desk


class GrantsView(QWidget):
    """The pupils who are surely on a list and have not been given what it says."""

    closed = Signal()

    def __init__(self, desk: Desk, seen: Grants) -> None:
        super().__init__()
        self._desk, self._seen = desk, seen
        title = QLabel(f"按“{seen.listed.title}”登记")
        title.setWordWrap(True)
        mark(title, kind="heading")
        note = QLabel(_words(seen))
        note.setWordWrap(True)
        mark(note, kind="muted")
        self.until = DateEdit("登记到哪天为止", desk.session.store.clock.today())
        self.all = QPushButton(f"全部登记（{len(seen.grants)} 项）")
        mark(self.all, kind="primary")
        self.some = QPushButton("只登记选中的行")
        self.back = QPushButton("返回名单")
        empty = EmptyState("名单上的学生都已经登记过，或者还没有对得上的人。")
        rows = Pieces(seen.grants, lambda line: line)
        county = desk.session.at_bureau
        name, columns = f"{'county-' * county}grants", grant_columns(at_bureau=county)
        self.view: ListView = ListView(desk, name, columns, rows, empty)
        self.view.titled("可以登记的学生")
        self._lay_out(title, note)
        for button in (self.all, self.some):
            button.setEnabled(bool(seen.grants))
        self.all.clicked.connect(lambda: self._give(self._seen.grants))
        self.some.clicked.connect(lambda: self._give(self.chosen))
        self.back.clicked.connect(self.closed)

    def _lay_out(self, title: QLabel, note: QLabel) -> None:
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.back)
        foot = QHBoxLayout()
        foot.addWidget(QLabel("登记到哪天为止（可以不填）"))
        foot.addWidget(self.until)
        foot.addStretch(1)
        foot.addWidget(self.some)
        foot.addWidget(self.all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        layout.addWidget(note)
        layout.addWidget(self.view, 1)
        layout.addLayout(foot)
        self.setFocusProxy(self.view)

    @property
    def chosen(self) -> Sequence[Grant]:
        """What stands in the chosen rows."""
        spans = self.view.grid.spans()
        return [g for first, end in spans for g in self._seen.grants[first:end]]

    def _give(self, grants: Sequence[Grant]) -> None:
        messages, session = self._desk.messages, self._desk.session
        if not grants:
            messages.say("先在表里选中要登记的学生")
            return
        if self.until.problem():
            messages.say("截止日期还没有写对")
            return
        names = f"{grants[0].name}等" if len(grants) > 1 else grants[0].name
        schools = len({g.unit_id for g in grants})
        where = f" {schools} 所学校的 " if self._desk.session.at_bureau else " "
        asked = f"要按这份名单给{where}{names} {len(grants)} 项登记吗？"
        question = f"{asked}以后可以逐个续期、终止或删除。"
        if not messages.ask(self, question, "登记"):
            return
        students = [g.student_id for g in grants]
        until = self.until.value()
        task = self._desk.tasks.write(
            self, lambda _job: grant(session, self._seen, students, until)
        )
        task.titled("登记").then(partial(self._on_given, len(grants))).start()

    def _on_given(self, count: int, _changes: object) -> None:
        self._desk.messages.say(f"已登记 {count} 项")
        self.closed.emit()


def _words(seen: Grants) -> str:
    words = "只列证件号和姓名对得上、或已确认是同一人的学生；不点“登记”什么也不写。"
    if seen.known:
        words += f"另有 {seen.known} 项已经登记过。"
    if seen.doubtful:
        words += f"还有 {seen.doubtful} 对可能是同一人，先比对、判定，再来登记。"
    return words
