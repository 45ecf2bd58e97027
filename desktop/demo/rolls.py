"""Two months of rolls, which agree with the days that each pupil was there to eat; head counts."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Final

from desktop.core.attendance import Called, DayPart, Mark
from desktop.demo.chance import Chance
from desktop.demo.county import county
from desktop.demo.meals import days_present, teaching_days
from desktop.demo.places import MONTHS, POINT, PRIMARY
from desktop.services.attendance.head_counts import Absentee, Extra, NewCount, take_count
from desktop.services.attendance.overview import grids
from desktop.services.attendance.recording import DayRoll, record
from desktop.services.events import student_ids

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.core.terms import Month
    from desktop.demo.people import MealMonth
    from desktop.services.attendance.rolls import ClassGrid
    from desktop.services.session import Session

ROLL_MONTHS: Final = MONTHS[-2:]
"""The term that is under way."""
COUNTED_ON: Final = date(2026, 10, 20)
_MARKS: Final = ((Mark.SICK, 60), (Mark.PERSONAL, 28), (Mark.UNKNOWN, 9), (Mark.OTHER, 3))
_FOR_WEEKS: Final = 9
"""Days absent in the last month from which a pupil has not come back."""
_FORGOTTEN: Final = ((PRIMARY, 4, date(2026, 10, 30)), (PRIMARY, 1, date(2026, 9, 15)))
"""Classes, by school and place, whose rolls were not called on a day."""
_UNCOUNTED: Final = 7


def call_rolls(session: Session, unit: str, month: Month) -> int:
    """Call the rolls of a school's month; how many there are."""
    absent = _absences(session, unit, month)
    rolls = [
        DayRoll(grid.class_id, head.day, _exceptions(grid, place, absent))
        for at, grid in enumerate(grids(session, month.first, month.last))
        for place, head in enumerate(grid.days)
        if head.lessons and head.pupils and (unit, at, head.day) not in _FORGOTTEN
    ]
    return record(session, rolls).new


def _exceptions(
    grid: ClassGrid, place: int, absent: dict[tuple[UUID, date], Called]
) -> dict[UUID, Called]:
    day = grid.days[place].day
    here = (line.student_id for line in grid.lines if line.days[place] is not None)
    return {student: absent[student, day] for student in here if (student, day) in absent}


def _absences(session: Session, unit: str, month: Month) -> dict[tuple[UUID, date], Called]:
    """Who was absent on which days: as many as the pupil's meals of the month lack."""
    chance = Chance(f"平安县 点名 {unit} {month}")
    meals = [m for m in county().meals if (m.stay.unit, m.month) == (unit, month)]
    ids = student_ids(session, [meal.stay.child.national_number for meal in meals])
    found: dict[tuple[UUID, date], Called] = {}
    for meal in meals:
        student = ids[meal.stay.child.national_number]
        found.update(((student, day), called) for day, called in _days(meal, chance))
        if chance.happens(40):
            half = DayPart.MORNING if chance.happens(300) else DayPart.AFTERNOON
            day = chance.pick(teaching_days(month))
            found.setdefault((student, day), Called(Mark.SICK, half))
    return found


def _days(meal: MealMonth, chance: Chance) -> list[tuple[date, Called]]:
    """The days of one pupil, one after the other: an illness, or one who stays away."""
    days = [day for day in teaching_days(meal.month) if meal.stay.present(day)]
    missed = 0 if meal.days is None else days_present(meal.stay, tuple(days)) - meal.days
    if missed <= 0:
        return []
    stays_away = meal.month == ROLL_MONTHS[-1] and missed >= _FOR_WEEKS
    start = len(days) - missed if stays_away else chance.below(len(days) - missed + 1)
    mark = Mark.TRUANT if stays_away else chance.weighted(_MARKS)
    return [(day, Called(mark)) for day in days[start : start + missed]]


def count_heads(session: Session, unit: str) -> int:
    """Count the heads of a school's classes; how many classes were counted."""
    away = _elsewhere(session, unit)
    counted = 0
    for at, grid in enumerate(grids(session, COUNTED_ON, COUNTED_ON)):
        if (unit, at) == (PRIMARY, _UNCOUNTED):
            continue
        absent = tuple(
            Absentee(line.student_id, away[line.student_id])
            for line in grid.lines
            if line.student_id in away
        )
        extra = (Extra("丁小满", "外县来借读，还没有转学籍"),) if (unit, at) == (PRIMARY, 2) else ()
        heads = len(grid.lines) - len(absent) + len(extra)
        take_count(session, NewCount(grid.class_id, COUNTED_ON, heads, "班主任", absent, extra))
        counted += 1
    return counted


def _elsewhere(session: Session, unit: str) -> dict[UUID, str]:
    """Pupils of the teaching point who sit in the primary school by now."""
    if unit != POINT:
        return {}
    units = defaultdict(set)
    for stay in county().stays:
        if stay.present(COUNTED_ON):
            units[stay.child.national_number].add(stay.unit)
    twice = [number for number, here in units.items() if {POINT, PRIMARY} <= here]
    return dict.fromkeys(student_ids(session, twice).values(), "在中心小学上学")
