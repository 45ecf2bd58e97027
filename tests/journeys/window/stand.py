"""The whole program in this process: its real pages, real data, and somebody at the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.exceptions import TimeoutError as NotInTimeError

from desktop.app.arguments import Arguments
from desktop.app.core import Core
from desktop.app.opening import look
from desktop.app.program import Program
from desktop.app.stage import Stage
from desktop.core.preferences import PreferencesFile
from desktop.views.frame.window import MainWindow
from desktop.views.refresh import Refresh
from desktop.views.tasks import Tasks
from tests.journeys.window.keyboard import Keyboard, called
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

PATIENCE = 30_000


class Stand(Keyboard):
    """A program over a data folder, what it has said, and a keyboard before it."""

    def __init__(self, qtbot: QtBot, folder: Path, guard: GuiThreadGuard) -> None:
        self.qtbot, self.guard = qtbot, guard
        self.preferences = PreferencesFile(folder / "preferences.json")
        self.messages = QuietMessages(self.preferences, folder / "log")
        refresh = Refresh()
        tasks = Tasks(self.messages, refresh)
        self.core = Core(tasks, refresh, self.messages, self.preferences)
        self.window: MainWindow
        super().__init__(MainWindow())
        # Windows are closed before fixtures end: a backup may be under way until it is waited for.
        qtbot.addWidget(self.window, before_close_func=lambda _window: self.core.tasks.drain())
        self.window.resize(1366, 768)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.program: Program

    def begin(self, data: Path | None = None, page: str = "") -> Program:
        """Start over a data folder; from here on the GUI thread may open no connection."""
        found = at_the_books(lambda: look(data, self.preferences))
        self.guard.armed = True
        self.program = Program(Stage(self.window), self.core, Arguments(data, page))
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
            focus = called(self.focused())
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

    def presses(self, words: str) -> None:
        """Walk to a button, once it can be pressed, and press it."""
        self.until(lambda: self.offers(words))
        self.goes_to(words)
        self.press(Qt.Key.Key_Space)
