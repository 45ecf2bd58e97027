"""A pupil's line is found by pinyin from whichever class is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop.core.errors import NotFoundError
from desktop.core.terms import Month
from desktop.services.meal_grid import class_grid, class_of, school_meals
from desktop.services.people import PupilQuery, pupils
from desktop.views.meals.panel import MealsPanel
from tests.services.rosters import OCTOBER
from tests.views.composing import type_in
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from desktop.views.meals.finding import Finder

pytestmark = pytest.mark.gui


@pytest.fixture
def panel(qtbot: QtBot, desk: Desk) -> MealsPanel:
    made = MealsPanel(desk)
    qtbot.addWidget(made)
    made.resize(1150, 560)
    with qtbot.waitSignal(made.opening.school_read, timeout=20_000):
        made.show()
    made.activateWindow()
    made.grid.setFocus()
    return made


def choose(qtbot: QtBot, finder: Finder, typed: str) -> None:
    finder.setFocus()
    qtbot.waitUntil(finder.hasFocus)
    type_in(qtbot, finder, typed)
    popup = finder.completer_.popup()
    qtbot.waitUntil(popup.isVisible)
    qtbot.keyClick(popup, Qt.Key.Key_Return)


def name_at(panel: MealsPanel) -> str:
    typed = panel.table.typed
    return typed.lines[panel.grid.row].name if typed is not None and panel.grid.row >= 0 else ""


def test_line_of_a_pupil_is_found_in_another_class(qtbot: QtBot, panel: MealsPanel) -> None:
    school = panel.opening.school
    assert school is not None
    other = school.classes[1]
    grid = at_the_books(lambda: class_grid(panel.desk.session, OCTOBER, other.class_id))
    name = grid.lines[-1].name
    assert panel.opening.class_id != other.class_id
    qtbot.keyClick(panel.grid, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(panel.finder.hasFocus)
    choose(qtbot, panel.finder, name)
    qtbot.waitUntil(lambda: name_at(panel) == name)
    assert panel.opening.class_id == other.class_id
    assert panel.finder.text() == ""
    qtbot.waitUntil(panel.grid.hasFocus)


def test_line_is_found_in_the_open_class_too(qtbot: QtBot, panel: MealsPanel) -> None:
    typed = panel.table.typed
    assert typed is not None
    name = typed.lines[-1].name
    choose(qtbot, panel.finder, name)
    qtbot.waitUntil(lambda: name_at(panel) == name)


def test_pupil_who_was_not_there_that_month_is_said(desk: Desk) -> None:
    def ask() -> None:
        line = pupils(desk.session, PupilQuery()).lines[0]
        assert class_of(desk.session, OCTOBER, line.student_id) in {
            total.class_id for total in school_meals(desk.session, OCTOBER).classes
        }
        with pytest.raises(NotFoundError, match="2020年1月这个学生不在校"):
            class_of(desk.session, Month(2020, 1), line.student_id)

    at_the_books(ask)
