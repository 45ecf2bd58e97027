"""Contract prices, orders and what answers them, dealings with suppliers, papers that run out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from desktop.core.canteen import Duty, Fund, MoneyKind
from desktop.core.errors import Confirmable, NotFoundError, SchoolError
from desktop.core.meals import OrderState
from desktop.core.money import Money, Quantity, UnitPrice
from desktop.core.terms import Month
from desktop.services.canteen.contract_prices import (
    NewContractPrice,
    add_contract_price,
    contract_prices,
    end_contract_price,
    remove_contract_price,
)
from desktop.services.canteen.dealings import Span, dealings
from desktop.services.canteen.documents import Signer
from desktop.services.canteen.drafts import discard_draft, post_draft, receipt_draft, save_draft
from desktop.services.canteen.money import NewMoney, record
from desktop.services.canteen.order_lists import order, orders
from desktop.services.canteen.orders import NewOrder, NewOrderLine, cancel_order, place_order
from desktop.services.canteen.receipts import NewReceipt, receive
from desktop.services.canteen.reversing import reverse
from desktop.services.canteen.stock import paper
from desktop.services.canteen.suppliers import NewSupplier, add_supplier, correct_supplier
from desktop.services.today.waiting import today
from tests.services.canteen.kitchen import ACCEPTORS

if TYPE_CHECKING:
    from desktop.services.canteen.orders import OrderSaved
    from desktop.services.canteen.receipts import Booked
    from tests.services.canteen.kitchen import Kitchen

OCTOBER = Month(2026, 10)
NINTH, TWELFTH, DUE = date(2026, 10, 9), date(2026, 10, 12), date(2026, 10, 10)


def agree(kitchen: Kitchen, price: str, since: date, until: date | None = None) -> object:
    return add_contract_price(
        kitchen.session,
        NewContractPrice(
            supplier_id=kitchen.supplier_id,
            article_id=kitchen.rice,
            since=since,
            until=until,
            price=UnitPrice.of(price),
            decision="2026秋季询价会",
        ),
    )


def ordered(kitchen: Kitchen, **more: object) -> OrderSaved:
    new = NewOrder(
        canteen_id=kitchen.canteen_id,
        supplier_id=kitchen.supplier_id,
        ordered_on=NINTH,
        wanted_on=DUE,
        buyer="采购员小孙",
        lines=(NewOrderLine(kitchen.rice, Quantity.of("50"), UnitPrice.of("4.36")),),
    )
    return place_order(kitchen.session, replace(new, **more))  # type: ignore[arg-type]


def delivery(kitchen: Kitchen, saved: OrderSaved | None, quantity: str = "48") -> NewReceipt:
    return NewReceipt(
        canteen_id=kitchen.canteen_id,
        day=TWELFTH,
        supplier_id=kitchen.supplier_id,
        fund=Fund.PUPIL_FEES,
        lines=(kitchen.line(kitchen.rice, quantity, "4.36"),),
        signers=ACCEPTORS,
        order_id=saved.order_id if saved else None,
    )


def standing(kitchen: Kitchen, saved: OrderSaved) -> tuple[OrderState, bool]:
    head = order(kitchen.session, saved.order_id).head
    return head.state, head.delivery_id is not None


def test_a_new_price_ends_the_one_before_and_each_day_has_one(kitchen: Kitchen) -> None:
    agree(kitchen, "4.20", date(2026, 9, 1))
    agree(kitchen, "4.36", date(2026, 10, 1), date(2026, 12, 31))
    spans = [(str(p.price), p.since, p.until) for p in contract_prices(kitchen.session)]
    assert spans == [
        ("4.3600", date(2026, 10, 1), date(2026, 12, 31)),
        ("4.2000", date(2026, 9, 1), date(2026, 9, 30)),
    ]
    for day, price in ((date(2026, 9, 30), "4.2000"), (date(2026, 12, 31), "4.3600")):
        assert [str(p.price) for p in contract_prices(kitchen.session, day)] == [price]
    assert contract_prices(kitchen.session, date(2027, 1, 1)) == ()
    with pytest.raises(SchoolError, match="已有一个合同价"):
        agree(kitchen, "5", date(2026, 10, 1))
    with pytest.raises(SchoolError, match="另有合同价"):
        agree(kitchen, "5", date(2026, 8, 1), date(2026, 9, 1))


def test_a_price_is_ended_or_taken_out(kitchen: Kitchen) -> None:
    agree(kitchen, "4.20", date(2026, 9, 1), date(2026, 9, 30))
    agree(kitchen, "4.36", date(2026, 10, 5))
    newer, older = contract_prices(kitchen.session)
    end_contract_price(kitchen.session, older.price_id, date(2026, 10, 4))
    with pytest.raises(SchoolError, match="已有新的价格"):
        end_contract_price(kitchen.session, older.price_id, date(2026, 10, 5))
    with pytest.raises(SchoolError, match="写错的价格请删除"):
        end_contract_price(kitchen.session, newer.price_id, date(2026, 10, 4))
    remove_contract_price(kitchen.session, newer.price_id)
    assert [p.until for p in contract_prices(kitchen.session)] == [date(2026, 10, 4)]
    with pytest.raises(NotFoundError):
        remove_contract_price(kitchen.session, newer.price_id)


@pytest.mark.parametrize(
    ("price", "decision", "until", "said"),
    [
        ("0", "合同", None, "大于零"),
        ("4", " ", None, "定价依据"),
        ("4", "长" * 121, None, "最多120个字"),
        ("4", "合同", date(2026, 9, 1), "检查日期"),
    ],
)
def test_a_price_that_cannot_be_is_refused(
    kitchen: Kitchen, price: str, decision: str, until: date | None, said: str
) -> None:
    new = NewContractPrice(
        supplier_id=kitchen.supplier_id,
        article_id=kitchen.rice,
        since=NINTH,
        until=until,
        price=UnitPrice.of(price),
        decision=decision,
    )
    with pytest.raises(SchoolError, match=said):
        add_contract_price(kitchen.session, new)


def test_another_price_than_the_contracts_is_asked_with_both_figures(kitchen: Kitchen) -> None:
    agree(kitchen, "4.36", date(2026, 9, 1), date(2026, 10, 11))
    with pytest.raises(Confirmable, match=r"4\.50元与合同价4\.36元（2026秋季询价会）") as asked:
        kitchen.take_in(NINTH, kitchen.line(kitchen.rice, "10", "4.5"))
    kitchen.take_in(
        NINTH, kitchen.line(kitchen.rice, "10", "4.5"), accepted=frozenset({asked.value.key})
    )
    kitchen.take_in(NINTH, kitchen.line(kitchen.rice, "10", "4.36"))
    kitchen.take_in(TWELFTH, kitchen.line(kitchen.rice, "10", "4.5"))  # no contract by then
    with pytest.raises(Confirmable, match=r"4\.40元与合同价4\.36元"):
        ordered(kitchen, lines=(NewOrderLine(kitchen.rice, Quantity(1), UnitPrice.of("4.4")),))


def test_an_order_is_delivered_with_its_receipt_and_waits_again_after_red_ink(
    kitchen: Kitchen,
) -> None:
    saved = ordered(kitchen)
    booked = receive(kitchen.session, delivery(kitchen, saved))
    assert standing(kitchen, saved) == (OrderState.DELIVERED, True)
    (line,) = order(kitchen.session, saved.order_id).lines
    assert (line.quantity.plain, line.accepted and line.accepted.plain) == ("50", "48")
    (goods,) = paper(kitchen.session, booked.document_id).lines
    assert (goods.ordered, goods.delivered) == (Quantity.of("50"), Quantity.of("48"))
    with pytest.raises(SchoolError, match="采购单 0001已到货"):
        receive(kitchen.session, delivery(kitchen, saved))
    with pytest.raises(SchoolError, match="已到货"):
        cancel_order(kitchen.session, saved.order_id, "不要了")
    reverse(kitchen.session, booked.document_id, "数量写错", TWELFTH)
    assert standing(kitchen, saved) == (OrderState.ORDERED, False)
    receive(kitchen.session, delivery(kitchen, saved, "50"))
    assert standing(kitchen, saved) == (OrderState.DELIVERED, True)


def test_a_draft_holds_its_order_until_it_is_booked_or_given_up(kitchen: Kitchen) -> None:
    saved = ordered(kitchen)
    draft = save_draft(kitchen.session, delivery(kitchen, saved)).document_id
    assert standing(kitchen, saved) == (OrderState.ORDERED, True)
    assert receipt_draft(kitchen.session, draft).order_id == saved.order_id
    with pytest.raises(SchoolError, match="入库草稿"):
        cancel_order(kitchen.session, saved.order_id, "不要了")
    again = save_draft(kitchen.session, delivery(kitchen, saved, "47"), draft).document_id
    discard_draft(kitchen.session, again)
    assert standing(kitchen, saved) == (OrderState.ORDERED, False)
    draft = save_draft(kitchen.session, delivery(kitchen, saved)).document_id
    post_draft(kitchen.session, draft)
    assert standing(kitchen, saved) == (OrderState.DELIVERED, True)


def test_an_order_is_answered_by_its_own_supplier_after_its_day(kitchen: Kitchen) -> None:
    (other,) = add_supplier(kitchen.session, NewSupplier(name="菜农老周")).supplier_ids
    saved = ordered(kitchen)
    for wrong, said in (
        ({"supplier_id": other}, "别的供货商"),
        ({"day": date(2026, 10, 8)}, "不能比下单还早"),
    ):
        with pytest.raises(SchoolError, match=said):
            receive(kitchen.session, replace(delivery(kitchen, saved), **wrong))
    assert standing(kitchen, saved) == (OrderState.ORDERED, False)


def test_who_ordered_does_not_accept_almost_alone(kitchen: Kitchen) -> None:
    saved = ordered(kitchen, buyer="张三丰")
    with pytest.raises(Confirmable, match="采购人张三丰也是验收人"):
        receive(kitchen.session, delivery(kitchen, saved))
    three = (*ACCEPTORS, Signer(Duty.ACCEPTOR, "家长代表"))
    receive(kitchen.session, replace(delivery(kitchen, saved), signers=three))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"buyer": " "}, "下单人"),
        ({"wanted_on": date(2026, 10, 8)}, "还早"),
        ({"ordered_on": date(2026, 8, 1)}, "账从2026-09-01开始"),
        ({"lines": ()}, "1到200行"),
    ],
)
def test_an_order_that_cannot_be_is_refused(
    kitchen: Kitchen, wrong: dict[str, object], said: str
) -> None:
    with pytest.raises(SchoolError, match=said):
        ordered(kitchen, **wrong)


def test_orders_name_an_article_once_with_figures_above_zero(kitchen: Kitchen) -> None:
    one = NewOrderLine(kitchen.rice, Quantity.of("1"))
    for lines, said in (
        ((one, one), "合成一行"),
        ((NewOrderLine(kitchen.rice, Quantity(0)),), "大于零"),
        ((NewOrderLine(kitchen.rice, Quantity(1), UnitPrice(0)),), "大于零"),
    ):
        with pytest.raises(SchoolError, match=said):
            ordered(kitchen, lines=lines)


def test_suppliers_that_stopped_or_lack_papers_are_not_just_ordered_from(kitchen: Kitchen) -> None:
    name = "平安粮油店"
    correct_supplier(
        kitchen.session, kitchen.supplier_id, NewSupplier(name=name, licence_until=NINTH)
    )
    with pytest.raises(Confirmable, match="许可证到2026-10-09为止"):
        ordered(kitchen)
    correct_supplier(kitchen.session, kitchen.supplier_id, NewSupplier(name=name, stopped_on=DUE))
    with pytest.raises(SchoolError, match="已停止供货"):
        ordered(kitchen)


def test_orders_are_listed_open_ones_first_and_cancelled_with_a_reason(kitchen: Kitchen) -> None:
    first, second, third = (ordered(kitchen) for _ in range(3))
    receive(kitchen.session, delivery(kitchen, first))
    with pytest.raises(SchoolError, match="写明原因"):
        cancel_order(kitchen.session, second.order_id, " ")
    cancel_order(kitchen.session, second.order_id, "商户停电")
    told = [
        (head.label, head.state) for head in orders(kitchen.session, kitchen.canteen_id, OCTOBER)
    ]
    assert told == [
        ("采购单 0003", OrderState.ORDERED),
        ("采购单 0001", OrderState.DELIVERED),
        ("采购单 0002", OrderState.CANCELLED),
    ]
    later = orders(kitchen.session, kitchen.canteen_id, Month(2026, 11))
    assert [head.order_id for head in later] == [third.order_id]
    assert [head.overdue(TWELFTH) for head in later] == [True]
    with pytest.raises(NotFoundError):
        order(kitchen.session, kitchen.rice)


def booked_of(kitchen: Kitchen, quantity: str, day: date) -> Booked:
    back = {"rejected": Quantity.of("1"), "rejected_why": "潮了"}
    return kitchen.take_in(day, kitchen.line(kitchen.rice, quantity, "4", **back))


def test_dealings_tell_orders_goods_payments_and_debt_of_a_span(kitchen: Kitchen) -> None:
    ordered(kitchen)
    receive(kitchen.session, delivery(kitchen, ordered(kitchen)))
    booked_of(kitchen, "11", date(2026, 9, 30))  # 40 before the span
    wrong = booked_of(kitchen, "21", NINTH)
    reverse(kitchen.session, wrong.document_id, "重复", TWELFTH)
    income = NewMoney(
        canteen_id=kitchen.canteen_id,
        day=NINTH,
        kind=MoneyKind.PUPIL_FEE,
        amount=Money.of("900"),
    )
    record(kitchen.session, income)
    paid = replace(
        income, kind=MoneyKind.SUPPLIER_PAYMENT, amount=Money.of("30"), fund=Fund.PUPIL_FEES
    )
    record(kitchen.session, replace(paid, day=TWELFTH, supplier_id=kitchen.supplier_id))
    (one,) = dealings(kitchen.session, kitchen.canteen_id, Span(OCTOBER.first, OCTOBER.last))
    assert (one.orders, one.open_orders, one.receipts, one.rejections) == (2, 1, 1, 0)
    figures = (one.opening, one.received, one.paid, one.closing)
    assert [str(amount) for amount in figures] == ["40.00", "209.28", "30.00", "219.28"]
    assert [str(line.owed) for line in one.lines][-1] == "219.28"
    assert len(one.lines) == 4
    with pytest.raises(SchoolError, match="起止日期"):
        Span(TWELFTH, NINTH)


def test_prices_that_end_and_orders_that_are_late_wait_on_the_first_page(
    kitchen: Kitchen,
) -> None:
    session = kitchen.session
    now = session.store.clock.today()

    def waiting() -> dict[str, str]:
        return {item.rule: item.sentence for item in today(session, Month.of(now)).items}

    agree(kitchen, "4.36", date(2026, 9, 1), now + timedelta(days=10))
    ordered(kitchen)
    told = waiting()
    assert told["canteen.prices.ending"].startswith("平安粮油店大米的合同价快到期")
    assert told["canteen.orders.late"].startswith(
        "向平安粮油店订的货（采购单 0001）2026年10月10日该到"
    )
    ordered(kitchen)
    assert "等2张采购单" in waiting()["canteen.orders.late"]
    agree(kitchen, "4.36", now + timedelta(days=11))
    assert "canteen.prices.ending" not in waiting()
