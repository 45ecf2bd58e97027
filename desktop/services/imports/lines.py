"""The lines of a preview list by list, to be looked through before anything is taken in."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from desktop.rosters.problems import Level
from desktop.services.imports.plan import Difference
from desktop.services.imports.student_writing import StudentsPlan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop.rosters.problems import Problem
    from desktop.rosters.results import RosterResult
    from desktop.services.imports.batches import Preview


class Fate(Enum):
    """What becomes of a line; the value is the word for it."""

    NEW = "新增"
    COMING = "转入"
    CHANGED = "变更"
    SAME = "相同"
    MISSING = "缺少"
    PARKED = "待定"
    DECIDED = "已决定"
    UNREAD = "没有读"
    REMARKS = "提醒"
    READINGS = "读法"


def lines_of(seen: Preview) -> dict[Fate, tuple[Difference, ...]]:
    """Every line of a sheet under what becomes of it; private values stand nowhere."""
    found, roster = seen.plan.found, seen.roster
    fresh = _fresh(seen)
    other = {
        (line.sheet, line.row) for line in (*fresh, *found.changed, *found.parked, *found.silent)
    }
    same = (row for row in roster.rows if (getattr(row, "sheet", ""), row.row) not in other)
    lines = {
        Fate.NEW: fresh,
        Fate.COMING: found.coming,
        Fate.CHANGED: found.changed,
        Fate.SAME: tuple(Difference(row.row, _who(row)) for row in same),
        Fate.MISSING: found.missing,
        Fate.PARKED: found.parked,
        Fate.DECIDED: found.decided,
        Fate.UNREAD: found.silent,
        Fate.READINGS: tuple(
            Difference(0, one.field, reason=f"{one.message}，{one.count:,} 处", sheet=one.sheet)
            for one in seen.roster.readings
        ),
    }
    lines = {fate: placed(roster, found) for fate, found in lines.items()}
    unread = (*_unread(seen), *lines[Fate.UNREAD])
    lines[Fate.UNREAD] = tuple(sorted(unread, key=_place(roster)))
    lines[Fate.REMARKS] = _remarks(seen, lines[Fate.PARKED])
    return lines


def placed(roster: RosterResult[Any], lines: Iterable[Difference]) -> tuple[Difference, ...]:
    """The same lines, each with its place where several sheets were read as one."""
    return tuple(_placed(roster, line) for line in lines) if roster.sheets else tuple(lines)


def _placed(roster: RosterResult[Any], line: Difference) -> Difference:
    if not line.row or line.sheet:
        return line
    sheet, row = roster.place(line.row)
    return replace(line, row=row, sheet=sheet, number=line.row)


def _place(roster: RosterResult[Any]) -> Callable[[Difference], tuple[int, int]]:
    """By which lines are sorted: sheet by sheet, row by row."""
    order = {sheet.name: place for place, sheet in enumerate(roster.sheets)}
    return lambda line: (order.get(line.sheet, 0), line.row)


def _fresh(seen: Preview) -> tuple[Difference, ...]:
    plan = seen.plan
    if not isinstance(plan, StudentsPlan):
        return plan.found.fresh
    coming = {line.row: f"转入：{line.reason}" for line in plan.found.coming}
    return tuple(
        Difference(arrival.row.row, _who(arrival.row), reason=coming.get(arrival.row.row, ""))
        for arrival in plan.fresh
    )


def _unread(seen: Preview) -> tuple[Difference, ...]:
    """Lines with errors, and lines that are nobody."""
    errors = (
        Difference(p.row, p.field, reason=p.message, sheet=_sheet_of(seen, p))
        for p in seen.problems
        if p.level is Level.ERROR
    )
    first = seen.roster.sheet if seen.roster.sheets else ""
    skipped = (
        Difference(s.row, "", reason=s.reason, sheet=s.sheet or first) for s in seen.roster.skipped
    )
    return (*errors, *skipped)


def _remarks(seen: Preview, parked: Iterable[Difference]) -> tuple[Difference, ...]:
    """What was taken in and should be looked at, or was healed."""
    doubts = {(line.sheet or seen.roster.sheet, line.row) for line in parked}
    return tuple(
        Difference(p.row, p.field, reason=f"{p.level.label}：{p.message}", sheet=_sheet_of(seen, p))
        for p in seen.problems
        if p.level is not Level.ERROR and (p.field or (p.sheet, p.row) not in doubts)
    )


def _sheet_of(seen: Preview, problem: Problem) -> str:
    """Where a problem stands, if several sheets were read."""
    return problem.sheet if seen.roster.sheets else ""


def _who(row: Any) -> str:  # noqa: ANN401 - a row of any sheet
    school_class = getattr(row, "school_class", None)
    name = getattr(row, "name", "") or getattr(row, "item", "")
    return f"{school_class.label if school_class else ''} {name}".strip()
