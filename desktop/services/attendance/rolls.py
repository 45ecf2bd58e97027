"""Rolls as they stand: for classes and some days, who was there, absent, or not recorded."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import or_, select

from desktop.core.attendance import NOT_RECORDED, PRESENT, Called, Tally
from desktop.core.errors import NotFoundError
from desktop.core.identity import mask
from desktop.models import ClassRoll, Person, RollException, Student
from desktop.services.attendance.stays import ever_in, stays
from desktop.services.calendar import calendar_of
from desktop.services.enrolment import class_labels
from desktop.services.roll import PERSON_OF_STUDENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from sqlalchemy import Connection, Select

    from desktop.core.school_days import DayState, SchoolCalendar
    from desktop.services.session import Session

Exceptions: TypeAlias = Mapping["UUID", Called]
"""What a roll says of pupils other than that they were there."""


@dataclass(frozen=True, slots=True)
class RollNote:
    """Who called a roll, when, and how many pupils the class had then."""

    roll_id: UUID
    recorded_at: datetime
    recorded_by: str
    expected: int


@dataclass(frozen=True, slots=True)
class RollDay:
    """A day of a class."""

    day: date
    state: DayState
    pupils: int
    """On the class's roll that day."""
    roll: RollNote | None
    """None: not recorded."""

    @property
    def lessons(self) -> bool:
        """Whether a roll can be called."""
        return self.state.has_lessons

    @property
    def due(self) -> bool:
        """Whether a roll is missing, if the day is over."""
        return self.lessons and self.pupils > 0 and self.roll is None

    @property
    def moved(self) -> int:
        """How many pupils the class has more than when its roll was called."""
        return 0 if self.roll is None else self.pupils - self.roll.expected


@dataclass(frozen=True, slots=True)
class RollLine:
    """A pupil's days; a day on which nothing could be called for the pupil is None."""

    student_id: UUID
    name: str
    student_number: str | None
    note: str
    """What tells the line from others: came or left, a namesake."""
    days: tuple[Called | None, ...]

    @property
    def tally(self) -> Tally:
        """The days counted."""
        return Tally.of(self.days)


@dataclass(frozen=True, slots=True)
class ClassGrid:
    """A class over some days, pupil by pupil."""

    class_id: UUID
    label: str
    days: tuple[RollDay, ...]
    lines: tuple[RollLine, ...]

    def exceptions(self, place: int) -> Exceptions | None:
        """What the roll of a day says; None where there is none."""
        if self.days[place].roll is None:
            return None
        found = ((line.student_id, line.days[place]) for line in self.lines)
        return {key: called for key, called in found if called not in (None, PRESENT)}

    @property
    def recorded(self) -> int:
        """Days with a roll."""
        return sum(day.roll is not None and day.lessons for day in self.days)

    @property
    def due(self) -> int:
        """Days without one that has lessons."""
        return sum(day.due for day in self.days)

    @property
    def tally(self) -> Tally:
        """All days of all pupils counted."""
        return sum((line.tally for line in self.lines), Tally())


@dataclass(slots=True)
class _Stay:
    """A pupil in a class: the spans of days."""

    name: str
    name_key: str
    student_number: str | None
    spans: list[tuple[date, date | None]] = field(default_factory=list)

    def on(self, day: date) -> bool:
        """Whether the pupil belonged to the class on a day."""
        return any(s <= day and (u is None or day < u) for s, u in self.spans)


def class_grid(session: Session, class_id: UUID, first: date, last: date) -> ClassGrid:
    """A class from one day to another.

    Raises:
        NotFoundError: this unit has no such class.
    """
    with session.store.read() as connection:
        return read_class(connection, session.unit_id, class_id, (first, last))


def read_class(
    connection: Connection, unit_id: UUID, class_id: UUID, span: tuple[date, date]
) -> ClassGrid:
    """The same inside a transaction."""
    books = RollBooks(connection, unit_id, span, class_id)
    if class_id not in books.labels:
        raise NotFoundError("这个单位没有这个班。请重新选择。")
    return books.grid(class_id)


