"""Step 1: which files, or which folder."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from desktop.core.errors import SchoolError
from desktop.views.importing.county.taking import StillLockedError, read_files
from desktop.views.importing.file_step import PATTERNS, dropped_paths
from desktop.views.importing.list_choice import ListChoice
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
_CHOOSE_SEVERAL, _CHOOSE = "选择文件（可以几个）…", "选择文件…"
_HINT_OF_LIST = (
    "别的部门给的一份名单。有“学校”或“学校标识码”一栏的，每一行归到它的学校；\n"
    "没有写学校的，按身份证件号在各校的在校学生里找，找不到的只在县里的名单上。县里留着整份名单。"
)


class FilesStep(Step):
    """A place to drop files, a button for files and one for a folder."""

    title = "选择文件"
    chosen = Signal()
    """A person has chosen files, and wants to go on."""
    unlocked = Signal()
    """A password was given, or a locked file is to be left out: read on."""

    def __init__(self, desk: Desk, taking: CountyTaking) -> None:
        super().__init__()
        self._desk, self._taking = desk, taking
        self._asked: Path | None = None
        """The file whose password was asked for last."""
        self.setAcceptDrops(True)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        mark(self.words, kind="heading")
        several = not taking.purpose.is_list
        self.choose = QPushButton(icon("import"), _CHOOSE_SEVERAL if several else _CHOOSE)
        self.folder = QPushButton(icon("folder"), "选择文件夹…")
        if not several:
            self.folder.hide()
        self.listed = ListChoice(desk, taking) if taking.purpose.is_list else None
        self.setFocusProxy(self.choose)
        self.choose.clicked.connect(self._on_choose)
        self.folder.clicked.connect(self._on_folder)
        self._lay_out()
        self.show_files()

    def _lay_out(self) -> None:
        hint = QLabel(_HINT_OF_LIST if self._taking.purpose.is_list else _HINT)
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
        if self.listed is not None:
            layout.addWidget(self.listed)

    @property
    def ready(self) -> bool:
        """Whether something was chosen."""
        return bool(self._taking.paths)

    def take(self, paths: Sequence[Path]) -> None:
        """Choose files or folders."""
        if paths:
            self._taking.choose(paths)
            self.show_files()
            self.changed.emit()

    def work(self) -> Task[Any] | None:
        """Read them, unless they have been read."""
        taking, session = self._taking, self._desk.session
        if taking.read is not None:
            return None
        wanted = taking.wanted

        def keep(read: Read) -> None:
            taking.read, taking.gathered = read, None

        task = self._desk.tasks.examine(self, lambda job: read_files(session, wanted, job.progress))
        return task.titled("读取各校的表格").then(keep).otherwise(self._on_refused)

    def _on_refused(self, error: Exception) -> None:
        """Ask for the password of a locked file; anything else is said."""
        messages = self._desk.messages
        # The task ends first: nothing may be busy behind the question, or behind an error.
        if isinstance(error, StillLockedError):
            QTimer.singleShot(0, self, partial(self._ask_password, error))
        elif isinstance(error, SchoolError):
            QTimer.singleShot(0, self, partial(messages.say_error, self, error))
        else:
            messages.say_crash(self, error)

    def _ask_password(self, error: StillLockedError) -> None:
        """Ask for one password, which is tried on every file that is locked."""
        taking, messages = self._taking, self._desk.messages
        sentence = error.sentence
        if error.path == self._asked:
            sentence = f"密码不对，打不开“{error.path.name}”。请再输一次，注意大小写。"
        self._asked = error.path
        password = messages.ask_text(self, sentence, "文件的密码（留空就不导入这个文件）")
        taking.gathered = error.gathered
        if password:
            taking.passwords.append(password)
        else:
            taking.declined |= self._declined(error)
        self.unlocked.emit()

    def _declined(self, error: StillLockedError) -> set[Path]:
        """The file that is to be left out, and the other locked ones if a person says so."""
        locked = {one.path for one in error.gathered.locked} - self._taking.declined
        others = len(locked - {error.path})
        question = f"还有 {others} 个文件加了密码。都不导入，接着读别的文件吗？"
        if others and self._desk.messages.ask(self, question, "都不导入", "一个一个地问"):
            return locked
        return {error.path}

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

    def show_files(self) -> None:
        """Show which files were chosen."""
        paths = self._taking.paths
        names = "、".join(path.name for path in paths[:_NAMED])
        rest = f" 等 {len(paths)} 个" if len(paths) > _NAMED else ""
        self.words.setText(f"{names}{rest}" if paths else "还没有选择文件")
        mark(self.choose, kind="" if paths else "primary")
        self.choose.setIcon(icon("import", "text" if paths else "on_accent"))
