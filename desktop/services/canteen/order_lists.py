"""Orders as they stand: those of a month, those that wait, those that should have come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.errors import NotFoundError
from desktop.core.meals import OrderState
from desktop.core.money import Money
from desktop.models import Article, OrderLine, PurchaseOrder, ReceiptLine, StockLine, Supplier
from desktop.services.canteen.order_states import order_label

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

    from desktop.core.money import Quantity, UnitPrice
    from desktop.core.terms import Month
    from desktop.services.session import Session

_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class OrderedLine:
    """An article of an order, and what of it came."""

    article_id: UUID
    name: str
    specification: str
    measure: str
    quantity: Quantity
    price: UnitPrice | None
    accepted: Quantity | None = None
    """None while nothing was booked."""

    @property
    def amount(self) -> Money | None:
        """What it would come to; None where no price was agreed."""
        return None if self.price is None else self.price * self.quantity


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """An order in a list."""

    order_id: UUID
    canteen_id: UUID
    number: int
    state: OrderState
    supplier_id: UUID
    supplier: str
    ordered_on: date
    wanted_on: date
    buyer: str
    note: str
    cancelled_why: str
    delivery_id: UUID | None
    recorded_at: datetime
    recorded_by: str
    articles: str
    """The names of the first articles."""
    amount: Money
    """Of the lines with a price."""

    @property
    def label(self) -> str:
        """The number as people say it."""
        return order_label(self.number)

    @property
    def open(self) -> bool:
        """Whether its goods are still to come."""
        return self.state is OrderState.ORDERED

    def overdue(self, today: date) -> bool:
        """Whether its goods should have come before today."""
        return self.open and self.wanted_on < today

    @property
    def drafted(self) -> bool:
        """Whether a receipt that is not booked yet takes it in."""
        return self.open and self.delivery_id is not None


@dataclass(frozen=True, slots=True)
class OrderPaper:
    """An order whole."""

    head: OrderSummary
    lines: tuple[OrderedLine, ...]


def orders(session: Session, canteen_id: UUID, month: Month) -> tuple[OrderSummary, ...]:
    """The orders for a month's days and all others that wait, those that wait first."""
    wanted = (PurchaseOrder.canteen_id == canteen_id) & (
        (PurchaseOrder.state == OrderState.ORDERED)
        | PurchaseOrder.wanted_on.between(month.first, month.last)
    )
    with session.store.read() as connection:
        found = _papers(connection, session.unit_id, wanted)
    heads = sorted((paper.head for paper in found), key=lambda h: (h.wanted_on, h.number))
    return tuple(sorted(heads, key=lambda head: not head.open))


def order(session: Session, order_id: UUID) -> OrderPaper:
    """One order with its lines, and what came of each.

    Raises:
        NotFoundError: there is none with this key.
    """
    with session.store.read() as connection:
        found = _papers(connection, session.unit_id, PurchaseOrder.id == order_id)
        if not found:
            raise NotFoundError("没有这张采购单。")
        return found[0]


def orders_for(
    connection: Connection, unit_id: UUID, canteen_id: UUID, day: date, *, late: bool
) -> tuple[OrderSummary, ...]:
    """The orders of a canteen for a day that were not called off; with those that are late."""
    wanted = (PurchaseOrder.wanted_on == day) & (PurchaseOrder.state != OrderState.CANCELLED)
    if late:
        wanted |= (PurchaseOrder.state == OrderState.ORDERED) & (PurchaseOrder.wanted_on < day)
    found = _papers(connection, unit_id, (PurchaseOrder.canteen_id == canteen_id) & wanted)
    heads = (paper.head for paper in found)
    return tuple(sorted(heads, key=lambda head: (head.wanted_on, head.number)))


