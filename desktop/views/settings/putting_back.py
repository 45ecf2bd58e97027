"""Putting a backup back: what that does in plain words, who does it, and the way out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.core.errors import DataClosedError
from desktop.services.backups import Unlocking, is_locked, replace_open_data
from desktop.services.books import Login
from desktop.views.settings.sheet import Line, PasswordEdit, Sheet, Values
from desktop.views.style import mark
from desktop.views.widgets.chips import Tone
from desktop.views.widgets.notes import Banner
from desktop.views.widgets.texts import TextEdit

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.session import Session
    from desktop.views.settings.section import Section

_LONGEST: int = 60


class PuttingBack:
    """The part of the section that appears when a backup was chosen to be restored."""

    def __init__(self, section: Section) -> None:
        self._section, self._desk = section, section.desk
        self._path: Path | None = None
        self.warning = Banner("", Tone.BAD)
        self.sheet = Sheet(
            self._desk,
            "用这份备份替换现有数据",
            [
                Line("user", "姓名", TextEdit("姓名", longest=_LONGEST), "请填备份当时的姓名。"),
                Line("password", "密码", PasswordEdit("密码")),
                Line("code", "或恢复码", PasswordEdit("恢复码")),
            ],
            self._restore,
            self._check,
        )
        mark(self.sheet.button, kind="danger")
        self.sheet.done_words = "已用备份恢复。"
        self.sheet.saved.connect(self._on_done)
        self.sheet.refused.connect(self._on_refused)
        section.column.addWidget(self.warning)
        section.column.addWidget(self.sheet)
        self._show(visible=False)

    def offer(self, path: Path) -> None:
        """Say what restoring this backup does, and ask who wants it."""
        self._path = path
        self.warning.set_sentence(
            f"用 {path.name} 恢复：备份以后做的登记、结账和公示都会退回去。"
            "现有数据另存在数据文件夹里，不会删除。恢复前先全面检查这份备份；恢复以后重新打开数据，要重新登录。"
        )
        self.sheet.fill({"user": self._desk.session.user_name})
        self._show(visible=True)
        self.sheet.lines["password"].entry.setFocus()

    def _show(self, *, visible: bool) -> None:
        self.warning.setVisible(visible)
        self.sheet.setVisible(visible)

    def _check(self, values: Values) -> tuple[str, str] | None:
        assert self._path is not None  # noqa: S101 - the sheet is hidden without one
        locked = is_locked(self._path) or self._desk.session.key is not None
        if locked and values["password"] is None and values["code"] is None:
            return "password", "数据或备份已加密。请输入密码，或打印的恢复码。"
        return None

    def _restore(self, session: Session, values: Values) -> _Restored:
        assert self._path is not None  # noqa: S101 - same
        login = Login(values["user"], values["password"])
        report = replace_open_data(session, self._path, Unlocking(login, values["code"]))
        return _Restored(report.entries, report.aside)

    def _on_done(self, report: _Restored) -> None:
        aside = f"恢复前的数据另存在 {report.aside}，没有删除。" if report.aside else ""
        sentence = f"已用备份恢复：{report.entries:,} 步操作。{aside}"
        again = self._desk.messages.ask(self._section, sentence, "重新打开数据", "关闭程序")
        self._show(visible=False)
        if again:
            self._desk.place.data_replaced.emit()
        else:
            self._section.window().close()

    def _on_refused(self, error: Exception) -> None:
        """Nothing can be done at a desk whose data is closed: back to the door."""
        if isinstance(error, DataClosedError):
            self._show(visible=False)
            self._desk.messages.say_error(self._section, error)
            self._desk.place.data_replaced.emit()


@dataclass(frozen=True, slots=True)
class _Restored:
    """What stands there now, and where the data before it was put."""

    entries: int
    aside: Path | None
