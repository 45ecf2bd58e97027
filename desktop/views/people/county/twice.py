"""一人两校: children who are on the rolls of several schools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QLabel, QVBoxLayout

from desktop.core.changes import Book
from desktop.services.twice import enrolled_twice
from desktop.views.style import mark
from desktop.views.tabbed import TabPanel
from desktop.views.tables import ListColumn, ListView, WholeList
from desktop.views.widgets import EmptyState

if TYPE_CHECKING:
    from desktop.services.twice import Twice
    from desktop.views.desk import Desk

COLUMNS: Final[tuple[ListColumn[Twice], ...]] = (
    ListColumn("name", "姓名", lambda t: t.name, 150, sort="name"),
    ListColumn("schools", "在哪几所学校", lambda t: "、".join(t.schools), 480, sort="schools"),
)
_ORDERS: Final = {"name": lambda t: t.name, "schools": lambda t: t.schools}


class TwicePanel(TabPanel):
    """A line for each child; the schools settle which of them the child goes to."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        words = QLabel("证件号相同、在两所以上学校都“在校”的学生。请两校核对，离开的一校登记转出。")
        words.setWordWrap(True)
        mark(words, kind="muted")
        session = desk.session
        empty = EmptyState("没有学生同时在两所学校。", picture="check")
        source = WholeList(lambda: enrolled_twice(session), _ORDERS)
        self.view = ListView(desk, "county-twice", COLUMNS, source, empty)
        self.view.titled("一人两校核对表")
        self.view.identify_by(lambda line: (line.name, line.schools))
        self.print_through_page(self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(words)
        layout.addWidget(self.view, 1)
        self.setFocusProxy(self.view)
        desk.refresh.subscribe(self, (Book.PEOPLE, Book.IMPORTS), self.view.reload)
