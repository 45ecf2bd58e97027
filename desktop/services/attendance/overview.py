"""The classes of a school by day and month: what is recorded, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, or_, select

from desktop.core.errors import NotFoundError
from desktop.models import ClassRoll
from desktop.services.attendance.rolls import RollBooks, lesson_days
from desktop.services.attendance.stays import stays
from desktop.services.calendar import calendar_of
from desktop.services.enrolment import class_labels

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.attendance import Tally
    from desktop.core.terms import Month
    from desktop.services.attendance.rolls import ClassGrid, RollNote
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class ClassDay:
    """A class on a day."""

    class_id: UUID
    label: str
    day: date
    pupils: int
    roll: RollNote | None
    absent: int
    """Pupils who were not there for the whole day or half of it."""
    open: int
    """Pupils of whom a roll says nothing."""

    @property
    def present(self) -> int:
        """Pupils who were there the whole day; 0 where nothing is recorded."""
        return 0 if self.roll is None else self.pupils - self.absent - self.open


@dataclass(frozen=True, slots=True)
class SchoolDay:
    """The classes of a school on a day."""

    day: date
    lessons: bool
    why: str
    """Why there are lessons, or none."""
    classes: tuple[ClassDay, ...]


@dataclass(frozen=True, slots=True)
class ClassMonth:
    """A class in a month."""

    class_id: UUID
    label: str
    pupils: int
    recorded: int
    due: int
    """Days with lessons up to today without a roll."""
    tally: Tally


@dataclass(frozen=True, slots=True)
class Missing:
    """A day on which a class's roll was not called."""

    class_id: UUID
    label: str
    day: date


def school_day(session: Session, day: date) -> SchoolDay:
    """The classes of a day, youngest first."""
    with session.store.read() as connection:
        books = RollBooks(connection, session.unit_id, (day, day))
    state = books.calendar.state(day)
    lines = tuple(_class_day(books, class_id, day) for class_id in books.classes)
    return SchoolDay(day, state.has_lessons, state.label, lines)


def _class_day(books: RollBooks, class_id: UUID, day: date) -> ClassDay:
    exceptions = books.exceptions(class_id, day) or {}
    absent = sum(called.mark.absent for called in exceptions.values())
    return ClassDay(
        class_id,
        books.labels[class_id],
        day,
        len(books.pupils(class_id, day)),
        books.roll(class_id, day),
        absent,
        len(exceptions) - absent,
    )


def school_month(session: Session, month: Month) -> tuple[ClassMonth, ...]:
    """The classes of a month, youngest first; days that have not come are not counted."""
    last = min(month.last, session.store.clock.today())
    if last < month.first:
        return ()
    return tuple(
        ClassMonth(grid.class_id, grid.label, len(grid.lines), grid.recorded, grid.due, grid.tally)
        for grid in grids(session, month.first, last)
    )


def grids(session: Session, first: date, last: date) -> tuple[ClassGrid, ...]:
    """Every class with pupils from one day to another."""
    with session.store.read() as connection:
        books = RollBooks(connection, session.unit_id, (first, last))
    return tuple(books.grid(class_id) for class_id in books.classes)


def class_named(session: Session, day: date, name: str) -> ClassDay:
    """The class that is called so on a day.

    Raises:
        NotFoundError: there is none with pupils.
    """
    found = school_day(session, day).classes
    for line in found:
        if line.label == name.strip():
            return line
    known = "、".join(line.label for line in found) or "还没有学生"
    msg = f"{day.month}月{day.day}日没有叫“{name}”的班。现有：{known}。"
    raise NotFoundError(msg)


LOOKED_BACK_DAYS: Final = 60


def missing_rolls(session: Session, first: date, last: date) -> tuple[Missing, ...]:
    """The days without a roll from one day to another, the newest first."""
    with session.store.read() as connection:
        return missing_in(connection, session.unit_id, first, last)


def missing_in(
    connection: Connection, unit_id: UUID, first: date, last: date
) -> tuple[Missing, ...]:
    """The same inside a transaction; asks for classes and their spans, not for pupils."""
    stay = stays(unit_id)
    spans = connection.execute(
        select(stay.c.class_id, stay.c.since, stay.c.until)
        .where(stay.c.since <= last, or_(stay.c.until.is_(None), stay.c.until > first))
        .distinct()
    ).all()
    called = {
        (row.class_id, row.day)
        for row in connection.execute(
            select(ClassRoll.class_id, ClassRoll.day).where(
                ClassRoll.unit_id == unit_id, ClassRoll.day.between(first, last)
            )
        )
    }
    labels = class_labels(connection, unit_id, last)
    found = []
    for day in reversed(lesson_days(calendar_of(connection, unit_id), first, last)):
        here = {s.class_id for s in spans if s.since <= day and (s.until is None or s.until > day)}
        found += [
            Missing(class_id, label, day)
            for class_id, label in labels.items()
            if class_id in here and (class_id, day) not in called
        ]
    return tuple(found)


def rolls_since(connection: Connection, unit_id: UUID, today: date) -> date | None:
    """The first day of the last two months with a roll; None: the school calls no rolls here."""
    return connection.execute(
        select(func.min(ClassRoll.day)).where(
            ClassRoll.unit_id == unit_id,
            ClassRoll.day >= today - timedelta(days=LOOKED_BACK_DAYS),
            ClassRoll.day <= today,
        )
    ).scalar()
