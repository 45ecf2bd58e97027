from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop.core.labels import MonthState
from desktop.views.meals.table import (
    DAY_STATE_ROLE,
    TITLES,
    Column,
    DayState,
    MealDaysTable,
    read_days,
)
from desktop.views.meals.typed import TypedClass
from tests.views.meals.grids import class_of, grid, line

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.gui


def table_of(*days: int | None) -> MealDaysTable:
    return MealDaysTable(TypedClass(class_of(*days)))


def cells(table: MealDaysTable, row: int) -> list[str]:
    return [str(table.index(row, column).data()) for column in Column]


def test_model_keeps_qts_rules(qtmodeltester: object) -> None:
    for table in (MealDaysTable(), table_of(18, None, 0)):
        qtmodeltester.check(table)  # type: ignore[attr-defined]


def test_line_shows_what_is_recorded_and_0_is_not_nothing() -> None:
    table = table_of(18, None, 0)
    assert cells(table, 0) == ["1", "学生0", "18", "18", "90.00", ""]
    assert cells(table, 1)[3:5] == ["未登记", ""]
    assert cells(table, 2)[3:5] == ["0", "0.00"]
    titles = [
        table.headerData(place, Qt.Orientation.Horizontal) for place in range(table.columnCount())
    ]
    assert titles == list(TITLES)


def test_pupil_outside_of_the_plan_is_not_due() -> None:
    outside = replace(line(0), in_plan=False, note="不在营养餐计划内")
    table = MealDaysTable(TypedClass(grid([outside])))
    assert cells(table, 0)[3] == "—"
    assert cells(table, 0)[5] == "不在营养餐计划内"


def test_line_says_why_it_should_be_looked_at() -> None:
    table = MealDaysTable(
        TypedClass(grid([line(0, None, 15), replace(line(1), note="10月8日转入")]))
    )
    table.put({0: 16, 1: 19})
    assert cells(table, 0)[5] == "多于在校天数"
    assert cells(table, 1)[5] == "多于上课日（18天）；10月8日转入"
    state = table.index(0, Column.DAYS).data(DAY_STATE_ROLE)
    assert state == DayState(recorded=True, changed=True, doubtful=True)
    assert table.index(0, Column.NAME).data(DAY_STATE_ROLE) is None


def test_days_that_were_changed_elsewhere_show_both_values() -> None:
    table = table_of(18, None)
    table.put({0: 17, 1: 2})
    table.rebase(class_of(16, 9))
    assert cells(table, 0)[5] == "原来18天，别处已改为16天"
    assert cells(table, 1)[5] == "原来未登记，别处已改为9天"


def test_unsaved_days_tell_what_they_were() -> None:
    table = table_of(None)
    tip = table.index(0, Column.DAYS)
    assert tip.data(Qt.ItemDataRole.ToolTipRole) is None
    table.put({0: 3})
    assert tip.data(Qt.ItemDataRole.ToolTipRole) == "还没有保存；原来未登记"


@pytest.mark.parametrize(
    ("typed", "days"), [("18", 18), (" 3 ", 3), ("１８", 18), ("", None), (None, None), ("-", None)]
)
def test_days_are_read_as_people_type_them(typed: str | None, days: int | None) -> None:
    table = table_of(5)
    assert read_days(typed) == days
    assert table.setData(table.index(0, Column.DAYS), typed)
    assert table.index(0, Column.DAYS).data(Qt.ItemDataRole.EditRole) == days


@pytest.mark.parametrize(("typed", "sentence"), [("二十", "只能填整数"), ("32", "只有31天")])
def test_days_that_cannot_be_are_refused_in_words(qtbot: QtBot, typed: str, sentence: str) -> None:
    table = table_of(5)
    with qtbot.waitSignal(table.refused) as said:
        assert not table.setData(table.index(0, Column.DAYS), typed)
    assert sentence in said.args[0]
    assert cells(table, 0)[3] == "5"


def test_only_days_can_be_typed() -> None:
    table = table_of(5)
    assert not table.setData(table.index(0, Column.NAME), "王")
    assert not table.setData(table.index(0, Column.DAYS), "3", Qt.ItemDataRole.DisplayRole)
    editable = [
        bool(table.flags(table.index(0, column)) & Qt.ItemFlag.ItemIsEditable) for column in Column
    ]
    assert editable == [column is Column.DAYS for column in Column]


@pytest.mark.parametrize("state", [MonthState.CLOSED, MonthState.LOCKED])
def test_closed_month_cannot_be_typed(qtbot: QtBot, state: MonthState) -> None:
    table = MealDaysTable(TypedClass(grid([line(0, 5)], state)))
    with qtbot.waitSignal(table.refused) as said:
        assert not table.put({0: 3})
    assert said.args == [f"2026年10月{state.label}，不能再改。"]
    assert table.fill() == 0
    assert not table.compose(0, 3)
    assert cells(table, 0)[3] == "5"


def test_auditor_cannot_type(qtbot: QtBot) -> None:
    table = table_of(5)
    table.writable = False
    with qtbot.waitSignal(table.refused) as said:
        assert not table.put({0: 3})
    assert said.args == ["您可以查看，不能登记。"]


def test_nothing_open_takes_nothing(qtbot: QtBot) -> None:
    table = MealDaysTable()
    with qtbot.waitSignal(table.refused):
        assert not table.put({0: 3})
    assert table.undo() is None
    assert table.redo() is None
    table.rebase(class_of(1))
    assert table.rowCount() == 0


def test_every_change_tells_that_the_sums_may_be_others(qtbot: QtBot) -> None:
    table = table_of(5, None)
    for change in (
        lambda: table.put({0: 3}),
        lambda: table.compose(0, 1),
        table.fill,
        table.undo,
        table.redo,
        lambda: table.rebase(class_of(5, 5)),
        lambda: table.show_class(None),
    ):
        with qtbot.waitSignal(table.edited):
            change()
