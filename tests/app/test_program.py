from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget

from desktop.app import program
from desktop.app.arguments import Arguments
from desktop.app.core import Core
from desktop.app.entrance import Entrance, ask_early
from desktop.app.opening import Found, ask_who, look
from desktop.app.program import Program
from desktop.app.stage import Stage
from desktop.core.errors import EnvironmentFault, SchoolError
from desktop.core.labels import Role, UnitKind
from desktop.core.preferences import PreferencesFile
from desktop.core.terms import Month
from desktop.services.books import create
from desktop.services.demonstration import mark_as_demonstration
from desktop.services.standing import standing
from desktop.services.units import NewUnit, add_unit
from desktop.services.users import NewUser
from desktop.views.access.change import ChangePasswordView
from desktop.views.access.lock import LockView
from desktop.views.access.login import LoginView
from desktop.views.access.recovery import RecoveryView
from desktop.views.frame.window import MainWindow
from desktop.views.pages import Page, PageKind
from desktop.views.refresh import Refresh
from desktop.views.start.first import FirstView
from desktop.views.start.new_data import NewDataView
from desktop.views.start.restoring import RestoreView
from desktop.views.style import current_tokens
from desktop.views.tasks import Tasks
from tests.views.fakes import QuietMessages, at_the_books

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.gui

UNIT = NewUnit("3629000001", "红星小学", UnitKind.PRIMARY)
PASSWORD = "春风化雨十年树木"
KINDS = (
    PageKind("today", "今天要办", "today", 1, Page),
    PageKind("people", "名册", "people", 2, Page),
)


