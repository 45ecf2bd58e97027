"""Photos at a record of the canteen, such as the tickets of a document: opened, added, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.core.attachments import MOST, RecordKind
from desktop.services.attachments import add, read, remove
from desktop.views.messages import open_outside
from desktop.views.style import icon, mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.attachments import FileLine, Record
    from desktop.views.desk import Desk

_PATTERNS = "照片和文件 (*.jpg *.jpeg *.png *.pdf *.doc *.docx *.xls *.xlsx *.et *.wps)"


class Tickets(QWidget):
    """The files of one record."""

    def __init__(
        self, desk: Desk, record: Record, files: Sequence[FileLine], *, writes: bool
    ) -> None:
        super().__init__()
        self._desk, self._record, self._writes = desk, record, writes
        self._words = "票据" if record.kind is RecordKind.STOCK_DOCUMENT else "照片"
        self.files: list[QPushButton] = []
        adding = "添加票据照片" if self._words == "票据" else "添加照片"
        self.adder = _link(adding, "attach")
        self.adder.clicked.connect(self._add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for line in files:
            layout.addLayout(self._line(line))
        layout.addWidget(self.adder, alignment=Qt.AlignmentFlag.AlignLeft)
        self.adder.setVisible(writes and len(files) < MOST)

    def _line(self, line: FileLine) -> QHBoxLayout:
        name = _link(line.file.label, "file")
        name.setToolTip(f"{line.file.name}\n点开看原件")
        name.clicked.connect(lambda: self._open(line))
        self.files.append(name)
        layout = QHBoxLayout()
        layout.addWidget(name)
        if self._writes:
            away = _link("移除", "")
            away.setAccessibleName(f"移除{line.file.name}")
            away.clicked.connect(lambda: self._remove(line))
            layout.addWidget(away)
        layout.addStretch(1)
        return layout

    def _open(self, line: FileLine) -> None:
        session, copies = self._desk.session, self._desk.copies
        task = self._desk.tasks.read(
            self, lambda _job: copies.lay_out(read(session, line.attachment_id))
        )
        task.then(open_outside).titled("正在打开附件…").start()

    def _add(self) -> None:
        session, messages, record = self._desk.session, self._desk.messages, self._record
        path = messages.ask_open(self, f"选择{self._words}", _PATTERNS)
        if path is not None:
            said = f"{self._words}已保存"
            task = self._desk.tasks.write(self, lambda _job: add(session, record, path))
            task.then(lambda _changes: messages.say(said)).titled("正在保存附件…").start()

    def _remove(self, line: FileLine) -> None:
        session, messages = self._desk.session, self._desk.messages
        if messages.ask(self, f"要移除“{line.file.name}”吗？", "移除", "不移除"):
            task = self._desk.tasks.write(self, lambda _job: remove(session, line.attachment_id))
            task.then(lambda _changes: messages.say("已移除")).start()


def _link(words: str, picture: str) -> QPushButton:
    button = QPushButton(words)
    if picture:
        button.setIcon(icon(picture))
    mark(button, kind="link")
    return button
