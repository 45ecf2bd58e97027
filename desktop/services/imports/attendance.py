"""A month's attendance from workbooks: what each cell says, held against the rolls.

A day of a class is recorded when any cell of it says something. Pupils whose cell is empty then are
left open on that day, and what was recorded of them before stays: an empty cell says nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from desktop.core.attendance import NOT_RECORDED, Mark, Tally
from desktop.core.changes import Book, Changes
from desktop.rosters.problems import Level, Problem
from desktop.services.attendance.rolls import RollBooks
from desktop.services.attendance.writing import WantedRoll, write_rolls
from desktop.services.imports.months import month_of
from desktop.services.imports.other_school import OTHER_SCHOOL, OwnName
from desktop.services.imports.plan import Difference, Facing, FieldChange, Findings
from desktop.services.imports.roll_matching import RollMatching

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from desktop.core.attendance import Called
    from desktop.database.work import Work
    from desktop.rosters.attendance import AttendanceRow
    from desktop.rosters.results import RosterResult

TWICE: Final = "这名学生在这个班的表里不止一行，只能留一行"
SILENT: Final = "一天也没有写，不作登记"
ABSENT_LINE: Final = "表里没有这名学生；表里点了名而原来没有登记的日子，这名学生算未登记"


@dataclass(frozen=True, slots=True)
class RollsPlan:
    """Rolls that are new or say otherwise."""

    span: tuple[date, date]
    wanted: tuple[WantedRoll, ...]
    found: Findings

    def write(self, work: Work) -> Changes:
        """Write the rolls."""
        books = RollBooks(work.connection, work.unit_id, self.span)
        write_rolls(work, books, self.wanted)
        return Changes.of(Book.ATTENDANCE)


def compare_attendance(facing: Facing, roster: RosterResult[AttendanceRow]) -> RollsPlan:
    """Hold a month's sheet against the rolls.

    Raises:
        SchoolError: no month is given, it has not come, or the sheet says another month.
    """
    month = month_of(facing, roster, "登记考勤")
    return _Comparison(facing, roster, (month.first, month.last)).plan()


@dataclass(slots=True)
class _Lists:
    """The lines by what becomes of them."""

    fresh: list[Difference] = field(default_factory=list)
    changed: list[Difference] = field(default_factory=list)
    parked: list[Difference] = field(default_factory=list)
    silent: list[Difference] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    same: int = 0


class _Comparison:
    """One month's sheet held against the books."""

    def __init__(
        self, facing: Facing, roster: RosterResult[AttendanceRow], span: tuple[date, date]
    ) -> None:
        self._roster, self._span, self._today = roster, span, facing.today
        self._own = OwnName(facing)
        self._books = RollBooks(facing.connection, facing.unit_id, span)
        self._matching = RollMatching(facing, self._books)
        self._lists = _Lists()
        self._said: dict[tuple[UUID, date], dict[UUID, Called]] = defaultdict(dict)
        self._moved: set[tuple[UUID, date]] = set()
        self._taken: set[tuple[UUID, UUID]] = set()
        self._odd: dict[tuple[str, str, date], list[int]] = defaultdict(list)

    def plan(self) -> RollsPlan:
        """Go through the lines."""
        for line in self._roster.rows:
            self._take(line)
        self._tell_odd_days()
        lists = self._lists
        found = Findings(
            len(lists.fresh),
            lists.same,
            tuple(lists.changed),
            tuple(self._missing()),
            tuple(lists.parked),
            tuple(lists.problems),
            tuple(lists.fresh),
            tuple(lists.silent),
        )
        return RollsPlan(self._span, tuple(map(self._wanted, sorted(self._moved))), found)

    def _take(self, line: AttendanceRow) -> None:
        lists, who = self._lists, _who(line)
        if self._own.is_other(line):
            lists.parked.append(Difference(line.row, who, reason=OTHER_SCHOOL, sheet=line.sheet))
            return
        found = self._matching.find(line, self._span[1])
        if found.class_id is None or found.student_id is None:
            lists.parked.append(Difference(line.row, who, reason=found.doubt, sheet=line.sheet))
            return
        pair = (found.class_id, found.student_id)
        if pair in self._taken:
            lists.parked.append(Difference(line.row, who, reason=TWICE, sheet=line.sheet))
            return
        self._taken.add(pair)
        if not line.told:
            lists.silent.append(Difference(line.row, who, reason=SILENT, sheet=line.sheet))
            return
        self._compare(line, *pair)

    def _compare(self, line: AttendanceRow, class_id: UUID, student_id: UUID) -> None:
        changes: list[FieldChange] = []
        said: list[Called] = []
        for day, called in zip(self._books.days, line.days, strict=False):
            if called is None or not self._fits(line, class_id, student_id, day):
                continue
            said.append(called)
            self._said[class_id, day][student_id] = called
            before = self._books.called(class_id, student_id, day)
            if called != before:
                self._moved.add((class_id, day))
                changes.append(FieldChange(_spoken(day), before.label, called.label))
        if any(line.days[len(self._books.days) :]):
            self._warn(line, f"这个月只有{len(self._books.days)}天，后面的格子没有收")
        self._sort(line, changes, said)

    def _sort(self, line: AttendanceRow, changes: list[FieldChange], said: list[Called]) -> None:
        lists, who = self._lists, _who(line)
        if not changes:
            lists.same += 1
        elif len(changes) == len(said) and all(c.old == NOT_RECORDED.label for c in changes):
            words = _summed(Tally.of(said))
            lists.fresh.append(Difference(line.row, who, reason=words, sheet=line.sheet))
        else:
            lists.changed.append(Difference(line.row, who, tuple(changes), sheet=line.sheet))

    def _fits(self, line: AttendanceRow, class_id: UUID, student_id: UUID, day: date) -> bool:
        """Whether the pupil could be called that day; otherwise say why it was not taken."""
        why = ""
        if day > self._today:
            why = "还没有到"
        elif not self._books.calendar.state(day).has_lessons:
            why = f"不上课（{self._books.calendar.state(day).label}）"
        if why:
            self._odd[line.sheet or self._roster.sheet, why, day].append(line.row)
            return False
        if student_id not in self._books.pupils(class_id, day):
            self._warn(line, f"{_spoken(day)}这名学生不在这个班，这一格没有收")
            return False
        return True

    def _tell_odd_days(self) -> None:
        """One word for each day that cannot have a roll, however many pupils are marked on it."""
        for (sheet, why, day), rows in sorted(self._odd.items()):
            hint = "" if why == "还没有到" else "；如果那天上了课，请先在校历里标出来"
            message = f"{_spoken(day)}{why}，这一天写了{len(rows)}人，没有收{hint}"
            self._lists.problems.append(
                Problem(sheet, rows[0], "", "", f"{day.day}日", Level.WARNING, "", message)
            )

    def _warn(self, line: AttendanceRow, message: str) -> None:
        sheet = line.sheet or self._roster.sheet
        self._lists.problems.append(
            Problem(sheet, line.row, "", "", "考勤", Level.WARNING, "", message)
        )

    def _missing(self) -> list[Difference]:
        """Pupils of the classes on the sheets who are on none of them."""
        there: set[tuple[UUID, UUID]] = set()
        for class_id, day in self._said:
            there |= {(class_id, student) for student in self._books.pupils(class_id, day)}
        order = [(c, s) for c in self._books.classes for s in self._books.all_pupils(c)]
        return [
            Difference(
                0,
                f"{self._books.labels[class_id]} {self._books.name(class_id, student)}",
                reason=ABSENT_LINE,
            )
            for class_id, student in order
            if (class_id, student) in there and (class_id, student) not in self._taken
        ]

    def _wanted(self, key: tuple[UUID, date]) -> WantedRoll:
        class_id, day = key
        said = self._said[key]
        exceptions = {
            student: said.get(student, self._books.called(class_id, student, day))
            for student in self._books.pupils(class_id, day)
        }
        return WantedRoll(class_id, day, exceptions)


def _who(line: Any) -> str:  # noqa: ANN401 - a row with a class and a name
    return f"{line.school_class.label if line.school_class else ''} {line.name}".strip()


def _spoken(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _summed(tally: Tally) -> str:
    parts = [f"{mark.label}{tally.days(mark)}天" for mark in Mark if tally.halves(mark)]
    return "、".join(parts)
