"""Goods in: accepted by two named people at least, into lots, and owed to the supplier."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from desktop.core.canteen import DocumentState, Duty, StockKind
from desktop.core.changes import Book, Changes
from desktop.core.errors import Confirmable, SchoolError
from desktop.core.ledger import DocumentKind
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.models import ReceiptLine, StockLine, StockLot
from desktop.services.canteen.canteens import refuse_odd_day
from desktop.services.canteen.chart import PAYABLE, STOCK
from desktop.services.canteen.deliveries import (
    FEWEST_ACCEPTORS,
    NONE,
    Known,
    NewReceipt,
    NewReceiptLine,
    doubts,
    expiry,
)
from desktop.services.canteen.documents import (
    DocumentNumber,
    Head,
    names_of,
    refuse_long_names,
    write_heads,
)
from desktop.services.canteen.funds import refuse_unless_payable, spending_of
from desktop.services.canteen.order_states import deliver, order_label, ordered_quantities
from desktop.services.canteen.vouchers import Entry, NewVoucher, post

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from desktop.core.canteen import ArticleKind
    from desktop.core.money import Quantity
    from desktop.database.work import Work
    from desktop.services.canteen.catalogue import ArticleFacts
    from desktop.services.session import Session

__all__ = [
    "FEWEST_ACCEPTORS",
    "MOST_LINES",
    "NONE",
    "SEEN",
    "Booked",
    "Known",
    "NewReceipt",
    "NewReceiptLine",
    "doubts",
    "expiry",
    "fault_of",
    "receive",
    "receive_all",
    "refuse_head",
    "refuse_unpayable",
    "write_draft",
]

MOST_LINES: Final = 500
SEEN: Final = "seen"
"""Accepted where a person has looked at all doubts before, as in the preview of a sheet."""


@dataclass(frozen=True, slots=True)
class Booked:
    """A document that was written."""

    document_id: UUID
    number: DocumentNumber
    amount: Money
    changes: Changes


def receive(
    session: Session, receipt: NewReceipt, accepted: frozenset[str] = frozenset()
) -> Booked:
    """Take goods in.

    Args:
        session: who writes it down.
        receipt: what came.
        accepted: keys of questions that were answered with yes.

    Raises:
        SchoolError: fewer than two acceptors, a fund that may not pay for it, goods that are
            spoiled, nothing in it, a supplier that was stopped, a day that cannot be.
        Confirmable: the supplier's papers are over, meat came without its ticket, a price is not
            that of the contract, or the buyer accepted almost alone.
        ClosedMonthError: the month is closed.
    """

    def body(work: Work) -> Booked:
        (booked,) = receive_all(work, [receipt], accepted)
        work.summary = {"document": booked.number.label, "amount": str(booked.amount)}
        return booked

    return session.write("canteen.receive", body)


def receive_all(
    work: Work, receipts: Sequence[NewReceipt], accepted: frozenset[str] = frozenset()
) -> list[Booked]:
    """Take in several deliveries in one transaction; as `receive`.

    Raises:
        SchoolError: as `receive`; nothing is written.
    """
    known = Known.by(work, receipts)
    receipts = _with_ordered(work, receipts)
    for receipt in receipts:
        _refuse(receipt, known, work.today)
    _ask(receipts, known, accepted)
    ids = work.new_ids(len(receipts))
    heads = [_head(receipt, key) for receipt, key in zip(receipts, ids, strict=True)]
    numbers = write_heads(work, heads)
    _write_lines(work, list(zip(heads, receipts, strict=True)), known)
    _deliver(work, heads, receipts)
    vouchers = [
        _voucher(receipt, head, numbers[head.document_id], known)
        for head, receipt in zip(heads, receipts, strict=True)
    ]
    post(work, vouchers)
    return [
        Booked(
            head.document_id,
            numbers[head.document_id],
            Money.sum(line.worth for line in receipt.lines),
            Changes.of(Book.CANTEEN),
        )
        for head, receipt in zip(heads, receipts, strict=True)
    ]


def write_draft(work: Work, receipt: NewReceipt) -> Booked:
    """Write a delivery down without booking it; its number counts once it is booked."""
    known = Known.by(work, [receipt])
    (receipt,) = _with_ordered(work, [receipt])
    (key,) = work.new_ids(1)
    head = _head(receipt, key, DocumentState.DRAFT)
    number = write_heads(work, [head])[key]
    _write_lines(work, [(head, receipt)], known)
    _deliver(work, [head], [receipt])
    worth = Money.sum(line.worth for line in receipt.lines)
    return Booked(key, number, worth, Changes.of(Book.CANTEEN))


def _with_ordered(work: Work, receipts: Sequence[NewReceipt]) -> Sequence[NewReceipt]:
    """Lines that answer an order with what was ordered, each article once."""
    keys = [receipt.order_id for receipt in receipts if receipt.order_id is not None]
    if not keys:
        return receipts
    ordered = ordered_quantities(work.connection, work.unit_id, keys)
    return [_told_ordered(receipt, ordered) for receipt in receipts]


def _told_ordered(
    receipt: NewReceipt, ordered: Mapping[UUID, Mapping[UUID, Quantity]]
) -> NewReceipt:
    left = dict(ordered.get(receipt.order_id, {})) if receipt.order_id else {}
    lines = [
        line
        if line.ordered is not None or line.article_id not in left
        else replace(line, ordered=left.pop(line.article_id))
        for line in receipt.lines
    ]
    return replace(receipt, lines=tuple(lines))


def _deliver(work: Work, heads: Sequence[Head], receipts: Sequence[NewReceipt]) -> None:
    """The orders that deliveries answer are delivered, in the same transaction."""
    answered = {
        receipt.order_id: head.document_id
        for head, receipt in zip(heads, receipts, strict=True)
        if receipt.order_id is not None
    }
    if answered:
        deliver(work, answered, booked=heads[0].state is DocumentState.POSTED)


def _refuse(receipt: NewReceipt, known: Known, today: date) -> None:
    refuse_head(receipt, known, today)
    _refuse_other_order(receipt, known)
    if not 0 < len(receipt.lines) <= MOST_LINES:
        msg = f"一张入库单要有1到{MOST_LINES}行。请检查有没有写物品。"
        raise SchoolError(msg)
    for number, line in enumerate(receipt.lines, start=1):
        fault = fault_of(receipt, line, known)
        if fault:
            msg = f"第{number}行{known.articles[line.article_id].name}：{fault}"
            raise SchoolError(msg)
    for kind in dict.fromkeys(known.articles[line.article_id].kind for line in receipt.lines):
        refuse_unpayable(receipt, kind)


def _refuse_other_order(receipt: NewReceipt, known: Known) -> None:
    """A delivery answers an order of its canteen and supplier."""
    if receipt.order_id is None:
        return
    order = known.orders[receipt.order_id]
    named = (order["canteen_id"], order["supplier_id"])
    if named != (receipt.canteen_id, receipt.supplier_id):
        msg = f"{order_label(order['number'])}是向别的供货商（或给别的食堂）下的，请核对供货商。"
        raise SchoolError(msg)
    if receipt.day < order["ordered_on"]:
        msg = f"{order_label(order['number'])}是{order['ordered_on']}下的，到货不能比下单还早。"
        raise SchoolError(msg)


def refuse_head(receipt: NewReceipt, known: Known, today: date) -> None:
    """Refuse a delivery for its day, its supplier or the people who accepted it.

    Raises:
        SchoolError: as `receive`.
    """
    refuse_odd_day(known.canteens[receipt.canteen_id], receipt.day, today)
    supplier = known.suppliers[receipt.supplier_id]
    if supplier.stopped_on is not None and receipt.day >= supplier.stopped_on:
        msg = f"{supplier.name}从{supplier.stopped_on}起已停止供货，不能再收它的货。"
        raise SchoolError(msg)
    refuse_long_names(receipt.signers)
    acceptors = names_of(receipt.signers, Duty.ACCEPTOR)
    if len(acceptors) < FEWEST_ACCEPTORS:
        msg = (
            f"验收要有至少{FEWEST_ACCEPTORS}个人一起签字，现在写了{len(acceptors)}个。"
            "请把一起验收的人都写上（教体艺厅函〔2024〕39号：双人或多人联检）。"
        )
        raise SchoolError(msg)


def fault_of(receipt: NewReceipt, line: NewReceiptLine, known: Known) -> str:
    """Why a line cannot be booked as it is written down; empty where it can."""
    article = known.articles[line.article_id]
    worth = line.worth.units
    if line.delivered.units <= 0 or not 0 <= line.rejected.units <= line.delivered.units:
        return "送来的数量要大于零，退回的不能比送来的多。"
    if line.rejected.units and not line.rejected_why.strip():
        return f"退回了{line.rejected.plain}{article.measure}，请写退回的原因。"
    if line.price.units < 0 or worth < 0:
        return "单价和金额不能小于零。要更正以前的单据，请用红字冲销。"
    if worth and line.rejected == line.delivered:
        return "全部退回的货不应有金额。"
    return _fault_of_days(receipt, line, article)


def _fault_of_days(receipt: NewReceipt, line: NewReceiptLine, article: ArticleFacts) -> str:
    if line.produced_on is not None and line.produced_on > receipt.day:
        return f"生产日期{line.produced_on}比验收日期还晚。请检查日期。"
    last = expiry(line, article.shelf_days)
    if last is not None and last < receipt.day and line.accepted:
        return f"{last}已经过期，不能验收入库。请当场退回，并写明原因。"
    return ""


def refuse_unpayable(receipt: NewReceipt, kind: ArticleKind) -> None:
    """Refuse goods of a kind that the fund may not pay for.

    Raises:
        SchoolError: with the rule and its document.
    """
    refuse_unless_payable(receipt.fund, spending_of(kind, receipt.fund), receipt.day)


def _ask(receipts: Sequence[NewReceipt], known: Known, accepted: frozenset[str]) -> None:
    """Ask once about all that is allowed but should be looked at."""
    if SEEN in accepted:
        return
    found = dict.fromkeys(doubt for receipt in receipts for doubt in doubts(receipt, known))
    sentence = "；".join(found)
    if sentence and sentence not in accepted:
        msg = f"请看一看：{sentence}。仍要入库吗？"
        raise Confirmable(sentence, msg)


def _head(receipt: NewReceipt, key: UUID, state: DocumentState = DocumentState.POSTED) -> Head:
    return Head(
        document_id=key,
        canteen_id=receipt.canteen_id,
        kind=StockKind.RECEIPT,
        state=state,
        day=receipt.day,
        supplier_id=receipt.supplier_id,
        fund=receipt.fund,
        ticket=receipt.ticket,
        note=receipt.note,
        signers=receipt.signers,
    )


def _write_lines(work: Work, documents: Sequence[tuple[Head, NewReceipt]], known: Known) -> None:
    lots, lines, details = [], [], []
    ids = iter(work.new_ids(3 * sum(len(receipt.lines) for _, receipt in documents)))
    for head, receipt in documents:
        month, posted = Month.of(receipt.day), head.state is DocumentState.POSTED
        for number, line in enumerate(receipt.lines, start=1):
            lot, key, detail = next(ids), next(ids), next(ids)
            kept = lot if line.accepted and posted else None
            if kept is not None:
                shelf_days = known.articles[line.article_id].shelf_days
                lots.append({"id": lot, **_lot(receipt, line, shelf_days)})
            lines.append(
                {
                    "id": key,
                    "document_id": head.document_id,
                    "canteen_id": receipt.canteen_id,
                    "month": month,
                    "day": receipt.day,
                    "line": number,
                    "article_id": line.article_id,
                    "lot_id": kept,
                    "quantity": line.accepted,
                    "price": line.price,
                    "amount": line.worth,
                    "reason": "",
                }
            )
            details.append({"id": detail, "line_id": key, **_detail(line)})
    work.insert(StockLot, lots)
    work.insert(StockLine, lines)
    work.insert(ReceiptLine, details)


def _lot(receipt: NewReceipt, line: NewReceiptLine, shelf_days: int | None) -> dict[str, Any]:
    return {
        "canteen_id": receipt.canteen_id,
        "article_id": line.article_id,
        "supplier_id": receipt.supplier_id,
        "fund": receipt.fund,
        "received_on": receipt.day,
        "produced_on": line.produced_on,
        "expires_on": expiry(line, shelf_days),
        "batch": line.batch.strip(),
        "quarantine": line.quarantine.strip(),
        "price": line.price,
        "left": line.accepted,
        "left_amount": line.worth,
    }


def _detail(line: NewReceiptLine) -> dict[str, Any]:
    return {
        "ordered": line.ordered,
        "delivered": line.delivered,
        "rejected": line.rejected,
        "rejected_why": line.rejected_why.strip(),
        "produced_on": line.produced_on,
        "expires_on": line.expires_on,
        "batch": line.batch.strip(),
        "quarantine": line.quarantine.strip(),
    }


def _voucher(receipt: NewReceipt, head: Head, number: DocumentNumber, known: Known) -> NewVoucher:
    worth = Money.sum(line.worth for line in receipt.lines)
    supplier = known.suppliers[receipt.supplier_id]
    return NewVoucher(
        known.canteens[receipt.canteen_id].book_id,
        receipt.day,
        DocumentKind.STOCK,
        head.document_id,
        f"{number.label} {supplier.name}",
        (
            Entry(STOCK, receipt.fund, worth),
            Entry(PAYABLE, receipt.fund, -worth, receipt.supplier_id),
        ),
    )
