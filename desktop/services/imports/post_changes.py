"""A sheet of post changes held against the books: posts taken up, ended, put right."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from desktop.core.posts import PostEnd, PostKind
from desktop.models import PostSpell
from desktop.rosters.personal import agrees
from desktop.services.imports.plan import FieldChange, text
from desktop.services.imports.spell_book import Held, SpellBook
from desktop.services.imports.staff import unit_name
from desktop.services.imports.staff_facts import (
    TOLD_TWICE,
    FactsPlan,
    Tally,
    Told,
    differences,
    put_right,
)
from desktop.services.imports.staff_posts import POST_FIELDS, own_place
from desktop.services.staff.spells import overlaps

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from desktop.rosters.post_changes import PostRow
    from desktop.rosters.results import RosterResult
    from desktop.services.imports.plan import Facing

_TITLES: Final = {
    "duty": "职务",
    "establishment": "编制",
    "until": "任职止",
    "ending": "离岗原因",
    "document": "任职文号",
    "end_document": "离岗文号",
    "note": "备注",
}
OVERLAPS: Final = "与名册里同一岗位的任职时间（{}）重叠，请核对日期"
NO_POST: Final = "名册里他没有这个时候在任的岗位，请核对日期，或先登记任职"
TOO_EARLY: Final = "结束的日期在这个岗位开始（{}）之前，请核对"
BESIDES: Final = "这段时间他在别的单位也有岗位，请核对是不是要登记原岗位的结束日期"
_ONE_DAY: Final = timedelta(days=1)


def compare_post_changes(facing: Facing, roster: RosterResult[PostRow]) -> FactsPlan:
    """Hold a sheet of post changes against the posts; an empty cell says nothing."""
    return _Comparison(facing, roster).plan()


class _Comparison:
    """One sheet held against the books, in the order of the days."""

    def __init__(self, facing: Facing, roster: RosterResult[PostRow]) -> None:
        self.roster, self.own = roster, unit_name(facing)
        self.tally = Tally(facing, roster, "任职起", places=True)
        self.book = SpellBook(facing.connection, facing.unit_id, PostSpell, POST_FIELDS)
        self._told = Told("kind", "place", "since")

    def plan(self) -> FactsPlan:
        """Go through the rows."""
        for row in sorted(self.roster.rows, key=_day):
            known = self.tally.whom(row)
            if known is None:
                continue
            if row.since is None:
                self._end(row, known.row.id)
            elif same := self._same(row, known.row.id):
                self._compare(row, same)
            else:
                self._begin(row, known.row.id)
        return self.tally.plan(self.book)

    def _place(self, row: PostRow) -> str | None:
        place = row.place or row.school
        return own_place(place, self.own) if place else None

    def _same(self, row: PostRow, owner: Hashable) -> Held | None:
        """The post that a row speaks of: begun on the day that it says."""
        if row.since is None:
            return None
        place = self._place(row) or ""
        for held in self.book.of(owner):
            kind = row.kind in (None, held.values["kind"])
            if kind and held.values["place"] == place and agrees(row.since, held.since):
                return held
        return None

    def _compare(self, row: PostRow, held: Held) -> None:
        said = self._said(row)
        if self._told.otherwise(held, said):
            self.tally.park(row, TOLD_TWICE)
            return
        if held.values["ending"] is not None and row.ending is None:
            said["ending"] = None
        other, changes = differences(held, said, _TITLES)
        until = other.get("until", held.until)
        if until is not None and until < held.since:
            self.tally.park(row, TOO_EARLY.format(held.since))
            return
        clash = self._clash({**held.values, **other}, held.owner, held)
        if clash is not None:
            self.tally.park(row, OVERLAPS.format(_span(clash)))
            return
        if other:
            put_right(self.book, held, other)
        self.tally.compared(row, changes)

    def _begin(self, row: PostRow, owner: Hashable) -> None:
        """A post that the books do not know; the same one that is open ends the day before."""
        values = self._values(row)
        later = self._next(values, owner)
        if later is not None:
            values |= {"until": later.since - _ONE_DAY, "ending": PostEnd.MOVED}
        ended = [held for held in self.book.of(owner) if self._gives_way(row, values, held)]
        clash = self._clash(values, owner, *ended)
        if clash is not None:
            self.tally.park(row, OVERLAPS.format(_span(clash)))
            return
        for held in ended:
            held.put("until", values["since"] - _ONE_DAY)
            held.put("ending", PostEnd.MOVED)
        new = self.book.add(owner, values)
        new.supposed = later is not None
        self._told.otherwise(new, self._said(row))
        if any(self._elsewhere(new, other) for other in self.book.of(owner)):
            self.tally.warn(row, BESIDES)
        self.tally.note(row, f"{values['place']}{values['duty'] or values['kind'].label}")

    def _next(self, values: dict[str, Any], owner: Hashable) -> Held | None:
        """The same post begun again later, up to which one without a last day was held."""
        if values["until"] is not None:
            return None
        every = (h for h in self.book.of(owner) if h.since > values["since"])
        return next((held for held in every if _same_post(held.values, values)), None)

    def _said(self, row: PostRow) -> dict[str, Any]:
        """What a row says of a post; one that ended, ended for some reason."""
        said = {name: getattr(row, name) for name in _TITLES}
        if row.until is not None:
            said["ending"] = row.ending or PostEnd.MOVED
        return said

    def _values(self, row: PostRow) -> dict[str, Any]:
        since = row.since.day if row.since else date.max
        said = self._said(row)
        kind = row.kind or PostKind.OTHER
        return {"place": self._place(row) or "", "kind": kind, "since": since, **said}

    def _gives_way(self, row: PostRow, values: dict[str, Any], held: Held) -> bool:
        """Whether an open post ends because of the new one."""
        if held.since >= values["since"] or not (held.until is None or held.supposed):
            return False
        return (row.replaces and held.until is None) or _same_post(held.values, values)

    def _clash(self, values: dict[str, Any], owner: Hashable, *but: Held) -> Held | None:
        """The same post held on one of the days, if there is one."""
        new = Held(None, values, None)
        for other in self.book.of(owner):
            same = _same_post(other.values, values)
            if same and other not in but and overlaps(new, other):
                return other
        return None

    def _elsewhere(self, new: Held, other: Held) -> bool:
        return other.values["place"] != new.values["place"] and overlaps(new, other)

    def _end(self, row: PostRow, owner: Hashable) -> None:
        """A line that tells only that somebody left: the posts that are open end."""
        last = row.until or date.max
        place = self._place(row)
        meant = [
            held
            for held in self.book.of(owner)
            if row.kind in (None, held.values["kind"]) and place in (None, held.values["place"])
        ]
        going = [held for held in meant if held.until is None and held.since <= last]
        ended = [held for held in meant if held.until == last]
        if not going and not ended:
            self.tally.park(row, NO_POST)
            return
        said = {"ending": row.ending, "end_document": row.document or row.end_document}
        if any(self._told.otherwise(held, said) for held in (*going, *ended)):
            self.tally.park(row, TOLD_TWICE)
            return
        changes = self._end_all(going, row, last)
        for held in ended:
            other, told = differences(held, said, _TITLES)
            if other:
                put_right(self.book, held, other)
            changes += told
        self.tally.compared(row, changes)

    def _end_all(self, going: Sequence[Held], row: PostRow, last: date) -> tuple[FieldChange, ...]:
        changes: list[FieldChange] = []
        for held in going:
            held.put("until", last)
            held.put("ending", row.ending or PostEnd.MOVED)
            held.put("end_document", row.document or row.end_document)
            words = held.values["duty"] or held.values["kind"].label
            changes.append(FieldChange(f"{words}任职止", "", text(last)))
        return tuple(changes)


def _same_post(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two posts are of one kind at one place."""
    return (one["kind"], one["place"]) == (other["kind"], other["place"])


def _day(row: PostRow) -> tuple[date, bool]:
    """Sorts by the day, beginnings before ends."""
    if row.since is not None:
        return row.since.day, False
    return row.until or date.max, True


def _span(held: Held) -> str:
    return f"{held.since} 至 {held.until or '今'}"
