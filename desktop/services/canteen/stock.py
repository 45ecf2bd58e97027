"""What is in store: lots with what is left of them, documents, and the story of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from desktop.core.errors import NotFoundError
from desktop.core.money import Money, Quantity
from desktop.core.terms import Month
from desktop.models import (
    Article,
    DocumentSigner,
    ReceiptLine,
    StockDocument,
    StockLine,
    StockLot,
    Supplier,
)
from desktop.services.canteen.documents import DocumentNumber, Signer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Select

    from desktop.core.canteen import (
        ArticleKind,
        DocumentState,
        Duty,
        Fund,
        Sitting,
        StockKind,
    )
    from desktop.core.money import UnitPrice
    from desktop.services.session import Session

_ARTICLE_OF_LOT = (Article.unit_id == StockLot.unit_id) & (Article.id == StockLot.article_id)
_ARTICLE_OF_LINE = (Article.unit_id == StockLine.unit_id) & (Article.id == StockLine.article_id)
_SUPPLIER_OF_LOT = (Supplier.unit_id == StockLot.unit_id) & (Supplier.id == StockLot.supplier_id)


@dataclass(frozen=True, slots=True)
class LotLine:
    """A lot in store."""

    lot_id: UUID
    article_id: UUID
    name: str
    specification: str
    measure: str
    kind: ArticleKind
    supplier: str
    fund: Fund
    received_on: date
    expires_on: date | None
    batch: str
    quarantine: str
    price: UnitPrice
    left: Quantity
    left_amount: Money


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A stock document in a list."""

    document_id: UUID
    kind: StockKind
    state: DocumentState
    month: Month
    number: int
    day: date
    supplier: str | None
    fund: Fund | None
    sitting: Sitting | None
    ticket: str
    note: str
    articles: str
    """The names of the first articles."""
    lines: int
    amount: Money
    """Of all lines: above zero what came in, below zero what went out."""
    reverses_id: UUID | None
    reversed_by: UUID | None
    recorded_at: datetime
    recorded_by: str
    signers: tuple[Signer, ...] = ()

    def names(self, duty: Duty) -> tuple[str, ...]:
        """Who signed for a duty."""
        return tuple(signer.name for signer in self.signers if signer.duty is duty)

    @property
    def label(self) -> str:
        """The number as people say it."""
        return DocumentNumber(self.kind, self.month, self.number).label

    @property
    def red(self) -> bool:
        """Whether it is in red ink: it undoes another."""
        return self.reverses_id is not None


@dataclass(frozen=True, slots=True)
class GoodsLine:
    """A line of a stock document."""

    article_id: UUID
    lot_id: UUID | None
    name: str
    specification: str
    measure: str
    quantity: Quantity
    price: UnitPrice
    amount: Money
    reason: str
    ordered: Quantity | None
    delivered: Quantity | None
    """None of what goes out."""
    rejected: Quantity | None
    rejected_why: str | None
    produced_on: date | None
    expires_on: date | None
    batch: str | None
    quarantine: str | None
    received_on: date | None = None
    """When its lot came in."""


@dataclass(frozen=True, slots=True)
class StockPaper:
    """A stock document whole: its head, its lines, and who signed."""

    head: DocumentLine
    lines: tuple[GoodsLine, ...]

    @property
    def signers(self) -> tuple[Signer, ...]:
        """Who signed, in the order of what they have done."""
        return self.head.signers

    def names(self, duty: Duty) -> tuple[str, ...]:
        """Who signed for a duty."""
        return self.head.names(duty)


def on_hand(session: Session, canteen_id: UUID) -> tuple[LotLine, ...]:
    """What is in store now, by article, what spoils first being the first."""
    query: Select[*tuple[Any, ...]] = (
        select(
            StockLot.id,
            StockLot.article_id,
            Article.name,
            Article.specification,
            Article.measure,
            Article.kind,
            Supplier.name,
            StockLot.fund,
            StockLot.received_on,
            StockLot.expires_on,
            StockLot.batch,
            StockLot.quarantine,
            StockLot.price,
            StockLot.left,
            StockLot.left_amount,
        )
        .join(Article, _ARTICLE_OF_LOT)
        .join(Supplier, _SUPPLIER_OF_LOT)
        .where(
            StockLot.unit_id == session.unit_id,
            StockLot.canteen_id == canteen_id,
            StockLot.left > Quantity(0),
        )
        .order_by(
            Article.kind,
            Article.pinyin,
            Article.id,
            StockLot.expires_on.is_(None),
            StockLot.expires_on,
            StockLot.id,
        )
    )
    with session.store.read() as connection:
        return tuple(LotLine(*row) for row in connection.execute(query))


def stock_value(connection: Connection, unit_id: UUID, canteen_id: UUID, until: date) -> Money:
    """What all goods were worth at the end of a day, from the lines alone."""
    # The month leads to the lines of this canteen: what else the unit has is not looked at.
    query = select(func.sum(StockLine.amount)).where(
        StockLine.unit_id == unit_id,
        StockLine.canteen_id == canteen_id,
        StockLine.month <= Month.of(until),
        StockLine.day <= until,
        StockLine.lot_id.is_not(None),
    )
    return connection.execute(query).scalar_one() or Money(0)


def documents(
    session: Session, canteen_id: UUID, month: Month, kinds: Sequence[StockKind]
) -> tuple[DocumentLine, ...]:
    """The documents of a month, newest first."""
    wanted = (
        (StockDocument.canteen_id == canteen_id)
        & (StockDocument.month == month)
        & StockDocument.kind.in_(kinds)
    )
    # Lines know their canteen and month: without them all lines of the unit would be walked.
    lines = (StockLine.canteen_id == canteen_id) & (StockLine.month == month)
    with session.store.read() as connection:
        return _documents(connection, session.unit_id, wanted, lines)


