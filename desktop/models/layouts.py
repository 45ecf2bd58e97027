"""Forms that somebody has explained: how the program is to read them the next time."""

from __future__ import annotations

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.database.base import Base, Owned


class RosterLayout(Owned, Base):
    """认表记忆: a form, known by the words of its header, and what its columns are."""

    __tablename__ = "roster_layouts"
    __table_args__ = (
        UniqueConstraint("unit_id", "sheet", "words_digest"),
        {"info": {"label": "认表记忆"}},
    )

    sheet: Mapped[str] = mapped_column(String(40))
    words_digest: Mapped[str] = mapped_column(String(64))
    words: Mapped[str] = mapped_column(Text)
    """The texts of the header's lowest line (JSON)."""
    mapping: Mapped[str] = mapped_column(Text)
    """Column letter → field key; an empty key leaves the column out (JSON)."""
