"""Files that belong to a record: chosen, dropped, opened, removed; kept by their digest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.attachments import LARGEST
from desktop.views.messages import open_outside
from desktop.views.style import current_tokens, icon, mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent

    from desktop.core.attachments import Attachment
    from desktop.views.messages import Messages
    from desktop.views.tasks import Job, Tasks

_PATTERNS: Final = (
    "照片和文件 (*.jpg *.jpeg *.png *.pdf *.doc *.docx *.xls *.xlsx *.et *.wps);;所有文件 (*)"
)


class Keeper(Protocol):
    """Where files are kept.

    `keep` is called where everything is written, `lay_out` where it is read.
    """

    def keep(self, job: Job, path: Path) -> Attachment:
        """Take a file in."""
        ...

    def lay_out(self, job: Job, attachment: Attachment) -> Path:
        """A copy of a kept file that another program may open."""
        ...


class Attachments(QWidget):
    """The files of one record; Enter opens the chosen one, Delete takes it out of the list."""

    changed = Signal()

    def __init__(self, tasks: Tasks, messages: Messages, keeper: Keeper) -> None:
        super().__init__()
        self._tasks, self._messages, self._keeper = tasks, messages, keeper
        self._files: list[Attachment] = []
        self.setAcceptDrops(True)
        self.list = QListWidget()
        self.list.setAccessibleName("附件")
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.itemActivated.connect(lambda _item: self.open_current())
        self.list.currentRowChanged.connect(lambda _row: self._draw())
        self._empty = QLabel("把文件拖到这里，或点“添加附件”。")
        self._empty.setWordWrap(True)
        mark(self._empty, kind="muted")
        self.add_button = self._button("添加附件", self.choose)
        self.open_button = self._button("打开", self.open_current)
        self.remove_button = self._button("移除", self.remove_current)
        buttons = QHBoxLayout()
        for button in (self.add_button, self.open_button, self.remove_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (self._empty, self.list):
            layout.addWidget(part)
        layout.addLayout(buttons)
        self._draw()

    def value(self) -> tuple[Attachment, ...]:
        """The files, in the order in which they came."""
        return tuple(self._files)

    def set_value(self, files: Sequence[Attachment] | None) -> None:
        """Show the files of a record."""
        wanted = list(files or ())
        if wanted != self._files:
            self._files = wanted
            self._refill()

    def words(self, value: Sequence[Attachment] | None) -> str:
        """The names of the files."""
        return "、".join(file.name for file in value or ())

    def problem(self) -> str:
        """What was kept is good."""
        return ""

    def underway(self) -> bool:
        """Never."""
        return False

    def hint(self) -> str:
        """How large a file may be."""
        return f"每个文件不超过 {LARGEST // 2**20} MB，照片会自动缩小"

    def choose(self) -> None:
        """Ask for a file and add it."""
        path = self._messages.ask_open(self, "选择附件", _PATTERNS)
        if path is not None:
            self.add(path)

    def add(self, path: Path) -> None:
        """Keep a file and list it."""
        task = self._tasks.write(self, lambda job: self._keeper.keep(job, path))
        task.then(self._on_kept).titled("正在保存附件…").start()

    def open_current(self) -> None:
        """Open the chosen file in the program that this machine has for it."""
        file = self._current()
        if file is not None:
            task = self._tasks.read(self, lambda job: self._keeper.lay_out(job, file))
            task.then(open_outside).titled("正在打开附件…").start()

    def remove_current(self) -> None:
        """Take the chosen file out of the list."""
        file = self._current()
        if file is not None:
            self._files.remove(file)
            self._refill()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Delete removes."""
        if event.key() == Qt.Key.Key_Delete and self.list.hasFocus():
            self.remove_current()
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Files of this machine may be dropped."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Keep what was dropped."""
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.add(Path(url.toLocalFile()))
        event.acceptProposedAction()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Take the icons of a new look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "remove_button"):
            self._draw()

    def _button(self, words: str, do: object) -> QPushButton:
        button = QPushButton(words)
        button.clicked.connect(lambda _checked=False: do())  # type: ignore[operator]
        return button

    def _current(self) -> Attachment | None:
        row = self.list.currentRow()
        return self._files[row] if 0 <= row < len(self._files) else None

    def _on_kept(self, file: Attachment) -> None:
        if any(known.digest == file.digest for known in self._files):
            self._messages.say(f"“{file.name}”已经在附件里了。")
            return
        self._files.append(file)
        self._refill()
        self.list.setCurrentRow(len(self._files) - 1)

    def _refill(self) -> None:
        row = self.list.currentRow()
        self.list.clear()
        for file in self._files:
            self.list.addItem(QListWidgetItem(icon("file", "muted"), file.label))
        self.list.setCurrentRow(min(row, len(self._files) - 1))
        self._draw()
        self.changed.emit()

    def _draw(self) -> None:
        row = current_tokens().sizes.row
        self.list.setVisible(bool(self._files))
        self.list.setFixedHeight(row * min(max(len(self._files), 1), 4) + 4)
        self._empty.setVisible(not self._files)
        for button, name in (
            (self.add_button, "attach"),
            (self.open_button, "eye"),
            (self.remove_button, "remove"),
        ):
            button.setIcon(icon(name))
        for button in (self.open_button, self.remove_button):
            button.setVisible(bool(self._files))
            button.setEnabled(self._current() is not None)
