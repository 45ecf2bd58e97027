"""Attendance over 100,000 pupils: calling a roll, and who was not seen, against bare tables."""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import sqlcipher3.dbapi2 as sqlite

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring import report, table
from desktop.core.attendance import Called, DayPart, Mark
from desktop.core.labels import EnrolmentKind, Role, Stage, UnitKind
from desktop.core.school_days import SchoolCalendar
from desktop.models import ClassRoll, EnrolmentEvent, Person, RollException, SchoolClass, Student
from desktop.services.attendance.recording import DayRoll, record
from desktop.services.attendance.rolls import class_grid, lesson_days
from desktop.services.attendance.runs import runs
from desktop.services.books import create
from desktop.services.units import NewUnit
from desktop.services.users import NewUser

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.services.session import Session

CLASS: Final = 50
SCHOOL: Final = 2_000
"""Pupils of the school in which a roll is called."""
BEGIN: Final = date(2025, 9, 1)
END: Final = date(2025, 12, 31)
ABSENT_PER_THOUSAND: Final = 30
LEAST: Final = 3
REPEATS: Final = 5
_ISLANDS: Final = """
    SELECT student, count(*) FROM (
        SELECT student, seq, seq - row_number() OVER (PARTITION BY student ORDER BY seq) AS island
        FROM absences
    ) GROUP BY student, island HAVING max(seq) = ? AND count(*) >= ?
"""


