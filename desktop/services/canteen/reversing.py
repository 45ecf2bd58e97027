"""Red ink (红字冲销): a document in an open month that undoes another and names it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from desktop.core.canteen import DocumentState, Duty
from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.ledger import DocumentKind
from desktop.core.money import Money, Quantity
from desktop.models import DocumentSigner, StockDocument, StockLine
from desktop.services.canteen.canteens import canteen_of, refuse_odd_day
from desktop.services.canteen.documents import DocumentNumber, Head, Movement, Signer, write_heads
from desktop.services.canteen.issues import write_movements
from desktop.services.canteen.order_states import give_back
from desktop.services.canteen.posted import ask_about_notice
from desktop.services.canteen.receipts import Booked
from desktop.services.canteen.shelf import shelf_of_lots
from desktop.services.canteen.vouchers import NewVoucher, post, reversed_entries

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.database.work import Work
    from desktop.services.canteen.shelf import Shelf
    from desktop.services.session import Session

LONGEST_REASON: Final = 200


def reverse(
    session: Session,
    document_id: UUID,
    reason: str,
    day: date,
    accepted: Collection[str] = frozenset(),
) -> Booked:
    """Undo a posted stock document by another of the same kind, with all amounts below zero.

    What it took from a lot is back in that lot, with its price, its days and its worth; the order
    that a receipt took in waits for its goods again.

    Args:
        session: who does it.
        document_id: the document that was wrong.
        reason: why; it is printed.
        day: of the new document, in a month that is open, not before the other.
        accepted: questions that a person has said yes to.

    Raises:
        Confirmable: the month of the document was made public, and must be corrected there.
        NotFoundError: there is no such document.
        SchoolError: no reason; it is a draft, a reversal, or reversed already; what came in by it
            was used since; a day that cannot be.
        ClosedMonthError: the day lies in a closed month.
    """
    refuse_odd_reason(reason)

    def body(work: Work) -> Booked:
        booked = _reverse(work, document_id, reason.strip(), day, accepted)
        give_back(work, document_id)
        work.summary = {"document": booked.number.label, "reverses": str(document_id)}
        return booked

    return session.write("canteen.reverse", body)


def refuse_odd_reason(reason: str) -> None:
    """Refuse red ink without a reason.

    Raises:
        SchoolError: there is none, or it is too long to be printed.
    """
    if not reason.strip():
        raise SchoolError("红字冲销要写明原因。")
    if len(reason.strip()) > LONGEST_REASON:
        msg = f"冲销的原因最多{LONGEST_REASON}个字。"
        raise SchoolError(msg)


def _reverse(
    work: Work, document_id: UUID, reason: str, day: date, accepted: Collection[str]
) -> Booked:
    old = _document(work.connection, work.unit_id, document_id)
    canteen = canteen_of(work.connection, work.unit_id, old.canteen_id)
    refuse_odd_day(canteen, day, work.today)
    _refuse(old, day)
    was = DocumentNumber(old.kind, old.month, old.number)
    ask_about_notice(work, old.month, was.label, accepted)
    head = Head(
        document_id=work.new_ids(1)[0],
        canteen_id=old.canteen_id,
        kind=old.kind,
        day=day,
        supplier_id=old.supplier_id,
        fund=old.fund,
        sitting=old.sitting,
        ticket=old.ticket,
        note=reason,
        reverses_id=document_id,
        signers=_signers(work, document_id),
    )
    lines = _lines(work, document_id)
    shelf = shelf_of_lots(work, [line.lot_id for line in lines if line.lot_id], day)
    movements = [_back(head, line, shelf) for line in lines]
    number = write_heads(work, [head])[head.document_id]
    write_movements(work, head, movements)
    shelf.write()
    entries = reversed_entries(work, [document_id]).get(document_id, ())
    voucher = NewVoucher(
        canteen.book_id,
        day,
        DocumentKind.STOCK,
        head.document_id,
        f"冲销{was.label}",
        entries,
    )
    post(work, [voucher])
    worth = -Money.sum(abs_worth(line.amount) for line in lines)
    return Booked(head.document_id, number, worth, Changes.of(Book.CANTEEN))


def abs_worth(amount: Money) -> Money:
    """An amount without its sign."""
    return Money(abs(amount.units))


def _document(connection: Connection, unit_id: UUID, document_id: UUID) -> Any:  # noqa: ANN401
    red = aliased(StockDocument)
    reversed_by = exists().where(red.unit_id == unit_id, red.reverses_id == document_id)
    query = select(StockDocument.__table__, reversed_by.label("reversed")).where(
        StockDocument.unit_id == unit_id, StockDocument.id == document_id
    )
    row = connection.execute(query).first()
    if row is None:
        raise NotFoundError("没有这张单据。")
    return row


def _refuse(old: Any, day: date) -> None:  # noqa: ANN401
    label = DocumentNumber(old.kind, old.month, old.number).label
    if old.state is DocumentState.DRAFT:
        msg = f"{label}还是草稿，没有记账，直接修改或删除就可以。"
        raise SchoolError(msg)
    if old.reverses_id is not None:
        msg = f"{label}本身是红字单据，不能再冲销。请按实际情况重新登记一张。"
        raise SchoolError(msg)
    if old.reversed:
        msg = f"{label}已经冲销过了。"
        raise SchoolError(msg)
    if day < old.day:
        msg = f"冲销的日期不能早于{label}的日期{old.day}。"
        raise SchoolError(msg)


def _signers(work: Work, document_id: UUID) -> tuple[Signer, ...]:
    query = (
        select(DocumentSigner.duty, DocumentSigner.name)
        .where(DocumentSigner.unit_id == work.unit_id, DocumentSigner.document_id == document_id)
        .order_by(DocumentSigner.id)
    )
    return tuple(Signer(Duty(row.duty), row.name) for row in work.connection.execute(query))


def _lines(work: Work, document_id: UUID) -> Sequence[Any]:
    query = (
        select(StockLine.__table__)
        .where(StockLine.unit_id == work.unit_id, StockLine.document_id == document_id)
        .order_by(StockLine.line)
    )
    return work.connection.execute(query).all()


def _back(head: Head, line: Any, shelf: Shelf) -> Movement:  # noqa: ANN401
    if line.lot_id is not None:
        lot = shelf[line.lot_id]
        if line.quantity.units > 0 and lot.free(head.day) < line.quantity:
            free = Quantity(max(lot.free(head.day).units, 0))
            msg = (
                f"{lot.name}这一批已经用掉一部分，{head.day}只剩{free.plain}{lot.measure}，"
                f"不能冲销{line.quantity.plain}{lot.measure}。请先冲销用掉它的出库单。"
            )
            raise SchoolError(msg)
        lot.put(-line.quantity, -line.amount)
    return Movement(
        head.document_id,
        line.article_id,
        line.lot_id,
        -line.quantity,
        line.price,
        -line.amount,
        line.reason,
    )
