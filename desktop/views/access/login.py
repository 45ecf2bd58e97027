"""Log-in: name and password of the person who opens the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit

from desktop.core.errors import AccessRefusedError, SchoolError
from desktop.services.doors import is_locked
from desktop.views.access.card import Card, secret_field

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from desktop.services.session import Session
    from desktop.views.tasks import Job, Tasks


class LoginView(Card):
    """Asks who it is and opens the books, outside of the GUI thread."""

    entered = Signal(object)
    """The Session of the person who came in."""
    recovery_asked = Signal()
    elsewhere_asked = Signal()

    def __init__(self, tasks: Tasks, folder: Path, names: Sequence[str], last: str) -> None:
        super().__init__("登录", f"数据文件夹：{folder}", "登录")
        self._tasks = tasks
        self._folder = folder
        self.name = QComboBox()
        self.name.setEditable(True)
        self.name.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.name.addItems(list(names))
        self.name.setCurrentText(last if last in names or not names else names[0])
        self.password = secret_field()
        self.add_field("姓名", self.name)
        self.add_field("密码", self.password)
        line = self.name.lineEdit()
        assert isinstance(line, QLineEdit)  # noqa: S101 - the box is editable
        line.returnPressed.connect(self.password.setFocus)
        if is_locked(folder):
            self.add_link("忘记密码", self.recovery_asked.emit)
        self.add_link("打开别的数据", self.elsewhere_asked.emit)

    def submit(self) -> None:
        """Open the books with what was typed."""
        name = self.name.currentText().strip()
        if not name:
            self.say_wrong("请写上您的姓名。", self.name)
            return
        self.set_busy(busy=True)
        work = _opening(self._folder, name, self.password.text() or None)
        task = self._tasks.read(self, work).titled("正在打开数据…")
        task.then(self.entered.emit).otherwise(self._on_refused)
        task.ended(lambda: self.set_busy(busy=False)).start()

    def _on_refused(self, error: Exception) -> None:
        self.set_busy(busy=False)
        if isinstance(error, AccessRefusedError):
            self.say_wrong("姓名或密码不对，请再输一遍。", self.password)
        elif isinstance(error, SchoolError):
            self.say_wrong(error.sentence, self.password)
        else:
            self._tasks.messages.say_crash(self, error)


def _opening(folder: Path, name: str, password: str | None) -> Callable[[Job], Session]:
    def work(_job: Job) -> Session:
        # The log-in stands in the window before the services are loaded.
        from desktop.services.books import Login, open_books  # noqa: PLC0415

        return open_books(folder, Login(name, password))

    return work
