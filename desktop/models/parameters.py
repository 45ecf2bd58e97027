"""Parameters: what the county decides, from a day on, and by which document."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.database.base import Base, Owned


class Parameter(Owned, Base):
    """参数: one value of a unit for itself and the units below it, from a day to a day."""

    __tablename__ = "parameters"
    __table_args__ = (
        UniqueConstraint("unit_id", "key", "since"),
        CheckConstraint("until IS NULL OR until >= since", name="span"),
        {"info": {"label": "参数"}},
    )

    key: Mapped[str] = mapped_column(String(64))
    value: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    document: Mapped[str] = mapped_column(Text)
