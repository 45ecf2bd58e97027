"""Which pupils a list shows and in which order: counted, found and cut into pages by the database.

A list is cut into runs (a class, a state, who boards), each sorted by name. Only the runs that a
page touches are sorted. Of a long run milestones are noted when somebody jumps far into it, so
that no page is found by walking there from the beginning.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from desktop.core.identity import stored_number
from desktop.core.labels import EnrolmentKind, Labelled
from desktop.core.names import name_key
from desktop.models import Guardianship, Person, Student
from desktop.services.enrolment import PRESENT, class_labels
from desktop.services.identity_digest import IdentityDigest
from desktop.services.roll import PERSON_OF_STUDENT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection, Select


_MOST_NUMBERED: Final = 200
STRIDE: Final = 500
_FAR: Final = 2 * STRIDE
_SHORT: Final = 3_000


class PupilOrder(StrEnum):
    """What a list is sorted by; within it by name."""

    NAME = "name"
    SCHOOL_CLASS = "class"
    STATE = "state"
    BOARDING = "boarding"
    MEALS = "meals"


class Lacking(Labelled):
    """What a record still lacks."""

    ID_NUMBER = "id_number", "没有证件号"
    STUDENT_NUMBER = "student_number", "没有学籍号"
    SCHOOL_CLASS = "class", "没有分班"
    GUARDIAN = "guardian", "没有监护人"


@dataclass(frozen=True, slots=True)
class PupilQuery:
    """Which pupils to list, from where, how many."""

    text: str = ""
    """Name, part of a name, pinyin, initials, or the whole of a number."""
    class_id: UUID | None = None
    present_only: bool = True
    order: PupilOrder = PupilOrder.SCHOOL_CLASS
    offset: int = 0
    limit: int = 100
    descending: bool = False
    states: frozenset[EnrolmentKind] = frozenset()
    """These states only, in place of all that are present."""
    boarding: bool | None = None
    meals: bool | None = None
    lacking: Lacking | None = None

    @property
    def narrowed(self) -> bool:
        """Whether it asks for less than everybody who is there."""
        plain = PupilQuery(order=self.order, descending=self.descending)
        return replace(self, offset=0, limit=plain.limit) != plain


@dataclass(frozen=True, slots=True)
class Run:
    """Pupils who stand together: how many, or, after a search, who."""

    value: Any
    count: int
    ids: tuple[UUID, ...] | None = None


Milestone = tuple[str, "UUID"]
"""Sound of the name and key of a person."""


@dataclass(frozen=True, slots=True)
class Found:
    """All that a query finds, run after run in rising order."""

    runs: tuple[Run, ...]
    milestones: dict[Any, list[Milestone]] = field(default_factory=dict, compare=False)
    """Of a run: everyone who stands at a multiple of `STRIDE`."""

    @property
    def total(self) -> int:
        """How many pupils there are."""
        return sum(run.count for run in self.runs)


_VALUES: Final[dict[PupilOrder, Any]] = {
    PupilOrder.NAME: literal(0),
    PupilOrder.SCHOOL_CLASS: Student.class_id,
    PupilOrder.STATE: Student.state,
    PupilOrder.BOARDING: Student.boarding,
    PupilOrder.MEALS: Student.meal_plan,
}


def find(connection: Connection, unit_id: UUID, query: PupilQuery, day: date) -> Found:
    """Count what a query asks for; what a search finds is named at once, for it is read once."""
    value = _VALUES[query.order]
    conditions = _conditions(unit_id, query)
    ids: dict[Any, list[UUID]] = {}
    key = name_key(query.text)
    if key:
        conditions.append(matches(connection, unit_id, key))
        rows = connection.execute(
            select(Student.id, value.label("run"), Person.pinyin, Person.id.label("person"))
            .join(Person, PERSON_OF_STUDENT)
            .where(*conditions)
        )
        for row in sorted(rows, key=lambda row: (row.pinyin, row.person)):
            ids.setdefault(row.run, []).append(row.id)
        counts = {run: len(some) for run, some in ids.items()}
    else:
        counting = select(value.label("run"), func.count()).select_from(Student)
        if query.lacking is Lacking.ID_NUMBER:
            counting = counting.join(Person, PERSON_OF_STUDENT)
        rows = connection.execute(counting.where(*conditions).group_by(value))
        counts = {row[0]: row[1] for row in rows}
    order = _order(connection, unit_id, query.order, day)
    runs = sorted(counts, key=lambda run: order.get(run, len(order)))
    return Found(
        tuple(Run(run, counts[run], tuple(ids[run]) if run in ids else None) for run in runs)
    )


def _order(connection: Connection, unit_id: UUID, order: PupilOrder, day: date) -> dict[Any, int]:
    """Where each run stands; what is not known comes last."""
    values: Sequence[Any] = (True, False)
    if order is PupilOrder.SCHOOL_CLASS:
        values = tuple(class_labels(connection, unit_id, day))
    elif order is PupilOrder.STATE:
        values = tuple(EnrolmentKind)
    return {value: place for place, value in enumerate(values)}


def ids_of_page(
    connection: Connection, unit_id: UUID, query: PupilQuery, found: Found
) -> list[UUID]:
    """The pupils from the query's offset on, at most its limit, in its order."""
    first, last = query.offset, min(query.offset + query.limit, found.total)
    if query.descending:
        first, last = found.total - last, found.total - first
    ids: list[UUID] = []
    begin = 0
    for run in found.runs:
        start, end = max(first - begin, 0), min(last - begin, run.count)
        if start < end and run.ids is not None:
            ids += run.ids[start:end]
        elif start < end:
            walk = _Walk(connection, unit_id, _in_run(unit_id, query, run))
            ids += _ids_of_run(walk, found, run, (start, end))
        begin += run.count
    return ids[::-1] if query.descending else ids