class RollBooks:
    """All that is known of the rolls of a unit, or of one class, over some days.

    Four queries however many classes and pupils there are.
    """

    def __init__(
        self,
        connection: Connection,
        unit_id: UUID,
        span: tuple[date, date],
        class_id: UUID | None = None,
    ) -> None:
        self._connection, self._unit_id, self._class_id = connection, unit_id, class_id
        self.first, self.last = span
        self.calendar = calendar_of(connection, unit_id)
        self.labels = class_labels(connection, unit_id, self.last)
        self._stays = self._read_stays()
        self._rolls = self._read_rolls()
        self._exceptions, self.exception_ids = self._read_exceptions()

    def _read_stays(self) -> dict[UUID, dict[UUID, _Stay]]:
        """The stays by class and pupil, in the order of names."""
        only = None if self._class_id is None else ever_in(self._unit_id, self._class_id)
        stay = stays(self._unit_id, only)
        query = (
            select(
                stay,
                Person.name,
                Person.name_key,
                Student.student_number,
            )
            .join(Student, Student.id == stay.c.student_id)
            .join(Person, PERSON_OF_STUDENT)
            .where(
                Student.unit_id == self._unit_id,
                stay.c.since <= self.last,
                or_(stay.c.until.is_(None), stay.c.until > self.first),
            )
            .order_by(Person.pinyin, Person.name_key, Student.id, stay.c.since)
        )
        if self._class_id is not None:
            query = query.where(stay.c.class_id == self._class_id)
        found: dict[UUID, dict[UUID, _Stay]] = defaultdict(dict)
        for row in self._connection.execute(query):
            pupils = found[row.class_id]
            known = pupils.get(row.student_id)
            if known is None:
                known = pupils[row.student_id] = _Stay(row.name, row.name_key, row.student_number)
            known.spans.append((row.since, row.until))
        return found

    def _read_rolls(self) -> dict[tuple[UUID, date], RollNote]:
        query = select(
            ClassRoll.class_id,
            ClassRoll.day,
            ClassRoll.id,
            ClassRoll.recorded_at,
            ClassRoll.recorded_by,
            ClassRoll.expected,
        ).where(ClassRoll.unit_id == self._unit_id, ClassRoll.day.between(self.first, self.last))
        if self._class_id is not None:
            query = query.where(ClassRoll.class_id == self._class_id)
        return {
            (row.class_id, row.day): RollNote(
                row.id, row.recorded_at, row.recorded_by, row.expected
            )
            for row in self._connection.execute(query)
        }

    def _read_exceptions(
        self,
    ) -> tuple[dict[tuple[UUID, date], Called], dict[tuple[UUID, date], UUID]]:
        query = select(
            RollException.student_id,
            RollException.day,
            RollException.mark,
            RollException.part,
            RollException.id,
        ).where(
            RollException.unit_id == self._unit_id,
            RollException.day.between(self.first, self.last),
        )
        if self._class_id is not None:
            only: Select[Any] = ever_in(self._unit_id, self._class_id)
            query = query.where(RollException.student_id.in_(only))
        called: dict[tuple[UUID, date], Called] = {}
        ids: dict[tuple[UUID, date], UUID] = {}
        for row in self._connection.execute(query):
            key = (row.student_id, row.day)
            called[key] = Called(row.mark, row.part)
            ids[key] = row.id
        return called, ids

    @property
    def days(self) -> Sequence[date]:
        """All days of the span."""
        return [self.first + timedelta(n) for n in range((self.last - self.first).days + 1)]

    @property
    def classes(self) -> Sequence[UUID]:
        """The classes with pupils in the span, youngest first."""
        return [class_id for class_id in self.labels if class_id in self._stays]

    def roll(self, class_id: UUID, day: date) -> RollNote | None:
        """The roll of a class and day."""
        return self._rolls.get((class_id, day))

    def pupils(self, class_id: UUID, day: date) -> Sequence[UUID]:
        """Who was on the roll of a class on a day, in the order of names."""
        found = self._stays.get(class_id, {}).items()
        return [student for student, stay in found if stay.on(day)]

    def all_pupils(self, class_id: UUID) -> Sequence[UUID]:
        """Who was in a class on any day of the span, in the order of names."""
        return list(self._stays.get(class_id, {}))

    def name(self, class_id: UUID, student_id: UUID) -> str:
        """The name of a pupil who was in a class within the span; empty for others."""
        stay = self._stays.get(class_id, {}).get(student_id)
        return "" if stay is None else stay.name

    def named(self, class_id: UUID, name_key: str) -> Sequence[UUID]:
        """The pupils of a name who were in a class within the span."""
        found = self._stays.get(class_id, {}).items()
        return [student for student, stay in found if stay.name_key == name_key]

    def number(self, student_id: UUID) -> str | None:
        """The 学籍号 of a pupil who was in any class within the span."""
        found = (pupils.get(student_id) for pupils in self._stays.values())
        return next((stay.student_number for stay in found if stay is not None), None)

    def called(self, class_id: UUID, student_id: UUID, day: date) -> Called:
        """What is known of a pupil of a class on a day with lessons.

        A mark stands whatever class's roll it is on: somebody has looked for the child.
        """
        mark = self._exceptions.get((student_id, day))
        if mark is not None:
            return mark
        return PRESENT if (class_id, day) in self._rolls else NOT_RECORDED

    def exceptions(self, class_id: UUID, day: date) -> Exceptions | None:
        """The exceptions among who is on the roll of a day; None: not recorded."""
        if (class_id, day) not in self._rolls:
            return None
        found = ((s, self._exceptions.get((s, day))) for s in self.pupils(class_id, day))
        return {student: called for student, called in found if called is not None}

    def grid(self, class_id: UUID) -> ClassGrid:
        """A class over the whole span."""
        pupils = self._stays.get(class_id, {})
        heads = tuple(self._head(class_id, day) for day in self.days)
        namesakes = Counter(stay.name_key for stay in pupils.values())
        lines = tuple(
            RollLine(
                student,
                stay.name,
                stay.student_number,
                _note(stay, self.first, self.last, namesake=namesakes[stay.name_key] > 1),
                tuple(
                    self.called(class_id, student, head.day)
                    if head.lessons and stay.on(head.day)
                    else None
                    for head in heads
                ),
            )
            for student, stay in pupils.items()
        )
        return ClassGrid(class_id, self.labels[class_id], heads, lines)

    def _head(self, class_id: UUID, day: date) -> RollDay:
        state = self.calendar.state(day)
        return RollDay(
            day, state, len(self.pupils(class_id, day)), self._rolls.get((class_id, day))
        )


def lesson_days(calendar: SchoolCalendar, first: date, last: date) -> list[date]:
    """The days with lessons from one day to another."""
    days = (first + timedelta(n) for n in range((last - first).days + 1))
    return [day for day in days if calendar.state(day).has_lessons]


def _note(stay: _Stay, first: date, last: date, *, namesake: bool) -> str:
    notes = []
    for since, until in stay.spans:
        if since > first:
            notes.append(f"{_spoken(since)}到班")
        if until is not None and until <= last:
            notes.append(f"{_spoken(until)}离班")
    if namesake:
        number = mask(stay.student_number or "")
        notes.append(f"同名，学籍号 {number}" if number else "同名，没有学籍号")
    return "；".join(notes)


def _spoken(day: date) -> str:
    return f"{day.month}月{day.day}日"


def names_of(books: RollBooks, class_id: UUID, students: Iterable[UUID]) -> str:
    """Names in words."""
    return "、".join(books.name(class_id, student) for student in students)
