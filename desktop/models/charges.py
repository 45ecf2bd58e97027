"""Charges: what a school may ask money for, and on which document."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.database.base import Base, Owned


class Charge(Owned, Base):
    """收费项目: one line of the charge board, from a day to a day (计价格〔2002〕792号)."""

    __tablename__ = "charges"
    __table_args__ = (
        UniqueConstraint("unit_id", "item", "scope", "since"),
        CheckConstraint("until IS NULL OR until >= since", name="span"),
        {"info": {"label": "收费项目"}},
    )

    position: Mapped[int] = mapped_column(SmallInteger)
    item: Mapped[str]
    kind: Mapped[str] = mapped_column(String(40))
    unit: Mapped[str] = mapped_column(String(40))
    standard: Mapped[str]
    basis: Mapped[str] = mapped_column(Text)
    scope: Mapped[str]
    voluntary: Mapped[bool | None]
    relief: Mapped[str | None] = mapped_column(Text)
    refund: Mapped[str | None] = mapped_column(Text)
    since: Mapped[date]
    until: Mapped[date | None]
