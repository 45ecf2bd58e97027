"""Where a pupil stood on a day: derived from the dated events, in SQL, for whole rolls at once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sqlalchemy import and_, case, exists, or_, select
from sqlalchemy.orm import aliased

from desktop.core.grades import ClassName, Grade
from desktop.core.labels import EnrolmentKind, Stage
from desktop.core.terms import SchoolYear
from desktop.database.work import KEYS_AT_ONCE, pieces
from desktop.models import EnrolmentEvent, SchoolClass, Student

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

    from desktop.database.work import Work

ClassKey: TypeAlias = tuple[Stage, int, int, str]
"""Stage, cohort, number (0: none), own name (empty: none)."""
_BARE: Final = (0, "")

NO_CLASS: Final = "未分班"
PRESENT: Final = tuple(kind for kind in EnrolmentKind if kind.present)


def last_event(day: date) -> ColumnElement[bool]:
    """Join condition Student–EnrolmentEvent: the event that holds for the pupil on `day`."""
    event = aliased(EnrolmentEvent)
    newest = (
        select(event.id)
        .where(
            event.unit_id == Student.unit_id,
            event.student_id == Student.id,
            event.day <= day,
        )
        .order_by(event.day.desc(), event.id.desc())
        .limit(1)
        .correlate(Student)
        .scalar_subquery()
    )
    return and_(EnrolmentEvent.unit_id == Student.unit_id, EnrolmentEvent.id == newest)


def present_during(first: date, last: date) -> ColumnElement[bool]:
    """Condition on Student: at the school on at least one day from `first` to `last`.

    Either an event within the span brought the pupil in, or the pupil was there when it began.
    """
    event, later = aliased(EnrolmentEvent), aliased(EnrolmentEvent)
    return exists().where(
        event.unit_id == Student.unit_id,
        event.student_id == Student.id,
        event.day <= last,
        event.kind.in_(PRESENT),
        # What came after it, if anything, came after the span had begun.
        ~exists().where(
            later.unit_id == event.unit_id,
            later.student_id == event.student_id,
            later.day <= first,
            or_(later.day > event.day, and_(later.day == event.day, later.id > event.id)),
        ),
    )


GRADES_OF_STAGE: Final = {
    Stage.PRESCHOOL: range(5),
    Stage.PRIMARY: range(1, 7),
    Stage.JUNIOR: range(6, 10),
    Stage.SENIOR: range(10, 13),
    Stage.VOCATIONAL: range(10, 13),
}


def grade_on(stage: Stage, cohort: int, day: date) -> Grade | None:
    """The grade of a class on a day; None once it has left its stage."""
    grade = SchoolYear.of(day).start - cohort + 1
    return Grade(stage, grade) if grade in GRADES_OF_STAGE[stage] else None


def class_label(stage: Stage, cohort: int, number: int, name: str, day: date) -> str:
    """How a class is called on a day: 三年级1班; one that has left its stage 2014级1班."""
    grade = grade_on(stage, cohort, day)
    if grade is not None:
        return ClassName(grade, number or None, name).label
    return f"{cohort}级" + (f"{number}班" if number else name)


def stage_order() -> ColumnElement[int]:
    """Sorts classes by stage, youngest first; who is in no class comes last."""
    places = {stage: place for place, stage in enumerate(Stage)}
    return case(places, value=SchoolClass.stage, else_=len(places))


def cohort_of(grade: Grade, day: date) -> int:
    """The autumn in which a class that is in `grade` on `day` was in grade 1."""
    return SchoolYear.of(day).start - grade.number + 1


def settle(work: Work, students: Sequence[UUID]) -> None:
    """Let pupils' own rows repeat what their last event says; call it after writing events."""
    for some in pieces(students, KEYS_AT_ONCE):
        rows = work.connection.execute(
            select(
                Student.id,
                Student.state,
                Student.class_id,
                EnrolmentEvent.kind,
                EnrolmentEvent.class_id.label("last_class_id"),
            )
            .join(EnrolmentEvent, last_event(date.max))
            .where(Student.unit_id == work.unit_id, Student.id.in_(some))
            .order_by(Student.id)
        )
        stale = [
            {"id": row.id, "state": row.kind, "class_id": row.last_class_id}
            for row in rows
            if (row.state, row.class_id) != (row.kind, row.last_class_id)
        ]
        work.update(Student, stale)


