"""The grid by keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent

from desktop.core.labels import MonthState
from desktop.views.meals.table import Column, MealDaysTable
from desktop.views.meals.typed import TypedClass
from desktop.views.meals.view import MealDaysView
from tests.views.meals.grids import class_of, grid, line

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.services.meal_grid import ClassGrid

pytestmark = pytest.mark.gui

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def view_of(qtbot: QtBot, opened: ClassGrid) -> MealDaysView:
    view = MealDaysView(MealDaysTable(TypedClass(opened)))
    qtbot.addWidget(view)
    view.resize(900, 400)
    view.show()
    view.go_to(0)
    return view


def days(view: MealDaysView) -> list[int | None]:
    typed = view.table.typed
    assert typed is not None
    return [typed.days(row) for row in range(len(typed))]


def press(qtbot: QtBot, view: MealDaysView, *keys: Qt.Key | str) -> None:
    for key in keys:
        if isinstance(key, str):
            qtbot.keyClicks(view, key)
        else:
            qtbot.keyClick(view, key)


def test_class_is_opened_at_the_first_pupil_without_days(qtbot: QtBot) -> None:
    view = view_of(qtbot, class_of(None, None))
    other = grid([line(number, days) for number, days in ((7, 18), (8, 17), (9, None), (10, None))])
    view.table.show_class(TypedClass(other))
    assert view.row == 2


def test_digits_and_enter_fill_a_class(qtbot: QtBot) -> None:
    view = view_of(qtbot, class_of(None, None, None))
    press(qtbot, view, "18", Qt.Key.Key_Return, "0", Qt.Key.Key_Enter, "7", Qt.Key.Key_Down)
    assert days(view) == [18, 0, 7]
    assert view.row == 2


def test_sums_follow_each_digit(qtbot: QtBot) -> None:
    view = view_of(qtbot, class_of(None, 5))
    seen = []
    typed = view.table.typed
    assert typed is not None
    view.table.edited.connect(lambda: seen.append(typed.sums().days))
    press(qtbot, view, "18")
    assert seen == [6, 23]


def test_first_digit_after_moving_begins_a_new_number(qtbot: QtBot) -> None:
    view = view_of(qtbot, class_of(18, 18))
    press(qtbot, view, "1", Qt.Key.Key_Down, Qt.Key.Key_Up, "2")
    assert days(view) == [2, 18]


def shown_days(view: MealDaysView) -> list[str]:
    rows = range(view.table.rowCount())
    return [view.table.index(row, Column.DAYS).data() for row in rows]


def test_number_that_the_month_does_not_have_is_refused_and_stays_to_be_seen(
    qtbot: QtBot,
) -> None:
    view = view_of(qtbot, class_of(18, None))
    said: list[str] = []
    view.table.refused.connect(said.append)
    press(qtbot, view, "99")
    assert said == ["2026年10月只有31天。"]
    assert shown_days(view) == ["99", "未登记"]
    assert days(view) == [18, None], "nothing is cut to the first digit"
    assert view.table.index(0, Column.NOTE).data() == "2026年10月只有31天，请改正"
    assert view.table.index(0, Column.AMOUNT).data() == ""
    press(qtbot, view, "99")
    assert shown_days(view)[0] == "999"
    press(qtbot, view, Qt.Key.Key_Down, Qt.Key.Key_Up)
    assert shown_days(view)[0] == "999"
    press(qtbot, view, Qt.Key.Key_Backspace, Qt.Key.Key_Backspace)
    assert (shown_days(view)[0], days(view)[0]) == ("9", 9)


def test_number_that_cannot_be_is_typed_over_or_taken_back(qtbot: QtBot) -> None:
    view = view_of(qtbot, class_of(18, None))
    press(qtbot, view, "32", Qt.Key.Key_Down, Qt.Key.Key_Up, "2", "1")
    assert (shown_days(view)[0], days(view)[0]) == ("21", 21)
    press(qtbot, view, Qt.Key.Key_Down, "77")
    qtbot.keyClick(view, Qt.Key.Key_Z, CONTROL)
    assert (shown_days(view), days(view)) == (["21", "未登记"], [21, None])
    press(qtbot, view, "77", Qt.Key.Key_Delete)
    assert shown_days(view) == ["21", "未登记"]


def test_equals_sign_gives_the_days_at_school(qtbot: QtBot) -> None:
    view = view_of(qtbot, grid([line(0, None, 12)]))
    press(qtbot, view, Qt.Key.Key_Equal)
    assert days(view) == [12]


def test_delete_and_backspace_take_away(qtbot: QtBot) -> None:
    view = view_of(qtbot, class_of(18, 18, None))
    press(qtbot, view, Qt.Key.Key_Delete, Qt.Key.Key_Down, Qt.Key.Key_Backspace, Qt.Key.Key_Down)
    assert days(view) == [None, None, None]
    press(qtbot, view, "15", Qt.Key.Key_Backspace)
    assert days(view) == [None, None, 1]
    press(qtbot, view, "7")
    assert days(view)[2] == 17
    press(qtbot, view, Qt.Key.Key_Backspace, Qt.Key.Key_Backspace)
    assert days(view)[2] is None


def test_undo_and_redo_go_to_the_line(qtbot: QtBot) -> None:
    view = view_of(qtbot, class_of(1, 2, 3))
    press(qtbot, view, "18", Qt.Key.Key_Return, "17", Qt.Key.Key_Return)
    qtbot.keyClick(view, Qt.Key.Key_Z, CONTROL)
    assert (days(view), view.row) == ([18, 2, 3], 1)
    qtbot.keyClick(view, Qt.Key.Key_Z, CONTROL)
    assert (days(view), view.row) == ([1, 2, 3], 0)
    qtbot.keyClick(view, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert days(view) == [18, 2, 3]
    press(qtbot, view, "4")
    assert days(view) == [4, 2, 3]


def test_home_and_end_go_to_the_ends_and_arrows_stop_there(qtbot: QtBot) -> None:
    view = view_of(qtbot, class_of(1, 2, 3))
    press(qtbot, view, Qt.Key.Key_End, Qt.Key.Key_Down)
    assert view.row == 2
    press(qtbot, view, Qt.Key.Key_Home, Qt.Key.Key_Up)
    assert view.row == 0
    assert view.currentIndex().column() == Column.DAYS


def test_page_keys_f4_and_control_enter_are_told(qtbot: QtBot) -> None:
    view = view_of(qtbot, class_of(1))
    with qtbot.waitSignal(view.class_wanted) as wanted:
        press(qtbot, view, Qt.Key.Key_PageDown)
    assert wanted.args == [1]
    with qtbot.waitSignal(view.class_wanted) as wanted:
        press(qtbot, view, Qt.Key.Key_PageUp)
    assert wanted.args == [-1]
    with qtbot.waitSignal(view.fill_wanted):
        press(qtbot, view, Qt.Key.Key_F4)
    with qtbot.waitSignal(view.confirm_wanted):
        qtbot.keyClick(view, Qt.Key.Key_Return, CONTROL)


def test_letters_do_nothing(qtbot: QtBot) -> None:
    view = view_of(qtbot, class_of(1, 2))
    press(qtbot, view, "x-")
    chinese = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, "学")
    QCoreApplication.sendEvent(view, chinese)
    assert (days(view), view.row) == ([1, 2], 0)


def test_closed_month_answers_every_key_with_why(qtbot: QtBot) -> None:
    view = view_of(qtbot, grid([line(0, 5)], MonthState.CLOSED))
    said: list[str] = []
    view.table.refused.connect(said.append)
    press(qtbot, view, "3", Qt.Key.Key_Delete, Qt.Key.Key_Equal, Qt.Key.Key_Backspace)
    assert days(view) == [5]
    assert said == ["2026年10月已结账，不能再改。"] * 4


def test_class_is_copied_as_cells(qtbot: QtBot) -> None:
    view = view_of(qtbot, class_of(18, None))
    qtbot.keyClick(view, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text().splitlines() == [
        "1\t学生0\t18\t18\t90.00\t",
        "2\t学生1\t18\t未登记\t\t",
    ]


def test_column_of_a_sheet_is_pasted_from_the_current_line(qtbot: QtBot) -> None:
    view = view_of(qtbot, class_of(1, None, 3))
    press(qtbot, view, Qt.Key.Key_Down)
    QGuiApplication.clipboard().setText("18\n\n")
    qtbot.keyClick(view, Qt.Key.Key_V, CONTROL)
    assert days(view) == [1, 18, None]
    qtbot.keyClick(view, Qt.Key.Key_Z, CONTROL)
    assert days(view) == [1, None, 3]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [("1\n2\n3\n4", "没有这么多学生"), ("1\n病假", "不是整数"), ("40", "只有31天")],
)
def test_what_cannot_be_pasted_changes_nothing(qtbot: QtBot, words: str, sentence: str) -> None:
    view = view_of(qtbot, class_of(1, 2, 3))
    QGuiApplication.clipboard().setText(words)
    with qtbot.waitSignal(view.table.refused) as said:
        qtbot.keyClick(view, Qt.Key.Key_V, CONTROL)
    assert sentence in said.args[0]
    assert days(view) == [1, 2, 3]


def test_empty_clipboard_pastes_nothing(qtbot: QtBot) -> None:
    view = view_of(qtbot, class_of(1))
    QGuiApplication.clipboard().clear()
    qtbot.keyClick(view, Qt.Key.Key_V, CONTROL)
    assert days(view) == [1]


def test_input_method_never_takes_the_digits(qtbot: QtBot) -> None:
    view = view_of(qtbot, class_of(1))
    assert not view.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_grid_without_a_class_takes_no_key(qtbot: QtBot) -> None:
    view = MealDaysView(MealDaysTable())
    qtbot.addWidget(view)
    keys = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Equal, Qt.Key.Key_Down)
    press(qtbot, view, "1", *keys)
    assert view.row == -1


def test_every_state_of_a_line_is_painted_in_its_own_way(qtbot: QtBot) -> None:
    view = view_of(qtbot, class_of(18, None, 0, 17))
    view.table.put({3: 25})
    pictures = set()
    for row in range(4):
        room = view.visualRect(view.table.index(row, Column.DAYS))
        pictures.add(bytes(view.viewport().grab(room).toImage().constBits()))
    assert len(pictures) == 4


def test_class_that_is_read_again_leaves_the_cursor_and_the_number(qtbot: QtBot) -> None:
    view = view_of(qtbot, class_of(None, None, 3))
    press(qtbot, view, Qt.Key.Key_Down, "1")
    view.table.rebase(class_of(18, None, 4))
    press(qtbot, view, "7")
    assert (days(view), view.row) == ([18, 17, 4], 1)


def test_cursor_stays_with_the_pupil_when_others_come_and_go(qtbot: QtBot) -> None:
    view = view_of(qtbot, grid([line(0), line(2), line(5)]))
    press(qtbot, view, Qt.Key.Key_End, "4")
    view.table.rebase(grid([line(0), line(1), line(2), line(5)]))
    assert (days(view), view.row) == ([None, None, None, 4], 3)
    view.table.rebase(grid([line(0), line(1)]))
    assert (days(view), view.row) == ([None, None], 0)
