"""Buying: contract prices, orders and the deliveries that answer them; fees of pupils."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.core.meals import OrderState
from desktop.core.money import Money, Quantity, UnitPrice
from desktop.core.terms import Month
from desktop.database.base import Base, Owned, belongs_to, enum_column


class ContractPrice(Owned, Base):
    """合同价: what a supplier's contract asks for an article from a day to a day."""

    __tablename__ = "contract_prices"
    __table_args__ = (
        belongs_to("suppliers", "supplier_id"),
        belongs_to("articles", "article_id"),
        UniqueConstraint("unit_id", "supplier_id", "article_id", "since"),
        CheckConstraint("until IS NULL OR until >= since", name="span"),
        CheckConstraint("price > 0", name="price"),
        {"info": {"label": "合同价"}},
    )

    supplier_id: Mapped[UUID]
    article_id: Mapped[UUID]
    since: Mapped[date]
    until: Mapped[date | None]
    price: Mapped[UnitPrice]
    decision: Mapped[str] = mapped_column(String(120))
    """The contract, tender or price meeting."""


class PurchaseOrder(Owned, Base):
    """采购订单: what was ordered of a supplier for a day."""

    __tablename__ = "purchase_orders"
    __table_args__ = (
        belongs_to("canteens", "canteen_id"),
        belongs_to("suppliers", "supplier_id"),
        belongs_to("stock_documents", "delivery_id"),
        UniqueConstraint("unit_id", "canteen_id", "number"),
        UniqueConstraint("unit_id", "delivery_id"),
        Index(None, "unit_id", "canteen_id", "wanted_on"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("wanted_on >= ordered_on", name="span"),
        CheckConstraint("state <> 'delivered' OR delivery_id IS NOT NULL", name="delivery"),
        CheckConstraint("state <> 'cancelled' OR delivery_id IS NULL", name="no_delivery"),
        CheckConstraint("(state = 'cancelled') = (length(cancelled_why) > 0)", name="why"),
        {"info": {"label": "采购订单"}},
    )

    canteen_id: Mapped[UUID]
    number: Mapped[int]
    state: Mapped[OrderState] = mapped_column(enum_column(OrderState))
    supplier_id: Mapped[UUID]
    ordered_on: Mapped[date]
    wanted_on: Mapped[date]
    buyer: Mapped[str] = mapped_column(String(50))
    note: Mapped[str] = mapped_column(Text)
    delivery_id: Mapped[UUID | None]
    """The receipt that takes it in: booked once it is delivered, until then perhaps a draft."""
    cancelled_why: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]


class OrderLine(Owned, Base):
    """订单明细."""

    __tablename__ = "order_lines"
    __table_args__ = (
        belongs_to("purchase_orders", "order_id"),
        belongs_to("articles", "article_id"),
        UniqueConstraint("unit_id", "order_id", "line"),
        CheckConstraint("quantity > 0", name="quantity"),
        {"info": {"label": "订单明细"}},
    )

    order_id: Mapped[UUID]
    line: Mapped[int] = mapped_column(SmallInteger)
    article_id: Mapped[UUID]
    quantity: Mapped[Quantity]
    price: Mapped[UnitPrice | None]
    """As agreed; None where the day's price holds."""


class MealFee(Owned, Base):
    """学生伙食费明细: the part of a receipt or refund that is one pupil's."""

    __tablename__ = "meal_fees"
    __table_args__ = (
        belongs_to("money_documents", "document_id"),
        belongs_to("students", "student_id"),
        belongs_to("school_classes", "class_id"),
        UniqueConstraint("unit_id", "document_id", "student_id", "meals_of"),
        Index(None, "unit_id", "meals_of", "student_id"),
        CheckConstraint("amount <> 0", name="amount"),
        {"info": {"label": "学生伙食费明细", "month": "month"}},
    )

    document_id: Mapped[UUID]
    month: Mapped[Month]
    """That of the receipt."""
    meals_of: Mapped[Month]
    """The month whose meals are paid."""
    student_id: Mapped[UUID]
    class_id: Mapped[UUID | None]
    amount: Mapped[Money]
    """Above zero what was paid, below zero what was paid back."""
    ticket: Mapped[str] = mapped_column(String(60))
    """The pupil's own receipt; empty where there is none, or one for the class."""
