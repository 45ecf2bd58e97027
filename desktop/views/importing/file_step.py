"""Step 1: which file."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout

from desktop.core.errors import SchoolError
from desktop.rosters.workbook import LockedFileError
from desktop.views.importing.list_choice import ListChoice
from desktop.views.importing.taking import open_file, with_password
from desktop.views.style import icon, mark
from desktop.views.wizard import Step

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from desktop.rosters.kept import KeptFile
    from desktop.views.desk import Desk
    from desktop.views.importing.taking import Opened, Taking
    from desktop.views.tasks import Task

PATTERNS = "表格 (*.xlsx *.xls *.et *.csv *.xlsm *.ods *.txt *.htm *.html *.xml);;所有文件 (*)"


def dropped_paths(data: QMimeData) -> tuple[Path, ...]:
    """The files and folders of this machine that are being dropped."""
    paths = (Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
    return tuple(path for path in paths if path.exists())


def dropped_file(data: QMimeData) -> Path | None:
    """The file that is being dropped, if it is one on this machine."""
    files = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    return Path(files[0]) if len(files) == 1 and Path(files[0]).is_file() else None


class FileStep(Step):
    """A place to drop a file, a button to choose one."""

    title = "选择文件"
    template_asked = Signal()
    chosen = Signal()
    """A person has chosen a file, and wants to go on."""
    unlocked = Signal()
    """The password of the file has been given: read it again."""

    def __init__(self, desk: Desk, taking: Taking) -> None:
        super().__init__()
        self._desk, self._taking = desk, taking
        self.setAcceptDrops(True)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        mark(self.words, kind="heading")
        hint = QLabel(
            f"把{self._title()}的文件拖到这里，或点下面的按钮选择。\n"
            "WPS、Excel、.et、.csv 都可以；有标题、合并单元格、几张工作表也没有关系。"
        )
        hint.setWordWrap(True)
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        mark(hint, kind="muted")
        self.choose = QPushButton(icon("folder"), "选择文件…")
        template = QPushButton("没有表格？下载空白表")
        mark(template, kind="link")
        card = QFrame()
        mark(card, kind="card")
        inside = QVBoxLayout(card)
        inside.setSpacing(16)
        inside.addStretch(1)
        for part in (self.words, hint):
            inside.addWidget(part)
        for button in (self.choose, template):
            inside.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addStretch(1)
        self.listed = ListChoice(desk, taking) if taking.purpose.is_list else None
        self._lay_out(card)
        self.setFocusProxy(self.choose)
        self.choose.clicked.connect(self._on_choose)
        template.clicked.connect(self.template_asked)
        self.show_file()

    def _lay_out(self, card: QFrame) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card, 1)
        if self.listed is not None:
            layout.addWidget(self.listed)

    @property
    def ready(self) -> bool:
        """Whether a file was chosen."""
        return self._taking.path is not None

    def take(self, path: Path) -> None:
        """Choose a file."""
        self._taking.choose(path)
        self.show_file()
        self.changed.emit()

    def work(self) -> Task[Any] | None:
        """Read the file, unless it has been read as it is wanted."""
        taking, session = self._taking, self._desk.session
        file = taking.file
        if file is None or taking.opened is not None:
            return None
        choices, purpose = taking.choices, taking.purpose

        def keep(opened: Opened) -> None:
            taking.opened = opened

        task = self._desk.tasks.examine(
            self, lambda job: open_file(session, file, choices, job.progress, purpose)
        )
        return task.titled("读取表格").then(keep).otherwise(self._on_refused)

    def _on_refused(self, error: Exception) -> None:
        """Ask for the password of a locked file; anything else is said."""
        messages = self._desk.messages
        if isinstance(error, LockedFileError):
            # The task ends first: nothing may be busy behind the question, or behind an error.
            QTimer.singleShot(0, self, partial(self._ask_password, error.sentence))
        elif isinstance(error, SchoolError):
            QTimer.singleShot(0, self, partial(messages.say_error, self, error))
        else:
            messages.say_crash(self, error)

    def _ask_password(self, sentence: str) -> None:
        path = self._taking.path
        password = self._desk.messages.ask_text(self, sentence, "文件的密码")
        if path is None or not password:
            return
        task = self._desk.tasks.examine(self, lambda _job: with_password(path, password))
        task.then(self._unlock).start()

    def _unlock(self, file: KeptFile) -> None:
        self._taking.copy = file
        QTimer.singleShot(0, self, self.unlocked.emit)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take one file."""
        if dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """A file was dropped."""
        path = dropped_file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.take(path)

    def _on_choose(self) -> None:
        path = self._desk.messages.ask_open(self, f"选择{self._title()}", PATTERNS)
        if path is not None:
            self.take(path)
            self.chosen.emit()

    def _title(self) -> str:
        purpose = self._taking.purpose
        return "学生花名册" if purpose.is_roll else purpose.title

    def show_file(self) -> None:
        """Show which file was chosen."""
        path = self._taking.path
        self.words.setText(path.name if path else "还没有选择文件")
        self.words.setToolTip(str(path) if path else "")
        self.choose.setText("换一个文件…" if path else "选择文件…")
        mark(self.choose, kind="" if path else "primary")
        self.choose.setIcon(icon("folder", "text" if path else "on_accent"))
