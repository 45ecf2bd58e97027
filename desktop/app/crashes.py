"""Errors that nobody caught are written down and told, never lost in a console."""

from __future__ import annotations

import logging
import sys
import threading
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QtMsgType, Signal, qInstallMessageHandler

from desktop.core.errors import Cancelled
from desktop.core.files import disk_fault
from desktop.views.messages import log_folder

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QMessageLogContext
    from PySide6.QtWidgets import QWidget

    from desktop.views.messages import Messages

_LOG = logging.getLogger("desktop")
_BYTES: Final = 500_000
_FILES: Final = 3
_LEVELS: Final = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class Crashes(QObject):
    """Takes errors from any thread and tells them in the GUI thread, one box at a time."""

    _happened = Signal(object)

    def __init__(self, messages: Messages, owner: QWidget) -> None:
        super().__init__(owner)
        self._messages = messages
        self._owner = owner
        self._telling = False
        self._happened.connect(self._on_happened, Qt.ConnectionType.QueuedConnection)

    def take(self, error: BaseException) -> None:
        """Note an error that nobody caught."""
        if isinstance(error, KeyboardInterrupt | SystemExit | Cancelled):
            return
        # The type only: the text of an error may hold what is private.
        _LOG.error("not caught: %s", type(error).__qualname__)
        self._happened.emit(error)

    def _on_happened(self, error: BaseException) -> None:
        if self._telling:
            return  # it is in the log; a box over a box helps nobody
        self._telling = True
        try:
            self._messages.say_crash(self._owner, error)
        finally:
            self._telling = False


def report_all(messages: Messages, owner: QWidget, logs: Path | None = None) -> Crashes:
    """Send every error that nobody catches, and what Qt says, to the log and to the person."""
    crashes = Crashes(messages, owner)
    _start_log(logs or log_folder(), messages)

    def from_gui(_kind: object, error: BaseException, _trace: object) -> None:
        crashes.take(error)

    def from_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            crashes.take(args.exc_value)

    sys.excepthook = from_gui
    threading.excepthook = from_thread
    qInstallMessageHandler(_log_qt)
    return crashes


def _start_log(folder: Path, messages: Messages) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "mingce.log", maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8"
        )
    except OSError as error:
        messages.say(f"日志写不下来：{disk_fault(error, folder).sentence}")
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    _LOG.addHandler(handler)
    _LOG.setLevel(logging.INFO)


def _log_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    del context
    _LOG.log(_LEVELS.get(kind, logging.WARNING), "Qt: %s", message)
