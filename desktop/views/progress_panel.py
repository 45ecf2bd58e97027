"""What is being worked on: appears late, stays long enough to be read, and can be stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

if TYPE_CHECKING:
    from desktop.views.tasks import Task, Tasks

APPEAR_MILLISECONDS: Final = 600
STAY_MILLISECONDS: Final = 500
_BAR_WIDTH: Final = 180


class ProgressPanel(QWidget):
    """A line with a bar, at the foot of the window; it never takes the keyboard."""

    def __init__(
        self,
        tasks: Tasks,
        appear: int = APPEAR_MILLISECONDS,
        stay: int = STAY_MILLISECONDS,
    ) -> None:
        super().__init__()
        self.setObjectName("progress")
        self._stay = stay
        self._tasks: list[Task[Any]] = []
        self._shown: Task[Any] | None = None
        self.words = QLabel()
        self.bar = QProgressBar()
        self.bar.setFixedWidth(_BAR_WIDTH)
        self.bar.setTextVisible(False)
        self.stop = QPushButton("停止")
        self.stop.clicked.connect(self._on_stop)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.words, 1)
        layout.addWidget(self.bar)
        layout.addWidget(self.stop)
        self._since = QElapsedTimer()
        self._appearing = QTimer(self, singleShot=True, interval=appear)
        self._appearing.timeout.connect(self._on_late)
        self._leaving = QTimer(self, singleShot=True)
        self._leaving.timeout.connect(self._on_leave)
        tasks.started.connect(self._on_started)
        tasks.finished.connect(self._on_finished)
        self.hide()

    def _on_started(self, task: Task[Any]) -> None:
        self._tasks.append(task)
        task.progressed.connect(self._on_progressed)
        self._show_soon()

    def _show_soon(self) -> None:
        """Show the first of those that their own widgets do not show."""
        loud = self._loud()
        if loud is None:
            return
        if self.isHidden():
            if not self._appearing.isActive():
                self._appearing.start()
        else:
            self._leaving.stop()
            self._turn_to(self._shown or loud)

    def _loud(self) -> Task[Any] | None:
        return next((task for task in self._tasks if not task.quiet), None)

    def _on_finished(self, task: Task[Any]) -> None:
        if task in self._tasks:
            self._tasks.remove(task)
        loud = self._loud()
        if loud is not None:
            if task is self._shown:
                self._turn_to(loud)
            return
        self._appearing.stop()
        self._shown = None
        if not self.isHidden():
            self._leaving.start(max(0, self._stay - self._since.elapsed()))

    def _on_late(self) -> None:
        loud = self._loud()
        if loud is not None:
            self._turn_to(loud)
            self._since.start()
            self.show()

    def _on_leave(self) -> None:
        if self._loud() is None:
            self.hide()

    def _turn_to(self, task: Task[Any]) -> None:
        if task is self._shown:
            return
        self._shown = task
        self.words.setText(task.title)
        self.bar.setRange(0, 0)
        self.stop.setEnabled(not task.cancelled)

    def _on_progressed(self, text: str, done: int, total: int) -> None:
        task = self._shown
        if task is None:
            self._show_soon()  # its widget may have been left meanwhile
        if task is None or self.sender() is not task or task.cancelled:
            return
        self.words.setText(f"{task.title}  {text}" if text else task.title)
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _on_stop(self) -> None:
        if self._shown is not None:
            self._shown.cancel()
            self.stop.setEnabled(False)
            self.words.setText(f"{self._shown.title}  正在停下…")
