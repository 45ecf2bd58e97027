"""The roll as a new school year finds it: the classes, and everybody in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from desktop.core.labels import EnrolmentKind
from desktop.core.terms import SchoolYear
from desktop.models import EnrolmentEvent, Person, SchoolClass, Student
from desktop.services.enrolment import PRESENT, class_label, grade_on, last_event
from desktop.services.life.rollover_plan import Standing
from desktop.services.roll import CLASS_OF_EVENT, PERSON_OF_STUDENT, by_class

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.grades import Grade
    from desktop.core.labels import Sex
    from desktop.services.enrolment import ClassKey
    from desktop.services.session import Session

_LISTED = (*PRESENT, EnrolmentKind.SUSPENDED)


@dataclass(frozen=True, slots=True)
class ClassKnown:
    """A class as it is called in the year that ends."""

    class_id: UUID
    label: str
    grade: Grade | None
    """None of one that is outside of its stage."""


@dataclass(frozen=True, slots=True)
class PupilKnown:
    """Somebody who is here or may come back."""

    standing: Standing
    sex: Sex | None
    number: str
    """校内学号; empty: there is none."""


@dataclass(frozen=True, slots=True)
class YearRoll:
    """Everybody before a school year begins."""

    classes: tuple[ClassKnown, ...]
    """Those that somebody is in, the youngest first."""
    pupils: tuple[PupilKnown, ...]
    """Class by class; in a class by number, then by name."""
    keys: Mapping[UUID, ClassKey]
    """All classes of the school, those that nobody is in as well."""


def year_roll(session: Session, year: SchoolYear) -> YearRoll:
    """Read the roll for the school year that is to begin."""
    last = SchoolYear(year.start - 1).last
    with session.store.read() as connection:
        keys = class_keys(connection, session.unit_id)
        pupils = known_pupils(connection, session.unit_id)
    used = dict.fromkeys(pupil.standing.class_id for pupil in pupils if pupil.standing.kind.present)
    classes = tuple(
        ClassKnown(
            class_id, class_label(*keys[class_id], last), grade_on(*keys[class_id][:2], last)
        )
        for class_id in used
        if class_id is not None
    )
    return YearRoll(classes, pupils, keys)


def class_keys(connection: Connection, unit_id: UUID) -> dict[UUID, ClassKey]:
    """The classes of a school by what they are known by."""
    rows = connection.execute(
        select(
            SchoolClass.id,
            SchoolClass.stage,
            SchoolClass.cohort,
            SchoolClass.number,
            SchoolClass.name,
        ).where(SchoolClass.unit_id == unit_id)
    )
    return {row.id: (row.stage, row.cohort, row.number, row.name) for row in rows}


def known_pupils(connection: Connection, unit_id: UUID) -> tuple[PupilKnown, ...]:
    """Everybody who is here or may come back, class by class."""
    rows = connection.execute(
        select(
            Student.id,
            Student.school_number,
            Person.name,
            Person.sex,
            EnrolmentEvent.kind,
            EnrolmentEvent.day,
            EnrolmentEvent.class_id,
        )
        .select_from(Student)
        .join(Person, PERSON_OF_STUDENT)
        .join(EnrolmentEvent, last_event(date.max))
        .outerjoin(SchoolClass, CLASS_OF_EVENT)
        .where(Student.unit_id == unit_id, Student.state.in_(_LISTED))
        .order_by(
            *by_class(),
            Student.school_number.is_(None),
            Student.school_number,
            Person.pinyin,
            Student.id,
        )
    )
    return tuple(
        PupilKnown(
            Standing(row.id, row.name, row.kind, row.day, row.class_id),
            row.sex,
            row.school_number or "",
        )
        for row in rows
    )
