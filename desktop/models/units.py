"""Units: bureau, township, schools, teaching points, kindergartens."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.core.labels import UnitKind
from desktop.database.base import Base, Reference, enum_column


class Unit(Reference, Base):
    """单位: who owns a row. Shared, because a county's tables name all of its units."""

    __tablename__ = "units"
    __table_args__ = (
        UniqueConstraint("code"),
        ForeignKeyConstraint(["parent_id"], ["units.id"], ondelete="RESTRICT"),
        {"info": {"label": "单位"}},
    )

    code: Mapped[str] = mapped_column(String(32))
    name: Mapped[str]
    kind: Mapped[UnitKind] = mapped_column(enum_column(UnitKind))
    township: Mapped[str | None]
    parent_id: Mapped[UUID | None]
    office_phone: Mapped[str | None] = mapped_column(String(40))
    supervision_phone: Mapped[str | None] = mapped_column(String(40))
