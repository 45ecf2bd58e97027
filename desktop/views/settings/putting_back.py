"""Putting a backup back: what that does in plain words, who does it, and the way out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.core.errors import DataClosedError
from desktop.services.backups import Unlocking, is_locked, replace_open_data
from desktop.services.books import Login
from desktop.views.forms import Field
from desktop.views.settings.card import CardForm
from desktop.views.widgets.chips import Tone
from desktop.views.widgets.notes import Banner
from desktop.views.widgets.secret import PasswordEdit
from desktop.views.widgets.texts import TextEdit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.views.settings.section import Section
    from desktop.views.tasks import Job

_LONGEST: int = 60


@dataclass(frozen=True, slots=True)
class UnlockDraft:
    """Who puts a backup back, and what opens it."""

    user: str | None = None
    password: str | None = None
    code: str | None = None


class PuttingBack:
    """The part of the section that appears when a backup was chosen to be restored."""

    def __init__(self, section: Section) -> None:
        self._section, self._desk = section, section.desk
        self._path: Path | None = None
        self.warning = Banner("", Tone.BAD)
        fields = (
            Field(
                "user",
                "姓名",
                lambda title: TextEdit(title, longest=_LONGEST),
                required=True,
                help="备份当时的姓名",
                kept=False,
            ),
            Field("password", "密码", PasswordEdit, kept=False),
            Field("code", "或恢复码", PasswordEdit, kept=False),
        )
        self.form: CardForm[UnlockDraft, _Restored] = CardForm(
            self._desk, "settings.putting_back", UnlockDraft, fields, self._restore
        )
        self.form.sheet.save_kind = "danger"
        self.form.say("用这份备份替换现有数据", "已用备份恢复。")
        self.form.saved.connect(self._on_done)
        self.form.refused.connect(self._on_refused)
        section.column.addWidget(self.warning)
        section.column.addWidget(self.form)
        self._show(visible=False)

    def offer(self, path: Path) -> None:
        """Say what restoring this backup does, and ask who wants it."""
        self._path = path
        self.warning.set_sentence(
            f"用 {path.name} 恢复：备份以后做的登记、结账和公示都会退回去。"
            "现有数据另存在数据文件夹里，不会删除。恢复前先全面检查这份备份；恢复以后重新打开数据，要重新登录。"
        )
        self.form.content.checked_by(_locked_check(path, self._desk.session.key is not None))
        self.form.open(UnlockDraft(self._desk.session.user_name))
        self._show(visible=True)
        self.form.sheet.rows["password"].widget.setFocus()

    def _show(self, *, visible: bool) -> None:
        self.warning.setVisible(visible)
        self.form.setVisible(visible)

    def _restore(self, _job: Job, draft: UnlockDraft) -> _Restored:
        assert self._path is not None  # noqa: S101 - the form is hidden without one
        login = Login(draft.user, draft.password)
        unlocking = Unlocking(login, draft.code)
        report = replace_open_data(self._desk.session, self._path, unlocking)
        return _Restored(report.entries, report.aside)

    def _on_done(self, report: _Restored) -> None:
        aside = f"恢复前的数据另存在 {report.aside}，没有删除。" if report.aside else ""
        sentence = f"已用备份恢复：{report.entries:,} 步操作。{aside}"
        again = self._desk.messages.ask(self._section, sentence, "重新打开数据", "关闭程序")
        self.form.open(UnlockDraft())
        self._show(visible=False)
        if again:
            self._desk.place.data_replaced.emit()
        else:
            self._section.window().close()

    def _on_refused(self, error: Exception) -> None:
        """Nothing can be done at a desk whose data is closed: back to the door."""
        if isinstance(error, DataClosedError):
            self._show(visible=False)
            self._desk.place.data_replaced.emit()


@dataclass(frozen=True, slots=True)
class _Restored:
    """What stands there now, and where the data before it was put."""

    entries: int
    aside: Path | None


def _locked_check(path: Path, locked: bool) -> Callable[[UnlockDraft], dict[str, str]]:  # noqa: FBT001
    """Asks for what opens the backup where it, or the present data, is encrypted."""
    needed = is_locked(path) or locked

    def check(draft: UnlockDraft) -> dict[str, str]:
        if needed and draft.password is None and draft.code is None:
            return {"password": "数据或备份已加密。请输入密码，或打印的恢复码。"}
        return {}

    return check
