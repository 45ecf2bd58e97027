"""The window's composition root: the frame paints first, then the rest of the program is loaded.

Nothing heavy may be imported here or by what is imported here; `desktop.app.program` brings the
services and pages along, in a thread, while the window already stands.
"""

from __future__ import annotations

import logging
import os
import sys
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop.app import crashes
from desktop.app.arguments import parsed
from desktop.app.core import Core
from desktop.app.entrance import Entrance, ask_early
from desktop.app.input_method import choose_input_method
from desktop.app.instance import Instance
from desktop.app.language import speak_chinese
from desktop.app.stage import Stage
from desktop.core.preferences import PreferencesFile
from desktop.views.frame.window import MainWindow
from desktop.views.style import Look, dress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from desktop.app.arguments import Arguments
    from desktop.app.entrance import WhoIsIt

# Nobody may ever see the window; it opens the data all the same.
_UNSEEN_MILLISECONDS = 300


def main(argv: Sequence[str] | None = None) -> int:
    """Show the window; returns the exit status."""
    arguments = parsed(sys.argv[1:] if argv is None else argv)
    application = make_application()
    preferences = PreferencesFile.of_user()
    loaded = preferences.load()
    folder = arguments.data or loaded.preferences.data_folder
    instance = Instance(folder)
    if instance.hand_over(arguments):
        return 0
    instance.listen()
    dress(application, Look.of(loaded.preferences))
    window = MainWindow()
    core = Core.of(preferences)
    crashes.report_all(core.messages, window)
    for note in loaded.notes:
        logging.getLogger(__name__).warning("preferences: %s", note)
    window.fit(QGuiApplication.primaryScreen())
    window.show()
    begin = partial(_begin, Stage(window), core, arguments, instance)
    window.painted.connect(begin)
    QTimer.singleShot(_UNSEEN_MILLISECONDS, window, window.painted_once)
    status = application.exec()
    core.close()
    return status


def make_application() -> QApplication:
    """The one application, speaking Chinese, sharp at every scaling."""
    there = QApplication.instance()
    if isinstance(there, QApplication):
        return there
    choose_input_method(os.environ)
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    QGuiApplication.setDesktopFileName("mingce")
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    application = QApplication(sys.argv[:1])
    application.setApplicationName("mingce")
    application.setApplicationDisplayName("明册")
    speak_chinese(application)
    return application


def _begin(stage: Stage, core: Core, arguments: Arguments, instance: Instance) -> None:
    """Let locked data ask who it is; what opens by itself is opened with the whole program."""

    def use(asked: WhoIsIt | None) -> None:
        _load(stage, core, arguments, instance, Entrance(stage, core, asked) if asked else None)

    preferences = core.preferences
    task = core.tasks.read(stage.window, lambda _: ask_early(arguments.data, preferences))
    task.then(use).start()


def _load(
    stage: Stage, core: Core, arguments: Arguments, instance: Instance, entrance: Entrance | None
) -> None:
    """Bring in the rest of the program, outside of the GUI thread."""

    def work(_: object) -> tuple[ModuleType, object]:
        program = import_module("desktop.app.program")
        found = None if entrance else program.look(arguments.data, core.preferences)
        if found is None or found.entered is not None:
            program.bring_in_first()
        return program, found

    def use(loaded: tuple[ModuleType, object]) -> None:
        program, found = loaded
        running = program.Program(stage, core, arguments)
        instance.asked.connect(running.on_asked)
        running.start(entrance or found)

    task = core.tasks.read(stage.window, work).then(use)
    if entrance is None:
        task.titled("正在打开…")
    task.start()
