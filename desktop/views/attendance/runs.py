"""连续缺勤: who has not been seen for some school days, the longest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.core.changes import Book
from desktop.services.attendance.runs import runs
from desktop.views.style import icon, mark
from desktop.views.tables import Chip, ListColumn, ListView, Tone, WholeList
from desktop.views.widgets import EmptyState

if TYPE_CHECKING:
    from desktop.services.attendance.runs import Run
    from desktop.views.desk import Desk

LEAST: Final = 3
"""School days of absence from which a pupil is listed."""


def _chip(run: Run) -> Chip:
    if run.unexcused:
        return Chip(f"无假{run.unexcused}天", Tone.CARE)
    return Chip(f"请假{run.excused}天", Tone.PLAIN)


COLUMNS: Final[tuple[ListColumn[Run], ...]] = (
    ListColumn("class", "班级", lambda r: r.label, 120, sort="class"),
    ListColumn("name", "姓名", lambda r: r.name, 110),
    ListColumn("state", "情况", lambda r: _chip(r).words, 120, chip=_chip),
    ListColumn("unexcused", "无假缺勤", lambda r: str(r.unexcused), 90, "right", sort="unexcused"),
    ListColumn("excused", "请假", lambda r: str(r.excused), 70, "right", sort="excused"),
    ListColumn("calendar", "历时（天）", lambda r: str(r.calendar_days), 100, "right"),
    ListColumn("first", "从哪天起", lambda r: f"{r.first:%Y-%m-%d}", 120, sort="first"),
    ListColumn("last", "最后一天", lambda r: f"{r.last:%Y-%m-%d}", 120),
    ListColumn("blank", "没有点名", lambda r: str(r.unrecorded or ""), 90),
)


class RunsView(QWidget):
    """The list, and the way back to the rolls."""

    left = Signal()
    chosen = Signal(object)
    """The key of a pupil whose record is wanted."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        session = desk.session
        source = WholeList(
            lambda: runs(session, session.store.clock.today(), LEAST),
            {
                "class": lambda r: r.label,
                "unexcused": lambda r: r.unexcused,
                "excused": lambda r: r.excused,
                "first": lambda r: r.first,
            },
        )
        empty = EmptyState(
            f"没有连续缺勤{LEAST}个上课日以上、还没有再到校的学生。", picture="check"
        )
        self.view = ListView(desk, "absence-runs", COLUMNS, source, empty)
        self.view.titled("连续缺勤")
        self.view.identify_by(lambda run: run.student_id)
        self.back = QPushButton(icon("back"), "回到点名")
        words = QLabel(
            f"连续{LEAST}个上课日以上没有见到的学生。没有点名的日子不算缺勤，也不算到校；请假另计。"
        )
        mark(words, kind="muted")
        head = QHBoxLayout()
        head.addWidget(words, 1)
        head.addWidget(self.back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self.view, 1)
        self.setFocusProxy(self.view)
        self.back.clicked.connect(lambda _checked=False: self.left.emit())
        self.view.activated.connect(lambda run: self.chosen.emit(run.student_id))
        books = (Book.ATTENDANCE, Book.PEOPLE, Book.CALENDAR)
        desk.refresh.subscribe(self, books, self.view.reload)
