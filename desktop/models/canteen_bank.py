"""What the bank says of a canteen's account, held against the books; and cash that was counted."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.database.base import Base, Owned, belongs_to


class BankStatement(Owned, Base):
    """银行对账单: what the bank says that was in the account at both ends of a month."""

    __tablename__ = "bank_statements"
    __table_args__ = (
        belongs_to("canteens", "canteen_id"),
        UniqueConstraint("unit_id", "canteen_id", "month"),
        {"info": {"label": "银行对账单", "month": "month"}},
    )

    canteen_id: Mapped[UUID]
    month: Mapped[Month]
    opening: Mapped[Money]
    closing: Mapped[Money]


class BankLine(Owned, Base):
    """对账单明细: one movement of a bank statement, above zero what came in."""

    __tablename__ = "bank_lines"
    __table_args__ = (
        belongs_to("bank_statements", "statement_id"),
        UniqueConstraint("unit_id", "statement_id", "line"),
        Index(None, "unit_id", "canteen_id", "month"),
        CheckConstraint("amount <> 0", name="amount"),
        {"info": {"label": "对账单明细", "month": "month"}},
    )

    statement_id: Mapped[UUID]
    canteen_id: Mapped[UUID]
    month: Mapped[Month]
    line: Mapped[int] = mapped_column(SmallInteger)
    day: Mapped[date]
    amount: Mapped[Money]
    text: Mapped[str] = mapped_column(String(200))
    """What the bank wrote; empty where it wrote nothing."""
    balance: Mapped[Money | None]
    """What was there after it; None where the bank does not say."""


class BankMatch(Owned, Base):
    """对账: a line of the bank is this document of the books.

    It belongs to no month: what the bank did in a closed month may be booked in the next.
    """

    __tablename__ = "bank_matches"
    __table_args__ = (
        belongs_to("bank_lines", "line_id"),
        belongs_to("money_documents", "document_id"),
        UniqueConstraint("unit_id", "document_id"),
        Index(None, "unit_id", "line_id"),
        {"info": {"label": "银行对账"}},
    )

    line_id: Mapped[UUID]
    document_id: Mapped[UUID]


class CashCount(Owned, Base):
    """现金盘点: what lay in the cash box, what the books said, and why they differ."""

    __tablename__ = "cash_counts"
    __table_args__ = (
        belongs_to("canteens", "canteen_id"),
        Index(None, "unit_id", "canteen_id", "month"),
        CheckConstraint("counted >= 0", name="counted"),
        CheckConstraint("counted = booked OR length(reason) > 0", name="reason"),
        CheckConstraint("length(counted_by) > 0", name="counted_by"),
        {"info": {"label": "现金盘点", "month": "month"}},
    )

    canteen_id: Mapped[UUID]
    month: Mapped[Month]
    day: Mapped[date]
    counted: Mapped[Money]
    booked: Mapped[Money]
    """What the books said at the end of the day, when it was counted."""
    reason: Mapped[str] = mapped_column(Text)
    counted_by: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
