"""The lock: after a pause the content is hidden until its person has come back."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QCursor

from desktop.core.errors import SchoolError
from desktop.services.access import confirm_password
from desktop.views.access.card import Card, secret_field

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QWindow

    from desktop.services.session import Session
    from desktop.views.tasks import Tasks

_SIGNS_OF_LIFE: Final = frozenset(
    {
        *(QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove),
        *(QEvent.Type.Wheel, QEvent.Type.TouchBegin, QEvent.Type.InputMethod),
    }
)
_LOOK_MILLISECONDS: Final = 5000
_MINUTE: Final = 60


class LockView(Card):
    """Stands in the place of the content; what runs goes on running behind it."""

    unlocked = Signal()
    logout_asked = Signal()

    def __init__(self, tasks: Tasks, session: Session) -> None:
        super().__init__(
            "已锁定",
            f"{session.unit_name}　{session.user_name}。没有保存的内容都还在。",
            "继续",
        )
        self._tasks = tasks
        self._session = session
        self.password = secret_field()
        self.add_field("密码", self.password)
        self.add_link("退出登录", self.logout_asked.emit)

    def submit(self) -> None:
        """Let the person in again, if the password is right."""
        session, password = self._session, self.password.text()
        self.set_busy(busy=True)
        task = self._tasks.read(self, lambda _job: confirm_password(session, password))
        task.then(lambda _: self._on_right()).otherwise(self._on_refused)
        task.ended(lambda: self.set_busy(busy=False)).start()

    def _on_right(self) -> None:
        self.password.clear()
        self.unlocked.emit()

    def _on_refused(self, error: Exception) -> None:
        self.set_busy(busy=False)
        if isinstance(error, SchoolError):
            self.say_wrong(error.sentence, self.password)
        else:
            self._tasks.messages.say_crash(self, error)


class Inactivity(QObject):
    """Notices that nobody has touched a window for a while.

    It listens at the window as the system knows it, not at every widget: there every repaint would
    pass by.
    """

    passed = Signal()

    def __init__(self, window: QWindow, minutes: Callable[[], int]) -> None:
        super().__init__(window)
        self._minutes = minutes
        self._touched = monotonic()
        self._pointer = QCursor.pos()
        self._looking = QTimer(self, interval=_LOOK_MILLISECONDS)
        self._looking.timeout.connect(self.look)
        window.installEventFilter(self)
        self._looking.start()

    def look(self) -> None:
        """Say so when the pause has become too long."""
        if QCursor.pos() != self._pointer:
            # Also over a dialog, which is a window of its own.
            self._pointer = QCursor.pos()
            self._touched = monotonic()
        idle = monotonic() - self._touched
        # Asked anew each time, because the person may have changed the setting; 0 is never.
        if idle >= _MINUTE and 0 < self._minutes() * _MINUTE <= idle:
            self._touched = monotonic()
            self.passed.emit()

    def stop(self) -> None:
        """Notice nothing any more."""
        self._looking.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take every key and every movement as a sign of life."""
        if event.type() in _SIGNS_OF_LIFE:
            self._touched = monotonic()
        return super().eventFilter(watched, event)
