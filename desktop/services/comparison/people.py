"""The people of one side of a comparison, wherever they come from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import and_, or_, select

from desktop.core.labels import Role, Sex
from desktop.core.names import name_key
from desktop.core.pinyin import pinyin
from desktop.core.villages import village_key
from desktop.models import EnrolmentEvent, Guardianship, HouseholdFact, ListEntry, Person, Student
from desktop.rosters.compared import COMPARED
from desktop.rosters.reading import read
from desktop.services.enrolment import PRESENT
from desktop.services.imports.reading import context
from desktop.services.lists import stored_list
from desktop.services.roll import CLASS_COLUMNS, label_of, roll

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.labels import HouseholdCategory
    from desktop.core.progress import Progress
    from desktop.database.work import Work
    from desktop.rosters.results import Choices
    from desktop.services.session import Session


class Someone(msgspec.Struct, frozen=True):
    """A person as one side knows them. Numbers are whole: never to be shown or written as such."""

    name: str
    name_key: str
    sound: str
    number: str | None
    sex: Sex | None
    birth: date | None
    guardians: tuple[str, ...] = ()
    """Keys of the names of those who answer for the person, or head the household."""
    villages: tuple[str, ...] = ()
    place: str = ""
    """Class, village, or whose guardian: what tells the person from namesakes on the screen."""
    students: tuple[UUID, ...] = ()
    """The pupil in the books, or those whom a guardian answers for."""
    entry: UUID | None = None
    """The line of a stored list."""
    row: int | None = None
    """The line of a workbook."""

    @property
    def same(self) -> tuple[object, ...]:
        """What two lines of one side have in common that are one person."""
        if self.number:
            return self.number, self.name_key
        return self.name_key, self.birth, self.sex, self.guardians, self.villages, self.place


@dataclass(frozen=True, slots=True)
class Side:
    """One side: what it is called, and everybody on it once."""

    title: str
    people: tuple[Someone, ...]
    repeated: int
    """Lines that name somebody who stands there already."""
    unread: int = 0
    """Lines that could not be read."""

    @classmethod
    def of(cls, title: str, people: Iterable[Someone], unread: int = 0) -> Side:
        """Everybody once; of a guardian all pupils are kept."""
        found: dict[tuple[object, ...], Someone] = {}
        lines = 0
        for person in people:
            lines += 1
            before = found.get(person.same)
            found[person.same] = person if before is None else _joined(before, person)
        return cls(title, tuple(found.values()), lines - len(found), unread)


def _joined(first: Someone, second: Someone) -> Someone:
    return msgspec.structs.replace(
        first,
        guardians=_once(first.guardians + second.guardians),
        villages=_once(first.villages + second.villages),
        students=tuple(dict.fromkeys(first.students + second.students)),
    )


def _once(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


_IN_PIECES: Final[Mapping[str, Any]] = {"yield_per": 5_000}


def pupils_on(session: Session, day: date | None = None) -> Side:
    """The pupils who belong to the school on a day (today)."""
    session.require(Role.PRINCIPAL, Role.CLERK, Role.BUREAU)
    on = day or session.store.clock.today()
    with session.store.read() as connection:
        guardians = _guardian_names(connection, session.unit_id)
        rows = connection.execute(
            roll(
                session.unit_id,
                on,
                Student.id,
                Person.name,
                Person.name_key,
                Person.pinyin,
                Person.id_number,
                Person.sex,
                Person.birth,
                Person.registered_address,
                Person.address,
                *CLASS_COLUMNS,
            )
            .where(EnrolmentEvent.kind.in_(PRESENT))
            .order_by(Student.id),
            execution_options=_IN_PIECES,
        )
        people = [_pupil(row, guardians.get(row.id, ()), on) for row in rows]
    return Side.of(f"在校学生（{on:%Y-%m-%d}）", people)


def pupils_with(session: Session, category: HouseholdCategory, day: date | None = None) -> Side:
    """The pupils of a day of whom the books know a category; that they were looked up is noted."""
    on = day or session.store.clock.today()
    side = pupils_on(session, on)

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
                Student.unit_id == work.unit_id,
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
    return Side.of(f"登记为{category.label}的学生（{on:%Y-%m-%d}）", people)


def _pupil(row: Any, guardians: Iterable[str], on: date) -> Someone:  # noqa: ANN401 - a row of the query above
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
    )


def _guardian_names(connection: Connection, unit_id: UUID) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    query = (
        select(Guardianship.student_id, Guardianship.name_key)
        .where(Guardianship.unit_id == unit_id)
        .order_by(Guardianship.student_id, Guardianship.position)
    )
    for student_id, key in connection.execute(query, execution_options=_IN_PIECES):
        found[student_id].append(key)
    return found


def guardians_on(session: Session, day: date | None = None) -> Side:
    """Those who answer for the pupils of a day, each once where an identity number is known."""
    on = day or session.store.clock.today()
    session.require(Role.PRINCIPAL, Role.CLERK, Role.BUREAU)
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
            .where(Guardianship.unit_id == session.unit_id)
            .order_by(Guardianship.student_id, Guardianship.position)
        ).all()
    known = {key: p for p in pupils_on(session, on).people for key in p.students}
    return Side.of(f"监护人（{on:%Y-%m-%d}）", _guardians(rows, known))


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
            )


def people_of_list(session: Session, list_id: UUID) -> Side:
    """Everybody on a stored list.

    Raises:
        NotFoundError: this unit has no such list.
    """
    session.require(Role.PRINCIPAL, Role.CLERK, Role.BUREAU)
    known = stored_list(session, list_id)
    query = (
        select(
            ListEntry.id,
            ListEntry.name,
            ListEntry.name_key,
            ListEntry.pinyin,
            ListEntry.id_number,
            ListEntry.sex,
            ListEntry.birth,
            ListEntry.village,
            ListEntry.head,
        )
        .where(ListEntry.unit_id == session.unit_id, ListEntry.list_id == list_id)
        .order_by(ListEntry.position, ListEntry.id)
    )
    with session.store.read() as connection:
        rows = connection.execute(query, execution_options=_IN_PIECES)
        return Side.of(known.title, [_entry(row) for row in rows])


def _entry(row: Any) -> Someone:  # noqa: ANN401 - a row of the query above
    head = name_key(row.head) if row.head else ""
    village = village_key(row.village) if row.village else None
    return Someone(
        row.name,
        row.name_key,
        row.pinyin,
        row.id_number,
        row.sex,
        row.birth,
        (head,) if head and head != row.name_key else (),
        (village,) if village else (),
        row.village or "",
        (),
        row.id,
    )


def people_of_workbook(
    session: Session,
    path: Path,
    choices: Choices | None = None,
    progress: Progress | None = None,
) -> Side:
    """Everybody on a sheet of any kind; it is read and not taken in.

    Raises:
        SchoolError: the file or sheet cannot be read at all.
    """
    session.require(Role.PRINCIPAL, Role.CLERK, Role.BUREAU)
    seen = read(path, COMPARED, context(session), choices, progress)
    people = (
        Someone(
            row.name,
            row.name_key,
            pinyin(row.name),
            row.id_number,
            row.sex,
            row.birth,
            row.guardians,
            row.villages,
            row.place,
            row=row.row,
        )
        for row in seen.rows
    )
    return Side.of(f"{path.name}·{seen.sheet}", people, seen.row_count - len(seen.rows))
