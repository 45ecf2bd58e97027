"""Changes that wait for a second person, and fields that somebody has verified."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.core.labels import IdKind
from desktop.core.pupil_fields import ProposalState, PupilField
from desktop.database.base import Base, Owned, belongs_to, enum_column

_ONE_SUBJECT: Final = "(student_id IS NULL) <> (staff_id IS NULL)"
"""The fields are those of a pupil or of a member of staff."""


class ChangeProposal(Owned, Base):
    """更改申请: a sensitive field, proposed by one person and decided by another.

    Never removed: the old value stays readable whatever becomes of it.
    """

    __tablename__ = "change_proposals"
    __table_args__ = (
        belongs_to("students", "student_id"),
        belongs_to("staff", "staff_id"),
        Index(None, "unit_id", "student_id"),
        Index(None, "unit_id", "staff_id"),
        Index(
            "uq_change_proposals_waiting",
            "unit_id",
            "student_id",
            "field",
            "position",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "uq_change_proposals_staff_waiting",
            "unit_id",
            "staff_id",
            "field",
            "position",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        CheckConstraint(_ONE_SUBJECT, name="subject"),
        CheckConstraint("position BETWEEN 0 AND 2", name="position"),
        CheckConstraint("length(new_value) > 0", name="new_value"),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided"),
        {"info": {"label": "更改申请"}},
    )

    student_id: Mapped[UUID | None]
    staff_id: Mapped[UUID | None]
    field: Mapped[PupilField] = mapped_column(enum_column(PupilField))
    position: Mapped[int] = mapped_column(SmallInteger)
    old_value: Mapped[str | None] = mapped_column(Text)
    old_kind: Mapped[IdKind | None] = mapped_column(enum_column(IdKind))
    new_value: Mapped[str] = mapped_column(Text)
    new_kind: Mapped[IdKind | None] = mapped_column(enum_column(IdKind))
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[ProposalState] = mapped_column(enum_column(ProposalState))
    proposed_by: Mapped[UUID]
    proposed_by_name: Mapped[str] = mapped_column(String(50))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]
    decided_by_name: Mapped[str | None] = mapped_column(String(50))
    decided_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(Text)
    waived: Mapped[bool]
    """Whether the proposer decided alone, because the unit has nobody else."""


class VerifiedField(Owned, Base):
    """核实: a field that somebody has held against the paper; an import leaves it as it is."""

    __tablename__ = "verified_fields"
    __table_args__ = (
        belongs_to("students", "student_id"),
        belongs_to("staff", "staff_id"),
        UniqueConstraint("unit_id", "student_id", "field", "position"),
        UniqueConstraint("unit_id", "staff_id", "field", "position"),
        CheckConstraint(_ONE_SUBJECT, name="subject"),
        CheckConstraint("position BETWEEN 0 AND 2", name="position"),
        {"info": {"label": "核实标记"}},
    )

    student_id: Mapped[UUID | None]
    staff_id: Mapped[UUID | None]
    field: Mapped[PupilField] = mapped_column(enum_column(PupilField))
    position: Mapped[int] = mapped_column(SmallInteger)
    by_name: Mapped[str] = mapped_column(String(50))
    at: Mapped[datetime]
