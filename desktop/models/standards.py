"""Standards: dated amounts with their document numbers, never constants in code."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.core.labels import Stage
from desktop.core.money import Money
from desktop.database.base import Base, Reference, enum_column


class Standard(Reference, Base):
    """标准: an amount that holds from a day to a day; a county's own goes before the shipped."""

    __tablename__ = "standards"
    __table_args__ = (
        UniqueConstraint("key", "stage", "boarding", "since", "local"),
        CheckConstraint("until IS NULL OR until >= since", name="span"),
        CheckConstraint("amount >= 0", name="amount"),
        {"info": {"label": "标准"}},
    )

    key: Mapped[str] = mapped_column(String(64))
    item: Mapped[str]
    stage: Mapped[Stage | None] = mapped_column(enum_column(Stage))
    boarding: Mapped[bool | None]
    amount: Mapped[Money]
    unit: Mapped[str] = mapped_column(String(40))
    since: Mapped[date]
    until: Mapped[date | None]
    document: Mapped[str] = mapped_column(Text)
    verified: Mapped[bool]
    local: Mapped[bool]
    note: Mapped[str | None] = mapped_column(Text)
