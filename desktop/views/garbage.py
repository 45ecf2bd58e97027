"""Python's garbage is collected in the GUI thread only, and never much of it at a time.

A cycle that holds a widget may be found by the collector in any thread, and a widget destroyed
outside of the GUI thread takes the program down. A full collection walks over all that is alive: a
twentieth of a second for the libraries alone, three times that with a large roster in an import. So
what has survived one is put out of its sight, and looked at again only once in a long while.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

from desktop.core.collector import is_held

_MILLISECONDS: Final = 200
_OLDEST: Final = 2
_THAWED_EVERY: Final = 200
"""Full collections, each of which is at least twenty seconds of work after the last."""
_MANY: Final = 1_000_000
"""Objects out of sight: with so many a large roster is open, and all are left where they are."""


class Garbage(QObject):
    """Switches the automatic collector off and does its work on a timer."""

    _holders = 0

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        Garbage._holders += 1
        gc.disable()
        self._rounds = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start(_MILLISECONDS)

    def stop(self) -> None:
        """Give the work back to the automatic collector, when nobody else needs it here."""
        if not self._timer.isActive():
            return
        self._timer.stop()
        Garbage._holders -= 1
        if not Garbage._holders:
            gc.unfreeze()
            gc.enable()

    def _on_timeout(self) -> None:
        if is_held():  # a roster comes in: walking over it would hold the window up
            return
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in range(_OLDEST, -1, -1):
            if counts[generation] > thresholds[generation]:
                self._collect(generation)
                return

    def _collect(self, generation: int) -> None:
        if generation < _OLDEST:
            gc.collect(generation)
            return
        self._rounds += 1
        if self._rounds % _THAWED_EVERY == 0 and gc.get_freeze_count() < _MANY:
            gc.unfreeze()
        gc.collect()
        gc.freeze()
