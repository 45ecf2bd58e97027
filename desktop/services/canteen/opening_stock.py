"""期初库存: what a school that begins in the middle has in store, counted and signed by two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.canteen import StockKind
from desktop.core.changes import Book, Changes
from desktop.core.errors import SchoolError
from desktop.core.ledger import DocumentKind
from desktop.core.money import Money
from desktop.models import StockDocument, StockLot
from desktop.services.canteen.canteens import canteen_of, refuse_odd_day
from desktop.services.canteen.catalogue import articles_by_id, suppliers_by_id
from desktop.services.canteen.chart import STOCK, SURPLUS
from desktop.services.canteen.count_end import signed_by
from desktop.services.canteen.documents import Head, Movement, write_heads
from desktop.services.canteen.issues import write_movements
from desktop.services.canteen.receipts import Booked
from desktop.services.canteen.vouchers import NewVoucher, post, transfer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from desktop.core.canteen import Fund
    from desktop.core.money import Quantity, UnitPrice
    from desktop.database.work import Work
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.catalogue import ArticleFacts
    from desktop.services.canteen.documents import Signer
    from desktop.services.session import Session

_MOST_LINES: Final = 500
_REASON: Final = "期初库存"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningLine:
    """Goods that lie in store when the accounts begin."""

    article_id: UUID
    supplier_id: UUID
    fund: Fund
    quantity: Quantity
    price: UnitPrice
    produced_on: date | None = None
    expires_on: date | None = None
    batch: str = ""
    quarantine: str = ""

    @property
    def worth(self) -> Money:
        """What they are worth."""
        return self.price * self.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningStock:
    """All that lies in store when the accounts begin."""

    canteen_id: UUID
    day: date
    lines: tuple[OpeningLine, ...]
    counters: tuple[str, ...]


def take_over(session: Session, opening: OpeningStock) -> Booked:
    """Bring what is in store into the books, against what the school has saved so far.

    Raises:
        NotFoundError: a canteen, article or supplier that is not there.
        SchoolError: goods have moved already, nothing is counted, a quantity or price below zero,
            not two counters, a day that cannot be.
        ClosedMonthError: the month is closed.
    """
    signers = signed_by(opening.counters)

    def body(work: Work) -> Booked:
        canteen = canteen_of(work.connection, work.unit_id, opening.canteen_id)
        refuse_odd_day(canteen, opening.day, work.today)
        articles = articles_by_id(
            work.connection, work.unit_id, (line.article_id for line in opening.lines)
        )
        suppliers_by_id(work.connection, work.unit_id, (line.supplier_id for line in opening.lines))
        _refuse(work, opening, articles)
        return _book(work, canteen, opening, signers)

    return session.write("canteen.stock.open", body)


def _book(
    work: Work, canteen: CanteenLine, opening: OpeningStock, signers: tuple[Signer, ...]
) -> Booked:
    key, *lots = work.new_ids(1 + len(opening.lines))
    pairs = list(zip(opening.lines, lots, strict=True))
    head = Head(
        document_id=key,
        canteen_id=opening.canteen_id,
        kind=StockKind.COUNT,
        day=opening.day,
        note=_REASON,
        signers=signers,
    )
    number = write_heads(work, [head])[key]
    work.insert(StockLot, [_lot(opening, line, lot) for line, lot in pairs])
    write_movements(work, head, [_movement(key, line, lot) for line, lot in pairs])
    entries = tuple(
        entry for line in opening.lines for entry in transfer(STOCK, SURPLUS, line.fund, line.worth)
    )
    summary = f"{number.label} {_REASON}"
    voucher = NewVoucher(canteen.book_id, opening.day, DocumentKind.STOCK, key, summary, entries)
    post(work, [voucher])
    worth = Money.sum(line.worth for line in opening.lines)
    work.summary = {"document": number.label, "amount": str(worth)}
    return Booked(key, number, worth, Changes.of(Book.CANTEEN))


def _refuse(work: Work, opening: OpeningStock, articles: Mapping[UUID, ArticleFacts]) -> None:
    if not 0 < len(opening.lines) <= _MOST_LINES:
        msg = f"期初库存要有1到{_MOST_LINES}行。请检查有没有写物品。"
        raise SchoolError(msg)
    for number, line in enumerate(opening.lines, start=1):
        if line.quantity.units <= 0 or line.price.units < 0:
            name = articles[line.article_id].name
            msg = f"第{number}行{name}：数量要大于零，单价不能小于零。"
            raise SchoolError(msg)
    query = select(StockDocument.day).where(
        StockDocument.unit_id == work.unit_id,
        StockDocument.canteen_id == opening.canteen_id,
        StockDocument.day < opening.day,
    )
    earlier = work.connection.execute(query.order_by(StockDocument.day).limit(1)).scalar()
    if earlier is not None:
        msg = (
            f"{earlier}已经有出入库单据，期初库存要记在它以前或同一天。"
            "后来多出来的物品，请用盘点记。"
        )
        raise SchoolError(msg)


def _lot(opening: OpeningStock, line: OpeningLine, key: UUID) -> dict[str, Any]:
    return {
        "id": key,
        "canteen_id": opening.canteen_id,
        "article_id": line.article_id,
        "supplier_id": line.supplier_id,
        "fund": line.fund,
        "received_on": opening.day,
        "produced_on": line.produced_on,
        "expires_on": line.expires_on,
        "batch": line.batch.strip(),
        "quarantine": line.quarantine.strip(),
        "price": line.price,
        "left": line.quantity,
        "left_amount": line.worth,
    }


def _movement(document_id: UUID, line: OpeningLine, lot_id: UUID) -> Movement:
    return Movement(
        document_id, line.article_id, lot_id, line.quantity, line.price, line.worth, _REASON
    )
