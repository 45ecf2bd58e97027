"""That what is known of a household still holds: dated confirmations."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.database.base import Base, Owned, belongs_to


class HouseholdConfirmation(Owned, Base):
    """困难类别核对: somebody has seen on a day, by a paper, that a fact still holds."""

    __tablename__ = "household_confirmations"
    __table_args__ = (
        belongs_to("household_facts", "fact_id"),
        Index(None, "unit_id", "fact_id", "day"),
        {"info": {"label": "困难类别核对"}},
    )

    fact_id: Mapped[UUID]
    day: Mapped[date]
    proof: Mapped[str] = mapped_column(String(200))
    confirmed_by: Mapped[str] = mapped_column(String(50))
