"""A sheet of classes held against the books: new classes, and who is responsible for which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.core.changes import Book, Changes
from desktop.core.posts import ClassDeed
from desktop.models import SchoolClass
from desktop.rosters.problems import Level, Problem
from desktop.services.class_changes import note
from desktop.services.classes import Deed, is_open, lines_on
from desktop.services.enrolment import Classes
from desktop.services.homerooms import Appointment, put, standing
from desktop.services.imports.other_school import OTHER_SCHOOL, OwnName
from desktop.services.imports.plan import Difference, FieldChange, Findings
from desktop.services.imports.staff_facts import NOT_ON_STAFF
from desktop.services.imports.staff_matching import Colleagues, Sought, known_staff

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.rosters.classes import ClassRow
    from desktop.rosters.results import RosterResult
    from desktop.services.classes import ClassLine
    from desktop.services.enrolment import ClassKey
    from desktop.services.imports.plan import Facing

TWICE: Final = "表里不止一行是这个班，只能留一行"
WHICH_CLASS: Final = "这个年级有几个班，请写明是哪个班"
LATER: Final = "名册里这个班以后的日子已登记了别的班主任，请在班级里改"
OTHER_COUNT: Final = "表里写 {} 人，学生名册里今天是 {} 人，请核对"


class ClassChange(msgspec.Struct, frozen=True):
    """A class that is opened (again), or gets another teacher."""

    key: ClassKey
    class_id: UUID | None
    """None: it is new."""
    opened: bool
    teacher_id: UUID | None
    """Who is responsible from now on; None: as it is."""


@dataclass(frozen=True, slots=True)
class ClassesPlan:
    """New classes and new teachers, from a day on."""

    wanted: Sequence[ClassChange]
    day: date
    found: Findings

    def write(self, work: Work) -> Changes:
        """Write the classes, then who is responsible."""
        fresh = [change for change in self.wanted if change.class_id is None]
        ids = dict(zip((c.key for c in fresh), work.new_ids(len(fresh)), strict=True))
        rows = [
            {"id": ids[key], "stage": key[0], "cohort": key[1], "number": key[2], "name": key[3]}
            for key in ids
        ]
        work.insert(SchoolClass, rows)
        held = standing(work.connection, work.unit_id)
        for change in self.wanted:
            class_id = change.class_id or ids[change.key]
            if change.opened:
                note(work, class_id, Deed(ClassDeed.OPENED, self.day))
            if change.teacher_id is not None:
                appointment = Appointment(class_id, change.teacher_id, self.day)
                put(work, appointment, [row for row in held if row.class_id == class_id])
        return Changes.of(Book.PEOPLE)


def compare_classes(facing: Facing, roster: RosterResult[ClassRow]) -> ClassesPlan:
    """Hold a sheet of classes against the books; an empty cell says nothing."""
    return _Comparison(facing, roster).plan()


class _Comparison:
    """One sheet held against the books."""

    def __init__(self, facing: Facing, roster: RosterResult[ClassRow]) -> None:
        self.facing, self.roster, self.own = facing, roster, OwnName(facing)
        self.classes = Classes(facing.connection, facing.unit_id, facing.today)
        self.classes.announce(row.school_class for row in roster.rows)
        lines = lines_on(facing.connection, facing.unit_id, facing.today)
        self.lines = {(n.stage, n.cohort, n.number, n.name): n for n in lines}
        self.staff = Colleagues(known_staff(facing.connection, facing.unit_id))
        self.later = {
            row.class_id
            for row in standing(facing.connection, facing.unit_id)
            if row.since > facing.today
        }
        self.wanted: list[ClassChange] = []
        self.arrivals: list[Difference] = []
        self.changed: list[Difference] = []
        self.parked: list[Difference] = []
        self.problems: list[Problem] = []
        self.seen: set[ClassKey] = set()
        self.same = 0

    def plan(self) -> ClassesPlan:
        """Go through the rows."""
        for row in self.roster.rows:
            doubt = self._place(row)
            if doubt:
                self.parked.append(Difference(row.row, _who(row), reason=doubt))
        found = Findings(
            len(self.arrivals),
            self.same,
            tuple(self.changed),
            self._missing(),
            tuple(self.parked),
            tuple(self.problems),
            tuple(self.arrivals),
        )
        return ClassesPlan(self.wanted, self.facing.today, found)

    def _place(self, row: ClassRow) -> str:
        """Place a row; or give the doubt."""
        if self.own.is_other(row):
            return OTHER_SCHOOL
        key = self.classes.resolve(row.school_class) if row.school_class else None
        if key is None:
            return WHICH_CLASS
        if key in self.seen:
            return TWICE
        teacher_id, doubt = self._teacher(row)
        if doubt:
            return doubt
        line = self.lines.get(key)
        if line is not None and teacher_id == line.teacher_id:
            teacher_id = None
        if line is not None and teacher_id is not None and line.class_id in self.later:
            return LATER
        self.seen.add(key)
        self._note(row, key, line, teacher_id)
        return ""

    def _teacher(self, row: ClassRow) -> tuple[UUID | None, str]:
        if row.teacher_key is None:
            return None, ""
        known, doubt = self.staff.find(Sought(row.teacher_key, None, row.teacher_number))
        if known is None:
            return None, f"班主任：{doubt or NOT_ON_STAFF}"
        staff_id: UUID = known.row.id
        return staff_id, ""

    def _note(
        self, row: ClassRow, key: ClassKey, line: ClassLine | None, teacher_id: UUID | None
    ) -> None:
        opened = line is None or not is_open(line, self.facing.today)
        if line is not None and row.pupils not in (None, line.pupils):
            self._warn(row, OTHER_COUNT.format(row.pupils, line.pupils))
        if not opened and teacher_id is None:
            self.same += 1
            return
        class_id = line.class_id if line else None
        self.wanted.append(ClassChange(key, class_id, opened, teacher_id))
        if opened:
            self.arrivals.append(Difference(row.row, _who(row), reason=row.teacher or ""))
        else:
            before = line.teacher if line else ""
            change = FieldChange("班主任", before, row.teacher or "")
            self.changed.append(Difference(row.row, _who(row), (change,)))

    def _warn(self, row: ClassRow, message: str) -> None:
        self.problems.append(
            Problem(self.roster.sheet, row.row, "", "", "学生人数", Level.WARNING, "", message)
        )

    def _missing(self) -> tuple[Difference, ...]:
        """Classes that are held and do not stand in the sheet."""
        return tuple(
            Difference(0, line.label, reason="名册里有，表里没有；撤了的班请登记撤班")
            for key, line in self.lines.items()
            if key not in self.seen and is_open(line, self.facing.today)
        )


def _who(row: ClassRow) -> str:
    return row.school_class.label if row.school_class else ""
