"""Imports: which workbook was taken in, and what people have said of its rows."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.database.base import Base, Owned, belongs_to


class ImportBatch(Owned, Base):
    """导入批次: what its audit entry wrote can be undone as a whole."""

    __tablename__ = "import_batches"
    __table_args__ = (
        UniqueConstraint("unit_id", "number"),
        CheckConstraint("number > 0", name="number"),
        {"info": {"label": "导入批次"}},
    )

    number: Mapped[int]
    sheet: Mapped[str] = mapped_column(String(40))
    file_digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    user_name: Mapped[str]
    counts: Mapped[str] = mapped_column(Text)
    entry_id: Mapped[UUID]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]


class RowDecision(Owned, Base):
    """导入认定: who a row without a number has become of which a person said that it is new."""

    __tablename__ = "row_decisions"
    __table_args__ = (
        belongs_to("students", "student_id"),
        Index(None, "unit_id", "student_id"),
        {"info": {"label": "导入认定"}},
    )

    row_digest: Mapped[str] = mapped_column(String(64))
    """The SHA-256 of all that the row tells."""
    student_id: Mapped[UUID]
