"""Notices: what was issued for the wall, kept as it was printed, and what happened to it there."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.core.notices import NoticeDeed
from desktop.core.terms import Month
from desktop.database.base import Base, Owned, belongs_to, enum_column


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


class NoticeEvent(Owned, Base):
    """公示经过: a dated fact in the life of a notice, from the printer to the archive."""

    __tablename__ = "notice_events"
    __table_args__ = (
        belongs_to("notices", "notice_id"),
        belongs_to("notice_events", "answers_id"),
        Index(None, "unit_id", "notice_id", "id"),
        CheckConstraint("copies > 0", name="copies"),
        {"info": {"label": "公示经过"}},
    )

    notice_id: Mapped[UUID]
    kind: Mapped[NoticeDeed] = mapped_column(enum_column(NoticeDeed))
    day: Mapped[date]
    at: Mapped[datetime]
    user_name: Mapped[str]
    until: Mapped[date | None]
    """Of a posting: the day up to which the notice must hang; None for one that stays."""
    copies: Mapped[int | None] = mapped_column(SmallInteger)
    masked: Mapped[bool | None]
    """Of a printing: whether names were shortened on the paper."""
    note: Mapped[str | None] = mapped_column(Text)
    """Where it hangs, what an objection says, how it was settled. Never private content."""
    digest: Mapped[str | None] = mapped_column(String(64))
    """Of a photo: what tells it from every other file."""
    answers_id: Mapped[UUID | None]
