"""The first page: what waits, how it opens, when it looks again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QScrollArea

from desktop.core.clock import FixedClock
from desktop.core.labels import UpkeepKind
from desktop.core.notices import NoticeKind
from desktop.core.terms import Month
from desktop.services import months
from desktop.services.today.items import ClassMonth, Section, Urgency
from desktop.services.upkeep import note
from desktop.views.meals.eating import EatingPanel
from desktop.views.meals.page import CanteenPage
from desktop.views.meals.panel import MealsPanel
from desktop.views.today import PAGE
from desktop.views.today.page import TodayPage
from tests.services.rosters import OCTOBER, meal_days, meals, take
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from desktop.views.today.rows import ItemRow
    from tests.views.conftest import MakeDesk

pytestmark = pytest.mark.gui


def shown(qtbot: QtBot, desk: Desk) -> TodayPage:
    page = TodayPage(desk)
    qtbot.addWidget(page)
    page.resize(1198, 700)
    page.show()
    qtbot.waitUntil(lambda: not desk.tasks.running)
    return page


def settled(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.tasks.running)


def rows(page: TodayPage) -> list[ItemRow]:
    return page.rows


def row_of(page: TodayPage, rule: str) -> ItemRow:
    return next(row for row in rows(page) if row.item.rule == rule)


def test_empty_school_is_told_where_to_begin(qtbot: QtBot, empty_desk: Desk) -> None:
    page = shown(qtbot, empty_desk)
    assert (
        row_of(page, "roster.none").sentence.text() == "名册里还没有在校学生。请先导入学生花名册。"
    )
    assert [page.pupils.figure.text(), page.classes.figure.text()] == ["—", "—"]
    assert page.backup.note.text() == "还没有备份过"


def test_small_school_shows_its_figures_and_groups(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk)
    assert (page.pupils.figure.text(), page.classes.figure.text()) == ("8", "2")
    assert (page.month.title.text(), page.month.figure.text()) == ("2026年10月", "未结账")
    words = [group.heading.text() for group in page.groups]
    assert [word.split("（")[0] for word in words] == [u.label for u in Urgency]


def test_form_that_was_left_unsaved_is_told_when_the_page_is_seen_again(
    qtbot: QtBot, desk: Desk
) -> None:
    page, opened = shown(qtbot, desk), list[tuple[str, object]]()
    desk.place.opened.connect(lambda *where: opened.append(where))
    assert "form.unsaved" not in [row.item.rule for row in rows(page)]
    page.hide()
    desk.drafts.keep("settings.term/", {"values": {}})
    page.show()
    settled(qtbot, desk)
    row = row_of(page, "form.unsaved")
    qtbot.keyClick(row, Qt.Key.Key_Return)
    assert opened == [("settings", Section.CALENDAR)]
    page.hide()
    desk.drafts.forget("settings.term/")
    page.show()
    settled(qtbot, desk)
    assert "form.unsaved" not in [row.item.rule for row in rows(page)]


def test_large_school_is_told_in_few_sentences(qtbot: QtBot, make_desk: MakeDesk) -> None:
    desk = make_desk(2000)
    page = shown(qtbot, desk)
    assert page.pupils.figure.text() == "2,000"
    assert len(rows(page)) < 12


def test_item_opens_its_record_by_click_and_by_key(qtbot: QtBot, desk: Desk) -> None:
    page, opened = shown(qtbot, desk), list[tuple[str, object]]()
    desk.place.opened.connect(lambda *where: opened.append(where))
    row = row_of(page, "backup.old")
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(row, Qt.MouseButton.RightButton)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        qtbot.keyClick(row, key)
    assert opened == [("settings", Section.BACKUP)] * 3
    qtbot.mouseClick(page.backup, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.month, Qt.MouseButton.LeftButton)
    assert opened[3:] == [("settings", Section.BACKUP), ("canteen", None)]


def test_arrow_keys_walk_through_the_list(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk)
    first, second = rows(page)[:2]
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert second.hasFocus()
    qtbot.keyClick(second, Qt.Key.Key_Up)
    assert first.hasFocus()
    qtbot.keyClick(first, Qt.Key.Key_Up)
    qtbot.keyClick(first, Qt.Key.Key_A)
    assert first.hasFocus()


def test_pictures_follow_the_look(qtbot: QtBot, desk: Desk) -> None:
    row = shown(qtbot, desk).rows[0]
    before = row._picture.pixmap().cacheKey()
    QApplication.sendEvent(row, QEvent(QEvent.Type.StyleChange))
    assert row._picture.pixmap().cacheKey() != before


def test_page_looks_again_when_books_move(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk)
    changes = at_the_books(lambda: note(desk.session, UpkeepKind.BACKUP))
    desk.refresh.announce(changes)
    settled(qtbot, desk)
    assert all(row.item.rule != "backup.old" for row in rows(page))
    assert page.backup.figure.text() == "今天"


def test_keyboard_stays_at_what_still_waits(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk)
    row = row_of(page, "calendar.term")
    row.setFocus()
    qtbot.waitUntil(row.hasFocus)
    page.reload()
    settled(qtbot, desk)
    assert row_of(page, "calendar.term").hasFocus()


def test_page_looks_again_at_midnight_and_after_sleep(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk)
    at_the_books(lambda: note(desk.session, UpkeepKind.BACKUP))
    page.reload()
    settled(qtbot, desk)
    page._minute.timeout.emit()
    assert not desk.tasks.running
    desk.session.store.clock = FixedClock.at(2026, 11, 3)
    page._minute.timeout.emit()
    settled(qtbot, desk)
    assert page.backup.figure.text() == "3天前"


def test_page_follows_the_month(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk)
    desk.place.set_month(Month(2026, 9))
    settled(qtbot, desk)
    assert page.month.title.text() == "2026年9月"


def test_class_without_records_leads_to_its_month(qtbot: QtBot, desk: Desk) -> None:
    at_the_books(lambda: take(desk.session, meal_days(meals())))
    desk.session.store.clock = FixedClock.at(2026, 11, 3)
    page, opened = shown(qtbot, desk), list[object]()
    desk.place.opened.connect(lambda _page, record: opened.append(record))
    row = row_of(page, "meals.missing")
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    (record,) = opened
    assert getattr(record, "month", None) == OCTOBER


def test_canteen_opens_the_class_that_an_item_names(qtbot: QtBot, desk: Desk) -> None:
    at_the_books(lambda: take(desk.session, meal_days(meals())))
    desk.session.store.clock = FixedClock.at(2026, 11, 3)
    record = row_of(shown(qtbot, desk), "meals.missing").item.record
    assert isinstance(record, ClassMonth)
    canteen = CanteenPage(desk)
    qtbot.addWidget(canteen)
    canteen.show()
    canteen.show_record(record)
    settled(qtbot, desk)
    tab = canteen.panel
    assert isinstance(tab, EatingPanel)
    panel = tab.part
    assert isinstance(panel, MealsPanel)
    assert (panel.opening.class_id, panel.opening.month) == (record.class_id, record.month)


def test_notice_to_issue_turns_to_its_month_and_kind(qtbot: QtBot, desk: Desk) -> None:
    at_the_books(lambda: take(desk.session, meal_days(meals())))
    at_the_books(lambda: months.close(desk.session, OCTOBER, accept_warnings=True))
    desk.place.set_month(Month(2026, 9))
    page, opened = shown(qtbot, desk), list[object]()
    desk.place.opened.connect(lambda *where: opened.append(where))
    row_of(page, "notice.meals").opened.emit(row_of(page, "notice.meals").item)
    assert opened == [("notices", NoticeKind.MEALS)]
    assert desk.place.month == OCTOBER
    settled(qtbot, desk)
    assert page.month.note.text() == "不能再改"


def test_nothing_waiting_is_said_quietly(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.services.today.waiting.RULES", ())
    page = shown(qtbot, desk)
    assert page.groups == []
    assert page.empty.isVisible()
    assert page.empty.sentence.text() == "今天没有等着办的事。"


def test_page_is_listed_first_and_counts(qtbot: QtBot, desk: Desk) -> None:
    page = PAGE.factory(desk)
    qtbot.addWidget(page)
    assert (PAGE.name, PAGE.order, type(page)) == ("today", 1, TodayPage)
    count = PAGE.count
    assert count is not None
    assert at_the_books(lambda: count(desk.session)) > 0


def test_tab_never_stops_where_nothing_is_seen(qtbot: QtBot, desk: Desk) -> None:
    page = TodayPage(desk)
    qtbot.addWidget(page)
    page.show()
    stops = page.findChildren(QScrollArea)
    assert stops
    assert all(area.focusPolicy() is Qt.FocusPolicy.NoFocus for area in stops)
