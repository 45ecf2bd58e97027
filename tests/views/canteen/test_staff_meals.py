"""教职工就餐 on the screen: marked by keyboard, paid by one and by all, shared; 伙食价格."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from desktop.core.canteen import Sitting
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.services.canteen.prices import prices
from desktop.services.canteen.staff_accounts import staff_accounts
from desktop.services.months import close
from desktop.views.canteen.prices.panel import PricesPanel
from desktop.views.canteen.staffmeals.panel import StaffMealsPanel
from desktop.views.canteen.staffmeals.pay_form import EVERYBODY
from desktop.views.canteen.staffmeals.table import FIRST_DAY
from desktop.views.meals.charging import ChargingPanel
from desktop.views.meals.eating import EatingPanel
from desktop.views.meals.page import CanteenPage
from tests.services.canteen.kitchen import OPENED, Kitchen
from tests.services.canteen.table import StaffTable
from tests.services.staff_rosters import hire
from tests.views.canteen.moneys import press, put, rest, save
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytestqt.qtbot import QtBot

    from desktop.services.canteen.staff_accounts import StaffMonthAccount
    from desktop.views.desk import Desk
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui
DAY = date(2026, 10, 8)
OCTOBER = Month(2026, 10)


@pytest.fixture
def table(desk: Desk) -> StaffTable:
    """Two colleagues; lunch costs 5.00."""
    return at_the_books(lambda: StaffTable.of(desk.session))


def opened(qtbot: QtBot, desk: Desk) -> tuple[CanteenPage, StaffMealsPanel]:
    page = CanteenPage(desk)
    qtbot.addWidget(page)
    page.resize(1200, 760)
    page.show()
    panel = page.panel_of("meals")
    assert isinstance(panel, EatingPanel)
    panel.turn_to("staff")
    desk.place.set_month(OCTOBER)
    rest(qtbot, desk)
    staff = panel.part
    assert isinstance(staff, StaffMealsPanel)
    return page, staff


def accounts(table: StaffTable) -> Sequence[StaffMonthAccount]:
    return at_the_books(lambda: staff_accounts(table.session, table.canteen_id, OCTOBER)).lines


def told(panel: StaffMealsPanel) -> str:
    return " ".join(label.text() for label in panel.pane.findChildren(QLabel))


def test_meals_are_marked_by_one_key_each_and_kept(
    qtbot: QtBot, desk: Desk, table: StaffTable
) -> None:
    _, panel = opened(qtbot, desk)
    grid, at = panel.grid, FIRST_DAY + DAY.day - 1
    grid.go_to(0, at)
    qtbot.keyClick(grid, Qt.Key.Key_1)
    assert grid.currentIndex().row() == 1
    qtbot.keyClick(grid, Qt.Key.Key_F4)
    assert "共 2 餐，应交 10.00" in panel.foot.text()
    qtbot.keyClick(grid, Qt.Key.Key_0)
    qtbot.keyClick(grid, Qt.Key.Key_Space)
    qtbot.keyClick(grid, Qt.Key.Key_Space)
    panel.keeping.keep()
    rest(qtbot, desk)
    assert [(line.name, line.meals) for line in accounts(table)] == [("李秀英", {Sitting.LUNCH: 1})]
    assert "正在保存" not in panel.foot.text()


def test_one_pays_what_is_offered_and_then_everybody(
    qtbot: QtBot, desk: Desk, table: StaffTable
) -> None:
    at_the_books(lambda: table.eat((table.wang, DAY), (table.li, DAY)))
    page, panel = opened(qtbot, desk)
    panel.grid.go_to(0, FIRST_DAY)
    assert page.primary.text() == "收款"
    page.primary.click()
    rest(qtbot, desk)
    form = panel.pane.form
    assert form is not None
    assert form.sheet.rows["payer"].entry.value() == table.li
    assert form.sheet.rows["amount"].entry.value() == Money.of("5")
    save(qtbot, desk, panel.pane)
    assert [line.owed for line in accounts(table)] == [Money(0), Money.of("5")]
    at_the_books(lambda: table.eat((table.li, date(2026, 10, 9))))
    page.primary.click()
    rest(qtbot, desk)
    form = panel.pane.form
    assert form is not None
    put(panel.pane, payer=EVERYBODY)
    assert form.sheet.rows["amount"].entry.value() == Money.of("10")
    assert not form.sheet.rows["amount"].widget.isEnabled()
    save(qtbot, desk, panel.pane)
    assert [line.owed for line in accounts(table)] == [Money(0), Money(0)]


def test_share_of_cost_is_shown_and_settled(qtbot: QtBot, desk: Desk, table: StaffTable) -> None:
    def eaten() -> None:
        table.use(DAY, "90")
        table.count(DAY, 8)
        table.eat((table.wang, DAY), (table.li, DAY))
        close(table.session, OCTOBER, accept_warnings=True)

    at_the_books(eaten)
    _, panel = opened(qtbot, desk)
    panel.to_share.click()
    rest(qtbot, desk)
    assert "2 餐，食材 18.00 元" in told(panel)
    assert "-18.00" in told(panel)
    assert "已经结账" in panel.table.typed.why_not(0, 0, ate=True)
    assert "教职工伙食费应付 18.00 元" in told(panel)
    button = panel.pane.findChild(QPushButton, "资金往来：结清…")
    assert isinstance(button, QPushButton)
    button.click()
    form = panel.pane.form
    assert form is not None
    assert form.sheet.rows["amount"].entry.value() == Money.of("18")
    desk.place.set_month(Month(2026, 11))


def test_school_without_a_price_is_led_to_where_it_is_decided(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    def begun() -> Kitchen:
        hire(desk.session, "王建国")
        return Kitchen.of(desk.session)

    kitchen = at_the_books(begun)
    page, panel = opened(qtbot, desk)
    assert panel.faces.currentWidget() is panel.no_price
    panel.no_price.asked.emit()
    asking = page.panel
    assert isinstance(asking, ChargingPanel)
    rest(qtbot, desk)
    made = asking.part
    assert isinstance(made, PricesPanel)
    page.primary.click()
    put(made.pane, price=Money.of("6"), since=OPENED, decision="膳食委员会")
    save(qtbot, desk, made.pane)
    (line,) = at_the_books(lambda: prices(desk.session, kitchen.canteen_id))
    assert (line.price, line.sitting) == (Money.of("6"), Sitting.LUNCH)
    made.view.grid.go_to(0)
    rest(qtbot, desk)
    messages.answers.append(True)
    press(made.pane, "撤销")
    rest(qtbot, desk)
    assert at_the_books(lambda: prices(desk.session, kitchen.canteen_id)) == ()


def test_papers_are_looked_at(
    qtbot: QtBot, desk: Desk, table: StaffTable, messages: QuietMessages
) -> None:
    at_the_books(lambda: table.eat((table.wang, DAY)))
    _, panel = opened(qtbot, desk)
    for button in (panel.to_notice, panel.to_sheet):
        with qtbot.waitSignal(panel.printing, timeout=20_000) as printed:
            button.click()
        assert printed.args is not None
        assert printed.args[0].startswith(b"%PDF")
    assert messages.errors == []
