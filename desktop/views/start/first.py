"""Where one begins on a machine that knows no data: four ways, each in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.demo.keeping import demo_folder, open_demo
from desktop.views.access.card import centred
from desktop.views.progress_panel import ProgressPanel
from desktop.views.style import mark, pixmap

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QShowEvent

    from desktop.core.errors import SchoolError
    from desktop.views.messages import Messages
    from desktop.views.tasks import Tasks

_WIDTH: Final = 620
_ICON: Final = 28


class FirstView(QWidget):
    """Offers new data, the demo school, data that is there, and a backup."""

    entered = Signal(object)
    """The Session of open books."""
    chosen = Signal(object)
    """A folder with data to open."""
    new_asked = Signal()
    restore_asked = Signal()

    def __init__(
        self,
        tasks: Tasks,
        messages: Messages,
        refusal: SchoolError | None = None,
        demo: Path | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("first")
        self._tasks = tasks
        self._messages = messages
        self._demo = demo or demo_folder()
        self.new = WayButton(
            "add", "为本单位建立数据", "第一次使用：填单位、使用者和密码，几分钟就好。"
        )
        self.demo = WayButton(
            "eye", "打开演示学校", "一所编出来的学校，一年的账都在，随便试，不影响自己的数据。"
        )
        self.there = WayButton(
            "folder", "打开已有的数据", "这台电脑或 U 盘上已经有明册的数据文件夹。"
        )
        self.backup = WayButton("backup", "从备份恢复", "换了电脑，或数据坏了：用 .mcb 备份文件。")
        self.again: WayButton | None = None
        self.progress = ProgressPanel(tasks)
        self._lay_out(refusal)
        self.new.clicked.connect(self.new_asked)
        self.demo.clicked.connect(self._on_demo)
        self.there.clicked.connect(self._on_there)
        self.backup.clicked.connect(self.restore_asked)

    def _lay_out(self, refusal: SchoolError | None) -> None:
        title = QLabel("欢迎使用明册")
        mark(title, kind="title")
        words = QLabel("学校的名册和账，都记在自己的电脑里，不用联网。")
        mark(words, kind="muted")
        column = QWidget()
        column.setFixedWidth(_WIDTH)
        self._ways = inside = QVBoxLayout(column)
        inside.setSpacing(12)
        inside.addWidget(title)
        inside.addWidget(words)
        if refusal is not None:
            inside.addWidget(_banner(refusal.sentence))
        for way in (self.new, self.demo, self.there, self.backup):
            inside.addWidget(way)
        inside.addWidget(self.progress)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addLayout(centred(column))
        layout.addStretch(3)

    def offer_again(self, folder: Path) -> None:
        """Offer before all else the data that could not be opened, once what hindered is gone."""
        self.again = WayButton("folder", "再试一次", f"排除故障以后，再打开原来的数据：{folder}")
        self.again.clicked.connect(lambda _checked=False: self.chosen.emit(folder))
        self._ways.insertWidget(self._ways.indexOf(self.new), self.again)
        self.setTabOrder(self.again, self.new)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Let the keyboard begin at the first way."""
        super().showEvent(event)
        (self.again or self.new).setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_demo(self) -> None:
        folder = self._demo
        self._set_ways(enabled=False)
        task = self._tasks.write(self, lambda job: open_demo(folder, job.progress))
        task.titled("正在建立演示学校（只有第一次需要）…").then(self.entered.emit)
        task.ended(lambda: self._set_ways(enabled=True)).start()

    def _on_there(self) -> None:
        folder = self._messages.ask_folder(self, "选择数据文件夹", None)
        if folder is not None:
            self.chosen.emit(folder)

    def _set_ways(self, *, enabled: bool) -> None:
        for way in (self.again, self.new, self.demo, self.there, self.backup):
            if way is not None:
                way.setEnabled(enabled)


class WayButton(QPushButton):
    """A large button: icon, title, and a sentence that says when it is the right one."""

    def __init__(self, sign: str, title: str, words: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        mark(self, kind="way")
        picture = QLabel()
        picture.setPixmap(pixmap(sign, _ICON, self.devicePixelRatioF(), "accent"))
        self.title = QLabel(title)
        mark(self.title, kind="heading")
        said = QLabel(words)
        said.setWordWrap(True)
        mark(said, kind="muted")
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.title)
        texts.addWidget(said)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(16)
        layout.addWidget(picture)
        layout.addLayout(texts, 1)
        for label in (picture, self.title, said):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As large as what is in it."""
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    minimumSizeHint = sizeHint  # noqa: N815 - Qt's name


def _banner(sentence: str) -> QFrame:
    frame = QFrame()
    mark(frame, kind="banner-warning")
    words = QLabel(sentence)
    words.setObjectName("refusal")
    words.setWordWrap(True)
    layout = QHBoxLayout(frame)
    layout.addWidget(words)
    return frame
