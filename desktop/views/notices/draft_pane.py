"""A draft: its figures beside those of the books, what is in the way, and the way on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.core.labels import Role
from desktop.services.notices.drafts import DraftState
from desktop.views.notices.places import lead_of
from desktop.views.notices.steps import Step, StepLine
from desktop.views.notices.words import draft_chip, draft_words
from desktop.views.style import mark
from desktop.views.widgets import Banner, ChipLabel, Tone

if TYPE_CHECKING:
    from desktop.services.notices.drafts import Draft
    from desktop.services.notices.making import Check, Remark
    from desktop.views.desk import Desk

_ISSUE: Final = {
    DraftState.READY: "发布",
    DraftState.MOVED: "发布更正公示",
    DraftState.RENEWED: "发布新的公示",
}
_LONG: Final = 12  # letters that would not fit twice


class DraftPane(QWidget):
    """Shows one draft; asks to issue it."""

    issue_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.draft: Draft | None = None
        self.title, self.words = QLabel(), QLabel()
        self.chip, self.steps = ChipLabel(), StepLine()
        self.issue = QPushButton("发布")
        self.issue.setToolTip("编上号、存下底稿，以后就按这一份打印")
        self._checks, self._remarks = QGridLayout(), QVBoxLayout()
        self._checks.setHorizontalSpacing(16)
        for label in (self.title, self.words):
            label.setWordWrap(True)
        mark(self.title, kind="heading")
        mark(self.issue, kind="primary")
        heading = QLabel("核对")
        mark(heading, kind="heading")
        self._heading = heading
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        for part in (self.title, self.chip, self.steps, self.words):
            layout.addWidget(part)
        layout.addSpacing(8)
        layout.addWidget(heading)
        layout.addLayout(self._checks)
        layout.addLayout(self._remarks)
        layout.addSpacing(8)
        layout.addWidget(self.issue)
        layout.addStretch(1)
        self.issue.clicked.connect(self.issue_asked)

    def show_draft(self, draft: Draft) -> None:
        """Show what would be issued and whether it can be."""
        self.draft = draft
        month = "" if draft.kind.long_term else f"{draft.month.label} "
        self.title.setText(f"{month}{draft.kind.label}")
        self.chip.set_chip(draft_chip(draft.state))
        self.words.setText(draft_words(draft) if draft.content is not None else "")
        self.words.setVisible(bool(self.words.text()) and draft.state is not DraftState.OPEN)
        self.steps.show_next(Step.ISSUE if draft.can_issue else Step.CHECK)
        self._show_checks(draft.checks)
        self._show_remarks(draft)
        writes = self._desk.session.role is not Role.AUDITOR
        self.issue.setVisible(writes and draft.state is not DraftState.STANDING)
        self.issue.setEnabled(draft.can_issue)
        self.issue.setText(_ISSUE.get(draft.state, "发布"))

    def _show_checks(self, checks: tuple[Check, ...]) -> None:
        _clear(self._checks)
        self._heading.setVisible(bool(checks))
        if checks:
            for column, words in enumerate(("", "公示", "账上", "")):
                self._say(words, 0, column, "muted")
        for row, check in enumerate(checks, start=1):
            self._say(check.label, row, 0, "muted")
            if check.agrees and len(check.in_books) > _LONG:
                self._say(check.on_notice, row, 1, "", wide=True)
                self._say("✓", row, 3, "muted")
                continue
            self._say(check.on_notice, row, 1, "")
            if check.agrees:
                self._say(check.in_books, row, 2, "")
                self._say("✓", row, 3, "muted")
            else:
                self._say(check.in_books, row, 2, "error")
                self._say("■ 不一致", row, 3, "error")

    def _say(self, words: str, row: int, column: int, kind: str, *, wide: bool = False) -> None:
        label = QLabel(words)
        mark(label, kind=kind)
        label.setWordWrap(column == 0)
        if column in (1, 2):
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._checks.addWidget(label, row, column, 1, 2 if wide else 1)

    def _show_remarks(self, draft: Draft) -> None:
        _clear(self._remarks)
        for remark in draft.remarks:
            banner = Banner(remark.sentence, _tone(remark))
            lead = lead_of(draft, remark.rule)
            if lead is not None:
                banner.add_action(lead.words, partial(lead.follow, self._desk.place, draft))
            self._remarks.addWidget(banner)


def _tone(remark: Remark) -> Tone:
    if remark.rule in ("open", "empty"):
        return Tone.PLAIN
    return Tone.BAD if remark.blocking else Tone.CARE


def _clear(layout: QGridLayout | QVBoxLayout) -> None:
    while layout.count():
        widget = layout.takeAt(0).widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