def overdue_orders(connection: Connection, unit_id: UUID, today: date) -> tuple[OrderSummary, ...]:
    """The orders of all canteens whose goods should have come, the oldest first."""
    late = (PurchaseOrder.state == OrderState.ORDERED) & (PurchaseOrder.wanted_on < today)
    heads = (paper.head for paper in _papers(connection, unit_id, late))
    return tuple(sorted(heads, key=lambda head: (head.wanted_on, head.number)))


def _papers(connection: Connection, unit_id: UUID, wanted: ColumnElement[bool]) -> list[OrderPaper]:
    query = (
        select(PurchaseOrder.__table__, Supplier.name.label("supplier"))
        .join(
            Supplier,
            (Supplier.unit_id == PurchaseOrder.unit_id)
            & (Supplier.id == PurchaseOrder.supplier_id),
        )
        .where(PurchaseOrder.unit_id == unit_id, wanted)
    )
    heads = connection.execute(query).all()
    lines = _lines(connection, unit_id, wanted)
    came = _accepted(connection, unit_id, [h.delivery_id for h in heads if h.delivery_id])
    return [_paper(head, lines.get(head.id, []), came) for head in heads]


def _paper(head: Any, lines: Sequence[Any], came: dict[tuple[UUID, UUID], Quantity]) -> OrderPaper:  # noqa: ANN401 - rows
    delivered = head.state is OrderState.DELIVERED
    found = tuple(_line(line, came, head.delivery_id if delivered else None) for line in lines)
    more = "等" if len(found) > _NAMED else ""
    amounts = (line.amount for line in found if line.amount is not None)
    told = {name: getattr(head, name) for name in OrderSummary.__dataclass_fields__ if name in _OWN}
    summary = OrderSummary(
        order_id=head.id,
        **told,
        articles="、".join(line.name for line in found[:_NAMED]) + more,
        amount=Money.sum(amounts),
    )
    return OrderPaper(summary, found)


def _line(
    line: Any,  # noqa: ANN401 - a row
    came: dict[tuple[UUID, UUID], Quantity],
    delivery: UUID | None,
) -> OrderedLine:
    told = (line.name, line.specification, line.measure, line.quantity, line.price)
    accepted = came.get((delivery, line.article_id)) if delivery else None
    return OrderedLine(line.article_id, *told, accepted)


_OWN: Final = frozenset(OrderSummary.__dataclass_fields__) - {"order_id", "articles", "amount"}


def _lines(
    connection: Connection, unit_id: UUID, wanted: ColumnElement[bool]
) -> dict[UUID, list[Any]]:
    query = (
        select(
            OrderLine.order_id,
            OrderLine.article_id,
            Article.name,
            Article.specification,
            Article.measure,
            OrderLine.quantity,
            OrderLine.price,
        )
        .join(
            PurchaseOrder,
            (PurchaseOrder.unit_id == OrderLine.unit_id) & (PurchaseOrder.id == OrderLine.order_id),
        )
        .join(
            Article, (Article.unit_id == OrderLine.unit_id) & (Article.id == OrderLine.article_id)
        )
        .where(OrderLine.unit_id == unit_id, wanted)
        .order_by(OrderLine.order_id, OrderLine.line)
    )
    found: dict[UUID, list[Any]] = {}
    for row in connection.execute(query):
        found.setdefault(row.order_id, []).append(row)
    return found


def _accepted(
    connection: Connection, unit_id: UUID, documents: Sequence[UUID]
) -> dict[tuple[UUID, UUID], Quantity]:
    """What was accepted of each article by some receipts."""
    query = (
        select(StockLine.document_id, StockLine.article_id, StockLine.quantity)
        .join(
            ReceiptLine,
            (ReceiptLine.unit_id == StockLine.unit_id) & (ReceiptLine.line_id == StockLine.id),
        )
        .where(StockLine.unit_id == unit_id, StockLine.document_id.in_(documents))
    )
    found: dict[tuple[UUID, UUID], Quantity] = {}
    for document, article, quantity in connection.execute(query):
        key = (document, article)
        found[key] = found[key] + quantity if key in found else quantity
    return found
