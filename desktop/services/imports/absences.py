"""A sheet of absences held against the books."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from desktop.models import AbsenceSpell, PostSpell
from desktop.rosters.personal import agrees
from desktop.services.imports.spell_book import Held, SpellBook
from desktop.services.imports.staff_facts import (
    TOLD_TWICE,
    FactsPlan,
    Tally,
    Told,
    differences,
    put_right,
)
from desktop.services.imports.staff_posts import POST_FIELDS
from desktop.services.staff.spells import overlaps

if TYPE_CHECKING:
    from collections.abc import Hashable

    from desktop.rosters.absences import AbsenceRow
    from desktop.rosters.results import RosterResult
    from desktop.services.imports.plan import Facing

_FIELDS: Final = ("kind", "since", "until", "place", "document", "note")
_TITLES: Final = {"until": "结束日期", "place": "去向", "document": "批准文号", "note": "备注"}
OVERLAPS: Final = "与名册里同一类别的时间（{} 至 {}）重叠，请核对日期"
ALSO: Final = "这段时间名册里还登记了{}，请核对"
NO_POST: Final = "这段时间名册里没有他的岗位，请核对日期"


def compare_absences(facing: Facing, roster: RosterResult[AbsenceRow]) -> FactsPlan:
    """Hold a sheet of absences against the books; an empty cell says nothing."""
    return _Comparison(facing, roster).plan()


class _Comparison:
    """One sheet held against the books, in the order of the days."""

    def __init__(self, facing: Facing, roster: RosterResult[AbsenceRow]) -> None:
        self.roster = roster
        self.tally = Tally(facing, roster, "开始日期")
        unit = facing.connection, facing.unit_id
        self.book = SpellBook(*unit, AbsenceSpell, _FIELDS)
        self.posts = SpellBook(*unit, PostSpell, POST_FIELDS)
        self._told = Told("kind", "since")

    def plan(self) -> FactsPlan:
        """Go through the rows."""
        for row in sorted(self.roster.rows, key=_day):
            known = self.tally.whom(row)
            if known is None:
                continue
            same = self._same(row, known.row.id)
            if same is None:
                self._add(row, known.row.id)
            else:
                self._compare(row, same)
        return self.tally.plan(self.book)

    def _same(self, row: AbsenceRow, owner: Hashable) -> Held | None:
        for held in self.book.of(owner):
            kind = held.values["kind"] is row.kind
            if kind and row.since is not None and agrees(row.since, held.since):
                return held
        return None

    def _compare(self, row: AbsenceRow, held: Held) -> None:
        said = {name: getattr(row, name) for name in _TITLES}
        if self._told.otherwise(held, said):
            self.tally.park(row, TOLD_TWICE)
            return
        other, changes = differences(held, said, _TITLES)
        if self._clashes(row, {**held.values, **other}, held.owner, held):
            return
        if other:
            put_right(self.book, held, other)
        self.tally.compared(row, changes)

    def _add(self, row: AbsenceRow, owner: Hashable) -> None:
        said = {name: getattr(row, name) for name in _TITLES}
        values = {"kind": row.kind, "since": row.since.day if row.since else date.max, **said}
        if self._clashes(row, values, owner):
            return
        others = [
            other for other in self.book.of(owner) if overlaps(Held(None, values, None), other)
        ]
        new = self.book.add(owner, values)
        self._told.otherwise(new, said)
        if others:
            kinds = dict.fromkeys(other.values["kind"].label for other in others)
            self.tally.warn(row, ALSO.format("、".join(kinds)))
        if not any(overlaps(new, post) for post in self.posts.of(owner)):
            self.tally.warn(row, NO_POST)
        self.tally.note(row, f"{values['kind'].label} {new.since} 至 {new.until or '今'}")

    def _clashes(
        self, row: AbsenceRow, values: dict[str, Any], owner: Hashable, *but: Held
    ) -> bool:
        """Whether the same kind covers one of the days already; then the line is parked."""
        if values["until"] is not None and values["until"] < values["since"]:
            self.tally.park(row, "结束的日期在开始之前，请核对")
            return True
        new = Held(None, values, None)
        for other in self.book.of(owner):
            same = other.values["kind"] is values["kind"] and other not in but
            if same and overlaps(new, other):
                self.tally.park(row, OVERLAPS.format(other.since, other.until or "今"))
                return True
        return False


def _day(row: AbsenceRow) -> date:
    return row.since.day if row.since else date.max
