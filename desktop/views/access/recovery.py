"""A forgotten password: the recovery code from paper gives a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from desktop.core.errors import SchoolError
from desktop.services.books import recover
from desktop.views.access.card import Card
from desktop.views.access.passwords import PasswordPair
from desktop.views.direct import DirectEdit

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.views.tasks import Tasks


class RecoveryView(Card):
    """Asks for the code, the name, and a new password; opens the books with them."""

    entered = Signal(object)
    left = Signal()

    def __init__(self, tasks: Tasks, folder: Path, name: str) -> None:
        super().__init__(
            "忘记密码",
            "恢复码印在建立数据时打印的那张纸上，是七组字母和数字；大小写都可以。",
            "重设密码并登录",
        )
        self._tasks = tasks
        self._folder = folder
        self.name = QLineEdit(name)
        self.code = DirectEdit()
        self.code.setPlaceholderText("ABCD-EFGH-…")
        self.add_field("姓名", self.name)
        self.add_field("恢复码", self.code)
        self.new = PasswordPair(self)
        self.add_link("返回登录", self.left.emit, back=True)

    def submit(self) -> None:
        """Set the new password and open the books, outside of the GUI thread."""
        name, code = self.name.text().strip(), self.code.text().strip()
        if not name or not code:
            self.say_wrong("请写上姓名和恢复码。", self.code if name else self.name)
            return
        password = self.new.checked()
        if password is None:
            return
        folder = self._folder
        self.set_busy(busy=True)
        task = self._tasks.write(self, lambda _job: recover(folder, code, name, password))
        task.titled("正在重设密码…").then(self.entered.emit).otherwise(self._on_refused)
        task.ended(lambda: self.set_busy(busy=False)).start()

    def _on_refused(self, error: Exception) -> None:
        self.set_busy(busy=False)
        if isinstance(error, SchoolError):
            self.say_wrong(error.sentence, self.code)
        else:
            self._tasks.messages.say_crash(self, error)
