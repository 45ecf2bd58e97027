"""What a machine without data is shown; loaded only then, because it brings half the program."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.views.start.first import FirstView
from desktop.views.start.new_data import NewDataView
from desktop.views.start.restoring import RestoreView

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.app.core import Core
    from desktop.app.stage import Stage
    from desktop.core.errors import SchoolError


class Beginnings(QObject):
    """The four ways to data, and where each of them leads."""

    entered = Signal(object)
    """The Session of open books."""
    chosen = Signal(object)
    """A folder with data to open."""

    def __init__(self, stage: Stage, core: Core) -> None:
        super().__init__(stage)
        self._stage = stage
        self._core = core

    def show_first(self, refusal: SchoolError | None = None, folder: Path | None = None) -> None:
        """Show the four ways, and why one is here; data that was refused may be tried again."""
        view = FirstView(self._core.tasks, self._core.messages, refusal)
        if refusal is not None and folder is not None:
            view.offer_again(folder)
        view.entered.connect(self.entered)
        view.chosen.connect(self.chosen)
        view.new_asked.connect(self._show_new)
        view.restore_asked.connect(self._show_restore)
        self._stage.show_front(view)

    def _show_new(self) -> None:
        view = NewDataView(self._core.tasks, self._core.messages)
        view.entered.connect(self.entered)
        view.left.connect(partial(self.show_first, None))
        self._stage.show_front(view)

    def _show_restore(self) -> None:
        view = RestoreView(self._core.tasks, self._core.messages)
        view.restored.connect(self.chosen)
        view.left.connect(partial(self.show_first, None))
        self._stage.show_front(view)
