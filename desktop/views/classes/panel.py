"""班级: the list of classes, and the pane of one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from desktop.core.changes import Book
from desktop.rosters.classes import CLASSES
from desktop.services.classes import classes_on
from desktop.services.search import StaffKey
from desktop.views.classes.listing import COLUMNS, ORDERS
from desktop.views.classes.pane import ClassPane
from desktop.views.importing import Purpose
from desktop.views.importing.giving import give_sheet
from desktop.views.importing.roster import save_template
from desktop.views.tabbed import TabPanel
from desktop.views.tables import DetailSplit, ListView, WholeList
from desktop.views.widgets import EmptyState, Tick

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from desktop.core.labels import Stage
    from desktop.services.classes import ClassLine
    from desktop.views.desk import Desk


class ClassesPanel(TabPanel):
    """The classes of today, the youngest first."""

    takes = CLASSES.name

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.primary = "开班" if self.may_write else ""
        self.closed_too = Tick("撤了的、毕业了的也列出")
        self._stages: frozenset[Stage] = frozenset()
        words = "班级在导入学生名册时建立，也可以导入班级表，或在这里开班。"
        self.empty = EmptyState(words, self.primary, "people")
        self.view = ListView(desk, "classes", COLUMNS, self._source(), self.empty)
        self.view.titled("班级")
        self.view.identify_by(lambda line: line.class_id)
        self.print_through_page(self.view)
        self.pane = ClassPane(desk)
        self.split = DetailSplit(self.view, self.pane)
        self.take = QPushButton("导入班级表", self)
        self.take.setVisible(self.may_write)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 8)
        line.addWidget(self.closed_too)
        line.addStretch(1)
        line.addWidget(self.take)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self.split, 1)
        self.setFocusProxy(self.view)
        self._connect()

    def _connect(self) -> None:
        self.empty.asked.connect(self.do_primary)
        self.take.clicked.connect(lambda: self.importing.emit(CLASSES.name))
        self.closed_too.changed.connect(lambda: self.view.set_source(self._source()))
        self.view.selected.connect(self._on_selected)
        self.view.activated.connect(lambda line: self._open(line.class_id))
        self.pane.closing.connect(self.split.close_pane)
        self.pane.opened.connect(self._open)
        self.pane.teacher_asked.connect(lambda key: self.led.emit(StaffKey(key)))
        self.desk.refresh.subscribe(self, (Book.PEOPLE, Book.IMPORTS), self._reload)

    def do_primary(self) -> None:
        """Open the form of a new class."""
        self.view.grid.clearSelection()
        self.split.open_pane()
        self.pane.enter_new(self._stages)

    def more(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """The sheet out, and an empty one to fill in."""
        blank = ("下载班级空白表", partial(save_template, self.desk, self, Purpose(CLASSES)))
        give = ("导出班级表（可以再导入）", partial(give_sheet, self.desk, self, CLASSES))
        return (give, blank) if self.may_write else (blank,)

    def _source(self) -> WholeList[ClassLine]:
        session, closed_too = self.desk.session, self.closed_too.value()

        def read() -> Sequence[ClassLine]:
            lines = classes_on(session, closed_too=closed_too)
            self._stages = frozenset(line.stage for line in lines)
            return lines

        return WholeList(read, ORDERS)

    def _open(self, class_id: UUID) -> None:
        self.split.open_pane()
        self.pane.show_class(class_id)

    def _on_selected(self, line: ClassLine | None) -> None:
        if line is not None:
            self.pane.show_class(line.class_id)

    def _reload(self) -> None:
        self.view.reload()
        self.pane.reload()
