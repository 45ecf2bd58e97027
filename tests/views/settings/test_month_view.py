"""The school calendar as a sheet of days: clicking, keys, what a closed month refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop.core.labels import Role
from desktop.core.school_days import DayState
from desktop.core.terms import Month, Term
from desktop.services import months
from desktop.services.calendar import TermDates, month_calendar, set_term, teaching_days
from desktop.views.settings.calendar import CalendarSection
from tests.services.rosters import OCTOBER, meal_days, meals, take
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from desktop.views.settings.month_view import DayCell
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui

FRIDAY, SATURDAY = date(2026, 10, 30), date(2026, 10, 31)


def shown(qtbot: QtBot, desk: Desk) -> CalendarSection:
    section = CalendarSection(desk)
    qtbot.addWidget(section)
    section.resize(1000, 900)
    section.show()
    settled(qtbot, desk)
    return section


def settled(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.tasks.running)


def cell(section: CalendarSection, day: date) -> DayCell:
    return section.view.cells[day]


def click(qtbot: QtBot, desk: Desk, section: CalendarSection, day: date) -> DayState:
    qtbot.mouseClick(cell(section, day), Qt.MouseButton.LeftButton)
    settled(qtbot, desk)
    return cell(section, day).line.state


def test_click_makes_a_holiday_and_another_takes_it_back(qtbot: QtBot, desk: Desk) -> None:
    section = shown(qtbot, desk)
    assert (section.heading.text(), section.count.text()) == ("2026年10月", "上课 18 天")
    section.note.setText("运动会")
    assert click(qtbot, desk, section, FRIDAY) is DayState.LOCAL_HOLIDAY
    assert cell(section, FRIDAY).line.note == "运动会"
    assert section.count.text() == "上课 17 天"
    assert cell(section, FRIDAY).accessibleName() == "10月30日 学校放假，运动会"
    assert click(qtbot, desk, section, FRIDAY) is DayState.LESSONS


def test_click_on_a_day_without_lessons_makes_a_make_up_day(qtbot: QtBot, desk: Desk) -> None:
    section = shown(qtbot, desk)
    assert click(qtbot, desk, section, SATURDAY) is DayState.LOCAL_MAKE_UP
    days = at_the_books(lambda: teaching_days(desk.session, OCTOBER))
    assert SATURDAY in days


def test_keys_walk_over_the_days_and_change_them(qtbot: QtBot, desk: Desk) -> None:
    section = shown(qtbot, desk)
    start = cell(section, date(2026, 10, 14))
    start.setFocus()
    qtbot.waitUntil(start.hasFocus)
    walk = (
        (Qt.Key.Key_Right, 15),
        (Qt.Key.Key_Down, 22),
        (Qt.Key.Key_Left, 21),
        (Qt.Key.Key_Up, 14),
    )
    here = start
    for key, day in walk:
        qtbot.keyClick(here, key)
        here = cell(section, date(2026, 10, day))
        assert here.hasFocus()
    qtbot.keyClick(here, Qt.Key.Key_Return)
    settled(qtbot, desk)
    assert cell(section, date(2026, 10, 14)).line.state is DayState.LOCAL_HOLIDAY
    assert cell(section, date(2026, 10, 14)).hasFocus()
    qtbot.keyClick(cell(section, date(2026, 10, 14)), Qt.Key.Key_Space)
    settled(qtbot, desk)
    assert cell(section, date(2026, 10, 14)).line.state is DayState.LESSONS
    first = cell(section, date(2026, 10, 1))
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Left)
    assert first.hasFocus()


def test_day_of_a_closed_month_is_refused_in_words(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    at_the_books(lambda: take(desk.session, meal_days(meals())))
    at_the_books(lambda: months.close(desk.session, OCTOBER, accept_warnings=True))
    section = shown(qtbot, desk)
    assert click(qtbot, desk, section, FRIDAY) is DayState.LESSONS
    assert "2026年10月已经结账" in messages.sentences[0]


def test_note_that_is_too_long_is_said_and_nothing_written(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    section = shown(qtbot, desk)
    section.note.setText("长" * 61)
    assert click(qtbot, desk, section, FRIDAY) is DayState.LESSONS
    assert messages.notes == ["最多 60 个字，多了 1 个。"]


def test_arrows_and_the_window_s_month_show_other_months(qtbot: QtBot, desk: Desk) -> None:
    section = shown(qtbot, desk)
    for button, label in ((section.back, "2026年9月"), (section.forward, "2026年10月")):
        button.click()
        settled(qtbot, desk)
        assert section.heading.text() == label
    desk.place.set_month(Month(2027, 3))
    settled(qtbot, desk)
    assert section.heading.text() == "2027年3月"
    assert len(section.view.cells) == 31
    assert "程序还不知道2027年的国家放假安排" in section.unknown.text()


def test_answer_for_a_month_that_was_left_is_dropped(qtbot: QtBot, desk: Desk) -> None:
    section = shown(qtbot, desk)
    section._show(at_the_books(lambda: month_calendar(desk.session, Month(2026, 5))))
    assert section.heading.text() == "2026年10月"


def test_painting_a_month_with_all_kinds_of_days(qtbot: QtBot, desk: Desk) -> None:
    section = shown(qtbot, desk)
    click(qtbot, desk, section, FRIDAY)
    click(qtbot, desk, section, SATURDAY)
    picture = section.view.grab().toImage()
    colours = {
        picture.pixelColor(c.geometry().center()).name() for c in section.view.cells.values()
    }
    assert len(colours) >= 3


def test_an_auditor_looks_only(qtbot: QtBot, desk: Desk) -> None:
    term = TermDates(Term.of(FRIDAY), date(2026, 9, 1), date(2027, 1, 15))
    at_the_books(lambda: set_term(desk.session, term))
    auditor = replace(desk, session=replace(desk.session, role=Role.AUDITOR))
    section = shown(qtbot, auditor)
    assert not cell(section, FRIDAY).isEnabled()
    assert "审计只看，不改校历。" in [t.text() for t in section.form.findChildren(QLabel)]
