"""The sides that come from the books: pupils and those who answer for them, of one or all schools.

However many schools there are, a side is read in a few statements.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, or_, select, true

from desktop.core.labels import Role
from desktop.core.pinyin import pinyin
from desktop.core.villages import village_key
from desktop.models import EnrolmentEvent, Guardianship, HouseholdFact, Person, Student, Unit
from desktop.services.comparison.people import IN_PIECES, Side, Someone
from desktop.services.enrolment import PRESENT
from desktop.services.roll import CLASS_COLUMNS, label_of, roll

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

    from desktop.core.labels import HouseholdCategory
    from desktop.database.work import Work
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose books a side is read from."""

    unit_id: UUID | None
    """None: those of all schools."""
    title: str
    """What stands before the name of the side; empty: the books of the unit that is worked in."""

    def of(self, column: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a column
        """Condition on a column of units."""
        return true() if self.unit_id is None else column == self.unit_id


ALL_SCHOOLS: Final = Reach(None, "各校")


def _reach(session: Session, reach: Reach | None) -> Reach:
    """The books that are meant; those of other units are for whoever sits at a bureau."""
    session.require(Role.PRINCIPAL, Role.CLERK, Role.BUREAU)
    if reach is None:
        return Reach(session.unit_id, "")
    session.require_bureau()
    return reach


def pupils_on(session: Session, day: date | None = None, reach: Reach | None = None) -> Side:
    """The pupils who belong to the school, or to those within reach, on a day (today).

    Raises:
        AccessRefusedError: an auditor; or a school that asks for the books of others.
    """
    where = _reach(session, reach)
    on = day or session.store.clock.today()
    with session.store.read() as connection:
        guardians = _guardian_names(connection, where)
        schools = _schools(connection, where)
        rows = connection.execute(
            roll(
                where.unit_id,
                on,
                *(Student.unit_id, Student.id, Person.name, Person.name_key, Person.pinyin),
                *(Person.id_number, Person.sex, Person.birth),
                *(Person.registered_address, Person.address, *CLASS_COLUMNS),
            )
            .where(EnrolmentEvent.kind.in_(PRESENT))
            .order_by(Student.unit_id, Student.id),
            execution_options=IN_PIECES,
        )
        people = [
            _pupil(row, guardians.get(row.id, ()), schools.get(row.unit_id, ()), on) for row in rows
        ]
    return Side.of(f"{where.title}在校学生（{on:%Y-%m-%d}）", people)


def pupils_with(
    session: Session,
    category: HouseholdCategory,
    day: date | None = None,
    reach: Reach | None = None,
) -> Side:
    """The pupils of a day of whom the books know a category; that they were looked up is noted."""
    where, on = _reach(session, reach), day or session.store.clock.today()
    side = pupils_on(session, on, reach)

    def body(work: Work) -> frozenset[UUID]:
        rows = work.connection.execute(
            select(Student.id)
            .join(
                HouseholdFact,
                and_(
                    HouseholdFact.unit_id == Student.unit_id,
                    HouseholdFact.person_id == Student.person_id,
                ),
            )
            .where(
                where.of(Student.unit_id),
                HouseholdFact.category == category,
                HouseholdFact.since <= on,
                or_(HouseholdFact.until.is_(None), HouseholdFact.until >= on),
            )
        )
        found = frozenset(rows.scalars())
        work.noted = True
        work.summary = {"field": "categories", "pupils": len(found)}
        return found

    known = session.write("household.list", body)
    people = [person for person in side.people if not known.isdisjoint(person.students)]
    return Side.of(f"{where.title}登记为{category.label}的学生（{on:%Y-%m-%d}）", people)


def _pupil(
    row: Any,  # noqa: ANN401 - a row of the query above
    guardians: Iterable[str],
    schools: tuple[str, ...],
    on: date,
) -> Someone:
    addresses = (row.registered_address, row.address)
    villages = dict.fromkeys(key for a in addresses if a and (key := village_key(a)))
    return Someone(
        row.name,
        row.name_key,
        row.pinyin,
        row.id_number,
        row.sex,
        row.birth,
        tuple(guardians),
        tuple(villages),
        label_of(row, on),
        (row.id,),
        schools=schools,
    )


def _schools(connection: Connection, where: Reach) -> dict[UUID, tuple[str, ...]]:
    """What the schools are called; nothing where there is only the one that is worked in."""
    if not where.title:
        return {}
    query = select(Unit.id, Unit.name).where(where.of(Unit.id))
    return {row.id: (row.name,) for row in connection.execute(query)}


def _guardian_names(connection: Connection, where: Reach) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    query = (
        select(Guardianship.student_id, Guardianship.name_key)
        .where(where.of(Guardianship.unit_id))
        .order_by(Guardianship.unit_id, Guardianship.student_id, Guardianship.position)
    )
    for student_id, key in connection.execute(query, execution_options=IN_PIECES):
        found[student_id].append(key)
    return found


def guardians_on(session: Session, day: date | None = None, reach: Reach | None = None) -> Side:
    """Those who answer for the pupils of a day, each once where an identity number is known."""
    where, on = _reach(session, reach), day or session.store.clock.today()
    with session.store.read() as connection:
        rows = connection.execute(
            select(
                Guardianship.student_id,
                Guardianship.name,
                Guardianship.name_key,
                Guardianship.relation,
                Person.id_number,
                Person.sex,
                Person.birth,
            )
            .outerjoin(
                Person,
                and_(Person.unit_id == Guardianship.unit_id, Person.id == Guardianship.person_id),
            )
            .where(where.of(Guardianship.unit_id))
            .order_by(Guardianship.unit_id, Guardianship.student_id, Guardianship.position)
        ).all()
    known = {key: p for p in pupils_on(session, on, reach).people for key in p.students}
    return Side.of(f"{where.title}监护人（{on:%Y-%m-%d}）", _guardians(rows, known))


def _guardians(rows: Iterable[Any], pupils: Mapping[UUID, Someone]) -> Iterator[Someone]:
    for row in rows:
        pupil = pupils.get(row.student_id)
        if pupil is not None:
            yield Someone(
                row.name,
                row.name_key,
                pinyin(row.name),
                row.id_number,
                row.sex,
                row.birth,
                (),
                pupil.villages,
                f"{pupil.name}的{row.relation or '监护人'}",
                pupil.students,
                schools=pupil.schools,
            )
