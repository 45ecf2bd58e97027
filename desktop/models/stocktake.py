"""Stocktakes: what was booked when counting began, and what was found."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.core.canteen import CountState
from desktop.core.money import Money, Quantity
from desktop.core.terms import Month
from desktop.database.base import Base, Owned, belongs_to, enum_column


class Stocktake(Owned, Base):
    """盘点: all lots in store at the end of a day, counted by two people."""

    __tablename__ = "stocktakes"
    __table_args__ = (
        belongs_to("canteens", "canteen_id"),
        belongs_to("stock_documents", "document_id"),
        UniqueConstraint("unit_id", "document_id"),
        Index(None, "unit_id", "canteen_id", "month"),
        CheckConstraint("state <> 'ended' OR length(second_counter) > 0", name="counters"),
        {"info": {"label": "盘点", "month": "month"}},
    )

    canteen_id: Mapped[UUID]
    state: Mapped[CountState] = mapped_column(enum_column(CountState))
    month: Mapped[Month]
    day: Mapped[date]
    first_counter: Mapped[str] = mapped_column(String(50))
    """Empty until it is ended, as the second one."""
    second_counter: Mapped[str] = mapped_column(String(50))
    document_id: Mapped[UUID | None]
    """What it has booked; None where nothing differs, and while it lasts."""
    begun_at: Mapped[datetime]
    begun_by: Mapped[str]


class StocktakeLine(Owned, Base):
    """盘点明细: a lot, frozen as it was booked, and how much of it was found."""

    __tablename__ = "stocktake_lines"
    __table_args__ = (
        belongs_to("stocktakes", "stocktake_id"),
        belongs_to("stock_lots", "lot_id"),
        UniqueConstraint("unit_id", "stocktake_id", "line"),
        UniqueConstraint("unit_id", "stocktake_id", "lot_id"),
        CheckConstraint("booked > 0", name="booked"),
        CheckConstraint("counted >= 0", name="counted"),
        {"info": {"label": "盘点明细", "month": "month"}},
    )

    stocktake_id: Mapped[UUID]
    month: Mapped[Month]
    """That of the stocktake: a month's lines ask no other table."""
    line: Mapped[int] = mapped_column(SmallInteger)
    lot_id: Mapped[UUID]
    booked: Mapped[Quantity]
    worth: Mapped[Money]
    counted: Mapped[Quantity | None]
    """None: not counted yet; zero: nothing is there."""
    reason: Mapped[str] = mapped_column(String(100))
    """Why what was found is not what was booked."""
