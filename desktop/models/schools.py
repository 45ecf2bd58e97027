"""How other people's tables call the schools."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.database.base import Base, Owned


class SchoolAlias(Owned, Base):
    """学校别名: a name that stood in a table, and the unit that it means.

    Owned by the bureau that was asked. The unit meant is data and no foreign key: keys stay inside
    one unit.
    """

    __tablename__ = "school_aliases"
    __table_args__ = (
        UniqueConstraint("unit_id", "name"),
        CheckConstraint("length(name) > 0", name="name"),
        {"info": {"label": "学校别名"}},
    )

    name: Mapped[str] = mapped_column(String(120))
    means_unit_id: Mapped[UUID]
