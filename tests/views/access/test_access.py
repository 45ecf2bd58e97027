from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.core.labels import Role, UnitKind
from desktop.services.books import Login, create, open_books
from desktop.services.units import NewUnit
from desktop.services.users import NewUser
from desktop.views.access import lock
from desktop.views.access.card import Card
from desktop.views.access.change import ChangePasswordView
from desktop.views.access.lock import Inactivity, LockView
from desktop.views.access.login import LoginView
from desktop.views.access.recovery import RecoveryView
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from desktop.services.books import Created
    from desktop.services.session import Session
    from desktop.views.tasks import Tasks
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui

OLD, NEW = "春风化雨十年树木", "桃李不言下自成蹊"


@pytest.fixture
def created(tmp_path: Path) -> Iterator[Created]:
    unit = NewUnit("3629000001", "红星小学", UnitKind.PRIMARY)
    made = create(tmp_path / "data", unit, NewUser("张校长", Role.PRINCIPAL, OLD))
    yield made
    made.session.store.close()


@pytest.fixture
def folder(created: Created) -> Path:
    assert created.session.folder is not None
    return created.session.folder


@pytest.fixture
def login(qtbot: QtBot, tasks: Tasks, folder: Path) -> LoginView:
    view = LoginView(tasks, folder, ("张校长", "李老师"), "张校长")
    qtbot.addWidget(view)
    view.show()
    return view


def entered(qtbot: QtBot, view: LoginView | RecoveryView) -> Session:
    with qtbot.waitSignal(view.entered) as signal:
        view.go.click()
    assert signal.args is not None
    session: Session = signal.args[0]
    return session


def press(view: Card, text: str) -> None:
    next(b for b in view.findChildren(QPushButton) if b.text() == text).click()


def test_right_password_opens_the_books(qtbot: QtBot, login: LoginView) -> None:
    login.password.setText(OLD)
    session = entered(qtbot, login)
    assert session.user_name == "张校长"
    session.store.close()


def test_enter_in_the_password_logs_in(qtbot: QtBot, login: LoginView) -> None:
    login.password.setText(OLD)
    with qtbot.waitSignal(login.entered) as signal:
        qtbot.keyClick(login.password, Qt.Key.Key_Return)
    assert signal.args is not None
    signal.args[0].store.close()


@pytest.mark.parametrize(
    ("name", "password", "sentence"),
    [
        ("张校长", NEW, "姓名或密码不对"),
        ("张校长", "", "姓名或密码不对"),
        ("没有这人", OLD, "姓名或密码不对"),
        ("  ", OLD, "请写上您的姓名"),
    ],
)
def test_wrong_login_is_refused_and_can_be_tried_again(
    qtbot: QtBot, login: LoginView, name: str, password: str, sentence: str
) -> None:
    login.name.setCurrentText(name)
    login.password.setText(password)
    login.go.click()
    qtbot.waitUntil(lambda: sentence in login.wrong.text())
    qtbot.waitUntil(login.go.isEnabled)
    login.name.setCurrentText("张校长")
    login.password.setText(OLD)
    entered(qtbot, login).store.close()


