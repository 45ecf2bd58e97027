"""食谱 in the window: what is said, refused and left alone in a week and in the lines of a form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from PySide6.QtCore import QModelIndex, Qt

from desktop.core.canteen import Sitting
from desktop.core.labels import Role
from desktop.core.terms import Month
from desktop.services.canteen.menus import MenuLine, Week, menu
from desktop.views.canteen.menus.meal_form import DishChoice, DishesEdit
from desktop.views.canteen.menus.week import WeekPart
from desktop.views.canteen.menus.week_papers import set_notice
from desktop.views.canteen.menus.week_table import WeekTable
from tests.services.canteen.eaten import serve
from tests.views.canteen.goods import stocked
from tests.views.canteen.moneys import rest
from tests.views.canteen.test_menus import LUNCH, MONDAY, NEXT, cell, menu_at, press, week_at
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui
TUESDAY = (MONDAY + timedelta(days=1), Sitting.LUNCH)
_CENTRE = Qt.Orientation.Horizontal


def a_week() -> Week:
    names = ("米饭", "西红柿汤")
    lines = tuple(
        MenuLine(UUID(int=at), *LUNCH, at, UUID(int=10 + at), name) for at, name in enumerate(names)
    )
    return Week(MONDAY, lines, frozenset({MONDAY}))


def test_table_without_a_week_has_nothing_to_say(qtbot: QtBot) -> None:
    del qtbot
    table = WeekTable(MONDAY)
    assert (table.rowCount(), table.columnCount()) == (0, 0)
    assert table.headerData(0, _CENTRE) is None
    assert table.data(QModelIndex()) is None
    assert table.lines(LUNCH) == ()
    assert not table.place(LUNCH).isValid()


def test_table_reads_each_meal_aloud_and_knows_its_own_days_only(qtbot: QtBot) -> None:
    del qtbot
    table = WeekTable(MONDAY)
    table.show_week(a_week())
    aloud = Qt.ItemDataRole.AccessibleTextRole
    assert table.data(table.place(LUNCH), aloud) == "周一 午餐：米饭、西红柿汤"
    assert table.data(table.place(TUESDAY), aloud) == "周二 午餐：没有写"
    assert not table.place((NEXT, Sitting.LUNCH)).isValid()
    assert table.data(QModelIndex()) is None
    assert table.headerData(0, _CENTRE) == "周一 今天\n10-12"
    assert table.headerData(1, _CENTRE) == "周二\n10-13 休息"
    assert table.headerData(2, Qt.Orientation.Vertical) == "午餐"
    assert table.headerData(0, _CENTRE, Qt.ItemDataRole.FontRole).bold()
    assert not table.headerData(1, _CENTRE, Qt.ItemDataRole.FontRole).bold()
    grey = Qt.ItemDataRole.BackgroundRole
    assert table.data(table.place(LUNCH), grey) is None
    assert table.data(table.place(TUESDAY), grey) is not None


def dishes_edit(qtbot: QtBot) -> DishesEdit:
    edit = DishesEdit("菜品")
    qtbot.addWidget(edit)
    edit.resize(500, 400)
    edit.show()
    qtbot.waitExposed(edit)
    edit.activateWindow()
    return edit


def test_enter_walks_through_filled_lines_and_leaves_from_a_blank_one(qtbot: QtBot) -> None:
    edit = dishes_edit(qtbot)
    edit.set_value((DishChoice(None, "米饭"), DishChoice(None, "西红柿汤")))
    fields = [line.fields["dish"] for line in edit.grid.lines]
    fields[0].setFocus()
    qtbot.waitUntil(fields[0].hasFocus)
    assert edit.underway()
    press(edit, Qt.Key.Key_Return)
    assert fields[1].hasFocus()
    press(edit, Qt.Key.Key_Enter)
    assert fields[2].hasFocus()
    press(edit, Qt.Key.Key_Return)
    assert fields[2].hasFocus()


def test_line_that_is_taken_out_is_told_and_no_longer_counts(qtbot: QtBot) -> None:
    edit = dishes_edit(qtbot)
    edit.set_value((DishChoice(None, "米饭"), DishChoice(None, "西红柿汤")))
    with qtbot.waitSignal(edit.changed):
        edit.grid.lines[0].remove.click()
    assert [choice.name for choice in edit.value()] == ["西红柿汤"]
    assert edit.words(edit.value()) == "西红柿汤"


def test_lines_that_are_loaded_are_told_once(qtbot: QtBot) -> None:
    edit = dishes_edit(qtbot)
    told: list[None] = []
    edit.changed.connect(lambda: told.append(None))
    edit.set_value((DishChoice(None, "米饭"), DishChoice(None, "西红柿汤")))
    assert len(told) == 1
    edit.grid.lines[0].fields["dish"].setText("x")
    assert len(told) > 1
    assert edit.problem() == "第1行：请从列表里选，或写菜名。"
    edit.set_value(None)
    assert (edit.value(), edit.problem()) == ((), "")


def test_week_without_a_canteen_reads_writes_and_prints_nothing(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    part = WeekPart(desk)
    qtbot.addWidget(part)
    part.show()
    printed: list[str] = []
    part.printing.connect(lambda _pdf, title: printed.append(title))
    part.reload()
    part.copy(MONDAY)
    part.write()
    part.clear()
    part.print_paper(set_notice, "一周食谱")
    part.grid.chosen.emit(None)
    part.grid.copy_wanted.emit()
    part.grid.paste_wanted.emit()
    assert not desk.tasks.running
    rest(qtbot, desk)
    assert part.table.week is None
    assert part.pane.form is None
    assert (printed, messages.notes, messages.questions) == ([], [], [])


def test_meal_is_emptied_only_if_there_is_one_and_the_person_says_so(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    kitchen = stocked(desk)
    at_the_books(lambda: serve(kitchen, MONDAY, "米饭"))
    panel = menu_at(qtbot, desk)
    grid = panel.week.grid
    qtbot.waitUntil(lambda: cell(panel) == "米饭")
    grid.go_to(TUESDAY)
    press(grid, Qt.Key.Key_Delete)
    assert messages.questions == []
    grid.go_to(LUNCH)
    messages.answers.append(False)
    press(grid, Qt.Key.Key_Delete)
    assert len(messages.questions) == 1
    assert messages.questions[0].endswith("的食谱吗？")
    rest(qtbot, desk)
    assert cell(panel) == "米饭"
    kept = at_the_books(lambda: menu(desk.session, kitchen.canteen_id, MONDAY, NEXT))
    assert [line.name for line in kept] == ["米饭"]
    rest(qtbot, desk)


def test_empty_meal_is_copied_as_nothing_and_not_pasted(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    kitchen = stocked(desk)
    at_the_books(lambda: serve(kitchen, MONDAY, "米饭"))
    panel = menu_at(qtbot, desk)
    grid = panel.week.grid
    qtbot.waitUntil(lambda: cell(panel) == "米饭")
    grid.go_to(TUESDAY)
    grid.copy_wanted.emit()
    assert messages.notes == ["已复制 0 个菜，到另一餐按 Ctrl+V"]
    grid.go_to(LUNCH)
    grid.paste_wanted.emit()
    rest(qtbot, desk)
    assert cell(panel) == "米饭"
    assert len(messages.notes) == 1


def test_meal_of_another_month_is_opened_to_be_written(qtbot: QtBot, desk: Desk) -> None:
    stocked(desk)
    panel = menu_at(qtbot, desk)
    week = panel.week
    there = (date(2026, 9, 16), Sitting.SUPPER)
    week.open_meal(there, write=True)
    qtbot.waitUntil(lambda: week_at(panel) == date(2026, 9, 14) and week.pane.form is not None)
    assert week.grid.meal == there
    assert desk.place.month == Month(2026, 9)
    rest(qtbot, desk)


def test_closed_pane_gives_its_room_back_to_the_week(qtbot: QtBot, desk: Desk) -> None:
    stocked(desk)
    panel = menu_at(qtbot, desk)
    week = panel.week
    week.grid.go_to(LUNCH)
    qtbot.waitUntil(week.pane.isVisible)
    rest(qtbot, desk)
    week.pane.closing.emit()
    assert not week.pane.isVisible()
    week.resize(600, 500)
    week.grid.go_to(TUESDAY)
    assert not week.pane.isVisible()
    week.write()
    assert week.pane.isVisible()
    rest(qtbot, desk)


def test_auditor_empties_and_pastes_nothing(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    kitchen = stocked(desk)
    at_the_books(lambda: serve(kitchen, MONDAY, "米饭"))
    auditor = replace(desk, session=replace(desk.session, role=Role.AUDITOR))
    panel = menu_at(qtbot, auditor)
    grid = panel.week.grid
    qtbot.waitUntil(lambda: cell(panel) == "米饭")
    grid.go_to(LUNCH)
    press(grid, Qt.Key.Key_Delete)
    grid.copy_wanted.emit()
    grid.go_to(TUESDAY)
    grid.paste_wanted.emit()
    rest(qtbot, auditor)
    assert (cell(panel), cell(panel, TUESDAY[0])) == ("米饭", "")
    assert messages.questions == []
