from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.core.errors import EnvironmentFault
from desktop.core.labels import Role, UnitKind, UpkeepKind
from desktop.core.preferences import TypeSize
from desktop.services.books import Login, has_data, open_books, recover
from desktop.services.upkeep import last
from desktop.views.start.new_data import NewDataView
from desktop.views.style import Look, dress
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
    from pytestqt.qtbot import QtBot

    from desktop.services.session import Session
    from desktop.views.tasks import Tasks
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui

PASSWORD = "春风化雨十年树木"


@pytest.fixture
def view(qtbot: QtBot, tasks: Tasks, messages: QuietMessages, tmp_path: Path) -> NewDataView:
    made = NewDataView(tasks, messages, tmp_path / "数据")
    qtbot.addWidget(made)
    made.show()
    return made


def fill_unit(view: NewDataView) -> None:
    view.unit.name.setText("红星小学")
    view.unit.code.setText("3629000001")


def fill_user(view: NewDataView) -> None:
    view.user.name.setText("张校长")
    for field in view.user.password.fields:
        field.setText(PASSWORD)


def go_on(qtbot: QtBot, view: NewDataView, place: int) -> None:
    qtbot.waitUntil(view.wizard.foot.next.isEnabled)
    qtbot.mouseClick(view.wizard.foot.next, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.wizard.place == place)


def make(qtbot: QtBot, view: NewDataView) -> None:
    fill_unit(view)
    go_on(qtbot, view, 1)
    fill_user(view)
    go_on(qtbot, view, 2)
    go_on(qtbot, view, 3)


def test_steps_lead_to_open_encrypted_books(qtbot: QtBot, view: NewDataView) -> None:
    make(qtbot, view)
    code = view.sheet.code.text()
    assert not view.wizard.foot.next.isEnabled()
    assert view.sheet.next_words == "先把恢复码收好"
    view.sheet.kept.setChecked(True)
    assert view.sheet.next_words == "开始使用"
    with qtbot.waitSignal(view.entered) as entered:
        view.wizard.go_on()
    assert entered.args is not None
    session: Session = entered.args[0]
    assert (session.unit_name, session.user_name) == ("红星小学", "张校长")
    assert session.role is Role.PRINCIPAL
    assert session.key is not None
    noted = at_the_books(lambda: last(session)).get(UpkeepKind.RECOVERY_SHEET)
    assert noted is not None
    assert noted.good
    session.store.close()
    folder = view.making.folder
    again = at_the_books(lambda: open_books(folder, Login("张校长", PASSWORD)))
    again.store.close()
    at_the_books(lambda: recover(folder, code, "张校长", "桃李不言下自成蹊")).store.close()


def test_line_of_steps_promises_no_receipt(view: NewDataView) -> None:
    titles = [step.title for step in view.wizard.steps]
    assert list(view.wizard.line.titles) == titles


@pytest.fixture
def big_type(qapp: QApplication) -> Iterator[None]:
    """Big type, and the look of before afterwards."""
    sheet, font, palette = qapp.styleSheet(), qapp.font(), qapp.palette()
    dress(qapp, Look(type_size=TypeSize.BIG))
    yield
    dress(qapp, Look())
    qapp.setStyleSheet(sheet)
    qapp.setFont(font)
    qapp.setPalette(palette)


@pytest.mark.usefixtures("big_type")
def test_whole_code_is_seen_in_big_type_too(qtbot: QtBot, view: NewDataView) -> None:
    make(qtbot, view)
    created, code = view.making.created, view.sheet.code
    assert created is not None
    view.making.created = replace(created, recovery_code="-".join(["WWMM"] * 7))
    view.sheet.enter()
    qtbot.waitUntil(lambda: 0 < code.sizeHint().width() <= code.width())


def test_sheet_cannot_be_skipped_nor_left(qtbot: QtBot, view: NewDataView) -> None:
    make(qtbot, view)
    view.wizard.go_on()
    qtbot.keyClick(view.wizard, Qt.Key.Key_Escape)
    assert view.wizard.place == 3
    assert view.wizard.foot.give_up.isHidden()
    assert view.wizard.foot.back.isHidden()
    created = view.making.created
    assert created is not None
    created.session.store.close()


