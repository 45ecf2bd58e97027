"""每日人数 over real books: typed class by class, saved with one key, seen in the month."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.core.canteen import Sitting
from desktop.core.labels import Role
from desktop.services.canteen.canteens import NewCanteen, open_canteen
from desktop.services.canteen.heads import day_sheet
from desktop.services.canteen.sittings import NewSitting, record_sitting
from desktop.views.canteen.counts.panel import CountsPanel
from desktop.views.meals.eating import EatingPanel
from desktop.views.meals.page import CanteenPage
from desktop.views.meals.records import COUNTS_PART, CanteenRecord
from tests.services.rosters import as_role
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from uuid import UUID

    from pytestqt.qtbot import QtBot

    from desktop.services.canteen.heads import DaySheet
    from desktop.views.desk import Desk
    from tests.views.conftest import _Desks
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui
DAY, BEFORE = date(2026, 10, 30), date(2026, 10, 29)


@pytest.fixture
def canteen(desk: Desk) -> UUID:
    new = NewCanteen(date(2026, 10, 26))
    return at_the_books(lambda: open_canteen(desk.session, new)).canteen_id


def opened(qtbot: QtBot, desk: Desk) -> CountsPanel:
    """The part as it stands when a person has waited for it."""
    panel = CountsPanel(desk)
    qtbot.addWidget(panel)
    panel.resize(1150, 560)
    panel.show()
    qtbot.waitUntil(lambda: panel.sheet.table.rowCount() == 2, timeout=10_000)
    panel.window().activateWindow()
    qtbot.waitUntil(panel.window().isActiveWindow)
    panel.sheet.grid.setFocus()
    return panel


def sheet_of(desk: Desk, canteen: UUID, day: date = DAY) -> DaySheet:
    return at_the_books(lambda: day_sheet(desk.session, canteen, day, Sitting.LUNCH))


def typed(qtbot: QtBot, panel: CountsPanel, number: str) -> None:
    """Type a number as at a keyboard, and Enter."""
    qtbot.keyClicks(panel.sheet.grid, number[0])
    field = QApplication.focusWidget()
    qtbot.keyClicks(field, number[1:])
    qtbot.keyClick(field, Qt.Key.Key_Return)
    # Qt takes what was typed over when it comes back to its events.
    qtbot.waitUntil(panel.sheet.grid.hasFocus)


def test_a_day_is_counted_by_keyboard_and_saved_with_one_key(
    qtbot: QtBot, desk: Desk, canteen: UUID, messages: QuietMessages
) -> None:
    panel = opened(qtbot, desk)
    grid = panel.sheet.grid
    # The last school day that misses a count; both classes begin with who is enrolled.
    assert (panel.day, panel.month.table.rowCount()) == (DAY, 19)
    assert [line.heads for line in panel.sheet.table.lines] == [(5, 0), (3, 0)]
    assert "营养餐 8 · 自费 0" in panel.sheet.sums.text()
    typed(qtbot, panel, "4")
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (1, 3)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (0, 4)
    typed(qtbot, panel, "9")
    assert "在册5人，填了就餐13人" in panel.sheet.said.text()
    panel.do_primary()
    assert panel.sheet.changed
    grid.go_to(0, grid.table.index(0, 4).column())
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert panel.sheet.guests.hasFocus()
    qtbot.keyClicks(panel.sheet.guests, "2")
    with qtbot.waitSignal(panel.month.table.modelReset, timeout=10_000):
        qtbot.keyClick(panel.sheet.guests, Qt.Key.Key_Return)
    found = sheet_of(desk, canteen)
    assert [(line.plan, line.paying) for line in found.lines] == [(4, None), (3, 0)]
    assert (found.guests, messages.notes[-1]) == (2, "已保存 10-30 午餐，共 9 人")
    row = panel.month.table.row_of(DAY)
    assert row is not None
    assert panel.month.table.index(row, 1).data() == "9"


def test_what_is_typed_stays_while_another_day_is_looked_at(
    qtbot: QtBot, desk: Desk, canteen: UUID, messages: QuietMessages
) -> None:
    panel = opened(qtbot, desk)
    typed(qtbot, panel, "1")
    with qtbot.waitSignal(panel.sheet.table.modelReset):
        panel.month.selectRow(panel.month.table.row_of(BEFORE) or 0)
    messages.answers.append("停水")
    with qtbot.waitSignal(panel.month.table.modelReset, timeout=10_000):
        panel.sheet.unserved.click()
    assert sheet_of(desk, canteen, BEFORE).reason == "停水"
    qtbot.waitUntil(panel.sheet.banner.isVisible)
    assert not panel.primary_ready()
    messages.answers.append(True)
    with qtbot.waitSignal(panel.month.table.modelReset, timeout=10_000):
        panel.sheet.remove.click()
    assert not sheet_of(desk, canteen, BEFORE).recorded
    with qtbot.waitSignal(panel.sheet.table.modelReset):
        panel.open_day(DAY)
    assert [line.heads for line in panel.sheet.table.lines] == [(1, 0), (3, 0)]
    panel.sheet.propose.click()
    assert [line.heads for line in panel.sheet.table.lines] == [(5, 0), (3, 0)]


def test_an_auditor_looks_only_and_a_link_leads_here(
    qtbot: QtBot, desk: Desk, desk_over: _Desks, canteen: UUID
) -> None:
    lunch = NewSitting(canteen_id=canteen, day=DAY, sitting=Sitting.LUNCH, guests=1)
    at_the_books(lambda: record_sitting(desk.session, lunch))
    page = CanteenPage(desk_over.around(as_role(desk.session, Role.AUDITOR)))
    qtbot.addWidget(page)
    page.show()
    page.show_record(CanteenRecord("meals", part=COUNTS_PART))
    assert isinstance(page.panel, EatingPanel)
    panel = page.panel.part
    assert isinstance(panel, CountsPanel)
    qtbot.waitUntil(lambda: panel.sheet.table.rowCount() == 2, timeout=10_000)
    assert (panel.primary, panel.sheet.table.writable) == ("", False)
    assert not panel.sheet.remove.isEnabled()
