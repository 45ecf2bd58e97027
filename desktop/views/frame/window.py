"""The main window: one thing at a time in it, and the last word about closing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QPaintEvent, QScreen

_LEAST: Final = (880, 440)
"""A screen of 1366×768 at 150 % has 910×512, less a title line and a task bar."""
_USUAL: Final = (1280, 800)
_ROOMY: Final = (1440, 900)
"""From this size of a screen on, the window does not begin as large as it is."""
_PART: Final = 0.9


class MainWindow(QMainWindow):
    """Shows a desk, or what stands before it: starting, log-in, first start, the lock."""

    closing = Signal(object)
    """A QCloseEvent, which may be refused."""
    painted = Signal()
    """The window stands on the screen, for the first time."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("明册")
        self.setMinimumSize(*_LEAST)
        self._stack = QStackedWidget()
        self.setCentralWidget(self._stack)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)
        self._was_painted = False
        self._blank = _Waiting()
        self._blank.painted.connect(self.painted_once)
        self._stack.addWidget(self._blank)

    @property
    def shown(self) -> QWidget:
        """What the window shows now."""
        return self._stack.currentWidget()

    def painted_once(self) -> None:
        """Say that the window stands, unless that was said before."""
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()

    def show_waiting(self, sentence: str) -> None:
        """Show nothing but a sentence, such as that the data is being opened."""
        self._blank.words.setText(sentence)
        self._stack.setCurrentWidget(self._blank)

    def put(self, widget: QWidget) -> None:
        """Show a widget, and let it stand until it is taken away."""
        if self._stack.indexOf(widget) < 0:
            self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)

    def take(self, widget: QWidget) -> None:
        """Take a widget out of the window for good."""
        if self._stack.currentWidget() is widget:
            self._stack.setCurrentWidget(self._blank)
        self._stack.removeWidget(widget)
        widget.deleteLater()

    def fit(self, screen: QScreen) -> None:
        """Take a fitting size: most of a small screen, a usual size on a large one."""
        room = screen.availableGeometry()
        if room.width() < _ROOMY[0] or room.height() < _ROOMY[1]:
            self.resize(room.size() * _PART)
            self.setWindowState(Qt.WindowState.WindowMaximized)
        else:
            self.resize(*_USUAL)
            frame = self.frameGeometry()
            frame.moveCenter(room.center())
            self.move(frame.topLeft())

    def come_to_front(self) -> None:
        """Be seen, wherever the person is."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Ask whoever listens whether the window may close."""
        self.closing.emit(event)

    def _on_focus(self, _left: QWidget | None, entered: QWidget | None) -> None:
        """Let Enter press the button that has the focus, as in a dialog.

        The button itself must take the key. Here it also arrives from a field that has already
        answered to it, when the focus may have moved on to another button.
        """
        if isinstance(entered, QPushButton) and self.isAncestorOf(entered):
            entered.setAutoDefault(True)


class _Waiting(QWidget):
    """A quiet page with one sentence in its middle."""

    painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = QLabel()
        self.words.setProperty("kind", "muted")
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.addWidget(self.words)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Tell that it could be seen."""
        super().paintEvent(event)
        # Only when this event is done is it on the screen.
        QTimer.singleShot(0, self, self.painted.emit)
