"""Staff: posts and absences as dated spells, and who is responsible for which class."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.core.posts import AbsenceKind, ClassDeed, Establishment, PostEnd, PostKind
from desktop.database.base import Base, Owned, belongs_to, enum_column


class Withdrawable:
    """A dated fact that is never overwritten: what was wrong is withdrawn and stays to be seen."""

    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]
    withdrawn_why: Mapped[str | None]


class StaffMember(Owned, Base):
    """教职工: what the school knows of a person who works for it."""

    __tablename__ = "staff"
    __table_args__ = (
        belongs_to("people", "person_id"),
        UniqueConstraint("unit_id", "person_id"),
        {"info": {"label": "教职工"}},
    )

    person_id: Mapped[UUID]
    staff_number: Mapped[str | None] = mapped_column(String(40))
    education: Mapped[str | None] = mapped_column(String(20))
    title: Mapped[str | None] = mapped_column(String(40))
    subject: Mapped[str | None] = mapped_column(String(40))
    political: Mapped[str | None] = mapped_column(String(20))
    certificate: Mapped[str | None] = mapped_column(String(60))
    joined: Mapped[date | None]
    remark: Mapped[str | None] = mapped_column(Text)


class PostSpell(Withdrawable, Owned, Base):
    """任职: a post from a day to a day; the state on a day follows from the spells."""

    __tablename__ = "post_spells"
    __table_args__ = (
        belongs_to("staff", "staff_id"),
        Index(None, "unit_id", "staff_id", "since", "id"),
        CheckConstraint("until IS NULL OR until >= since", name="span"),
        {"info": {"label": "任职"}},
    )

    staff_id: Mapped[UUID]
    place: Mapped[str] = mapped_column(String(80))
    """The school or teaching point by name; empty for the unit itself."""
    kind: Mapped[PostKind] = mapped_column(enum_column(PostKind))
    duty: Mapped[str | None] = mapped_column(String(40))
    """The post in the school's own words: 语文教师, 教导主任."""
    establishment: Mapped[Establishment | None] = mapped_column(enum_column(Establishment))
    since: Mapped[date]
    until: Mapped[date | None]
    ending: Mapped[PostEnd | None] = mapped_column(enum_column(PostEnd))
    document: Mapped[str | None] = mapped_column(Text)
    end_document: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)


class AbsenceSpell(Withdrawable, Owned, Base):
    """请假和借调: from a day to a day not at the post."""

    __tablename__ = "absence_spells"
    __table_args__ = (
        belongs_to("staff", "staff_id"),
        Index(None, "unit_id", "staff_id", "since", "id"),
        CheckConstraint("until IS NULL OR until >= since", name="span"),
        {"info": {"label": "请假和借调"}},
    )

    staff_id: Mapped[UUID]
    kind: Mapped[AbsenceKind] = mapped_column(enum_column(AbsenceKind))
    since: Mapped[date]
    until: Mapped[date | None]
    place: Mapped[str | None] = mapped_column(String(80))
    """Where to: the unit that borrows, the place of training."""
    document: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)


class Homeroom(Withdrawable, Owned, Base):
    """班主任: who is responsible for a class, from a day to a day."""

    __tablename__ = "homerooms"
    __table_args__ = (
        belongs_to("school_classes", "class_id"),
        belongs_to("staff", "staff_id"),
        Index(None, "unit_id", "class_id", "since", "id"),
        Index(None, "unit_id", "staff_id"),
        CheckConstraint("until IS NULL OR until >= since", name="span"),
        {"info": {"label": "班主任"}},
    )

    class_id: Mapped[UUID]
    staff_id: Mapped[UUID]
    since: Mapped[date]
    until: Mapped[date | None]


class ClassEvent(Owned, Base):
    """班级变动: when a class was opened, renamed, closed."""

    __tablename__ = "class_events"
    __table_args__ = (
        belongs_to("school_classes", "class_id"),
        Index(None, "unit_id", "class_id", "day", "id"),
        {"info": {"label": "班级变动"}},
    )

    class_id: Mapped[UUID]
    kind: Mapped[ClassDeed] = mapped_column(enum_column(ClassDeed))
    day: Mapped[date]
    before: Mapped[str | None] = mapped_column(String(40))
    """Of a renaming: what the class was called in its grade."""
    document: Mapped[str | None] = mapped_column(Text)
