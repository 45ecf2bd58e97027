"""The daily list of absences: a class and day that stands there was called, the rest was there.

So a line that cannot be taken in holds its whole class and day back: the child that it means must
not become one who was there.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from desktop.core.attendance import NOT_RECORDED, PRESENT
from desktop.core.errors import SchoolError
from desktop.services.attendance.rolls import RollBooks
from desktop.services.attendance.writing import WantedRoll
from desktop.services.imports.attendance import RollsPlan
from desktop.services.imports.other_school import OTHER_SCHOOL, OwnName
from desktop.services.imports.plan import Difference, Facing, FieldChange, Findings
from desktop.services.imports.roll_matching import UNKNOWN_CLASS, RollMatching

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from desktop.core.attendance import Called
    from desktop.rosters.attendance import AbsenceRow
    from desktop.rosters.results import RosterResult

MOST_DAYS: Final = 400
HELD_BACK: Final = "这个班这一天有待定的行，整天没有收：待定的学生不能当作到校"
UNREAD: Final = "表里有没有读懂的行，先改好再导入：没有读懂的学生不能当作到校"
TWICE: Final = "这名学生这一天不止一行，只能留一行"
NOT_SAID: Final = "表里没有写这名学生缺勤，原来登记的没有动"
_EVERYBODY: Final = "全班都到"


def compare_pupil_absences(facing: Facing, roster: RosterResult[AbsenceRow]) -> RollsPlan:
    """Hold a list of absences against the rolls.

    Raises:
        SchoolError: the list spans more than a year.
    """
    days = [line.day for line in roster.rows if line.day is not None]
    first, last = (min(days), max(days)) if days else (facing.today, facing.today)
    if (last - first).days > MOST_DAYS:
        msg = f"这张表从{first:%Y-%m-%d}到{last:%Y-%m-%d}，时间太长。请核对日期，或分学期导入。"
        raise SchoolError(msg)
    return _Comparison(facing, roster, (first, last)).plan()


class _Comparison:
    """One list held against the books."""

    def __init__(
        self, facing: Facing, roster: RosterResult[AbsenceRow], span: tuple[date, date]
    ) -> None:
        self._roster, self._span, self._today = roster, span, facing.today
        self._own = OwnName(facing)
        self._books = RollBooks(facing.connection, facing.unit_id, span)
        self._matching = RollMatching(facing, self._books)
        self._parked: list[Difference] = []
        self._lines: dict[tuple[UUID, date], list[tuple[AbsenceRow, UUID | None]]] = defaultdict(
            list
        )
        self._held: set[tuple[UUID, date]] = set()

    def plan(self) -> RollsPlan:
        """Go through the lines, then class by class and day by day."""
        for line in self._roster.rows:
            if line.day is not None:
                self._take(line, line.day)
        fresh: list[Difference] = []
        changed: list[Difference] = []
        missing: list[Difference] = []
        wanted: list[WantedRoll] = []
        same = 0
        for key, lines in sorted(self._lines.items(), key=lambda item: item[1][0][0].row):
            if key in self._held or self._roster.errors:
                why = HELD_BACK if key in self._held else UNREAD
                self._parked += [Difference(ln.row, _who(ln), reason=why) for ln, _ in lines]
                continue
            told = [self._compare(key, line, student) for line, student in lines]
            new = self._books.roll(*key) is None
            if new and self._is_nothing(key, lines):
                told = [None] * len(told)
            moved = [difference for difference in told if difference is not None]
            (fresh if new else changed).extend(moved)
            same += len(told) - len(moved)
            missing += self._unsaid(key, {s for _, s in lines if s is not None})
            wanted += [self._wanted(key, lines)] if moved else []
        found = Findings(
            len(fresh),
            same,
            tuple(changed),
            tuple(missing),
            tuple(sorted(self._parked, key=lambda line: line.row)),
            fresh=tuple(fresh),
        )
        return RollsPlan(self._span, tuple(wanted), found)

    def _take(self, line: AbsenceRow, day: date) -> None:
        if self._own.is_other(line):
            self._park(line, OTHER_SCHOOL, ())
            return
        classes = self._matching.class_ids(line.school_class, day)
        if line.called is None:
            if line.school_class is None or len(classes) != 1:
                self._park(line, UNKNOWN_CLASS, ())
                return
            class_id, student = classes[0], None
        else:
            found = self._matching.find(line, day)
            if found.class_id is None:
                # Of which of the classes the pupil is nobody knows: all of them wait.
                self._park(line, found.doubt, [(c, day) for c in classes])
                return
            class_id, student = found.class_id, found.student_id
        key = (class_id, day)
        if why := self._cannot(key, student):
            self._park(line, why, [key])
        elif student is not None and any(s == student for _, s in self._lines[key]):
            self._park(line, TWICE, [key])
        else:
            self._lines[key].append((line, student))

    def _park(self, line: AbsenceRow, why: str, keys: list[tuple[UUID, date]] | tuple[()]) -> None:
        self._parked.append(Difference(line.row, _who(line), reason=why))
        self._held.update(keys)

    def _cannot(self, key: tuple[UUID, date], student: UUID | None) -> str:
        """Why a pupil, or the class, cannot have been called that day; empty: it can."""
        class_id, day = key
        state = self._books.calendar.state(day)
        if day > self._today:
            return "这一天还没有到"
        if not state.has_lessons:
            return f"这一天不上课（{state.label}）；如果上了课，请先在校历里标出来"
        pupils = self._books.pupils(class_id, day)
        if not pupils or (student is not None and student not in pupils):
            return "这一天这名学生不在这个班，请核对日期和班级"
        return ""

    def _compare(
        self, key: tuple[UUID, date], line: AbsenceRow, student: UUID | None
    ) -> Difference | None:
        """What a line changes; nothing where the books say the same."""
        class_id, day = key
        new = self._books.roll(class_id, day) is None
        if student is None or line.called is None:
            return Difference(line.row, _who(line), reason=_EVERYBODY) if new else None
        before = NOT_RECORDED if new else self._books.called(class_id, student, day)
        if new:
            return Difference(line.row, _who(line), reason=line.called.label)
        if before == line.called:
            return None
        change = FieldChange(f"{day.month}月{day.day}日", before.label, line.called.label)
        return Difference(line.row, _who(line), (change,))

    def _unsaid(self, key: tuple[UUID, date], said: set[UUID]) -> list[Difference]:
        class_id, day = key
        stands = self._books.exceptions(class_id, day) or {}
        return [
            Difference(0, f"{self._books.labels[class_id]} {name}", reason=NOT_SAID)
            for student in stands
            if student not in said and (name := self._books.name(class_id, student))
        ]

    def _is_nothing(
        self, key: tuple[UUID, date], lines: list[tuple[AbsenceRow, UUID | None]]
    ) -> bool:
        """Whether the lines leave everybody of a class open, which is as if there were none."""
        called = self._wanted(key, lines).exceptions or {}
        return all(called.get(one) == NOT_RECORDED for one in self._books.pupils(*key))

    def _wanted(
        self, key: tuple[UUID, date], lines: list[tuple[AbsenceRow, UUID | None]]
    ) -> WantedRoll:
        class_id, day = key
        stands: dict[UUID, Called] = dict(self._books.exceptions(class_id, day) or {})
        stands |= {s: line.called or PRESENT for line, s in lines if s is not None}
        return WantedRoll(class_id, day, stands)


def _who(line: AbsenceRow) -> str:
    day = f"{line.day.month}月{line.day.day}日" if line.day else ""
    label = line.school_class.label if line.school_class else ""
    return " ".join(part for part in (day, label, line.name) if part)
