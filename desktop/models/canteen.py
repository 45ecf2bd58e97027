"""A canteen: what it is, who supplies it, what it buys."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.core.canteen import ArticleKind, Operation
from desktop.database.base import Base, Owned, belongs_to, enum_column


class Canteen(Owned, Base):
    """食堂: a kitchen with accounts of its own."""

    __tablename__ = "canteens"
    __table_args__ = (
        belongs_to("account_books", "book_id"),
        UniqueConstraint("unit_id", "name"),
        UniqueConstraint("unit_id", "book_id"),
        CheckConstraint("length(name) > 0", name="name"),
        CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name="span"),
        {"info": {"label": "食堂"}},
    )

    book_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(60))
    operation: Mapped[Operation] = mapped_column(enum_column(Operation))
    licence: Mapped[str] = mapped_column(String(60))
    """食品经营许可证号; empty until it is known."""
    licence_until: Mapped[date | None]
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]


class Supplier(Owned, Base):
    """供货商: who delivers, with the licence and the days until which its papers hold."""

    __tablename__ = "suppliers"
    __table_args__ = (
        UniqueConstraint("unit_id", "name"),
        CheckConstraint("length(name) > 0", name="name"),
        {"info": {"label": "供货商"}},
    )

    name: Mapped[str] = mapped_column(String(80))
    credit_code: Mapped[str] = mapped_column(String(18))
    """统一社会信用代码; empty where there is none, as of a farmer."""
    licence: Mapped[str] = mapped_column(String(60))
    licence_until: Mapped[date | None]
    contract: Mapped[str] = mapped_column(String(60))
    contract_until: Mapped[date | None]
    contact: Mapped[str] = mapped_column(String(50))
    phone: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(Text)
    stopped_on: Mapped[date | None]
    """From this day on nothing is taken from it."""


class Article(Owned, Base):
    """物品: what is bought, in which measure, and how long it keeps."""

    __tablename__ = "articles"
    __table_args__ = (
        UniqueConstraint("unit_id", "name", "specification"),
        CheckConstraint("length(name) > 0", name="name"),
        CheckConstraint("length(measure) > 0", name="measure"),
        CheckConstraint("shelf_days > 0", name="shelf_days"),
        {"info": {"label": "物品"}},
    )

    name: Mapped[str] = mapped_column(String(60))
    specification: Mapped[str] = mapped_column(String(60))
    """Brand and packing (品牌及规格); empty where it does not matter."""
    kind: Mapped[ArticleKind] = mapped_column(enum_column(ArticleKind))
    measure: Mapped[str] = mapped_column(String(10))
    """What it is counted in: 千克, 袋."""
    shelf_days: Mapped[int | None] = mapped_column(SmallInteger)
    """Days that it keeps as a rule; None where the package says."""
    pinyin: Mapped[str]
    stopped_on: Mapped[date | None]
