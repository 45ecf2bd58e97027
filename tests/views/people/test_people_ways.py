"""The page 名册: giving the roster away, dropping a file, showing what is masked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.core.labels import Role
from desktop.rosters.workbook import LockedFileError, Workbook
from desktop.services.people import ClassChoice, PupilQuery, pupils
from desktop.services.search import BatchKey
from desktop.views.people.filters import Filters
from desktop.views.preview.pdf import page_text
from desktop.views.widgets import MaskedValue
from tests.services.rosters import ID_A, as_role, guardian, pupil, students, take
from tests.views.conftest import NAMES
from tests.views.fakes import at_the_books
from tests.views.people.pages import names, opened

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from pytestqt.qtbot import QtBot

    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.people.page import PeoplePage
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui


def choose_more(page: PeoplePage, words: str) -> None:
    """Choose from the menu 更多."""
    button = page.findChild(QPushButton, "more")
    assert isinstance(button, QPushButton)
    next(a for a in button.menu().actions() if a.text() == words).trigger()


def key_of(session: Session, name: str) -> UUID:
    return at_the_books(lambda: pupils(session, PupilQuery(name)).lines[0].student_id)


def entering(path: Path) -> tuple[QDragEnterEvent, QMimeData]:
    """A file that is dragged over a widget; Qt does not keep the data alive."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDragEnterEvent(
        QPoint(10, 10),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.ignore()
    return event, data