def test_each_step_begins_at_its_first_empty_field(qtbot: QtBot, view: NewDataView) -> None:
    fill_unit(view)
    go_on(qtbot, view, 1)
    assert view.wizard.focusWidget() is view.user.name
    fill_user(view)
    go_on(qtbot, view, 2)
    assert view.where.isAncestorOf(view.wizard.focusWidget())


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_given_up_at_any_step_before_nothing_stands_on_the_disk(
    qtbot: QtBot, view: NewDataView, steps: int
) -> None:
    if steps > 0:
        fill_unit(view)
        go_on(qtbot, view, 1)
    if steps > 1:
        fill_user(view)
        go_on(qtbot, view, 2)
    with qtbot.waitSignal(view.left):
        view.wizard.foot.give_up.click()
    assert not view.making.folder.exists()


def field_of(view: NewDataView, name: str) -> QLineEdit:
    field: QLineEdit = getattr(view.unit, name)
    return field


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("code", "123", "10 位数字"),
        ("code", "36290000O1", "10 位数字"),
        ("office", "没有", "电话"),
        ("supervision", "12", "电话"),
    ],
)
def test_bad_unit_is_refused_under_its_field(
    view: NewDataView, name: str, text: str, sentence: str
) -> None:
    fill_unit(view)
    field = field_of(view, name)
    field.setText(text)
    field.editingFinished.emit()
    assert sentence in view.unit.wrong_with(field)
    assert not view.unit.ready
    assert not view.wizard.foot.next.isEnabled()


def test_button_says_what_is_missing(view: NewDataView) -> None:
    assert view.wizard.foot.next.text() == "还要填：单位名称、标识码"
    fill_unit(view)
    assert view.wizard.foot.next.text() == "下一步"


def test_bureau_needs_no_school_code(view: NewDataView) -> None:
    view.unit.name.setText("平安县教育局")
    view.unit.kind.setCurrentIndex(view.unit.kind.findData(UnitKind.BUREAU))
    view.unit.code.setText("B-01")
    assert view.unit.ready


def test_first_user_of_a_bureau_has_the_bureaus_role(qtbot: QtBot, view: NewDataView) -> None:
    view.unit.kind.setCurrentIndex(view.unit.kind.findData(UnitKind.BUREAU))
    fill_unit(view)
    go_on(qtbot, view, 1)
    fill_user(view)
    go_on(qtbot, view, 2)
    assert view.making.user is not None
    assert view.making.user.role is Role.BUREAU


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("123", "123", "还太短"),
        ("12345678", "12345678", "太容易猜"),
        ("aaaaaaaa", "aaaaaaaa", "太容易猜"),
        ("chunfeng1", "chunfeng1", "可以用"),
        (PASSWORD, PASSWORD, "很好"),
        ("chunfenghuayu", "chunfenghuayu", "很好"),
    ],
)
def test_strength_of_a_password_is_said(
    view: NewDataView, first: str, second: str, said: str
) -> None:
    view.user.name.setText("张校长")
    view.user.password.first.setText(first)
    view.user.password.second.setText(second)
    assert said in view.user.password.said.text()
    assert view.user.ready is (said != "还太短")


def test_two_different_passwords_are_refused(view: NewDataView) -> None:
    view.user.name.setText("张校长")
    view.user.password.first.setText(PASSWORD)
    second = view.user.password.second
    second.setText(PASSWORD + "!")
    second.editingFinished.emit()
    assert "不一样" in view.user.wrong_with(second)
    assert not view.user.ready


def test_enter_walks_through_a_step_and_on(qtbot: QtBot, view: NewDataView) -> None:
    fill_unit(view)
    with qtbot.waitExposed(view):
        view.show()
    view.unit.office.setFocus()
    qtbot.keyClick(view.unit.office, Qt.Key.Key_Return)
    qtbot.keyClick(view.unit.supervision, Qt.Key.Key_Return)
    assert view.wizard.place == 1


def at_where(qtbot: QtBot, view: NewDataView) -> None:
    fill_unit(view)
    go_on(qtbot, view, 1)
    fill_user(view)
    go_on(qtbot, view, 2)


def test_place_says_how_much_room_there_is(qtbot: QtBot, view: NewDataView) -> None:
    at_where(qtbot, view)
    qtbot.waitUntil(lambda: "GB 空间" in view.where.said.text())


