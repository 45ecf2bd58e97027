"""People: one record each, with dated facts about them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.core.labels import EnrolmentKind, HouseholdCategory, IdKind, Sex, Stage
from desktop.database.base import Base, Owned, belongs_to, enum_column


class Person(Owned, Base):
    """一个人: pupil, guardian, teacher or cook, known once in a unit."""

    __tablename__ = "people"
    __table_args__ = (
        # For sorting, and for searching: with names and initials in it nobody's row is read.
        Index("ix_people_name", "unit_id", "pinyin", "id", "name_key", "initials"),
        Index(None, "unit_id", "id_digest"),
        CheckConstraint("length(name) > 0", name="name"),
        {"info": {"label": "人员"}},
    )

    name: Mapped[str] = mapped_column(String(50))
    name_key: Mapped[str] = mapped_column(String(50))
    pinyin: Mapped[str]
    initials: Mapped[str] = mapped_column(String(50))
    sex: Mapped[Sex | None] = mapped_column(enum_column(Sex))
    birth: Mapped[date | None]
    id_kind: Mapped[IdKind | None] = mapped_column(enum_column(IdKind))
    id_number: Mapped[str | None] = mapped_column(String(40))
    id_digest: Mapped[str | None] = mapped_column(String(64))
    ethnicity: Mapped[str | None] = mapped_column(String(20))
    phone: Mapped[str | None] = mapped_column(String(60))
    address: Mapped[str | None] = mapped_column(Text)
    registered_address: Mapped[str | None] = mapped_column(Text)
    bank_card: Mapped[str | None] = mapped_column(String(40))


class SchoolClass(Owned, Base):
    """班级: known by the autumn of its grade 1 (小班 in kindergarten), so it moves up by itself.

    A class of grade 7 in autumn 2026 has the cohort 2020. `number` is 0 where the class has only a
    name of its own, or the grade has one class.
    """

    __tablename__ = "school_classes"
    __table_args__ = (
        UniqueConstraint("unit_id", "stage", "cohort", "number", "name"),
        CheckConstraint("number >= 0", name="number"),
        {"info": {"label": "班级"}},
    )

    stage: Mapped[Stage] = mapped_column(enum_column(Stage))
    cohort: Mapped[int] = mapped_column(SmallInteger)
    number: Mapped[int] = mapped_column(SmallInteger)
    name: Mapped[str] = mapped_column(String(20))


class Student(Owned, Base):
    """学生: what the school knows of a person as a pupil.

    `state` and `class_id` repeat what the last enrolment event says, so that lists of 100,000 need
    not ask each pupil's events; `services.enrolment.settle` keeps them, from the events.
    """

    __tablename__ = "students"
    __table_args__ = (
        belongs_to("people", "person_id"),
        belongs_to("school_classes", "class_id"),
        UniqueConstraint("unit_id", "person_id"),
        Index(None, "unit_id", "class_id", "state"),
        {"info": {"label": "学生"}},
    )

    person_id: Mapped[UUID]
    student_number: Mapped[str | None] = mapped_column(String(40))
    school_number: Mapped[str | None] = mapped_column(String(40))
    boarding: Mapped[bool | None]
    meal_plan: Mapped[bool | None]
    remark: Mapped[str | None] = mapped_column(Text)
    state: Mapped[EnrolmentKind] = mapped_column(enum_column(EnrolmentKind))
    class_id: Mapped[UUID | None]


class EnrolmentEvent(Owned, Base):
    """学籍异动: a dated fact, never overwritten; the state on a day follows from the last one."""

    __tablename__ = "enrolment_events"
    __table_args__ = (
        belongs_to("students", "student_id"),
        belongs_to("school_classes", "class_id"),
        Index(None, "unit_id", "student_id", "day", "id"),
        {"info": {"label": "学籍异动"}},
    )

    student_id: Mapped[UUID]
    kind: Mapped[EnrolmentKind] = mapped_column(enum_column(EnrolmentKind))
    day: Mapped[date]
    class_id: Mapped[UUID | None]
    note: Mapped[str | None] = mapped_column(Text)


class Guardianship(Owned, Base):
    """监护关系: who looks after a pupil, as the roster names them, in its order (1, 2).

    Name and telephone are what a form gives; only an identity number makes a guardian a known
    person, who may have several children here, or be a teacher too.
    """

    __tablename__ = "guardianships"
    __table_args__ = (
        belongs_to("students", "student_id"),
        belongs_to("people", "person_id"),
        UniqueConstraint("unit_id", "student_id", "position"),
        Index(
            "ix_guardianships_unit_id_person_id",
            "unit_id",
            "person_id",
            sqlite_where=text("person_id IS NOT NULL"),
            postgresql_where=text("person_id IS NOT NULL"),
        ),
        CheckConstraint("length(name) > 0", name="name"),
        {"info": {"label": "监护关系"}},
    )

    student_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(SmallInteger)
    relation: Mapped[str | None] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(50))
    name_key: Mapped[str] = mapped_column(String(50))
    phone: Mapped[str | None] = mapped_column(String(60))
    person_id: Mapped[UUID | None]


class HouseholdFact(Owned, Base):
    """困难类别: sensitive, dated; never printed."""

    __tablename__ = "household_facts"
    __table_args__ = (
        belongs_to("people", "person_id"),
        Index(None, "unit_id", "person_id"),
        CheckConstraint("until IS NULL OR until >= since", name="span"),
        {"info": {"label": "困难类别"}},
    )

    person_id: Mapped[UUID]
    category: Mapped[HouseholdCategory] = mapped_column(enum_column(HouseholdCategory))
    since: Mapped[date]
    until: Mapped[date | None]
    proof: Mapped[str | None]
