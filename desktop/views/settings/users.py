"""用户与权限: who works here, in which role; passwords, and the recovery code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.core.changes import Book
from desktop.core.labels import Role
from desktop.services.users import (
    LONGEST_NAME,
    NewUser,
    UserLine,
    add_user,
    deactivate,
    set_password,
    users,
)
from desktop.views.settings.recovery import RecoveryCode
from desktop.views.settings.section import Section
from desktop.views.settings.sheet import Line, PasswordEdit, Sheet, Values
from desktop.views.tables.columns import ListColumn
from desktop.views.tables.source import WholeList
from desktop.views.tables.view import ListView
from desktop.views.widgets.chips import Chip, Tone
from desktop.views.widgets.notes import EmptyState
from desktop.views.widgets.texts import Choice, TextEdit

if TYPE_CHECKING:
    from desktop.core.changes import Changes
    from desktop.services.session import Session
    from desktop.views.desk import Desk

_LIST_HEIGHT: Final = 220
_TWICE: Final = "两次输入的密码不一样，请再输一遍。"


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
        self.list.setMinimumHeight(_LIST_HEIGHT)
        self.column.addWidget(self.list, 1)
        (self.stop,) = self.add_buttons(("停用所选使用者…", self._on_stop))
        self._add_password_sheet()
        self._add_user_sheet()
        self.recovery = RecoveryCode(self)
        self.column.addStretch(1)
        self.list.selected.connect(self._on_selected)
        self._on_selected(None)
        desk.refresh.subscribe(self, [Book.USERS], self.list.reload)

    def _add_password_sheet(self) -> None:
        self.whose = self.add_heading("重设密码")
        self.password = Sheet(
            self.desk,
            "设新密码",
            [
                Line("password", "新密码", PasswordEdit("新密码"), "请输入新密码，至少8个字。"),
                Line("again", "再输一遍", PasswordEdit("再输一遍"), "请把密码再输一遍。"),
            ],
            self._save_password,
            _same,
        )
        self.password.done_words = "密码已换。"
        self.password.saved.connect(lambda _changes: self.password.clear())
        self.column.addWidget(self.password)

    def _add_user_sheet(self) -> None:
        self.add_heading("增加使用者")
        locked = self.desk.session.key is not None
        needed = "这份数据已加密，每个使用者都要有密码。" if locked else ""
        roles = [(role, role.label) for role in Role]
        self.new = Sheet(
            self.desk,
            "增加使用者",
            [
                Line("name", "姓名", TextEdit("姓名", longest=LONGEST_NAME), "请填姓名。"),
                Line("role", "角色", Choice("角色", roles), "请选择角色。"),
                Line("password", "密码", PasswordEdit("密码"), needed),
                Line("again", "再输一遍", PasswordEdit("再输一遍")),
            ],
            _save_user,
            _same,
        )
        self.new.done_words = "已增加使用者。"
        self.new.saved.connect(lambda _changes: self.new.clear())
        self.column.addWidget(self.new)
        self.new.survive_as("settings.user")
        if not self.may_decide:
            self.new.set_readonly("使用者由校长或教育局来加。")

    def _on_selected(self, line: object) -> None:
        self._chosen = line if isinstance(line, UserLine) else None
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

    def _save_password(self, session: Session, values: Values) -> Changes:
        assert self._chosen is not None  # noqa: S101 - the sheet is hidden without one
        return set_password(session, self._chosen.name, values["password"])


def _same(values: Values) -> tuple[str, str] | None:
    return None if values["password"] == values["again"] else ("again", _TWICE)


def _save_user(session: Session, values: Values) -> Changes:
    return add_user(session, NewUser(values["name"], values["role"], values["password"]))
