"""余额调节: why the bank and the books do not say the same, down to the last line."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from desktop.core.canteen import INNER, MoneyKind, PayMethod
from desktop.core.money import Money
from desktop.models import BankLine, BankMatch, BankStatement, LedgerEntry, MoneyDocument
from desktop.services.canteen.bank import moves
from desktop.services.canteen.canteens import canteen_of
from desktop.services.canteen.chart import BANK
from desktop.services.canteen.money import label_of
from desktop.services.canteen.money_lists import MoneyLine, documents_where
from desktop.services.canteen.pairing import Movement, Proposal, propose

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.terms import Month
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A line of the bank, and the documents that it was said to be."""

    line_id: UUID
    month: Month
    day: date
    amount: Money
    text: str
    balance: Money | None
    documents: tuple[str, ...]
    """Their numbers."""
    open: Money
    """What of it the books do not have at the end of the month."""

    @property
    def matched(self) -> bool:
        """Whether it was said which documents it is."""
        return bool(self.documents)


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """A document that the bank does not have at the end of the month."""

    line: MoneyLine
    amount: Money
    """What it does to the account."""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """银行存款余额调节表."""

    canteen: str
    month: Month
    opening: Money | None
    """What the bank says; None where no statement was written down."""
    closing: Money | None
    lines: tuple[StatementLine, ...]
    """Those of the month, and earlier ones that are still open."""
    documents: tuple[OpenDocument, ...]
    booked: Money
    """What the books say at the end of the month."""

    @property
    def only_bank(self) -> Money:
        """What the bank has and the books do not."""
        return Money.sum(line.open for line in self.lines)

    @property
    def only_books(self) -> Money:
        """What the books have and the bank does not."""
        return Money.sum(document.amount for document in self.documents)

    @property
    def unexplained(self) -> Money | None:
        """What is left of the difference when all that is open is taken off; None: no statement."""
        if self.closing is None:
            return None
        return (self.closing - self.only_bank) - (self.booked - self.only_books)

    @property
    def gap(self) -> Money:
        """By how much the lines of the month miss the bank's own two balances."""
        if self.opening is None or self.closing is None:
            return Money(0)
        own = Money.sum(line.amount for line in self.lines if line.month == self.month)
        return self.closing - self.opening - own


def reconciliation(session: Session, canteen_id: UUID, month: Month) -> Reconciliation:
    """Hold the bank's statement of a month against the books."""
    with session.store.read() as connection:
        return reconciled(connection, session.unit_id, canteen_id, month)


def proposals(session: Session, canteen_id: UUID, month: Month) -> tuple[Proposal, ...]:
    """Which open lines may be which open documents."""
    with session.store.read() as connection:
        found = reconciled(connection, session.unit_id, canteen_id, month)
        keys = [document.line.document_id for document in found.documents]
        query = select(BankMatch.document_id).where(
            BankMatch.unit_id == session.unit_id, BankMatch.document_id.in_(keys)
        )
        later = set(connection.execute(query).scalars())
    return propose(
        [Movement(line.line_id, line.day, line.amount) for line in found.lines if not line.matched],
        [
            Movement(document.line.document_id, document.line.day, document.amount)
            for document in found.documents
            if document.line.document_id not in later
        ],
    )


def reconciled(
    connection: Connection, unit_id: UUID, canteen_id: UUID, month: Month
) -> Reconciliation:
    """The same within a transaction."""
    canteen = canteen_of(connection, unit_id, canteen_id)
    own = select(BankStatement.opening, BankStatement.closing, BankStatement.month).where(
        BankStatement.unit_id == unit_id, BankStatement.canteen_id == canteen_id
    )
    statement = connection.execute(own.where(BankStatement.month == month)).first()
    first = connection.execute(own.order_by(BankStatement.month).limit(1)).first()
    since = first.month if first is not None else month
    booked = connection.execute(
        select(func.sum(LedgerEntry.amount)).where(
            LedgerEntry.unit_id == unit_id,
            LedgerEntry.book_id == canteen.book_id,
            LedgerEntry.account == BANK,
            LedgerEntry.month <= month,
        )
    ).scalar_one()
    return Reconciliation(
        canteen.name,
        month,
        statement.opening if statement else None,
        statement.closing if statement else None,
        _lines(connection, unit_id, canteen_id, month),
        _documents(connection, unit_id, canteen.book_id, (since, month)),
        booked or Money(0),
    )


