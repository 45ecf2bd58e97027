"""Attachments: files that are kept inside the database, and the records that they belong to."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.core.attachments import FileKind, RecordKind
from desktop.database.base import Base, ContentColumn, Owned, belongs_to, enum_column


class StoredFile(Owned, Base):
    """附件内容: a file kept once in a unit, known by its digest; never changed afterwards."""

    __tablename__ = "stored_files"
    __table_args__ = (
        UniqueConstraint("unit_id", "digest"),
        CheckConstraint("size > 0", name="size"),
        {"info": {"label": "附件内容", "digest": "digest"}},
    )

    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the content, in hexadecimal digits."""
    kind: Mapped[FileKind] = mapped_column(enum_column(FileKind))
    size: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]
    content: Mapped[bytes] = mapped_column(ContentColumn)


class AttachedFile(Owned, Base):
    """附件: a kept file at a record of another table; what it is called and in which order."""

    __tablename__ = "attachments"
    __table_args__ = (
        belongs_to("stored_files", "file_id"),
        UniqueConstraint("unit_id", "record_table", "record_id", "file_id"),
        Index(None, "unit_id", "file_id"),
        {"info": {"label": "附件", "points_at": ("record_table", "record_id")}},
    )

    record_table: Mapped[RecordKind] = mapped_column(enum_column(RecordKind))
    record_id: Mapped[UUID]
    file_id: Mapped[UUID]
    name: Mapped[str]
    position: Mapped[int] = mapped_column(SmallInteger)
    at: Mapped[datetime]
    user_name: Mapped[str]
