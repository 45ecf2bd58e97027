"""What the month still lacks: a line for each kind of notice, with its next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QSizePolicy

from desktop.core.notices import NoticeKind
from desktop.services.notices.drafts import DraftState, drafts
from desktop.views.notices.words import draft_chip, draft_words
from desktop.views.style import mark
from desktop.views.widgets import ChipLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.notices.drafts import Draft
    from desktop.views.desk import Desk

_Policy = QSizePolicy.Policy
_STEPS = {
    DraftState.EMPTY: "去登记",
    DraftState.BLOCKED: "看看问题",
    DraftState.OPEN: "看试印稿",
    DraftState.READY: "核对并发布",
    DraftState.MOVED: "核对并更正",
    DraftState.RENEWED: "核对并发布",
    DraftState.STANDING: "打开",
}


class NeedLine(QObject):
    """One kind of notice in the month: its name, its state, what to do, the way there."""

    opened = Signal(object)
    """The draft that the line is about."""

    def __init__(self, kind: NoticeKind, layout: QGridLayout, row: int) -> None:
        super().__init__()
        self.draft: Draft | None = None
        self.title = QLabel(kind.label)
        mark(self.title, kind="heading")
        self.chip, self.step = ChipLabel(), QPushButton()
        self.words = QLabel("正在核对…")
        self.words.setWordWrap(True)
        mark(self.words, kind="muted")
        self.step.clicked.connect(lambda: self.opened.emit(self.draft))
        self._parts = (self.title, self.chip, self.words, self.step)
        for column, part in enumerate(self._parts):
            layout.addWidget(part, row, column, Qt.AlignmentFlag.AlignVCenter)
        for part in (self.title, self.chip, self.step):
            part.setSizePolicy(_Policy.Fixed, _Policy.Fixed)
        self.leave_out()

    def leave_out(self) -> None:
        """Say nothing of this kind: the unit does not post it."""
        self.draft = None
        for part in self._parts:
            part.hide()

    def show_draft(self, draft: Draft) -> None:
        """Say what the month needs of this kind."""
        self.draft = draft
        month = "" if draft.kind.long_term else f"{draft.month.label} "
        self.title.setText(f"{month}{draft.kind.label}")
        self.chip.set_chip(draft_chip(draft.state))
        self.words.setText(draft_words(draft))
        step = _STEPS[draft.state]
        self.step.setText(step)
        self.step.setAccessibleName(f"{draft.kind.label}：{step}")
        mark(self.step, kind="primary" if draft.can_issue else "")
        for part in self._parts:
            part.show()


class MonthNeeds(QFrame):
    """The lines of a month, one under the other."""

    opened = Signal(object)
    shown = Signal()
    """The lines tell of the month."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        mark(self, kind="card")
        layout = QGridLayout(self)
        layout.setVerticalSpacing(4)
        layout.setHorizontalSpacing(12)
        layout.setColumnStretch(2, 1)
        self.lines = {kind: NeedLine(kind, layout, row) for row, kind in enumerate(NoticeKind)}
        for line in self.lines.values():
            line.opened.connect(self.opened)

    @property
    def first_step(self) -> QPushButton | None:
        """The button of the first line that offers a step."""
        return next((line.step for line in self.lines.values() if line.draft is not None), None)

    def reload(self) -> None:
        """Look anew what the month lacks."""
        session, month = self._desk.session, self._desk.place.month

        def show(found: Sequence[Draft]) -> None:
            if month == self._desk.place.month:
                told = {draft.kind: draft for draft in found}
                for kind, line in self.lines.items():
                    if kind in told:
                        line.show_draft(told[kind])
                    else:
                        line.leave_out()
                self.shown.emit()

        self._desk.tasks.read(self, lambda _job: drafts(session, month)).then(show).start()
