"""The users of a unit: added, given passwords, deactivated, and who was not let in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from desktop.core.labels import Role
from desktop.services.refused_logins import Door, RefusedLogin, note_refused, take_in
from desktop.services.users import NewUser, add_user, users
from desktop.views.settings.users import UsersSection
from tests.views.fakes import at_the_books
from tests.views.settings.opened import fill, press, refused, save, settled, shown, values_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.services.users import UserLine
    from desktop.views.desk import Desk
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui

GOOD_PASSWORD = "春风化雨十年树木"


def test_user_is_added_and_shown(qtbot: QtBot, desk: Desk) -> None:
    section = shown(qtbot, desk, UsersSection)
    save(qtbot, desk, section.new, {"name": "李会计", "role": Role.CLERK})
    assert not user(desk, "李会计").has_password
    settled(qtbot, desk)
    assert section.list.table.rowCount() == 2
    assert values_of(section.new)["name"] is None


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"role": Role.CLERK}, "请填写姓名"),
        ({"name": "李会计"}, "请选择角色"),
        ({"name": "李会计", "role": Role.CLERK, "password": "短", "again": "短"}, "至少要8个字"),
        ({"name": "李", "role": Role.CLERK, "password": GOOD_PASSWORD}, "请把密码再输一遍"),
        ({"name": "张校长", "role": Role.CLERK}, "已经有一个使用者叫“张校长”"),
        ({"name": "长" * 51, "role": Role.CLERK}, "最多 50 个字"),
    ],
)
def test_new_user_refuses_bad_input(
    qtbot: QtBot, desk: Desk, values: dict[str, Any], sentence: str, messages: QuietMessages
) -> None:
    section = shown(qtbot, desk, UsersSection)
    assert sentence in refused(qtbot, desk, section.new, values, messages)
    assert len(at_the_books(lambda: users(desk.session))) == 1


def test_encrypted_data_asks_for_a_password_of_every_user(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    locked = replace(desk, session=replace(desk.session, key=bytes(32), folder=None))
    section = shown(qtbot, locked, UsersSection)
    sentence = refused(qtbot, locked, section.new, {"name": "李会计", "role": Role.CLERK}, messages)
    assert "请填写新密码" in sentence


def chosen(qtbot: QtBot, section: UsersSection, name: str) -> None:
    table = section.list.table
    lines: list[Any] = [table.line(row) for row in range(table.rowCount())]
    section.list.grid.selectRow([line.name for line in lines if line].index(name))
    qtbot.waitUntil(lambda: section._chosen is not None and section._chosen.name == name)


def user(desk: Desk, name: str) -> UserLine:
    return next(line for line in at_the_books(lambda: users(desk.session)) if line.name == name)


def test_password_of_the_chosen_user_is_set_anew(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    at_the_books(lambda: add_user(desk.session, NewUser("李会计", Role.CLERK)))
    section = shown(qtbot, desk, UsersSection)
    assert not section.password.isVisible()
    chosen(qtbot, section, "李会计")
    assert section.whose.text() == "重设密码：李会计"
    assert "请填写新密码" in refused(qtbot, desk, section.password, {}, messages)
    assert "不一样" in refused(
        qtbot, desk, section.password, {"password": GOOD_PASSWORD, "again": "别的"}, messages
    )
    assert "至少要8个字" in refused(
        qtbot, desk, section.password, {"password": "短", "again": "短"}, messages
    )
    both = {"password": GOOD_PASSWORD, "again": GOOD_PASSWORD}
    save(qtbot, desk, section.password, both)
    assert user(desk, "李会计").has_password
    assert values_of(section.password) == {"password": None, "again": None}


def test_user_is_deactivated_after_a_question_but_never_oneself(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    at_the_books(lambda: add_user(desk.session, NewUser("李会计", Role.CLERK)))
    section = shown(qtbot, desk, UsersSection)
    chosen(qtbot, section, "张校长")
    assert not section.stop.isEnabled()
    chosen(qtbot, section, "李会计")
    messages.answers.extend([False, True])
    section.stop.click()
    assert user(desk, "李会计").active
    section.stop.click()
    settled(qtbot, desk)
    assert not user(desk, "李会计").active
    assert messages.questions[0].startswith("停用李会计？")


def test_failed_logins_are_listed_for_the_principal_only(qtbot: QtBot, desk: Desk) -> None:
    folder = desk.session.folder
    assert folder is not None
    at = desk.session.store.clock.now()
    for name in ("张校长", None):
        note_refused(folder, RefusedLogin(at, Door.LOGIN, name))
    at_the_books(lambda: take_in(desk.session))
    section = shown(qtbot, desk, UsersSection)
    table = section.refused.table
    qtbot.waitUntil(lambda: table.rowCount() == 2)
    said = {tuple(column.text(table.line(row)) for column in table.columns) for row in range(2)}
    assert said == {
        ("2026-10-31 10:00", "张校长", "登录"),
        ("2026-10-31 10:00", "不是使用者的姓名", "登录"),
    }
    clerk = replace(desk, session=replace(desk.session, role=Role.CLERK))
    assert shown(qtbot, clerk, UsersSection).refused is None


def test_what_was_typed_and_not_saved_comes_back_without_passwords(
    qtbot: QtBot, desk: Desk
) -> None:
    section = shown(qtbot, desk, UsersSection)
    fill(section.new, {"name": "李会计", "role": Role.CLERK, "password": GOOD_PASSWORD})
    section.hide()  # another page is shown
    kept = desk.drafts.find("settings.user/")
    assert kept is not None
    assert GOOD_PASSWORD not in str(kept)
    again = shown(qtbot, desk, UsersSection)
    press(again.new, "接着填")
    assert values_of(again.new) == {
        "name": "李会计",
        "role": Role.CLERK,
        "password": None,
        "again": None,
    }
    save(qtbot, desk, again.new, {})
    again.hide()
    assert desk.drafts.find("settings.user/") is None


def test_password_alone_is_nothing_to_keep_and_goes_with_its_user(qtbot: QtBot, desk: Desk) -> None:
    at_the_books(lambda: add_user(desk.session, NewUser("李会计", Role.CLERK)))
    section = shown(qtbot, desk, UsersSection)
    chosen(qtbot, section, "李会计")
    fill(section.password, {"password": GOOD_PASSWORD, "again": GOOD_PASSWORD})
    section.password.keep()
    assert desk.drafts.find("settings.password/") is None
    chosen(qtbot, section, "张校长")
    assert values_of(section.password) == {"password": None, "again": None}


def test_saved_password_is_not_kept_with_what_is_typed_after_it(qtbot: QtBot, desk: Desk) -> None:
    section = shown(qtbot, desk, UsersSection)
    new = {"name": "李会计", "role": Role.CLERK, "password": GOOD_PASSWORD, "again": GOOD_PASSWORD}
    fill(section.new, new)
    section.new.save()
    fill(section.new, {"name": "王会计"})
    settled(qtbot, desk)
    section.new.keep()
    assert "王会计" in str(desk.drafts.find("settings.user/"))
    assert GOOD_PASSWORD not in str(desk.drafts.find("settings.user/"))