def test_network_share_is_refused_in_words(
    qtbot: QtBot, view: NewDataView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.database.engine._file_system", lambda _path: "cifs")
    at_where(qtbot, view)
    qtbot.waitUntil(lambda: "网络共享盘" in view.where.wrong_with(view.where.folder))
    assert not view.wizard.foot.next.isEnabled()


def test_folder_that_has_data_is_refused(
    qtbot: QtBot, view: NewDataView, books: dict[str, Path]
) -> None:
    at_where(qtbot, view)
    view.where.folder.setText(str(books["small"]))
    qtbot.waitUntil(lambda: "已经有明册的数据" in view.where.wrong_with(view.where.folder))
    assert not view.where.ready


def test_chosen_folder_with_other_things_gets_one_of_its_own(
    qtbot: QtBot, view: NewDataView, messages: QuietMessages, tmp_path: Path
) -> None:
    at_where(qtbot, view)
    (tmp_path / "文档").mkdir()
    (tmp_path / "文档" / "课表.txt").touch()
    messages.answers += [tmp_path / "文档", None]
    view.where.choose.click()
    assert view.where.folder.text() == str(tmp_path / "文档" / "明册数据")
    view.where.choose.click()
    assert view.where.folder.text() == str(tmp_path / "文档" / "明册数据")


def test_failure_while_making_leaves_the_step_and_says_why(
    qtbot: QtBot, view: NewDataView, messages: QuietMessages, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise EnvironmentFault("磁盘已满。")

    at_where(qtbot, view)
    qtbot.waitUntil(lambda: view.where.ready)
    monkeypatch.setattr("desktop.views.start.where.create", fail)
    view.wizard.go_on()
    qtbot.waitUntil(lambda: messages.sentences == ["磁盘已满。"])
    assert view.wizard.place == 2
    assert not has_data(view.making.folder)


def test_sheet_is_printed(
    qtbot: QtBot, view: NewDataView, messages: QuietMessages, tmp_path: Path
) -> None:
    def choose(owner: QWidget, printer: QPrinter, pages: int) -> bool:
        del owner, pages
        printer.setOutputFileName(str(tmp_path / "printed.pdf"))
        asked.append(1)
        return len(asked) == 2

    asked: list[int] = []
    make(qtbot, view)
    preview = view.sheet.preview
    preview.choose = choose
    qtbot.waitUntil(preview.bar.print.isEnabled)
    assert preview.isVisible()
    preview.bar.print.click()
    assert asked == [1]
    preview.bar.print.click()
    qtbot.waitUntil(lambda: any("已送到" in note for note in messages.notes))
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF")
    created = view.making.created
    assert created is not None
    created.session.store.close()


def test_sheet_is_saved_as_pdf(
    qtbot: QtBot, view: NewDataView, messages: QuietMessages, tmp_path: Path
) -> None:
    make(qtbot, view)
    messages.answers += [None, tmp_path / "恢复码.pdf"]
    preview = view.sheet.preview
    qtbot.waitUntil(preview.bar.save.isEnabled)
    preview.bar.save.click()
    preview.bar.save.click()
    qtbot.waitUntil(lambda: bool(messages.notes))
    assert (tmp_path / "恢复码.pdf").read_bytes().startswith(b"%PDF")
    created = view.making.created
    assert created is not None
    created.session.store.close()


def test_error_of_the_program_while_a_place_is_looked_at_is_reported(
    qtbot: QtBot,
    view: NewDataView,
    messages: QuietMessages,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(_folder: Path) -> None:
        raise KeyError

    monkeypatch.setattr("desktop.views.start.where.look_at", broken)
    fill_unit(view)
    go_on(qtbot, view, 1)
    fill_user(view)
    go_on(qtbot, view, 2)
    qtbot.waitUntil(lambda: len(messages.crashes) == 1)
    assert isinstance(messages.crashes.pop(), KeyError)
    assert not view.wizard.foot.next.isEnabled()


def test_no_place_is_no_place_for_data(qtbot: QtBot, view: NewDataView, tasks: Tasks) -> None:
    fill_unit(view)
    go_on(qtbot, view, 1)
    fill_user(view)
    go_on(qtbot, view, 2)
    qtbot.waitUntil(view.wizard.foot.next.isEnabled)
    view.where.folder.setText("  ")
    view.where.enter()
    qtbot.waitUntil(lambda: not tasks.running)
    assert not view.wizard.foot.next.isEnabled()
    assert view.where.said.text() == ""


def test_last_step_is_taken_by_keyboard(qtbot: QtBot, view: NewDataView) -> None:
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    make(qtbot, view)
    kept = view.sheet.kept
    qtbot.waitUntil(kept.hasFocus)
    QTest.keyClick(kept, Qt.Key.Key_Space)
    with qtbot.waitSignal(view.entered) as entered:
        QTest.keyClick(kept, Qt.Key.Key_Return)
    assert entered.args is not None
    entered.args[0].store.close()
