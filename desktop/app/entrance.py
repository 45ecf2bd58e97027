"""The first moments: locked data asks who it is while the rest of the program still loads."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from desktop.core.errors import SchoolError

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.app.core import Core
    from desktop.app.stage import Stage
    from desktop.core.preferences import PreferencesFile
    from desktop.views.access.login import LoginView


@dataclass(frozen=True, slots=True)
class WhoIsIt:
    """What a log-in needs to know: who may come in, and who came in last."""

    folder: Path
    names: tuple[str, ...]
    last_name: str


def ask_early(named: Path | None, preferences: PreferencesFile) -> WhoIsIt | None:
    """Whom locked data asks for; None where there is no data, or it opens by itself.

    Loads the log-in too: it needs next to nothing of the program. What is wrong with the data is
    found, and said, by who opens it.
    """
    remembered = preferences.load().preferences
    folder = named or remembered.data_folder
    if folder is None:
        return None
    doors = import_module("desktop.services.doors")
    import_module("desktop.views.access.login")
    try:
        if not doors.is_locked(folder):
            return None
        return WhoIsIt(folder, doors.key_holders(folder), remembered.user_name)
    except SchoolError:
        return None


class Entrance(QObject):
    """The log-in before there is anybody to hear it: what is asked of it meanwhile waits."""

    def __init__(self, stage: Stage, core: Core, asked: WhoIsIt) -> None:
        super().__init__(stage)
        login = import_module("desktop.views.access.login")
        self.asked = asked
        self.view: LoginView = login.LoginView(
            core.tasks, asked.folder, asked.names, asked.last_name
        )
        self._waiting: list[tuple[Any, tuple[object, ...]]] = []
        self._connections = [
            self.view.entered.connect(lambda who: self._keep(self.view.entered, who)),
            self.view.recovery_asked.connect(lambda: self._keep(self.view.recovery_asked)),
            self.view.elsewhere_asked.connect(lambda: self._keep(self.view.elsewhere_asked)),
        ]
        stage.show_front(self.view)

    def hand_over(self) -> None:
        """Somebody listens now: say again what was asked, and be quiet."""
        for connection in self._connections:
            QObject.disconnect(connection)
        for signal, words in self._waiting:
            signal.emit(*words)
        self.deleteLater()

    def _keep(self, signal: Any, *words: object) -> None:  # noqa: ANN401 - a bound signal
        self._waiting.append((signal, words))
