"""Stock: documents that only add lines, and lots that know what is left of them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.core.canteen import DocumentState, Duty, Fund, Sitting, StockKind
from desktop.core.money import Money, Quantity, UnitPrice
from desktop.core.terms import Month
from desktop.database.base import Base, Owned, belongs_to, enum_column


class StockDocument(Owned, Base):
    """库存单据.

    draft ──post──► posted ◄── (another posted document that reverses it, dated in an open month)

    A posted document never changes: that it was reversed is known by the one that names it.
    """

    __tablename__ = "stock_documents"
    __table_args__ = (
        belongs_to("canteens", "canteen_id"),
        belongs_to("suppliers", "supplier_id"),
        belongs_to("stock_documents", "reverses_id"),
        UniqueConstraint("unit_id", "canteen_id", "month", "kind", "number"),
        UniqueConstraint("unit_id", "reverses_id"),
        Index(None, "unit_id", "canteen_id", "day", "kind"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("kind <> 'receipt' OR supplier_id IS NOT NULL", name="supplier"),
        {"info": {"label": "库存单据", "month": "month"}},
    )

    canteen_id: Mapped[UUID]
    kind: Mapped[StockKind] = mapped_column(enum_column(StockKind))
    state: Mapped[DocumentState] = mapped_column(enum_column(DocumentState))
    month: Mapped[Month]
    day: Mapped[date]
    number: Mapped[int]
    supplier_id: Mapped[UUID | None]
    fund: Mapped[Fund | None] = mapped_column(enum_column(Fund))
    """Which money a receipt is paid from; of what goes out each lot knows its own."""
    sitting: Mapped[Sitting | None] = mapped_column(enum_column(Sitting))
    ticket: Mapped[str] = mapped_column(String(60))
    """Number of the invoice or delivery note; empty where there is none."""
    note: Mapped[str] = mapped_column(Text)
    reverses_id: Mapped[UUID | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]


class DocumentSigner(Owned, Base):
    """单据签字人: a named person who stands for a stock document."""

    __tablename__ = "document_signers"
    __table_args__ = (
        belongs_to("stock_documents", "document_id"),
        UniqueConstraint("unit_id", "document_id", "duty", "name"),
        CheckConstraint("length(name) > 0", name="name"),
        {"info": {"label": "单据签字人"}},
    )

    document_id: Mapped[UUID]
    duty: Mapped[Duty] = mapped_column(enum_column(Duty))
    name: Mapped[str] = mapped_column(String(50))


class StockLot(Owned, Base):
    """批次: goods that came in together. `left` and `left_amount` are the sums of its lines."""

    __tablename__ = "stock_lots"
    __table_args__ = (
        belongs_to("canteens", "canteen_id"),
        belongs_to("articles", "article_id"),
        belongs_to("suppliers", "supplier_id"),
        Index(None, "unit_id", "canteen_id", "article_id", "expires_on"),
        CheckConstraint('"left" >= 0', name="left"),
        CheckConstraint("left_amount >= 0", name="left_amount"),
        CheckConstraint('"left" > 0 OR left_amount = 0', name="nothing"),
        {"info": {"label": "批次"}},
    )

    canteen_id: Mapped[UUID]
    article_id: Mapped[UUID]
    supplier_id: Mapped[UUID]
    fund: Mapped[Fund] = mapped_column(enum_column(Fund))
    received_on: Mapped[date]
    produced_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    batch: Mapped[str] = mapped_column(String(40))
    quarantine: Mapped[str] = mapped_column(String(60))
    """Number of the quarantine or test ticket; empty where there is none."""
    price: Mapped[UnitPrice]
    left: Mapped[Quantity]
    left_amount: Mapped[Money]


class StockLine(Owned, Base):
    """库存流水: what a document adds to a lot, or (below zero) takes from it.

    Canteen, month and day repeat those of the document: a month's movements ask no other table.
    """

    __tablename__ = "stock_lines"
    __table_args__ = (
        belongs_to("stock_documents", "document_id"),
        belongs_to("stock_lots", "lot_id"),
        belongs_to("articles", "article_id"),
        UniqueConstraint("unit_id", "document_id", "line"),
        Index(None, "unit_id", "canteen_id", "month", "article_id"),
        Index(None, "unit_id", "lot_id", "day"),
        {"info": {"label": "库存流水", "month": "month"}},
    )

    document_id: Mapped[UUID]
    canteen_id: Mapped[UUID]
    month: Mapped[Month]
    day: Mapped[date]
    line: Mapped[int] = mapped_column(SmallInteger)
    article_id: Mapped[UUID]
    lot_id: Mapped[UUID | None]
    """None while the document is a draft, and where all was turned back at the door."""
    quantity: Mapped[Quantity]
    price: Mapped[UnitPrice]
    amount: Mapped[Money]
    reason: Mapped[str] = mapped_column(String(100))
    """Why goods were lost, or a count differs."""


class ReceiptLine(Owned, Base):
    """验收: what was ordered, brought and turned back, for each line of a receipt."""

    __tablename__ = "receipt_lines"
    __table_args__ = (
        belongs_to("stock_lines", "line_id"),
        UniqueConstraint("unit_id", "line_id"),
        CheckConstraint("delivered >= 0", name="delivered"),
        CheckConstraint("rejected >= 0 AND rejected <= delivered", name="rejected"),
        CheckConstraint("rejected = 0 OR length(rejected_why) > 0", name="rejected_why"),
        {"info": {"label": "验收"}},
    )

    line_id: Mapped[UUID]
    ordered: Mapped[Quantity | None]
    delivered: Mapped[Quantity]
    rejected: Mapped[Quantity]
    rejected_why: Mapped[str] = mapped_column(String(100))
    produced_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    batch: Mapped[str] = mapped_column(String(40))
    quarantine: Mapped[str] = mapped_column(String(60))
