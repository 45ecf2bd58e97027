"""Changing one's own password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from desktop.core.errors import SchoolError
from desktop.services.access import change_own_password
from desktop.views.access.card import Card, secret_field
from desktop.views.access.passwords import PasswordPair

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.views.tasks import Tasks


class ChangePasswordView(Card):
    """Asks for the old password and, twice, for a new one."""

    left = Signal()
    changed = Signal()

    def __init__(self, tasks: Tasks, session: Session) -> None:
        super().__init__("修改密码", f"{session.user_name}（{session.role.label}）", "修改")
        self._tasks = tasks
        self._session = session
        self.old = secret_field()
        self.add_field("现在的密码（没有就空着）", self.old)
        self.new = PasswordPair(self)
        self.add_link("返回", self.left.emit, back=True)

    def submit(self) -> None:
        """Change it, outside of the GUI thread."""
        password = self.new.checked()
        if password is None:
            return
        old, session = self.old.text(), self._session
        self.set_busy(busy=True)
        task = self._tasks.write(self, lambda _job: change_own_password(session, old, password))
        task.then(self._on_done).otherwise(self._on_refused)
        task.ended(lambda: self.set_busy(busy=False)).start()

    def _on_done(self, _changes: object) -> None:
        self._tasks.messages.say("密码已经修改，下次登录用新密码。")
        self.changed.emit()
        self.left.emit()

    def _on_refused(self, error: Exception) -> None:
        self.set_busy(busy=False)
        if isinstance(error, SchoolError):
            self.say_wrong(error.sentence, self.old)
        else:
            self._tasks.messages.say_crash(self, error)