def _in_run(unit_id: UUID, query: PupilQuery, run: Run) -> list[ColumnElement[bool]]:
    conditions = _conditions(unit_id, query)
    if query.order is not PupilOrder.NAME:
        conditions.append(_VALUES[query.order].is_not_distinct_from(run.value))
    return conditions


def _ids_of_run(walk: _Walk, found: Found, run: Run, span: tuple[int, int]) -> list[UUID]:
    """A part of a run, found in the cheapest way."""
    start, end = span
    if run.count <= _SHORT:
        return walk.sorted_ids(start, end)
    if start >= _FAR and run.count - end < _FAR:
        return walk.ids_from_end(run.count - end, run.count - start)
    if start >= _FAR and run.value not in found.milestones:
        found.milestones[run.value] = walk.milestones()
    return walk.ids(start, end, found.milestones.get(run.value, ()))


class _Walk:
    """Pupils by name, along the index of names."""

    # The unit stands in it, so that the index is walked instead of sorting everybody.
    _ORDER = (Person.unit_id, Person.pinyin, Person.id)

    def __init__(
        self, connection: Connection, unit_id: UUID, conditions: list[ColumnElement[bool]]
    ) -> None:
        self._connection, self._unit_id, self._conditions = connection, unit_id, conditions

    def ids(self, start: int, end: int, milestones: Sequence[Milestone]) -> list[UUID]:
        """Those from `start` until `end`, walked from the last milestone before."""
        query = self._walked(Student.id).order_by(*self._ORDER).limit(end - start)
        if start // STRIDE < len(milestones):
            sound, person_id = milestones[start // STRIDE]
            later = or_(Person.pinyin > sound, Person.id >= person_id)
            query = query.where(Person.unit_id == self._unit_id, Person.pinyin >= sound, later)
            start %= STRIDE
        return list(self._connection.execute(query.offset(start)).scalars())

    def sorted_ids(self, start: int, end: int) -> list[UUID]:
        """The same of few, who are sorted: to find them along the index all would be passed."""
        # The bare column would be read along its index after all.
        query = self._walked(Student.id).order_by(Person.pinyin.concat(""), Person.id)
        return list(self._connection.execute(query.offset(start).limit(end - start)).scalars())

    def ids_from_end(self, start: int, end: int) -> list[UUID]:
        """Those from `start` until `end` as counted from the end, in rising order."""
        order = [column.desc() for column in self._ORDER]
        query = self._walked(Student.id).order_by(*order).offset(start).limit(end - start)
        return list(self._connection.execute(query).scalars())[::-1]

    def milestones(self) -> list[Milestone]:
        """Every `STRIDE`th, from the first."""
        place = (func.row_number().over(order_by=self._ORDER) - 1).label("place")
        numbered = self._walked(Person.pinyin, Person.id, place).subquery()
        rows = self._connection.execute(
            select(numbered.c.pinyin, numbered.c.id)
            .where(numbered.c.place % STRIDE == 0)
            .order_by(numbered.c.place)
        )
        return [(row.pinyin, row.id) for row in rows]

    def _walked(self, *columns: Any) -> Select[Any]:  # noqa: ANN401 - columns of either table
        return (
            select(*columns)
            .select_from(Student)
            .join(Person, PERSON_OF_STUDENT)
            .where(*self._conditions)
        )


def _conditions(unit_id: UUID, query: PupilQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Student.unit_id == unit_id]
    if query.states:
        conditions.append(Student.state.in_(sorted(query.states)))
    elif query.present_only:
        conditions.append(Student.state.in_(PRESENT))
    if query.class_id is not None:
        conditions.append(Student.class_id == query.class_id)
    if query.boarding is not None:
        conditions.append(Student.boarding.is_(query.boarding))
    if query.meals is not None:
        conditions.append(Student.meal_plan.is_(query.meals))
    if query.lacking is not None:
        conditions.append(lacks(query.lacking))
    return conditions


def lacks(what: Lacking) -> ColumnElement[bool]:
    """Condition on Student (and Person): whether something is not known of a pupil."""
    if what is Lacking.ID_NUMBER:
        return Person.id_number.is_(None)
    if what is Lacking.STUDENT_NUMBER:
        return Student.student_number.is_(None)
    if what is Lacking.SCHOOL_CLASS:
        return Student.class_id.is_(None)
    return ~exists().where(
        Guardianship.unit_id == Student.unit_id, Guardianship.student_id == Student.id
    )


def matches(connection: Connection, unit_id: UUID, key: str) -> ColumnElement[bool]:
    """Names hold the text; pinyin and initials begin with it; numbers are it.

    The people are looked for by themselves: names stand in one index, which is read through.
    """
    if is_number(key):
        return Student.id.in_(_numbered(connection, unit_id, key))
    person = aliased(Person)
    found = select(person.id).where(person.unit_id == unit_id, named(person, key))
    return Student.person_id.in_(found)


def is_number(key: str) -> bool:
    """Whether a text is a number of a person and no name."""
    return key.isascii() and any(letter.isdigit() for letter in key)


def _numbered(connection: Connection, unit_id: UUID, key: str) -> list[UUID]:
    """Pupils who have a number: it is theirs alone, or a few have it at most."""
    digest = IdentityDigest(connection).of(stored_number(key.upper()))
    by_identity = (
        select(Student.id)
        .join(Person, PERSON_OF_STUDENT)
        .where(Person.unit_id == unit_id, Person.id_digest == digest)
    )
    by_number = select(Student.id).where(
        Student.unit_id == unit_id,
        or_(Student.student_number == key.upper(), Student.school_number == key),
    )
    return list(connection.execute(by_identity.union(by_number).limit(_MOST_NUMBERED)).scalars())


def named(person: type[Person], key: str) -> ColumnElement[bool]:
    """Whether a person's name holds a text, or sounds like it from its beginning."""
    in_name = person.name_key.contains(key, autoescape=True)
    if not key.isascii():
        return in_name
    sounds = (
        column.startswith(key, autoescape=True) for column in (person.pinyin, person.initials)
    )
    return or_(in_name, *sounds)
