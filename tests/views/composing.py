"""Typing as with a Chinese input method: text is composed first and committed then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot


def compose(widget: QWidget, letters: str) -> None:
    """Letters that are being composed into a word; none ends it without a word."""
    QApplication.sendEvent(widget, QInputMethodEvent(letters, []))


def commit(widget: QWidget, text: str) -> None:
    """The word that was composed."""
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def type_in(qtbot: QtBot, widget: QWidget, text: str) -> None:
    """Type a text: ASCII by keys, everything else as an input method gives it."""
    for char in text:
        if char.isascii():
            qtbot.keyClicks(widget, char)
        else:
            commit(widget, char)
