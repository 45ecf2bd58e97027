from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton

from desktop.core.labels import EnrolmentKind, Role
from desktop.services.events import NewEvent, record
from desktop.services.people import Lacking, PupilQuery, classes, pupils
from desktop.services.people import pupil as pupil_record
from desktop.services.search import BatchKey
from tests.services.rosters import ID_A, as_role, guardian, pupil, school_class, students, take
from tests.views.fakes import at_the_books
from tests.views.people.pages import names, opened

if TYPE_CHECKING:
    from uuid import UUID

    from pytestqt.qtbot import QtBot

    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.people.page import PeoplePage
    from tests.views.conftest import MakeDesk
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui


def texts(widget: PeoplePage) -> str:
    return "\n".join(label.text() for label in widget.pupils.pane.findChildren(QLabel))


def key_of(session: Session, name: str) -> UUID:
    query = PupilQuery(name, present_only=False)
    return at_the_books(lambda: pupils(session, query).lines[0].student_id)


def test_school_without_pupils_offers_the_import(qtbot: QtBot, empty_desk: Desk) -> None:
    page = opened(qtbot, empty_desk)
    assert page.pupils.empty.isVisible()
    page.pupils.empty.button.click()
    assert page.wizard is not None
    assert page.wizard.isVisible()


def test_pupils_are_listed_class_by_class(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk)
    assert len(names(page)) == 8
    assert page.pupils.view.foot.words.text() == "共 8 条"
    assert page.pupils.view.table.index(0, 1).data() == "三年级1班"


def test_large_school_opens_and_its_last_pupil_is_reached(
    qtbot: QtBot, make_desk: MakeDesk
) -> None:
    page = opened(qtbot, make_desk(2300))
    assert page.pupils.view.foot.words.text() == "共 2,300 条"
    QTest.keyClick(page.pupils.view.grid, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: bool(page.pupils.view.table.index(2299, 0).data()))


def test_typing_narrows_the_list(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk)
    for text, found in (("lm", ["李明"]), ("芳", ["王芳"]), ("没有", [])):
        with qtbot.waitSignal(page.pupils.view.loaded):
            page.pupils.filters.text.setText(text)
        assert names(page) == found
    assert "没有符合条件" in "".join(
        label.text() for label in page.pupils.view.findChildren(QLabel) if label.isVisible()
    )
    with qtbot.waitSignal(page.pupils.view.loaded):
        page.pupils.filters.clear.click()
    assert len(names(page)) == 8
    assert QApplication.focusWidget() is page.pupils.filters.text


def test_filters_ask_for_class_state_and_what_is_lacking(qtbot: QtBot, desk: Desk) -> None:
    session = desk.session
    key = key_of(session, "王芳")
    gone = NewEvent(key, EnrolmentKind.TRANSFER_OUT, date(2026, 10, 9))
    at_the_books(lambda: record(session, [gone]))
    page = opened(qtbot, desk)
    qtbot.waitUntil(lambda: page.pupils.filters.school_class.count() == 3)
    second = at_the_books(lambda: classes(session))[1].class_id
    with qtbot.waitSignal(page.pupils.view.loaded):
        page.pupils.filters.school_class.set_value(second)
    assert len(names(page)) == 3
    with qtbot.waitSignal(page.pupils.view.loaded):
        page.pupils.filters.clear.click()
    with qtbot.waitSignal(page.pupils.view.loaded):
        page.pupils.filters.state.set_value("transfer_out")
    assert names(page) == ["王芳"]
    with qtbot.waitSignal(page.pupils.view.loaded):
        page.pupils.filters.state.set_value("all")
    assert len(names(page)) == 8
    with qtbot.waitSignal(page.pupils.view.loaded):
        page.pupils.filters.lacking.set_value(Lacking.SCHOOL_CLASS)
    assert names(page) == []


def test_row_opens_its_record_with_private_values_masked(qtbot: QtBot, empty_desk: Desk) -> None:
    session = empty_desk.session
    one = pupil(
        id_number=ID_A,
        birth=date(2016, 3, 7),
        guardians=(guardian(phone="13800001234", relation="父亲"), None),
    )
    at_the_books(lambda: take(session, students(one)))
    page = opened(qtbot, empty_desk)
    with qtbot.waitSignal(page.pupils.pane.shown):
        QTest.keyClick(page.pupils.view.grid, Qt.Key.Key_Home)
    shown = texts(page)
    assert "张小红" in shown
    assert "张大山（父亲）" in shown
    assert not any(secret in shown for secret in (ID_A, "13800001234", "3月7日"))


