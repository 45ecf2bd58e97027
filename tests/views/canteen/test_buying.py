"""订单 and 合同价 in the window: ordered, delivered by the receipt, prices offered and posted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtWidgets import QPushButton

from desktop.core.labels import Role
from desktop.core.meals import OrderState
from desktop.core.money import UnitPrice
from desktop.services.canteen.contract_prices import (
    NewContractPrice,
    add_contract_price,
    contract_prices,
)
from desktop.services.canteen.order_lists import orders
from desktop.services.canteen.stock import documents, paper
from tests.services.rosters import as_role
from tests.views.canteen.goods import begun, listed, put, read, receipts_at, stocked, write
from tests.views.canteen.moneys import rest
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.services.canteen.order_lists import OrderSummary
    from desktop.views.canteen.goods.receipts import ReceiptsPanel
    from desktop.views.desk import Desk
    from tests.services.canteen.kitchen import Kitchen
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui


@pytest.fixture
def kitchen(desk: Desk) -> Kitchen:
    """Rice has a contract price."""
    made = stocked(desk)
    new = NewContractPrice(
        supplier_id=made.supplier_id,
        article_id=made.rice,
        since=date(2026, 9, 1),
        price=UnitPrice.of("4.36"),
        decision="秋季询价会",
    )
    at_the_books(lambda: add_contract_price(desk.session, new))
    return made


def standing(desk: Desk, kitchen: Kitchen) -> list[OrderSummary]:
    month = desk.place.month
    return at_the_books(lambda: list(orders(desk.session, kitchen.canteen_id, month)))


def order(qtbot: QtBot, desk: Desk, panel: ReceiptsPanel) -> None:
    """Order rice."""
    panel.switch.turn_to("orders")
    panel.do_primary()
    sheet = begun(qtbot, panel.order_sheet)
    put(sheet, day="2026年10月9日", wanted="2026年10月12日", supplier="平安粮油店")
    put(sheet, buyer="采购员小孙")
    line = write(sheet, 0, article="大米", quantity="50")
    assert line.fields["price"].text() == "4.36"
    assert "合同价 4.36 元（秋季询价会）" in line.note.text()
    assert sheet.foot.total.text() == "1 行　合计 218.00 元"
    sheet.foot.book.click()
    rest(qtbot, desk)


def test_goods_are_ordered_and_come_by_a_receipt_that_is_filled_in(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen, messages: QuietMessages
) -> None:
    panel = receipts_at(qtbot, desk)
    printed: list[str] = []
    panel.printing.connect(lambda _pdf, title: printed.append(title))
    order(qtbot, desk, panel)
    assert messages.notes[-1] == "已下单：采购单 0001"
    assert listed(panel.orders.view, "state") == ["过期未到货"]
    assert "大米　50 千克 × 4.36 = 218.00 元" in read(panel.orders.pane)
    panel.orders.pane.buttons["打印采购单"].click()
    rest(qtbot, desk)
    assert printed == ["采购单 0001"]
    panel.orders.pane.buttons["到货"].click()
    sheet = begun(qtbot, panel.sheet)
    line = sheet.grid.lines[0]
    assert line.texts() == {
        "article": "大米",
        "delivered": "50",
        "price": "4.36",
        "amount": "218.00",
    }
    put(sheet, day="2026年10月12日", fund="学生伙食费", acceptors="王建国、李桂兰")
    write(sheet, 0, delivered="48", price="4.5", amount="")
    assert "与合同价 4.36 元（秋季询价会）不同" in line.note.text()
    messages.answers.append(True)
    sheet.foot.book.click()
    rest(qtbot, desk)
    assert "单价4.50元与合同价4.36元" in messages.questions[-1]
    (done,) = standing(desk, kitchen)
    assert done.state is OrderState.DELIVERED
    (goods,) = at_the_books(lambda: paper(desk.session, done.delivery_id).lines)  # type: ignore[arg-type]
    assert goods.ordered is not None
    assert (goods.ordered.plain, goods.quantity.plain) == ("50", "48")
    assert done.delivery_id is not None
    looks_at_the_receipt(qtbot, desk, panel, done)


def looks_at_the_receipt(
    qtbot: QtBot, desk: Desk, panel: ReceiptsPanel, done: OrderSummary
) -> None:
    """An order that was delivered tells what came, and leads to the receipt."""
    panel.switch.turn_to("orders")
    panel.orders.show_order(done.order_id)
    rest(qtbot, desk)
    assert "实收 48 千克" in read(panel.orders.pane)
    (link,) = [b for b in panel.orders.pane.findChildren(QPushButton) if b.text() == "看入库单"]
    link.click()
    rest(qtbot, desk)
    assert panel.switch.current == "documents"
    assert panel.documents.pane.document_id == done.delivery_id


def test_an_order_goes_into_a_draft_and_is_cancelled_only_without_it(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen, messages: QuietMessages
) -> None:
    panel = receipts_at(qtbot, desk)
    order(qtbot, desk, panel)
    panel.orders.pane.buttons["到货"].click()
    sheet = begun(qtbot, panel.sheet)
    put(sheet, fund="学生伙食费")
    sheet.foot.keep.click()
    rest(qtbot, desk)
    assert [line.drafted for line in standing(desk, kitchen)] == [True]
    panel.switch.turn_to("orders")
    assert listed(panel.orders.view, "state") == ["入库草稿"]
    assert panel.documents.pane.document_id is not None
    messages.answers.append(True)
    panel.documents.pane.discard()
    rest(qtbot, desk)
    panel.orders.show_order(standing(desk, kitchen)[0].order_id)
    rest(qtbot, desk)
    messages.answers.append("商户停电")
    panel.orders.pane.buttons["取消采购单…"].click()
    rest(qtbot, desk)
    assert listed(panel.orders.view, "state") == ["已取消"]
    assert "商户停电" in read(panel.orders.pane)
    month = desk.place.month
    drafts = at_the_books(lambda: documents(desk.session, kitchen.canteen_id, month, ()))
    assert drafts == ()


def prices_at(qtbot: QtBot, desk: Desk) -> ReceiptsPanel:
    panel = receipts_at(qtbot, desk)
    panel.switch.turn_to("prices")
    rest(qtbot, desk)
    return panel


def test_a_new_price_follows_another_and_is_ended(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen
) -> None:
    del kitchen
    part = prices_at(qtbot, desk).prices
    part.view.grid.go_to(0)
    rest(qtbot, desk)
    part.buttons["定新价格…"].click()
    rest(qtbot, desk)
    form: Any = part.pane.form
    form.sheet.rows["price"].entry.set_value(UnitPrice.of("4.5"))
    form.sheet.rows["since"].entry.set_value(date(2026, 10, 1))
    form.sheet.rows["decision"].entry.set_value("十月询价会")
    form.save()
    rest(qtbot, desk)
    assert listed(part.view, "until") == ["", "2026-09-30"]
    assert listed(part.view, "state") == ["", "已结束"]
    part.current.setChecked(True)
    rest(qtbot, desk)
    assert listed(part.view, "price") == ["4.50"]
    part.view.grid.go_to(0)
    rest(qtbot, desk)
    part.buttons["结束…"].click()
    form = part.pane.form
    form.sheet.rows["until"].entry.set_value(date(2099, 12, 31))
    form.save()
    rest(qtbot, desk)
    assert listed(part.view, "until") == ["2099-12-31"]


def test_prices_hang_on_the_wall_and_a_wrong_one_is_taken_out(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen, messages: QuietMessages
) -> None:
    del kitchen
    panel = prices_at(qtbot, desk)
    part = panel.prices
    printed: list[str] = []
    panel.printing.connect(lambda _pdf, title: printed.append(title))
    part.wall.click()
    rest(qtbot, desk)
    assert printed == ["食材采购价格公示"]
    part.view.grid.go_to(0)
    rest(qtbot, desk)
    messages.answers.append(True)
    part.remove(at_the_books(lambda: contract_prices(desk.session))[0])
    rest(qtbot, desk)
    assert at_the_books(lambda: contract_prices(desk.session)) == ()
    assert panel.primary == "登记合同价"
    panel.do_primary()
    rest(qtbot, desk)
    assert part.pane.form is not None


def test_dealings_with_suppliers_become_papers(qtbot: QtBot, desk: Desk, kitchen: Kitchen) -> None:
    panel = receipts_at(qtbot, desk)
    panel.switch.turn_to("suppliers")
    printed: list[str] = []
    panel.printing.connect(lambda _pdf, title: printed.append(title))
    panel.suppliers.dealings.click()
    rest(qtbot, desk)
    for chosen in (None, kitchen.supplier_id):
        (ask,) = panel.suppliers.pane.findChildren(QPushButton, "dealings")
        box: Any = ask.parent()
        box.rows["supplier"].entry.set_value(chosen)
        ask.click()
        rest(qtbot, desk)
    assert printed == ["供应商往来", "供应商往来"]
    box.rows["first"].entry.set_value(None)
    ask.click()
    rest(qtbot, desk)
    assert len(printed) == 2


def test_an_auditor_looks_on(qtbot: QtBot, desk: Desk, kitchen: Kitchen) -> None:
    del kitchen
    auditor = replace(desk, session=as_role(desk.session, Role.AUDITOR))
    panel = receipts_at(qtbot, auditor)
    panel.switch.turn_to("prices")
    rest(qtbot, auditor)
    assert panel.primary == ""
    panel.prices.view.grid.go_to(0)
    rest(qtbot, auditor)
    assert panel.prices.buttons == {}
