"""What becomes of an order: taken in by a draft or a booked receipt, given back, never lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.meals import OrderState
from desktop.models import OrderLine, PurchaseOrder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.money import Quantity
    from desktop.database.work import Work


def order_label(number: int) -> str:
    """The number of an order as people say it."""
    return f"采购单 {number:04}"


def open_orders(
    connection: Connection, unit_id: UUID, keys: Iterable[UUID]
) -> dict[UUID, Mapping[str, Any]]:
    """Orders that are still to be delivered, by key.

    Raises:
        NotFoundError: there is none of a key.
        SchoolError: one was delivered already, or cancelled.
    """
    wanted = set(keys)
    if not wanted:
        return {}
    query = select(PurchaseOrder.__table__).where(
        PurchaseOrder.unit_id == unit_id, PurchaseOrder.id.in_(wanted)
    )
    found: dict[UUID, Mapping[str, Any]] = {
        row.id: row._asdict() for row in connection.execute(query)
    }
    if len(found) < len(wanted):
        raise NotFoundError("没有这张采购单。")
    for row in found.values():
        refuse_done(row)
    return found


def ordered_quantities(
    connection: Connection, unit_id: UUID, keys: Iterable[UUID]
) -> dict[UUID, dict[UUID, Quantity]]:
    """How much of each article some orders ask for."""
    query = select(OrderLine.order_id, OrderLine.article_id, OrderLine.quantity).where(
        OrderLine.unit_id == unit_id, OrderLine.order_id.in_(set(keys))
    )
    found: dict[UUID, dict[UUID, Quantity]] = {}
    for order_id, article_id, quantity in connection.execute(query):
        found.setdefault(order_id, {})[article_id] = quantity
    return found


def refuse_done(order: Mapping[str, Any]) -> None:
    """Refuse an order that is delivered or cancelled.

    Raises:
        SchoolError: it is.
    """
    if order["state"] is not OrderState.ORDERED:
        msg = f"{order_label(order['number'])}{order['state'].label}，不能再收货或取消。"
        raise SchoolError(msg)


def deliver(work: Work, receipts: Mapping[UUID, UUID], *, booked: bool) -> None:
    """Orders are taken in by receipts: delivered once they are booked, held by a draft."""
    state = OrderState.DELIVERED if booked else OrderState.ORDERED
    rows = [{"id": order, "state": state, "delivery_id": key} for order, key in receipts.items()]
    work.update(PurchaseOrder, rows)


def give_back(work: Work, document_id: UUID) -> None:
    """The order that a receipt took in waits for its goods again."""
    order = order_of(work.connection, work.unit_id, document_id)
    if order is not None:
        row = {"id": order, "state": OrderState.ORDERED, "delivery_id": None}
        work.update(PurchaseOrder, [row])


def order_of(connection: Connection, unit_id: UUID, document_id: UUID) -> UUID | None:
    """The order that a receipt takes in."""
    query = select(PurchaseOrder.id).where(
        PurchaseOrder.unit_id == unit_id, PurchaseOrder.delivery_id == document_id
    )
    return connection.execute(query).scalar_one_or_none()
