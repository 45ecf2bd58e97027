"""Where the keyboard goes when what held it is taken away."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget


def holds_keyboard(part: QWidget | None) -> bool:
    """Whether the keyboard is in a part of the window."""
    holder = QApplication.focusWidget()
    return part is not None and holder is not None and (holder is part or part.isAncestorOf(holder))


def keyboard_name() -> str:
    """The object name of what holds the keyboard."""
    holder = QApplication.focusWidget()
    return holder.objectName() if holder is not None else ""


def give_keyboard(part: QWidget, name: str = "") -> None:
    """Let the keyboard be at the button of a name; without it at the first that can be pressed."""
    buttons = [b for b in part.findChildren(QPushButton) if b.isEnabled() and not b.isHidden()]
    named = [button for button in buttons if name and button.objectName() == name]
    for button in (named or buttons)[:1]:
        button.setFocus(Qt.FocusReason.OtherFocusReason)
