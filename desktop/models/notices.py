"""Notices: what was issued for the wall, kept as it was printed."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.core.terms import Month
from desktop.database.base import Base, Owned, belongs_to


class Notice(Owned, Base):
    """公示: an issued notice with the snapshot that it is printed from, always the same."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("unit_id", "number"),
        belongs_to("notices", "replaces_id"),
        Index(None, "unit_id", "kind", "month"),
        {"info": {"label": "公示"}},
    )

    number: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(40))
    month: Mapped[Month]
    issued_on: Mapped[date]
    issued_by: Mapped[str]
    last_day: Mapped[date]
    replaces_id: Mapped[UUID | None]
    snapshot: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