def main() -> None:
    """Measure, print, and with --write keep the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--size", type=int, default=100_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        county, school = _Books(Path(name) / "all", args.size), _Books(Path(name) / "one", SCHOOL)
        rows = [county.absences(), school.calling()]
        county.session.store.close()
        school.session.store.close()
    head = ("what", "bare table, ms", "attendance service, ms", "ratio of medians")
    report("attendance", table(head, rows), write=args.write)


class _Books:
    """A school with a term of rolls, and the same absences in one flat table."""

    def __init__(self, folder: Path, size: int) -> None:
        folder.mkdir()
        unit = NewUnit("3629000001", "测试小学", UnitKind.PRIMARY)
        self.session: Session = create(
            folder / "data", unit, NewUser("校长", Role.PRINCIPAL)
        ).session
        self._bare = sqlite.connect(str(folder / "bare.db"))
        self._days = lesson_days(SchoolCalendar(), BEGIN, END)
        self._size = size
        self._chance = random.Random(7)  # noqa: S311 - invented absences
        self._classes: list[UUID] = []
        self._pupils: list[UUID] = []
        self.session.write("benchmark", self._fill)

    def _fill(self, work: Work) -> None:
        classes = work.new_ids(self._size // CLASS)
        people, pupils, events = (work.new_ids(self._size) for _ in range(3))
        of_pupil = [classes[n // CLASS] for n in range(self._size)]
        count = range(len(classes))
        work.insert_columns(
            SchoolClass,
            {
                "id": classes,
                "stage": [Stage.PRIMARY] * len(classes),
                "cohort": [2020 + n % 6 for n in count],
                "number": [1 + n // 6 for n in count],
                "name": [""] * len(classes),
            },
        )
        names = [f"学生{n}" for n in range(self._size)]
        work.insert_columns(
            Person,
            {"id": people, "name": names, "name_key": names, "pinyin": names, "initials": names},
        )
        kind = [EnrolmentKind.ENROLLED] * self._size
        work.insert_columns(
            Student, {"id": pupils, "person_id": people, "state": kind, "class_id": of_pupil}
        )
        work.insert_columns(
            EnrolmentEvent,
            {
                "id": events,
                "student_id": pupils,
                "kind": kind,
                "day": [BEGIN] * self._size,
                "class_id": of_pupil,
            },
        )
        self._classes, self._pupils = classes, pupils
        self._call_all(work)

    def _call_all(self, work: Work) -> None:
        """All rolls but those of the last day, which `calling` records one by one."""
        keys: dict[tuple[UUID, date], UUID] = {}
        for day in self._days[:-1]:
            ids = work.new_ids(len(self._classes))
            keys.update(((c, day), i) for c, i in zip(self._classes, ids, strict=True))
        work.insert_columns(
            ClassRoll,
            {
                "id": list(keys.values()),
                "class_id": [class_id for class_id, _ in keys],
                "day": [day for _, day in keys],
                "recorded_at": [work.now] * len(keys),
                "recorded_by": ["李老师"] * len(keys),
                "expected": [CLASS] * len(keys),
            },
        )
        self._mark_all(work, keys)

    def _mark_all(self, work: Work, keys: dict[tuple[UUID, date], UUID]) -> None:
        rows = list(self._absences())
        work.insert_columns(
            RollException,
            {
                "id": work.new_ids(len(rows)),
                "roll_id": [keys[self._classes[n // CLASS], self._days[seq]] for n, seq in rows],
                "student_id": [self._pupils[n] for n, _ in rows],
                "day": [self._days[seq] for _, seq in rows],
                "mark": [Mark.SICK if n % 3 else Mark.TRUANT for n, _ in rows],
                "part": [DayPart.WHOLE] * len(rows),
            },
        )
        self._bare.execute("CREATE TABLE absences (student INTEGER, seq INTEGER)")
        self._bare.executemany("INSERT INTO absences VALUES (?, ?)", rows)
        self._bare.execute("CREATE INDEX by_student ON absences (student, seq)")
        self._bare.execute("CREATE TABLE rolls (class INTEGER, day TEXT, PRIMARY KEY (class, day))")
        self._bare.commit()

    def _absences(self) -> list[tuple[int, int]]:
        """Pupil and place of the day: now and then a day or a week; some do not come back."""
        found: set[tuple[int, int]] = set()
        last = len(self._days) - 2
        for pupil in range(self._size):
            for _ in range(round(last * ABSENT_PER_THOUSAND / 1000 / 2)):
                start = self._chance.randrange(last)
                length = self._chance.choice((1, 1, 2, 3, 5))
                found.update((pupil, seq) for seq in range(start, min(start + length, last + 1)))
        return sorted(found)

    def absences(self) -> tuple[str, ...]:
        """Who was not seen for three days or more."""
        last, day = len(self._days) - 2, self._days[-2]

        def floor() -> int:
            return len(self._bare.execute(_ISLANDS, (last, LEAST)).fetchall())

        def ours() -> int:
            return len(runs(self.session, day, LEAST))

        if floor() != ours():
            raise AssertionError("the two do not find the same pupils")
        title = f"{floor():,} of {self._size:,} pupils not seen for {LEAST} days or more"
        return _row(title, floor, ours)

    def calling(self) -> tuple[str, ...]:
        """The roll of one class with three exceptions, written and recorded in the chain."""
        day, turn = self._days[-1], iter(range(len(self._classes)))

        def floor() -> None:
            place = next(turn)
            with self._bare:
                self._bare.execute("INSERT INTO rolls VALUES (?, ?)", (place, day.isoformat()))
                marks = [(place * CLASS + n, len(self._days) - 1) for n in range(3)]
                self._bare.executemany("INSERT INTO absences VALUES (?, ?)", marks)

        def ours() -> None:
            place = next(turn)
            class_id = self._classes[place]
            grid = class_grid(self.session, class_id, day, day)
            marks = {line.student_id: Called(Mark.SICK) for line in grid.lines[:3]}
            record(self.session, [DayRoll(class_id, day, marks)])

        return _row("roll of a class of 50 in a school of 2,000, three absent", floor, ours)


def _row(title: str, floor: Callable[[], Any], ours: Callable[[], Any]) -> tuple[str, ...]:
    mine, theirs = [], []
    for _ in range(REPEATS):
        theirs.append(_timed(floor))
        mine.append(_timed(ours))
    bare, middle = statistics.median(theirs), statistics.median(mine)
    return title, f"{bare:.1f}", f"{middle:.1f}", f"{middle / bare:.1f}"


def _timed(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
