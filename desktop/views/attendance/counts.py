"""人籍一致: the heads of each class counted once a month, and every name that differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.core.attendance import Difference
from desktop.core.changes import Book
from desktop.core.labels import Role
from desktop.services.attendance.head_counts import month_counts
from desktop.views.attendance.count_pane import CountPane, chip_of
from desktop.views.class_list import next_row
from desktop.views.style import icon, mark
from desktop.views.tables import ListColumn, ListView, WholeList
from desktop.views.tables.detail import DetailSplit
from desktop.views.widgets import EmptyState
from desktop.views.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.core.terms import Month
    from desktop.services.attendance.head_counts import CountLine, MonthCounts
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_BOOKS: Final = (Book.ATTENDANCE, Book.PEOPLE)


def _of(line: CountLine, kind: Difference) -> str:
    count = sum(name.kind is kind for name in line.names)
    return str(count) if line.counted is not None else ""


def _names(line: CountLine) -> str:
    return "、".join(f"{name.name}（{name.kind.label}）" for name in line.names)


COLUMNS: Final[tuple[ListColumn[CountLine], ...]] = (
    ListColumn("class", "班级", lambda c: c.label, 110),
    ListColumn("state", "情况", lambda c: chip_of(c).words, 110, chip=chip_of),
    ListColumn(
        "expected",
        "名册人数",
        lambda c: str(c.on_roll if c.expected is None else c.expected),
        84,
        "right",
    ),
    ListColumn(
        "counted", "实到", lambda c: "" if c.counted is None else str(c.counted), 64, "right"
    ),
    ListColumn("absent", "有籍无人", lambda c: _of(c, Difference.ABSENT), 84, "right"),
    ListColumn("extra", "有人无籍", lambda c: _of(c, Difference.EXTRA), 84, "right"),
    ListColumn("names", "不一致的学生", _names, 200),
    ListColumn("day", "清点日期", lambda c: c.day.isoformat() if c.day else "", 110),
    ListColumn("by", "清点人", lambda c: c.counted_by, 90),
)


class CountsView(QWidget):
    """The classes of the month, the pane of one, and the way back to the rolls."""

    left = Signal()
    printing = Signal(bytes, str)
    """The sheet to be signed as a PDF, and its title."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._counts: MonthCounts | None = None
        self._saved: UUID | None = None
        empty = EmptyState("这个月名册里没有学生。先导入学生名册，再清点人数。", picture="people")
        self.view = ListView(desk, "head-counts", COLUMNS, WholeList(self._read), empty)
        self.view.titled("人籍一致")
        self.view.identify_by(lambda line: line.class_id)
        self.pane = CountPane(desk)
        self.split = DetailSplit(self.view, self.pane)
        self.words = ElidedLabel()
        mark(self.words, kind="heading")
        self.sheet = QPushButton(icon("print"), "核对表")
        self.sheet.setToolTip("打印人籍一致核对表，班主任签名")
        self.back = QPushButton(icon("back"), "回到点名")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self.words, 1)
        line.addWidget(self.sheet)
        line.addWidget(self.back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self.split, 1)
        self.setFocusProxy(self.view)

    def _connect(self) -> None:
        self.back.clicked.connect(lambda _checked=False: self.left.emit())
        self.sheet.clicked.connect(lambda _checked=False: self.print_sheet())
        self.view.selected.connect(self._on_selected)
        self.view.activated.connect(self.enter)
        self.view.loaded.connect(self._on_loaded)
        self.pane.closing.connect(self.split.close_pane)
        self.pane.counted.connect(self._on_counted)
        self._desk.place.month_changed.connect(self._on_month)
        self._desk.refresh.subscribe(self, _BOOKS, self.view.reload)

    def _read(self) -> tuple[CountLine, ...]:
        """The classes of the month; in the task that reads the list."""
        self._counts = month_counts(self._desk.session, self._desk.place.month)
        return self._counts.lines

    def enter(self, line: CountLine) -> None:
        """Open the form of a class."""
        if self._desk.session.role is not Role.AUDITOR:
            self.split.open_pane()
            self.pane.enter(line, self._desk.place.month)

    def print_sheet(self) -> None:
        """Set the sheet of the month, to be looked at and printed."""
        session, month = self._desk.session, self._desk.place.month

        def work(job: Job) -> bytes:
            # The printing library is large, and the sheet is printed once a month.
            from desktop.reports.head_counts import head_count_sheet  # noqa: PLC0415
            from desktop.reports.pdf import render  # noqa: PLC0415 - same

            counts = month_counts(session, month)
            return render(head_count_sheet(session.unit_name, counts), job.progress)

        title = f"{month.label}人籍一致核对表"
        task = self._desk.tasks.paper(self, work).titled("排版")
        task.then(lambda pdf: self.printing.emit(pdf, title)).start()

    def _on_selected(self, line: CountLine | None) -> None:
        if line is not None:
            self.pane.show_line(line)

    def _on_month(self, _month: Month) -> None:
        self.split.close_pane()
        self.view.reload()

    def _on_counted(self, class_id: UUID) -> None:
        """The list is read again; then the next class that was not counted is offered."""
        self._saved = class_id

    def _on_loaded(self) -> None:
        counts = self._counts
        if counts is None:
            return
        done = len(counts.lines) - counts.missing
        self.words.say(f"{counts.month.label} · {len(counts.lines)} 个班，已清点 {done} 个")
        saved, self._saved = self._saved, None
        if saved is not None:
            self._go_on(counts, saved)

    def _go_on(self, counts: MonthCounts, saved: UUID) -> None:
        keys = [line.class_id for line in counts.lines]
        here = keys.index(saved) if saved in keys else -1
        found = next_row(counts.lines, here, lambda line: line.counted is None)
        if found is not None:
            self.enter(counts.lines[found])
        elif here >= 0:
            self.pane.show_line(counts.lines[here])
            self.view.setFocus()
            self._desk.messages.say("各班都清点过了。")
