"""Writing rolls: a set of classes and days at once, only what differs from what stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desktop.core.attendance import NOT_RECORDED, PRESENT, Mark
from desktop.database.work import KEYS_AT_ONCE, pieces
from desktop.models import ClassRoll, RollException

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from desktop.core.attendance import Called
    from desktop.database.work import Work
    from desktop.services.attendance.rolls import Exceptions, RollBooks


@dataclass(frozen=True, slots=True)
class WantedRoll:
    """How the roll of a class and day is to be; exceptions None: not recorded."""

    class_id: UUID
    day: date
    exceptions: Exceptions | None


@dataclass(slots=True)
class Written:
    """How many rolls were written, by what became of them."""

    new: int = 0
    changed: int = 0
    removed: int = 0

    @property
    def moves(self) -> bool:
        """Whether anything was written."""
        return bool(self.new or self.changed or self.removed)


@dataclass(slots=True)
class _Rows:
    rolls: list[dict[str, Any]] = field(default_factory=list)
    vouched: list[dict[str, Any]] = field(default_factory=list)
    gone: list[UUID] = field(default_factory=list)
    marks: list[dict[str, Any]] = field(default_factory=list)
    moved: list[dict[str, Any]] = field(default_factory=list)
    cleared: list[UUID] = field(default_factory=list)
    written: Written = field(default_factory=Written)


def write_rolls(work: Work, books: RollBooks, wanted: Sequence[WantedRoll]) -> Written:
    """Let rolls be as wanted; pupils who are not on a roll must not be among its exceptions."""
    rows = _Rows()
    ids = iter(work.new_ids(len(wanted)))
    for roll in wanted:
        _Sorting(work, books, rows, next(ids)).sort(roll)
    rows.cleared += _strays(work, rows)
    keys = work.new_ids(len(rows.marks))
    work.delete(RollException, rows.cleared)
    work.delete(ClassRoll, rows.gone)
    work.insert(ClassRoll, rows.rolls)
    work.update(ClassRoll, rows.vouched)
    work.update(RollException, rows.moved)
    marks = [{"id": key, **row} for key, row in zip(keys, rows.marks, strict=True)]
    work.insert(RollException, marks)
    return rows.written


class _Sorting:
    """One roll held against what stands."""

    def __init__(self, work: Work, books: RollBooks, rows: _Rows, roll_id: UUID) -> None:
        self._work, self._books, self._rows, self._new_id = work, books, rows, roll_id

    def sort(self, wanted: WantedRoll) -> None:
        """Note what is to be written."""
        pupils = self._books.pupils(wanted.class_id, wanted.day)
        stands = self._books.roll(wanted.class_id, wanted.day)
        after = _settled(pupils, wanted.exceptions)
        before = self._books.exceptions(wanted.class_id, wanted.day)
        if after is None:
            if stands is not None:
                self._rows.gone.append(stands.roll_id)
                self._rows.written.removed += 1
            return
        vouched = {
            "recorded_at": self._work.now,
            "recorded_by": self._work.actor.name,
            "expected": len(pupils),
        }
        if stands is None:
            roll_id = self._new_id
            row = {"id": roll_id, "class_id": wanted.class_id, "day": wanted.day, **vouched}
            self._rows.rolls.append(row)
            self._rows.written.new += 1
        elif before != after or stands.expected != len(pupils):
            roll_id = stands.roll_id
            self._rows.vouched.append({"id": roll_id, **vouched})
            self._rows.written.changed += 1
        else:
            return
        self._sort_marks(wanted.day, roll_id, pupils, after)

    def _sort_marks(
        self, day: date, roll_id: UUID, pupils: Sequence[UUID], after: Exceptions
    ) -> None:
        """A pupil's mark of the day may stand on the roll of the class that the pupil has left."""
        for student in pupils:
            key, called = self._books.exception_ids.get((student, day)), after.get(student)
            if called is None:
                self._rows.cleared += [key] if key is not None else []
                continue
            values = {"roll_id": roll_id, "mark": called.mark, "part": called.part}
            if key is None:
                self._rows.marks.append({"student_id": student, "day": day, **values})
            else:
                self._rows.moved.append({"id": key, **values})


def _settled(pupils: Sequence[UUID], exceptions: Exceptions | None) -> Exceptions | None:
    """The exceptions without who was there; a roll that says nothing of anybody is none."""
    if exceptions is None or not pupils:
        return None
    if all(exceptions.get(student, PRESENT) == NOT_RECORDED for student in pupils):
        return None
    kept: dict[UUID, Called] = {}
    for student in pupils:
        called = exceptions.get(student, PRESENT)
        if called.mark is not Mark.PRESENT:
            kept[student] = called
    return kept


def _strays(work: Work, rows: _Rows) -> list[UUID]:
    """All marks on rolls that go, also of pupils who are not in the class any more."""
    taken = {*rows.cleared, *(row["id"] for row in rows.moved)}
    found: list[UUID] = []
    for some in pieces(rows.gone, KEYS_AT_ONCE):
        query = select(RollException.id).where(
            RollException.unit_id == work.unit_id, RollException.roll_id.in_(some)
        )
        found += work.connection.execute(query).scalars()
    return [key for key in found if key not in taken]
