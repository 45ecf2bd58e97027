from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.core.changes import Book, Changes
from desktop.core.errors import SchoolError
from desktop.core.labels import Role, UnitKind
from desktop.core.preferences import Theme
from desktop.core.terms import Month
from desktop.services import people
from desktop.services.months import close
from desktop.services.units import NewUnit, add_unit
from desktop.views.frame.desk_frame import DeskFrame
from desktop.views.frame.window import MainWindow
from desktop.views.pages import Page, PageKind
from desktop.views.style import Look, dress
from tests.services.rosters import meal_days, meals, take
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from PySide6.QtWidgets import QToolButton
    from pytestqt.qtbot import QtBot

    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from tests.views.conftest import MakeDesk
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui

OCTOBER, SEPTEMBER = Month(2026, 10), Month(2026, 9)


class Recording(Page):
    """A page that remembers which record it was asked for."""

    title = "一页"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.records: list[object] = []

    def show_record(self, record: object) -> None:
        self.records.append(record)


class Typing(Page):
    """A page with two fields; work begins in the second."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.fields = (QLineEdit(), QLineEdit())
        for field in self.fields:
            self.body.addWidget(field)

    def focus_first(self) -> None:
        self.fields[1].setFocus()


def pupils(session: Session) -> int:
    return people.pupils(session, people.PupilQuery()).total


KINDS = (
    PageKind("people", "名册", "people", 2, Recording, count=pupils),
    PageKind("today", "今天要办", "today", 1, Recording),
    PageKind("upward", "上报汇总", "upward", 9, Recording, roles=frozenset({Role.BUREAU})),
)


def frame_of(qtbot: QtBot, desk: Desk, **options: bool) -> DeskFrame:
    frame = DeskFrame(desk, KINDS, lambda _desk: QLineEdit(), **options)
    qtbot.addWidget(frame)
    frame.resize(1100, 700)
    with qtbot.waitExposed(frame):
        frame.show()
    frame.activateWindow()
    qtbot.waitUntil(lambda: frame.topbar._standing is not None)
    return frame


def titles(frame: DeskFrame) -> list[str]:
    return [frame.sidebar.item(row).text() for row in range(frame.sidebar.count())]


def actions(button: QToolButton) -> list[str]:
    menu = button.menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions()]


def choose(button: QToolButton, words: str) -> None:
    menu = button.menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if words in action.text()).trigger()


@pytest.mark.parametrize("size", ["empty", "small", "large"])
def test_frame_opens_over_any_data(
    qtbot: QtBot,
    request: pytest.FixtureRequest,
    make_desk: MakeDesk,
    size: str,
) -> None:
    expected = {"empty": 0, "small": 8, "large": 150}[size]
    if size == "large":
        desk = make_desk(150)
    else:
        desk = request.getfixturevalue({"empty": "empty_desk", "small": "desk"}[size])
    frame = frame_of(qtbot, desk)
    frame.show_first("")
    qtbot.waitUntil(lambda: frame.sidebar.count_of("people") == expected)
    assert frame.title == "平安县红星小学 - 明册"
    assert not frame.grab().isNull()


def test_places_stand_in_their_order_for_whom_they_are_for(qtbot: QtBot, desk: Desk) -> None:
    assert titles(frame_of(qtbot, desk)) == ["今天要办", "名册"]
    bureau = replace(desk, session=replace(desk.session, role=Role.BUREAU))
    assert titles(frame_of(qtbot, bureau)) == ["今天要办", "名册", "上报汇总"]


def test_pages_are_made_when_they_are_first_shown(qtbot: QtBot, desk: Desk) -> None:
    frame = frame_of(qtbot, desk)
    frame.show_first("people")
    assert frame.page("today") is None
    frame.show_page("today")
    made = frame.page("today")
    frame.show_page("people")
    frame.show_page("today")
    assert frame.page("today") is made
    assert frame.current == "today"


def test_click_and_keys_go_to_places(qtbot: QtBot, desk: Desk) -> None:
    frame = frame_of(qtbot, desk)
    frame.show_first("")
    frame.sidebar.setCurrentRow(1)
    assert frame.current == "people"
    qtbot.keyClick(frame, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert frame.current == "today"
    assert frame.sidebar.currentRow() == 0


def test_record_is_opened_where_it_lives(qtbot: QtBot, desk: Desk) -> None:
    frame = frame_of(qtbot, desk)
    desk.place.open("people", "张小红")
    page = frame.page("people")
    assert isinstance(page, Recording)
    assert page.records == ["张小红"]
    assert frame.current == "people"


def test_page_that_is_not_for_this_person_is_refused_in_words(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    frame = frame_of(qtbot, desk)
    desk.place.open("upward")
    assert frame.current == ""
    assert messages.notes == ["这一页不在您的权限里，或这个版本还没有。"]
    assert frame.foot.note.text() == messages.notes[0]


def test_count_follows_the_books(qtbot: QtBot, desk: Desk) -> None:
    frame = frame_of(qtbot, desk)
    qtbot.waitUntil(lambda: frame.sidebar.count_of("people") == 8)
    frame._counts._desk = replace(desk, session=desk.session)
    counted: list[int] = []
    frame._counts.counted.connect(lambda _name, count: counted.append(count))
    desk.refresh.announce(Changes.of(Book.PEOPLE))
    qtbot.waitUntil(lambda: counted == [8])


@pytest.mark.parametrize("error", [SchoolError("数据文件已损坏。"), KeyError()])
def test_count_that_fails_is_told_once(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, error: Exception
) -> None:
    def fail(_session: Session) -> int:
        raise error

    frame = DeskFrame(desk, (replace(KINDS[0], count=fail),))
    qtbot.addWidget(frame)
    qtbot.waitUntil(lambda: bool(messages.notes or messages.crashes))
    frame._counts.ask()
    qtbot.waitUntil(lambda: not desk.tasks.running)
    told = (messages.notes, [type(crash) for crash in messages.crashes])
    assert told in ((["数据文件已损坏。"], []), ([], [KeyError]))
    messages.crashes.clear()


def test_months_are_changed_by_arrows_keys_and_menu(qtbot: QtBot, desk: Desk) -> None:
    frame = frame_of(qtbot, desk)
    frame.topbar.earlier.click()
    assert desk.place.month == SEPTEMBER
    assert frame.topbar.month.text() == "2026年9月"
    qtbot.keyClick(frame, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(frame, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert desk.place.month == Month(2026, 11)
    assert not frame.topbar.later.isEnabled()
    choose(frame.topbar.month, "2026年5月")
    assert desk.place.month == Month(2026, 5)
    assert len(actions(frame.topbar.month)) == 18


def test_state_of_the_month_is_said_and_follows_its_close(qtbot: QtBot, desk: Desk) -> None:
    frame = frame_of(qtbot, desk)
    assert frame.topbar.state.text() == "○ 未结账"

    def close_october() -> Changes:
        take(desk.session, meal_days(meals("张小红", school_class=None)))
        return close(desk.session, OCTOBER, accept_warnings=True).changes

    desk.refresh.announce(at_the_books(close_october))
    qtbot.waitUntil(lambda: frame.topbar.state.text() == "● 已结账")
    assert any("2026年10月\t● 已结账" in words for words in actions(frame.topbar.month))


def test_unit_is_changed_where_there_is_another(qtbot: QtBot, desk: Desk) -> None:
    assert not frame_of(qtbot, desk).topbar.unit.isEnabled()
    point = NewUnit("3629000009", "红星教学点", UnitKind.TEACHING_POINT)
    at_the_books(lambda: add_unit(desk.session, point))
    frame = frame_of(qtbot, desk)
    qtbot.waitUntil(frame.topbar.unit.isEnabled)
    with qtbot.waitSignal(frame.unit_chosen) as chosen:
        choose(frame.topbar.unit, "红星教学点")
    assert chosen.args is not None
    assert chosen.args[0].name == "红星教学点"


def test_keyboard_goes_along_to_a_page_and_finds_its_place_again(qtbot: QtBot, desk: Desk) -> None:
    kinds = (KINDS[1], PageKind("people", "名册", "people", 2, Typing))
    frame = DeskFrame(desk, kinds)
    qtbot.addWidget(frame)
    with qtbot.waitExposed(frame):
        frame.show()
    frame.activateWindow()
    frame.show_first("today")
    qtbot.keyClick(frame, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    page = frame.page("people")
    assert isinstance(page, Typing)  # and not its first field, to which Qt would go by itself
    assert page.fields[1].hasFocus()
    page.fields[0].setFocus()
    desk.place.open("today")
    assert frame.page("today") is QApplication.focusWidget()
    desk.place.open("people")
    assert page.fields[0].hasFocus()


def test_user_menu_asks_for_password_lock_and_leaving(qtbot: QtBot, desk: Desk) -> None:
    frame = frame_of(qtbot, desk)
    with qtbot.waitSignals([frame.password_asked, frame.lock_asked, frame.logout_asked]):
        for words in ("修改密码", "立即锁定", "退出登录"):
            choose(frame.topbar.user, words)
    with qtbot.waitSignal(frame.lock_asked):
        qtbot.keyClick(frame, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


def test_search_takes_the_keyboard(qtbot: QtBot, desk: Desk) -> None:
    frame = frame_of(qtbot, desk)
    frame.sidebar.setFocus()
    qtbot.keyClick(frame, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is frame.topbar.search


def test_frame_stands_without_search(qtbot: QtBot, desk: Desk) -> None:
    frame = DeskFrame(desk, KINDS)
    qtbot.addWidget(frame)
    assert frame.topbar.search is None


def test_demonstration_says_what_it_is(qtbot: QtBot, desk: Desk) -> None:
    frame = frame_of(qtbot, desk, demonstration=True)
    said = frame.topbar.findChild(QWidget, "demonstration")
    assert said is not None
    assert "演示数据" in frame.title


def test_note_at_the_foot_goes_away(qtbot: QtBot, desk: Desk) -> None:
    frame = frame_of(qtbot, desk)
    desk.messages.say("已保存")
    assert frame.foot.note.text() == "已保存"
    frame.foot._fading.timeout.emit()
    assert frame.foot.note.text() == ""


def test_other_look_is_taken_on_at_once(qtbot: QtBot, desk: Desk, qapp: QApplication) -> None:
    frame = frame_of(qtbot, desk)
    sheet, palette, font = qapp.styleSheet(), qapp.palette(), qapp.font()
    try:
        dress(qapp, Look(Theme.HIGH_CONTRAST))
        frame.sidebar.set_count("people", 120)
        assert not frame.grab().isNull()
    finally:
        dress(qapp, Look())
        qapp.setStyleSheet(sheet)
        qapp.setPalette(palette)
        qapp.setFont(font)


def test_frame_that_is_gone_hears_nothing_more(qtbot: QtBot, desk: Desk) -> None:
    from shiboken6 import delete  # noqa: PLC0415 - once

    frame = DeskFrame(desk, KINDS)
    frame.show()
    delete(frame)
    desk.place.set_month(SEPTEMBER)
    desk.place.open("people")
    desk.refresh.announce(Changes.of(Book.MONTHS))
    qtbot.waitUntil(lambda: not desk.tasks.running)


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    made = MainWindow()
    qtbot.addWidget(made)
    return made


def test_window_says_once_that_it_was_painted(qtbot: QtBot, window: MainWindow) -> None:
    painted: list[int] = []
    window.painted.connect(lambda: painted.append(1))
    window.show()
    qtbot.waitUntil(lambda: painted == [1])
    window.painted_once()
    assert painted == [1]


def test_window_shows_one_thing_and_lets_go_of_it(window: MainWindow) -> None:
    one, other = QWidget(), QWidget()
    window.put(one)
    window.put(other)
    assert window.shown is other
    window.take(other)
    window.show_waiting("正在打开…")
    assert window.shown is not one
    window.put(one)
    assert window.shown is one


def test_window_asks_before_it_closes(window: MainWindow) -> None:
    window.closing.connect(lambda event: event.ignore())
    event = QCloseEvent()
    window.closeEvent(event)
    assert not event.isAccepted()


def test_window_fits_its_screen_and_comes_to_the_front(window: MainWindow) -> None:
    screen = QApplication.primaryScreen()
    window.fit(screen)
    window.showMinimized()
    window.come_to_front()
    assert window.isVisible()
    assert not window.isMinimized()


class Wide(Page):
    """A page that needs more room than a small screen has."""

    title = "宽页"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setMinimumSize(1000, 600)


SMALLEST = (910, 470)
"""A screen of 1366×768 at 150 %, less what the system takes of it."""


def test_the_frame_fits_on_a_small_screen_at_150_percent(qtbot: QtBot, desk: Desk) -> None:
    desk = replace(desk, session=replace(desk.session, unit_name="平安县平安乡第一中心小学"))
    desk = replace(desk, session=replace(desk.session, user_name="中心小学校长王建国"))
    frame = frame_of(qtbot, desk, demonstration=True)
    frame.resize(*SMALLEST)
    bar = frame.topbar
    assert frame.minimumSizeHint().width() <= SMALLEST[0]
    assert bar.user.geometry().right() <= SMALLEST[0]
    assert bar.search is not None
    assert bar.search.geometry().right() < bar.user.geometry().left()


def test_words_give_way_with_an_ellipsis_where_room_is_short(qtbot: QtBot, desk: Desk) -> None:
    long = replace(desk.session, unit_name="平安县平安乡第一中心小学第二教学点")
    frame = frame_of(qtbot, replace(desk, session=long), demonstration=True)
    frame.resize(1600, 700)
    assert frame.topbar.unit.shown_words == long.unit_name
    frame.resize(frame.minimumSizeHint().width(), 470)
    assert frame.topbar.unit.shown_words.endswith("…")
    assert frame.topbar.unit.text() == long.unit_name
    assert frame.topbar.month.shown_words == OCTOBER.label
    assert not frame.grab().isNull()


def test_a_page_that_is_larger_than_the_window_scrolls(qtbot: QtBot, desk: Desk) -> None:
    kinds = (*KINDS, PageKind("wide", "宽页", "people", 3, Wide))
    frame = DeskFrame(desk, kinds)
    qtbot.addWidget(frame)
    frame.resize(*SMALLEST)
    frame.show_page("wide")
    with qtbot.waitExposed(frame):
        frame.show()
    room = frame.findChild(QScrollArea)
    page = frame.page("wide")
    assert room is not None
    assert page is not None
    assert page.width() == 1000
    assert room.horizontalScrollBar().maximum() > 0
    assert frame.minimumSizeHint().width() <= SMALLEST[0]
    frame.show_page("today")
    qtbot.waitUntil(lambda: room.horizontalScrollBar().maximum() == 0)


def test_enter_presses_the_button_that_has_the_focus(qtbot: QtBot) -> None:
    window, pressed = MainWindow(), []
    qtbot.addWidget(window)
    button, field = QPushButton("好"), QLineEdit()
    button.clicked.connect(lambda: pressed.append(1))
    room = QWidget()
    layout = QVBoxLayout(room)
    layout.addWidget(button)
    layout.addWidget(field)
    window.put(room)
    with qtbot.waitActive(window):
        window.show()
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    qtbot.keyClick(button, Qt.Key.Key_Return)
    qtbot.keyClick(button, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert len(pressed) == 2


def test_enter_in_a_field_presses_no_button(qtbot: QtBot) -> None:
    window, pressed = MainWindow(), []
    qtbot.addWidget(window)
    button, field = QPushButton("忘记密码"), QLineEdit()
    button.clicked.connect(lambda: pressed.append(1))
    field.returnPressed.connect(lambda: field.setEnabled(False))
    room = QWidget()
    layout = QVBoxLayout(room)
    layout.addWidget(field)
    layout.addWidget(button)
    window.put(room)
    with qtbot.waitActive(window):
        window.show()
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not field.isEnabled()
    assert pressed == []
