"""Somebody with a keyboard and no mouse: every key goes to what has the focus."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QWidget,
)

CTRL: Final = Qt.KeyboardModifier.ControlModifier
_NONE: Final = Qt.KeyboardModifier.NoModifier
_MOST_TABS: Final = 120


class Keyboard:
    """Before one window."""

    def __init__(self, window: QWidget) -> None:
        self.window = window

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = _NONE, times: int = 1) -> None:
        """Press a key where the focus is."""
        for _ in range(times):
            popup = QApplication.activePopupWidget()
            QTest.keyClick(self.focused(), key, held)
            if popup is not None and QApplication.activePopupWidget() is None:
                come_back(self.window)

    def types(self, text: str) -> None:
        """Type where the focus is; what no key has comes as an input method gives it."""
        if text.isascii():
            QTest.keyClicks(self.focused(), text)
            return
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(self.focused(), event)

    def goes_to(self, words: str) -> None:
        """Walk with Tab to what is called so."""
        seen: list[str] = []
        for _ in range(_MOST_TABS):
            here = self.focused()
            if words in called(here):
                return
            seen.append(f"{type(here).__name__} {called(here)}")
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not lead to {words}: {seen}")

    def offers(self, words: str) -> bool:
        """Whether there is a button of this name that can be pressed now."""
        return any(
            words in called(button) and button.isVisible() and button.isEnabled()
            for button in self.window.findChildren(QAbstractButton)
        )

    def focused(self) -> QWidget:
        """What a key goes to."""
        return QApplication.activePopupWidget() or QApplication.focusWidget() or self.window

    def sees(self, words: str) -> bool:
        """Whether something of this name is on the screen."""
        parts = self.window.findChildren(QWidget)
        return any(words in called(part) and part.isVisible() for part in parts)

    def typed(self, words: str) -> str:
        """What stands in a field."""
        fields = self.window.findChildren(QLineEdit) + self.window.findChildren(QPlainTextEdit)
        (field,) = (f for f in fields if words in called(f) and f.isVisible())
        return field.text() if isinstance(field, QLineEdit) else field.toPlainText()

    def rows(self, words: str) -> int:
        """How many rows a table has; none while it is not seen."""
        tables = self.window.findChildren(QTableView)
        return sum(t.model().rowCount() for t in tables if words in called(t) and t.isVisible())

    def reads(self) -> str:
        """All words that can be read on the screen."""
        labels = self.window.findChildren(QLabel)
        buttons = self.window.findChildren(QAbstractButton)
        shown: list[Any] = [*labels, *buttons]
        return "\n".join(part.text() for part in shown if part.isVisible())


def come_back(window: QWidget) -> None:
    """A menu has closed: what a window manager does, which is not here."""
    window.activateWindow()
    QApplication.processEvents()


def called(widget: QWidget) -> set[str]:
    """What a widget is called by who sees it or hears it."""
    words = {widget.accessibleName(), widget.accessibleName().removesuffix("，必填")}
    if isinstance(widget, QAbstractButton):
        words.add(widget.text())
    return words
