"""Last step: the recovery code on paper; nobody gets past it without saying that it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.core.files import write_whole
from desktop.reports.pdf import render
from desktop.reports.recovery import RecoverySheet, document
from desktop.services.upkeep import confirm_recovery_sheet
from desktop.views.access.card import centred
from desktop.views.preview.pdf import page_sizes
from desktop.views.preview.printing import ask_printer, chosen_pages, new_printer, print_pages
from desktop.views.style import current_tokens, mark
from desktop.views.wizard import Step

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.core.changes import Changes
    from desktop.views.messages import Messages
    from desktop.views.preview.pdf import PageSize
    from desktop.views.start.made import Making
    from desktop.views.tasks import Job, Task, Tasks

_FILE: Final = "明册恢复码.pdf"
_FROM: Final = 20
_LETTERS: Final = 38
"""Width of the column; a wider code makes it wider, because it must be seen whole."""


class SheetStep(Step):
    """Shows the code, prints it, and waits for a word that it is on paper."""

    title = "恢复码"

    def __init__(self, tasks: Tasks, messages: Messages, making: Making) -> None:
        super().__init__()
        self._tasks = tasks
        self._messages = messages
        self._making = making
        self._column = QWidget()
        self.code = QLabel()
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        mark(self.code, kind="figure")
        self.paper = QPushButton("打印…")
        mark(self.paper, kind="primary")
        self.save = QPushButton("存成 PDF…")
        self.kept = QCheckBox("已经打印出来，或抄在纸上收好了")
        self.kept.toggled.connect(lambda _on: self.changed.emit())
        self.save.clicked.connect(self._on_save)
        self.paper.clicked.connect(self._on_print)
        self.choose = ask_printer
        """Asks for the printer; tests put their own answer here."""
        self._lay_out()

    def _lay_out(self) -> None:
        words = QLabel(
            "数据已经建好，并且加密。这是恢复码：忘记密码时，只有它能打开数据。它只显示这一次，"
            "请打印出来，或一字不差抄在纸上，和公章、存折一样锁好。"
        )
        words.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.addWidget(self.paper)
        buttons.addWidget(self.save)
        buttons.addStretch(1)
        inside = QVBoxLayout(self._column)
        inside.setSpacing(_FROM)
        for widget in (words, self.code):
            inside.addWidget(widget)
        inside.addLayout(buttons)
        inside.addWidget(self.kept)
        layout = QVBoxLayout(self)
        layout.addLayout(centred(self._column))
        layout.addStretch(1)

    @property
    def next_words(self) -> str:
        """What the button says."""
        return "开始使用"

    @property
    def ready(self) -> bool:
        """Only when the code is on paper."""
        return self.kept.isChecked()

    def enter(self) -> None:
        """Show the code."""
        created = self._making.created
        self.code.setText(created.recovery_code or "" if created is not None else "")
        wide = self.code.sizeHint().width() + 2 * _FROM
        self._column.setFixedWidth(max(wide, _LETTERS * current_tokens().sizes.base))

    def work(self) -> Task[Changes] | None:
        """Note that the code was put by, so that nobody is asked for it again."""
        created = self._making.created
        assert created is not None  # noqa: S101 - made in the step before
        session = created.session
        return self._tasks.write(self, lambda _job: confirm_recovery_sheet(session))

    def _sheet(self) -> RecoverySheet:
        created = self._making.created
        assert created is not None  # noqa: S101 - made in the step before
        session = created.session
        today = session.store.clock.today()
        return RecoverySheet(session.unit_name, created.recovery_code or "", today)

    def _on_print(self) -> None:
        sheet = self._sheet()

        def work(_job: Job) -> tuple[bytes, tuple[PageSize, ...]]:
            content = render(document(sheet))
            return content, page_sizes(content)

        self._tasks.paper(self, work).then(self._ask_printer).start()

    def _ask_printer(self, made: tuple[bytes, tuple[PageSize, ...]]) -> None:
        content, sizes = made
        printer = new_printer("明册恢复码", sizes)
        if not self.choose(self, printer, len(sizes)):
            return
        pages = chosen_pages(printer, len(sizes), 0)

        def work(job: Job) -> None:
            print_pages(content, printer, pages, job.progress)

        task = self._tasks.paper(self, work).titled("正在打印…")
        task.then(lambda _: self._messages.say("已送到打印机。")).start()

    def _on_save(self) -> None:
        path = self._messages.ask_save(self, "保存恢复码", _FILE, "PDF (*.pdf)")
        if path is not None:
            self._write(path, self._sheet())

    def _write(self, path: Path, sheet: RecoverySheet) -> None:
        def work(_job: Job) -> None:
            write_whole(path, render(document(sheet)))

        task = self._tasks.paper(self, work).titled("正在生成恢复码…")
        task.then(lambda _: self._messages.say(f"已保存：{path}")).start()
