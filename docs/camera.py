"""The real window on a stage of its own, and the camera before it."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QPoint, QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QProgressBar, QWidget

from desktop.app import make_application
from desktop.app.arguments import Arguments
from desktop.app.core import Core
from desktop.app.program import Program
from desktop.app.stage import Stage
from desktop.core.preferences import PreferencesFile, Theme, TypeSize
from desktop.views.frame.window import MainWindow
from desktop.views.messages import Messages
from desktop.views.progress_panel import ProgressPanel
from desktop.views.refresh import Refresh
from desktop.views.style import Look, dress
from desktop.views.tasks import Tasks

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from pathlib import Path

    from desktop.views.frame.desk_frame import DeskFrame
    from desktop.views.wizard import Wizard

PATIENCE: Final = 60_000
_QUIET: Final = 12
_COLOURS: Final = 256
_COVER: Final = "D:\\明册"


class Answering(Messages):
    """Answers what the program asks: yes, and the files that the walk has chosen."""

    def __init__(self, preferences: PreferencesFile, logs: Path) -> None:
        super().__init__(preferences, logs)
        self.out = logs
        self.given: tuple[Path, ...] = ()

    def ask(self, owner: QWidget | None, sentence: str, yes: str, no: str = "取消") -> bool:
        """Agree."""
        del owner, sentence, yes, no
        return True

    def ask_several(self, owner: QWidget | None, title: str, patterns: str) -> tuple[Path, ...]:
        """Give the files that the walk has chosen."""
        del owner, title, patterns
        return self.given

    def ask_save(self, owner: QWidget | None, title: str, name: str, patterns: str) -> Path:
        """Save into the folder that the walk has chosen."""
        del owner, title, patterns
        return self.out / name

    def say_crash(self, owner: QWidget | None, error: BaseException) -> None:
        """End the walk: pictures of a broken program are of no use."""
        del owner
        raise error


class Studio:
    """The window, and the camera before it."""

    def __init__(self, args: argparse.Namespace, scratch: Path, names: frozenset[str]) -> None:
        """`names`: the pictures that are wanted; none: all."""
        self._out, self._only, self._names = args.out, args.only, names
        self.scratch = scratch
        self.application = make_application()
        self.application.setCursorFlashTime(0)
        preferences = PreferencesFile(scratch / "preferences.json")
        preferences.change(theme=Theme(args.theme), type_size=TypeSize(args.type))
        messages, refresh = Answering(preferences, scratch / "log"), Refresh()
        self.core = Core(Tasks(messages, refresh), refresh, messages, preferences)
        self.window = MainWindow()
        dress(self.application, Look.of(preferences.load().preferences))
        width, height = (round(int(edge) / float(args.scale)) for edge in args.size.split("x"))
        self.window.setMinimumSize(0, 0)
        self.window.resize(width, height)
        self.window.show()
        self.window.activateWindow()
        self.program = Program(Stage(self.window), self.core, Arguments())

    def wait(self, done: Callable[[], object], what: str) -> None:
        """Let the window live until something has come about."""
        waited = 0
        while not done():
            self._live(20)
            waited += 20
            if waited > PATIENCE:
                raise TimeoutError(what)

    def settle(self) -> None:
        """Let everything that was begun come to its end."""
        quiet = 0
        while quiet < _QUIET:
            self._live(15)
            panels = self.window.findChildren(ProgressPanel)
            busy = self.core.tasks.running or any(panel.isVisible() for panel in panels)
            quiet = 0 if busy else quiet + 1

    @staticmethod
    def _live(milliseconds: int) -> None:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def save(self, name: str, over: QWidget | None = None) -> None:
        """Take a picture of the window, with a box that lies over it."""
        if over is None:
            self.settle()
        if not self.wants(name):
            return
        self.cover_paths()
        for bar in self.window.findChildren(QProgressBar):
            bar.setRange(0, 1)
        picture = self.window.grab().toImage()
        if over is not None:
            lay_over(picture, over)
        self.keep(name, picture)

    def keep(self, name: str, picture: QImage) -> None:
        """Write a picture, in as few colours as it needs."""
        if self.wants(name):
            in_few_colours(picture).save(str(self._out / f"{name}.png"), "PNG", 0)
            print(name, flush=True)

    def wants(self, name: str) -> bool:
        """Whether a picture was asked for."""
        return name.startswith(self._only) and (not self._names or name in self._names)

    def cover_paths(self) -> None:
        """Show an innocent folder in the place of this machine's."""
        here = str(self.scratch)
        for kind in (QLabel, QLineEdit):
            for part in self.window.findChildren(kind):
                if part.isVisible() and here in part.text():
                    blocker = QSignalBlocker(part)
                    part.setText(part.text().replace(here, _COVER).replace("/", "\\"))
                    blocker.unblock()

    @property
    def frame(self) -> DeskFrame:
        """The desk that is shown."""
        frame = self.program.stage.frame
        assert frame is not None
        return frame

    def page(self, name: str, record: object | None = None) -> Any:  # noqa: ANN401 - any page
        """Open a page, and in it a record."""
        frame = self.frame
        frame.foot.note.clear()
        frame.foot._fading.setInterval(PATIENCE)
        frame.show_page(name, record)
        self.settle()
        return frame.page(name)

    def go_on(self, wizard: Wizard) -> None:
        """The next step of a wizard."""
        place = wizard.place
        self.wait(lambda: wizard.steps[wizard.place].ready, f"step {place} is ready")
        wizard.go_on()
        self.wait(lambda: wizard.place > place, f"the step after {place}")
        self.settle()


def press(widget: QWidget, key: Qt.Key) -> None:
    """A key goes down and up."""
    text = chr(key) if key < Qt.Key.Key_Escape else ""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


def lay_over(picture: QImage, box: QWidget) -> None:
    """Paint a box with a frame into the middle of a picture of the window."""
    shown = box.grab().toImage()
    room = picture.deviceIndependentSize() - shown.deviceIndependentSize()
    place = QPoint(round(room.width() / 2), round(room.height() / 2))
    painter = QPainter(picture)
    painter.fillRect(picture.rect(), QColor(0, 0, 0, 60))
    painter.drawImage(place, shown)
    painter.setPen(QColor("#777777"))
    size = shown.deviceIndependentSize().toSize()
    painter.drawRect(place.x() - 1, place.y() - 1, size.width() + 1, size.height() + 1)
    painter.end()


def in_few_colours(picture: QImage) -> QImage:
    """The same picture in at most 256 colours, of which none is far from what it was."""
    picture = picture.convertToFormat(QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(1)
    pixels = np.frombuffer(picture.constBits(), dtype=np.uint32) | 0xFF000000
    found, counts = np.unique(pixels, return_counts=True)
    found = found[np.lexsort((found, -counts))]
    table = next(kept for step in count(0, 3) if len(kept := spread(found, step)) <= _COLOURS)
    mode = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    return picture.convertToFormat(QImage.Format.Format_Indexed8, table, mode)


def spread(colours: np.ndarray, step: int) -> list[int]:
    """The most frequent colours that differ by more than a step; about 256 of them at most."""
    parts = np.stack([(colours >> shift & 0xFF).astype(int) for shift in (16, 8, 0)], axis=1)
    kept: list[int] = []
    open_still = np.ones(len(colours), dtype=bool)
    while open_still.any() and len(kept) <= _COLOURS:
        place = int(np.argmax(open_still))
        kept.append(int(colours[place]))
        open_still &= np.abs(parts - parts[place]).max(axis=1) > step
    return kept
