"""The whole program in this process: its real pages, real data, and somebody at the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QWidget,
)
from pytestqt.exceptions import TimeoutError as NotInTimeError

from desktop.app.arguments import Arguments
from desktop.app.core import Core
from desktop.app.opening import look
from desktop.app.program import Program
from desktop.core.preferences import PreferencesFile
from desktop.views.frame.window import MainWindow
from desktop.views.refresh import Refresh
from desktop.views.tasks import Tasks
from tests.views.fakes import QuietMessages, at_the_books

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.frame.desk_frame import DeskFrame
    from tests.views.fakes import GuiThreadGuard

W = TypeVar("W", bound=QWidget)

PATIENCE = 10_000
_MOST_TABS = 120
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


class Stand:
    """A program over a data folder, what it has said, and a keyboard before it."""

    def __init__(self, qtbot: QtBot, folder: Path, guard: GuiThreadGuard) -> None:
        self.qtbot, self.guard = qtbot, guard
        self.preferences = PreferencesFile(folder / "preferences.json")
        self.messages = QuietMessages(self.preferences, folder / "log")
        refresh = Refresh()
        tasks = Tasks(self.messages, refresh)
        self.core = Core(tasks, refresh, self.messages, self.preferences)
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        self.window.resize(1366, 768)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.program: Program

    def begin(self, data: Path | None = None, page: str = "") -> Program:
        """Start over a data folder; from here on the GUI thread may open no connection."""
        found = at_the_books(lambda: look(data, self.preferences))
        self.guard.armed = True
        self.program = Program(self.window, self.core, Arguments(data, page))
        self.program.start(found)
        return self.program

    def until(self, is_so: Callable[[], object]) -> None:
        """Wait; a program that has said an error meanwhile will not get there."""

        def so() -> bool:
            assert self.messages.errors == []
            assert self.messages.crashes == []
            return bool(is_so())

        try:
            self.qtbot.waitUntil(so, timeout=PATIENCE)
        except NotInTimeError:
            focus = called(self._focused())
            msg = f"{self.messages.notes}; the focus is at {focus}; it reads:\n{self.reads()}"
            raise AssertionError(msg) from None

    def shows(self, kind: type[W]) -> W:
        """What stands in the window, once it is of this kind."""
        self.until(lambda: isinstance(self.window.shown, kind))
        shown = self.window.shown
        assert isinstance(shown, kind)
        return shown

    def sits(self) -> DeskFrame:
        """The frame, once somebody is at the desk."""
        stage = self.program.stage
        self.until(lambda: stage.frame is not None and self.window.shown is stage.frame)
        assert stage.frame is not None
        return stage.frame

    def notes(self, words: str) -> str:
        """Wait until the foot of the window says so; all that it says."""
        self.until(lambda: any(words in note for note in self.messages.notes))
        return next(note for note in self.messages.notes if words in note)

    def quiet(self) -> None:
        """Wait until nothing is read or written any more."""
        self.until(lambda: not self.core.tasks.running)
        QApplication.processEvents()
        self.until(lambda: not self.core.tasks.running)

    @property
    def desk(self) -> Desk:
        return self.sits().desk

    @property
    def session(self) -> Session:
        return self.desk.session

    def page(self, name: str) -> Any:  # noqa: ANN401 - whatever page it is
        """A page that was opened; to look at, not to act on."""
        found = self.sits().page(name)
        assert found is not None
        return found

    # --- the keyboard -----------------------------------------------------------------------------

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        """Press a key where the focus is."""
        for _ in range(times):
            popup = QApplication.activePopupWidget()
            QTest.keyClick(self._focused(), key, held)
            if popup is not None and QApplication.activePopupWidget() is None:
                self._come_back()

    def types(self, text: str) -> None:
        """Type where the focus is; what no key has comes as an input method gives it."""
        if text.isascii():
            QTest.keyClicks(self._focused(), text)
            return
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(self._focused(), event)

    def goes_to(self, words: str) -> None:
        """Walk with Tab to what is called so."""
        seen: list[str] = []
        for _ in range(_MOST_TABS):
            here = self._focused()
            if words in called(here):
                return
            seen.append(f"{type(here).__name__} {called(here)}")
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not lead to {words}: {seen}")

    def presses(self, words: str) -> None:
        """Walk to a button and press it."""
        self.until(lambda: self._offers(words))
        self.goes_to(words)
        self.press(Qt.Key.Key_Space)

    def _offers(self, words: str) -> bool:
        return any(
            words in called(button) and button.isVisible() and button.isEnabled()
            for button in self.window.findChildren(QAbstractButton)
        )

    def _come_back(self) -> None:
        """A menu has closed: what a window manager does, which is not here."""
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)

    def _focused(self) -> QWidget:
        return QApplication.activePopupWidget() or QApplication.focusWidget() or self.window

    def reads(self) -> str:
        """All words that can be read on the screen."""
        labels = self.window.findChildren(QLabel)
        buttons = self.window.findChildren(QAbstractButton)
        shown: list[Any] = [*labels, *buttons]
        return "\n".join(part.text() for part in shown if part.isVisible())


def called(widget: QWidget) -> set[str]:
    """What a widget is called by who sees it or hears it."""
    words = {widget.accessibleName(), widget.accessibleName().removesuffix("，必填")}
    if isinstance(widget, QAbstractButton):
        words.add(widget.text())
    return words