def test_pane_follows_what_is_written_elsewhere(qtbot: QtBot, desk: Desk) -> None:
    session, key = desk.session, key_of(desk.session, "王芳")
    page = opened(qtbot, desk)
    with qtbot.waitSignal(page.pupils.pane.shown):
        page.show_record(key)
    left = NewEvent(key, EnrolmentKind.SUSPENDED, date(2026, 10, 9))
    with qtbot.waitSignals([page.pupils.pane.shown, page.pupils.view.loaded]):
        desk.tasks.write(page, lambda _job: record(session, [left])).start()
    assert "休学" in texts(page)
    assert len(names(page)) == 7


def test_escape_closes_the_pane(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk)
    QTest.keyClick(page.pupils.view.grid, Qt.Key.Key_Home)
    assert page.pupils.split.is_open
    QTest.keyClick(page.pupils.view.grid, Qt.Key.Key_Escape)
    assert not page.pupils.split.is_open


def test_auditor_looks_and_changes_nothing(qtbot: QtBot, desk_over_role: Desk) -> None:
    page = opened(qtbot, desk_over_role)
    words = [button.text() for button in page.findChildren(QPushButton) if button.isVisible()]
    assert "导入名册" not in words
    with qtbot.waitSignal(page.pupils.pane.shown):
        QTest.keyClick(page.pupils.view.grid, Qt.Key.Key_Home)
    assert not any(b.text() == "登记异动" for b in page.pupils.pane.findChildren(QPushButton))


@pytest.fixture
def desk_over_role(desk: Desk) -> Desk:
    from dataclasses import replace  # noqa: PLC0415 - only here

    return replace(desk, session=as_role(desk.session, Role.AUDITOR))


def test_history_shows_a_batch_and_takes_it_back(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    session = desk.session
    more = students(pupil("新来的", school_class=school_class(1, 1)))
    at_the_books(lambda: take(session, more))
    page = opened(qtbot, desk)
    with qtbot.waitSignal(page.history.view.loaded):
        page.show_record(BatchKey(2))
    qtbot.waitUntil(page.history.undo.isEnabled)
    messages.answers.append(True)
    with qtbot.waitSignal(page.history.view.loaded):
        page.history.undo.click()
    assert page.history.view.table.index(0, 9).data() == "已撤销"
    assert not page.history.undo.isEnabled()
    assert any("第2批已撤销" in note for note in messages.notes)
    page.open_tab("pupils")
    qtbot.waitUntil(lambda: "新来的" not in names(page))


def test_event_is_entered_in_the_pane(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk)
    with qtbot.waitSignal(page.pupils.pane.shown):
        page.show_record(key_of(desk.session, "王芳"))
    enter = next(b for b in page.pupils.pane.findChildren(QPushButton) if b.text() == "登记异动")
    enter.click()
    form = page.pupils.pane.form
    assert form is not None
    rows = form.sheet.rows
    rows["kind"].entry.set_value(EnrolmentKind.TRANSFER_OUT)
    rows["school"].entry.set_value("外县小学")
    rows["day"].entry.set_value(date(2026, 10, 9))
    with qtbot.waitSignals([page.pupils.pane.shown, page.pupils.view.loaded]):
        form.save()
    assert page.pupils.pane.form is None
    assert "转出" in texts(page)
    assert "王芳" not in names(page)


def test_event_before_the_last_one_is_refused_under_its_field(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk)
    with qtbot.waitSignal(page.pupils.pane.shown) as shown:
        page.show_record(key_of(desk.session, "王芳"))
    assert shown.args is not None
    page.pupils.pane.enter_event(shown.args[0])
    form = page.pupils.pane.form
    assert form is not None
    for day in (date(2026, 11, 1), date(2025, 1, 1)):
        form.sheet.rows["day"].entry.set_value(day)
        assert form.sheet.rows["day"].problem()
        form.save()
        assert page.pupils.pane.form is form
    offered = form.sheet.rows["kind"].entry
    assert isinstance(offered, QComboBox)
    words = [offered.itemText(at) for at in range(offered.count())]
    assert "复学" not in words
    form.sheet.rows["day"].entry.set_value(date(2026, 10, 31))
    form.close_form()
    assert page.pupils.pane.form is None


def test_list_is_looked_at_on_paper_and_left_again(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk)
    page.pupils.view.foot.print.click()
    qtbot.waitUntil(page.paper.isVisible, timeout=20_000)
    assert page.paper.preview is not None
    page.paper.closed.emit()
    assert page.pupils.view.isVisible()


def test_form_of_an_event_begins_in_its_first_field(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    with qtbot.waitSignal(page.pupils.pane.shown):
        page.pupils.view.grid.go_to(0)
    key = key_of(desk.session, "张小红")
    page.pupils.pane.enter_event(at_the_books(lambda: pupil_record(desk.session, key)))
    form = page.pupils.pane.form
    assert form is not None
    qtbot.waitUntil(form.sheet.rows["kind"].widget.hasFocus)
