"""Python's garbage is collected in the GUI thread only.

A cycle that holds a widget may be found by the collector in any thread, and a widget destroyed
outside of the GUI thread takes the program down.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

from desktop.core.collector import is_held

_MILLISECONDS: Final = 200
_OLDEST: Final = 2


class Garbage(QObject):
    """Switches the automatic collector off and does its work on a timer."""

    _holders = 0

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        Garbage._holders += 1
        gc.disable()
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
            gc.enable()

    def _on_timeout(self) -> None:
        if is_held():  # a roster comes in: walking over it would hold the window up
            return
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in range(_OLDEST, -1, -1):
            if counts[generation] > thresholds[generation]:
                gc.collect(generation)
                return