class Classes:
    """The classes of a unit, found by what they are called on a day.

    一年级 alone means the class of that name, or else the only class of the grade. Classes that a
    workbook names can be announced, so that what 一年级 means does not depend on the order of rows
    or on whether the workbook has been taken in before.
    """

    def __init__(self, connection: Connection, unit_id: UUID, day: date) -> None:
        self._day = day
        self._keys: dict[ClassName, ClassKey] = {}
        self._meant: dict[ClassName, frozenset[ClassKey]] = {}
        self._resolved: dict[ClassName, ClassKey | None] = {}
        self._ids: dict[ClassKey, UUID | None] = {
            (row.stage, row.cohort, row.number, row.name): row.id
            for row in connection.execute(
                select(
                    SchoolClass.id,
                    SchoolClass.stage,
                    SchoolClass.cohort,
                    SchoolClass.number,
                    SchoolClass.name,
                ).where(SchoolClass.unit_id == unit_id)
            )
        }

    def announce(self, names: Iterable[ClassName | None]) -> None:
        """Reckon with classes that will be added: those with a number or a name of their own."""
        for name in set(names):
            if name is not None and (name.number or name.name):
                self._ids.setdefault(self._key(name), None)
        self._forget()

    def _forget(self) -> None:
        self._meant.clear()
        self._resolved.clear()

    def meant(self, name: ClassName) -> frozenset[ClassKey]:
        """The classes that a name may mean: itself, or for 一年级 alone all of the grade."""
        meant = self._meant.get(name)
        if meant is None:
            key = self._key(name)
            grade = {known for known in self._ids if known[:2] == key[:2]}
            meant = frozenset(grade if grade and key[2:] == _BARE else {key})
            self._meant[name] = meant
        return meant

    def resolve(self, name: ClassName) -> ClassKey | None:
        """The one class that is called so, be it there or still to be added; None: several are."""
        if name not in self._resolved:
            key, meant = self._key(name), self.meant(name)
            only = next(iter(meant)) if len(meant) == 1 else None
            self._resolved[name] = key if key in meant else only
        return self._resolved[name]

    def id_of(self, key: ClassKey | None) -> UUID | None:
        """The class of a key, if it is in the books."""
        return self._ids.get(key) if key is not None else None

    def label(self, key: ClassKey) -> str:
        """How the class of a key is called on the day."""
        return class_label(*key, self._day)

    def add(self, key: ClassKey, class_id: UUID) -> None:
        """Note a class that is being added."""
        self._ids[key] = class_id
        self._forget()

    def _key(self, name: ClassName) -> ClassKey:
        key = self._keys.get(name)
        if key is None:
            cohort = cohort_of(name.grade, self._day)
            key = self._keys[name] = (name.grade.stage, cohort, name.number or 0, name.name)
        return key


def class_key(row: Any) -> ClassKey | None:  # noqa: ANN401 - a row with the columns of a class
    """The class of a row, or None where the pupil is in none."""
    return None if row.stage is None else (row.stage, row.cohort, row.number, row.class_name)


def class_labels(connection: Connection, unit_id: UUID | None, day: date) -> dict[UUID, str]:
    """The classes of a unit, or of all, by key, as they are called on a day, youngest first."""
    query = select(
        SchoolClass.id,
        SchoolClass.stage,
        SchoolClass.cohort,
        SchoolClass.number,
        SchoolClass.name,
    )
    rows = connection.execute(
        query if unit_id is None else query.where(SchoolClass.unit_id == unit_id)
    )
    order = list(Stage)
    sorted_rows = sorted(
        rows, key=lambda r: (order.index(r.stage), -r.cohort, r.number, r.name, r.id)
    )
    return {
        row.id: class_label(row.stage, row.cohort, row.number, row.name, day) for row in sorted_rows
    }