class Stand:
    """A program over a data folder, and what it has said."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.folder = folder
        self.preferences = PreferencesFile(folder / "preferences.json")
        self.messages = QuietMessages(self.preferences, folder / "log")
        refresh = Refresh()
        tasks = Tasks(self.messages, refresh)
        self.core = Core(tasks, refresh, self.messages, self.preferences)
        self.window = MainWindow()
        self.stage = Stage(self.window)
        # Windows are closed before fixtures end: a backup may be under way until it is waited for.
        qtbot.addWidget(self.window, before_close_func=lambda _window: self.core.tasks.drain())
        self.window.show()

    def begin(self, data: Path | None = None, page: str = "") -> Program:
        self.program = Program(self.stage, self.core, Arguments(data, page), KINDS)
        self.program.start(at_the_books(lambda: look(data, self.preferences)))
        return self.program

    def shows(self, kind: type[QWidget]) -> None:
        self.qtbot.waitUntil(lambda: isinstance(self.window.shown, kind))

    def sits(self) -> None:
        frame = self.program.stage
        self.qtbot.waitUntil(lambda: frame.frame is not None and self.window.shown is frame.frame)


@pytest.fixture
def stand(qtbot: QtBot, tmp_path: Path, qapp: QApplication) -> Iterator[Stand]:
    sheet, palette, font = qapp.styleSheet(), qapp.palette(), qapp.font()
    made = Stand(qtbot, tmp_path)
    yield made
    made.core.close()
    assert made.messages.crashes == []
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    session = create(tmp_path / "plain", UNIT, NewUser("张校长", Role.PRINCIPAL)).session
    session.store.close()
    return tmp_path / "plain"


@pytest.fixture
def encrypted(tmp_path: Path) -> Path:
    user = NewUser("张校长", Role.PRINCIPAL, PASSWORD)
    create(tmp_path / "encrypted", UNIT, user).session.store.close()
    return tmp_path / "encrypted"


def log_in(stand: Stand) -> None:
    stand.shows(LoginView)
    view = stand.window.shown
    assert isinstance(view, LoginView)
    view.password.setText(PASSWORD)
    view.go.click()
    stand.sits()


def test_plain_data_opens_at_once_and_is_remembered(stand: Stand, plain: Path) -> None:
    stand.begin(plain, "people")
    stand.sits()
    assert stand.window.windowTitle() == "红星小学 - 明册"
    frame = stand.program.stage.frame
    assert frame is not None
    assert frame.current == "people"
    known = stand.preferences.load().preferences
    assert (known.data_folder, known.user_name) == (plain, "张校长")


def test_remembered_data_opens_without_a_word(stand: Stand, plain: Path) -> None:
    stand.preferences.change(data_folder=plain)
    stand.begin()
    stand.sits()


def test_unknown_page_begins_with_the_first(stand: Stand, plain: Path) -> None:
    stand.begin(plain, "no-such-page")
    stand.sits()
    frame = stand.program.stage.frame
    assert frame is not None
    assert frame.current == "today"


def test_machine_without_data_begins_with_the_four_ways(stand: Stand) -> None:
    stand.begin()
    stand.shows(FirstView)
    first = stand.window.shown
    assert isinstance(first, FirstView)
    first.new.click()
    stand.shows(NewDataView)
    view = stand.window.shown
    assert isinstance(view, NewDataView)
    view.wizard.foot.give_up.click()
    stand.shows(FirstView)
    first = stand.window.shown
    assert isinstance(first, FirstView)
    first.backup.click()
    stand.shows(RestoreView)
    restoring = stand.window.shown
    assert isinstance(restoring, RestoreView)
    restoring.left.emit()
    stand.shows(FirstView)


def test_data_that_is_gone_is_said_and_other_data_can_be_opened(
    stand: Stand, plain: Path, tmp_path: Path
) -> None:
    stand.begin(tmp_path / "gone")
    stand.shows(FirstView)
    first = stand.window.shown
    assert isinstance(first, FirstView)
    assert first.again is not None
    assert first.focusWidget() is first.again
    first.again.click()
    stand.qtbot.waitUntil(lambda: stand.window.shown is not first)
    stand.shows(FirstView)
    again = stand.window.shown
    assert isinstance(again, FirstView)
    again.chosen.emit(plain)
    stand.sits()


def test_login_leads_to_the_desk(stand: Stand, encrypted: Path) -> None:
    stand.begin(encrypted)
    log_in(stand)
    assert stand.program.stage.frame is not None


def test_login_offers_recovery_and_other_data(stand: Stand, encrypted: Path) -> None:
    stand.begin(encrypted)
    stand.shows(LoginView)
    login = stand.window.shown
    assert isinstance(login, LoginView)
    login.recovery_asked.emit()
    stand.shows(RecoveryView)
    recovery = stand.window.shown
    assert isinstance(recovery, RecoveryView)
    recovery.left.emit()
    stand.shows(LoginView)
    login = stand.window.shown
    assert isinstance(login, LoginView)
    login.elsewhere_asked.emit()
    stand.shows(FirstView)


def test_lock_hides_the_content_and_loses_no_running_work(stand: Stand, encrypted: Path) -> None:
    stand.begin(encrypted)
    log_in(stand)
    frame = stand.program.stage.frame
    assert frame is not None
    go, done = Event(), list[int]()
    stand.core.tasks.write(frame, lambda _: go.wait(10)).then(lambda _: done.append(1)).start()
    frame.desk.drafts.keep("form", {"name": "张小红"})
    frame.lock_asked.emit()
    stand.shows(LockView)
    assert not frame.isVisible()
    assert stand.window.windowTitle() == "明册"
    go.set()
    stand.qtbot.waitUntil(lambda: done == [1])
    view = stand.window.shown
    assert isinstance(view, LockView)
    view.password.setText(PASSWORD)
    view.go.click()
    stand.sits()
    assert stand.program.stage.frame is frame
    assert frame.desk.drafts.find("form") == {"name": "张小红"}
    assert stand.window.windowTitle() == "红星小学 - 明册"


def test_lock_after_a_pause_closes_an_open_question(stand: Stand, encrypted: Path) -> None:
    stand.begin(encrypted)
    log_in(stand)
    box = QMessageBox(stand.window)
    box.open()
    watch = stand.program._locking._watch
    assert watch is not None
    watch.passed.emit()
    watch.passed.emit()
    stand.shows(LockView)
    assert not box.isVisible()


def test_without_a_password_there_is_no_lock(stand: Stand, plain: Path) -> None:
    stand.begin(plain)
    stand.sits()
    frame = stand.program.stage.frame
    assert frame is not None
    frame.lock_asked.emit()
    assert "还没有密码" in stand.messages.notes[-1]
    assert stand.program._locking._watch is None


def test_first_password_makes_the_lock_work(stand: Stand, plain: Path) -> None:
    stand.begin(plain)
    stand.sits()
    frame = stand.program.stage.frame
    assert frame is not None
    frame.password_asked.emit()
    stand.shows(ChangePasswordView)
    view = stand.window.shown
    assert isinstance(view, ChangePasswordView)
    view.new.first.setText(PASSWORD)
    view.new.second.setText(PASSWORD)
    view.go.click()
    stand.sits()
    frame.lock_asked.emit()
    stand.shows(LockView)


def test_logging_out_asks_who_is_next(stand: Stand, plain: Path) -> None:
    stand.begin(plain)
    stand.sits()
    frame = stand.program.stage.frame
    assert frame is not None
    frame.logout_asked.emit()
    stand.shows(LoginView)
    login = stand.window.shown
    assert isinstance(login, LoginView)
    assert login.name.currentText() == "张校长"
    login.go.click()
    stand.sits()


def test_restored_data_is_opened_anew(stand: Stand, encrypted: Path) -> None:
    stand.begin(encrypted)
    log_in(stand)
    before = stand.program.stage.frame
    assert before is not None
    before.desk.place.data_replaced.emit()
    log_in(stand)
    assert stand.program.stage.frame is not before


def test_restored_data_without_a_password_opens_by_itself(stand: Stand, plain: Path) -> None:
    stand.begin(plain)
    stand.sits()
    before = stand.program.stage.frame
    assert before is not None
    before.desk.place.data_replaced.emit()
    stand.sits()
    assert stand.program.stage.frame is not before


def test_nobody_logs_out_of_running_work(stand: Stand, plain: Path) -> None:
    stand.begin(plain)
    stand.sits()
    frame, go = stand.program.stage.frame, Event()
    assert frame is not None
    stand.core.tasks.write(None, lambda _: go.wait(10)).start()
    frame.logout_asked.emit()
    assert "还有工作没有做完" in stand.messages.notes[-1]
    assert stand.window.shown is frame
    go.set()


def test_other_unit_keeps_month_and_page(stand: Stand, plain: Path) -> None:
    stand.begin(plain, "people")
    stand.sits()
    before = stand.program.stage.frame
    assert before is not None
    session = before.desk.session
    point = NewUnit("3629000002", "红星教学点", UnitKind.TEACHING_POINT)
    at_the_books(lambda: add_unit(session, point))
    units = at_the_books(lambda: standing(session)).units
    before.desk.place.set_month(Month(2026, 5))
    before.unit_chosen.emit(units[1])
    after = stand.program.stage.frame
    assert after is not None
    assert after is not before
    assert after.desk.session.unit_name == "红星教学点"
    assert after.desk.place.month == Month(2026, 5)
    assert after.current == "people"
    assert stand.window.windowTitle() == "红星教学点 - 明册"


def test_demonstration_has_its_own_colour_and_day(stand: Stand, tmp_path: Path) -> None:
    session = create(tmp_path / "demo", UNIT, NewUser("张校长", Role.PRINCIPAL)).session
    mark_as_demonstration(session)
    session.store.close()
    ordinary = current_tokens().colours.accent
    stand.begin(tmp_path / "demo")
    stand.sits()
    frame = stand.program.stage.frame
    assert frame is not None
    assert current_tokens().colours.accent != ordinary
    assert frame.desk.place.month == Month(2026, 10)
    assert str(frame.desk.session.store.clock.today()) == "2026-11-02"
    assert "演示数据" in stand.window.windowTitle()


def test_second_start_comes_to_the_front_at_its_page(stand: Stand, plain: Path) -> None:
    stand.begin(plain)
    stand.sits()
    stand.program.on_asked(Arguments(page="people"))
    frame = stand.program.stage.frame
    assert frame is not None
    assert frame.current == "people"


def test_window_closes_at_once_when_nothing_runs(stand: Stand, plain: Path) -> None:
    stand.begin(plain)
    stand.sits()
    event = QCloseEvent()
    stand.window.closeEvent(event)
    assert event.isAccepted()


@pytest.mark.parametrize("wait", [True, False])
def test_window_closes_when_the_work_is_done(stand: Stand, plain: Path, *, wait: bool) -> None:
    stand.begin(plain)
    stand.sits()
    go = Event()
    stand.core.tasks.write(None, lambda _: go.wait(10)).start()
    stand.messages.answers.append(wait)
    event = QCloseEvent()
    stand.window.closeEvent(event)
    assert not event.isAccepted()
    assert stand.window.isVisible()
    go.set()
    stand.qtbot.waitUntil(lambda: not stand.core.tasks.running)
    stand.qtbot.waitUntil(lambda: stand.window.isVisible() is not wait)


def test_folder_that_cannot_be_remembered_is_said(
    stand: Stand, plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise EnvironmentFault("磁盘已满。")

    monkeypatch.setattr(PreferencesFile, "change", fail)
    stand.begin(plain)
    stand.sits()
    assert "磁盘已满" in stand.messages.notes[0]


def test_draft_that_cannot_be_kept_is_said(stand: Stand, plain: Path) -> None:
    stand.begin(plain)
    stand.sits()
    stand.program._on_draft_failed(SchoolError("磁盘已满。"))
    assert "磁盘已满" in stand.messages.notes[-1]
    stand.program._on_draft_failed(KeyError())
    assert len(stand.messages.crashes) == 1
    stand.messages.crashes.clear()


def test_damaged_folder_cannot_be_asked_who_is_next(stand: Stand, tmp_path: Path) -> None:
    found = at_the_books(lambda: ask_who(tmp_path / "gone", stand.preferences))
    assert found.refusal is not None
    assert not found.asks_who
    assert not Found(None).asks_who


def early(stand: Stand, data: Path) -> Entrance:
    asked = ask_early(data, stand.preferences)
    assert asked is not None
    return Entrance(stand.stage, stand.core, asked)


def take_over(stand: Stand, entrance: Entrance) -> None:
    stand.program = Program(stand.stage, stand.core, Arguments(), KINDS)
    stand.program.start(entrance)


def test_who_logs_in_before_the_program_is_there_is_let_in_when_it_is(
    stand: Stand, encrypted: Path
) -> None:
    entrance = early(stand, encrypted)
    view = entrance.view
    assert view.name.currentText() == "张校长"
    view.password.setText(PASSWORD)
    with stand.qtbot.waitSignal(view.entered):
        view.go.click()
    assert stand.window.shown is view
    take_over(stand, entrance)
    stand.sits()


def test_log_in_that_stood_there_first_goes_on_in_the_program(
    stand: Stand, encrypted: Path
) -> None:
    take_over(stand, early(stand, encrypted))
    log_in(stand)


@pytest.mark.parametrize(
    ("link", "kind"), [("忘记密码", RecoveryView), ("打开别的数据", FirstView)]
)
def test_other_way_asked_for_early_is_gone_when_the_program_is_there(
    stand: Stand, encrypted: Path, link: str, kind: type[QWidget]
) -> None:
    entrance = early(stand, encrypted)
    buttons = {button.text(): button for button in entrance.view.findChildren(QPushButton)}
    buttons[link].click()
    take_over(stand, entrance)
    stand.shows(kind)


def test_nobody_is_asked_early_where_data_opens_by_itself(stand: Stand, plain: Path) -> None:
    assert ask_early(plain, stand.preferences) is None
    assert ask_early(None, stand.preferences) is None
    assert ask_early(plain / "nothing", stand.preferences) is None


def test_damaged_keys_are_left_to_the_program_to_tell(stand: Stand, encrypted: Path) -> None:
    (encrypted / "keys.json").write_text("{}", encoding="utf-8")
    assert ask_early(encrypted, stand.preferences) is None


def test_window_closes_while_its_pages_are_still_loaded(
    stand: Stand, plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loading, go_on = Event(), Event()

    def slow(_modules: object) -> None:
        loading.set()
        go_on.wait(20)

    monkeypatch.setattr(program, "bring_in", slow)
    stand.begin(plain)
    stand.sits()
    stand.qtbot.waitUntil(loading.is_set)
    stand.window.close()
    go_on.set()
    assert not stand.window.isVisible()
