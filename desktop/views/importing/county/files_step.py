"""Step 1: which files, or which folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from desktop.views.importing.county.taking import read_files
from desktop.views.importing.file_step import PATTERNS, dropped_paths
from desktop.views.style import icon, mark
from desktop.views.wizard import Step

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from desktop.views.desk import Desk
    from desktop.views.importing.county.taking import CountyTaking, Read
    from desktop.views.tasks import Task

_NAMED = 3
_HINT = (
    "一张全县的总表（有“学校”或“学校标识码”一栏）、每校一个文件、或放着这些文件的文件夹，都可以。\n"
    "每一行会归到它的学校；认不出的学校下一步问一次，以后记得。"
)


class FilesStep(Step):
    """A place to drop files, a button for files and one for a folder."""

    title = "选择文件"
    chosen = Signal()
    """A person has chosen files, and wants to go on."""

    def __init__(self, desk: Desk, taking: CountyTaking) -> None:
        super().__init__()
        self._desk, self._taking = desk, taking
        self.setAcceptDrops(True)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        mark(self.words, kind="heading")
        self.choose = QPushButton(icon("import"), "选择文件（可以几个）…")
        self.folder = QPushButton(icon("folder"), "选择文件夹…")
        self.setFocusProxy(self.choose)
        self.choose.clicked.connect(self._on_choose)
        self.folder.clicked.connect(self._on_folder)
        self._lay_out()
        self._show()

    def _lay_out(self) -> None:
        hint = QLabel(_HINT)
        hint.setWordWrap(True)
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        mark(hint, kind="muted")
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (self.choose, self.folder):
            buttons.addWidget(button)
        buttons.addStretch(1)
        card = QFrame()
        mark(card, kind="card")
        inside = QVBoxLayout(card)
        inside.setSpacing(16)
        inside.addStretch(1)
        for part in (self.words, hint):
            inside.addWidget(part)
        inside.addLayout(buttons)
        inside.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card, 1)

    @property
    def ready(self) -> bool:
        """Whether something was chosen."""
        return bool(self._taking.paths)

    def take(self, paths: Sequence[Path]) -> None:
        """Choose files or folders."""
        if paths:
            self._taking.choose(paths)
            self._show()
            self.changed.emit()

    def work(self) -> Task[Any] | None:
        """Read them, unless they have been read."""
        taking, session = self._taking, self._desk.session
        if taking.read is not None:
            return None
        kind, paths = taking.kind, taking.paths

        def keep(read: Read) -> None:
            taking.read = read

        task = self._desk.tasks.read(
            self, lambda job: read_files(session, kind, paths, job.progress)
        )
        return task.titled("读取各校的表格").then(keep)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take files and folders."""
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Files were dropped."""
        event.acceptProposedAction()
        self.take(dropped_paths(event.mimeData()))

    def _on_choose(self) -> None:
        self._take_chosen(self._desk.messages.ask_several(self, "选择各校的名册", PATTERNS))

    def _on_folder(self) -> None:
        folder = self._desk.messages.ask_folder(self, "选择放着各校名册的文件夹", None)
        if folder is not None:
            self._take_chosen((folder,))

    def _take_chosen(self, paths: Sequence[Path]) -> None:
        self.take(paths)
        if paths:
            self.chosen.emit()

    def _show(self) -> None:
        paths = self._taking.paths
        names = "、".join(path.name for path in paths[:_NAMED])
        rest = f" 等 {len(paths)} 个" if len(paths) > _NAMED else ""
        self.words.setText(f"{names}{rest}" if paths else "还没有选择文件")
        mark(self.choose, kind="" if paths else "primary")
        self.choose.setIcon(icon("import", "text" if paths else "on_accent"))