def paper(session: Session, document_id: UUID) -> StockPaper:
    """One document whole.

    Raises:
        NotFoundError: there is none with this key.
    """
    with session.store.read() as connection:
        lines_of = StockLine.document_id == document_id
        heads = _documents(connection, session.unit_id, StockDocument.id == document_id, lines_of)
        if not heads:
            raise NotFoundError("没有这张单据。")
        lines = connection.execute(_goods(session.unit_id, document_id))
        return StockPaper(heads[0], tuple(GoodsLine(*row) for row in lines))


_NAMED = 3


def _documents(
    connection: Connection,
    unit_id: UUID,
    wanted: ColumnElement[bool],
    lines: ColumnElement[bool],
) -> tuple[DocumentLine, ...]:
    red = aliased(StockDocument)
    query = (
        select(StockDocument.__table__, Supplier.name.label("supplier"), red.id.label("by"))
        .outerjoin(
            Supplier,
            (Supplier.unit_id == StockDocument.unit_id)
            & (Supplier.id == StockDocument.supplier_id),
        )
        .outerjoin(
            red, (red.unit_id == StockDocument.unit_id) & (red.reverses_id == StockDocument.id)
        )
        .where(StockDocument.unit_id == unit_id, wanted)
        .order_by(StockDocument.day.desc(), StockDocument.id.desc())
    )
    heads = connection.execute(query).all()
    goods = _named(connection, unit_id, wanted & lines)
    signed = _signed(connection, unit_id, wanted)
    return tuple(
        _document(head, goods.get(head.id, ([], Money(0))), tuple(signed.get(head.id, ())))
        for head in heads
    )


def _signed(
    connection: Connection, unit_id: UUID, wanted: ColumnElement[bool]
) -> dict[UUID, list[Signer]]:
    """Who signed each document."""
    query = (
        select(DocumentSigner.document_id, DocumentSigner.duty, DocumentSigner.name)
        .join(
            StockDocument,
            (StockDocument.unit_id == DocumentSigner.unit_id)
            & (StockDocument.id == DocumentSigner.document_id),
        )
        .where(DocumentSigner.unit_id == unit_id, wanted)
        .order_by(DocumentSigner.id)
    )
    found: dict[UUID, list[Signer]] = {}
    for document_id, duty, name in connection.execute(query):
        found.setdefault(document_id, []).append(Signer(duty, name))
    return found


def _named(
    connection: Connection, unit_id: UUID, wanted: ColumnElement[bool]
) -> dict[UUID, tuple[list[str], Money]]:
    """The names of articles and the amount of each document."""
    # Put into order here: the database would walk all lines of the unit for the sake of it.
    query: Select[*tuple[Any, ...]] = (
        select(StockLine.document_id, StockLine.line, Article.name, StockLine.amount)
        .join(
            StockDocument,
            (StockDocument.unit_id == StockLine.unit_id)
            & (StockDocument.id == StockLine.document_id),
        )
        .join(Article, _ARTICLE_OF_LINE)
        .where(StockLine.unit_id == unit_id, wanted)
    )
    found: dict[UUID, tuple[list[str], Money]] = {}
    for document_id, _, name, amount in sorted(
        connection.execute(query), key=lambda row: (row[0], row[1])
    ):
        names, total = found.get(document_id, ([], Money(0)))
        found[document_id] = ([*names, name], total + amount)
    return found


def _document(
    head: Any,  # noqa: ANN401 - a row
    goods: tuple[list[str], Money],
    signers: tuple[Signer, ...],
) -> DocumentLine:
    names, amount = goods
    more = "等" if len(set(names)) > _NAMED else ""
    return DocumentLine(
        document_id=head.id,
        kind=head.kind,
        state=head.state,
        month=head.month,
        number=head.number,
        day=head.day,
        supplier=head.supplier,
        fund=head.fund,
        sitting=head.sitting,
        ticket=head.ticket,
        note=head.note,
        articles="、".join(list(dict.fromkeys(names))[:_NAMED]) + more,
        lines=len(names),
        amount=amount,
        reverses_id=head.reverses_id,
        reversed_by=head.by,
        recorded_at=head.recorded_at,
        recorded_by=head.recorded_by,
        signers=signers,
    )


def _goods(unit_id: UUID, document_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            StockLine.article_id,
            StockLine.lot_id,
            Article.name,
            Article.specification,
            Article.measure,
            StockLine.quantity,
            StockLine.price,
            StockLine.amount,
            StockLine.reason,
            ReceiptLine.ordered,
            ReceiptLine.delivered,
            ReceiptLine.rejected,
            ReceiptLine.rejected_why,
            func.coalesce(ReceiptLine.produced_on, StockLot.produced_on),
            func.coalesce(StockLot.expires_on, ReceiptLine.expires_on),
            func.coalesce(ReceiptLine.batch, StockLot.batch),
            func.coalesce(ReceiptLine.quarantine, StockLot.quarantine),
            StockLot.received_on,
        )
        .join(Article, _ARTICLE_OF_LINE)
        .outerjoin(
            ReceiptLine,
            (ReceiptLine.unit_id == StockLine.unit_id) & (ReceiptLine.line_id == StockLine.id),
        )
        .outerjoin(
            StockLot, (StockLot.unit_id == StockLine.unit_id) & (StockLot.id == StockLine.lot_id)
        )
        .where(StockLine.unit_id == unit_id, StockLine.document_id == document_id)
        .order_by(StockLine.line)
    )
