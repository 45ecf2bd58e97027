"""Calling the roll: a class and day, or several days, in one transaction; corrected the same way.

What stood before is kept by the audit chain. A roll that somebody else has changed since it was
opened is asked about, never written over in silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.core.attendance import PRESENT
from desktop.core.changes import Book, Changes
from desktop.core.errors import Confirmable, NotFoundError, SchoolError
from desktop.services.attendance.rolls import RollBooks, names_of
from desktop.services.attendance.writing import WantedRoll, write_rolls

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from desktop.core.attendance import Called
    from desktop.database.work import Work
    from desktop.services.attendance.rolls import Exceptions
    from desktop.services.session import Session

MOVED: Final = "moved"
QUESTIONS: Final = frozenset({MOVED})
"""The keys of everything that is asked before a roll is written."""
_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class DayRoll:
    """The roll of a class on a day as it was called; everybody not named was there."""

    class_id: UUID
    day: date
    exceptions: Exceptions | None
    """None: nothing is recorded (any more)."""
    seen: Exceptions | None = None
    """What stood there when it was opened; None: nothing was recorded."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a save has written: rolls of a class and day."""

    new: int
    changed: int
    removed: int
    changes: Changes


def record(
    session: Session, rolls: Sequence[DayRoll], accepted: frozenset[str] = frozenset()
) -> Recorded:
    """Write rolls, all or none.

    Raises:
        Confirmable: somebody else has recorded something else meanwhile.
        SchoolError: a day has no lessons or has not come, or a pupil is not on the class's roll of
            that day.
        NotFoundError: this unit has no such class.
    """

    def body(work: Work) -> Recorded:
        if not rolls:
            return Recorded(0, 0, 0, Changes())
        days = [roll.day for roll in rolls]
        classes = {roll.class_id for roll in rolls}
        only = next(iter(classes)) if len(classes) == 1 else None
        books = RollBooks(work.connection, work.unit_id, (min(days), max(days)), only)
        checks = _Checks(books, session.store.clock.today())
        for roll in rolls:
            checks.refuse(roll)
        if MOVED not in accepted:
            checks.ask_about_moved(rolls)
        wanted = [WantedRoll(roll.class_id, roll.day, roll.exceptions) for roll in rolls]
        done = write_rolls(work, books, wanted)
        counts = {"new": done.new, "changed": done.changed, "removed": done.removed}
        work.summary = {
            "classes": sorted(books.labels[key] for key in classes),
            "first": min(days),
            "last": max(days),
            **counts,
        }
        changes = Changes.of(Book.ATTENDANCE) if done.moves else Changes()
        return Recorded(**counts, changes=changes)

    return session.write("attendance.record", body)


class _Checks:
    """Rolls held against calendar and enrolment."""

    def __init__(self, books: RollBooks, today: date) -> None:
        self._books, self._today = books, today

    def refuse(self, roll: DayRoll) -> None:
        """Refuse a roll that cannot be."""
        label = self._books.labels.get(roll.class_id)
        if label is None:
            raise NotFoundError("这个单位没有这个班。请重新选择。")
        if roll.day > self._today:
            msg = f"{_spoken(roll.day)}还没有到，不能点名。请核对日期。"
            raise SchoolError(msg)
        if roll.exceptions is None:
            return  # what should not stand there may always be taken away
        state = self._books.calendar.state(roll.day)
        if not state.has_lessons:
            msg = (
                f"{_spoken(roll.day)}不上课（{state.label}），不用点名。"
                "如果那天上了课，请先在设置的校历里标出来。"
            )
            raise SchoolError(msg)
        pupils = self._books.pupils(roll.class_id, roll.day)
        if not pupils:
            msg = f"{label}在{_spoken(roll.day)}没有学生，不能点名。请核对班级和日期。"
            raise SchoolError(msg)
        strangers = roll.exceptions.keys() - set(pupils)
        if strangers:
            msg = (
                f"有{len(strangers)}名学生{_spoken(roll.day)}不在{label}（名册有改动），没有保存。"
                "请重新打开这个班再点名。"
            )
            raise SchoolError(msg)

    def ask_about_moved(self, rolls: Sequence[DayRoll]) -> None:
        """Ask where what stands is neither what was opened nor what is to be written."""
        for roll in rolls:
            now = self._books.exceptions(roll.class_id, roll.day)
            if now in (_plain(roll.seen), _plain(roll.exceptions)):
                continue
            note = self._books.roll(roll.class_id, roll.day)
            who = "别人" if note is None else note.recorded_by
            label = self._books.labels[roll.class_id]
            sentence = (
                f"打开以后，{label}{_spoken(roll.day)}的点名被{who}改过"
                f"{self._told(roll.class_id, now)}。要按您填的保存吗？"
            )
            raise Confirmable(MOVED, sentence)

    def _told(self, class_id: UUID, now: Exceptions | None) -> str:
        if now is None:
            return "，现在是没有点名"
        if not now:
            return "，现在是全到"
        named = names_of(self._books, class_id, list(now)[:_NAMED])
        return f"，现在记着{named}{'等' if len(now) > _NAMED else ''}{len(now)}人"


def _plain(exceptions: Exceptions | None) -> dict[UUID, Called] | None:
    """Exceptions without who was there."""
    if exceptions is None:
        return None
    return {student: called for student, called in exceptions.items() if called != PRESENT}


def _spoken(day: date) -> str:
    return f"{day.month}月{day.day}日"
