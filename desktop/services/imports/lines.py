"""The lines of a preview list by list, to be looked through before anything is taken in."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from desktop.rosters.problems import Level
from desktop.services.imports.plan import Difference
from desktop.services.imports.student_writing import StudentsPlan

if TYPE_CHECKING:
    from desktop.services.imports.batches import Preview


class Fate(Enum):
    """What becomes of a line; the value is the word for it."""

    NEW = "新增"
    CHANGED = "变更"
    SAME = "相同"
    MISSING = "缺少"
    PARKED = "待定"
    UNREAD = "没有读"
    REMARKS = "提醒"
    READINGS = "读法"


def lines_of(seen: Preview) -> dict[Fate, tuple[Difference, ...]]:
    """Every line of a sheet under what becomes of it; private values stand nowhere."""
    found = seen.plan.found
    fresh = _fresh(seen)
    other = {
        (line.sheet, line.row) for line in (*fresh, *found.changed, *found.parked, *found.silent)
    }
    same = (row for row in seen.roster.rows if (getattr(row, "sheet", ""), row.row) not in other)
    return {
        Fate.NEW: fresh,
        Fate.CHANGED: found.changed,
        Fate.SAME: tuple(Difference(row.row, _who(row)) for row in same),
        Fate.MISSING: found.missing,
        Fate.PARKED: found.parked,
        Fate.UNREAD: _unread(seen),
        Fate.REMARKS: _remarks(seen),
        Fate.READINGS: tuple(
            Difference(0, one.field, reason=f"{one.message}，{one.count:,} 处", sheet=one.sheet)
            for one in seen.roster.readings
        ),
    }


def _fresh(seen: Preview) -> tuple[Difference, ...]:
    plan = seen.plan
    if not isinstance(plan, StudentsPlan):
        return plan.found.fresh
    return tuple(Difference(arrival.row.row, _who(arrival.row)) for arrival in plan.fresh)


def _unread(seen: Preview) -> tuple[Difference, ...]:
    """Lines with errors, lines that say nothing, and lines that are nobody."""
    errors = [
        Difference(p.row, p.field, reason=p.message)
        for p in seen.problems
        if p.level is Level.ERROR
    ]
    skipped = [Difference(s.row, "", reason=s.reason) for s in seen.roster.skipped]
    silent = seen.plan.found.silent
    return tuple(sorted((*errors, *silent, *skipped), key=lambda line: line.row))


def _remarks(seen: Preview) -> tuple[Difference, ...]:
    """What was taken in and should be looked at, or was healed."""
    parked = {line.row for line in seen.plan.found.parked}
    return tuple(
        Difference(p.row, p.field, reason=f"{p.level.label}：{p.message}")
        for p in seen.problems
        if p.level is not Level.ERROR and (p.field or p.row not in parked)
    )


def _who(row: Any) -> str:  # noqa: ANN401 - a row of any sheet
    school_class = getattr(row, "school_class", None)
    name = getattr(row, "name", "") or getattr(row, "item", "")
    return f"{school_class.label if school_class else ''} {name}".strip()
