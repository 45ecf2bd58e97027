from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from sqlalchemy import update

from desktop.core.labels import Role
from desktop.core.notices import NoticeDeed, NoticeStage
from desktop.core.terms import Month
from desktop.models import Person
from desktop.reports.issuing import document_of
from desktop.reports.pdf import render
from desktop.services.months import close
from desktop.services.notices import life
from desktop.services.notices.drafts import DraftState
from desktop.services.notices.issue import NoticeKind, notice, printed_again
from desktop.services.notices.register import NoticeQuery, register
from desktop.services.today.items import NoticeToIssue
from desktop.services.units import Telephones, set_telephones
from desktop.views.notices import PAGE
from desktop.views.preview.pdf import page_sizes, page_text
from desktop.views.widgets import NoteEdit
from tests.builders import tamper
from tests.services.rosters import OCTOBER, SEPTEMBER, as_role
from tests.services.walls import (
    FIRST,
    ISSUED_ON,
    LAST_DAY,
    SECOND,
    bring_to,
    correct_october,
    issue_october,
    on,
)
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.notices.deed_form import DeedForm
    from desktop.views.notices.notice_pane import NoticePane
    from desktop.views.notices.page import NoticesPage
    from desktop.views.notices.sheet import NoticeSheet
    from tests.views.fakes import QuietMessages

    OpenPage = Callable[[Desk], NoticesPage]

pytestmark = pytest.mark.gui

MEALS, CHARGES = NoticeKind.MEALS, NoticeKind.CHARGES


def said(widget: QWidget) -> str:
    """All words that are shown."""
    labels = widget.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if not label.isHidden())


def paper(sheet: NoticeSheet) -> str:
    """The words of the paper that is previewed."""
    pdf = sheet.preview._pdf
    if not pdf:
        return ""
    return "".join(page_text(pdf, page) for page in range(len(page_sizes(pdf))))


def press(widget: QWidget, key: Qt.Key = Qt.Key.Key_Space, *, control: bool = False) -> None:
    held = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(widget, key, held)


def stage_of(session: Session, number: str) -> NoticeStage:
    return at_the_books(lambda: life.record(session, number).entry.stage)


def write(form: DeedForm, text: str) -> None:
    """Write words into the note of a form."""
    assert isinstance(form.note, NoteEdit)
    form.note.setPlainText(text)


def open_notice(qtbot: QtBot, page: NoticesPage, number: str) -> NoticePane:
    with qtbot.waitSignals([page.sheet.notice_pane.shown, page.sheet.preview.shown]):
        page.show_record(number)
    return page.sheet.notice_pane


def open_draft(qtbot: QtBot, page: NoticesPage, kind: NoticeKind = MEALS) -> NoticeSheet:
    with qtbot.waitSignal(page.sheet.preview.shown):
        page.show_record(kind)
    return page.sheet


def to_file(path: Path) -> Callable[..., bool]:
    def choose(_owner: QWidget, printer: QPrinter, _pages: int) -> bool:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(path))
        return True

    return choose


def test_empty_school_is_told_what_to_do_first(open_page: OpenPage, empty_desk: Desk) -> None:
    page = open_page(empty_desk)
    words = said(page)
    assert "请先导入本月的就餐天数表" in words
    assert "请先导入收费项目表" in words
    assert all(card.step.isHidden() for card in page.needs.cards.values())


def test_cards_say_what_the_month_lacks_and_follow_it(
    qtbot: QtBot, open_page: OpenPage, wall_desk: Desk
) -> None:
    page = open_page(wall_desk)
    meals, charges = page.needs.cards[MEALS], page.needs.cards[CHARGES]
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
    card = page.needs.cards[MEALS]
    qtbot.waitUntil(lambda: card.chip.accessibleName() == "可以发布")
    assert "最迟11月15日贴出" in card.words.text()


def test_month_goes_from_draft_to_paper_by_keyboard_alone(
    qtbot: QtBot, open_page: OpenPage, wall_desk: Desk, tmp_path: Path
) -> None:
    session = wall_desk.session
    at_the_books(lambda: close(on(session, ISSUED_ON), OCTOBER))
    page = open_page(wall_desk)
    sheet = page.sheet
    with qtbot.waitSignal(sheet.preview.shown):
        press(page.needs.cards[MEALS].step)
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


