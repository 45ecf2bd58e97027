"""The real window in a process of its own; answers on standard output what is asked on its input.

Each line that comes in is a name; the answer is one line of JSON: where the keyboard is, what
stands there, what an input method is composing, and where the part of that name is on the screen.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QSocketNotifier, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QWidget,
)
from shiboken6 import isValid

from desktop.app import main, make_application
from desktop.views.frame.desk_frame import DeskFrame
from desktop.views.search import Answers


class Ear(QObject):
    """Hears what an input method composes in the widget that has the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self.composing = ""
        self._widget: QWidget | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus)

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._widget is not None and isValid(self._widget):
            self._widget.removeEventFilter(self)
        self._widget, self.composing = new, ""
        if new is not None:
            new.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Note what is composed; leave the event alone."""
        if isinstance(event, QInputMethodEvent):
            self.composing = event.preeditString()
        return False


def standing(ear: Ear, name: str) -> dict[str, Any]:
    """What can be said of the window now."""
    here: Any = QApplication.focusWidget()
    shown = [part for part in QApplication.allWidgets() if part.isVisible()]
    return {
        "focus": "" if here is None else here.accessibleName() or here.objectName(),
        "text": _text(here),
        "method": here is not None and here.inputMethodQuery(Qt.InputMethodQuery.ImEnabled),
        "composing": ear.composing,
        "cursor": None if here is None else _cursor(here),
        "page": next((f.current for f in shown if isinstance(f, DeskFrame)), ""),
        "answers": [
            part.item(at).text()
            for part in shown
            if isinstance(part, Answers)
            for at in range(part.count())
        ],
        "tables": {
            part.accessibleName(): part.model().rowCount()
            for part in shown
            if isinstance(part, QTableView)
        },
        "words": [part.text() for part in shown if isinstance(part, QLabel | QAbstractButton)],
        "place": next((_middle(part) for part in shown if name and name in _names(part)), None),
    }


def _text(widget: QWidget | None) -> str:
    if isinstance(widget, QTableView):
        here, table = widget.currentIndex().row(), widget.model()
        cells = (table.index(here, column).data() for column in range(table.columnCount()))
        return "|".join(str(cell) for cell in cells)
    if isinstance(widget, QPlainTextEdit):
        return widget.toPlainText()
    return widget.text() if isinstance(widget, QLineEdit | QAbstractButton) else ""


def _cursor(widget: QWidget) -> list[int]:
    found = widget.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
    place = widget.mapToGlobal(found.topLeft() if found is not None else QPoint())
    return [place.x(), place.y(), widget.mapToGlobal(QPoint(0, widget.height())).y()]


def _middle(widget: QWidget) -> list[int]:
    place = widget.mapToGlobal(widget.rect().center())
    return [place.x(), place.y()]


def _names(widget: QWidget) -> set[str]:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    name = widget.accessibleName()
    return {name, name.removesuffix("，必填"), text}


def _listen() -> Ear:
    ear = Ear()
    ears = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, ear)

    def answer() -> None:
        # Not buffered: what was read too early would wake nobody.
        line = os.read(sys.stdin.fileno(), 4096).decode().strip()
        text = json.dumps(standing(ear, line), ensure_ascii=False)
        os.write(sys.stdout.fileno(), f"{text}\n".encode())

    ears.activated.connect(answer)
    return ear


if __name__ == "__main__":
    make_application()
    ear = _listen()
    raise SystemExit(main(sys.argv[1:]))
