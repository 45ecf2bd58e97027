"""Adding one pupil: person, pupil, first event, class and guardians in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import and_, select

from desktop.core.changes import Book, Changes
from desktop.core.errors import Confirmable, NotFoundError, SchoolError
from desktop.core.labels import EnrolmentKind
from desktop.models import Guardianship, Person, Student
from desktop.rosters.students import Guardian
from desktop.services.enrolment import Classes
from desktop.services.imports.arrivals import Arrival
from desktop.services.imports.reading import context
from desktop.services.imports.student_writing import StudentWriter
from desktop.services.pupils.checks import (
    NEW_CLASS,
    ask_doubts,
    ask_namesake,
    doubts,
    faults,
    read_entry,
    refuse_faults,
    refuse_taken,
    too_long,
)
from desktop.services.pupils.entries import cells_of
from desktop.services.roll import PERSON_OF_STUDENT

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from desktop.core.grades import ClassName
    from desktop.database.work import Work
    from desktop.rosters.students import StudentRow
    from desktop.services.enrolment import ClassKey
    from desktop.services.pupils.entries import NewPupil
    from desktop.services.session import Session

ARRIVALS = (EnrolmentKind.ENROLLED, EnrolmentKind.TRANSFER_IN)


@dataclass(frozen=True, slots=True)
class Added:
    """A pupil who was added."""

    student_id: UUID
    changes: Changes


def add(session: Session, new: NewPupil, accepted: frozenset[str] = frozenset()) -> Added:
    """Add a pupil, by the checks of the roster.

    Raises:
        SchoolError: something is missing or wrong, or a number is somebody's already.
        Confirmable: something is odd, a namesake is in the books, or the class is a new one.
    """
    today = session.store.clock.today()
    arrival, day = _arrival(new, today)
    cells = cells_of(new)
    read = read_entry(cells, context(session))
    refuse_faults(faults(read) | too_long(cells))
    ask_doubts(doubts(read), accepted)

    def body(work: Work) -> Added:
        row = read.row if new.sibling is None else _of_family(work, read.row, new.sibling)
        refuse_taken(work, row.id_number, row.student_number)
        ask_namesake(work, row, accepted)
        key = class_named(work, row.school_class, today, accepted)
        writer = StudentWriter(work, today)
        writer.add_classes([key])
        (student_id,) = writer.add([Arrival(row, key, arrival, day)])
        work.summary = {"student": student_id, "kind": arrival, "day": day}
        return Added(student_id, Changes.of(Book.PEOPLE))

    return session.write("people.add", body)


def _arrival(new: NewPupil, today: date) -> tuple[EnrolmentKind, date]:
    if new.arrival not in ARRIVALS:
        raise SchoolError("请写明怎样来的：入学或转入。")
    if new.day is None:
        raise SchoolError("请填写到校日期。")
    if new.day > today:
        msg = f"{new.day.year}年{new.day.month}月{new.day.day}日还没有到，请核对到校日期。"
        raise SchoolError(msg)
    if not new.school_class:
        raise SchoolError("请填写班级，写成 三年级1班 的样子。")
    return new.arrival, new.day


def class_named(
    work: Work, name: ClassName | None, today: date, accepted: frozenset[str]
) -> ClassKey | None:
    """The class that is called so today; one that is not there yet is asked about.

    Raises:
        SchoolError: the grade has several classes, and none was named.
        Confirmable: the class would be a new one.
    """
    if name is None:
        return None
    classes = Classes(work.connection, work.unit_id, today)
    key = classes.resolve(name)
    if key is None:
        msg = f"{name.label}有几个班，请写明是哪个班，例如 {name.grade.label}1班。"
        raise SchoolError(msg)
    if classes.id_of(key) is None and NEW_CLASS not in accepted:
        label = classes.label(key)
        raise Confirmable(NEW_CLASS, f"学校还没有{label}。要建这个班吗？写错了请返回改正。")
    return key


def _of_family(work: Work, row: StudentRow, sibling: UUID) -> StudentRow:
    """The row with what it does not say of family and address, as the sibling has it.

    Raises:
        NotFoundError: there is no such pupil.
    """
    home = work.connection.execute(
        select(Person.address, Person.registered_address)
        .select_from(Student)
        .join(Person, PERSON_OF_STUDENT)
        .where(Student.unit_id == work.unit_id, Student.id == sibling)
    ).first()
    if home is None:
        raise NotFoundError("选定的同一家的学生不在名册里了，请重新选。")
    guardians = row.guardians
    if guardians == (None, None):
        found = _guardians(work, sibling)
        guardians = (found.get(1), found.get(2))
    return msgspec.structs.replace(
        row,
        guardians=guardians,
        address=row.address or home.address,
        registered_address=row.registered_address or home.registered_address,
    )


def _guardians(work: Work, student_id: UUID) -> dict[int, Guardian]:
    rows = work.connection.execute(
        select(
            Guardianship.position,
            Guardianship.name,
            Guardianship.name_key,
            Guardianship.relation,
            Guardianship.phone,
            Person.id_number,
            Person.id_kind,
        )
        .outerjoin(
            Person,
            and_(Person.unit_id == Guardianship.unit_id, Person.id == Guardianship.person_id),
        )
        .where(Guardianship.unit_id == work.unit_id, Guardianship.student_id == student_id)
    )
    return {row[0]: Guardian(*row[1:]) for row in rows}
