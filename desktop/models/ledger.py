"""Double entry: books that are kept apart, vouchers, and entries that add up to zero."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.core.ledger import BookKind, DocumentKind
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.database.base import Base, Owned, belongs_to, enum_column


class AccountBook(Owned, Base):
    """账套: accounts that are kept apart from all others (单独核算)."""

    __tablename__ = "account_books"
    __table_args__ = (
        UniqueConstraint("unit_id", "kind", "name"),
        CheckConstraint("length(name) > 0", name="name"),
        {"info": {"label": "账套"}},
    )

    kind: Mapped[BookKind] = mapped_column(enum_column(BookKind))
    name: Mapped[str] = mapped_column(String(60))


class Voucher(Owned, Base):
    """凭证: what one document does to the accounts; its entries add up to zero in each fund."""

    __tablename__ = "vouchers"
    __table_args__ = (
        belongs_to("account_books", "book_id"),
        UniqueConstraint("unit_id", "book_id", "month", "number"),
        UniqueConstraint("unit_id", "document_id"),
        CheckConstraint("number > 0", name="number"),
        {"info": {"label": "凭证", "month": "month"}},
    )

    book_id: Mapped[UUID]
    month: Mapped[Month]
    day: Mapped[date]
    number: Mapped[int]
    document_kind: Mapped[DocumentKind] = mapped_column(enum_column(DocumentKind))
    document_id: Mapped[UUID]
    """The document that it was made from; of whatever table its kind names."""
    summary: Mapped[str]


class LedgerEntry(Owned, Base):
    """分录: an amount on an account, above zero a debit.

    Book, month and day repeat those of the voucher: a month's balances ask no other table.
    """

    __tablename__ = "ledger_entries"
    __table_args__ = (
        belongs_to("vouchers", "voucher_id"),
        Index(None, "unit_id", "book_id", "month", "account", "fund"),
        Index(None, "unit_id", "voucher_id"),
        CheckConstraint("amount <> 0", name="amount"),
        {"info": {"label": "分录", "month": "month"}},
    )

    voucher_id: Mapped[UUID]
    book_id: Mapped[UUID]
    month: Mapped[Month]
    day: Mapped[date]
    line: Mapped[int] = mapped_column(SmallInteger)
    account: Mapped[str] = mapped_column(String(16))
    fund: Mapped[str] = mapped_column(String(32))
    party_id: Mapped[UUID | None]
    """Whom the account is about, such as the supplier of a debt."""
    amount: Mapped[Money]
