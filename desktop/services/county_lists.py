"""What a bureau sees of its schools at once: the schools, and the pupils of all of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Subquery, and_, func, or_, select

from desktop.core.identity import mask, stored_number
from desktop.core.labels import SCHOOL_KINDS
from desktop.core.names import name_key
from desktop.models import ImportBatch, Person, SchoolClass, Student, Unit
from desktop.services.county_classes import classes_in
from desktop.services.enrolment import PRESENT
from desktop.services.identity_digest import IdentityDigest
from desktop.services.pupil_order import Lacking, is_number, lacks, named
from desktop.services.roll import CLASS_COLUMNS, CLASS_OF_STUDENT, PERSON_OF_STUDENT, label_of
from desktop.services.staff.spells import count_by_unit

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

    from desktop.core.labels import EnrolmentKind, Sex, UnitKind
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """A school and what its roster comes to."""

    unit_id: UUID
    code: str
    name: str
    kind: UnitKind
    township: str | None
    pupils: int
    classes: int
    without_number: int
    """Pupils without an identity number."""
    taken_in: datetime | None
    """When a workbook was last taken in and stayed."""
    staff: int
    """Who belong to the school today."""
    rolls_called: int
    """Classes whose roll of today is recorded."""
    rolls_due: int
    """Classes that have lessons today and no roll yet."""


@dataclass(frozen=True, slots=True)
class CountyPupil:
    """A pupil of some school. Numbers are masked."""

    unit_id: UUID
    school: str
    student_id: UUID
    name: str
    sex: Sex | None
    school_class: str
    state: EnrolmentKind
    id_masked: str


@dataclass(frozen=True, slots=True)
class CountyQuery:
    """Which pupils of all schools to list; they stand school by school, by name within each."""

    text: str = ""
    """Name, part of a name, pinyin, initials, or the whole of a number."""
    unit_id: UUID | None = None
    present_only: bool = True
    lacking: Lacking | None = None
    offset: int = 0
    limit: int = 100
    descending: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether it asks for less than everybody who is there."""
        return replace(self, offset=0, limit=100, descending=False) != CountyQuery()


@dataclass(frozen=True, slots=True)
class CountyPage:
    """A page of the list, and how many there are in all."""

    lines: tuple[CountyPupil, ...]
    total: int


def schools(session: Session) -> tuple[SchoolLine, ...]:
    """Every school of this data, in the order that they were entered."""
    rolls, imports, day = _rolls(), _imports(), session.store.clock.today()
    query = (
        select(
            *(Unit.id, Unit.code, Unit.name, Unit.kind, Unit.township),
            *(rolls.c.pupils, rolls.c.classes, rolls.c.without, imports.c.at),
        )
        .outerjoin(rolls, rolls.c.unit_id == Unit.id)
        .outerjoin(imports, imports.c.unit_id == Unit.id)
        .where(Unit.kind.in_(SCHOOL_KINDS))
        .order_by(Unit.id)
    )
    with session.store.read() as connection:
        rows = connection.execute(query).all()
        staff = count_by_unit(connection, day)
        classes = classes_in(connection, day)
    called = Counter(line.unit_id for line in classes if line.roll is not None)
    due = Counter(line.unit_id for line in classes if line.due)
    return tuple(
        SchoolLine(
            unit_id=row.id,
            code=row.code,
            name=row.name,
            kind=row.kind,
            township=row.township,
            pupils=row.pupils or 0,
            classes=row.classes or 0,
            without_number=row.without or 0,
            taken_in=row.at,
            staff=staff.get(row.id, 0),
            rolls_called=called[row.id],
            rolls_due=due[row.id],
        )
        for row in rows
    )


def school_names(session: Session) -> tuple[tuple[UUID, str], ...]:
    """Key and name of every school, in the order that they were entered."""
    query = select(Unit.id, Unit.name).where(Unit.kind.in_(SCHOOL_KINDS)).order_by(Unit.id)
    with session.store.read() as connection:
        return tuple((row.id, row.name) for row in connection.execute(query))