def test_folder_that_is_gone_is_said(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    view = LoginView(tasks, tmp_path / "gone", (), "")
    qtbot.addWidget(view)
    view.name.setCurrentText("张校长")
    view.submit()
    qtbot.waitUntil(lambda: "没有明册的数据" in view.wrong.text())


def test_bug_while_logging_in_is_a_crash_report(
    qtbot: QtBot, login: LoginView, messages: QuietMessages, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = KeyError("a bug")

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("desktop.services.books.open_books", fail)
    login.go.click()
    qtbot.waitUntil(lambda: messages.crashes == [error])
    messages.crashes.clear()


def test_other_ways_in_are_offered(qtbot: QtBot, login: LoginView) -> None:
    with qtbot.waitSignals([login.recovery_asked, login.elsewhere_asked]):
        press(login, "忘记密码")
        press(login, "打开别的数据")


@pytest.fixture
def recovery(qtbot: QtBot, tasks: Tasks, folder: Path) -> RecoveryView:
    view = RecoveryView(tasks, folder, "张校长")
    qtbot.addWidget(view)
    view.show()
    return view


def fill(view: RecoveryView, code: str, first: str = NEW, second: str = NEW) -> None:
    view.code.setText(code)
    view.new.first.setText(first)
    view.new.second.setText(second)


def test_recovery_code_gives_a_new_password(
    qtbot: QtBot, recovery: RecoveryView, created: Created, folder: Path
) -> None:
    fill(recovery, (created.recovery_code or "").lower())
    entered(qtbot, recovery).store.close()
    at_the_books(lambda: open_books(folder, Login("张校长", NEW))).store.close()


@pytest.mark.parametrize(
    ("code", "first", "second", "sentence"),
    [
        ("", NEW, NEW, "请写上姓名和恢复码"),
        ("ABCD", NEW, NEW, "恢复码抄错了"),
        ("ABCD", "123", "123", "至少要 8 个字"),
        ("ABCD", NEW, OLD, "两遍输入的密码不一样"),
    ],
)
def test_bad_recovery_is_refused_with_its_sentence(
    qtbot: QtBot, recovery: RecoveryView, *, code: str, first: str, second: str, sentence: str
) -> None:
    fill(recovery, code, first, second)
    recovery.go.click()
    qtbot.waitUntil(lambda: sentence in recovery.wrong.text())
    qtbot.waitUntil(recovery.go.isEnabled)


def test_bug_while_recovering_is_a_crash_report(
    qtbot: QtBot,
    recovery: RecoveryView,
    messages: QuietMessages,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise KeyError

    monkeypatch.setattr("desktop.views.access.recovery.recover", fail)
    fill(recovery, "ABCD")
    recovery.go.click()
    qtbot.waitUntil(lambda: len(messages.crashes) == 1)
    messages.crashes.clear()


@pytest.fixture
def change(qtbot: QtBot, tasks: Tasks, created: Created) -> ChangePasswordView:
    view = ChangePasswordView(tasks, created.session)
    qtbot.addWidget(view)
    view.show()
    return view


def test_password_is_changed(
    qtbot: QtBot, change: ChangePasswordView, folder: Path, messages: QuietMessages
) -> None:
    change.old.setText(OLD)
    change.new.first.setText(NEW)
    change.new.second.setText(NEW)
    with qtbot.waitSignals([change.changed, change.left]):
        change.go.click()
    assert "密码已经修改" in messages.notes[0]
    at_the_books(lambda: open_books(folder, Login("张校长", NEW))).store.close()


def test_wrong_old_password_is_refused(qtbot: QtBot, change: ChangePasswordView) -> None:
    change.old.setText(NEW)
    change.new.first.setText(NEW)
    change.new.second.setText(NEW)
    change.go.click()
    qtbot.waitUntil(lambda: "密码不对" in change.wrong.text())


def test_password_form_is_left_with_esc(qtbot: QtBot, change: ChangePasswordView) -> None:
    change.go.click()
    assert "至少要 8 个字" in change.wrong.text()
    with qtbot.waitSignal(change.left):
        qtbot.keyClick(change, Qt.Key.Key_Escape)


@pytest.fixture
def locked(qtbot: QtBot, tasks: Tasks, created: Created) -> LockView:
    view = LockView(tasks, created.session)
    qtbot.addWidget(view)
    view.show()
    return view


def test_lock_opens_with_the_password_only(qtbot: QtBot, locked: LockView) -> None:
    locked.password.setText(NEW)
    locked.go.click()
    qtbot.waitUntil(lambda: "密码不对" in locked.wrong.text())
    qtbot.waitUntil(locked.go.isEnabled)
    locked.password.setText(OLD)
    with qtbot.waitSignal(locked.unlocked):
        locked.go.click()
    assert locked.password.text() == ""


def test_lock_can_be_left_by_logging_out(qtbot: QtBot, locked: LockView) -> None:
    with qtbot.waitSignal(locked.logout_asked):
        press(locked, "退出登录")
    qtbot.keyClick(locked, Qt.Key.Key_Escape)
    assert locked.isVisible()


@pytest.fixture
def moments(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock of the lock; the last entry is now."""
    times = [0.0]
    monkeypatch.setattr(lock, "monotonic", lambda: times[-1])
    return times


def watch_over(qtbot: QtBot, minutes: int) -> tuple[QWidget, Inactivity, list[int]]:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    handle = widget.windowHandle()
    assert handle is not None
    watch, passed = Inactivity(handle, lambda: minutes), list[int]()
    watch.passed.connect(lambda: passed.append(1))
    return widget, watch, passed


def test_pause_is_noticed(qtbot: QtBot, moments: list[float]) -> None:
    _widget, watch, passed = watch_over(qtbot, 10)
    moments.append(599)
    watch.look()
    assert passed == []
    moments.append(600)
    watch.look()
    watch.look()
    assert passed == [1]


def test_keys_and_pointer_are_signs_of_life(
    qtbot: QtBot, moments: list[float], qapp: QApplication
) -> None:
    del qapp
    widget, watch, passed = watch_over(qtbot, 10)
    moments.append(500)
    qtbot.keyClick(widget.windowHandle(), Qt.Key.Key_A)
    moments.append(700)
    watch.look()
    assert passed == []


def test_no_minutes_mean_no_lock(qtbot: QtBot, moments: list[float]) -> None:
    _widget, watch, passed = watch_over(qtbot, 0)
    moments.append(100_000)
    watch.look()
    watch.stop()
    assert passed == []


class Pointer:
    """A pointer that stands where a test puts it."""

    place = QPoint(0, 0)

    @classmethod
    def pos(cls) -> QPoint:
        return cls.place


def test_pointer_over_another_window_is_a_sign_of_life(
    qtbot: QtBot, moments: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "QCursor", Pointer)
    _widget, watch, passed = watch_over(qtbot, 10)
    moments.append(590)
    monkeypatch.setattr(Pointer, "place", QPoint(40, 30))
    watch.look()
    moments.append(700)
    watch.look()
    assert passed == []
    moments.append(1190)
    watch.look()
    assert passed == [1]


def broken(*_: object) -> None:
    raise KeyError


def test_error_of_the_program_while_a_password_is_changed_is_reported(
    qtbot: QtBot,
    change: ChangePasswordView,
    messages: QuietMessages,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("desktop.views.access.change.change_own_password", broken)
    change.old.setText(OLD)
    change.new.first.setText(NEW)
    change.new.second.setText(NEW)
    change.go.click()
    qtbot.waitUntil(lambda: len(messages.crashes) == 1)
    assert isinstance(messages.crashes.pop(), KeyError)
    assert change.go.isEnabled()


def test_error_of_the_program_leaves_the_lock_closed(
    qtbot: QtBot,
    locked: LockView,
    messages: QuietMessages,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lock, "confirm_password", broken)
    told: list[bool] = []
    locked.unlocked.connect(lambda: told.append(True))
    locked.password.setText(OLD)
    locked.go.click()
    qtbot.waitUntil(lambda: len(messages.crashes) == 1)
    assert isinstance(messages.crashes.pop(), KeyError)
    assert told == []


def test_enter_goes_to_the_next_field_before_it_submits(
    qtbot: QtBot, change: ChangePasswordView
) -> None:
    change.activateWindow()
    change.old.setFocus()
    qtbot.waitUntil(change.old.hasFocus)
    qtbot.keyClick(change.old, Qt.Key.Key_Return)
    qtbot.waitUntil(change.new.first.hasFocus)
    assert change.wrong.text() == ""


def test_card_without_a_sentence_leaves_no_room_for_one(qtbot: QtBot) -> None:
    bare, worded = Card("标题", "", "继续"), Card("标题", "一句话。", "继续")
    for card in (bare, worded):
        qtbot.addWidget(card)
        card.show()
    assert bare.words.isHidden()
    assert worded.words.isVisible()
