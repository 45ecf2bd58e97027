"""The page of the notices: cards of the month, the list, and what leads to and from it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.core.notices import NoticeStage
from desktop.core.terms import Month
from desktop.services.months import close
from desktop.services.notices.issue import notice
from desktop.services.today.items import NoticeToIssue
from desktop.views.notices import PAGE
from desktop.views.preview.pdf import page_text
from tests.services.rosters import OCTOBER, SEPTEMBER
from tests.services.walls import FIRST, ISSUED_ON, LAST_DAY, bring_to, issue_october, on
from tests.views.fakes import at_the_books
from tests.views.notices.pages import (
    CHARGES,
    MEALS,
    press,
    said,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from tests.views.notices.pages import OpenPage

pytestmark = pytest.mark.gui


def test_empty_school_is_told_what_to_do_first(open_page: OpenPage, empty_desk: Desk) -> None:
    page = open_page(empty_desk)
    words = said(page)
    assert "请先导入本月的就餐天数表" in words
    assert "请先导入收费项目表" in words
    led: list[tuple[str, object]] = []
    empty_desk.place.opened.connect(lambda page, record: led.append((page, record)))
    for kind in (MEALS, CHARGES):
        line = page.needs.lines[kind]
        assert line.step.text() == "去登记"
        line.step.click()
    assert led == [("canteen", "meals"), ("canteen", "charges")]
    assert page.stack.currentIndex() == 0


def test_cards_say_what_the_month_lacks_and_follow_it(
    qtbot: QtBot, open_page: OpenPage, wall_desk: Desk
) -> None:
    page = open_page(wall_desk)
    meals, charges = page.needs.lines[MEALS], page.needs.lines[CHARGES]
    assert (meals.chip.accessibleName(), charges.chip.accessibleName()) == ("待结账", "可以发布")
    wall_desk.place.set_month(SEPTEMBER)
    qtbot.waitUntil(lambda: meals.chip.accessibleName() == "没有内容")
    assert "2026年9月没有就餐记录" in meals.words.text()


def test_page_refreshes_when_the_books_move(
    qtbot: QtBot, open_page: OpenPage, wall_desk: Desk
) -> None:
    page = open_page(wall_desk)
    closed = at_the_books(lambda: close(wall_desk.session, OCTOBER))
    wall_desk.refresh.announce(closed.changes)
    card = page.needs.lines[MEALS]
    qtbot.waitUntil(lambda: card.chip.accessibleName() == "可以发布")
    assert "最迟11月15日贴出" in card.words.text()


def test_row_opens_its_pane_and_enter_the_whole_notice(
    qtbot: QtBot, open_page: OpenPage, wall_desk: Desk
) -> None:
    session = wall_desk.session
    at_the_books(lambda: bring_to(session, NoticeStage.UP))
    at_the_books(lambda: notice(session, CHARGES, OCTOBER))
    page = open_page(wall_desk)
    assert page.list.table.rowCount() == 2
    with qtbot.waitSignal(page.pane.shown):
        page.list.grid.setCurrentIndex(page.list.table.index(1, 0))
    assert page.pane.number.text() == FIRST
    assert not page.pane.open.isHidden()
    with qtbot.waitSignal(page.sheet.preview.shown):
        press(page.list.grid, Qt.Key.Key_Return)
    assert page.sheet.heading.text() == f"学生午餐实名公示 {FIRST}"
    page.sheet.back.click()
    with qtbot.waitSignal(page.sheet.preview.shown):
        page.pane.open.click()


def test_filters_narrow_the_list(qtbot: QtBot, open_page: OpenPage, wall_desk: Desk) -> None:
    session = wall_desk.session
    at_the_books(lambda: bring_to(session, NoticeStage.UP))
    at_the_books(lambda: notice(session, CHARGES, OCTOBER))
    page = open_page(wall_desk)
    with qtbot.waitSignal(page.list.loaded):
        page.filters.kind.set_value(CHARGES)
    assert page.list.table.rowCount() == 1
    with qtbot.waitSignal(page.list.loaded):
        page.filters.stage.set_value(NoticeStage.ISSUED)
    assert page.list.table.rowCount() == 1
    with qtbot.waitSignal(page.list.loaded):
        page.filters.stage.set_value(NoticeStage.ARCHIVED)
    assert page.list.table.rowCount() == 0
    assert "没有符合条件的记录" in said(page.list)
    page.filters.stage.set_value(None)
    page.filters.kind.set_value(None)
    page.filters.text.setText("1号")
    with qtbot.waitSignal(page.list.loaded):
        page.filters.text.ask_now()
    assert page.list.table.index(0, 0).data() == FIRST


def test_many_notices_are_read_in_pages(qtbot: QtBot, open_page: OpenPage, wall_desk: Desk) -> None:
    from tests.services.test_notice_register import hang  # noqa: PLC0415 - used here only

    session = wall_desk.session
    at_the_books(lambda: [hang(session, ISSUED_ON, LAST_DAY) for _ in range(300)])
    page = open_page(wall_desk)
    assert page.list.table.rowCount() == 300
    assert page.list.foot.words.text() == "共 300 条"
    press(page.list.grid, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: page.list.table.index(299, 0).data() == FIRST)


def test_what_today_points_at_is_opened(qtbot: QtBot, open_page: OpenPage, wall_desk: Desk) -> None:
    page = open_page(wall_desk)
    wall_desk.place.set_month(Month(2026, 9))
    with qtbot.waitSignal(page.sheet.preview.shown):
        page.show_record(NoticeToIssue(MEALS, OCTOBER))
    assert wall_desk.place.month == OCTOBER
    assert page.sheet.draft is not None
    assert page.sheet.draft.month == OCTOBER


def test_registry_line_counts_what_waits(wall_desk: Desk) -> None:
    session = wall_desk.session
    assert PAGE.count is not None
    at_the_books(lambda: bring_to(session, NoticeStage.DUE))
    assert at_the_books(lambda: PAGE.count(session) if PAGE.count else 0) == 1
    assert (PAGE.name, PAGE.title) == ("notices", "公示打印")


def test_stages_are_read_again_on_a_new_day(
    qtbot: QtBot, open_page: OpenPage, wall_desk: Desk
) -> None:
    session = wall_desk.session
    at_the_books(lambda: bring_to(session, NoticeStage.UP))
    page = open_page(wall_desk)
    stage = page.list.table.index(0, 1)
    assert stage.data(Qt.ItemDataRole.DisplayRole) == "张贴中"
    page.hide()
    on(session, date(2026, 11, 20))
    with qtbot.waitSignal(page.list.loaded):
        page.show()
    QApplication.processEvents()
    assert page.list.table.index(0, 1).data(Qt.ItemDataRole.DisplayRole) == "该撤下"


def test_list_of_notices_is_looked_at_as_paper_and_the_way_leads_back(
    qtbot: QtBot, open_page: OpenPage, wall_desk: Desk
) -> None:
    at_the_books(lambda: issue_october(wall_desk.session))
    page = open_page(wall_desk)
    page.list.foot.print.click()
    qtbot.waitUntil(page.paper.isVisible)
    preview = page.paper.preview
    assert preview is not None
    qtbot.waitUntil(lambda: bool(preview._pdf))
    assert FIRST in page_text(preview._pdf, 0)
    page.focus_first()
    page.paper.back.click()
    assert page.stack.currentIndex() == 0


def test_keyboard_begins_at_the_first_card_where_nothing_is_listed(
    qtbot: QtBot, open_page: OpenPage, desk: Desk
) -> None:
    page = open_page(desk)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.list.setFocus()
    page.needs.reload()
    qtbot.waitUntil(lambda: page.needs.first_step is not None)
    step = page.needs.first_step
    assert step is not None
    qtbot.waitUntil(step.hasFocus)
