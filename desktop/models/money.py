"""Money that came, went, or changed its place."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.core.canteen import Fund, MoneyKind, PayMethod, Spending
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.database.base import Base, Owned, belongs_to, enum_column


class MoneyDocument(Owned, Base):
    """收支单据: money that came, went, or changed its place; never changed once it is posted."""

    __tablename__ = "money_documents"
    __table_args__ = (
        belongs_to("account_books", "book_id"),
        belongs_to("money_documents", "reverses_id"),
        belongs_to("suppliers", "supplier_id"),
        belongs_to("school_classes", "class_id"),
        belongs_to("staff", "staff_id"),
        UniqueConstraint("unit_id", "book_id", "month", "number"),
        UniqueConstraint("unit_id", "reverses_id"),
        Index(None, "unit_id", "book_id", "day"),
        CheckConstraint("amount <> 0", name="amount"),
        CheckConstraint("reverses_id IS NOT NULL OR amount > 0", name="red"),
        {"info": {"label": "收支单据", "month": "month"}},
    )

    book_id: Mapped[UUID]
    month: Mapped[Month]
    day: Mapped[date]
    number: Mapped[int]
    kind: Mapped[MoneyKind] = mapped_column(enum_column(MoneyKind))
    method: Mapped[PayMethod] = mapped_column(enum_column(PayMethod))
    fund: Mapped[Fund] = mapped_column(enum_column(Fund))
    spending: Mapped[Spending | None] = mapped_column(enum_column(Spending))
    amount: Mapped[Money]
    """Above zero; a document that reverses another has the other's below zero."""
    supplier_id: Mapped[UUID | None]
    class_id: Mapped[UUID | None]
    staff_id: Mapped[UUID | None]
    party: Mapped[str] = mapped_column(String(80))
    """Who paid or was paid, in words."""
    ticket: Mapped[str] = mapped_column(String(60))
    """Number of the receipt, invoice or bank slip; empty where there is none."""
    note: Mapped[str] = mapped_column(Text)
    reverses_id: Mapped[UUID | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
