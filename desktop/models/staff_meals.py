"""Meals of the staff by name, what a meal costs, what was paid for it, and its share of cost."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.core.canteen import Fund, PayMethod, Sitting
from desktop.core.meals import Eater
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.database.base import Base, Owned, belongs_to, enum_column


class MealPrice(Owned, Base):
    """伙食价格: what a meal costs from a day on, as decided and posted (教体艺厅函〔2024〕39号)."""

    __tablename__ = "meal_prices"
    __table_args__ = (
        belongs_to("canteens", "canteen_id"),
        UniqueConstraint("unit_id", "canteen_id", "eater", "sitting", "since"),
        CheckConstraint("price >= 0", name="price"),
        CheckConstraint("length(decision) > 0", name="decision"),
        {"info": {"label": "伙食价格"}},
    )

    canteen_id: Mapped[UUID]
    eater: Mapped[Eater] = mapped_column(enum_column(Eater))
    sitting: Mapped[Sitting] = mapped_column(enum_column(Sitting))
    since: Mapped[date]
    price: Mapped[Money]
    decision: Mapped[str] = mapped_column(String(120))
    """The meeting or document that decided it."""


class StaffMeal(Owned, Base):
    """教职工就餐: one meal that a member of the staff ate, at the price of that day."""

    __tablename__ = "staff_meals"
    __table_args__ = (
        belongs_to("canteens", "canteen_id"),
        belongs_to("staff", "staff_id"),
        UniqueConstraint("unit_id", "staff_id", "day", "sitting"),
        Index(None, "unit_id", "canteen_id", "month", "day"),
        CheckConstraint("price >= 0", name="price"),
        {"info": {"label": "教职工就餐", "month": "month"}},
    )

    canteen_id: Mapped[UUID]
    month: Mapped[Month]
    day: Mapped[date]
    sitting: Mapped[Sitting] = mapped_column(enum_column(Sitting))
    staff_id: Mapped[UUID]
    price: Mapped[Money]


class StaffMealPayment(Owned, Base):
    """教职工就餐缴费: the part of a receipt that pays one person's meals of a month."""

    __tablename__ = "staff_meal_payments"
    __table_args__ = (
        belongs_to("money_documents", "document_id"),
        belongs_to("staff", "staff_id"),
        UniqueConstraint("unit_id", "document_id", "staff_id", "meals_of"),
        Index(None, "unit_id", "meals_of", "staff_id"),
        CheckConstraint("amount <> 0", name="amount"),
        {"info": {"label": "教职工就餐缴费", "month": "month"}},
    )

    document_id: Mapped[UUID]
    month: Mapped[Month]
    """That of the receipt."""
    meals_of: Mapped[Month]
    """The month whose meals are paid."""
    staff_id: Mapped[UUID]
    amount: Mapped[Money]
    """Below zero where the document pays back, or reverses a receipt."""
    note: Mapped[str] = mapped_column(String(100))


class CostShare(Owned, Base):
    """成本分摊: how a month's food was shared when it was closed; its voucher books the shares.

    A month that was opened again and closed anew has another row, whose voucher books what is
    different.
    """

    __tablename__ = "cost_shares"
    __table_args__ = (
        belongs_to("canteens", "canteen_id"),
        UniqueConstraint("unit_id", "canteen_id", "month", "number"),
        CheckConstraint("number > 0", name="number"),
        {"info": {"label": "成本分摊", "month": "month"}},
    )

    canteen_id: Mapped[UUID]
    month: Mapped[Month]
    number: Mapped[int] = mapped_column(SmallInteger)
    food: Mapped[Money]
    """All food that was issued in the month."""
    pupils: Mapped[Money]
    staff: Mapped[Money]
    guests: Mapped[Money]
    """The shares, which add up to it."""
    pupil_meals: Mapped[int]
    staff_meals: Mapped[int]
    guest_meals: Mapped[int]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]


class FundSettlement(Owned, Base):
    """资金往来结清: money that one fund gives another because it has eaten of its food."""

    __tablename__ = "fund_settlements"
    __table_args__ = (
        belongs_to("canteens", "canteen_id"),
        belongs_to("fund_settlements", "reverses_id"),
        UniqueConstraint("unit_id", "canteen_id", "month", "number"),
        UniqueConstraint("unit_id", "reverses_id"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("amount <> 0", name="amount"),
        CheckConstraint("reverses_id IS NOT NULL OR amount > 0", name="red"),
        CheckConstraint("payer <> receiver", name="payer"),
        {"info": {"label": "资金往来结清", "month": "month"}},
    )

    canteen_id: Mapped[UUID]
    month: Mapped[Month]
    day: Mapped[date]
    number: Mapped[int] = mapped_column(SmallInteger)
    payer: Mapped[Fund] = mapped_column(enum_column(Fund))
    receiver: Mapped[Fund] = mapped_column(enum_column(Fund))
    method: Mapped[PayMethod] = mapped_column(enum_column(PayMethod))
    amount: Mapped[Money]
    """Above zero; what reverses another is below zero."""
    note: Mapped[str] = mapped_column(String(100))
    reverses_id: Mapped[UUID | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
