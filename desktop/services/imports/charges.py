"""The charge board from a small table: a changed line ends the old one and begins a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.changes import Book, Changes
from desktop.models import Charge
from desktop.services.imports.plan import Difference, FieldChange, Findings, text

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.rosters.charges import ChargeRow
    from desktop.rosters.results import RosterResult
    from desktop.services.imports.plan import Facing

_FIELDS: Final = {
    "kind": "类别",
    "unit": "计费单位",
    "standard": "收费标准",
    "basis": "收费依据",
    "voluntary": "是否自愿",
    "relief": "减免政策",
    "refund": "退费办法",
}

TWICE: Final = "表里不止一行是这个项目和范围，只能留一行"


@dataclass(frozen=True, slots=True)
class ChargesPlan:
    """New lines, and lines whose words changed."""

    today: date
    fresh: tuple[dict[str, Any], ...]
    replaced: tuple[tuple[UUID, date, dict[str, Any]], ...]
    found: Findings

    def write(self, work: Work) -> Changes:
        """Add new lines; end changed ones the day before and begin them anew."""
        rows = list(self.fresh)
        for key, since, row in self.replaced:
            if since >= self.today:
                # Begun today: nobody has seen it on another day, so it is put right in place.
                work.update(Charge, [{"id": key, **row, "since": since}])
            else:
                work.update(Charge, [{"id": key, "until": self.today - timedelta(days=1)}])
                rows.append(row)
        ids = work.new_ids(len(rows))
        work.insert(Charge, [{"id": i, **row} for i, row in zip(ids, rows, strict=True)])
        return Changes.of(Book.CHARGES)


def compare_charges(facing: Facing, roster: RosterResult[ChargeRow]) -> ChargesPlan:
    """Hold a charge table against the charges of today; items are told by name and scope."""
    standing = {
        (row.item, row.scope): row
        for row in facing.connection.execute(
            select(Charge).where(Charge.unit_id == facing.unit_id, Charge.until.is_(None))
        )
    }
    fresh, replaced, changed, parked, arrivals, same = [], [], [], [], [], 0
    seen = set()
    for position, line in enumerate(roster.rows, start=1):
        key = (line.item, line.scope or "")
        if key in seen:
            parked.append(Difference(line.row, line.item, reason=TWICE))
            continue
        seen.add(key)
        old, row = standing.get(key), _row(line, position, facing.today)
        if old is None:
            fresh.append(row)
            arrivals.append(Difference(line.row, line.item, reason=row["standard"]))
            continue
        differences = tuple(
            FieldChange(title, text(getattr(old, name)), text(row[name]))
            for name, title in _FIELDS.items()
            if getattr(old, name) != row[name]
        )
        if differences:
            changed.append(Difference(line.row, line.item, differences))
            replaced.append((old.id, old.since, row))
        else:
            same += 1
    missing = tuple(
        Difference(0, item, reason="表里没有这一项；它继续有效，停收请在收费项目里结束")
        for item, scope in standing
        if (item, scope) not in seen
    )
    found = Findings(
        len(fresh), same, tuple(changed), missing, tuple(parked), fresh=tuple(arrivals)
    )
    return ChargesPlan(facing.today, tuple(fresh), tuple(replaced), found)


def _row(line: ChargeRow, position: int, today: date) -> dict[str, Any]:
    return {
        "position": position,
        "item": line.item,
        "kind": line.kind or "",
        "unit": line.unit or "",
        "standard": line.standard or "",
        "basis": line.basis or "",
        "scope": line.scope or "",
        "voluntary": line.voluntary,
        "relief": line.relief,
        "refund": line.refund,
        "since": today,
        "until": None,
    }
