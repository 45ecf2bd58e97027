"""用户与权限: who works here, in which role; passwords, and the recovery code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.core.changes import Book
from desktop.core.errors import SchoolError
from desktop.core.labels import Role
from desktop.services.users import (
    LONGEST_NAME,
    NewUser,
    UserLine,
    add_user,
    deactivate,
    refuse_weak,
    set_password,
    users,
)
from desktop.views.forms import Field
from desktop.views.settings.card import CardForm
from desktop.views.settings.recovery import RecoveryCode
from desktop.views.settings.refused import refused_list
from desktop.views.settings.section import Section
from desktop.views.tables.columns import ListColumn
from desktop.views.tables.source import WholeList
from desktop.views.tables.view import ListView
from desktop.views.widgets.chips import Chip, Tone
from desktop.views.widgets.notes import EmptyState
from desktop.views.widgets.secret import PasswordEdit
from desktop.views.widgets.texts import Choice, TextEdit

if TYPE_CHECKING:
    from desktop.core.changes import Changes
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_LIST_HEIGHT: Final = 220
_TWICE: Final = "两次输入的密码不一样，请再输一遍。"
_ONCE_MORE: Final = "请把密码再输一遍。"


@dataclass(frozen=True, slots=True)
class PasswordDraft:
    """A new password, typed twice."""

    password: str | None = None
    again: str | None = None


@dataclass(frozen=True, slots=True)
class UserDraft:
    """A new user, as it is being typed."""

    name: str | None = None
    role: Role | None = None
    password: str | None = None
    again: str | None = None


def _state(line: UserLine) -> Chip:
    return Chip("在用", Tone.GOOD) if line.active else Chip("已停用")


COLUMNS: Final[tuple[ListColumn[UserLine], ...]] = (
    ListColumn("name", "姓名", lambda line: line.name, 140),
    ListColumn("role", "角色", lambda line: line.role.label, 100),
    ListColumn("state", "状态", lambda line: _state(line).words, 110, chip=_state),
    ListColumn("password", "密码", lambda line: "已设" if line.has_password else "没有设", 100),
)


class UsersSection(Section):
    """The users of the unit; the principal adds, deactivates and gives new passwords."""

    title = "用户与权限"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._chosen: UserLine | None = None
        self.add_heading("使用者")
        self.add_note(
            "校长：全部，并管使用者和标准。经办人：登记、结账、出公示。"
            "教育局：看下属单位，可重新打开月份。审计：只看，不能改。"
        )
        session = desk.session
        self.list = ListView(
            desk,
            "settings.users",
            COLUMNS,
            WholeList(lambda: users(session)),
            EmptyState("没有使用者。"),
        )
        self.list.titled("使用者")
        self.list.identify_by(lambda line: line.user_id)
        self.list.preview_with(self.paper_asked.emit)
        self.list.setMinimumHeight(_LIST_HEIGHT)
        self.column.addWidget(self.list, 1)
        (self.stop,) = self.add_buttons(("停用所选使用者…", self._on_stop))
        self._add_password_form()
        self._add_user_form()
        self.recovery = RecoveryCode(self)
        self.refused = refused_list(self) if self.may_decide else None
        self.column.addStretch(1)
        self.list.selected.connect(self._on_selected)
        self._on_selected(None)
        desk.refresh.subscribe(self, [Book.USERS], self.list.reload)

    def _add_password_form(self) -> None:
        self.whose = self.add_heading("重设密码")
        self.password: CardForm[PasswordDraft, Changes] = CardForm(
            self.desk,
            "settings.password",
            PasswordDraft,
            _passwords(required=True),
            self._save_password,
        )
        self.password.say("设新密码", "密码已换。")
        self.password.content.checked_by(_same)
        self.password.begin_anew_after_saving(PasswordDraft())
        self.column.addWidget(self.password)

    def _add_user_form(self) -> None:
        self.add_heading("增加使用者")
        self.new = _user_form(self.desk)
        self.column.addWidget(self.new)
        if not self.may_decide:
            self.new.set_readonly("使用者由校长或教育局来加。")

    def _on_selected(self, line: object) -> None:
        before = self._chosen
        self._chosen = line if isinstance(line, UserLine) else None
        if before is None or self._chosen is None or before.user_id != self._chosen.user_id:
            self.password.open(PasswordDraft())
        chosen, session = self._chosen, self.desk.session
        own = chosen is not None and chosen.name == session.user_name
        usable = chosen is not None and chosen.active
        self.stop.setEnabled(usable and self.may_decide and not own)
        may = usable and (own or self.may_decide)
        self.whose.setText(f"重设密码：{chosen.name}" if may and chosen else "重设密码")
        self.password.setVisible(bool(may))
        self.whose.setVisible(bool(may))

    def _on_stop(self) -> None:
        assert self._chosen is not None  # noqa: S101 - the button waits for one
        session, name = self.desk.session, self._chosen.name
        sentence = f"停用{name}？停用以后不能再登录，做过的事仍记在名下。"
        if not self.desk.messages.ask(self, sentence, "停用"):
            return
        task = self.desk.tasks.write(self, lambda _job: deactivate(session, name))
        task.then(lambda _changes: self.desk.messages.say(f"{name}已停用。")).start()

    def _save_password(self, _job: Job, draft: PasswordDraft) -> Changes:
        assert self._chosen is not None  # noqa: S101 - the form is hidden without one
        assert draft.password is not None  # noqa: S101 - the form requires it
        return set_password(self.desk.session, self._chosen.name, draft.password)


def _user_form(desk: Desk) -> CardForm[UserDraft, Changes]:
    session = desk.session
    roles = [(role, role.label) for role in Role]
    fields = (
        Field("name", "姓名", lambda title: TextEdit(title, longest=LONGEST_NAME), required=True),
        Field("role", "角色", lambda title: Choice(title, roles), required=True),
        *_passwords(required=session.key is not None),
    )

    def save(_job: Job, draft: UserDraft) -> Changes:
        assert draft.name is not None  # noqa: S101 - the form requires both
        assert draft.role is not None  # noqa: S101 - same
        return add_user(session, NewUser(draft.name, draft.role, draft.password))

    form = CardForm(desk, "settings.user", UserDraft, fields, save)
    form.say("增加使用者", "已增加使用者。")
    form.content.checked_by(_same)
    form.begin_anew_after_saving(UserDraft())
    return form


def _passwords(*, required: bool) -> tuple[Field, Field]:
    """The password and its repetition; on encrypted data every user needs one."""
    return (
        Field(
            "password",
            "新密码" if required else "密码",
            lambda title: PasswordEdit(title, check=_weakness),
            required=required,
            kept=False,
            help="" if required else "数据没有加密，可以不设密码",
        ),
        Field("again", "再输一遍", PasswordEdit, required=required, kept=False),
    )


def _weakness(password: str) -> str:
    try:
        refuse_weak(password)
    except SchoolError as error:
        return error.sentence
    return ""


def _same(draft: PasswordDraft | UserDraft) -> dict[str, str]:
    if draft.password == draft.again:
        return {}
    return {"again": _ONCE_MORE if draft.again is None else _TWICE}
