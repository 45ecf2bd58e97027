"""The real program with four forms half filled, until somebody kills it; run as a program itself.

It says `left` when all that was typed lies on the disk.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop import app
from desktop.core.clock import FixedClock
from desktop.core.ids import IdSource
from desktop.services.books import Tools
from desktop.services.drafts import DraftFiles
from desktop.views.access.login import LoginView
from desktop.views.frame.desk_frame import DeskFrame
from desktop.views.frame.window import MainWindow
from tests.cli.conftest import NOW
from tests.journeys.window.keyboard import CTRL, Keyboard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Wait = Callable[[], object]

PASSWORD: Final = "chunfenghuayu"
EVENT: Final = "随父母到县城上学"
OBJECTION: Final = "三年级少记了一天"
PHONE: Final = "1390871"
DAYS: Final = "7"
_LOOK_MILLISECONDS: Final = 20


def fill(keyboard: Keyboard, window: MainWindow) -> Iterator[Wait]:
    """Half fill four forms; what it yields must be so before it goes on."""
    yield lambda: isinstance(window.shown, LoginView | DeskFrame) and window.isActiveWindow()
    if isinstance(window.shown, LoginView):
        yield lambda: keyboard.focused().accessibleName() == "密码"
        keyboard.types(PASSWORD)
        keyboard.press(Qt.Key.Key_Return)
    yield lambda: isinstance(window.shown, DeskFrame)
    yield from fill_event(keyboard)
    yield from fill_grid(keyboard)
    yield from fill_telephone(keyboard)
    yield from fill_objection(keyboard)


def chosen(keyboard: Keyboard, key: Qt.Key, words: str) -> Iterator[Wait]:
    """Open the first row of the list of a page."""
    keyboard.press(key, CTRL)
    yield lambda: keyboard.rows(words)
    keyboard.goes_to(words)
    keyboard.press(Qt.Key.Key_Home)


def pressed(keyboard: Keyboard, words: str) -> Iterator[Wait]:
    yield lambda: keyboard.offers(words)
    keyboard.goes_to(words)
    keyboard.press(Qt.Key.Key_Space)


def fill_event(keyboard: Keyboard) -> Iterator[Wait]:
    yield from chosen(keyboard, Qt.Key.Key_2, "学生名册")
    yield from pressed(keyboard, "登记异动")
    yield lambda: keyboard.sees("说明")
    keyboard.goes_to("说明")
    keyboard.types(EVENT)


def fill_grid(keyboard: Keyboard) -> Iterator[Wait]:
    keyboard.press(Qt.Key.Key_3, CTRL)
    yield lambda: keyboard.rows("就餐天数")
    keyboard.goes_to("就餐天数")
    keyboard.types(DAYS)


def fill_telephone(keyboard: Keyboard) -> Iterator[Wait]:
    keyboard.press(Qt.Key.Key_5, CTRL)
    yield lambda: keyboard.offers("保存电话") and "13800001234" in keyboard.typed("监督电话")
    keyboard.goes_to("监督电话")
    keyboard.types(PHONE)


def fill_objection(keyboard: Keyboard) -> Iterator[Wait]:
    yield from chosen(keyboard, Qt.Key.Key_4, "公示")
    yield from pressed(keyboard, "登记异议")
    yield lambda: keyboard.sees("异议内容")
    keyboard.goes_to("异议内容")
    keyboard.types(OBJECTION)


def main(folder: str) -> int:
    """Run the program over a folder, and fill."""
    tools = Tools(FixedClock(NOW), IdSource())
    Tools.of_this_machine = classmethod(lambda _: tools)  # type: ignore[method-assign,assignment]
    app.make_application()
    steps: list[Iterator[Wait]] = []
    waiting: list[Wait] = [lambda: _window() is not None]

    def look() -> None:
        if not waiting[0]():
            return
        window = _window()
        assert window is not None
        if not steps:
            window.activateWindow()
            steps.append(fill(Keyboard(window), window))
        waiting[0] = next(steps[0], lambda: _say_left(window))

    timer = QTimer(interval=_LOOK_MILLISECONDS)
    timer.timeout.connect(look)
    timer.start()
    return app.main(["--data", folder])


def _window() -> MainWindow | None:
    windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
    return windows[0] if windows and windows[0].isVisible() else None


def _say_left(window: MainWindow) -> bool:
    """Say it as soon as everything lies on the disk."""
    frame = window.shown
    assert isinstance(frame, DeskFrame)
    stored = str(DraftFiles.of(frame.desk.session).all())
    if all(word in stored for word in (EVENT, OBJECTION, PHONE, f", {DAYS}]")):
        sys.stdout.write("left\n")
        sys.stdout.flush()
    return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
