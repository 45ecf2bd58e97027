"""What is written down of a notice on the wall, and how that is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.core.labels import Role
from desktop.core.notices import NoticeDeed, NoticeStage
from tests.services.rosters import as_role
from tests.services.walls import (
    FIRST,
    LAST_DAY,
    bring_to,
    on,
)
from tests.views.fakes import at_the_books
from tests.views.notices.pages import (
    CHARGES,
    open_draft,
    open_notice,
    press,
    said,
    stage_of,
    to_file,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from tests.views.fakes import QuietMessages
    from tests.views.notices.pages import OpenPage

pytestmark = pytest.mark.gui


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
