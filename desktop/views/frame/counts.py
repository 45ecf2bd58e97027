"""The numbers at the places, asked for in the background whenever the books move."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.core.errors import SchoolError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.pages import PageKind
    from desktop.views.tasks import Job

# Several writes in a row ask once.
_PAUSE_MILLISECONDS: Final = 200


class Counts(QObject):
    """Asks each place that counts, and says what it heard."""

    counted = Signal(str, int)

    def __init__(self, desk: Desk, kinds: Sequence[PageKind], owner: QWidget) -> None:
        super().__init__(owner)
        self._desk = desk
        self._kinds = [kind for kind in kinds if kind.count is not None]
        self._owner = owner
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self.ask)
        desk.refresh.changed.connect(self._on_moved)
        desk.place.month_changed.connect(self._on_moved)

    def ask(self) -> None:
        """Count everywhere now."""
        for kind in self._kinds:
            task = self._desk.tasks.read(self._owner, partial(_count, kind, self._desk.session))
            task.then(partial(self.counted.emit, kind.name))
            task.otherwise(partial(self._on_failed, kind)).start()

    def _on_failed(self, kind: PageKind, error: Exception) -> None:
        """Tell once, then count there no more: it would fail at every change."""
        if kind not in self._kinds:
            return
        self._kinds.remove(kind)
        if isinstance(error, SchoolError):
            self._desk.messages.say(error.sentence)
        else:
            self._desk.messages.say_crash(self._owner, error)

    def _on_moved(self, _what: object) -> None:
        self._pause.start()


def _count(kind: PageKind, session: Session, _job: Job) -> int:
    return kind.count(session) if kind.count is not None else 0
