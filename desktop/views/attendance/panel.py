"""The tab 考勤: the classes of a day at the left, the grid of the open one, and its sums."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.changes import Book
from desktop.core.terms import Month
from desktop.services.attendance.sheets import ATTENDANCE, PUPIL_ABSENCES
from desktop.services.today.items import RollToCall
from desktop.views.attendance.books import export_month
from desktop.views.attendance.classes import RollClassesTable
from desktop.views.attendance.doing import SAVING, RollDoing, RollParts
from desktop.views.attendance.faces import RollFaces
from desktop.views.attendance.foot import RollFoot
from desktop.views.attendance.head import RollHead
from desktop.views.attendance.opening import OpenRoll
from desktop.views.attendance.table import RollTable
from desktop.views.attendance.view import HELP, RollView
from desktop.views.attendance.widths import Span
from desktop.views.class_list import ClassesView
from desktop.views.style import current_tokens
from desktop.views.tabbed import TabPanel
from desktop.views.widgets import EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QResizeEvent, QShowEvent

    from desktop.services.attendance.recording import Recorded
    from desktop.views.desk import Desk

_BOOKS: Final = (Book.ATTENDANCE, Book.PEOPLE, Book.CALENDAR)
_ROOMY: Final = 92
"""Letters of width at which classes and a whole month stand side by side."""


class AttendancePanel(TabPanel):
    """Calling the rolls of a day, a week, a month, class by class."""

    primary = "保存点名"
    takes = ATTENDANCE

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.primary = "保存点名" if self.may_write else ""
        self.table = RollTable(self)
        self.grid = RollView(self.table)
        self.classes = RollClassesTable(self)
        self.list = ClassesView(self.classes)
        self.opening = OpenRoll(desk, self, self.table)
        self.head = RollHead(self.opening.today)
        self.foot = RollFoot(HELP if self.may_write else "")
        self.doing = RollDoing(
            self,
            RollParts(desk.place, self.opening, self.grid, self.list, self.head, self.foot),
        )
        self.empty = EmptyState("这一天名册里没有学生。先导入学生名册，再点名。", "", "people")
        self.faces = RollFaces(desk, self)
        self._begun = False
        self._lay_out()
        self._connect()
        self._on_edited()

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addWidget(self.head)
        right.addWidget(self.grid, 1)
        right.addWidget(self.foot)
        body = QWidget()
        columns = QHBoxLayout(body)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.addWidget(self.list)
        columns.addLayout(right, 1)
        self.faces.addWidget(body)
        self.faces.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.faces)

    def _connect(self) -> None:
        desk, opening, head = self.desk, self.opening, self.head
        desk.place.month_changed.connect(self._on_month)
        desk.refresh.subscribe(self, _BOOKS, self._reload)
        opening.school_read.connect(self._on_read)
        opening.restored.connect(head.show_restored)
        opening.saving_changed.connect(self._on_saving)
        opening.saved.connect(self._on_saved)
        self.table.edited.connect(self._on_edited)
        self.table.refused.connect(lambda sentence: self.foot.say(sentence, "warning"))
        self.doing.connect_all()
        head.span_wanted.connect(self._on_span)
        head.runs_wanted.connect(self.faces.show_runs)
        head.counts_wanted.connect(self.faces.show_counts)
        self.faces.left.connect(self.show_rolls)
        # Only where the rolls are: a form beside them saves itself by the same keys.
        save = QShortcut(QKeySequence.StandardKey.Save, self.faces.widget(0))
        save.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        save.activated.connect(self.do_primary)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Read when it is seen for the first time."""
        super().showEvent(event)
        if not self._begun:
            self._begun = True
            self.opening.read()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """A month needs the room of the classes where there is little."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        narrow = self.width() < current_tokens().sizes.base * _ROOMY
        self.list.setVisible(not (narrow and self.grid.span is Span.MONTH))

    def primary_ready(self) -> bool:
        """There is something to save, and it is not being saved."""
        return self.opening.ready

    def do_primary(self) -> None:
        """Save what is typed for the class."""
        if self.primary_ready():
            self.foot.say(SAVING)
            self.opening.save()

    def more(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """Attendance books in and out."""
        if not self.may_write:
            return ()
        return (
            ("导入考勤表…", lambda: self.importing.emit(ATTENDANCE)),
            ("导入缺勤登记…", lambda: self.importing.emit(PUPIL_ABSENCES)),
            (
                "导出本月考勤表",
                lambda: export_month(self.desk, self, self.opening.month, recorded=True),
            ),
            (
                "下载待填的考勤表",
                lambda: export_month(self.desk, self, self.opening.month, recorded=False),
            ),
        )

    def show_record(self, record: object) -> None:
        """Open a class on a day."""
        if isinstance(record, RollToCall):
            self._begun = True
            self.show_rolls()
            self.opening.open(record.class_id, record.day)
            self.grid.show_day(record.day)
            self.desk.place.set_month(Month.of(record.day))

    def focus_first(self) -> None:
        """Call at once."""
        (self.grid if self.faces.at_rolls else self.faces.currentWidget()).setFocus()

    def show_rolls(self) -> None:
        """Go back to the rolls."""
        self.faces.setCurrentIndex(0 if self.classes.lines or not self.opening.school else 1)
        self.focus_first()

    def _reload(self) -> None:
        if self._begun:
            self.opening.read()

    def _on_month(self, month: Month) -> None:
        self.opening.turn_to_month(month, read=self._begun)

    def _on_read(self) -> None:
        school = self.opening.school
        assert school is not None  # noqa: S101 - it was just read
        self.classes.show_day(school.classes, lessons=school.lessons)
        self.list.go_to(self.opening.row)
        if self.faces.at_rolls:
            self.faces.setCurrentIndex(0 if self.classes.lines else 1)
        self.grid.show_day(self.opening.day)
        self._on_edited()

    def _on_edited(self) -> None:
        typed = self.table.typed
        self.classes.mark_unsaved(self.opening.unsaved())
        self.head.show_day(self.opening.day)
        writable = typed is not None and not self.table.refusal()
        self.head.fill.setEnabled(writable and typed is not None and typed.open(self.grid.place))
        self.head.undo.setEnabled(writable and typed is not None and typed.can_undo)
        if typed is None or not typed.dirty:
            self.head.show_restored(0)
        self.doing.show_day()
        self.primary_changed.emit()

    def _on_span(self, span: Span) -> None:
        self.grid.show_span(span)
        self._make_room()
        self.head.buttons[span].setChecked(True)
        self.grid.setFocus()

    def _on_saving(self) -> None:
        if not self.opening.is_saving and self.foot.said.text() == SAVING:
            self.foot.say("没有保存，填的内容还在。", "error")
        self.primary_changed.emit()

    def _on_saved(self, done: Recorded) -> None:
        parts = [("新点名", done.new), ("更正", done.changed), ("取消", done.removed)]
        words = "，".join(f"{title} {count} 天" for title, count in parts if count)
        self.foot.say(f"已保存：{words or '没有变化'}")
        self.desk.messages.say(f"已保存：{words or '没有变化'}")
