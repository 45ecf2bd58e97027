"""A form says what is wrong while typing, walks by Enter, and asks before something is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop.core.labels import Sex
from tests.views.composing import commit, compose
from tests.views.forms.opened import (
    FULL,
    Books,
    SlipForm,
    is_dirty,
    row,
    type_into,
)
from tests.views.forms.slips import TODAY, Slip

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui


def test_record_is_shown_and_nothing_is_dirty(form: SlipForm) -> None:
    form.open(FULL)
    assert row(form, "since").entry.value() == TODAY
    assert row(form, "sex").entry.value() is Sex.FEMALE
    assert form.content.draft() == FULL
    assert not is_dirty(form)


def test_problem_stands_under_the_field_while_typing(qtbot: QtBot, form: SlipForm) -> None:
    form.open(Slip())
    type_into(qtbot, form, "amount", "12x")
    note = row(form, "amount").note
    assert note.text() == "看不懂这个数：只写数字，例如 1,234.50。"
    assert row(form, "amount").widget.accessibleDescription() == note.text()
    qtbot.keyClick(row(form, "amount").widget, Qt.Key.Key_Backspace)
    assert note.text() == ""


def test_rule_of_the_field_is_checked_too(qtbot: QtBot, form: SlipForm) -> None:
    form.open(FULL)
    row(form, "amount").widget.selectAll()  # type: ignore[attr-defined]
    type_into(qtbot, form, "amount", "1.50")
    assert row(form, "amount").note.text() == "金额要是整元。"
    assert form.sheet.save_button.text() == "请改正金额"


def test_half_typed_value_is_wrong_only_when_left(qtbot: QtBot, form: SlipForm) -> None:
    form.open(Slip())
    type_into(qtbot, form, "since", "2026-")
    assert row(form, "since").note.text() == ""
    row(form, "name").widget.setFocus()
    assert "看不懂这个日期" in row(form, "since").note.text()


def test_missing_field_is_named_on_the_button_and_said_only_when_touched(
    qtbot: QtBot, form: SlipForm
) -> None:
    form.open(Slip())
    assert form.sheet.save_button.text() == "还缺姓名、开始日期"
    assert row(form, "name").note.text() == "写户口簿上的姓名"
    assert row(form, "since").note.text() == ""
    row(form, "name").widget.setFocus()
    row(form, "number").widget.setFocus()
    assert row(form, "name").note.text() == "请填写姓名。"
    commit(row(form, "name").widget, "李明")
    type_into(qtbot, form, "since", "t")
    assert form.sheet.save_button.text() == "保存"


def test_saving_what_is_not_whole_leads_to_the_first_fault(
    qtbot: QtBot, form: SlipForm, slips: Books
) -> None:
    form.open(Slip())
    type_into(qtbot, form, "note", "x")
    qtbot.keyClick(
        form.sheet.rows["note"].widget, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier
    )
    assert row(form, "name").widget.hasFocus()
    assert row(form, "since").note.text() == "请填写开始日期。"
    assert slips.saved == []


def test_refused_save_says_what_is_wrong_in_the_field_that_is_being_typed_in(
    qtbot: QtBot, form: SlipForm
) -> None:
    form.open(replace(FULL, number=None))
    number = row(form, "number")
    number.widget.setFocus()
    qtbot.keyClicks(number.widget, "1101")
    assert "已输入 4 位" in number.note.text()
    form.save()
    assert "证件号" in number.note.text()
    qtbot.keyClicks(number.widget, "0")
    assert "已输入 5 位" in number.note.text()


def test_fields_are_held_against_each_other(qtbot: QtBot, form: SlipForm) -> None:
    form.content.checked_by(
        lambda slip: (
            {"until": "结束不能早于开始。"}
            if slip.until and slip.since and slip.until < slip.since
            else {}
        )
    )
    form.open(FULL)
    type_into(qtbot, form, "until", "20261001")
    assert row(form, "until").note.text() == "结束不能早于开始。"
    assert form.content.draft() is None
    row(form, "until").entry.set_value(date(2026, 11, 1))
    assert row(form, "until").note.text() == "星期日"
    assert form.content.draft() == replace(FULL, until=date(2026, 11, 1))


def test_enter_walks_through_the_form_and_saves_at_its_end(
    qtbot: QtBot, form: SlipForm, slips: Books
) -> None:
    form.open(Slip())
    row(form, "name").widget.setFocus()
    commit(row(form, "name").widget, "李明")
    walked = []
    for _ in range(7):
        focused = form.focusWidget()
        walked.append(focused.accessibleName())
        if focused.accessibleName() == "开始日期，必填":
            qtbot.keyClicks(focused, "17")
        qtbot.keyClick(focused, Qt.Key.Key_Return)
    assert walked == [
        *("姓名，必填", "身份证件号", "开始日期，必填", "结束日期", "金额", "性别", "寄宿"),
    ]
    note = row(form, "note").widget
    assert note.hasFocus()
    qtbot.keyClick(note, Qt.Key.Key_Return)
    assert note.hasFocus(), "a note has several lines"
    qtbot.keyClick(note, Qt.Key.Key_Backspace)
    qtbot.keyClick(note, Qt.Key.Key_Tab)
    assert form.sheet.save_button.hasFocus()
    with qtbot.waitSignal(form.saved):
        qtbot.keyClick(form.sheet.save_button, Qt.Key.Key_Return)
    assert slips.saved == [Slip("李明", since=date(2026, 10, 17))]


def test_enter_of_an_input_method_does_not_walk(qtbot: QtBot, form: SlipForm) -> None:
    form.open(Slip())
    name = row(form, "name").widget
    name.setFocus()
    compose(name, "li'ming")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert name.hasFocus()
    assert not is_dirty(form)
    commit(name, "李明")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert row(form, "number").widget.hasFocus()


def test_escape_closes_without_a_question_when_nothing_would_be_lost(
    qtbot: QtBot, form: SlipForm
) -> None:
    form.open(FULL)
    row(form, "name").widget.setFocus()
    with qtbot.waitSignal(form.closed):
        qtbot.keyClick(row(form, "name").widget, Qt.Key.Key_Escape)


def test_escape_asks_when_something_would_be_lost(
    qtbot: QtBot, form: SlipForm, messages: QuietMessages
) -> None:
    form.open(FULL)
    type_into(qtbot, form, "note", "a")
    messages.answers.append(False)
    form.close_form()
    assert is_dirty(form)
    messages.answers.append(True)
    with qtbot.waitSignal(form.closed):
        form.close_form()
    assert not is_dirty(form)
    assert messages.questions == ["填写的内容还没有保存，关闭后就没有了。"] * 2


def test_control_n_asks_for_a_new_form(qtbot: QtBot, form: SlipForm) -> None:
    form.open(FULL)
    row(form, "name").widget.setFocus()
    with qtbot.waitSignal(form.new_asked):
        qtbot.keyClick(row(form, "name").widget, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
