"""Calendars are turned and bounded, values are put in words, keys go where they belong."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.attachments import Attachment
from desktop.core.terms import Month
from desktop.views.style import Look, dress
from desktop.views.widgets import (
    Attachments,
    ChipLabel,
    DateEdit,
    KeyFigure,
    MonthEdit,
    PersonChoice,
    PersonChooser,
    Tick,
)
from desktop.views.widgets.calendars import CalendarPopup

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from desktop.views.tasks import Job, Tasks
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui

TODAY = date(2026, 10, 20)


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> None:
    dress(qapp, Look())


def shown(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()


@pytest.fixture
def edit(qtbot: QtBot) -> DateEdit:
    made = DateEdit("日期", TODAY, earliest=date(2026, 10, 9), latest=date(2026, 12, 31))
    shown(qtbot, made)
    return made


def calendar_of(edit: DateEdit) -> CalendarPopup:
    edit.open_calendar()
    (popup,) = edit.findChildren(CalendarPopup)
    return popup


def test_calendar_is_turned_by_its_arrows(edit: DateEdit) -> None:
    popup = calendar_of(edit)
    assert popup.head.title.text() == "2026年10月"
    popup.head.on.click()
    popup.head.on.click()
    assert popup.head.title.text() == "2026年12月"
    popup.head.back.click()
    assert popup.head.title.text() == "2026年11月"
    popup.close()


def test_days_that_cannot_be_chosen_are_struck_out(edit: DateEdit) -> None:
    popup = calendar_of(edit)
    struck = [
        day
        for day in range(1, 32)
        if popup.calendar.dateTextFormat(QDate(2026, 10, day)).fontStrikeOut()
    ]
    popup.close()
    assert struck == list(range(1, 9))


def test_other_keys_leave_the_calendar_open(qtbot: QtBot, edit: DateEdit) -> None:
    popup = calendar_of(edit)
    qtbot.keyClick(popup, Qt.Key.Key_F7)
    assert popup.isVisible()
    qtbot.keyClick(popup, Qt.Key.Key_Escape)
    assert not popup.isVisible()


def test_calendar_opens_above_a_field_at_the_end_of_the_screen(
    qtbot: QtBot, edit: DateEdit
) -> None:
    room = edit.screen().availableGeometry()
    edit.move(room.left() + 40, room.bottom() - edit.height() - 4)
    qtbot.waitUntil(lambda: edit.mapToGlobal(QPoint(0, 0)).y() > room.bottom() - 90)
    popup = calendar_of(edit)
    assert popup.geometry().bottom() < edit.mapToGlobal(QPoint(0, 0)).y()
    popup.close()


def test_today_of_another_day_gives_a_shorthand_another_meaning(edit: DateEdit) -> None:
    edit.setText("t")
    assert edit.value() == TODAY
    edit.set_today(date(2026, 10, 21))
    assert edit.value() == date(2026, 10, 21)


def test_value_is_put_in_words_beside_another(edit: DateEdit) -> None:
    assert edit.words(date(2026, 5, 7)) == "2026年5月7日"
    assert edit.words(None) == ""


def test_bounds_of_a_month_move_and_its_shorthand_is_spelt_out(qtbot: QtBot) -> None:
    edit = MonthEdit("月份", Month(2026, 10))
    shown(qtbot, edit)
    assert edit.hint() == ""
    edit.setText("9")
    assert edit.hint() == "2026年9月"
    edit.set_value(Month(2026, 9))
    assert edit.hint() == ""
    edit.set_bounds(Month(2026, 10), None)
    assert edit.problem() == "不能早于2026年10月。"


class Nowhere:
    """A shelf that nothing is put on."""

    def keep(self, job: Job, path: Path) -> Attachment:
        raise AssertionError((job, path))

    def lay_out(self, job: Job, attachment: Attachment) -> Path:
        raise AssertionError((job, attachment))


class Around(QWidget):
    """A form around a field: keeps the keys that the field has no use for."""

    def __init__(self, field: QWidget) -> None:
        super().__init__()
        self.keys: list[int] = []
        QVBoxLayout(self).addWidget(field)

    def keyPressEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        self.keys.append(event.key())  # type: ignore[attr-defined]


def test_attachments_are_named_and_never_wrong(
    qtbot: QtBot, tasks: Tasks, messages: QuietMessages
) -> None:
    field = Attachments(tasks, messages, Nowhere())
    qtbot.addWidget(field)
    files = [Attachment("a", "合同.pdf", 30), Attachment("b", "便条.txt", 12)]
    assert field.words(files) == "合同.pdf、便条.txt"
    assert field.words(None) == ""
    assert (field.problem(), field.underway()) == ("", False)
    assert field.hint().startswith("每个文件不超过 ")


def test_key_that_removes_nothing_goes_on_to_the_form(
    qtbot: QtBot, tasks: Tasks, messages: QuietMessages
) -> None:
    field = Attachments(tasks, messages, Nowhere())
    files = (Attachment("a", "合同.pdf", 30),)
    field.set_value(files)
    form = Around(field)
    shown(qtbot, form)
    field.add_button.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    assert form.keys == [Qt.Key.Key_Delete]
    assert field.value() == files


def test_tick_is_put_in_words(qtbot: QtBot) -> None:
    tick = Tick("住校")
    qtbot.addWidget(tick)
    assert [tick.words(value) for value in (True, False, None)] == ["是", "否", "否"]


def test_chip_that_says_nothing_is_painted_as_nothing(qtbot: QtBot) -> None:
    label = ChipLabel()
    label.resize(40, 20)
    shown(qtbot, label)
    assert label.sizeHint().isEmpty()
    picture = label.grab().toImage()
    corner = picture.pixelColor(0, 0)
    assert all(
        picture.pixelColor(x, y) == corner
        for x in range(picture.width())
        for y in range(picture.height())
    )


def test_figure_leads_on_by_its_left_button_only(qtbot: QtBot) -> None:
    card = KeyFigure("本月支出", leads_on=True)
    shown(qtbot, card)
    told: list[bool] = []
    card.activated.connect(lambda: told.append(True))
    qtbot.mouseClick(card, Qt.MouseButton.RightButton)
    assert told == []
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert told == [True]


def test_person_who_is_chosen_is_not_looked_for_again(qtbot: QtBot, tasks: Tasks) -> None:
    asked: list[str] = []

    def search(_job: Job, text: str) -> Sequence[PersonChoice]:
        asked.append(text)
        return []

    chooser = PersonChooser(tasks, "学生", search)
    shown(qtbot, chooser)
    qtbot.keyClicks(chooser, "li")
    chooser.set_value(PersonChoice(UUID(int=3), "李明", "三年级1班 男"))
    qtbot.wait(400)
    assert asked == []
    assert chooser.value() is not None
