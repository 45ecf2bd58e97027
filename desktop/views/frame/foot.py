"""The line at the foot: short notes that go away by themselves, and what is being worked on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from desktop.views.progress_panel import ProgressPanel

if TYPE_CHECKING:
    from desktop.views.messages import Messages
    from desktop.views.tasks import Tasks

_NOTE_MILLISECONDS: Final = 8000
_HEIGHT: Final = 36


class Foot(QFrame):
    """Says what was done, without stopping anybody."""

    def __init__(self, messages: Messages, tasks: Tasks) -> None:
        super().__init__()
        self.setProperty("kind", "foot")
        self.setMinimumHeight(_HEIGHT)
        self.note = QLabel()
        self.note.setObjectName("note")
        self.note.setAccessibleName("提示")
        self.progress = ProgressPanel(tasks)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 2, 16, 2)
        layout.addWidget(self.note, 1)
        layout.addWidget(self.progress)
        self._fading = QTimer(self, singleShot=True, interval=_NOTE_MILLISECONDS)
        self._fading.timeout.connect(self.note.clear)
        messages.said.connect(self._on_said)

    def _on_said(self, sentence: str) -> None:
        self.note.setText(sentence)
        self._fading.start()