def county_counts(connection: Connection) -> tuple[int, int, int]:
    """How many pupils and classes all schools have today, and how many schools there are."""
    rolls = _rolls()
    row = connection.execute(
        select(func.sum(rolls.c.pupils), func.sum(rolls.c.classes), func.count(Unit.id))
        .select_from(Unit)
        .outerjoin(rolls, rolls.c.unit_id == Unit.id)
        .where(Unit.kind.in_(SCHOOL_KINDS))
    ).one()
    return int(row[0] or 0), int(row[1] or 0), row[2]


def _rolls() -> Subquery:
    """Of each unit: pupils, classes, pupils without a number."""
    return (
        select(
            Student.unit_id,
            func.count().label("pupils"),
            func.count(Student.class_id.distinct()).label("classes"),
            func.count().filter(Person.id_number.is_(None)).label("without"),
        )
        .join(Person, PERSON_OF_STUDENT)
        .where(Student.state.in_(PRESENT))
        .group_by(Student.unit_id)
        .subquery()
    )


def _imports() -> Subquery:
    """Of each unit: when a workbook was last taken in and stayed."""
    return (
        select(ImportBatch.unit_id, func.max(ImportBatch.at).label("at"))
        .where(ImportBatch.undone_at.is_(None))
        .group_by(ImportBatch.unit_id)
        .subquery()
    )


def county_pupils(session: Session, query: CountyQuery) -> CountyPage:
    """One page of the pupils of all schools, as they stand today."""
    day = session.store.clock.today()
    order: list[Any] = [Person.unit_id, Person.pinyin, Person.id]
    if query.descending:
        order = [column.desc() for column in order]
    with session.store.read() as connection:
        wanted = _conditions(connection, query)
        joined = select(Student).join(Person, PERSON_OF_STUDENT).where(*wanted)
        total = connection.execute(joined.with_only_columns(func.count())).scalar_one()
        # The page first, from the index of names; then what is shown of it.
        keys = (
            joined.with_only_columns(Student.unit_id, Student.id)
            .order_by(*order)
            .offset(query.offset)
            .limit(query.limit)
            .subquery()
        )
        rows = connection.execute(
            select(
                *(Student.unit_id, Unit.name.label("school"), Student.id, Person.name),
                *(Person.sex, Person.id_number, Student.state, *CLASS_COLUMNS),
            )
            .select_from(keys)
            .join(Student, and_(Student.unit_id == keys.c.unit_id, Student.id == keys.c.id))
            .join(Person, PERSON_OF_STUDENT)
            .join(Unit, Unit.id == Student.unit_id)
            .outerjoin(SchoolClass, CLASS_OF_STUDENT)
            .order_by(*order)
        ).all()
    return CountyPage(tuple(_line(row, day) for row in rows), total)


def _line(row: Any, day: date) -> CountyPupil:  # noqa: ANN401 - a row
    return CountyPupil(
        unit_id=row.unit_id,
        school=row.school,
        student_id=row.id,
        name=row.name,
        sex=row.sex,
        school_class=label_of(row, day),
        state=row.state,
        id_masked=mask(row.id_number or ""),
    )


def _conditions(connection: Connection, query: CountyQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.present_only:
        conditions.append(Student.state.in_(PRESENT))
    if query.unit_id is not None:
        conditions.append(Student.unit_id == query.unit_id)
    if query.lacking is not None:
        conditions.append(lacks(query.lacking))
    key = name_key(query.text)
    if is_number(key):
        digest = IdentityDigest(connection).of(stored_number(key.upper()))
        conditions.append(
            or_(
                Person.id_digest == digest,
                Student.student_number == key.upper(),
                Student.school_number == key,
            )
        )
    elif key:
        conditions.append(named(Person, key))
    return conditions
