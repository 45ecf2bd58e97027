"""Upkeep: what was done to keep the data safe, and how it turned out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.core.labels import UpkeepKind
from desktop.database.base import Base, Owned, enum_column


class Upkeep(Owned, Base):
    """维护记录: a backup, a check, a confirmed recovery sheet; never changed afterwards."""

    __tablename__ = "upkeep"
    __table_args__ = (Index(None, "unit_id", "kind", "at"), {"info": {"label": "维护记录"}})

    kind: Mapped[UpkeepKind] = mapped_column(enum_column(UpkeepKind))
    at: Mapped[datetime]
    user_name: Mapped[str]
    good: Mapped[bool]
    detail: Mapped[str | None] = mapped_column(Text)
