"""The form of an event: each kind of bad input is refused with its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit

from desktop.services.people import PupilQuery, pupils
from desktop.services.people import pupil as pupil_record
from desktop.views.people.events import EventForm
from tests.services.rosters import dump
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk

pytestmark = pytest.mark.gui


def put(widget: QWidget, text: str) -> None:
    if isinstance(widget, QComboBox):
        widget.setCurrentIndex(widget.findText(text))
    elif isinstance(widget, QPlainTextEdit):
        widget.setPlainText(text)
    else:
        assert isinstance(widget, QLineEdit)
        widget.setText(text)


@pytest.mark.parametrize(
    ("values", "button", "field", "sentence"),
    [
        ({}, "还缺异动类别", "kind", "请选择异动类别。"),
        ({"kind": "转出", "day": ""}, "还缺异动日期", "day", "请填写异动日期。"),
        ({"kind": "转出", "day": "13月"}, "请改正异动日期", "day", "日期"),
        ({"kind": "转出", "day": "2026-11-30"}, "请改正异动日期", "day", "2026年10月31日"),
        ({"kind": "转出", "day": "2019-09-01"}, "请改正异动日期", "day", "不能早于"),
        ({"kind": "转出", "note": "长" * 201}, "请改正说明", "note", "最多 200 个字，多了 1 个"),
    ],
)
def test_bad_event_is_refused_under_its_field(
    qtbot: QtBot, desk: Desk, *, values: dict[str, str], button: str, field: str, sentence: str
) -> None:
    before = at_the_books(lambda: dump(desk.session.store))
    found = at_the_books(lambda: pupils(desk.session, PupilQuery("张小红")).lines[0])
    form = EventForm(desk, at_the_books(lambda: pupil_record(desk.session, found.student_id)))
    qtbot.addWidget(form)
    form.show()
    for name, text in values.items():
        put(form.sheet.rows[name].widget, text)
    assert form.sheet.save_button.text() == button
    form.save()
    assert sentence in form.sheet.rows[field].note.text()
    assert not desk.tasks.running
    assert at_the_books(lambda: dump(desk.session.store)) == before
