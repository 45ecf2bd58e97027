"""The life of enrolment: transfers between schools, records that look alike, deeds to undo."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.core.life import CaseAnswer, CaseSide, DeedKind, PairDecision
from desktop.database.base import Base, Owned, belongs_to, enum_column


class TransferCase(Owned, Base):
    """转学: one side of a transfer; the other side lies in the other school, as data, not as a key.

    The side of the school that a child leaves names where it goes. The side of the school that
    takes it in, or says that it did not come, names in `answers_id` the case that it answers.
    """

    __tablename__ = "transfer_cases"
    __table_args__ = (
        belongs_to("students", "student_id"),
        belongs_to("enrolment_events", "event_id"),
        UniqueConstraint("unit_id", "event_id"),
        UniqueConstraint("unit_id", "answers_id"),
        CheckConstraint("length(partner_name) > 0", name="partner_name"),
        {"info": {"label": "转学"}},
    )

    side: Mapped[CaseSide] = mapped_column(enum_column(CaseSide))
    student_id: Mapped[UUID | None]
    """None where a child was declined, and so never was a pupil here."""
    event_id: Mapped[UUID | None]
    day: Mapped[date]
    partner_unit_id: Mapped[UUID | None]
    """The other school, if it keeps its books in this data."""
    partner_name: Mapped[str] = mapped_column(String(60))
    answers_id: Mapped[UUID | None]
    answer: Mapped[CaseAnswer | None] = mapped_column(enum_column(CaseAnswer))
    answered_on: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(Text)


class LookalikePair(Owned, Base):
    """疑似重复: what was decided about two people who look alike, so that nobody asks again."""

    __tablename__ = "lookalike_pairs"
    __table_args__ = (
        UniqueConstraint("unit_id", "first_id", "second_id"),
        {"info": {"label": "疑似重复"}},
    )

    # Remembering must never keep a person in the books, so these are no foreign keys.
    first_id: Mapped[UUID]
    second_id: Mapped[UUID]
    decision: Mapped[PairDecision] = mapped_column(enum_column(PairDecision))
    at: Mapped[datetime]
    user_name: Mapped[str]
    note: Mapped[str | None] = mapped_column(Text)


class RosterDeed(Owned, Base):
    """名册办理: a rollover or a merge; what its audit entry wrote can be undone as a whole."""

    __tablename__ = "roster_deeds"
    __table_args__ = (
        UniqueConstraint("unit_id", "number"),
        Index(None, "unit_id", "kind", "subject"),
        CheckConstraint("number > 0", name="number"),
        {"info": {"label": "名册办理"}},
    )

    number: Mapped[int]
    kind: Mapped[DeedKind] = mapped_column(enum_column(DeedKind))
    subject: Mapped[str] = mapped_column(String(60))
    """Of a rollover its school year; of a merge the key of the person who stays."""
    at: Mapped[datetime]
    user_name: Mapped[str]
    counts: Mapped[str] = mapped_column(Text)
    entry_id: Mapped[UUID]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]


class PreparedYear(Owned, Base):
    """准备好的升级: what was chosen for a new school year and waits for its day, without names."""

    __tablename__ = "prepared_years"
    __table_args__ = (
        UniqueConstraint("unit_id", "year"),
        {"info": {"label": "准备好的升级"}},
    )

    year: Mapped[int]
    plan: Mapped[str] = mapped_column(Text)
    prepared_by: Mapped[UUID | None]
    prepared_by_name: Mapped[str] = mapped_column(String(50))
    prepared_at: Mapped[datetime]
