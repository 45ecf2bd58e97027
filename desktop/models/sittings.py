"""Sittings: on which days a canteen served, and how many ate."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.core.canteen import Sitting
from desktop.core.meals import Diner
from desktop.core.terms import Month
from desktop.database.base import Base, Owned, belongs_to, enum_column


class MealSitting(Owned, Base):
    """开餐: a sitting of a day, counted, or not served for a reason.

    Without a row nothing is known of a sitting: not counted is not the same as not served.
    """

    __tablename__ = "meal_sittings"
    __table_args__ = (
        belongs_to("canteens", "canteen_id"),
        UniqueConstraint("unit_id", "canteen_id", "day", "sitting"),
        Index(None, "unit_id", "canteen_id", "month"),
        CheckConstraint("served OR length(reason) > 0", name="reason"),
        {"info": {"label": "开餐", "month": "month"}},
    )

    canteen_id: Mapped[UUID]
    month: Mapped[Month]
    day: Mapped[date]
    sitting: Mapped[Sitting] = mapped_column(enum_column(Sitting))
    served: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(100))
    """Why nothing was served; empty where it was."""
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]


class MealCount(Owned, Base):
    """就餐人数: how many of a class, or of the guests, ate at a sitting.

    Canteen, month, day and sitting repeat those of the sitting: a month's counts ask no other
    table. Teachers are not counted here: each of their meals is a row of its own.
    """

    __tablename__ = "meal_counts"
    __table_args__ = (
        belongs_to("meal_sittings", "sitting_id"),
        belongs_to("school_classes", "class_id"),
        UniqueConstraint("unit_id", "sitting_id", "class_id", "diner"),
        Index(
            "uq_meal_counts_of_guests",
            "unit_id",
            "sitting_id",
            unique=True,
            sqlite_where=text("class_id IS NULL"),
            postgresql_where=text("class_id IS NULL"),
        ),
        Index(None, "unit_id", "canteen_id", "month", "day"),
        CheckConstraint("(class_id IS NULL) = (diner = 'guest')", name="class_id"),
        CheckConstraint("heads >= 0", name="heads"),
        CheckConstraint("heads <= expected", name="expected"),
        {"info": {"label": "就餐人数", "month": "month"}},
    )

    sitting_id: Mapped[UUID]
    canteen_id: Mapped[UUID]
    month: Mapped[Month]
    day: Mapped[date]
    sitting: Mapped[Sitting] = mapped_column(enum_column(Sitting))
    class_id: Mapped[UUID | None]
    diner: Mapped[Diner] = mapped_column(enum_column(Diner))
    heads: Mapped[int] = mapped_column(SmallInteger)
    expected: Mapped[int | None] = mapped_column(SmallInteger)
    """How many of the class were there, or on its roll, when it was counted; None of guests."""
