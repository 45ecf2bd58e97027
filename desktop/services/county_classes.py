"""The classes of all schools on a day: how many pupils, who is responsible, whose roll was called.

A few statements, however many schools there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, func, or_, select

from desktop.core.attendance import ABSENT, Mark
from desktop.models import ClassRoll, RollException, SchoolClass, Student, Unit
from desktop.services.attendance.stays import stays
from desktop.services.calendar import calendars
from desktop.services.classes import teachers_on
from desktop.services.enrolment import PRESENT, class_label
from desktop.services.roll import by_class

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.labels import Stage
    from desktop.core.school_days import DayState
    from desktop.services.session import Session

_ClassKey = tuple["UUID", "UUID"]


@dataclass(frozen=True, slots=True)
class RollSeen:
    """What the roll of a class says on a day."""

    absent: int
    """Pupils who were not there for the whole day or half of it."""
    open: int
    """Pupils of whom it says nothing."""
    recorded_by: str


@dataclass(frozen=True, slots=True)
class CountyClass:
    """A class of some school on a day."""

    unit_id: UUID
    school: str
    class_id: UUID
    label: str
    stage: Stage
    pupils: int
    teacher: str
    state: DayState
    """Whether the school has lessons that day, or why not."""
    roll: RollSeen | None
    """None: nothing is recorded, which is not the same as absent."""

    @property
    def due(self) -> bool:
        """Whether a roll is missing."""
        return self.state.has_lessons and self.roll is None

    @property
    def present(self) -> int:
        """Pupils who were there the whole day; 0 where nothing is recorded."""
        return 0 if self.roll is None else self.pupils - self.roll.absent - self.roll.open


def county_classes(session: Session, day: date | None = None) -> tuple[CountyClass, ...]:
    """The classes with pupils on a day (today), school by school, the youngest first.

    Raises:
        AccessRefusedError: the unit that is worked in is no bureau.
    """
    session.require_bureau()
    with session.store.read() as connection:
        return classes_in(connection, session.store.clock.today(), day)


def classes_in(
    connection: Connection, today: date, day: date | None = None
) -> tuple[CountyClass, ...]:
    """The same inside a transaction."""
    on = day or today
    pupils = _pupils(connection, None if on == today else on)
    teachers = teachers_on(connection, None, on)
    rolls = _rolls(connection, on)
    states = {key: known.state(on) for key, known in calendars(connection).items()}
    rows = connection.execute(
        select(SchoolClass, Unit.name.label("school"))
        .join(Unit, Unit.id == SchoolClass.unit_id)
        .order_by(SchoolClass.unit_id, *by_class(), SchoolClass.id)
    )
    return tuple(
        CountyClass(
            unit_id=row.unit_id,
            school=row.school,
            class_id=row.id,
            label=class_label(row.stage, row.cohort, row.number, row.name, on),
            stage=row.stage,
            pupils=pupils[key],
            teacher=teachers.get(row.id, (None, ""))[1],
            state=states[row.unit_id],
            roll=rolls.get(key),
        )
        for row in rows
        if (key := (row.unit_id, row.id)) in pupils
    )


def _pupils(connection: Connection, day: date | None) -> dict[_ClassKey, int]:
    """Pupils of each class on a day; of today the pupils' own rows tell."""
    unit: Any = Student.unit_id
    group: Any = Student.class_id
    present: Any = Student.state.in_(PRESENT)
    if day is not None:
        stay = stays(None)
        unit, group = stay.c.unit_id, stay.c.class_id
        present = and_(stay.c.since <= day, or_(stay.c.until.is_(None), stay.c.until > day))
    rows = connection.execute(
        select(unit, group, func.count()).where(present, group.is_not(None)).group_by(unit, group)
    )
    return {(unit_id, class_id): count for unit_id, class_id, count in rows}


_OF_ROLL: Final = and_(
    RollException.unit_id == ClassRoll.unit_id, RollException.roll_id == ClassRoll.id
)


def _rolls(connection: Connection, day: date) -> dict[_ClassKey, RollSeen]:
    absent = func.count().filter(RollException.mark.in_(ABSENT))
    left_open = func.count().filter(RollException.mark == Mark.NOT_RECORDED)
    rows = connection.execute(
        select(ClassRoll.unit_id, ClassRoll.class_id, ClassRoll.recorded_by, absent, left_open)
        .outerjoin(RollException, _OF_ROLL)
        .where(ClassRoll.day == day)
        .group_by(ClassRoll.unit_id, ClassRoll.class_id, ClassRoll.recorded_by)
    )
    return {
        (unit_id, class_id): RollSeen(away, unsaid, by)
        for unit_id, class_id, by, away, unsaid in rows
    }
