"""Drawing pages outside of the GUI thread, one after the other, the most wanted first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.views.preview.cache import PictureCache
from desktop.views.preview.pdf import picture

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget

    from desktop.views.preview.pdf import Shot
    from desktop.views.tasks import Job, Tasks


class Drawing(QObject):
    """Has pictures of the pages of one file made, and keeps them."""

    drawn = Signal(int)
    """A page has got its picture."""
    ready = Signal()
    """Another picture may be asked for."""

    def __init__(self, tasks: Tasks, owner: QWidget) -> None:
        super().__init__(owner)
        self._tasks, self._owner = tasks, owner
        self._content = b""
        self._busy, self._broken = False, False
        self.cache = PictureCache()

    def take(self, content: bytes) -> None:
        """Draw another file from now on."""
        self._content, self._broken = content, False
        self.cache.clear()

    def want(self, shots: Iterable[Shot]) -> None:
        """Draw the first of these that is not there yet, unless one is being drawn."""
        if self._busy or self._broken:
            return
        missing = (shot for shot in shots if (shot.page, shot.width) not in self.cache)
        shot = next(missing, None)
        if shot is not None:
            self._draw(shot)

    def _draw(self, shot: Shot) -> None:
        self._busy = True
        content = self._content

        def work(job: Job) -> QImage:
            del job
            return picture(content, shot)

        def keep(found: QImage) -> None:
            if content is self._content:
                self.cache.put(shot.page, shot.width, found)
                self.drawn.emit(shot.page)

        task = self._tasks.paper(self._owner, work).titled("显示页面")
        task.then(keep).otherwise(self._on_failed).ended(self._on_ended).start()

    def _on_failed(self, error: Exception) -> None:
        self._broken = True  # or the same page would be asked for again and again
        self._tasks.messages.say_crash(self._owner, error)

    def _on_ended(self) -> None:
        self._busy = False
        if not self._tasks.closed:  # or a program that ends would be asked for the page for ever
            self.ready.emit()
