"""困难类别 in the pane of a pupil: covered until somebody asks, and each look is noted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.services.household import remove, reveal_categories
from desktop.views.style import mark
from desktop.views.widgets.masked import SHOWN_FOR

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from PySide6.QtGui import QHideEvent

    from desktop.services.household import CategoryFact
    from desktop.views.desk import Desk

_COVERED: Final = "＊＊＊＊　（看一次记一次）"
_NONE: Final = "没有登记"


class FamilyBox(QWidget):
    """The facts of one pupil; whether there are any is not told before somebody asks."""

    adding = Signal()
    confirming = Signal(object)
    renewing = Signal(object)
    ending = Signal(object)

    def __init__(self, desk: Desk, student_id: UUID, *, may_write: bool) -> None:
        super().__init__()
        self._desk, self._student_id, self._may_write = desk, student_id, may_write
        title = QLabel("家庭情况")
        mark(title, kind="heading")
        self.show_button = QPushButton("查看")
        self.add_button = QPushButton("登记…")
        if not may_write:
            self.add_button.hide()
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.show_button)
        head.addWidget(self.add_button)
        self.facts = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        layout.addLayout(self.facts)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_FOR)
        self._timer.timeout.connect(self.cover)
        self.show_button.clicked.connect(self.ask)
        self.add_button.clicked.connect(self.adding)
        self.cover()

    @property
    def is_shown(self) -> bool:
        """Whether the facts can be read now."""
        return self._timer.isActive()

    def ask(self) -> None:
        """Show the facts for half a minute, or cover them again."""
        if self.is_shown:
            self.cover()
            return
        session, student_id = self._desk.session, self._student_id
        task = self._desk.tasks.write(self, lambda _job: reveal_categories(session, student_id))
        task.titled("正在显示…").then(self._on_told).start()

    def cover(self) -> None:
        """Hide the facts."""
        self._timer.stop()
        self._clear()
        self.facts.addWidget(_label(_COVERED))
        self.show_button.setText("查看")

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """What is not seen is covered."""
        super().hideEvent(event)
        self.cover()

    def _on_told(self, facts: tuple[CategoryFact, ...]) -> None:
        if not self.isVisible():
            return
        self._clear()
        if not facts:
            self.facts.addWidget(_label(_NONE))
        for fact in facts:
            self.facts.addWidget(self._fact(fact))
        self.show_button.setText("遮住")
        self._timer.start()

    def _fact(self, fact: CategoryFact) -> QWidget:
        part = QWidget()
        layout = QVBoxLayout(part)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.setSpacing(2)
        until = f"至 {fact.until:%Y-%m-%d}" if fact.until else "没有期限"
        head = QHBoxLayout()
        name = QLabel(fact.category.label)
        head.addWidget(name, 1)
        if self._may_write:
            for words, do in (
                *_still(fact, partial(self.confirming.emit, fact)),
                ("续期", partial(self.renewing.emit, fact)),
                ("终止", partial(self.ending.emit, fact)),
                ("删除", partial(self._remove, fact)),
            ):
                link = QPushButton(words)
                mark(link, kind="link")
                link.clicked.connect(lambda _checked=False, do=do: do())
                head.addWidget(link)
        layout.addLayout(head)
        layout.addWidget(_label(f"{fact.since:%Y-%m-%d} 起，{until}"))
        layout.addWidget(_label(f"凭证：{fact.proof or '没有写'}"))
        if fact.confirmed is not None:
            seen = fact.confirmed
            layout.addWidget(_label(f"{seen.day:%Y-%m-%d} {seen.by_name}核对仍符合：{seen.proof}"))
        return part

    def _remove(self, fact: CategoryFact) -> None:
        session, messages = self._desk.session, self._desk.messages
        question = "要删除这一项登记吗？登记错了才删除；情况变了请用“终止”。"
        if not messages.ask(self, question, "删除"):
            return
        task = self._desk.tasks.write(self, lambda _job: remove(session, fact.fact_id))
        task.then(lambda _changes: messages.say("已删除")).start()

    def _clear(self) -> None:
        while self.facts.count():
            widget = self.facts.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()


def _still(
    fact: CategoryFact, do: Callable[[], object]
) -> tuple[tuple[str, Callable[[], object]], ...]:
    """What has no end is confirmed from time to time; what has one is renewed."""
    return (("仍符合", do),) if fact.until is None else ()


def _label(words: str) -> QLabel:
    label = QLabel(words)
    label.setWordWrap(True)
    mark(label, kind="muted")
    return label
