"""The papers that prove an event of a pupil: opened, added later, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.core.attachments import MOST, RecordKind
from desktop.core.labels import Role
from desktop.services.attachments import Record, add, read, remove
from desktop.views.messages import open_outside
from desktop.views.style import icon, mark

if TYPE_CHECKING:
    from desktop.services.attachments import FileLine
    from desktop.services.people import EventLine
    from desktop.views.desk import Desk

PATTERNS: Final = "照片和文件 (*.jpg *.jpeg *.png *.pdf *.doc *.docx *.xls *.xlsx *.et *.wps)"

_LONGEST: Final = 12
_TAIL: Final = 6


class Proofs(QWidget):
    """Below an event: its files, each with what can be done with it."""

    def __init__(self, desk: Desk, event: EventLine) -> None:
        super().__init__()
        self._desk, self._event = desk, event
        self._writes = desk.session.role is not Role.AUDITOR
        self.files: list[QPushButton] = []
        self.removers: list[QPushButton] = []
        self.adder = _link("添加证明", "attach")
        self.adder.setAccessibleName(f"给{event.kind.label}添加证明")
        self.adder.clicked.connect(self._add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 0, 0, 0)
        layout.setSpacing(0)
        for line in event.proofs:
            layout.addLayout(self._line(line))
        layout.addWidget(self.adder, alignment=Qt.AlignmentFlag.AlignLeft)
        self.adder.setVisible(self._writes and len(event.proofs) < MOST)

    def _line(self, line: FileLine) -> QHBoxLayout:
        words = line.file.label.replace(line.file.name, _short(line.file.name))
        name, away = _link(words, "file"), _link("移除", "")
        name.setToolTip(f"{line.file.name}\n点开看原件；谁看过会记下来")
        name.setAccessibleName(f"打开{line.file.label}")
        away.setAccessibleName(f"移除{line.file.name}")
        away.setVisible(self._writes)
        name.clicked.connect(lambda: self._open(line))
        away.clicked.connect(lambda: self._remove(line))
        self.files.append(name)
        self.removers.append(away)
        layout = QHBoxLayout()
        layout.addWidget(name)
        layout.addWidget(away)
        layout.addStretch(1)
        return layout

    def _open(self, line: FileLine) -> None:
        session, copies = self._desk.session, self._desk.copies
        # A look is an entry of the chain, and so a task of the one writer.
        task = self._desk.tasks.write(
            self, lambda _job: copies.lay_out(read(session, line.attachment_id))
        )
        task.then(open_outside).titled("正在打开附件…").start()

    def _add(self) -> None:
        session, messages = self._desk.session, self._desk.messages
        path = messages.ask_open(self, "选择证明材料", PATTERNS)
        if path is not None:
            proven = Record(RecordKind.ENROLMENT_EVENT, self._event.event_id)
            task = self._desk.tasks.write(self, lambda _job: add(session, proven, path))
            task.then(lambda _changes: messages.say("证明已保存")).titled("正在保存附件…").start()

    def _remove(self, line: FileLine) -> None:
        session, messages = self._desk.session, self._desk.messages
        if messages.ask(self, f"要移除“{line.file.name}”吗？", "移除", "不移除"):
            task = self._desk.tasks.write(self, lambda _job: remove(session, line.attachment_id))
            task.then(lambda _changes: messages.say("已移除")).start()


def _short(name: str) -> str:
    """A long name with its middle left out, so that the pane may be narrow."""
    if len(name) <= _LONGEST:
        return name
    return f"{name[: _LONGEST - _TAIL - 1]}…{name[-_TAIL:]}"


def _link(words: str, picture: str) -> QPushButton:
    button = QPushButton(words)
    if picture:
        button.setIcon(icon(picture))
    mark(button, kind="link")
    return button
