"""采购单: what was ordered of a supplier for a day, until it comes or is cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from desktop.core.changes import Book, Changes
from desktop.core.errors import Confirmable, NotFoundError, SchoolError
from desktop.core.meals import OrderState
from desktop.models import OrderLine, PurchaseOrder
from desktop.services.canteen.canteens import canteen_of, refuse_odd_day
from desktop.services.canteen.catalogue import articles_by_id, suppliers_by_id
from desktop.services.canteen.contract_prices import ContractPrices
from desktop.services.canteen.documents import LONGEST_NAME
from desktop.services.canteen.order_states import order_label, refuse_done

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from uuid import UUID

    from desktop.core.money import Quantity, UnitPrice
    from desktop.database.work import Work
    from desktop.services.canteen.catalogue import ArticleFacts, SupplierFacts
    from desktop.services.session import Session

MOST_LINES: Final = 200
LONGEST_WHY: Final = 200


@dataclass(frozen=True, slots=True)
class NewOrderLine:
    """An article that is ordered; without a price the day's holds."""

    article_id: UUID
    quantity: Quantity
    price: UnitPrice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """What is ordered of a supplier."""

    canteen_id: UUID
    supplier_id: UUID
    ordered_on: date
    wanted_on: date
    buyer: str
    """Who orders it."""
    lines: tuple[NewOrderLine, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class OrderSaved:
    """An order that was written."""

    order_id: UUID
    number: int
    changes: Changes

    @property
    def label(self) -> str:
        """The number as people say it."""
        return order_label(self.number)


def place_order(
    session: Session, new: NewOrder, accepted: frozenset[str] = frozenset()
) -> OrderSaved:
    """Order goods.

    Raises:
        NotFoundError: the canteen, the supplier or an article is not there.
        SchoolError: nobody orders, nothing is ordered or an article twice, a supplier that was
            stopped, days that cannot be.
        Confirmable: the supplier's papers are over by then, or a price is not the contract's.
    """

    def body(work: Work) -> OrderSaved:
        suppliers = suppliers_by_id(work.connection, work.unit_id, [new.supplier_id])
        articles = articles_by_id(work.connection, work.unit_id, (n.article_id for n in new.lines))
        canteen = canteen_of(work.connection, work.unit_id, new.canteen_id)
        refuse_odd_day(canteen, new.ordered_on, work.today)
        _refuse(new, suppliers[new.supplier_id], articles)
        _ask(work, new, suppliers[new.supplier_id], articles, accepted)
        saved = _write(work, new)
        work.summary = {"order": saved.number, "lines": len(new.lines)}
        return saved

    return session.write("canteen.order.place", body)


def cancel_order(session: Session, order_id: UUID, reason: str) -> Changes:
    """Give an order up that nothing came of.

    Raises:
        NotFoundError: there is no such order.
        SchoolError: no reason; it is delivered or cancelled, or a draft takes it in.
    """
    why = reason.strip()
    if not 0 < len(why) <= LONGEST_WHY:
        msg = f"取消采购单要写明原因，最多{LONGEST_WHY}个字。"
        raise SchoolError(msg)

    def body(work: Work) -> Changes:
        old = work.rows(PurchaseOrder, [order_id]).get(order_id)
        if old is None:
            raise NotFoundError("没有这张采购单。")
        refuse_done(old)
        if old["delivery_id"] is not None:
            msg = f"{order_label(old['number'])}有一张入库草稿。请先把草稿记账，或删掉草稿再取消。"
            raise SchoolError(msg)
        row = {"id": order_id, "state": OrderState.CANCELLED, "cancelled_why": why}
        work.update(PurchaseOrder, [row])
        work.summary = {"order": old["number"]}
        return Changes.of(Book.CANTEEN)

    return session.write("canteen.order.cancel", body)


def _refuse(new: NewOrder, supplier: SupplierFacts, articles: Mapping[UUID, ArticleFacts]) -> None:
    buyer = new.buyer.strip()
    if not 0 < len(buyer) <= LONGEST_NAME:
        msg = f"请写下单人的姓名，只写一个人，最多{LONGEST_NAME}个字。"
        raise SchoolError(msg)
    if new.wanted_on < new.ordered_on:
        msg = f"要货日期{new.wanted_on}比下单日期{new.ordered_on}还早。请检查日期。"
        raise SchoolError(msg)
    if supplier.stopped_on is not None and new.wanted_on >= supplier.stopped_on:
        msg = f"{supplier.name}从{supplier.stopped_on}起已停止供货，不能再向它下单。"
        raise SchoolError(msg)
    if not 0 < len(new.lines) <= MOST_LINES:
        msg = f"一张采购单要有1到{MOST_LINES}行。请检查有没有写物品。"
        raise SchoolError(msg)
    seen: set[UUID] = set()
    for number, line in enumerate(new.lines, start=1):
        name = articles[line.article_id].name
        if line.quantity.units <= 0 or (line.price is not None and line.price.units <= 0):
            msg = f"第{number}行{name}：数量和单价都要大于零；单价还没谈定的空着。"
            raise SchoolError(msg)
        if line.article_id in seen:
            msg = f"第{number}行{name}：前面已经有这个物品，请合成一行。"
            raise SchoolError(msg)
        seen.add(line.article_id)


def _ask(
    work: Work,
    new: NewOrder,
    supplier: SupplierFacts,
    articles: Mapping[UUID, ArticleFacts],
    accepted: frozenset[str],
) -> None:
    """Ask once about all that is allowed but should be looked at."""
    prices = ContractPrices.of(work.connection, work.unit_id, [new.supplier_id])
    sentence = "；".join(_doubts(new, supplier, articles, prices))
    if sentence and sentence not in accepted:
        msg = f"请看一看：{sentence}。仍要下单吗？"
        raise Confirmable(sentence, msg)


def _doubts(
    new: NewOrder,
    supplier: SupplierFacts,
    articles: Mapping[UUID, ArticleFacts],
    prices: ContractPrices,
) -> Iterator[str]:
    for what, until in (("许可证", supplier.licence_until), ("合同", supplier.contract_until)):
        if until is not None and until < new.wanted_on:
            yield f"{supplier.name}的{what}到{until}为止，要货那天已经到期"
    for line in new.lines:
        agreed = prices.on(new.supplier_id, line.article_id, new.wanted_on)
        if agreed is not None and line.price not in (None, agreed.price):
            name = articles[line.article_id].name
            yield (
                f"{name}的单价{line.price.plain}元与合同价{agreed.price.plain}元"
                f"（{agreed.decision}）不同"
            )


def _write(work: Work, new: NewOrder) -> OrderSaved:
    last = select(func.coalesce(func.max(PurchaseOrder.number), 0)).where(
        PurchaseOrder.unit_id == work.unit_id, PurchaseOrder.canteen_id == new.canteen_id
    )
    number = work.connection.execute(last).scalar_one() + 1
    key, *ids = work.new_ids(1 + len(new.lines))
    head = {
        "id": key,
        "canteen_id": new.canteen_id,
        "number": number,
        "state": OrderState.ORDERED,
        "supplier_id": new.supplier_id,
        "ordered_on": new.ordered_on,
        "wanted_on": new.wanted_on,
        "buyer": new.buyer.strip(),
        "note": new.note.strip(),
        "delivery_id": None,
        "cancelled_why": "",
        "recorded_at": work.now,
        "recorded_by": work.actor.name,
    }
    lines = [
        {
            "id": line_id,
            "order_id": key,
            "line": at,
            "article_id": line.article_id,
            "quantity": line.quantity,
            "price": line.price,
        }
        for at, (line_id, line) in enumerate(zip(ids, new.lines, strict=True), start=1)
    ]
    work.insert(PurchaseOrder, [head])
    work.insert(OrderLine, lines)
    return OrderSaved(key, number, Changes.of(Book.CANTEEN))
