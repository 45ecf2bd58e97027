"""Pupils who have not been seen for days on end: found by the database for all pupils at once.

A run begins after the last day on which the pupil was seen, be it for half a day, and holds the
whole days of absence since. Days without a roll neither count nor end it: not recorded is not
absent, and nobody has seen the child either. Leave that was asked for is counted apart: it does not
end a run, so that a single day of leave hides nothing, and it is no day of unexcused absence.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Date, and_, case, exists, func, literal, not_, or_, select

from desktop.core.attendance import ABSENT, EXCUSED, DayPart
from desktop.database.work import KEYS_AT_ONCE
from desktop.models import ClassRoll, Person, RollException, Student, Unit
from desktop.services.attendance.rolls import lesson_days
from desktop.services.attendance.stays import stays
from desktop.services.calendar import calendar_of, calendars
from desktop.services.enrolment import class_labels
from desktop.services.roll import PERSON_OF_STUDENT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import CTE, ColumnElement, Connection, FromClause, Select

    from desktop.core.school_days import SchoolCalendar
    from desktop.services.session import Session

_MANY: Final = KEYS_AT_ONCE
_LONG_AGO: Final = literal(date(1900, 1, 1), Date)
_AWAY: Final = and_(RollException.mark.in_(ABSENT), RollException.part == DayPart.WHOLE)


@dataclass(frozen=True, slots=True)
class Run:
    """A pupil who was not seen up to a day."""

    unit_id: UUID
    school: str
    student_id: UUID
    name: str
    class_id: UUID
    label: str
    first: date
    last: date
    """The first and the last day of absence."""
    unexcused: int
    """School days without leave."""
    excused: int
    """School days of leave among them."""
    calendar_days: int
    """From the first to the last unexcused day, both counted, less the days of leave between."""
    unrecorded: int
    """School days since the first that the class of then has no roll for."""

    @property
    def days(self) -> int:
        """School days of absence, with leave and without."""
        return self.unexcused + self.excused


def runs(session: Session, day: date, least: int = 1) -> tuple[Run, ...]:
    """Who is absent up to a day without having been seen since, the longest unexcused first.

    Args:
        session: the desk.
        day: what was recorded later is left aside.
        least: school days of absence, leave counted too, from which a pupil is listed.
    """
    unit_id = session.unit_id
    with session.store.read() as connection:
        known = {unit_id: calendar_of(connection, unit_id)}
        return _runs(connection, unit_id, known, day, least)


def county_runs(session: Session, day: date, least: int = 1) -> tuple[Run, ...]:
    """The same of the pupils of all schools, in a few statements however many there are.

    Raises:
        AccessRefusedError: the unit that is worked in is no bureau.
    """
    session.require_bureau()
    with session.store.read() as connection:
        return _runs(connection, None, calendars(connection), day, least)


def _runs(
    connection: Connection,
    unit_id: UUID | None,
    known: Mapping[UUID, SchoolCalendar],
    day: date,
    least: int,
) -> tuple[Run, ...]:
    query = _Query(unit_id, day, _without_lessons(connection, unit_id, known))
    rows = connection.execute(query.whole(least)).all()
    pupils = _Pupils(connection, unit_id, day)
    pupils.read([row.student_id for row in rows])
    first: dict[UUID, date] = {}
    for row in rows:
        first[row.unit_id] = min(row.first, first.get(row.unit_id, row.first))
    lessons = {unit: lesson_days(known[unit], since, day) for unit, since in first.items()}
    found = (_run(row, pupils, lessons[row.unit_id]) for row in rows)
    return tuple(
        sorted(
            found,
            key=lambda run: (-run.unexcused, -run.excused, run.school, run.label, run.name),
        )
    )


def _without_lessons(
    connection: Connection, unit_id: UUID | None, known: Mapping[UUID, SchoolCalendar]
) -> dict[UUID, list[date]]:
    """Days with rolls that by the calendar of now have no lessons: they count for nothing."""
    days = select(ClassRoll.unit_id, ClassRoll.day).distinct().order_by(ClassRoll.day)
    if unit_id is not None:
        days = days.where(ClassRoll.unit_id == unit_id)
    found: dict[UUID, list[date]] = defaultdict(list)
    for unit, day in connection.execute(days):
        if not known[unit].state(day).has_lessons:
            found[unit].append(day)
    return found


class _Query:
    """The statement, part by part."""

    def __init__(
        self, unit_id: UUID | None, day: date, closed: Mapping[UUID, Sequence[date]]
    ) -> None:
        self._day, self._closed = day, closed
        self._stay = stays(unit_id)

    def whole(self, least: int) -> Select[Any]:
        """One row for each pupil with a run of at least so many days."""
        return self._summed(self._run_days(), least)

    def _holds(self, stay: FromClause, day: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a day or a column
        until = stay.c.until
        return and_(stay.c.since <= day, or_(until.is_(None), until > day))

    def _counts(self, model: type[ClassRoll | RollException]) -> ColumnElement[bool]:
        """Condition: a day up to the one asked for, with lessons."""
        closed = (
            and_(model.unit_id == unit, model.day.in_(days)) for unit, days in self._closed.items()
        )
        return and_(model.day <= self._day, *(not_(condition) for condition in closed))

    def _rolls_of(self, stay: FromClause) -> ColumnElement[bool]:
        """Condition: a roll of the class during the stay."""
        return and_(
            ClassRoll.unit_id == stay.c.unit_id,
            ClassRoll.class_id == stay.c.class_id,
            self._holds(stay, ClassRoll.day),
            self._counts(ClassRoll),
        )

    def _marks_of(self, stay: FromClause) -> ColumnElement[bool]:
        """Condition: a mark of the pupil during the stay, on whatever class's roll."""
        return and_(
            RollException.unit_id == stay.c.unit_id,
            RollException.student_id == stay.c.student_id,
            self._holds(stay, RollException.day),
            self._counts(RollException),
        )

    def _unseen(self) -> CTE:
        """Pupils of a class who may be in a run: all others have been seen on their last day.

        The last day is the last one with a roll of their class; a mark may stand on a later one,
        where the roll is that of another class.
        """
        stay = self._stay
        rolls = (
            select(func.max(ClassRoll.day, type_=Date))
            .where(self._rolls_of(stay))
            .correlate(stay)
            .scalar_subquery()
        )
        last = (
            select(stay.c.unit_id, stay.c.student_id, func.max(rolls, type_=Date).label("last"))
            .group_by(stay.c.unit_id, stay.c.student_id)
            .having(func.max(case((self._holds(stay, self._day), 1), else_=0)) == 1)
            .cte("last_roll")
            .prefix_with("MATERIALIZED")
        )
        marked = exists().where(
            RollException.unit_id == last.c.unit_id,
            RollException.student_id == last.c.student_id,
            RollException.day >= func.coalesce(last.c.last, _LONG_AGO),
            RollException.part == DayPart.WHOLE,
            self._counts(RollException),
        )
        return (
            select(last.c.unit_id, last.c.student_id)
            .where(marked)
            .cte("unseen")
            .prefix_with("MATERIALIZED")
        )

    def _recorded(self) -> CTE:
        """The days of the candidates of which anything is known."""
        unseen, stay = self._unseen(), self._stay.alias("stay_of_unseen")
        own = (
            select(stay)
            .join(
                unseen,
                and_(unseen.c.unit_id == stay.c.unit_id, unseen.c.student_id == stay.c.student_id),
            )
            .cte("own")
            .prefix_with("MATERIALIZED")
        )
        whose = own.c.unit_id, own.c.student_id
        rolls = select(*whose, ClassRoll.day).join(ClassRoll, self._rolls_of(own))
        marks = select(*whose, RollException.day).join(RollException, self._marks_of(own))
        return rolls.union(marks).cte("recorded")

    def _run_days(self) -> CTE:
        """The days of absence that no day on which the pupil was seen has followed."""
        known = self._recorded()
        marked = RollException.id.is_not(None)
        unseen = and_(marked, RollException.part == DayPart.WHOLE)
        later = func.sum(case((unseen, 0), else_=1)).over(
            partition_by=(known.c.unit_id, known.c.student_id), order_by=known.c.day.desc()
        )
        days = (
            select(
                known.c.unit_id,
                known.c.student_id,
                known.c.day,
                case((RollException.mark.in_(EXCUSED), 1), else_=0).label("excused"),
                case((and_(marked, _AWAY), 1), else_=0).label("away"),
                later.label("later"),
            )
            .outerjoin(
                RollException,
                and_(
                    RollException.unit_id == known.c.unit_id,
                    RollException.student_id == known.c.student_id,
                    RollException.day == known.c.day,
                ),
            )
            .subquery("days")
        )
        bare = case((days.c.excused == 0, days.c.day))
        own = days.c.unit_id, days.c.student_id
        return (
            select(
                *own,
                days.c.day,
                days.c.excused,
                func.min(bare, type_=Date).over(partition_by=own).label("bare_first"),
                func.max(bare, type_=Date).over(partition_by=own).label("bare_last"),
            )
            .where(days.c.away == 1, days.c.later == 0)
            .cte("run_days")
        )

    def _summed(self, days: CTE, least: int) -> Select[Any]:
        between = and_(days.c.excused == 1, days.c.day.between(days.c.bare_first, days.c.bare_last))
        sums = (
            select(
                days.c.unit_id,
                days.c.student_id,
                func.min(days.c.day, type_=Date).label("first"),
                func.max(days.c.day, type_=Date).label("last"),
                func.min(days.c.bare_first, type_=Date).label("bare_first"),
                func.max(days.c.bare_last, type_=Date).label("bare_last"),
                func.sum(days.c.excused).label("excused"),
                func.sum(case((between, 1), else_=0)).label("between"),
                func.count().label("all_days"),
            )
            .group_by(days.c.unit_id, days.c.student_id)
            .having(func.count() >= least)
            .subquery("sums")
        )
        pupil = and_(Student.unit_id == sums.c.unit_id, Student.id == sums.c.student_id)
        return (
            select(sums, Person.name, Unit.name.label("school"))
            .join(Student, pupil)
            .join(Person, PERSON_OF_STUDENT)
            .join(Unit, Unit.id == sums.c.unit_id)
        )


