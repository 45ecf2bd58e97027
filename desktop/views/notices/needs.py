"""What the month still lacks: a card for each kind of notice, with its next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.services.notices.drafts import DraftState, drafts
from desktop.services.notices.issue import NoticeKind
from desktop.views.notices.words import draft_chip, draft_words
from desktop.views.style import mark
from desktop.views.widgets import ChipLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.notices.drafts import Draft
    from desktop.views.desk import Desk

_STEPS = {
    DraftState.EMPTY: "去登记",
    DraftState.BLOCKED: "看看问题",
    DraftState.OPEN: "看试印稿",
    DraftState.READY: "核对并发布",
    DraftState.MOVED: "核对并更正",
    DraftState.RENEWED: "核对并发布",
    DraftState.STANDING: "打开",
}


class NeedCard(QFrame):
    """One kind of notice in the month."""

    opened = Signal(object)
    """The draft that the card is about."""

    def __init__(self, kind: NoticeKind) -> None:
        super().__init__()
        mark(self, kind="card")
        self.draft: Draft | None = None
        self.title = QLabel(kind.label)
        self.title.setWordWrap(True)
        mark(self.title, kind="heading")
        self.chip = ChipLabel()
        self.words = QLabel("正在核对…")
        self.words.setWordWrap(True)
        mark(self.words, kind="muted")
        self.step = QPushButton()
        self.step.hide()
        self.step.clicked.connect(lambda: self.opened.emit(self.draft))
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.chip)
        head.addWidget(self.step)
        layout = QVBoxLayout(self)
        layout.addLayout(head)
        layout.addWidget(self.words)

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
        self.step.show()
        mark(self.step, kind="primary" if draft.can_issue else "")


class MonthNeeds(QWidget):
    """The cards of a month, side by side."""

    opened = Signal(object)
    shown = Signal()
    """The cards tell of the month."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.cards = {kind: NeedCard(kind) for kind in NoticeKind}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for card in self.cards.values():
            card.opened.connect(self.opened)
            layout.addWidget(card, 1)

    @property
    def first_step(self) -> QPushButton | None:
        """The button of the first card that offers a step."""
        return next((c.step for c in self.cards.values() if not c.step.isHidden()), None)

    def reload(self) -> None:
        """Look anew what the month lacks."""
        session, month = self._desk.session, self._desk.place.month

        def show(found: Sequence[Draft]) -> None:
            if month == self._desk.place.month:
                for draft in found:
                    self.cards[draft.kind].show_draft(draft)
                self.shown.emit()

        self._desk.tasks.read(self, lambda _job: drafts(session, month)).then(show).start()
