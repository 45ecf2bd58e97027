"""Walks through steps, one task between two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop.views.style import mark
from desktop.views.wizard.foot import WizardFoot
from desktop.views.wizard.receipt import ReceiptPage, ReceiptWords
from desktop.views.wizard.steps import Step, StepLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from desktop.views.desk import Desk
    from desktop.views.tasks import Task


class Wizard(QWidget):
    """Steps on top, the current one below, the ways on and out at the foot.

    at a step ── next ──► working ── done ──► next step … ──► receipt ── close ──► closed
        └─ leave ──► put aside ── resume ──► the same step        └ stopped or failed: same step
    """

    finished = Signal(object)
    """The result of the last step's work; show the receipt then."""
    left = Signal()
    """Put aside: everything stays as it is."""
    moved = Signal(int)
    """At another step, by its number."""
    closed = Signal()
    """Given up, or the receipt was read."""

    def __init__(
        self, desk: Desk | None, title: str, steps: Sequence[Step], end: str = "回执"
    ) -> None:
        """`end` is what the line of steps calls the receipt; empty: there is none."""
        super().__init__()
        self.setObjectName("wizard")
        self._desk, self.steps = desk, tuple(steps)
        self._task: Task[Any] | None = None
        self.line = StepLine([*(step.title for step in steps), *([end] if end else [])])
        self.receipt = ReceiptPage()
        self.foot = WizardFoot()
        self.note = _note()
        self._stack = QStackedWidget()
        heading = QLabel(title)
        mark(heading, kind="title")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(heading)
        layout.addWidget(self.line)
        layout.addWidget(self.note)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.foot)
        for step in self.steps:
            self._stack.addWidget(step)
            step.changed.connect(self._show)
        self._stack.addWidget(self.receipt)
        self.foot.next.clicked.connect(self.go_on)
        self.foot.back.clicked.connect(self.go_back)
        self.foot.leave.clicked.connect(self.leave)
        self.foot.give_up.clicked.connect(self.give_up)
        self.foot.stop.clicked.connect(self.stop)
        self._show()

    @property
    def place(self) -> int:
        """The number of the current step from 0; behind the last one: the receipt."""
        return self._stack.currentIndex()

    @property
    def at_receipt(self) -> bool:
        """Whether the work is done."""
        return self.place == len(self.steps)

    @property
    def busy(self) -> bool:
        """Whether a step's work is running."""
        return self._task is not None

    def start(self, place: int = 0) -> None:
        """Begin at a step."""
        self._go_to(place)

    def resume(self) -> None:
        """Go on where it was left."""
        self._show()

    def go_on(self) -> None:
        """Do the work of the current step and go to the next; at the receipt: close."""
        if self.at_receipt:
            self.closed.emit()
            return
        step = self.steps[self.place]
        if self.busy or not step.ready:
            return
        task = step.work()
        if task is None:
            self._done(None)
            return
        self._task = task
        self._show()
        task.progressed.connect(self.foot.show_progress)
        task.quiet = self.isVisible()
        task.then(self._done).ended(lambda: self._on_ended(task)).start()

    def go_back(self) -> None:
        """Go to the step before."""
        if self.place > 0 and not self.busy and not self.at_receipt:
            self._go_to(self.place - 1)

    def stop(self) -> None:
        """Stop the work that runs; the step stays."""
        if self._task is not None:
            self._task.cancel()

    def leave(self) -> None:
        """Put the wizard aside; at the receipt: close."""
        if self.at_receipt:
            self.closed.emit()
            return
        if self._task is not None:
            self._task.quiet = False
        self.left.emit()

    def give_up(self) -> None:
        """Throw away what was chosen so far; nothing has been written."""
        self.stop()
        self.closed.emit()

    def say(self, sentence: str) -> None:
        """Say something over all steps; nothing takes it back."""
        self.note.setText(sentence)
        self.note.setVisible(bool(sentence))

    def show_receipt(self, words: ReceiptWords) -> None:
        """Show what was done; afterwards one can only close."""
        self.receipt.show_words(words)
        self._go_to(len(self.steps))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def _done(self, result: object) -> None:
        self._task = None
        if self.place + 1 < len(self.steps):
            self._go_to(self.place + 1)
        else:
            self.finished.emit(result)

    def _on_ended(self, task: Task[Any]) -> None:
        # A step that leads on at once has begun the next one's work before this.
        if self._task is None or self._task is task:
            self._task = None
            self._show()

    def _go_to(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        if not self.at_receipt:
            self.steps[place].enter()
        self._show()
        self.focus_current()
        self.moved.emit(place)

    def focus_current(self) -> None:
        """Let the keyboard begin in the step, unless the step has seen to it itself."""
        current = self._stack.currentWidget()
        holder = self.focusWidget()
        if current.isAncestorOf(holder) and holder.isVisible():
            holder.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.at_receipt or (self._asks_nothing(current) and self.foot.next.isEnabled()):
            self.foot.next.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            current.setFocus(Qt.FocusReason.OtherFocusReason)

    @staticmethod
    def _asks_nothing(step: QWidget) -> bool:
        """Whether a step names no part in which the keyboard is to begin."""
        return step.focusProxy() is None and step.focusPolicy() is Qt.FocusPolicy.NoFocus

    def _show(self) -> None:
        self.line.show_step(self.place)
        if self.at_receipt:
            self.foot.show_receipt()
            return
        step = self.steps[self.place]
        step.setEnabled(not self.busy)
        self.foot.show_step(step.next_words, ready=step.ready, first=self.place == 0)
        self.foot.show_busy(busy=self.busy)


def _note() -> QLabel:
    note = QLabel()
    note.setWordWrap(True)
    mark(note, kind="warning")
    note.hide()
    return note
