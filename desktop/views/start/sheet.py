"""Last step: the recovery code on paper; nobody gets past it without saying that it is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from desktop.reports.pdf import render
from desktop.reports.recovery import RecoverySheet, document
from desktop.services.upkeep import confirm_recovery_sheet
from desktop.views.access.card import centred
from desktop.views.preview import Preview
from desktop.views.preview.zoom import Fit, Zoom
from desktop.views.style import current_tokens, mark
from desktop.views.wizard import Step

if TYPE_CHECKING:
    from desktop.core.changes import Changes
    from desktop.views.messages import Messages
    from desktop.views.start.made import Making
    from desktop.views.tasks import Job, Task, Tasks

_TITLE: Final = "明册恢复码"
_FROM: Final = 20
_LETTERS: Final = 38
"""Width of the column; a wider code makes it wider, because it must be seen whole."""


class SheetStep(Step):
    """Shows the code, prints it, and waits for a word that it is on paper."""

    title = "恢复码"
    advanced = Signal()
    """Enter was pressed behind the word that the code is on paper."""

    def __init__(self, tasks: Tasks, messages: Messages, making: Making) -> None:
        super().__init__()
        self._tasks = tasks
        self._making = making
        self._column = QWidget()
        self.code = QLabel()
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        mark(self.code, kind="figure")
        self.preview = Preview(_Speaking(tasks, messages), title=_TITLE)
        self.preview.sheets.set_zoom(Zoom(Fit.PAGE))
        self.kept = QCheckBox("已经打印出来，或抄在纸上收好了")
        self.kept.toggled.connect(lambda _on: self.changed.emit())
        self._lay_out()
        self.setFocusProxy(self.kept)
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            enter = QShortcut(key, self.kept)
            enter.setContext(Qt.ShortcutContext.WidgetShortcut)
            enter.activated.connect(self.advanced)

    def _lay_out(self) -> None:
        words = QLabel(
            "数据已经建好，并且加密。这是恢复码：忘记密码时，只有它能打开数据。它只显示这一次，"
            "请打印出来，或一字不差抄在纸上，和公章、存折一样锁好。"
        )
        words.setWordWrap(True)
        inside = QVBoxLayout(self._column)
        inside.setSpacing(_FROM // 2)
        for widget in (words, self.code):
            inside.addWidget(widget)
        inside.addWidget(self.kept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(centred(self._column))
        layout.addWidget(self.preview, 1)

    @property
    def next_words(self) -> str:
        """What the button says."""
        return "开始使用" if self.kept.isChecked() else "先把恢复码收好"

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
        if created is not None:
            self._show_paper()

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

    def _show_paper(self) -> None:
        sheet = self._sheet()

        def work(_job: Job) -> bytes:
            return render(document(sheet))

        task = self._tasks.paper(self, work).titled("正在生成恢复码…")
        task.then(lambda pdf: self.preview.show_pdf(pdf, _TITLE)).start()


@dataclass(frozen=True, slots=True)
class _Speaking:
    """What the preview needs of a desk."""

    tasks: Tasks
    messages: Messages
