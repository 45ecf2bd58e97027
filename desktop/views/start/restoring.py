"""A backup put in the place of data: on a new machine, or when the data is damaged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton

from desktop.core.errors import SchoolError
from desktop.services.backups import Unlocking, restore
from desktop.services.books import Login
from desktop.services.places import usual_folder
from desktop.views.access.card import Card, secret_field
from desktop.views.direct import DirectEdit
from desktop.views.progress_panel import ProgressPanel

if TYPE_CHECKING:
    from desktop.views.messages import Messages
    from desktop.views.tasks import Tasks


class RestoreView(Card):
    """Asks for the backup, for what opens it, and where its data shall lie."""

    restored = Signal(object)
    """The folder, ready to be opened."""
    left = Signal()

    def __init__(self, tasks: Tasks, messages: Messages, folder: Path | None = None) -> None:
        super().__init__(
            "从备份恢复",
            "备份会先打开检查，好的才放进去。文件夹里原来的数据另存在旁边，不删除。",
            "恢复",
        )
        self._tasks = tasks
        self._messages = messages
        self.file = QLineEdit()
        self.file.setPlaceholderText("….mcb")
        self.add_field("备份文件", self.file)
        choose = QPushButton("选择备份文件…")
        choose.clicked.connect(self._on_choose)
        self.column.addWidget(choose, 0, Qt.AlignmentFlag.AlignLeft)
        self.folder = QLineEdit(str(folder or usual_folder()))
        self.add_field("恢复到这个数据文件夹", self.folder)
        self.name = QLineEdit()
        self.password = secret_field()
        self.code = DirectEdit()
        self.code.setPlaceholderText("记得密码就不用填")
        self.add_field("姓名（备份时的使用者）", self.name)
        self.add_field("密码（没有就空着）", self.password)
        self.add_field("或者：恢复码", self.code)
        self.column.addWidget(ProgressPanel(tasks))
        self.add_link("返回", self.left.emit, back=True)

    def submit(self) -> None:
        """Check the backup and put it back, outside of the GUI thread."""
        file, folder = Path(self.file.text().strip()), Path(self.folder.text().strip())
        if not self.file.text().strip() or not self.folder.text().strip():
            missing = self.file if not self.file.text().strip() else self.folder
            self.say_wrong("请选择备份文件和数据文件夹。", missing)
            return
        login = Login(self.name.text().strip() or None, self.password.text() or None)
        unlocking = Unlocking(login, self.code.text().strip() or None)
        self.set_busy(busy=True)
        task = self._tasks.write(
            self, lambda job: restore(folder, file, unlocking, progress=job.progress)
        )
        task.titled("正在恢复…").otherwise(self._on_refused)
        task.then(lambda done: self._on_restored(sum(done.rows.values()), done.aside))
        task.ended(lambda: self.set_busy(busy=False)).start()

    def _on_choose(self) -> None:
        path = self._messages.ask_open(self, "选择备份文件", "明册备份 (*.mcb)")
        if path is not None:
            self.file.setText(str(path))

    def _on_restored(self, rows: int, aside: Path | None) -> None:
        before = f"原来的数据另存在 {aside}。" if aside else ""
        self._messages.say(f"已恢复 {rows:,} 条数据。{before}")
        self.restored.emit(Path(self.folder.text().strip()))

    def _on_refused(self, error: Exception) -> None:
        self.set_busy(busy=False)
        if isinstance(error, SchoolError):
            self.say_wrong(error.sentence)
        else:
            self._messages.say_crash(self, error)
