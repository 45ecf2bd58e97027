"""家庭情况 in the pane of a pupil: covered, shown on request, entered, renewed, ended, removed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from desktop.core.labels import HouseholdCategory, Role
from desktop.services import household
from desktop.services.people import PupilQuery, pupils
from tests.views.fakes import at_the_books
from tests.views.people.pages import opened

if TYPE_CHECKING:
    from uuid import UUID

    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from desktop.views.people.family import FamilyBox
    from desktop.views.people.page import PeoplePage
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui
LOW = HouseholdCategory.LOW_INCOME


def key_of(desk: Desk) -> UUID:
    return at_the_books(lambda: pupils(desk.session, PupilQuery("张小红")).lines[0].student_id)


def enter(desk: Desk, until: date | None = date(2026, 12, 31)) -> None:
    new = household.NewFact(key_of(desk), LOW, date(2026, 9, 1), "低保证 001", until)
    at_the_books(lambda: household.add(desk.session, new))


def known(desk: Desk) -> list[tuple[date, date | None, str]]:
    facts = at_the_books(lambda: household.reveal_categories(desk.session, key_of(desk)))
    return [(fact.since, fact.until, fact.proof) for fact in facts]


def shown(qtbot: QtBot, desk: Desk) -> tuple[PeoplePage, FamilyBox]:
    page = opened(qtbot, desk)
    with qtbot.waitSignal(page.pupils.pane.shown):
        page.show_record(key_of(desk))
    content = page.pupils.pane.content
    assert content is not None
    box = content.family
    qtbot.waitUntil(box.isVisible)
    return page, box


def words(box: FamilyBox) -> str:
    return "".join(label.text() for label in box.findChildren(QLabel) if label.isVisible())


def asked(qtbot: QtBot, box: FamilyBox) -> None:
    box.show_button.click()
    qtbot.waitUntil(lambda: box.is_shown and "＊" not in words(box) and len(words(box)) > 4)


def press(box: FamilyBox, word: str) -> None:
    button = next(b for b in box.findChildren(QPushButton) if b.text() == word)
    button.click()


def test_facts_are_covered_until_somebody_asks_and_covered_again(qtbot: QtBot, desk: Desk) -> None:
    enter(desk)
    _, box = shown(qtbot, desk)
    assert LOW.label not in words(box)
    assert "＊＊＊＊" in words(box)
    asked(qtbot, box)
    assert LOW.label in words(box)
    assert "2026-09-01 起，至 2026-12-31" in words(box)
    assert "低保证 001" in words(box)
    box.show_button.click()
    assert LOW.label not in words(box)
    asked(qtbot, box)
    box._timer.timeout.emit()
    assert LOW.label not in words(box)
    asked(qtbot, box)
    box.hide()
    box.show()
    assert LOW.label not in words(box)


def test_pupil_without_facts_looks_the_same_before_asking(qtbot: QtBot, desk: Desk) -> None:
    _, box = shown(qtbot, desk)
    assert "＊＊＊＊" in words(box)
    asked(qtbot, box)
    assert "没有登记" in words(box)


def test_answer_that_comes_too_late_is_not_shown(qtbot: QtBot, desk: Desk) -> None:
    enter(desk)
    page, box = shown(qtbot, desk)
    box.show_button.click()
    box.hide()
    qtbot.waitUntil(lambda: not page.desk.tasks.running)
    assert not box.is_shown


def test_fact_is_entered_in_the_pane(qtbot: QtBot, desk: Desk) -> None:
    page, box = shown(qtbot, desk)
    box.add_button.click()
    form = page.pupils.pane.form
    assert form is not None
    form.save()
    assert not desk.tasks.running
    form.sheet.rows["category"].entry.set_value(LOW)
    form.sheet.rows["since"].entry.set_value(date(2026, 9, 1))
    form.sheet.rows["proof"].entry.set_value("低保证 001")
    form.save()
    qtbot.waitUntil(lambda: page.pupils.pane.form is None)
    assert known(desk) == [(date(2026, 9, 1), None, "低保证 001")]


def test_fact_is_renewed_from_the_day_after_it_ends(qtbot: QtBot, desk: Desk) -> None:
    enter(desk)
    page, box = shown(qtbot, desk)
    asked(qtbot, box)
    press(box, "续期")
    form = page.pupils.pane.form
    assert form is not None
    assert form.sheet.rows["since"].entry.value() == date(2027, 1, 1)
    form.sheet.rows["proof"].entry.set_value("低保证 002")
    form.save()
    qtbot.waitUntil(lambda: page.pupils.pane.form is None)
    assert known(desk)[0] == (date(2027, 1, 1), None, "低保证 002")


def test_fact_without_an_end_is_ended(qtbot: QtBot, desk: Desk) -> None:
    enter(desk, until=None)
    page, box = shown(qtbot, desk)
    asked(qtbot, box)
    assert "没有期限" in words(box)
    press(box, "续期")
    form = page.pupils.pane.form
    assert form is not None
    assert form.sheet.rows["since"].entry.value() == date(2026, 10, 31)
    form.closed.emit()
    asked(qtbot, box)
    press(box, "终止")
    form = page.pupils.pane.form
    assert form is not None
    form.sheet.rows["until"].entry.set_value(date(2026, 10, 15))
    form.save()
    qtbot.waitUntil(lambda: page.pupils.pane.form is None)
    assert known(desk)[0][1] == date(2026, 10, 15)


def test_fact_without_an_end_is_noted_to_hold_still(qtbot: QtBot, desk: Desk) -> None:
    enter(desk, until=None)
    page, box = shown(qtbot, desk)
    asked(qtbot, box)
    press(box, "仍符合")
    form = page.pupils.pane.form
    assert form is not None
    assert form.sheet.rows["proof"].entry.value() == "低保证 001"
    form.sheet.rows["proof"].entry.set_value("2026年低保名单")
    with qtbot.waitSignal(page.pupils.pane.shown):
        form.save()
    facts = at_the_books(lambda: household.reveal_categories(desk.session, key_of(desk)))
    seen = facts[0].confirmed
    assert seen is not None
    assert (seen.day, seen.proof) == (date(2026, 10, 31), "2026年低保名单")
    content = page.pupils.pane.content
    assert content is not None
    asked(qtbot, content.family)
    assert "2026-10-31 张校长核对仍符合：2026年低保名单" in words(content.family)


def test_fact_with_an_end_is_renewed_not_confirmed(qtbot: QtBot, desk: Desk) -> None:
    enter(desk)
    _, box = shown(qtbot, desk)
    asked(qtbot, box)
    assert "仍符合" not in [button.text() for button in box.findChildren(QPushButton)]


def test_wrong_fact_is_removed_after_a_question(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    enter(desk)
    _, box = shown(qtbot, desk)
    asked(qtbot, box)
    messages.answers.extend([False, True])
    press(box, "删除")
    assert len(known(desk)) == 1
    press(box, "删除")
    qtbot.waitUntil(lambda: "已删除" in messages.notes)
    assert known(desk) == []


def test_auditor_may_look_and_change_nothing(qtbot: QtBot, desk: Desk) -> None:
    enter(desk)
    auditor = replace(desk, session=replace(desk.session, role=Role.AUDITOR))
    _, box = shown(qtbot, auditor)
    assert box.add_button.isHidden()
    asked(qtbot, box)
    assert LOW.label in words(box)
    assert [b.text() for b in box.findChildren(QPushButton) if b.isVisible()] == ["遮住"]