def test_paper_goes_to_the_wall_and_into_the_file_by_keyboard_alone(
    qtbot: QtBot, open_page: OpenPage, wall_desk: Desk, messages: QuietMessages
) -> None:
    session = wall_desk.session
    at_the_books(lambda: bring_to(session, NoticeStage.ISSUED))
    pane = open_notice(qtbot, open_page(wall_desk), FIRST)
    press(pane.buttons[NoticeDeed.POSTED])
    form = pane.deeds.form
    assert form is not None
    qtbot.waitUntil(form.day.hasFocus)
    QTest.keyClicks(form.note, "gate")
    with qtbot.waitSignal(pane.shown):
        press(form.note, Qt.Key.Key_S, control=True)
    assert stage_of(session, FIRST) is NoticeStage.UP
    on(session, LAST_DAY)
    press(pane.buttons[NoticeDeed.TAKEN_DOWN])
    form = pane.deeds.form
    assert form is not None
    with qtbot.waitSignal(pane.shown):
        press(form.save)
    with qtbot.waitSignal(pane.shown):
        press(pane.buttons[NoticeDeed.ARCHIVED])
    assert stage_of(session, FIRST) is NoticeStage.ARCHIVED
    told = [text for text in pane.life.words() if "张校长" not in text]
    assert told == ["归档", "撤下", "在gate张贴，到2026年11月6日", "发布"]
    assert messages.errors == []


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
    assert opened.args == ["canteen", None]


def test_figures_stand_beside_those_of_the_books(
    qtbot: QtBot, open_page: OpenPage, wall_desk: Desk
) -> None:
    sheet = open_draft(qtbot, open_page(wall_desk))
    words = said(sheet.draft_pane)
    assert words.count("120.00") == 4
    assert "✓" in words
    assert "不一致" not in words


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
    card = page.needs.cards[MEALS]
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


def correct_later(session: Session, days: int = 17) -> None:
    """Change the books of October under a new seal, without issuing anything."""
    from desktop.services.months import reopen  # noqa: PLC0415 - used here only
    from tests.services.rosters import meal_days, meals, take  # noqa: PLC0415 - same

    reopen(as_role(session, Role.BUREAU), OCTOBER, "天数有误")
    take(session, meal_days(meals("张小红", meal_days=days)))
    close(session, OCTOBER)


def test_taking_down_early_is_asked_about(
    qtbot: QtBot, open_page: OpenPage, wall_desk: Desk, messages: QuietMessages
) -> None:
    session = wall_desk.session
    at_the_books(lambda: bring_to(session, NoticeStage.UP))
    pane = open_notice(qtbot, open_page(wall_desk), FIRST)
    pane.buttons[NoticeDeed.TAKEN_DOWN].click()
    form = pane.deeds.form
    assert form is not None
    messages.answers.append(False)
    form.save.click()
    qtbot.waitUntil(lambda: len(messages.questions) == 1)
    assert "公示期还没有满" in messages.questions[0]
    assert stage_of(session, FIRST) is NoticeStage.UP
    messages.answers.append(True)
    with qtbot.waitSignal(pane.shown):
        form.save.click()
    assert stage_of(session, FIRST) is NoticeStage.DOWN


def test_objection_is_noted_answered_and_never_private(
    qtbot: QtBot, open_page: OpenPage, wall_desk: Desk, messages: QuietMessages
) -> None:
    session = wall_desk.session
    at_the_books(lambda: bring_to(session, NoticeStage.UP))
    pane = open_notice(qtbot, open_page(wall_desk), FIRST)
    pane.buttons[NoticeDeed.OBJECTED].click()
    form = pane.deeds.form
    assert form is not None
    form.save.click()
    assert form.problem.text() == "请写明异议内容。"
    write(form, "请打 13800001234")
    form.save.click()
    qtbot.waitUntil(lambda: bool(messages.errors))
    assert "13800001234" not in messages.sentences[0]
    assert pane.deeds.form is form
    write(form, "少记一天")
    with qtbot.waitSignal(pane.shown):
        form.save.click()
    assert "异议：少记一天" in pane.life.words()
    pane.buttons[NoticeDeed.ANSWERED].click()
    form = pane.deeds.form
    assert form is not None
    assert "异议：少记一天" in said(form)
    write(form, "核对过，无误")
    with qtbot.waitSignal(pane.shown):
        form.save.click()
    assert "答复：核对过，无误" in pane.life.words()
    assert pane.buttons[NoticeDeed.ANSWERED].isHidden()


