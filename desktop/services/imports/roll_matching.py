"""Which pupil of which class a line of an attendance sheet means.

A pupil who changed class within the month stands on the sheets of both, so lines are matched within
the class that they name; a line that names none is matched over all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from desktop.core.identity import stored_number
from desktop.core.terms import SchoolYear
from desktop.models import Person, Student
from desktop.services.enrolment import Classes
from desktop.services.roll import PERSON_OF_STUDENT

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from desktop.core.grades import ClassName
    from desktop.rosters.attendance import AbsenceRow, AttendanceRow
    from desktop.services.attendance.rolls import RollBooks
    from desktop.services.imports.plan import Facing

UNKNOWN_CLASS = "名册里没有这个班，或这个年级不止一个班；请写成 三年级1班 的样子"
NOT_IN_CLASS = "这个班的名册里没有这名学生，请核对姓名、班级和日期"
NOBODY = "名册里没有这名学生，请先导入学生名册，或核对姓名和号码"
NAMESAKES = "这个班有几个同名的人，请补上学籍号"


class Found(msgspec.Struct, frozen=True):
    """A pupil in a class; or a doubt in words."""

    class_id: UUID | None = None
    student_id: UUID | None = None
    doubt: str = ""


class RollMatching:
    """The pupils of a unit's classes over some days, to be found by class and name or number."""

    def __init__(self, facing: Facing, books: RollBooks) -> None:
        self._facing, self._books = facing, books
        self._classes: dict[int, Classes] = {}
        self._id_numbers: dict[UUID, str] | None = None

    def class_ids(self, name: ClassName | None, day: date) -> list[UUID]:
        """The classes that a name may mean on a day; all, where none is named."""
        if name is None:
            return list(self._books.classes)
        year = SchoolYear.of(day).start
        if year not in self._classes:
            facing = self._facing
            self._classes[year] = Classes(facing.connection, facing.unit_id, day)
        classes = self._classes[year]
        ids = (classes.id_of(key) for key in classes.meant(name))
        return [class_id for class_id in ids if class_id is not None]

    def find(self, line: AttendanceRow | AbsenceRow, day: date) -> Found:
        """The pupil that a line means."""
        classes = self.class_ids(line.school_class, day)
        if not classes:
            return Found(doubt=UNKNOWN_CLASS)
        here = [(c, s) for c in classes for s in self._books.named(c, line.name_key)]
        numbered = [pair for pair in here if self._has_number(pair[1], line)]
        chosen = numbered or [pair for pair in here if not self._other_number(pair[1], line)]
        if len({student for _, student in chosen}) > 1:
            return Found(doubt=NAMESAKES)
        if not chosen:
            return Found(doubt=NOT_IN_CLASS if line.school_class else NOBODY)
        # Of several classes that a line without one may mean, the last is where the pupil is now.
        return Found(*chosen[-1])

    def _has_number(self, student: UUID, line: AttendanceRow | AbsenceRow) -> bool:
        if line.student_number:
            return self._books.number(student) == line.student_number
        return bool(line.id_number) and self._identity(student) == stored_number(line.id_number)

    def _other_number(self, student: UUID, line: AttendanceRow | AbsenceRow) -> bool:
        """Whether a number of the line is known to be another pupil's."""
        own = self._books.number(student)
        if line.student_number and own:
            return own != line.student_number
        identity = self._identity(student) if line.id_number else ""
        return bool(identity) and identity != stored_number(line.id_number)

    def _identity(self, student: UUID) -> str:
        """Identity numbers are read only where a sheet has any."""
        if self._id_numbers is None:
            rows: Any = self._facing.connection.execute(
                select(Student.id, Person.id_number)
                .join(Person, PERSON_OF_STUDENT)
                .where(Student.unit_id == self._facing.unit_id, Person.id_number.is_not(None))
            )
            self._id_numbers = {row.id: row.id_number for row in rows}
        return self._id_numbers.get(student, "")
