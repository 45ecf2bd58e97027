"""Each form of the settings: what it saves, and each kind of bad input with its sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from desktop.core.labels import Role, Stage, UnitKind
from desktop.core.money import Money
from desktop.core.terms import SchoolYear, Season, Term
from desktop.services import calendar as calendar_service
from desktop.services.parameters import POSTING_DAYS, parameters_on
from desktop.services.refused_logins import Door, RefusedLogin, note_refused, take_in
from desktop.services.standards import MEALS, standards
from desktop.services.units import Telephones, UnitNames, rename, set_telephones, unit_record
from desktop.services.users import NewUser, add_user, users
from desktop.views.forms.conflicts import ConflictPanel
from desktop.views.settings import unit
from desktop.views.settings.calendar import CalendarSection
from desktop.views.settings.parameters import ParametersSection
from desktop.views.settings.standards import COLUMNS, StandardsSection
from desktop.views.settings.unit import UnitSection
from desktop.views.settings.users import UsersSection
from desktop.views.widgets import Banner
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.services.users import UserLine
    from desktop.views.desk import Desk
    from desktop.views.settings.card import CardForm
    from desktop.views.settings.section import Section
    from tests.views.fakes import QuietMessages

    AnyForm = CardForm[Any, Any]

pytestmark = pytest.mark.gui

AUTUMN = Term(SchoolYear(2026), Season.AUTUMN)
GOOD_PASSWORD = "春风化雨十年树木"


def shown(qtbot: QtBot, desk: Desk, kind: type[Section]) -> Any:  # noqa: ANN401 - a section
    section = kind(desk)
    qtbot.addWidget(section)
    section.resize(1000, 700)
    section.show()
    settled(qtbot, desk)
    return section


def settled(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.tasks.running)


def fill(form: AnyForm, values: dict[str, Any]) -> None:
    """Texts are typed, other values chosen."""
    for name, value in values.items():
        entry: Any = form.sheet.rows[name].entry
        if isinstance(entry, QLineEdit) and isinstance(value, str):
            entry.setText(value)
        else:
            entry.set_value(value)


def values_of(form: AnyForm) -> dict[str, Any]:
    return {name: row.entry.value() for name, row in form.sheet.rows.items()}


def refused(
    qtbot: QtBot, desk: Desk, form: AnyForm, values: dict[str, Any], messages: QuietMessages
) -> str:
    """What the form says to bad input: under a field, or in words of the service."""
    fill(form, values)
    form.save()
    settled(qtbot, desk)
    notes = [row.note for row in form.sheet.rows.values()]
    under = [note.text() for note in notes if note.property("tone") == "error"]
    return "".join([*under, *messages.sentences])


def save(qtbot: QtBot, desk: Desk, form: AnyForm, values: dict[str, Any]) -> None:
    fill(form, values)
    with qtbot.waitSignal(form.saved):
        form.save()
    settled(qtbot, desk)


def above(form: AnyForm, kind: type[QWidget]) -> list[Any]:
    return [part for part in form.findChildren(kind) if part.isVisible()]


def press(form: AnyForm, words: str) -> None:
    (button,) = [b for b in form.findChildren(QPushButton) if b.text() == words and b.isVisible()]
    button.click()


def test_unit_is_renamed_and_its_telephones_are_kept(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    section = shown(qtbot, desk, UnitSection)
    assert section.code.text() == "学校（机构）标识码：5300000001"
    assert values_of(section.names)["name"] == "平安县红星小学"
    save(qtbot, desk, section.names, {"name": "红星中心小学", "kind": UnitKind.NINE_YEAR})
    save(qtbot, desk, section.phones, {"office": "0870 2123456", "supervision": ""})
    record = at_the_books(lambda: unit_record(desk.session))
    assert (record.names.name, record.names.kind) == ("红星中心小学", UnitKind.NINE_YEAR)
    assert record.telephones == Telephones("0870-2123456", None)
    assert values_of(section.phones) == {"office": "0870-2123456", "supervision": None}
    assert len(messages.notes) == 2


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        (("names", {"name": " "}), "请填写单位全称"),
        (("names", {"name": "长" * 61}), "最多 60 个字，多了 1 个"),
        (("names", {"kind": None}), "请选择类别"),
        (("phones", {"office": "12345678"}), "受理电话：这是随手填的号码"),
        (("phones", {"office": "", "supervision": "没有"}), "监督电话：电话一栏里没有号码"),
    ],
)
def test_unit_refuses_bad_input(
    qtbot: QtBot,
    desk: Desk,
    messages: QuietMessages,
    bad: tuple[str, dict[str, Any]],
    sentence: str,
) -> None:
    form, values = bad
    section = shown(qtbot, desk, UnitSection)
    assert sentence in refused(qtbot, desk, getattr(section, form), values, messages)
    record = at_the_books(lambda: unit_record(desk.session))
    assert record.names.name == "平安县红星小学"


def test_change_from_elsewhere_is_shown_field_by_field_before_it_is_overwritten(
    qtbot: QtBot, desk: Desk
) -> None:
    section = shown(qtbot, desk, UnitSection)
    elsewhere = UnitNames("红星希望小学", UnitKind.NINE_YEAR)
    at_the_books(lambda: rename(desk.session, elsewhere))
    fill(section.names, {"name": "红星中心小学"})
    section.names.save()
    settled(qtbot, desk)
    (panel,) = above(section.names, ConflictPanel)
    said = [label.text() for label in panel.findChildren(QLabel)]
    assert "原来是 平安县红星小学，现在是 红星希望小学。" in said
    assert "原来是 小学，现在是 九年一贯制学校。" in said
    assert at_the_books(lambda: unit_record(desk.session)).names == elsewhere
    panel.choices["name"][0].click()
    panel.button.click()
    assert values_of(section.names) == {
        "name": "红星中心小学",
        "kind": UnitKind.NINE_YEAR,
        "township": None,
    }
    save(qtbot, desk, section.names, {})
    found = at_the_books(lambda: unit_record(desk.session)).names
    assert (found.name, found.kind) == ("红星中心小学", UnitKind.NINE_YEAR)


def test_same_change_from_elsewhere_leaves_nothing_to_choose(qtbot: QtBot, desk: Desk) -> None:
    section = shown(qtbot, desk, UnitSection)
    same = Telephones("13800001234", "0870-7654321")
    at_the_books(lambda: set_telephones(desk.session, same))
    fill(section.phones, {"office": "13800001234"})
    section.phones.save()
    settled(qtbot, desk)
    (banner,) = above(section.phones, Banner)
    assert "和您填的不冲突" in banner.sentence.text()
    save(qtbot, desk, section.phones, {"office": "13800004321"})


def test_form_walks_on_with_enter_and_saves_at_its_end(qtbot: QtBot, desk: Desk) -> None:
    section = shown(qtbot, desk, UnitSection)
    office, supervision = (row.widget for row in section.phones.sheet.rows.values())
    office.setFocus()
    qtbot.waitUntil(office.hasFocus)
    office.setText("13800001234")
    qtbot.keyClick(office, Qt.Key.Key_Return)
    assert supervision.hasFocus()
    supervision.setText("13900001234")
    qtbot.keyClick(supervision, Qt.Key.Key_Return)
    assert section.phones.sheet.save_button.hasFocus()
    with qtbot.waitSignal(section.phones.saved):
        qtbot.keyClick(section.phones.sheet.save_button, Qt.Key.Key_Return)
    record = at_the_books(lambda: unit_record(desk.session))
    assert record.telephones == Telephones("13800001234", "13900001234")


def test_escape_takes_back_what_was_typed_after_a_question(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    section = shown(qtbot, desk, UnitSection)
    back = section.names.sheet.close_button
    assert not back.isVisible()
    fill(section.names, {"name": "红星中心小学"})
    assert back.isVisible()
    messages.answers.extend([False, True])
    section.names.sheet.rows["name"].widget.setFocus()
    qtbot.keyClick(section.names.sheet.rows["name"].widget, Qt.Key.Key_Escape)
    assert values_of(section.names)["name"] == "红星中心小学"
    back.click()
    assert values_of(section.names)["name"] == "平安县红星小学"
    assert not back.isVisible()
    assert messages.questions == ["填写的内容还没有保存，关闭后就没有了。"] * 2


def test_clerk_reads_the_unit_and_types_nothing(qtbot: QtBot, desk: Desk) -> None:
    clerk = replace(desk, session=replace(desk.session, role=Role.CLERK))
    section = shown(qtbot, clerk, UnitSection)
    for form in (section.names, section.phones):
        assert not form.sheet.save_button.isVisible()
        assert not any(row.widget.isEnabled() for row in form.sheet.rows.values())
    assert values_of(section.names)["name"] == "平安县红星小学"


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


def test_term_is_kept_listed_and_removed(qtbot: QtBot, desk: Desk, messages: QuietMessages) -> None:
    section = shown(qtbot, desk, CalendarSection)
    dates = {"term": AUTUMN, "first": date(2026, 9, 1), "last": date(2027, 1, 15)}
    save(qtbot, desk, section.form, dates)
    settled(qtbot, desk)
    assert [line.term for line in at_the_books(lambda: calendar_service.terms(desk.session))] == [
        AUTUMN
    ]
    messages.answers.extend([False, True])
    section._on_remove(AUTUMN)
    settled(qtbot, desk)
    assert at_the_books(lambda: calendar_service.terms(desk.session))
    section._on_remove(AUTUMN)
    settled(qtbot, desk)
    assert at_the_books(lambda: calendar_service.terms(desk.session)) == ()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "请选择学期"),
        ({"term": AUTUMN}, "请填写第一个上课日"),
        ({"term": AUTUMN, "first": date(2026, 9, 1)}, "请填写最后一个上课日"),
        (
            {"term": AUTUMN, "first": date(2026, 9, 1), "last": date(2026, 9, 1)},
            "放假日期要在开学日期之后",
        ),
        (
            {"term": AUTUMN, "first": date(2025, 9, 1), "last": date(2026, 1, 9)},
            "请核对年份和学期",
        ),
        ({"term": AUTUMN, "first": "13月", "last": date(2027, 1, 15)}, "日期"),
    ],
)
def test_term_refuses_bad_input(
    qtbot: QtBot, desk: Desk, values: dict[str, Any], sentence: str, messages: QuietMessages
) -> None:
    section = shown(qtbot, desk, CalendarSection)
    assert sentence in refused(qtbot, desk, section.form, values, messages)
    assert at_the_books(lambda: calendar_service.terms(desk.session)) == ()


STANDARD = {
    "item": MEALS,
    "amount": Money.of("6"),
    "since": date(2026, 11, 1),
    "document": "平教发〔2026〕12号",
}


def test_local_standard_is_added_and_counts(qtbot: QtBot, desk: Desk) -> None:
    section = shown(qtbot, desk, StandardsSection)
    save(qtbot, desk, section.form, STANDARD | {"stage": Stage.PRIMARY})
    found = [line for line in at_the_books(lambda: standards(desk.session)) if line.local]
    assert [(str(line.amount), line.stage, line.unit) for line in found] == [
        ("6.00", Stage.PRIMARY, "元/生·天")
    ]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"item": None}, "请选择项目"),
        ({"amount": ""}, "请填写金额"),
        ({"amount": "五块"}, "看不懂这个数"),
        ({"amount": "-1"}, "不能"),
        ({"since": ""}, "请填写从哪天起"),
        ({"document": " "}, "请填写文件和文号"),
    ],
)
def test_standard_refuses_bad_input(
    qtbot: QtBot, desk: Desk, change: dict[str, Any], sentence: str, messages: QuietMessages
) -> None:
    section = shown(qtbot, desk, StandardsSection)
    assert sentence in refused(qtbot, desk, section.form, STANDARD | change, messages)
    assert not any(line.local for line in at_the_books(lambda: standards(desk.session)))


def test_every_cell_of_the_standards_says_something_true(qtbot: QtBot, desk: Desk) -> None:
    section = shown(qtbot, desk, StandardsSection)
    save(qtbot, desk, section.form, STANDARD)
    lines = at_the_books(lambda: standards(desk.session))
    cells = {column.key: [column.text(line) for line in lines] for column in COLUMNS}
    assert set(cells["source"]) == {"本地", "随程序", "随程序（文号待核实）"}
    assert {"全部", "小学、寄宿"} <= set(cells["who"])
    assert {"现行", "已停用", "还没有开始"} <= set(cells["state"])


def test_error_of_the_program_is_reported_and_the_form_stays(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("bug")

    monkeypatch.setattr(unit, "set_telephones", broken)
    section = shown(qtbot, desk, UnitSection)
    fill(section.phones, {"office": "13800001234"})
    section.phones.save()
    settled(qtbot, desk)
    assert isinstance(messages.crashes.pop(), ValueError)
    assert section.phones.sheet.save_button.isEnabled()


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


def test_standard_that_was_not_saved_comes_back(qtbot: QtBot, desk: Desk) -> None:
    section = shown(qtbot, desk, StandardsSection)
    fill(section.form, STANDARD)
    section.hide()
    again = shown(qtbot, desk, StandardsSection)
    press(again.form, "接着填")
    assert values_of(again.form) == STANDARD | {"stage": None, "boarding": None}


def test_saved_standard_does_not_come_back_as_if_it_were_unsaved(qtbot: QtBot, desk: Desk) -> None:
    section = shown(qtbot, desk, StandardsSection)
    fill(section.form, STANDARD)
    section.form.keep()
    save(qtbot, desk, section.form, {})
    assert values_of(section.form)["document"] is None
    assert desk.drafts.find("settings.standard/") is None


def test_saving_the_name_leaves_a_telephone_that_is_being_typed(qtbot: QtBot, desk: Desk) -> None:
    section = shown(qtbot, desk, UnitSection)
    fill(section.phones, {"office": "1380000"})
    save(qtbot, desk, section.names, {"name": "红星中心小学"})
    settled(qtbot, desk)
    assert values_of(section.names)["name"] == "红星中心小学"
    assert section.phones.sheet.rows["office"].entry.text() == "1380000"


def test_change_of_the_unit_that_was_not_saved_comes_back_or_is_let_go(
    qtbot: QtBot, desk: Desk
) -> None:
    section = shown(qtbot, desk, UnitSection)
    fill(section.names, {"name": "红星中心小学", "kind": UnitKind.NINE_YEAR})
    fill(section.phones, {"supervision": "138"})
    section.hide()  # another page is shown
    again = shown(qtbot, desk, UnitSection)
    press(again.phones, "接着填")
    assert again.phones.sheet.rows["supervision"].widget.text() == "138"
    press(again.names, "不要了")
    assert values_of(again.names)["name"] == "平安县红星小学"
    save(qtbot, desk, again.phones, {"office": "13900001234", "supervision": "13800001234"})
    third = shown(qtbot, desk, UnitSection)
    assert values_of(third.names)["name"] == "平安县红星小学"
    assert above(third, Banner) == []


PARAMETER = {
    "key": POSTING_DAYS.key,
    "value": 7,
    "since": date(2026, 9, 1),
    "document": "平教发〔2026〕12号",
}


def test_parameter_is_set_from_a_day_on(qtbot: QtBot, desk: Desk) -> None:
    section = shown(qtbot, desk, ParametersSection)
    save(qtbot, desk, section.form, PARAMETER)
    (line, *_) = at_the_books(lambda: parameters_on(desk.session, date(2026, 10, 31)))
    assert (line.value, line.document) == (7, "平教发〔2026〕12号")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"key": None}, "请选择参数"),
        ({"value": ""}, "请填写数值"),
        ({"value": 99}, "公示天数要在3到30个工作日之间"),
        ({"since": ""}, "请填写从哪天起"),
        ({"until": date(2026, 8, 1)}, "截止日期在起始日期之前"),
        ({"document": ""}, "请填写文件和文号"),
    ],
)
def test_parameter_refuses_bad_input(
    qtbot: QtBot, desk: Desk, change: dict[str, Any], sentence: str, messages: QuietMessages
) -> None:
    section = shown(qtbot, desk, ParametersSection)
    assert sentence in refused(qtbot, desk, section.form, PARAMETER | change, messages)
    (line, *_) = at_the_books(lambda: parameters_on(desk.session, date(2026, 10, 31)))
    assert line.document is None