class _Pupils:
    """Where the pupils of runs were from when until when."""

    def __init__(self, connection: Connection, unit_id: UUID | None, day: date) -> None:
        self._connection, self._unit_id, self._day = connection, unit_id, day
        self._labels = class_labels(connection, unit_id, day)
        self._stays: dict[UUID, list[Any]] = defaultdict(list)

    def read(self, students: Sequence[UUID]) -> None:
        """Look their stays up; of very many those of everybody are read at once."""
        wanted = frozenset(students)
        few = select(Student.id).where(Student.id.in_(wanted)) if len(wanted) < _MANY else None
        for row in self._connection.execute(select(stays(self._unit_id, few))) if wanted else ():
            if row.student_id in wanted:
                self._stays[row.student_id].append(row)

    def class_of(self, student: UUID) -> tuple[UUID, str]:
        """The class of a pupil on the day: those in runs are in one."""
        held = [s for s in self._stays[student] if s.until is None or s.until > self._day]
        class_id = next(s.class_id for s in held if s.since <= self._day)
        return class_id, self._labels[class_id]

    def lessons(self, student: UUID, first: date, lessons: Sequence[date]) -> int:
        """How many of the days from the first on the pupil was in a class."""
        count = 0
        for stay in self._stays[student]:
            begin = bisect_left(lessons, max(stay.since, first))
            end = len(lessons) if stay.until is None else bisect_left(lessons, stay.until)
            count += max(end - begin, 0)
        return count


def _run(row: Any, pupils: _Pupils, lessons: Sequence[date]) -> Run:  # noqa: ANN401 - of the query
    all_days, excused = int(row.all_days), int(row.excused)
    calendar_days = 0
    if row.bare_first is not None:
        calendar_days = (row.bare_last - row.bare_first).days + 1 - int(row.between)
    class_id, label = pupils.class_of(row.student_id)
    return Run(
        unit_id=row.unit_id,
        school=row.school,
        student_id=row.student_id,
        name=row.name,
        class_id=class_id,
        label=label,
        first=row.first,
        last=row.last,
        unexcused=all_days - excused,
        excused=excused,
        calendar_days=calendar_days,
        unrecorded=pupils.lessons(row.student_id, row.first, lessons) - all_days,
    )
