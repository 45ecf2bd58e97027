"""Cells of the meal tables that rarely stand on the screen, and words over and under them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QLabel, QTableView

from desktop.core.money import Money
from desktop.services.meal_grid import ClassTotals
from desktop.views.meals.classes import MealClassesTable
from desktop.views.meals.foot import MealsFoot
from desktop.views.meals.head import MealsHead
from desktop.views.meals.painting import DaysPainter
from desktop.views.meals.table import Column, MealDaysTable
from desktop.views.meals.typed import TypedClass
from desktop.views.style import Look, dress
from tests.views.meals.grids import class_of, grid, line

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.gui

TIP = Qt.ItemDataRole.ToolTipRole


def test_tip_over_a_class_counts_its_pupils() -> None:
    table = MealClassesTable()
    table.show_lines([ClassTotals(UUID(int=1), "三年级1班", 3, 40, Money.of("200.00"), 2)])
    assert table.index(0, 0).data(TIP) == "三年级1班：登记3人，未登记2人"
    assert table.data(QModelIndex()) is None


def test_tip_over_a_note_says_it_whole_or_nothing() -> None:
    noted = replace(line(0), note="10月8日转入")
    table = MealDaysTable(TypedClass(grid([noted, line(1)])))
    assert table.index(0, Column.NOTE).data(TIP) == "10月8日转入"
    assert table.index(1, Column.NOTE).data(TIP) is None
    assert table.data(QModelIndex()) is None


def test_class_whose_holidays_are_not_known_says_so(qtbot: QtBot, qapp: QApplication) -> None:
    dress(qapp, Look())
    head = MealsHead()
    qtbot.addWidget(head)
    for certain in (False, True):
        head.show_class(replace(class_of(18, 17), certain=certain))
        words = "".join(label.text() for label in head.findChildren(QLabel))
        assert ("节假日未知" in head.words.toolTip() + words) is not certain


def test_cell_without_a_state_of_its_days_is_painted_as_any_other(
    qtbot: QtBot, qapp: QApplication
) -> None:
    dress(qapp, Look())
    view = QTableView()
    qtbot.addWidget(view)
    table = MealDaysTable(TypedClass(class_of(18, None)))
    view.setModel(table)
    view.resize(700, 200)
    view.show()
    plain = view.grab().toImage()
    view.setItemDelegateForColumn(Column.NAME, DaysPainter(view))
    assert view.grab().toImage() == plain
    view.setItemDelegateForColumn(Column.DAYS, DaysPainter(view))
    assert view.grab().toImage() != plain


def test_sums_of_the_school_are_left_open_until_they_are_read(
    qtbot: QtBot, qapp: QApplication
) -> None:
    dress(qapp, Look())
    foot = MealsFoot()
    qtbot.addWidget(foot)
    foot.show_sums(None, None, TypedClass(class_of(18, None)).sums())
    words = [label.text() for label in foot.findChildren(QLabel)]
    assert any("本班 登记 1 人 · 未登记 1 人" in text for text in words)
    assert not any("全校" in text for text in words)
