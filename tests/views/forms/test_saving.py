"""A form saves once, puts the questions of the service, and keeps what was typed meanwhile."""

from __future__ import annotations

from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING

import pytest

from desktop.core.changes import Book, Changes
from desktop.core.errors import Confirmable, SchoolError
from desktop.core.labels import Sex
from desktop.views.forms import Field, Form
from desktop.views.style import Look, dress
from desktop.views.widgets import Banner, Choice, NoteEdit
from tests.views.forms.opened import (
    FULL,
    Books,
    SlipForm,
    above,
    is_dirty,
    row,
    shown,
    type_into,
)
from tests.views.forms.slips import Slip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui


def test_saved_form_is_clean_and_told(
    qtbot: QtBot, form: SlipForm, slips: Books, desk: Desk, messages: QuietMessages
) -> None:
    told: list[Changes] = []
    desk.refresh.changed.connect(told.append)
    form.open(FULL, "1")
    type_into(qtbot, form, "note", "!")
    with qtbot.waitSignal(form.saved):
        form.save()
    assert slips.saved == [replace(FULL, note="!走读")]
    assert messages.notes == ["已保存。"]
    assert told == [Changes.of(Book.PEOPLE)]
    assert not is_dirty(form)


def test_what_no_field_shows_stays_as_it_was(qtbot: QtBot, form: SlipForm, slips: Books) -> None:
    form.open(replace(FULL, hidden="kept"))
    type_into(qtbot, form, "note", "!")
    with qtbot.waitSignal(form.saved):
        form.save()
    assert slips.saved[0].hidden == "kept"


def test_value_that_is_no_longer_offered_is_not_wiped_out(
    qtbot: QtBot, qapp: QApplication, desk: Desk, slips: Books
) -> None:
    dress(qapp, Look())
    only_boys = Field("sex", "性别", lambda title: Choice(title, [(Sex.MALE, "男")]))
    note = Field("note", "备注", NoteEdit)
    form: SlipForm = shown(qtbot, Form(desk, "test.slip", Slip, [only_boys, note], slips.save))
    form.open(FULL)
    row(form, "note").entry.set_value("改了")
    with qtbot.waitSignal(form.saved):
        form.save()
    assert slips.saved == [replace(FULL, note="改了")]


def test_typing_goes_on_while_saving_and_is_not_lost(
    qtbot: QtBot, form: SlipForm, slips: Books
) -> None:
    slips.gate = Event()
    form.open(FULL)
    type_into(qtbot, form, "note", "a")
    form.save()
    assert (form.sheet.save_button.text(), form.sheet.save_button.isEnabled()) == (
        "正在保存…",
        False,
    )
    form.save()
    type_into(qtbot, form, "note", "b")
    with qtbot.waitSignal(form.saved):
        slips.gate.set()
    assert [slip.note for slip in slips.saved] == ["a走读"]
    assert is_dirty(form)
    assert form.sheet.save_button.text() == "保存"
    with qtbot.waitSignal(form.saved):
        form.save()
    assert slips.saved[1].note == "ab走读"


def test_refused_save_keeps_the_form(
    qtbot: QtBot, form: SlipForm, slips: Books, messages: QuietMessages
) -> None:
    slips.refusals = [SchoolError("这个月已经结账。")]
    form.open(FULL)
    type_into(qtbot, form, "note", "a")
    form.save()
    qtbot.waitUntil(lambda: messages.sentences == ["这个月已经结账。"])
    assert is_dirty(form)
    with qtbot.waitSignal(form.saved):
        form.save()


def test_error_of_the_program_is_reported_and_keeps_the_form(
    qtbot: QtBot, form: SlipForm, slips: Books, messages: QuietMessages
) -> None:
    slips.refusals = [ZeroDivisionError()]
    form.open(FULL)
    type_into(qtbot, form, "note", "a")
    form.save()
    qtbot.waitUntil(lambda: len(messages.crashes) == 1)
    messages.crashes.clear()
    assert is_dirty(form)


def test_question_of_the_service_is_put_and_the_same_saved_again(
    qtbot: QtBot, form: SlipForm, slips: Books, messages: QuietMessages
) -> None:
    slips.refusals = [Confirmable("late", "已经过了期限。"), Confirmable("twice", "有两张了。")]
    messages.answers.extend([True, True])
    form.open(FULL)
    type_into(qtbot, form, "note", "a")
    with qtbot.waitSignal(form.saved):
        form.save()
    assert messages.questions == ["已经过了期限。", "有两张了。"]
    assert slips.accepted == [frozenset(), {"late"}, {"late", "twice"}]


def test_no_to_the_question_saves_nothing(
    qtbot: QtBot, form: SlipForm, slips: Books, messages: QuietMessages
) -> None:
    slips.refusals = [Confirmable("late", "已经过了期限。")]
    messages.answers.append(False)
    form.open(FULL)
    type_into(qtbot, form, "note", "a")
    form.save()
    qtbot.waitUntil(lambda: messages.questions == ["已经过了期限。"])
    assert slips.saved == []
    assert is_dirty(form)
    assert form.sheet.save_button.text() == "保存"


def test_save_that_ends_after_another_record_was_opened_does_not_touch_it(
    qtbot: QtBot, form: SlipForm, slips: Books
) -> None:
    slips.gate = Event()
    form.open(FULL, "1")
    type_into(qtbot, form, "note", "a")
    form.save()
    other = replace(FULL, name="李明", note=None)
    form.open(other, "2")
    with qtbot.waitSignal(form.saved):
        slips.gate.set()
    assert form.content.draft() == other
    assert not is_dirty(form)
    form.open(FULL, "1")
    assert above(form, Banner) == [], "what was saved is not offered"
