"""A draft of the books, or an order, as texts for the sheet on which it is gone on with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.core.canteen import Duty
from desktop.views.canteen.goods.known import named

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.canteen.order_lists import OrderedLine, OrderPaper
    from desktop.services.canteen.receipts import NewReceipt, NewReceiptLine
    from desktop.views.canteen.goods.known import Known

    SheetTexts = tuple[dict[str, str], list[dict[str, str]]]
    """The texts of a head, and of each line."""


def head_texts(receipt: NewReceipt, known: Known) -> dict[str, str]:
    """The head of a draft."""

    def people(duty: Duty) -> str:
        return "、".join(signer.name for signer in receipt.signers if signer.duty is duty)

    supplier = known.suppliers.get(receipt.supplier_id)
    return {
        "day": _day(receipt.day),
        "supplier": supplier.supplier.name if supplier else "",
        "fund": receipt.fund.label,
        "ticket": receipt.ticket,
        "acceptors": people(Duty.ACCEPTOR),
        "buyer": people(Duty.BUYER),
        "deliverer": people(Duty.DELIVERER),
        "note": receipt.note,
    }


def line_texts(line: NewReceiptLine, known: Known) -> dict[str, str]:
    """A line of a draft."""
    article = known.articles.get(line.article_id)
    texts = {
        "article": named(article) if article else "",
        "delivered": _number(line.delivered),
        "price": _number(line.price),
        "amount": _number(line.worth),
        "produced": _day(line.produced_on),
        "expires": _day(line.expires_on),
        "batch": line.batch,
        "quarantine": line.quarantine,
        "rejected": _number(line.rejected) if line.rejected else "",
        "why": line.rejected_why,
    }
    return {name: text for name, text in texts.items() if text}


def order_texts(paper: OrderPaper, day: date, known: Known) -> SheetTexts:
    """What an order asks for, as if all of it had come on a day."""
    supplier = known.suppliers.get(paper.head.supplier_id)
    head = {
        "day": _day(max(day, paper.head.ordered_on)),
        "supplier": supplier.supplier.name if supplier else "",
        "buyer": paper.head.buyer,
    }
    return head, [_ordered_texts(line, known) for line in paper.lines]


def _ordered_texts(line: OrderedLine, known: Known) -> dict[str, str]:
    article = known.articles.get(line.article_id)
    texts = {
        "article": named(article) if article else "",
        "delivered": _number(line.quantity),
        "price": "" if line.price is None else _number(line.price),
    }
    return {name: text for name, text in texts.items() if text}


def _day(day: date | None) -> str:
    return "" if day is None else f"{day.year}年{day.month}月{day.day}日"


def _number(value: Any) -> str:  # noqa: ANN401 - any of the exact kinds
    whole, _, places = str(value.decimal).partition(".")
    kept = places.rstrip("0")
    return f"{whole}.{kept}" if kept else whole
