"""Meals: what each pupil ate in a month, and what that comes to."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.database.base import Base, Owned, belongs_to


class MealMonth(Owned, Base):
    """就餐天数: one pupil's lunches in a month, with the class and the standard of that month."""

    __tablename__ = "meal_months"
    __table_args__ = (
        belongs_to("students", "student_id"),
        belongs_to("school_classes", "class_id"),
        UniqueConstraint("unit_id", "month", "student_id"),
        Index(None, "unit_id", "student_id"),
        CheckConstraint("days BETWEEN 0 AND 31", name="days"),
        CheckConstraint("present_days BETWEEN 0 AND 31", name="present_days"),
        CheckConstraint("rate >= 0", name="rate"),
        {"info": {"label": "就餐天数", "month": "month"}},
    )

    month: Mapped[Month]
    student_id: Mapped[UUID]
    class_id: Mapped[UUID | None]
    present_days: Mapped[int | None] = mapped_column(SmallInteger)
    days: Mapped[int] = mapped_column(SmallInteger)
    rate: Mapped[Money]
    amount: Mapped[Money]
