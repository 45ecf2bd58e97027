"""Days and months are typed in few keys, and shown as people write them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QDate, Qt

from desktop.core.terms import Month
from desktop.views.style import Look, dress
from desktop.views.widgets import DateEdit, MonthEdit, Wrong
from desktop.views.widgets.calendars import CalendarPopup, MonthPopup
from desktop.views.widgets.shorthands import DayFrame, chinese, read_day, read_month
from tests.views.composing import commit, compose, type_in

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.gui

TODAY = date(2026, 10, 20)
BASE = date(2026, 9, 15)
FRAME = DayFrame(BASE, TODAY)
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("0517", date(2026, 5, 17)),
        ("517", date(2026, 5, 17)),
        ("5-17", date(2026, 5, 17)),
        ("5。17", date(2026, 5, 17)),
        ("5月17日", date(2026, 5, 17)),
        ("17", date(2026, 9, 17)),
        ("17日", date(2026, 9, 17)),
        ("１７", date(2026, 9, 17)),
        ("+", date(2026, 9, 16)),
        ("-", date(2026, 9, 14)),
        ("+3", date(2026, 9, 18)),
        ("-20", date(2026, 8, 26)),
        ("＋３", date(2026, 9, 18)),
        ("t", TODAY),
        ("T", TODAY),
        ("今天", TODAY),
        ("昨天", date(2026, 10, 19)),
        ("t-1", date(2026, 10, 19)),
        ("20260517", date(2026, 5, 17)),
        ("2026-5-17", date(2026, 5, 17)),
        ("2026/5/17", date(2026, 5, 17)),
        ("2026年5月17日", date(2026, 5, 17)),
        ("2026年5月17日+", date(2026, 5, 18)),
        ("2026-5-17-2", date(2026, 5, 15)),
        ("二〇二六年五月十七日", date(2026, 5, 17)),
        ("0229", None),
        ("31", None),
        ("0", None),
        ("2026", None),
        ("2026-5", None),
        ("26-5-17", None),
        ("2026-2-30", None),
        ("五一", None),
        ("26-5", None),
        ("5+", None),
        ("5-17-2", None),
        ("--", None),
    ],
)
def test_shorthand_means_a_day(text: str, day: date | None) -> None:
    read = read_day(text, FRAME)
    assert isinstance(read, Wrong) if day is None else read == day


def test_day_of_a_year_is_put_where_it_is_allowed() -> None:
    january = DayFrame(date(2027, 1, 5), date(2027, 1, 5), latest=date(2027, 1, 5))
    assert read_day("1225", january) == date(2026, 12, 25)
    december = DayFrame(date(2026, 12, 20), TODAY, earliest=date(2026, 12, 1))
    assert read_day("0105", december) == date(2027, 1, 5)


def test_day_outside_of_its_bounds_is_refused_with_the_bound() -> None:
    frame = DayFrame(BASE, TODAY, date(2026, 9, 1), date(2026, 9, 30))
    early, late = read_day("20260831", frame), read_day("2026-10-1", frame)
    assert isinstance(early, Wrong)
    assert isinstance(late, Wrong)
    assert early.sentence == "不能早于2026年9月1日。"
    assert late.sentence == "不能晚于2026年9月30日。"


@settings(deadline=None)
@given(DAYS, DAYS)
def test_what_is_shown_is_read_back_whatever_the_base(day: date, base: date) -> None:
    assert read_day(chinese(day), DayFrame(base, TODAY)) == day
    assert read_day(f"{day:%Y%m%d}", DayFrame(base, TODAY)) == day


@settings(deadline=None)
@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.integers(-999, 999))
def test_steps_count_days_from_the_base(base: date, count: int) -> None:
    assert read_day(f"{count:+}", DayFrame(base, TODAY)) == base + timedelta(days=count)


@settings(deadline=None)
@given(st.text(alphabet="0123456789+-/.年月日t今天 。１", max_size=12), DAYS)
def test_any_text_is_a_day_or_a_sentence(text: str, base: date) -> None:
    read = read_day(text, DayFrame(base, TODAY))
    assert isinstance(read, date) or read.sentence.endswith("。")


@settings(deadline=None)
@given(st.text(alphabet="0123456789+-/.年月t上本 。１", max_size=10))
def test_any_text_is_a_month_or_a_sentence(text: str) -> None:
    read = read_month(text, Month(2026, 9), Month(2026, 10))
    assert isinstance(read, Month) or read.sentence.endswith("。")


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("3", Month(2026, 3)),
        ("10", Month(2026, 10)),
        ("202701", Month(2027, 1)),
        ("2027-1", Month(2027, 1)),
        ("2027年1月", Month(2027, 1)),
        ("2027-1-15", Month(2027, 1)),
        ("+", Month(2026, 10)),
        ("-9", Month(2025, 12)),
        ("t", Month(2026, 10)),
        ("上月", Month(2026, 9)),
        ("13", None),
        ("2026", None),
        ("秋天", None),
    ],
)
def test_shorthand_means_a_month(text: str, month: Month | None) -> None:
    read = read_month(text, Month(2026, 9), Month(2026, 10))
    assert isinstance(read, Wrong) if month is None else read == month


@pytest.fixture
def edit(qtbot: QtBot, qapp: QApplication) -> DateEdit:
    dress(qapp, Look())
    made = DateEdit("日期", TODAY, latest=date(2026, 12, 31))
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.setFocus()
    return made


def test_shorthand_shows_what_it_means_and_is_written_out(qtbot: QtBot, edit: DateEdit) -> None:
    qtbot.keyClicks(edit, "0517")
    assert edit.hint() == "2026年5月17日 星期日"
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.text() == "2026年5月17日"
    assert edit.hint() == "星期日"


def test_shorthand_counts_from_the_value_before(qtbot: QtBot, edit: DateEdit) -> None:
    edit.set_value(date(2026, 5, 17))
    edit.selectAll()
    qtbot.keyClicks(edit, "+3")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.value() == date(2026, 5, 20)
    edit.selectAll()
    qtbot.keyClicks(edit, "-")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.value() == date(2026, 5, 19)


def test_half_typed_date_is_not_called_wrong_before_the_field_is_left(
    qtbot: QtBot, edit: DateEdit
) -> None:
    qtbot.keyClicks(edit, "2026-")
    assert edit.problem()
    assert edit.underway()
    edit.clearFocus()
    assert not edit.underway()
    assert edit.property("wrong") is True


def test_nonsense_is_called_wrong_at_once(qtbot: QtBot, edit: DateEdit) -> None:
    type_in(qtbot, edit, "五一")
    assert edit.problem() == "看不懂这个日期：写成 2026-5-17、0517、17 或 + - 的样子。"
    assert not edit.underway()


def test_arrow_keys_step_days_and_page_keys_months(qtbot: QtBot, edit: DateEdit) -> None:
    edit.set_value(date(2026, 8, 31))
    qtbot.keyClick(edit, Qt.Key.Key_PageUp)
    assert edit.value() == date(2026, 9, 30)
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    assert edit.value() == date(2026, 9, 29)
    edit.set_value(date(2026, 12, 31))
    qtbot.keyClick(edit, Qt.Key.Key_Up)
    assert edit.value() == date(2026, 12, 31)


def test_composed_letters_are_no_shorthand(qtbot: QtBot, edit: DateEdit) -> None:
    edit.set_value(BASE)
    compose(edit, "t")
    qtbot.keyClick(edit, Qt.Key.Key_Up)
    assert (edit.value(), edit.text()) == (BASE, "2026年9月15日")
    edit.clear()
    commit(edit, "今天")
    assert edit.value() == TODAY


def test_bounds_that_move_are_checked_anew(edit: DateEdit) -> None:
    edit.set_value(BASE)
    edit.set_bounds(date(2026, 10, 1), None)
    assert edit.problem() == "不能早于2026年10月1日。"


def calendar_of(edit: DateEdit) -> CalendarPopup:
    (popup,) = edit.findChildren(CalendarPopup)
    return popup


def test_calendar_opens_by_keyboard_and_gives_the_day(qtbot: QtBot, edit: DateEdit) -> None:
    edit.set_value(BASE)
    told: list[date | None] = []
    edit.changed.connect(lambda: told.append(edit.value()))
    qtbot.keyClick(edit, Qt.Key.Key_F4)
    popup = calendar_of(edit)
    assert popup.isVisible()
    assert popup.calendar.selectedDate() == QDate(2026, 9, 15)
    assert popup.calendar.maximumDate() == QDate(2026, 12, 31)
    popup.calendar.activated.emit(QDate(2026, 9, 3))
    assert edit.value() == date(2026, 9, 3)
    assert told[-1] == date(2026, 9, 3)
    assert not popup.isVisible()


def test_escape_closes_the_calendar_and_changes_nothing(qtbot: QtBot, edit: DateEdit) -> None:
    edit.set_value(BASE)
    qtbot.keyClick(edit, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = calendar_of(edit)
    qtbot.keyClick(popup, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert edit.value() == BASE


def test_month_is_stepped_and_chosen_among_twelve(qtbot: QtBot) -> None:
    edit = MonthEdit("月份", Month(2026, 10), latest=Month(2026, 12))
    qtbot.addWidget(edit)
    edit.show()
    edit.set_value(Month(2026, 10))
    qtbot.keyClick(edit, Qt.Key.Key_Up)
    assert edit.text() == "2026年11月"
    qtbot.keyClick(edit, Qt.Key.Key_PageDown)
    assert edit.value() == Month(2025, 11)
    qtbot.keyClick(edit, Qt.Key.Key_F4)
    (popup,) = edit.findChildren(MonthPopup)
    popup.buttons[2].click()
    assert edit.value() == Month(2025, 3)


def test_months_outside_of_the_bounds_cannot_be_chosen(qtbot: QtBot) -> None:
    edit = MonthEdit("月份", Month(2026, 10), earliest=Month(2026, 9), latest=Month(2026, 11))
    qtbot.addWidget(edit)
    edit.show()
    edit.open_calendar()
    (popup,) = edit.findChildren(MonthPopup)
    assert [b.text() for b in popup.buttons if b.isEnabled()] == ["9月", "10月", "11月"]
    popup.close()
    edit.setText("12")
    assert edit.problem() == "不能晚于2026年11月。"
