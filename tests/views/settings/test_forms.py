"""Each form of the settings: what it saves, and each kind of bad input with its sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop.core.labels import Role, Stage, UnitKind
from desktop.core.money import Money
from desktop.core.terms import SchoolYear, Season, Term
from desktop.services import calendar as calendar_service
from desktop.services.parameters import POSTING_DAYS, parameters_on
from desktop.services.standards import MEALS, standards
from desktop.services.units import Telephones, UnitNames, rename, set_telephones, unit_record
from desktop.views.forms.conflicts import ConflictPanel
from desktop.views.settings import unit
from desktop.views.settings.calendar import CalendarSection
from desktop.views.settings.parameters import ParametersSection
from desktop.views.settings.standards import COLUMNS, StandardsSection
from desktop.views.settings.unit import UnitSection
from desktop.views.widgets import Banner
from tests.views.fakes import at_the_books
from tests.views.settings.opened import above, fill, press, refused, save, settled, shown, values_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui

AUTUMN = Term(SchoolYear(2026), Season.AUTUMN)


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
