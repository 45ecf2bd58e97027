"""The real program with work half done, until somebody kills it; run as a program itself.

The work is four forms, an import, or the first start. It says `left` when all of it lies on the
disk, and for the first start once more when the data is made.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop import app
from desktop.core.clock import FixedClock
from desktop.core.ids import IdSource
from desktop.core.preferences import PreferencesFile
from desktop.services.books import Tools
from desktop.services.drafts import DraftFiles
from desktop.views.access.login import LoginView
from desktop.views.frame.desk_frame import DeskFrame
from desktop.views.frame.window import MainWindow
from desktop.views.people.page import PeoplePage
from desktop.views.start.first import FirstView
from desktop.views.start.keeping import FOLDER as FIRST_START
from desktop.views.start.new_data import NewDataView
from tests.cli.conftest import NOW
from tests.journeys.window.keyboard import CTRL, Keyboard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Wait = Callable[[], object]

PASSWORD: Final = "chunfenghuayu"
EVENT: Final = "随父母到县城上学"
OBJECTION: Final = "三年级少记了一天"
PHONE: Final = "1390871"
UNIT_NAME: Final = "平安乡中心小学"
USER: Final = "赵一校"
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


def put_aside(keyboard: Keyboard, window: MainWindow) -> Iterator[Wait]:
    """An import at its third step."""
    yield lambda: isinstance(window.shown, DeskFrame) and window.isActiveWindow()
    frame = window.shown
    assert isinstance(frame, DeskFrame)
    frame.show_page("people")
    yield lambda: frame.current == "people" and keyboard.rows("学生名册")
    page = window.findChild(PeoplePage)
    assert page is not None
    page.start_import("students", Path(sys.argv[3]))
    wizard = page.wizard
    assert wizard is not None
    yield lambda: wizard.place == 1 and not wizard.busy
    wizard.go_on()
    yield lambda: wizard.place == 2 and not wizard.busy


def forms_lie(window: MainWindow) -> bool:
    frame = window.shown
    assert isinstance(frame, DeskFrame)
    stored = str(DraftFiles.of(frame.desk.session).all())
    return all(word in stored for word in (EVENT, OBJECTION, PHONE, f", {DAYS}]"))


def import_lies(window: MainWindow) -> bool:
    frame = window.shown
    assert isinstance(frame, DeskFrame)
    files = DraftFiles.of(frame.desk.session)
    return "'place': 2" in str(files.all()) and files.copy("import/students") is not None


def begin(keyboard: Keyboard, window: MainWindow) -> Iterator[Wait]:
    """The first start, until the second step."""
    yield lambda: isinstance(window.shown, FirstView) and window.isActiveWindow()
    yield from pressed(keyboard, "为本单位建立数据")
    yield lambda: isinstance(window.shown, NewDataView)
    for field, words in (("单位名称（全称）", UNIT_NAME), ("学校（机构）标识码", "3629000001")):
        keyboard.goes_to(field)
        keyboard.types(words)
    yield from pressed(keyboard, "下一步")
    for field, words in (("姓名", USER), ("密码", PASSWORD), ("再输一遍", PASSWORD)):
        keyboard.goes_to(field)
        keyboard.types(words)


def beginning_lies(window: MainWindow) -> bool:
    del window
    folder = PreferencesFile.of_user().path.parent / FIRST_START
    return USER in "".join(path.read_text("utf-8") for path in folder.glob("*.draft"))


def make_data(keyboard: Keyboard, window: MainWindow) -> Iterator[Wait]:
    """The first start, until the data is made and the code is not on paper."""
    yield from begin(keyboard, window)
    yield from pressed(keyboard, "下一步")
    yield lambda: keyboard.offers("建立数据")
    yield from pressed(keyboard, "建立数据")
    yield lambda: keyboard.sees("已经打印出来，或抄在纸上收好了")


def data_lies(window: MainWindow) -> bool:
    del window
    return PreferencesFile.of_user().load().preferences.data_folder is not None


WORK: Final = {
    "forms": (fill, forms_lie),
    "import": (put_aside, import_lies),
    "start": (begin, beginning_lies),
    "made": (make_data, data_lies),
}


def main(folder: str, work: str) -> int:
    """Run the program over a folder (none: the first start), and do some of the work."""
    do, lies = WORK[work]
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
            steps.append(do(Keyboard(window), window))
        waiting[0] = next(steps[0], lambda: lies(window) and _say_left())

    timer = QTimer(interval=_LOOK_MILLISECONDS)
    timer.timeout.connect(look)
    timer.start()
    return app.main(["--data", folder] if folder else [])


def _window() -> MainWindow | None:
    windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
    return windows[0] if windows and windows[0].isVisible() else None


def _say_left() -> bool:
    """Say it as soon as everything lies on the disk."""
    sys.stdout.write("left\n")
    sys.stdout.flush()
    return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
