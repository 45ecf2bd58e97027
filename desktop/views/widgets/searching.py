"""A field to search in: asks while the person types, a moment after the last key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit

from desktop.views.style import icon

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

PAUSE: Final = 200
"""Milliseconds without a key before the question is asked."""


class SearchField(QLineEdit):
    """`searched` carries the text without blanks around it, each only once."""

    searched = Signal(str)

    def __init__(self, placeholder: str = "搜索") -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(True)
        self._picture = QAction(self)
        self.addAction(self._picture, QLineEdit.ActionPosition.LeadingPosition)
        self._asked = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.ask_now)
        # Not told of text that an input method is still composing.
        self.textChanged.connect(lambda _text: self._timer.start())
        self._draw()

    def ask_now(self) -> None:
        """Ask without waiting for the pause."""
        self._timer.stop()
        text = self.text().strip()
        if text != self._asked:
            self._asked = text
            self.searched.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter asks at once; Esc clears, and only when there is nothing to clear is passed on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.ask_now()
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.ask_now()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Take the icon of a new look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw()

    def _draw(self) -> None:
        self._picture.setIcon(icon("search", "muted"))
