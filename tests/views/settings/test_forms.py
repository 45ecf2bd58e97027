"""Each form of the settings: what it saves, and each kind of bad input with its sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from desktop.core.labels import Role, Stage, UnitKind
from desktop.core.money import Money
from desktop.core.terms import SchoolYear, Season, Term
from desktop.services import calendar as calendar_service
from desktop.services.parameters import POSTING_DAYS, parameters_on
from desktop.services.standards import MEALS, standards
from desktop.services.units import Telephones, UnitNames, rename, set_telephones, unit_record
from desktop.services.users import NewUser, add_user, users
from desktop.views.settings import unit
from desktop.views.settings.calendar import CalendarSection
from desktop.views.settings.parameters import ParametersSection
from desktop.views.settings.standards import COLUMNS, StandardsSection
from desktop.views.settings.unit import UnitSection
from desktop.views.settings.users import UsersSection
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.services.users import UserLine
    from desktop.views.desk import Desk
    from desktop.views.settings.section import Section
    from desktop.views.settings.sheet import Sheet
    from tests.views.fakes import QuietMessages

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


def fill(sheet: Sheet, values: dict[str, Any]) -> None:
    """Texts are typed, other values chosen."""
    for name, value in values.items():
        entry = sheet.lines[name].entry
        if isinstance(entry, QLineEdit) and isinstance(value, str):
            entry.setText(value)
        else:
            entry.set_value(value)


def refused(qtbot: QtBot, desk: Desk, sheet: Sheet, values: dict[str, Any]) -> str:
    """What the form says to bad input: under a field, or beside the button."""
    fill(sheet, values)
    sheet.submit()
    settled(qtbot, desk)
    under = [label.text() for label in sheet.problems.values() if label.property("tone") == "error"]
    return "".join(under) + sheet.refusal.text()


def save(qtbot: QtBot, desk: Desk, sheet: Sheet, values: dict[str, Any]) -> None:
    assert refused(qtbot, desk, sheet, values) == ""


def test_unit_is_renamed_and_its_telephones_are_kept(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    section = shown(qtbot, desk, UnitSection)
    assert section.code.text() == "学校（机构）标识码：5300000001"
    assert section.names.values()["name"] == "平安县红星小学"
    save(qtbot, desk, section.names, {"name": "红星中心小学", "kind": UnitKind.NINE_YEAR})
    save(qtbot, desk, section.phones, {"office": "0870 2123456", "supervision": ""})
    record = at_the_books(lambda: unit_record(desk.session))
    assert (record.names.name, record.names.kind) == ("红星中心小学", UnitKind.NINE_YEAR)
    assert record.telephones == Telephones("0870-2123456", None)
    assert section.phones.values() == {"office": "0870-2123456", "supervision": None}
    assert len(messages.notes) == 2


@pytest.mark.parametrize(
    ("form", "values", "sentence"),
    [
        ("names", {"name": " "}, "单位名称不能是空的"),
        ("names", {"name": "长" * 61}, "最多 60 个字，多了 1 个"),
        ("names", {"kind": None}, "请选择单位类别"),
        ("phones", {"office": "12345678"}, "受理电话：这是随手填的号码"),
        ("phones", {"office": "", "supervision": "没有"}, "监督电话：电话一栏里没有号码"),
    ],
)
def test_unit_refuses_bad_input(
    qtbot: QtBot, desk: Desk, form: str, values: dict[str, Any], sentence: str
) -> None:
    section = shown(qtbot, desk, UnitSection)
    assert sentence in refused(qtbot, desk, getattr(section, form), values)
    record = at_the_books(lambda: unit_record(desk.session))
    assert record.names.name == "平安县红星小学"


def test_change_from_elsewhere_is_shown_with_old_and_new_value_before_it_is_overwritten(
    qtbot: QtBot, desk: Desk
) -> None:
    section = shown(qtbot, desk, UnitSection)
    elsewhere = UnitNames("红星希望小学", UnitKind.NINE_YEAR)
    at_the_books(lambda: rename(desk.session, elsewhere))
    said = refused(qtbot, desk, section.names, {"name": "红星中心小学"})
    assert "单位全称原来是“平安县红星小学”，现在是“红星希望小学”" in said
    assert "类别原来是“小学”，现在是“九年一贯制学校”" in said
    assert at_the_books(lambda: unit_record(desk.session)).names == elsewhere
    assert section.names.values()["name"] == "红星中心小学"
    assert section.names.values()["kind"] is UnitKind.NINE_YEAR
    section.names.submit()
    settled(qtbot, desk)
    assert section.names.refusal.text() == ""
    found = at_the_books(lambda: unit_record(desk.session)).names
    assert (found.name, found.kind) == ("红星中心小学", UnitKind.NINE_YEAR)


def test_same_change_from_elsewhere_is_no_conflict(qtbot: QtBot, desk: Desk) -> None:
    section = shown(qtbot, desk, UnitSection)
    same = Telephones("13800001234", "0870-7654321")
    at_the_books(lambda: set_telephones(desk.session, same))
    save(qtbot, desk, section.phones, {"office": "13800001234"})
    save(qtbot, desk, section.phones, {"office": "13800004321"})


def test_form_walks_on_with_enter_and_saves_in_the_last_field(qtbot: QtBot, desk: Desk) -> None:
    section = shown(qtbot, desk, UnitSection)
    office, supervision = (line.entry for line in section.phones.lines.values())
    office.setFocus()
    qtbot.waitUntil(office.hasFocus)
    office.setText("13800001234")
    qtbot.keyClick(office, Qt.Key.Key_Return)
    assert supervision.hasFocus()
    supervision.setText("13900001234")
    qtbot.keyClick(supervision, Qt.Key.Key_Return)
    settled(qtbot, desk)
    record = at_the_books(lambda: unit_record(desk.session))
    assert record.telephones == Telephones("13800001234", "13900001234")


def test_refusal_goes_when_the_person_types_on(qtbot: QtBot, desk: Desk) -> None:
    section = shown(qtbot, desk, UnitSection)
    assert refused(qtbot, desk, section.phones, {"office": "12345678"})
    section.phones.lines["office"].entry.setText("1380000")
    assert section.phones.refusal.text() == ""


def test_user_is_added_and_shown(qtbot: QtBot, desk: Desk) -> None:
    section = shown(qtbot, desk, UsersSection)
    save(qtbot, desk, section.new, {"name": "李会计", "role": Role.CLERK})
    assert not user(desk, "李会计").has_password
    settled(qtbot, desk)
    assert section.list.table.rowCount() == 2
    assert section.new.values()["name"] is None


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"role": Role.CLERK}, "请填姓名"),
        ({"name": "李会计"}, "请选择角色"),
        ({"name": "李会计", "role": Role.CLERK, "password": "短", "again": "短"}, "至少要8个字"),
        ({"name": "李", "role": Role.CLERK, "password": GOOD_PASSWORD}, "两次输入的密码不一样"),
        ({"name": "张校长", "role": Role.CLERK}, "已经有一个使用者叫“张校长”"),
        ({"name": "长" * 51, "role": Role.CLERK}, "最多 50 个字"),
    ],
)
def test_new_user_refuses_bad_input(
    qtbot: QtBot, desk: Desk, values: dict[str, Any], sentence: str
) -> None:
    section = shown(qtbot, desk, UsersSection)
    assert sentence in refused(qtbot, desk, section.new, values)
    assert len(at_the_books(lambda: users(desk.session))) == 1


def test_encrypted_data_asks_for_a_password_of_every_user(qtbot: QtBot, desk: Desk) -> None:
    locked = replace(desk, session=replace(desk.session, key=bytes(32), folder=None))
    section = shown(qtbot, locked, UsersSection)
    sentence = refused(qtbot, locked, section.new, {"name": "李会计", "role": Role.CLERK})
    assert "每个使用者都要有密码" in sentence


def chosen(qtbot: QtBot, section: UsersSection, name: str) -> None:
    table = section.list.table
    lines: list[Any] = [table.line(row) for row in range(table.rowCount())]
    section.list.grid.selectRow([line.name for line in lines if line].index(name))
    qtbot.waitUntil(lambda: section._chosen is not None and section._chosen.name == name)


def user(desk: Desk, name: str) -> UserLine:
    return next(line for line in at_the_books(lambda: users(desk.session)) if line.name == name)


def test_password_of_the_chosen_user_is_set_anew(qtbot: QtBot, desk: Desk) -> None:
    at_the_books(lambda: add_user(desk.session, NewUser("李会计", Role.CLERK)))
    section = shown(qtbot, desk, UsersSection)
    assert not section.password.isVisible()
    chosen(qtbot, section, "李会计")
    assert section.whose.text() == "重设密码：李会计"
    assert "请输入新密码" in refused(qtbot, desk, section.password, {})
    assert "不一样" in refused(
        qtbot, desk, section.password, {"password": GOOD_PASSWORD, "again": "别的"}
    )
    assert "至少要8个字" in refused(
        qtbot, desk, section.password, {"password": "短", "again": "短"}
    )
    both = {"password": GOOD_PASSWORD, "again": GOOD_PASSWORD}
    save(qtbot, desk, section.password, both)
    assert user(desk, "李会计").has_password
    assert section.password.values() == {"password": None, "again": None}


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


def test_term_is_kept_listed_and_removed(qtbot: QtBot, desk: Desk, messages: QuietMessages) -> None:
    section = shown(qtbot, desk, CalendarSection)
    dates = {"term": AUTUMN, "first": date(2026, 9, 1), "last": date(2027, 1, 15)}
    save(qtbot, desk, section.sheet, dates)
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
        ({"term": AUTUMN}, "请填第一个上课日"),
        ({"term": AUTUMN, "first": date(2026, 9, 1)}, "请填最后一个上课日"),
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
    qtbot: QtBot, desk: Desk, values: dict[str, Any], sentence: str
) -> None:
    section = shown(qtbot, desk, CalendarSection)
    assert sentence in refused(qtbot, desk, section.sheet, values)
    assert at_the_books(lambda: calendar_service.terms(desk.session)) == ()


def item_named(section: StandardsSection, key: str) -> object:
    entry = section.sheet.lines["item"].entry
    return next(value for value in entry._values if value is not None and value.key == key)


def standard(section: StandardsSection) -> dict[str, Any]:
    return {
        "item": item_named(section, MEALS),
        "amount": Money.of("6"),
        "since": date(2026, 11, 1),
        "document": "平教发〔2026〕12号",
    }


def test_local_standard_is_added_and_counts(qtbot: QtBot, desk: Desk) -> None:
    section = shown(qtbot, desk, StandardsSection)
    save(qtbot, desk, section.sheet, standard(section) | {"stage": Stage.PRIMARY})
    found = [line for line in at_the_books(lambda: standards(desk.session)) if line.local]
    assert [(str(line.amount), line.stage, line.unit) for line in found] == [
        ("6.00", Stage.PRIMARY, "元/生·天")
    ]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"item": None}, "请选择项目"),
        ({"amount": ""}, "请填金额"),
        ({"amount": "五块"}, "看不懂这个数"),
        ({"amount": "-1"}, "不能"),
        ({"since": ""}, "请填从哪天起执行"),
        ({"document": " "}, "请写明标准依据的文件和文号"),
    ],
)
def test_standard_refuses_bad_input(
    qtbot: QtBot, desk: Desk, change: dict[str, Any], sentence: str
) -> None:
    section = shown(qtbot, desk, StandardsSection)
    assert sentence in refused(qtbot, desk, section.sheet, standard(section) | change)
    assert not any(line.local for line in at_the_books(lambda: standards(desk.session)))


def test_every_cell_of_the_standards_says_something_true(qtbot: QtBot, desk: Desk) -> None:
    section = shown(qtbot, desk, StandardsSection)
    save(qtbot, desk, section.sheet, standard(section))
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
    save(qtbot, desk, section.phones, {"office": "13800001234"})
    assert isinstance(messages.crashes.pop(), ValueError)
    assert section.phones.button.isEnabled()


def test_what_was_typed_and_not_saved_comes_back_without_passwords(
    qtbot: QtBot, desk: Desk
) -> None:
    section = shown(qtbot, desk, UsersSection)
    fill(section.new, {"name": "李会计", "role": Role.CLERK, "password": GOOD_PASSWORD})
    section.new.keep()
    again = shown(qtbot, desk, UsersSection)
    assert again.new.values() == {
        "name": "李会计",
        "role": Role.CLERK,
        "password": None,
        "again": None,
    }
    assert again.new.refusal.text() == "上次填了没有保存，内容还在。"
    save(qtbot, desk, again.new, {})
    again.new.keep()
    assert shown(qtbot, desk, UsersSection).new.values()["name"] is None


def test_standard_that_was_not_saved_comes_back(qtbot: QtBot, desk: Desk) -> None:
    section = shown(qtbot, desk, StandardsSection)
    typed = standard(section)
    fill(section.sheet, typed)
    section.sheet.keep()
    again = shown(qtbot, desk, StandardsSection)
    assert again.sheet.values() == typed | {"stage": None, "boarding": None}


def test_saved_standard_does_not_come_back_as_if_it_were_unsaved(qtbot: QtBot, desk: Desk) -> None:
    section = shown(qtbot, desk, StandardsSection)
    fill(section.sheet, standard(section))
    section.sheet.keep()
    save(qtbot, desk, section.sheet, {})
    settled(qtbot, desk)
    assert section.sheet.values()["document"] is None
    assert desk.drafts.find("settings.standard") is None


def test_saving_the_name_leaves_a_telephone_that_is_being_typed(qtbot: QtBot, desk: Desk) -> None:
    section = shown(qtbot, desk, UnitSection)
    fill(section.phones, {"office": "1380000"})
    save(qtbot, desk, section.names, {"name": "红星中心小学"})
    settled(qtbot, desk)
    assert section.names.values()["name"] == "红星中心小学"
    assert section.phones.lines["office"].entry.text() == "1380000"


def test_change_of_the_unit_that_was_not_saved_comes_back_and_can_be_taken_back(
    qtbot: QtBot, desk: Desk
) -> None:
    section = shown(qtbot, desk, UnitSection)
    fill(section.names, {"name": "红星中心小学", "kind": UnitKind.NINE_YEAR})
    fill(section.phones, {"supervision": "138"})
    section.hide()  # another page is shown
    again = shown(qtbot, desk, UnitSection)
    assert again.names.values() == {
        "name": "红星中心小学",
        "kind": UnitKind.NINE_YEAR,
        "township": "红星镇",
    }
    assert again.phones.lines["supervision"].entry.text() == "138"
    assert again.names.refusal.text() == "上次填了没有保存，内容还在。"
    again.names.take_back.click()
    assert again.names.values()["name"] == "平安县红星小学"
    assert again.names.take_back.isHidden()
    save(qtbot, desk, again.phones, {"office": "13900001234", "supervision": "13800001234"})
    third = shown(qtbot, desk, UnitSection)
    assert third.names.values()["name"] == "平安县红星小学"
    assert third.phones.refusal.text() == ""


PARAMETER = {
    "key": POSTING_DAYS.key,
    "value": 7,
    "since": date(2026, 9, 1),
    "document": "平教发〔2026〕12号",
}


def test_parameter_is_set_from_a_day_on(qtbot: QtBot, desk: Desk) -> None:
    section = shown(qtbot, desk, ParametersSection)
    save(qtbot, desk, section.sheet, PARAMETER)
    (line, *_) = at_the_books(lambda: parameters_on(desk.session, date(2026, 10, 31)))
    assert (line.value, line.document) == (7, "平教发〔2026〕12号")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"key": None}, "请选择参数"),
        ({"value": ""}, "请填数值"),
        ({"value": 99}, "公示天数要在3到30个工作日之间"),
        ({"since": ""}, "请填从哪天起执行"),
        ({"until": date(2026, 8, 1)}, "截止日期在起始日期之前"),
        ({"document": ""}, "请写明依据的文件和文号"),
    ],
)
def test_parameter_refuses_bad_input(
    qtbot: QtBot, desk: Desk, change: dict[str, Any], sentence: str
) -> None:
    section = shown(qtbot, desk, ParametersSection)
    assert sentence in refused(qtbot, desk, section.sheet, PARAMETER | change)
    (line, *_) = at_the_books(lambda: parameters_on(desk.session, date(2026, 10, 31)))
    assert line.document is None
