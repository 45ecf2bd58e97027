"""The tables that the database layer keeps for itself: audit chain, sealed months, facts."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.core.labels import MonthState
from desktop.core.terms import Month
from desktop.database.base import Base, Owned, belongs_to, enum_column


class AuditEntry(Owned, Base):
    """One transaction that wrote: who, when, what, chained to the one before by its hash."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        UniqueConstraint("unit_id", "seq"),
        CheckConstraint("seq > 0", name="seq"),
        {"info": {"label": "操作记录"}},
    )

    seq: Mapped[int]
    at: Mapped[datetime]
    user_id: Mapped[UUID | None]
    user_name: Mapped[str]
    action: Mapped[str] = mapped_column(String(64))
    summary: Mapped[str] = mapped_column(Text)
    changes_digest: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditChange(Owned, Base):
    """A block of rows that one entry changed, before and after, compressed."""

    __tablename__ = "audit_changes"
    __table_args__ = (
        belongs_to("audit_entries", "entry_id"),
        UniqueConstraint("unit_id", "entry_id", "position"),
        {"info": {"label": "操作内容"}},
    )

    entry_id: Mapped[UUID]
    position: Mapped[int]
    table_name: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class SealedMonth(Owned, Base):
    """A month of a unit's books: open, closed or locked, with the seal that it was closed under.

    A month without a row is open. open → closed → (open again, by the county) → closed → locked.
    """

    __tablename__ = "months"
    __table_args__ = (
        UniqueConstraint("unit_id", "month"),
        Index(None, "unit_id", "code"),
        {"info": {"label": "月份"}},
    )

    month: Mapped[Month]
    state: Mapped[MonthState] = mapped_column(enum_column(MonthState))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    reason: Mapped[str | None]
    previous_digest: Mapped[str] = mapped_column(String(64))
    parts: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(32))


class Reopening(Owned, Base):
    """A closed month that is open again, and the last day of that: then it is shut, as if closed.

    The row goes when the month is closed anew; the audit chain remembers it.
    """

    __tablename__ = "reopenings"
    __table_args__ = (
        UniqueConstraint("unit_id", "month"),
        {"info": {"label": "重新打开的月份"}},
    )

    month: Mapped[Month]
    until: Mapped[date]


class Fact(Base):
    """A fact of this database as a whole, such as the key of its identity digests."""

    __tablename__ = "facts"
    __table_args__ = ({"info": {"label": "数据库参数"}},)

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
