"""The recovery code: whether somebody has put it by, and a new one, shown once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop.core.changes import Book, Changes
from desktop.core.clock import CHINA
from desktop.core.labels import UpkeepKind
from desktop.reports.pdf import render
from desktop.reports.recovery import RecoverySheet, document
from desktop.services.upkeep import confirm_recovery_sheet, last
from desktop.services.users import new_recovery_code
from desktop.views.preview import Preview
from desktop.views.preview.zoom import Fit, Zoom
from desktop.views.style import mark

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.upkeep import UpkeepLine
    from desktop.views.lanes import Job
    from desktop.views.settings.section import Section

_TITLE: Final = "明册恢复码"
_PREVIEW_HEIGHT: Final = 420


class RecoveryCode:
    """The part of a section that looks after the recovery code."""

    def __init__(self, section: Section) -> None:
        self._section, self._desk = section, section.desk
        section.add_heading("恢复码")
        self.state = section.add_note()
        self.code = QLabel()
        mark(self.code, kind="figure")
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.code.hide()
        section.column.addWidget(self.code)
        self.renew, self.paper, self.confirm = section.add_buttons(
            ("换一张新的恢复码…", self._on_renew),
            ("预览、打印…", self._on_paper),
            ("已打印或抄好，并锁好", self._on_confirm),
        )
        self.paper.hide()
        self.preview = Preview(self._desk, title=_TITLE)
        self.preview.sheets.set_zoom(Zoom(Fit.PAGE))
        self.preview.setMinimumHeight(_PREVIEW_HEIGHT)
        self.preview.hide()
        self.preview.saved.connect(self._on_saved)
        section.column.addWidget(self.preview)
        if self._desk.session.key is None:
            self._explain("这份数据没有加密，不需要恢复码。")
            return
        if not section.may_decide:
            self._explain("恢复码由校长或教育局保管。")
            return
        self._desk.refresh.subscribe(section, [Book.UPKEEP], self.reload)
        self.reload()

    def reload(self) -> None:
        """Read whether it was put by."""
        session = self._desk.session
        task = self._desk.tasks.read(self._section, lambda _job: last(session))
        task.then(self._show).start()

    def _explain(self, sentence: str) -> None:
        self.state.setText(sentence)
        self.renew.hide()
        self.paper.hide()
        self.confirm.hide()

    def _show(self, done: dict[UpkeepKind, UpkeepLine]) -> None:
        line = done.get(UpkeepKind.RECOVERY_SHEET)
        put_by = line is not None and line.good
        self.confirm.setVisible(not put_by)
        if line is None or not put_by:
            self.state.setText("还没有确认恢复码已抄在纸上并锁好。忘了密码，只有它能打开数据。")
            return
        day = line.at.astimezone(CHINA).date()
        self.state.setText(f"{line.user_name}在{day:%Y-%m-%d}确认：恢复码已抄在纸上并锁好。")

    def _on_renew(self) -> None:
        sentence = "换一张新的恢复码？原来那张纸马上作废。新的只显示这一次，请准备好纸笔。"
        if not self._desk.messages.ask(self._section, sentence, "换新的"):
            return
        session = self._desk.session

        def work(_job: Job) -> _Renewed:
            return _Renewed(new_recovery_code(session))

        self._desk.tasks.write(self._section, work).then(self._show_code).start()

    def _show_code(self, renewed: _Renewed) -> None:
        self.code.setText(renewed.code)
        self.code.show()
        self.paper.show()

    def _on_paper(self) -> None:
        """Show the sheet as it will come out of the printer."""
        session, code = self._desk.session, self.code.text()
        sheet = RecoverySheet(session.unit_name, code, session.store.clock.today())

        def work(_job: Job) -> bytes:
            return render(document(sheet))

        task = self._desk.tasks.paper(self._section, work).titled("正在生成恢复码…")
        task.then(self._show_paper).start()

    def _show_paper(self, pdf: bytes) -> None:
        self.preview.show_pdf(pdf, _TITLE)
        self.preview.show()

    def _on_saved(self, path: Path) -> None:
        self._desk.messages.say(f"已保存：{path}。打印后请删除这个文件。")

    def _on_confirm(self) -> None:
        session = self._desk.session
        task = self._desk.tasks.write(self._section, lambda _job: confirm_recovery_sheet(session))
        task.then(self._put_away).start()

    def _put_away(self, _changes: Changes) -> None:
        self.code.clear()
        self.code.hide()
        self.preview.show_words("")
        self.preview.hide()
        self.paper.hide()
        self._desk.messages.say("已记下：恢复码收好了。")


class _Renewed:
    """A new code, and that today's list has changed by it."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.changes = Changes.of(Book.UPKEEP)
