"""学生伙食费 over real books: a class filled in, listed, and paid back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.core.money import Money
from desktop.services.canteen.canteens import NewCanteen, open_canteen
from desktop.services.canteen.fee_lists import everybodys_fees, fees_month
from desktop.services.canteen.fees import FeePart, NewFees, record_fees
from desktop.views.canteen.fees.panel import FeesPanel
from desktop.views.canteen.fees.table import Column
from tests.services.rosters import OCTOBER, meal_days, meals, take
from tests.views.conftest import NAMES
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from uuid import UUID

    from pytestqt.qtbot import QtBot

    from desktop.services.canteen.fee_states import FeesMonth
    from desktop.views.desk import Desk
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui


@pytest.fixture
def panel(qtbot: QtBot, desk: Desk) -> FeesPanel:
    """The part as it stands over a school of which one pupil has eaten on half of the days."""
    new = NewCanteen(date(2026, 9, 1))
    at_the_books(lambda: open_canteen(desk.session, new))
    days = meals(NAMES[0], school_class=None, present_days=9, meal_days=9)
    at_the_books(lambda: take(desk.session, meal_days(days)))
    made = FeesPanel(desk)
    qtbot.addWidget(made)
    made.resize(1150, 560)
    made.show()
    qtbot.waitUntil(made.nothing.isVisible, timeout=10_000)
    made.window().activateWindow()
    qtbot.waitUntil(made.window().isActiveWindow)
    return made


def booked(qtbot: QtBot, panel: FeesPanel) -> None:
    """Book what is filled in."""
    with qtbot.waitSignal(panel.sheet.booked, timeout=10_000):
        panel.sheet.save.click()


def read(panel: FeesPanel) -> FeesMonth:
    """What the books say of the month."""
    canteen = panel.canteen
    assert canteen is not None
    return at_the_books(lambda: fees_month(panel.desk.session, canteen.canteen_id, OCTOBER))


def test_a_class_pays(qtbot: QtBot, panel: FeesPanel, messages: QuietMessages) -> None:
    panel.nothing.asked.emit()
    sheet = panel.sheet
    qtbot.waitUntil(lambda: sheet.table.rowCount() == 5)
    sheet.each.set_value(Money.of("90"))
    sheet.fill.click()
    assert sheet.sums.text() == "收 5 人，共 450.00 元"
    sheet.grid.go_to(4, Column.AMOUNT)
    qtbot.keyClick(sheet.grid, Qt.Key.Key_Delete)
    sheet.grid.go_to(3, Column.AMOUNT)
    qtbot.keyClicks(sheet.grid, "8")
    qtbot.keyClicks(QApplication.focusWidget(), "0.5")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    # Qt takes what was typed over when it comes back to its events.
    qtbot.waitUntil(sheet.grid.hasFocus)
    assert sheet.grid.currentIndex().row() == 4
    assert not sheet.table.setData(sheet.table.index(0, Column.AMOUNT), "-1")
    booked(qtbot, panel)
    assert messages.notes[-1] == "已记账：4 人 350.50 元，收支 2026-10-001"
    qtbot.waitUntil(lambda: panel.view.table.rowCount() == 5, timeout=10_000)
    assert panel.words.text().startswith("未交 1 人；")
    panel.states.setCurrentIndex(1)
    panel.states.activated.emit(1)
    qtbot.waitUntil(lambda: panel.view.table.rowCount() == 1, timeout=10_000)


def test_what_was_not_eaten_is_paid_back(qtbot: QtBot, panel: FeesPanel) -> None:
    canteen, pupil = panel.canteen, read_pupil(panel)
    assert canteen is not None
    part = FeePart(pupil, Money.of("90"))
    new = NewFees(
        canteen_id=canteen.canteen_id, day=date(2026, 10, 8), meals_of=OCTOBER, parts=(part,)
    )
    at_the_books(lambda: record_fees(panel.desk.session, new))
    assert read(panel).due == Money.of("45")
    panel.refunds.click()
    sheet = panel.sheet
    qtbot.waitUntil(lambda: sheet.table.rowCount() == 1)
    assert sheet.sums.text() == "退 1 人，共 45.00 元"
    assert not sheet.table.setData(sheet.table.index(0, Column.AMOUNT), "90.01")
    booked(qtbot, panel)
    assert (read(panel).refunded, read(panel).due) == (Money.of("45"), Money(0))


def read_pupil(panel: FeesPanel) -> UUID:
    """The pupil whose days are recorded."""
    canteen = panel.canteen
    assert canteen is not None
    found = at_the_books(lambda: everybodys_fees(panel.desk.session, canteen.canteen_id, OCTOBER))
    return next(line.student_id for line in found.lines if line.name == NAMES[0])
