"""What stands in the window: a desk, or one view before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.views.frame.desk_frame import DeskFrame
    from desktop.views.frame.window import MainWindow


class Stage(QObject):
    """Shows one thing at a time, and lets go of what went before."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.front: QWidget | None = None
        self.frame: DeskFrame | None = None

    def show_front(self, front: QWidget) -> None:
        """Show a view in the place of everything else; the desk stays behind it."""
        before, self.front = self.front, front
        self.window.put(front)
        if before is not None:
            self.window.take(before)

    def show_frame(self, frame: DeskFrame) -> None:
        """Show a desk, in the place of another that is left for good."""
        before, self.frame = self.frame, frame
        self.back_to_frame()
        if before is not None and before is not frame:
            self._leave(before)

    def back_to_frame(self) -> None:
        """Take away what stands before the desk."""
        front, self.front = self.front, None
        if self.frame is not None:
            self.window.put(self.frame)
            self.window.setWindowTitle(self.frame.title)
        if front is not None:
            self.window.take(front)

    def clear(self, sentence: str) -> None:
        """Leave the desk, and show a sentence only."""
        self.window.show_waiting(sentence)
        self.window.setWindowTitle("明册")
        if self.front is not None:
            self.window.take(self.front)
        if self.frame is not None:
            self._leave(self.frame)
        self.front = self.frame = None

    def _leave(self, frame: DeskFrame) -> None:
        frame.desk.drafts.drain()
        self.window.take(frame)
