"""Attendance: the roll of a class on a day, and only what differs from everybody being there.

A county of 200 schools has 20 million pupil days a year. Stored are who called a class's roll and
when, and the pupils who were not there; that the others were follows from the roll and from who
belonged to the class on that day. Without a roll nothing is known of a day: not recorded is not
absent. A pupil whom a roll leaves open is an exception too.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.core.attendance import DayPart, Difference, Mark
from desktop.database.base import Base, Owned, belongs_to, enum_column


class ClassRoll(Owned, Base):
    """点名: a class's roll was called on a day; without exceptions everybody was there."""

    __tablename__ = "class_rolls"
    __table_args__ = (
        belongs_to("school_classes", "class_id"),
        UniqueConstraint("unit_id", "class_id", "day"),
        Index(None, "unit_id", "day", "class_id"),
        CheckConstraint("expected > 0", name="expected"),
        {"info": {"label": "点名"}},
    )

    class_id: Mapped[UUID]
    day: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    expected: Mapped[int] = mapped_column(SmallInteger)
    """How many pupils were called: shows that the class's roll has changed since."""


class RollException(Owned, Base):
    """缺勤: a pupil who was not there, or of whom the roll says nothing.

    `day` repeats that of the roll, so that a pupil has one state on a day and consecutive days are
    found without asking the rolls.
    """

    __tablename__ = "roll_exceptions"
    __table_args__ = (
        belongs_to("class_rolls", "roll_id"),
        belongs_to("students", "student_id"),
        UniqueConstraint("unit_id", "student_id", "day"),
        Index(None, "unit_id", "roll_id"),
        CheckConstraint("mark <> 'present'", name="mark"),
        CheckConstraint("part = 'whole' OR mark <> 'not_recorded'", name="part"),
        {"info": {"label": "缺勤"}},
    )

    roll_id: Mapped[UUID]
    student_id: Mapped[UUID]
    day: Mapped[date]
    mark: Mapped[Mark] = mapped_column(enum_column(Mark))
    part: Mapped[DayPart] = mapped_column(enum_column(DayPart))


class HeadCount(Owned, Base):
    """清点人数: the children that somebody has counted in a class, against its roll of that day."""

    __tablename__ = "head_counts"
    __table_args__ = (
        belongs_to("school_classes", "class_id"),
        UniqueConstraint("unit_id", "class_id", "day"),
        CheckConstraint("counted >= 0", name="counted"),
        CheckConstraint("expected >= 0", name="expected"),
        {"info": {"label": "清点人数"}},
    )

    class_id: Mapped[UUID]
    day: Mapped[date]
    counted: Mapped[int] = mapped_column(SmallInteger)
    expected: Mapped[int] = mapped_column(SmallInteger)
    counted_by: Mapped[str] = mapped_column(String(50))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]


class HeadCountName(Owned, Base):
    """人籍不一致: a child on the roll that is not there, or there and not on the roll."""

    __tablename__ = "head_count_names"
    __table_args__ = (
        belongs_to("head_counts", "head_count_id"),
        belongs_to("students", "student_id"),
        Index(None, "unit_id", "head_count_id"),
        CheckConstraint("length(name) > 0", name="name"),
        CheckConstraint("kind <> 'absent' OR student_id IS NOT NULL", name="student"),
        {"info": {"label": "人籍不一致"}},
    )

    head_count_id: Mapped[UUID]
    kind: Mapped[Difference] = mapped_column(enum_column(Difference))
    student_id: Mapped[UUID | None]
    name: Mapped[str] = mapped_column(String(50))
    note: Mapped[str | None] = mapped_column(String(100))
