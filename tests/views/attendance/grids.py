"""A class for tests of calling the roll, as the service would have read it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from desktop.core.attendance import NOT_RECORDED, PRESENT, Called, Mark
from desktop.core.school_days import SchoolCalendar, days_of
from desktop.core.terms import Month
from desktop.services.attendance.rolls import ClassGrid, RollDay, RollLine, RollNote

if TYPE_CHECKING:
    from collections.abc import Mapping

OCTOBER = Month(2026, 10)
TODAY = date(2026, 10, 28)
CLASS_ID = UUID(int=999)
NAMES = ("甲", "乙", "丙", "丁")
SICK, TRUANT = Called(Mark.SICK), Called(Mark.TRUANT)
_NOTE = RollNote(UUID(int=5), datetime(2026, 10, 8, tzinfo=UTC), "李老师", 4)


def student(row: int) -> UUID:
    """The key of the pupil of a line."""
    return UUID(int=row + 1)


def grid(
    rolls: Mapping[int, Mapping[int, Called]] | None = None, came: int = 1, expected: int = 4
) -> ClassGrid:
    """Four pupils in October; the last one came on a day; rolls by day, exceptions by line."""
    rolls = rolls or {}
    note = RollNote(_NOTE.roll_id, _NOTE.recorded_at, _NOTE.recorded_by, expected)
    heads = tuple(
        RollDay(day, SchoolCalendar().state(day), 4, note if day.day in rolls else None)
        for day in days_of(OCTOBER)
    )

    def cell(row: int, head: RollDay) -> Called | None:
        if not head.lessons or (row == 3 and head.day.day < came):
            return None
        if head.roll is None:
            return NOT_RECORDED
        return rolls[head.day.day].get(row, PRESENT)

    lines = tuple(
        RollLine(
            student(row),
            name,
            None,
            "10月12日到班" if row == 3 and came > 1 else "",
            tuple(cell(row, head) for head in heads),
        )
        for row, name in enumerate(NAMES)
    )
    return ClassGrid(CLASS_ID, "三年级1班", heads, lines)
