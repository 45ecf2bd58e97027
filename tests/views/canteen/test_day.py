"""The tab 今日: from an empty day to a done one by its buttons, and the days around it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop.core.canteen import Fund, MoneyKind, PayMethod
from desktop.core.canteen_day import DayPart, PartState
from desktop.core.money import Money, Quantity, UnitPrice
from desktop.core.terms import Month
from desktop.services.canteen.canteens import NewCanteen, open_canteen
from desktop.services.canteen.drafts import save_draft
from desktop.services.canteen.money import NewMoney, record
from desktop.services.canteen.order_states import order_label
from desktop.services.canteen.orders import NewOrder, NewOrderLine, place_order
from desktop.services.canteen.receipts import NewReceipt
from desktop.views.canteen.day.panel import DayPanel
from desktop.views.meals.page import CanteenPage
from desktop.views.preview.pdf import page_text
from tests.services.canteen.eaten import serve, weighed
from tests.services.canteen.kitchen import Kitchen
from tests.services.canteen.test_logs import sampled
from tests.services.staff_rosters import hire
from tests.views.canteen.goods import put as put_head
from tests.views.canteen.goods import read
from tests.views.canteen.moneys import rest
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui
SATURDAY = date(2026, 10, 31)
"""Today."""
FRIDAY = date(2026, 10, 30)
_kept: list[CanteenPage] = []


def entered(desk: Desk) -> Kitchen:
    """Rice in store that is up tomorrow, a dish of it, and two people who sign."""
    kitchen = Kitchen.of(desk.session)
    rice = kitchen.line(kitchen.rice, "10", "4", expires_on=date(2026, 11, 1))
    kitchen.take_in(date(2026, 10, 8), rice)
    weighed(kitchen, "米饭", rice="100")
    hire(desk.session, name="王建国")
    hire(desk.session, name="李桂兰")
    return kitchen


def opened(qtbot: QtBot, desk: Desk) -> CanteenPage:
    """The page as a person finds it who waits."""
    page = CanteenPage(desk)
    qtbot.addWidget(page)
    _kept[:] = [page]
    page.resize(1198, 700)
    page.show()
    page.window().activateWindow()
    at_rest(qtbot, desk)
    return page


def at_rest(qtbot: QtBot, desk: Desk) -> None:
    """What was read has made something else be read."""
    rest(qtbot, desk)
    rest(qtbot, desk)


def day_of(page: CanteenPage) -> DayPanel:
    panel = page.panel
    assert isinstance(panel, DayPanel)
    return panel


def words(panel: DayPanel) -> str:
    assert panel.content is not None
    return "\n".join(label.text() for label in panel.content.findChildren(QLabel))


def act(qtbot: QtBot, desk: Desk, panel: DayPanel, name: str) -> None:
    """Press an action by the keyboard."""
    assert panel.content is not None
    (button,) = (b for b in panel.content.buttons if b.accessibleName() == name)
    QTest.keyClick(button, Qt.Key.Key_Return)
    rest(qtbot, desk)


def put(form: Any, **values: object) -> None:  # noqa: ANN401 - any form
    for name, value in values.items():
        form.sheet.rows[name].entry.set_value(value)
    form.save()


def write_menu(qtbot: QtBot, desk: Desk, page: Any) -> None:  # noqa: ANN401 - of its tabs
    act(qtbot, desk, page.panel_of("day"), "午餐写食谱")
    form = page.panel_of("issues").week.pane.form
    form.sheet.rows["dishes"].entry.grid.lines[0].fields["dish"].setText("米饭")
    form.save()
    at_rest(qtbot, desk)


def count(qtbot: QtBot, desk: Desk, page: Any) -> None:  # noqa: ANN401 - same
    act(qtbot, desk, page.panel_of("day"), "午餐登记人数")
    counts = page.panel_of("meals").part
    assert (counts.day, counts.sheet.sheet.day) == (FRIDAY, FRIDAY)
    counts.do_primary()
    at_rest(qtbot, desk)


def take_out(qtbot: QtBot, desk: Desk, page: Any) -> None:  # noqa: ANN401 - same
    act(qtbot, desk, page.panel_of("day"), "午餐按食谱出库")
    (sheet,) = page.panel_of("issues").sheets.values()
    assert [line.fields["article"].text() for line in sheet.grid.filled] == ["大米"]
    put_head(sheet, taker="王建国", keeper="李桂兰")
    sheet.book()
    at_rest(qtbot, desk)


def keep_logs(qtbot: QtBot, desk: Desk, page: Any) -> None:  # noqa: ANN401 - same
    logs = page.panel_of("logs")
    act(qtbot, desk, page.panel_of("day"), "午餐登记留样")
    told = {"grams": 150, "taken_at": "11:30", "taken_by": "老钱", "watched_by": "王老师"}
    put(logs.samples.pane.form, **told)
    at_rest(qtbot, desk)
    act(qtbot, desk, page.panel_of("day"), "午餐登记陪餐")
    put(logs.companions.pane.form, name="张校长", opinion="饭菜可口", paid=Money.of("5"))
    at_rest(qtbot, desk)


def test_a_day_is_walked_from_empty_to_done(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    at_the_books(lambda: entered(desk))
    page = opened(qtbot, desk)
    panel = day_of(page)
    assert "周末，食堂不开餐" in words(panel)
    assert page.focusWidget().accessibleName() == "明天到期看库存"
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_Left)
    rest(qtbot, desk)
    assert (panel.day, panel.bar.words.text()) == (FRIDAY, "星期五 · 上课")
    assert panel.content is not None
    first = panel.content.buttons[0]
    assert (first.accessibleName(), first.property("kind")) == ("午餐写食谱", "primary")
    write_menu(qtbot, desk, page)
    assert day_of(page) is panel
    assert page.focusWidget().accessibleName() == "午餐登记人数"
    count(qtbot, desk, page)
    assert "就餐 8 人：营养餐学生 8" in words(panel)
    take_out(qtbot, desk, page)
    assert "已出 大米 0.8 千克" in words(panel)
    keep_logs(qtbot, desk, page)
    assert day_of(page) is panel
    assert panel.seen is not None
    assert panel.seen.sittings[0].done
    assert "午餐　已经办完" in words(panel)
    assert not messages.errors


def test_actions_lead_to_what_waits_and_back(qtbot: QtBot, desk: Desk) -> None:
    at_the_books(lambda: entered(desk))
    page = opened(qtbot, desk)
    panel = day_of(page)
    others: Any = page
    act(qtbot, desk, panel, "明天到期看库存")
    assert others.panel_of("issues").switch.current == "store"
    page.open_tab("day")
    panel.show_day(FRIDAY)
    rest(qtbot, desk)
    act(qtbot, desk, panel, "晨检记录")
    assert others.panel_of("logs").sheet.form is not None
    page.show_books()
    page.open_tab("day")
    QTest.keyClick(panel.bar.before, Qt.Key.Key_Right)
    QTest.keyClick(panel.bar.before, Qt.Key.Key_Right)
    rest(qtbot, desk)
    assert panel.day == date(2026, 11, 1)
    assert desk.place.month == Month(2026, 11)
    panel.show_day(date(2026, 11, 2))
    rest(qtbot, desk)
    assert panel.seen is not None
    states = panel.seen.sittings[0].states
    assert (states[DayPart.MENU], states[DayPart.HEADS]) == (PartState.OPEN, PartState.AHEAD)
    desk.place.set_month(Month(2026, 10))
    rest(qtbot, desk)
    assert panel.day == SATURDAY


def test_drafts_orders_samples_and_cash_are_opened(qtbot: QtBot, desk: Desk) -> None:
    at_the_books(lambda: waits(entered(desk)))
    page = opened(qtbot, desk)
    panel = day_of(page)
    others: Any = page
    act(qtbot, desk, panel, "10-31 平安粮油店入库单还没有记账打开")
    goods = others.panel_of("receipts")
    assert goods.switch.current == "documents"
    assert "草稿" in read(goods.documents.pane)
    page.open_tab("day")
    act(qtbot, desk, panel, f"{order_label(1)}看订单")
    assert goods.switch.current == "orders"
    assert "平安粮油店" in read(goods.orders.pane)
    page.open_tab("day")
    act(qtbot, desk, panel, "留样销样")
    put(others.panel_of("logs").samples.pane.form, disposed_by="老钱")
    at_rest(qtbot, desk)
    assert day_of(page) is panel
    assert "留样 1 份" not in words(panel)
    act(qtbot, desk, panel, "现金存银行")
    money = others.panel_of("money")
    assert money.pane.form is not None


def test_what_a_day_to_come_lacks_is_ordered(qtbot: QtBot, desk: Desk) -> None:
    at_the_books(lambda: waits(entered(desk)))
    page = opened(qtbot, desk)
    panel = day_of(page)
    others: Any = page
    serves = date(2026, 11, 3)
    panel.show_day(serves)
    at_rest(qtbot, desk)
    assert "库里还缺 猪肉" in words(panel)
    act(qtbot, desk, panel, "午餐下采购单")
    assert others.panel_of("receipts").order_sheet is not None
    page.show_books()
    page.open_tab("day")
    panel.show_day(date(2026, 11, 2))
    at_rest(qtbot, desk)
    panel.bar.now.click()
    panel.bar.day.set_value(FRIDAY)
    panel.bar.day.editingFinished.emit()
    at_rest(qtbot, desk)
    assert panel.day == FRIDAY


def waits(kitchen: Kitchen) -> None:
    """A draft, a late order, a sample whose time is up, cash, and a menu that lacks pork."""
    session, key, early = kitchen.session, kitchen.canteen_id, date(2026, 10, 28)
    draft = NewReceipt(
        canteen_id=key,
        day=SATURDAY,
        supplier_id=kitchen.supplier_id,
        fund=Fund.PUPIL_FEES,
        lines=(kitchen.line(kitchen.rice, "5", "4"),),
        signers=(),
    )
    save_draft(session, draft)
    wanted = (NewOrderLine(kitchen.rice, Quantity.of(5), UnitPrice.of("4")),)
    order = NewOrder(
        canteen_id=key,
        supplier_id=kitchen.supplier_id,
        ordered_on=early,
        wanted_on=FRIDAY,
        buyer="老赵",
        lines=wanted,
    )
    place_order(session, order)
    sampled(kitchen, early, ("米饭", 150))
    paid = NewMoney(
        canteen_id=key,
        day=FRIDAY,
        kind=MoneyKind.PUPIL_FEE,
        fund=Fund.PUPIL_FEES,
        method=PayMethod.CASH,
        amount=Money.of("1234"),
        party="三年级1班",
    )
    record(session, paid)
    serve(kitchen, date(2026, 11, 3), weighed(kitchen, "红烧肉", pork="50"))


def test_a_page_opens_on_the_day_only_where_there_are_accounts(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk)
    assert page.tabs.tabText(page.tabs.currentIndex()) == "就餐"
    page.open_tab("day")
    rest(qtbot, desk)
    assert day_of(page).rooms.currentWidget() is day_of(page).empty
    assert day_of(page).empty.button.text() == "开设食堂账"
    day_of(page).focus_first()


def test_the_day_of_the_canteen_that_is_chosen_goes_on_paper(qtbot: QtBot, desk: Desk) -> None:
    def two() -> None:
        kitchen = entered(desk)
        open_canteen(desk.session, NewCanteen(date(2026, 9, 1), "分校食堂"))
        serve(kitchen, FRIDAY, "米饭", "青菜汤")

    at_the_books(two)
    page = opened(qtbot, desk)
    panel = day_of(page)
    panel.show_day(FRIDAY)
    rest(qtbot, desk)
    with qtbot.waitSignal(panel.printing) as printed:
        panel.bar.paper.click()
    text = page_text(printed.args[0], 0)
    assert "今日食谱和出库" in text
    assert "大米 100 克 0.8 千克" in text
    page.show_books()
    panel.chooser.setCurrentIndex(1)
    panel.chooser.activated.emit(1)
    rest(qtbot, desk)
    assert panel.seen is not None
    assert panel.seen.canteen.name == "分校食堂"
    assert panel.seen.sittings[0].dishes == ()
    act(qtbot, desk, panel, "午餐登记人数")
    others: Any = page
    assert others.panel_of("meals").part.canteen.name == "分校食堂"