def test_roster_is_written_into_a_workbook_after_a_warning(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    page = opened(qtbot, desk)
    out = tmp_path / "给县里.xlsx"
    messages.answers.extend([True, out])
    choose_more(page, "导出名册（可以再导入）")
    qtbot.waitUntil(lambda: bool(messages.notes), timeout=20_000)
    assert messages.notes == ["已导出 8 行到 给县里.xlsx"]
    assert "妥善保管" in messages.questions[0]
    written = {
        str(cell)
        for sheet in load_workbook(out).worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    }
    assert set(NAMES) <= written


@pytest.mark.parametrize("answers", [[False], [True, None]], ids=["warned", "no place"])
def test_roster_is_not_written_where_a_person_thinks_better_of_it(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, answers: list[object]
) -> None:
    page = opened(qtbot, desk)
    messages.answers.extend(answers)
    choose_more(page, "导出名册（可以再导入）")
    qtbot.wait(20)
    assert len(messages.questions) == len(answers)
    assert messages.notes == []


def test_template_is_not_written_without_a_place(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    page = opened(qtbot, desk)
    messages.answers.append(None)
    choose_more(page, "下载空白表")
    qtbot.wait(20)
    assert messages.questions == ["下载空白表"]
    assert messages.notes == []


@pytest.mark.parametrize(
    ("role", "taken"), [(Role.PRINCIPAL, True), (Role.AUDITOR, False)], ids=["may", "may not"]
)
def test_file_over_the_page_is_welcome_from_who_may_import(
    qtbot: QtBot, desk: Desk, tmp_path: Path, *, role: Role, taken: bool
) -> None:
    page = opened(qtbot, replace(desk, session=as_role(desk.session, role)))
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(b"anything")
    event, _data = entering(path)
    QApplication.sendEvent(page, event)
    assert event.isAccepted() is taken


def test_file_that_is_not_there_is_not_welcome(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    page = opened(qtbot, desk)
    event, _data = entering(tmp_path / "没有.xlsx")
    QApplication.sendEvent(page, event)
    assert not event.isAccepted()


def test_class_that_is_gone_is_no_longer_asked_for(qtbot: QtBot) -> None:
    filters = Filters()
    qtbot.addWidget(filters)
    one = uuid4()
    filters.offer_classes([ClassChoice(one, "三年级1班")])
    filters.school_class.set_value(one)
    assert filters.query.class_id == one
    with qtbot.waitSignal(filters.changed) as told:
        filters.offer_classes([])
    assert told.args is not None
    assert told.args[0].class_id is None


def test_batch_stays_when_its_undoing_is_not_meant(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    page = opened(qtbot, desk)
    with qtbot.waitSignal(page.history.view.loaded):
        page.show_record(BatchKey(1))
    qtbot.waitUntil(page.history.undo.isEnabled)
    messages.answers.append(False)
    page.history.undo.click()
    qtbot.wait(20)
    assert "撤销第1批导入？" in messages.questions[0]
    assert messages.notes == []
    assert len(names(page)) == 8


def test_other_list_replaces_the_first_on_paper(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk)
    page.pupils.view.foot.print.click()
    qtbot.waitUntil(page.paper.isVisible, timeout=20_000)
    preview = page.paper.preview
    assert preview is not None
    qtbot.waitUntil(lambda: bool(preview._pdf), timeout=20_000)
    first = preview._pdf
    page.paper.closed.emit()
    page.pupils.view.titled("三年级的名单")
    page.pupils.view.foot.print.click()
    qtbot.waitUntil(page.paper.isVisible, timeout=20_000)
    qtbot.waitUntil(lambda: preview._pdf != first, timeout=20_000)
    assert page.paper.preview is preview
    assert "三年级的名单" in page_text(preview._pdf, 0)
    assert "三年级的名单" not in page_text(first, 0)


def test_record_that_comes_late_does_not_cover_a_later_one(qtbot: QtBot, desk: Desk) -> None:
    first, second = (key_of(desk.session, name) for name in ("王芳", "李明"))
    page = opened(qtbot, desk)
    with qtbot.waitSignal(page.pupils.pane.shown) as shown:
        page.show_record(first)
        page.show_record(second)
    assert shown.args is not None
    assert shown.args[0].line.student_id == second
    assert page.pupils.pane.student_id == second


def test_private_values_are_shown_when_they_are_asked_for(qtbot: QtBot, empty_desk: Desk) -> None:
    session = empty_desk.session
    one = pupil(
        id_number=ID_A,
        birth=date(2016, 3, 7),
        guardians=(guardian(phone="13800001234", relation="父亲"), None),
    )
    at_the_books(lambda: take(session, students(one)))
    page = opened(qtbot, empty_desk)
    with qtbot.waitSignal(page.pupils.pane.shown):
        page.show_record(key_of(session, "张小红"))
    masked = [
        part for part in page.pupils.pane.findChildren(MaskedValue) if part.button.isVisible()
    ]
    for part in masked:
        with qtbot.waitSignal(part.shown):
            part.button.click()
    assert {ID_A, "13800001234"} <= {part.label.text() for part in masked}


def test_roster_leaves_under_a_password(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    page = opened(qtbot, desk)
    out = tmp_path / "给县里.xlsx"
    messages.answers.extend(["春风化雨", out])
    choose_more(page, "导出名册（可以再导入）")
    qtbot.waitUntil(lambda: bool(messages.notes), timeout=20_000)
    assert "春风化雨" not in "".join(messages.notes + messages.questions)
    with pytest.raises(LockedFileError), Workbook(out) as locked:
        assert locked.sheets
    with Workbook(out, password="春风化雨") as unlocked:
        assert [sheet.name for sheet in unlocked.sheets] == ["学生"]


def test_guardians_are_taken_in_and_given_away_from_the_menu(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    page = opened(qtbot, desk)
    deeds = dict(page.pupils.more())
    out = tmp_path / "监护人.xlsx"
    messages.answers.extend([True, out])
    deeds["导出监护人表（可以再导入）"]()
    qtbot.waitUntil(lambda: any("监护人.xlsx" in note for note in messages.notes), timeout=20_000)
    deeds["导入监护人表"]()
    wizard = page.wizard
    assert wizard is not None
    wizard.take(out)
    qtbot.waitUntil(lambda: wizard.place == 1 and not wizard.busy, timeout=20_000)
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.place == 2 and not wizard.busy, timeout=20_000)
    assert wizard.foot.next.text() == "完成"
