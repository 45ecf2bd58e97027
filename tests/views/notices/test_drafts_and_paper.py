"""A draft is checked against the books, issued as it was seen, and printed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from sqlalchemy import update

from desktop.core.notices import NoticeDeed, NoticeStage
from desktop.core.terms import Month
from desktop.models import Person
from desktop.reports.issuing import document_of
from desktop.reports.pdf import render
from desktop.services.months import close
from desktop.services.notices import life
from desktop.services.notices.drafts import DraftState
from desktop.services.notices.issue import printed_again
from desktop.services.notices.making import Check
from desktop.services.notices.register import NoticeQuery, register
from desktop.services.units import Telephones, set_telephones
from desktop.views.preview.pdf import page_text
from tests.builders import tamper
from tests.services.rosters import OCTOBER
from tests.services.walls import (
    FIRST,
    ISSUED_ON,
    SECOND,
    bring_to,
    correct_october,
    issue_october,
    on,
)
from tests.views.fakes import at_the_books
from tests.views.notices.pages import (
    MEALS,
    correct_later,
    open_draft,
    open_notice,
    paper,
    press,
    said,
    to_file,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from tests.views.fakes import QuietMessages
    from tests.views.notices.pages import OpenPage

pytestmark = pytest.mark.gui


def test_month_goes_from_draft_to_paper_by_keyboard_alone(
    qtbot: QtBot, open_page: OpenPage, wall_desk: Desk, tmp_path: Path
) -> None:
    session = wall_desk.session
    at_the_books(lambda: close(on(session, ISSUED_ON), OCTOBER))
    page = open_page(wall_desk)
    sheet = page.sheet
    with qtbot.waitSignal(sheet.preview.shown):
        press(page.needs.lines[MEALS].step)
    assert "试印稿·尚未发布" in paper(sheet)
    assert FIRST not in paper(sheet)
    with qtbot.waitSignal(sheet.notice_pane.shown):
        press(sheet.draft_pane.issue)
    qtbot.waitUntil(lambda: FIRST in paper(sheet))
    assert "试印" not in paper(sheet)
    sheet.preview.choose = to_file(tmp_path / "纸.pdf")
    with qtbot.waitSignal(sheet.notice_pane.shown):
        press(sheet.preview.bar.print)
    printed = (tmp_path / "纸.pdf").read_bytes()
    assert page_text(printed, 0) == page_text(sheet.preview._pdf, 0)
    again = at_the_books(lambda: render(document_of(printed_again(session, FIRST))))
    assert page_text(printed, 0) == page_text(again, 0)
    assert "打印1份" in sheet.notice_pane.life.words()
    press(sheet.preview.sheets, Qt.Key.Key_Escape)
    assert page.stack.currentIndex() == 0


def test_open_month_is_a_trial_that_cannot_be_issued(
    qtbot: QtBot, open_page: OpenPage, wall_desk: Desk, tmp_path: Path
) -> None:
    at_the_books(lambda: set_telephones(wall_desk.session, Telephones(None, None)))
    page = open_page(wall_desk)
    sheet = open_draft(qtbot, page)
    assert "试印稿·本月未结账" in paper(sheet)
    assert not sheet.draft_pane.issue.isEnabled()
    words = said(sheet.draft_pane)
    assert "现在只能打印试印稿" in words
    assert "没有登记受理电话和监督电话" in words
    sheet.issue()
    sheet.preview.choose = to_file(tmp_path / "x.pdf")
    with qtbot.waitSignal(sheet.preview.printed):
        sheet.preview.print()
    total = at_the_books(lambda: register(wall_desk.session, NoticeQuery()).total)
    assert total == 0


def test_remark_leads_to_where_it_is_settled(
    qtbot: QtBot, open_page: OpenPage, wall_desk: Desk
) -> None:
    sheet = open_draft(qtbot, open_page(wall_desk))
    (banner,) = (
        sheet.draft_pane._remarks.itemAt(at).widget()
        for at in range(sheet.draft_pane._remarks.count())
    )
    with qtbot.waitSignal(wall_desk.place.opened) as opened:
        next(b for b in banner.findChildren(QPushButton) if b.text() == "去结账").click()
    assert opened.args == ["canteen", OCTOBER]


def test_figures_stand_beside_those_of_the_books(
    qtbot: QtBot, open_page: OpenPage, wall_desk: Desk
) -> None:
    sheet = open_draft(qtbot, open_page(wall_desk))
    words = said(sheet.draft_pane)
    assert words.count("120.00") == 4
    assert "✓" in words
    assert "不一致" not in words


def test_large_figures_fit_beside_the_paper_on_a_small_screen(
    qtbot: QtBot, open_page: OpenPage, wall_desk: Desk
) -> None:
    pane = open_draft(qtbot, open_page(wall_desk)).draft_pane
    assert pane.draft is not None
    figures = ("人次 × 标准（元）", "57,305.00"), ("封存码", "KE61-D9EX-KH72")
    checks = tuple(Check(words, figure, figure) for words, figure in figures)
    pane.show_draft(replace(pane.draft, checks=checks, remarks=()))
    side_by_side = pane.fontMetrics().horizontalAdvance("人次 × 标准（元）57,305.00KE61-D9EX-KH72")
    QApplication.processEvents()
    assert pane._checks.minimumSize().width() < side_by_side


def test_sheet_has_the_room_of_the_title(
    qtbot: QtBot, open_page: OpenPage, wall_desk: Desk
) -> None:
    page = open_page(wall_desk)
    sheet = open_draft(qtbot, page)
    assert not page.heading.isVisible()
    sheet.closed.emit()
    assert page.heading.isVisible()


def test_masked_names_are_masked_on_paper_and_noted(
    qtbot: QtBot, open_page: OpenPage, wall_desk: Desk, tmp_path: Path
) -> None:
    session = wall_desk.session
    at_the_books(lambda: bring_to(session, NoticeStage.ISSUED))
    page = open_page(wall_desk)
    pane = open_notice(qtbot, page, FIRST)
    sheet = page.sheet
    assert "张小红" in paper(sheet)
    with qtbot.waitSignal(sheet.preview.shown):
        press(sheet.masked)
    assert "张*红" in paper(sheet)
    assert "张小红" not in paper(sheet)
    sheet.preview.choose = to_file(tmp_path / "x.pdf")
    with qtbot.waitSignal(pane.shown):
        sheet.preview.print()
    line = at_the_books(lambda: life.record(session, FIRST).life[-1])
    assert (line.deed, line.masked) == (NoticeDeed.PRINTED, True)
    assert "打印1份（姓名遮盖）" in pane.life.words()


def test_private_content_stops_preview_and_issue(
    qtbot: QtBot, open_page: OpenPage, wall_desk: Desk
) -> None:
    session = wall_desk.session
    at_the_books(lambda: close(session, OCTOBER))
    name = update(Person).where(Person.name == "张小红").values(name="张小红13800001234")
    at_the_books(lambda: tamper(session.store, name))
    page = open_page(wall_desk)
    page.show_record(MEALS)
    sheet = page.sheet
    qtbot.waitUntil(lambda: "没有打印" in said(sheet.preview))
    assert "电话号码" in said(sheet.preview)
    assert "13800001234" not in said(page)
    assert not sheet.draft_pane.issue.isEnabled()
    assert not sheet.preview.bar.print.isEnabled()


def test_books_that_moved_after_the_look_are_looked_at_again(
    qtbot: QtBot, open_page: OpenPage, wall_desk: Desk, messages: QuietMessages
) -> None:
    session = wall_desk.session
    at_the_books(lambda: bring_to(session, NoticeStage.UP))
    at_the_books(lambda: correct_october(session, 18))
    page = open_page(wall_desk)
    card = page.needs.lines[MEALS]
    assert card.draft is not None
    assert card.draft.state is DraftState.STANDING
    with qtbot.waitSignal(page.sheet.preview.shown):
        card.step.click()
    assert "更正并替代编号为“公示〔2026〕1号”" in paper(page.sheet)
    assert said(page.sheet.notice_pane).count("更正") >= 2
    pane = open_notice(qtbot, page, FIRST)
    assert pane.words.text() == f"已被{SECOND}替代，请把这一张撤下。"
    assert messages.errors == []


def test_nothing_but_what_was_seen_is_issued(
    qtbot: QtBot, open_page: OpenPage, wall_desk: Desk, messages: QuietMessages
) -> None:
    session = wall_desk.session
    at_the_books(lambda: issue_october(session))
    page = open_page(wall_desk)
    at_the_books(lambda: correct_later(session))
    sheet = open_draft(qtbot, page)
    at_the_books(lambda: correct_later(session, 15))
    with qtbot.waitSignal(sheet.preview.shown):
        sheet.issue()
    assert messages.sentences == ["看过之后账目又有了变动，没有发布。请再看一遍预览，然后发布。"]
    assert sheet.draft_pane.issue.isEnabled()


def test_table_of_a_notice_becomes_a_workbook(
    qtbot: QtBot, open_page: OpenPage, wall_desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    page = open_page(wall_desk)
    sheet = open_draft(qtbot, page)
    messages.answers.append(tmp_path / "公示.xlsx")
    with qtbot.waitSignal(sheet.preview.saved):
        sheet.preview.bar.excel.click()
    book = openpyxl.load_workbook(tmp_path / "公示.xlsx")
    rows = book.worksheets[0].rows
    cells: list[Any] = [[c.value for c in row if c.value is not None] for row in rows]
    words = str(cells)
    assert "试印稿·本月未结账" in words
    assert ["序号", "班级", "姓名", "就餐天数", "标准（元/天）", "补助金额（元）"] in cells
    assert "张小红" in words
    assert "合计（3人）" in words


def test_draft_follows_the_month(qtbot: QtBot, open_page: OpenPage, wall_desk: Desk) -> None:
    page = open_page(wall_desk)
    sheet = open_draft(qtbot, page)
    wall_desk.place.set_month(Month(2026, 9))
    qtbot.waitUntil(lambda: "2026年9月没有就餐记录" in said(sheet.preview))
    assert sheet.draft is not None
    assert sheet.draft.content is None
    page.show_record(None)
    assert page.stack.currentIndex() == 0


def test_open_draft_is_never_older_than_the_books(
    qtbot: QtBot, open_page: OpenPage, wall_desk: Desk
) -> None:
    page = open_page(wall_desk)
    sheet = open_draft(qtbot, page)
    assert not sheet.draft_pane.issue.isEnabled()
    closed = at_the_books(lambda: close(wall_desk.session, OCTOBER))
    with qtbot.waitSignal(sheet.preview.shown):
        wall_desk.refresh.announce(closed.changes)
    assert sheet.draft_pane.issue.isEnabled()
    assert "试印稿·尚未发布" in paper(sheet)


def test_issued_notice_is_printed_by_enter(
    qtbot: QtBot, open_page: OpenPage, wall_desk: Desk
) -> None:
    at_the_books(lambda: close(wall_desk.session, OCTOBER))
    page = open_page(wall_desk)
    page.activateWindow()
    sheet = open_draft(qtbot, page)
    sheet.draft_pane.issue.setFocus()
    sheet.issue()
    qtbot.waitUntil(lambda: sheet.focusWidget() is sheet.preview.bar.print, timeout=10_000)
    assert sheet.preview.bar.print.isEnabled()
