"""Receipts that are written down but not booked yet: goods that wait for a second signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desktop.core.canteen import DocumentState, StockKind
from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError, SchoolError
from desktop.models import DocumentSigner, ReceiptLine, StockDocument, StockLine
from desktop.services.canteen.canteens import canteen_of, refuse_odd_day
from desktop.services.canteen.documents import Signer
from desktop.services.canteen.order_states import give_back, order_of
from desktop.services.canteen.receipts import (
    NewReceipt,
    NewReceiptLine,
    receive_all,
    write_draft,
)

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.services.canteen.receipts import Booked
    from desktop.services.session import Session


def save_draft(session: Session, receipt: NewReceipt, replaces: UUID | None = None) -> Booked:
    """Keep a delivery that is not booked yet; nothing comes into the stock.

    Args:
        session: who writes it down.
        receipt: as far as it is known; signatures may be missing.
        replaces: the draft that this one takes the place of.

    Raises:
        NotFoundError: what it names is not there.
        SchoolError: a day that cannot be; what it replaces is booked already.
        ClosedMonthError: the month is closed.
    """

    def body(work: Work) -> Booked:
        canteen = canteen_of(work.connection, work.unit_id, receipt.canteen_id)
        refuse_odd_day(canteen, receipt.day, work.today)
        if replaces is not None:
            _remove(work, replaces)
        booked = write_draft(work, receipt)
        work.summary = {"draft": str(booked.document_id)}
        return booked

    return session.write("canteen.draft", body)


def post_draft(
    session: Session,
    document_id: UUID,
    accepted: frozenset[str] = frozenset(),
    receipt: NewReceipt | None = None,
) -> Booked:
    """Book a draft as it stands, or as `receipt` has it by now; as `receipts.receive`."""

    def body(work: Work) -> Booked:
        known = draft_of(work, document_id)
        _remove(work, document_id)
        (booked,) = receive_all(work, [receipt or known], accepted)
        work.summary = {"document": booked.number.label, "amount": str(booked.amount)}
        return booked

    return session.write("canteen.receive", body)


def discard_draft(session: Session, document_id: UUID) -> Changes:
    """Give up a draft.

    Raises:
        NotFoundError: there is no such document.
        SchoolError: it is booked already.
    """

    def body(work: Work) -> Changes:
        _remove(work, document_id)
        return Changes.of(Book.CANTEEN)

    return session.write("canteen.draft.discard", body)


def receipt_draft(session: Session, document_id: UUID) -> NewReceipt:
    """A draft as it was written down.

    Raises:
        NotFoundError: there is no such document.
        SchoolError: it is booked already.
    """
    with session.store.read() as connection:
        return _read(connection, session.unit_id, document_id)


def draft_of(work: Work, document_id: UUID) -> NewReceipt:
    """The same within a transaction."""
    return _read(work.connection, work.unit_id, document_id)


def _read(connection: Any, unit_id: UUID, document_id: UUID) -> NewReceipt:  # noqa: ANN401
    head = connection.execute(
        select(StockDocument.__table__).where(
            StockDocument.unit_id == unit_id, StockDocument.id == document_id
        )
    ).first()
    if head is None or head.kind is not StockKind.RECEIPT:
        raise NotFoundError("没有这张入库草稿。")
    if head.state is not DocumentState.DRAFT:
        raise SchoolError("这张入库单已经记账，不能再改。要更正请用红字冲销。")
    lines = connection.execute(
        select(
            StockLine.article_id,
            StockLine.price,
            StockLine.amount,
            ReceiptLine.__table__,
        )
        .join(
            ReceiptLine,
            (ReceiptLine.unit_id == StockLine.unit_id) & (ReceiptLine.line_id == StockLine.id),
        )
        .where(StockLine.unit_id == unit_id, StockLine.document_id == document_id)
        .order_by(StockLine.line)
    )
    signers = connection.execute(
        select(DocumentSigner.duty, DocumentSigner.name)
        .where(DocumentSigner.unit_id == unit_id, DocumentSigner.document_id == document_id)
        .order_by(DocumentSigner.id)
    )
    return NewReceipt(
        canteen_id=head.canteen_id,
        day=head.day,
        supplier_id=head.supplier_id,
        fund=head.fund,
        lines=tuple(_line(row) for row in lines),
        signers=tuple(Signer(*row) for row in signers),
        ticket=head.ticket,
        note=head.note,
        order_id=order_of(connection, unit_id, document_id),
    )


def _line(row: Any) -> NewReceiptLine:  # noqa: ANN401
    return NewReceiptLine(
        article_id=row.article_id,
        delivered=row.delivered,
        price=row.price,
        amount=row.amount,
        ordered=row.ordered,
        rejected=row.rejected,
        rejected_why=row.rejected_why,
        produced_on=row.produced_on,
        expires_on=row.expires_on,
        batch=row.batch,
        quarantine=row.quarantine,
    )


def _remove(work: Work, document_id: UUID) -> None:
    """Remove a draft with all that hangs on it."""
    draft_of(work, document_id)
    give_back(work, document_id)
    lines = _keys(work, StockLine, StockLine.document_id == document_id)
    work.delete(ReceiptLine, _keys(work, ReceiptLine, ReceiptLine.line_id.in_(lines)))
    work.delete(StockLine, lines)
    work.delete(
        DocumentSigner, _keys(work, DocumentSigner, DocumentSigner.document_id == document_id)
    )
    work.delete(StockDocument, [document_id])


def _keys(
    work: Work,
    model: type[StockLine | ReceiptLine | DocumentSigner],
    wanted: Any,  # noqa: ANN401 - a condition
) -> list[UUID]:
    query = select(model.id).where(model.unit_id == work.unit_id, wanted)
    return list(work.connection.execute(query).scalars())
