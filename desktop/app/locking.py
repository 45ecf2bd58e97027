"""The lock: asked for, or after a pause; nothing behind it is stopped or lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from desktop.views.access.lock import Inactivity, LockView

if TYPE_CHECKING:
    from desktop.app.core import Core
    from desktop.app.opening import Entered
    from desktop.app.stage import Stage


class Locking(QObject):
    """Watches over a desk while somebody sits at it."""

    logout_asked = Signal()

    def __init__(self, stage: Stage, core: Core) -> None:
        super().__init__(stage)
        self._stage = stage
        self._core = core
        self._watch: Inactivity | None = None

    def watch(self, who: Entered) -> None:
        """Lock the desk of a person after the pause that this machine's user wants."""
        self.rest()
        window = self._stage.window.windowHandle()
        if not who.has_password or window is None:
            return
        self._watch = Inactivity(window, self._minutes)
        self._watch.passed.connect(self.lock)

    def _minutes(self) -> int:
        return self._core.preferences.load().preferences.lock_after_minutes

    def rest(self) -> None:
        """Watch nobody."""
        if self._watch is not None:
            self._watch.stop()
            self._watch.deleteLater()
            self._watch = None

    def lock(self) -> None:
        """Hide the content until its person comes back."""
        frame = self._stage.frame
        if frame is None or isinstance(self._stage.front, LockView):
            return
        while (box := QApplication.activeModalWidget()) is not None and box.close():
            pass
        view = LockView(self._core.tasks, frame.desk.session)
        view.unlocked.connect(self._stage.back_to_frame)
        view.logout_asked.connect(self.logout_asked)
        self._stage.show_front(view)
        self._stage.window.setWindowTitle("明册")
