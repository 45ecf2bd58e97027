"""One notice over the whole page: its paper at the left, what to do with it at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.core.errors import Confirmable, SchoolError
from desktop.core.notices import NoticeDeed, NoticeKind
from desktop.reports.issuing import issue_guarded
from desktop.reports.notices import document
from desktop.reports.pdf import render
from desktop.reports.workbooks import write_workbook
from desktop.services.notices import life
from desktop.services.notices.canteen import CanteenNotice
from desktop.services.notices.drafts import draft
from desktop.views.notices.draft_pane import DraftPane
from desktop.views.notices.notice_pane import NoticePane, pressing_deed
from desktop.views.notices.workbook import write_notice
from desktop.views.preview import Preview
from desktop.views.style import icon, mark

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.core.terms import Month
    from desktop.reports.guard import GuardedDocument
    from desktop.services.notices.drafts import Draft
    from desktop.services.notices.issue import Issued
    from desktop.services.notices.life import NoticeRecord
    from desktop.services.notices.makers import Content
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_SIDE = 400
_NARROW = 304


class NoticeSheet(QWidget):
    """From the draft to the wall: check, issue, print, post, take down."""

    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._content: Content | None = None
        self._number: str | None = None
        self._drawn: object = None
        self.back = QPushButton(icon("back"), "返回")
        self.back.setToolTip("返回 (Esc)")
        self.heading = QLabel()
        mark(self.heading, kind="heading")
        self.masked = QCheckBox("姓名遮盖")
        self.masked.setToolTip("姓名中间的字用 * 代替")
        self.preview = Preview(desk)
        self.draft_pane = DraftPane(desk)
        self.notice_pane = NoticePane(desk, previews=False)
        self._side = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        for pane in (self.draft_pane, self.notice_pane):
            area = QScrollArea()
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setWidgetResizable(True)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            area.setWidget(pane)
            self._side.addWidget(area)
        self._side.setMinimumWidth(_NARROW)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.preview)
        split.addWidget(self._side)
        split.setChildrenCollapsible(False)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 0)
        split.setSizes([_SIDE * 3, _SIDE])
        line = QHBoxLayout()
        for part in (self.back, self.heading):
            line.addWidget(part)
        line.addStretch(1)
        line.addWidget(self.masked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(split, 1)

    def _connect(self) -> None:
        self.back.clicked.connect(self.closed)
        self.masked.toggled.connect(lambda _on: self._draw(keep=True))
        self.draft_pane.issue_asked.connect(self.issue)
        self.notice_pane.shown.connect(self._on_record)
        self.preview.printed.connect(self._on_printed)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)

    @property
    def draft(self) -> Draft | None:
        """The draft that is shown; None while it is an issued notice."""
        return self.draft_pane.draft if self._number is None else None

    def open_draft(self, kind: NoticeKind, month: Month) -> None:
        """Show what would be issued now."""
        self._begin(None)
        session = self._desk.session
        task = self._desk.tasks.read(self, lambda _job: draft(session, kind, month))
        task.titled("核对账目").then(self._on_draft).start()

    def open_notice(self, number: str) -> None:
        """Show an issued notice."""
        self._begin(number)
        self.notice_pane.show_notice(number)

    def issue(self) -> None:
        """Issue the draft that was looked at, and nothing else."""
        shown, session = self.draft, self._desk.session
        if shown is None or not shown.can_issue:
            return
        self.draft_pane.issue.setEnabled(False)

        def work(_job: Job) -> Issued:
            return issue_guarded(session, shown.kind, shown.month, shown.content)

        def failed(error: Exception) -> None:
            self.open_draft(shown.kind, shown.month)
            if isinstance(error, SchoolError) and not isinstance(error, Confirmable):
                self._desk.messages.say_error(self, error)
            else:
                self._desk.messages.say_crash(self, error)

        task = self._desk.tasks.write(self, work).titled("发布")
        task.then(self._on_issued).otherwise(failed).start()

    def _stand_at_print(self) -> None:
        self.preview.bar.print.setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin(self, number: str | None) -> None:
        self._content, self._drawn, self._number = None, None, number
        # Nothing can be issued before it is known what.
        self.draft_pane.issue.setEnabled(False)
        self._side.setCurrentIndex(0 if number is None else 1)
        self.heading.setText(number or "")
        self.preview.show_words("正在准备预览…")
        self.preview.offer_excel(None)
        self.masked.setVisible(False)

    def _on_draft(self, shown: Draft) -> None:
        if self._number is not None:
            return
        self.draft_pane.show_draft(shown)
        self.heading.setText(f"{shown.kind.label}（还没有发布）")
        self.preview.bar.say_print("试印", primary=False)
        self._take(shown.content, shown.kind)
        if shown.content is None:
            self.preview.show_words(shown.remarks[0].sentence)

    def _on_record(self, record: NoticeRecord) -> None:
        if record.entry.number != self._number:
            return
        pressing = pressing_deed(record) is NoticeDeed.PRINTED
        self.preview.bar.say_print("打印", primary=pressing)
        if record.content != self._content:
            self.heading.setText(f"{record.entry.kind.label} {record.entry.number}")
            self._take(record.content, record.entry.kind)

    def _on_issued(self, issued: Issued) -> None:
        number = issued.content.posting.number
        # The button that had the keyboard is gone; printing comes next.
        self.preview.shown.connect(self._stand_at_print, Qt.ConnectionType.SingleShotConnection)
        self._desk.messages.say(f"已发布 {number}，请打印后张贴")
        self.open_notice(number)

    def _on_printed(self, copies: int) -> None:
        number, session, masked = self._number, self._desk.session, self.masked.isChecked()
        if number is not None:
            self._desk.tasks.write(
                self, lambda _job: life.printed(session, number, copies, masked=masked)
            ).start()

    def _take(self, content: Content | None, kind: NoticeKind) -> None:
        self._content = content
        self.masked.setVisible(content is not None and kind is NoticeKind.MEALS)
        self._draw()

    def _draw(self, *, keep: bool = False) -> None:
        """Set the notice on paper, outside of the GUI thread."""
        content, mask, trial = self._content, self.masked.isChecked(), self._number is None
        if content is None:
            return
        self._drawn = wanted = object()

        def work(job: Job) -> tuple[GuardedDocument, bytes]:
            guarded = document(content, mask_names=mask, draft=trial)
            return guarded, render(guarded, job.progress)

        def show(found: tuple[GuardedDocument, bytes]) -> None:
            if self._drawn is wanted:
                guarded, pdf = found
                listed = not isinstance(content, CanteenNotice)
                write = write_notice if listed else _write_statement
                self.preview.offer_excel(lambda _job, path: write(path, guarded))
                self.preview.show_pdf(pdf, guarded.document.subject, keep=keep)

        def refused(error: Exception) -> None:
            if not isinstance(error, SchoolError):
                self._desk.messages.say_crash(self, error)
            elif self._drawn is wanted:
                self.preview.show_words(error.sentence)
                self.draft_pane.issue.setEnabled(False)

        task = self._desk.tasks.paper(self, work).titled("排版")
        task.then(show).otherwise(refused).start()


def _write_statement(path: Path, guarded: GuardedDocument) -> None:
    write_workbook(guarded, path)
