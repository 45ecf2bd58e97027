"""A small school whose rolls are called: two classes, six pupils, what happens to them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from desktop.core.attendance import Called, DayPart, Mark
from desktop.models import EnrolmentEvent, Person, SchoolClass, Student
from desktop.services.attendance.recording import QUESTIONS, DayRoll, record
from desktop.services.enrolment import settle
from desktop.services.roll import PERSON_OF_STUDENT
from tests.services.rosters import pupil, school_class, students, take

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from desktop.core.labels import EnrolmentKind
    from desktop.database.work import Work
    from desktop.services.attendance.recording import Recorded
    from desktop.services.session import Session

SICK, PERSONAL, TRUANT = Called(Mark.SICK), Called(Mark.PERSONAL), Called(Mark.TRUANT)
UNKNOWN, OPEN = Called(Mark.UNKNOWN), Called(Mark.NOT_RECORDED)
HALF = Called(Mark.SICK, DayPart.MORNING)
NAMES = ("甲安", "甲北", "甲成", "甲东", "乙安", "乙北")
"""Four in 三年级1班, two in 三年级2班."""
BEGIN = date(2026, 9, 1)


class School:
    """The desk of the school, its classes by number and its pupils by name."""

    def __init__(self, session: Session) -> None:
        self.session = session
        rows = [
            pupil(
                name,
                2 + n,
                school_class=school_class(3, 1 + (name[0] == "乙")),
                student_number=f"G{n:018}",
            )
            for n, name in enumerate(NAMES)
        ]
        take(session, students(*rows), on=BEGIN)
        with session.store.read() as connection:
            unit = session.unit_id
            classes = connection.execute(
                select(SchoolClass.number, SchoolClass.id).where(SchoolClass.unit_id == unit)
            )
            self.classes: dict[int, UUID] = {row.number: row.id for row in classes}
            pupils = connection.execute(
                select(Person.name, Student.id)
                .join(Student, PERSON_OF_STUDENT)
                .where(Student.unit_id == unit)
            )
            self.pupils: dict[str, UUID] = {row.name: row.id for row in pupils}

    def call(self, number: int, day: date, **exceptions: Called) -> Recorded:
        """Call the roll of a class, whatever stands there."""
        named: Mapping[UUID, Called] = {self.pupils[n]: c for n, c in exceptions.items()}
        roll = DayRoll(self.classes[number], day, named)
        return record(self.session, [roll], QUESTIONS)

    def happen(self, name: str, kind: EnrolmentKind, day: date, number: int | None = None) -> None:
        """Something happened to a pupil; with a class, it is the class from then on."""
        student = self.pupils[name]

        def body(work: Work) -> None:
            query = select(Student.class_id).where(Student.id == student)
            class_id = self.classes[number] if number else work.connection.execute(query).scalar()
            row = {"id": work.new_ids(1)[0], "student_id": student, "kind": kind, "day": day}
            work.insert(EnrolmentEvent, [{**row, "class_id": class_id, "note": None}])
            settle(work, [student])

        self.session.write("test.event", body)
