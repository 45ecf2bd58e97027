from __future__ import annotations

import shutil
from threading import Event
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel

from desktop.core.errors import Cancelled, SchoolError
from desktop.core.labels import Role, UnitKind
from desktop.demo import keeping
from desktop.demo.setting import create_county
from desktop.services.backups import back_up
from desktop.services.books import Login, create, open_books
from desktop.services.demonstration import is_demonstration
from desktop.services.units import NewUnit
from desktop.services.users import NewUser
from desktop.views.start.first import FirstView
from desktop.views.start.restoring import RestoreView
from tests.views.conftest import tools
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.core.progress import Progress
    from desktop.services.session import Session
    from desktop.views.tasks import Tasks
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui

PASSWORD = "春风化雨十年树木"


@pytest.fixture
def first(qtbot: QtBot, tasks: Tasks, messages: QuietMessages, tmp_path: Path) -> FirstView:
    view = FirstView(tasks, messages, demo=tmp_path / "demo")
    qtbot.addWidget(view)
    view.show()
    return view


@pytest.fixture
def quick_county(monkeypatch: pytest.MonkeyPatch) -> None:
    """The county's units and users without the year of its life, which takes a while."""

    def build(folder: Path, progress: Progress) -> None:
        progress.step("建立单位和使用者")
        create_county(folder, tools())

    monkeypatch.setattr(keeping, "build", build)


@pytest.mark.usefixtures("quick_county")
def test_demo_is_built_once_and_opened_at_its_school(
    qtbot: QtBot, first: FirstView, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        with qtbot.waitSignal(first.entered) as entered:
            first.demo.click()
            assert not first.new.isEnabled()
        assert entered.args is not None
        session: Session = entered.args[0]
        assert at_the_books(lambda: is_demonstration(session))  # noqa: B023 - called at once
        assert "中心小学" in session.unit_name
        session.store.close()
        monkeypatch.setattr(keeping, "build", lambda *_: pytest.fail("built twice"))
        qtbot.waitUntil(first.new.isEnabled)


def test_keyboard_begins_at_the_first_way(first: FirstView) -> None:
    first.show()
    assert first.focusWidget() is first.new


def test_stopped_demo_is_built_anew(
    qtbot: QtBot, first: FirstView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = Event()

    def build(folder: Path, progress: Progress) -> None:
        folder.mkdir()
        (folder / "half").touch()
        begun.set()
        while True:
            progress.step("2026年10月")

    monkeypatch.setattr(keeping, "build", build)
    for _ in range(2):
        first.demo.click()
        assert begun.wait(10)
        first._tasks.running[0].cancel()
        qtbot.waitUntil(first.new.isEnabled)
    assert not (tmp_path / "demo").exists()


def test_reason_for_being_here_is_said(qtbot: QtBot, tasks: Tasks, messages: QuietMessages) -> None:
    view = FirstView(tasks, messages, SchoolError("这里没有明册的数据。"))
    qtbot.addWidget(view)
    said = view.findChild(QLabel, "refusal")
    assert isinstance(said, QLabel)
    assert said.text() == "这里没有明册的数据。"


def test_refused_data_can_be_tried_again(qtbot: QtBot, first: FirstView, tmp_path: Path) -> None:
    first.offer_again(tmp_path)
    assert first.again is not None
    with qtbot.waitSignal(first.chosen) as chosen:
        first.again.click()
    assert chosen.args == [tmp_path]


def test_folder_is_chosen(
    qtbot: QtBot, first: FirstView, messages: QuietMessages, tmp_path: Path
) -> None:
    messages.answers += [None, tmp_path]
    first.there.click()
    with qtbot.waitSignal(first.chosen) as chosen:
        first.there.click()
    assert chosen.args == [tmp_path]


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    unit = NewUnit("3629000001", "红星小学", UnitKind.PRIMARY)
    folder, out = tmp_path / "old", tmp_path / "a.mcb"
    session = create(folder, unit, NewUser("张校长", Role.PRINCIPAL, PASSWORD)).session
    back_up(session, out)
    session.store.close()
    shutil.rmtree(folder)
    return out


@pytest.fixture
def restoring(qtbot: QtBot, tasks: Tasks, messages: QuietMessages, tmp_path: Path) -> RestoreView:
    view = RestoreView(tasks, messages, tmp_path / "new")
    qtbot.addWidget(view)
    view.show()
    return view


def test_backup_comes_back_with_the_password(
    qtbot: QtBot, restoring: RestoreView, backup: Path, messages: QuietMessages, tmp_path: Path
) -> None:
    messages.answers.append(backup)
    restoring._on_choose()
    restoring.name.setText("张校长")
    restoring.password.setText(PASSWORD)
    with qtbot.waitSignal(restoring.restored) as restored:
        restoring.go.click()
    assert restored.args == [tmp_path / "new"]
    assert "已恢复" in messages.notes[0]
    at_the_books(lambda: open_books(tmp_path / "new", Login("张校长", PASSWORD))).store.close()


@pytest.mark.parametrize(
    ("file", "password", "sentence"),
    [
        ("", PASSWORD, "请选择备份文件"),
        ("missing.mcb", PASSWORD, "没有这个备份文件"),
        ("a.mcb", "wrong password", "密码不对"),
        ("a.mcb", "", "备份已加密"),
    ],
)
@pytest.mark.usefixtures("backup")
def test_bad_input_is_refused_with_its_sentence(
    qtbot: QtBot,
    restoring: RestoreView,
    tmp_path: Path,
    *,
    file: str,
    password: str,
    sentence: str,
) -> None:
    restoring.file.setText(str(tmp_path / file) if file else "")
    restoring.name.setText("张校长")
    restoring.password.setText(password)
    restoring.submit()
    qtbot.waitUntil(lambda: sentence in restoring.wrong.text())
    qtbot.waitUntil(restoring.go.isEnabled)
    assert not (tmp_path / "new" / "mingce.db").exists()


def test_stopped_restore_leaves_nothing(
    qtbot: QtBot,
    restoring: RestoreView,
    backup: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise Cancelled

    monkeypatch.setattr("desktop.views.start.restoring.restore", stopped)
    restoring.file.setText(str(backup))
    restoring.submit()
    qtbot.waitUntil(restoring.go.isEnabled)
    assert restoring.wrong.isHidden()
    assert not (tmp_path / "new").exists()


def test_way_back(qtbot: QtBot, restoring: RestoreView) -> None:
    from PySide6.QtCore import Qt  # noqa: PLC0415 - one key

    with qtbot.waitSignal(restoring.left):
        qtbot.keyClick(restoring, Qt.Key.Key_Escape)


def test_error_of_the_program_while_restoring_is_reported(
    qtbot: QtBot,
    restoring: RestoreView,
    backup: Path,
    messages: QuietMessages,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError

    monkeypatch.setattr("desktop.views.start.restoring.restore", broken)
    restoring.file.setText(str(backup))
    restoring.go.click()
    qtbot.waitUntil(lambda: len(messages.crashes) == 1)
    assert isinstance(messages.crashes.pop(), KeyError)
    qtbot.waitUntil(restoring.go.isEnabled)