def _lines(
    connection: Connection, unit_id: UUID, canteen_id: UUID, month: Month
) -> tuple[StatementLine, ...]:
    """The lines of the month, and earlier ones that no document of this time is."""
    done = (
        select(BankMatch.line_id)
        .join(
            MoneyDocument,
            (MoneyDocument.unit_id == BankMatch.unit_id)
            & (MoneyDocument.id == BankMatch.document_id),
        )
        .group_by(BankMatch.line_id)
        .having(func.max(MoneyDocument.month) <= month)
        .where(BankMatch.unit_id == unit_id)
    )
    query = (
        select(BankLine)
        .where(
            BankLine.unit_id == unit_id,
            BankLine.canteen_id == canteen_id,
            BankLine.month <= month,
            or_(BankLine.month == month, BankLine.id.not_in(done)),
        )
        .order_by(BankLine.day, BankLine.month, BankLine.line)
    )
    rows = connection.execute(query).all()
    matched = _matched(connection, unit_id, [row.id for row in rows])
    return tuple(_line(row, matched.get(row.id, ()), month) for row in rows)


def _line(row: Any, own: Sequence[tuple[Month, str, Money]], month: Month) -> StatementLine:  # noqa: ANN401 - a row
    """A line with its documents; those of later months do not have it yet."""
    had = Money.sum(amount for when, _, amount in own if when <= month)
    return StatementLine(
        row.id,
        row.month,
        row.day,
        row.amount,
        row.text,
        row.balance,
        tuple(label for _, label, _ in own),
        row.amount - had,
    )


def _matched(
    connection: Connection, unit_id: UUID, line_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[tuple[Month, str, Money]]]:
    """The documents of lines: month, number, and what each does to the account."""
    query = (
        select(
            BankMatch.line_id,
            MoneyDocument.month,
            MoneyDocument.number,
            MoneyDocument.kind,
            MoneyDocument.method,
            MoneyDocument.amount,
        )
        .join(
            MoneyDocument,
            (MoneyDocument.unit_id == BankMatch.unit_id)
            & (MoneyDocument.id == BankMatch.document_id),
        )
        .where(BankMatch.unit_id == unit_id, BankMatch.line_id.in_(line_ids))
        .order_by(MoneyDocument.month, MoneyDocument.number)
    )
    found: dict[UUID, list[tuple[Month, str, Money]]] = defaultdict(list)
    for line_id, month, number, kind, method, amount in connection.execute(query):
        found[line_id].append((month, label_of(month, number), moves(kind, method, amount)))
    return found


def _documents(
    connection: Connection, unit_id: UUID, book_id: UUID, span: tuple[Month, Month]
) -> tuple[OpenDocument, ...]:
    """What went through the bank by the books and not by the bank, within months.

    A document and the red ink that undoes it cancel each other out: the bank knows neither.
    """
    since, month = span
    seen = (
        select(BankMatch.document_id)
        .join(
            BankLine,
            (BankLine.unit_id == BankMatch.unit_id) & (BankLine.id == BankMatch.line_id),
        )
        .where(BankMatch.unit_id == unit_id, BankLine.month <= month)
    )
    wanted = (
        (MoneyDocument.book_id == book_id)
        & (MoneyDocument.month >= since)
        & (MoneyDocument.month <= month)
        & (MoneyDocument.kind != MoneyKind.OPENING)
        & or_(MoneyDocument.method == PayMethod.BANK, MoneyDocument.kind.in_(INNER))
        & MoneyDocument.id.not_in(seen)
    )
    lines = documents_where(connection, unit_id, wanted, month)
    labels = {line.label for line in lines}
    return tuple(
        OpenDocument(line, moves(line.kind, line.method, line.amount))
        for line in reversed(lines)
        if not {line.reverses, line.reversed_by} & labels
    )