def test_wrong_day_is_said_in_the_form_and_esc_leaves_it(
    qtbot: QtBot, open_page: OpenPage, wall_desk: Desk, messages: QuietMessages
) -> None:
    session = wall_desk.session
    at_the_books(lambda: bring_to(session, NoticeStage.ISSUED))
    pane = open_notice(qtbot, open_page(wall_desk), FIRST)
    pane.buttons[NoticeDeed.POSTED].click()
    form = pane.deeds.form
    assert form is not None
    form.day.setText("2026-10-01")
    form.save.click()
    assert "2026年11月2日" in form.problem.text()
    form.day.clear()
    form.save.click()
    assert form.problem.text() == "请写张贴日期。"
    form.day.setFocus()
    qtbot.waitUntil(form.day.hasFocus)
    messages.answers.extend([False, True])
    press(form.day, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: pane.deeds.form is form)
    press(form.day, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: pane.deeds.form is None)
    assert stage_of(session, FIRST) is NoticeStage.ISSUED


def test_form_that_was_left_unsaved_comes_back_until_it_is_saved_or_given_up(
    qtbot: QtBot, open_page: OpenPage, wall_desk: Desk, messages: QuietMessages
) -> None:
    session = wall_desk.session
    at_the_books(lambda: bring_to(session, NoticeStage.UP))
    page = open_page(wall_desk)
    pane = open_notice(qtbot, page, FIRST)
    pane.buttons[NoticeDeed.OBJECTED].click()
    assert pane.deeds.form is not None
    write(pane.deeds.form, "三年级1班少记一天")
    other = open_notice(qtbot, open_page(wall_desk), FIRST)
    other.buttons[NoticeDeed.OBJECTED].click()
    form = other.deeds.form
    assert form is not None
    assert form.texts()["note"] == "三年级1班少记一天"
    assert form.problem.text() == "上次填了没有保存，内容还在。"
    messages.answers.append(True)
    form.leave.click()
    other.buttons[NoticeDeed.OBJECTED].click()
    assert other.deeds.form is not None
    assert other.deeds.form.texts()["note"] == ""
    write(other.deeds.form, "少记一天")
    other.deeds.form.save.click()
    qtbot.waitUntil(lambda: messages.notes == ["已登记异议"])
    other.buttons[NoticeDeed.OBJECTED].click()
    assert not other.deeds.form.is_dirty


def test_mistake_is_taken_back_after_a_question(
    qtbot: QtBot, open_page: OpenPage, wall_desk: Desk, messages: QuietMessages
) -> None:
    session = wall_desk.session
    at_the_books(lambda: bring_to(session, NoticeStage.UP))
    pane = open_notice(qtbot, open_page(wall_desk), FIRST)
    assert pane.back.text() == "取消张贴登记"
    messages.answers.extend([False, True])
    pane.back.click()
    with qtbot.waitSignal(pane.shown):
        pane.back.click()
    assert stage_of(session, FIRST) is NoticeStage.ISSUED
    assert pane.back.isHidden()


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


def test_auditor_sees_and_prints_and_changes_nothing(
    qtbot: QtBot, open_page: OpenPage, wall_desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    from dataclasses import replace  # noqa: PLC0415 - used here only

    session = wall_desk.session
    at_the_books(lambda: bring_to(session, NoticeStage.UP))
    desk = replace(wall_desk, session=as_role(session, Role.AUDITOR))
    page = open_page(desk)
    pane = open_notice(qtbot, page, FIRST)
    assert all(button.isHidden() for button in pane.buttons.values())
    assert pane.back.isHidden()
    page.sheet.preview.choose = to_file(tmp_path / "x.pdf")
    with qtbot.waitSignal(pane.shown):
        page.sheet.preview.print()
    assert "打印1份" in pane.life.words()
    sheet = open_draft(qtbot, page, CHARGES)
    assert sheet.draft_pane.issue.isHidden()
    assert messages.errors == []


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
    stage = page.list.table.index(0, 3)
    assert stage.data(Qt.ItemDataRole.DisplayRole) == "张贴中"
    page.hide()
    on(session, date(2026, 11, 20))
    with qtbot.waitSignal(page.list.loaded):
        page.show()
    QApplication.processEvents()
    assert page.list.table.index(0, 3).data(Qt.ItemDataRole.DisplayRole) == "该撤下"
