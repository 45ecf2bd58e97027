"""What all stock documents have: heads with numbers, people who sign, lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from desktop.core.canteen import DocumentState, Duty, Fund, Sitting, StockKind
from desktop.core.errors import SchoolError
from desktop.core.terms import Month
from desktop.models import DocumentSigner, StockDocument

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from uuid import UUID

    from desktop.core.money import Money, Quantity, UnitPrice
    from desktop.database.work import Work

LONGEST_NAME = 50


@dataclass(frozen=True, slots=True)
class Signer:
    """A named person, and what it has done."""

    duty: Duty
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of a stock document that is about to be written."""

    document_id: UUID
    canteen_id: UUID
    kind: StockKind
    day: date
    supplier_id: UUID | None = None
    fund: Fund | None = None
    sitting: Sitting | None = None
    ticket: str = ""
    note: str = ""
    reverses_id: UUID | None = None
    state: DocumentState = DocumentState.POSTED
    signers: tuple[Signer, ...] = ()


@dataclass(frozen=True, slots=True)
class Movement:
    """What a line does to a lot: above zero it comes, below zero it goes."""

    document_id: UUID
    article_id: UUID
    lot_id: UUID | None
    quantity: Quantity
    price: UnitPrice
    amount: Money
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A number that people say: 入库 2026-10-012."""

    kind: StockKind
    month: Month
    number: int

    @property
    def label(self) -> str:
        """As it is printed."""
        return f"{self.kind.label} {self.month.year}-{self.month.month:02}-{self.number:03}"


@dataclass
class _Counter:
    """The last numbers of documents, each asked for once."""

    work: Work
    last: dict[tuple[UUID, Month, StockKind], int] = field(default_factory=dict)

    def next(self, canteen_id: UUID, month: Month, kind: StockKind) -> int:
        key = (canteen_id, month, kind)
        if key not in self.last:
            query = select(func.coalesce(func.max(StockDocument.number), 0)).where(
                StockDocument.unit_id == self.work.unit_id,
                StockDocument.canteen_id == canteen_id,
                StockDocument.month == month,
                StockDocument.kind == kind,
            )
            self.last[key] = self.work.connection.execute(query).scalar_one()
        self.last[key] += 1
        return self.last[key]


def write_heads(work: Work, heads: Sequence[Head]) -> dict[UUID, DocumentNumber]:
    """Write heads with the people who sign, numbered on; their numbers by document."""
    counter, numbers, rows = _Counter(work), {}, []
    for head in heads:
        month = Month.of(head.day)
        number = counter.next(head.canteen_id, month, head.kind)
        numbers[head.document_id] = DocumentNumber(head.kind, month, number)
        rows.append(
            {
                "id": head.document_id,
                "canteen_id": head.canteen_id,
                "kind": head.kind,
                "state": head.state,
                "month": month,
                "day": head.day,
                "number": number,
                "supplier_id": head.supplier_id,
                "fund": head.fund,
                "sitting": head.sitting,
                "ticket": head.ticket.strip(),
                "note": head.note.strip(),
                "reverses_id": head.reverses_id,
                "recorded_at": work.now,
                "recorded_by": work.actor.name,
            }
        )
    work.insert(StockDocument, rows)
    _write_signers(work, heads)
    return numbers


def names_of(signers: Iterable[Signer], duty: Duty) -> tuple[str, ...]:
    """The different people of a duty, without blanks around."""
    names = (signer.name.strip() for signer in signers if signer.duty is duty)
    return tuple(dict.fromkeys(name for name in names if name))


def refuse_long_names(signers: Iterable[Signer]) -> None:
    """Refuse what is no name.

    Raises:
        SchoolError: it is longer than names are.
    """
    for signer in signers:
        if len(signer.name.strip()) > LONGEST_NAME:
            msg = f"{signer.duty.label}的姓名太长，最多{LONGEST_NAME}个字。请一格只写一个人。"
            raise SchoolError(msg)


def _write_signers(work: Work, heads: Sequence[Head]) -> None:
    rows: list[dict[str, Any]] = [
        {"document_id": head.document_id, "duty": duty, "name": name}
        for head in heads
        for duty in Duty
        for name in names_of(head.signers, duty)
    ]
    for row, key in zip(rows, work.new_ids(len(rows)), strict=True):
        row["id"] = key
    work.insert(DocumentSigner, rows)
