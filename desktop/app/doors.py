"""The ways to a desk: first start, log-in, recovery code, other data."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.app.entrance import WhoIsIt
from desktop.app.opening import ask_who, entered, look
from desktop.views.access.login import LoginView
from desktop.views.access.recovery import RecoveryView

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

    from desktop.app.beginnings import Beginnings
    from desktop.app.core import Core
    from desktop.app.entrance import Entrance
    from desktop.app.opening import Found
    from desktop.app.stage import Stage
    from desktop.core.errors import SchoolError
    from desktop.core.preferences import PreferencesFile
    from desktop.services.session import Session


class Doors(QObject):
    """Shows who may come in how, until somebody has."""

    entered = Signal(object)
    """An `Entered`: open books with somebody at the desk."""

    def __init__(self, stage: Stage, core: Core) -> None:
        super().__init__(stage)
        self._stage = stage
        self._core = core
        self._beginnings: Beginnings | None = None

    def show(self, found: Found) -> None:
        """Go on with what was found in a data folder."""
        if found.entered is not None:
            self.entered.emit(found.entered)
        elif found.asks_who and found.folder is not None:
            self._show_login(WhoIsIt(found.folder, found.names, found.last_name))
        else:
            self._show_first(found.refusal, found.folder)

    def leave(self, session: Session) -> None:
        """Close the books of somebody who goes, and ask who is next."""
        self._close(session, ask_who)

    def reopen(self, session: Session) -> None:
        """Open the data anew that lies where these books were."""
        self._close(session, look)

    def _close(self, session: Session, then: Callable[[Path, PreferencesFile], Found]) -> None:
        preferences = self._core.preferences

        def close(_job: object) -> Found | None:
            session.store.close()
            return then(session.folder, preferences) if session.folder else None

        task = self._core.tasks.read(self._stage.window, close)
        task.then(lambda found: self.show(found) if found else self._show_first(None)).start()

    def _show_first(self, refusal: SchoolError | None, folder: Path | None = None) -> None:
        if self._beginnings is not None:
            self._beginnings.show_first(refusal, folder)
            return

        def load(_job: object) -> ModuleType:
            return import_module("desktop.app.beginnings")

        task = self._core.tasks.read(self._stage.window, load)
        task.then(partial(self._begin, refusal, folder)).start()

    def _begin(self, refusal: SchoolError | None, folder: Path | None, module: ModuleType) -> None:
        self._beginnings = module.Beginnings(self._stage, self._core)
        self._beginnings.entered.connect(self._on_session)
        self._beginnings.chosen.connect(self._open)
        self._beginnings.begin(refusal, folder)

    def _show_login(self, asked: WhoIsIt) -> None:
        view = LoginView(self._core.tasks, asked.folder, asked.names, asked.last_name)
        self._watch(view, asked)
        self._stage.show_front(view)

    def take_over(self, entrance: Entrance) -> None:
        """Go on with a log-in that already stands in the window."""
        self._watch(entrance.view, entrance.asked)
        entrance.hand_over()

    def _watch(self, view: LoginView, asked: WhoIsIt) -> None:
        view.entered.connect(self._on_session)
        view.recovery_asked.connect(partial(self._show_recovery, asked))
        view.elsewhere_asked.connect(partial(self._show_first, None))

    def _show_recovery(self, asked: WhoIsIt) -> None:
        view = RecoveryView(self._core.tasks, asked.folder, asked.last_name)
        view.entered.connect(self._on_session)
        view.left.connect(partial(self._show_login, asked))
        self._stage.show_front(view)

    def _open(self, folder: Path) -> None:
        preferences = self._core.preferences
        task = self._core.tasks.read(self._stage.window, lambda _job: look(folder, preferences))
        task.titled("正在打开数据…").then(self.show).start()

    def _on_session(self, session: Session) -> None:
        task = self._core.tasks.read(self._stage.window, lambda _job: entered(session))
        task.then(self.entered.emit).start()
