"""A small school with a canteen for tests: two classes whose rolls can be called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from desktop.core.attendance import Called, Mark
from desktop.core.canteen import Sitting
from desktop.core.labels import EnrolmentKind
from desktop.models import EnrolmentEvent, Person, Student
from desktop.services.attendance.recording import DayRoll, record
from desktop.services.canteen.canteens import NewCanteen, open_canteen
from desktop.services.canteen.sittings import ClassHeads, NewSitting, record_sitting
from desktop.services.classes import classes_on
from desktop.services.enrolment import settle
from desktop.services.roll import PERSON_OF_STUDENT
from tests.builders import blank
from tests.services.rosters import pupil, school_class, students, take

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.services.canteen.sittings import SittingsSaved
    from desktop.services.session import Session

DAY = date(2026, 10, 12)
"""A Monday with lessons."""
SUNDAY = date(2026, 10, 18)
FIRST, SECOND = ("赵甲", "钱乙", "孙丙", "李丁"), ("周戊", "吴己")


@dataclass(frozen=True)
class SmallSchool:
    """三年级1班 with four pupils, of whom 李丁 is outside of the plan, and 三年级2班 with two."""

    session: Session
    canteen_id: UUID
    first: UUID
    second: UUID
    pupils: dict[str, UUID]

    @classmethod
    def of(cls, session: Session) -> SmallSchool:
        rows = [
            pupil(
                name,
                row,
                school_class=school_class(number=number),
                meal_plan=name != "李丁",
                boarding=name == "周戊",
                student_number=f"G{row:018}",
            )
            for row, (name, number) in enumerate(
                [*((name, 1) for name in FIRST), *((name, 2) for name in SECOND)], 2
            )
        ]
        take(session, students(*rows), on=date(2026, 9, 1))
        canteen = open_canteen(session, NewCanteen(date(2026, 9, 1))).canteen_id
        first, second = (line.class_id for line in classes_on(session, DAY))
        with session.store.read() as connection:
            query = select(Person.name, Student.id).join(Person, PERSON_OF_STUDENT)
            found = {row.name: row.id for row in connection.execute(query)}
        return cls(session, canteen, first, second, found)

    def call(self, absent: tuple[str, ...] = (), day: date = DAY) -> None:
        """Call the roll of the first class."""
        away = {self.pupils[name]: Called(Mark.SICK) for name in absent}
        record(self.session, [DayRoll(self.first, day, away)], frozenset({"moved"}))

    def lunch(
        self,
        *heads: tuple[UUID, int | None, int | None],
        day: date = DAY,
        sitting: Sitting = Sitting.LUNCH,
        guests: int | None = None,
        reason: str = "",
    ) -> SittingsSaved:
        """Record a sitting."""
        new = NewSitting(
            canteen_id=self.canteen_id,
            day=day,
            sitting=sitting,
            classes=tuple(ClassHeads(*line) for line in heads),
            guests=guests,
            reason=reason,
        )
        return record_sitting(self.session, new)

    def leave(self, name: str, day: date) -> None:
        """Let a pupil go to another school."""

        def body(work: Work) -> None:
            (key,) = work.new_ids(1)
            row = blank(
                EnrolmentEvent,
                id=key,
                student_id=self.pupils[name],
                kind=EnrolmentKind.TRANSFER_OUT,
                day=day,
            )
            work.insert(EnrolmentEvent, [row])
            settle(work, [self.pupils[name]])

        self.session.write("test.leave", body)
