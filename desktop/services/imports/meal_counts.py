"""A sheet of heads at table held against the books: a line says its class, the others stay."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from desktop.core.errors import SchoolError
from desktop.core.meals import Diner
from desktop.core.terms import SchoolYear
from desktop.services.canteen.canteens import refuse_odd_day
from desktop.services.canteen.diners import Diners
from desktop.services.canteen.sittings import (
    ClassHeads,
    NewSitting,
    record_sittings,
    refusal_of,
    refusals,
    standing,
)
from desktop.services.enrolment import Classes
from desktop.services.imports.goods_names import Names
from desktop.services.imports.plan import Difference, FieldChange, Findings
from desktop.services.imports.roll_matching import UNKNOWN_CLASS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from desktop.core.canteen import Sitting
    from desktop.core.changes import Changes
    from desktop.core.grades import ClassName
    from desktop.database.work import Work
    from desktop.rosters.meal_counts import MealCountRow
    from desktop.rosters.results import RosterResult
    from desktop.services.canteen.sittings import Standing
    from desktop.services.imports.plan import Facing

TWICE: Final = "表里这一餐不止一行是这个班，只能留一行"
OTHER_GUESTS: Final = "表里这一餐的其他人员写了几个不同的数，请只留一个"
SERVED: Final = "账里这一餐已经登记了就餐人数；没有开餐的，请先在窗口里删除人数"
MOST_DAYS: Final = 400
_Key = tuple["UUID", "date", "Sitting"]
_KINDS: Final = ((Diner.PLAN_PUPIL, "plan"), (Diner.PAYING_PUPIL, "paying"))


@dataclass(frozen=True, slots=True)
class CountsPlan:
    """Sittings of which the sheet says more or otherwise."""

    wanted: tuple[NewSitting, ...]
    found: Findings

    def write(self, work: Work) -> Changes:
        """Write them."""
        return record_sittings(work, self.wanted).changes


def compare_meal_counts(facing: Facing, roster: RosterResult[MealCountRow]) -> CountsPlan:
    """Hold a sheet of heads at table against the sittings on record.

    Raises:
        SchoolError: the sheet spans more than a year.
    """
    days = [row.day for row in roster.rows] or [facing.today]
    if (max(days) - min(days)).days > MOST_DAYS:
        msg = f"这张表从{min(days)}到{max(days)}，时间太长。请核对日期，或分学期导入。"
        raise SchoolError(msg)
    return _Comparison(facing, roster.rows, days).plan()


@dataclass(slots=True)
class _Sitting:
    """What a sheet says of one sitting."""

    lines: list[tuple[MealCountRow, UUID | None]] = field(default_factory=list)
    guests: int | None = None
    reason: str = ""
    teller: MealCountRow | None = None
    """The line that tells of the guests."""


class _Comparison:
    """One sheet held against the books."""

    def __init__(self, facing: Facing, rows: Sequence[MealCountRow], days: Sequence[date]) -> None:
        self._facing, self._rows = facing, rows
        self._names = Names(facing)
        self._diners = Diners(facing.connection, facing.unit_id, min(days), max(days))
        self._standing = standing(facing.connection, facing.unit_id, days)
        self._classes: dict[int, Classes] = {}
        self._said: dict[_Key, _Sitting] = defaultdict(_Sitting)
        self._parked: list[Difference] = []
        self._fresh: list[Difference] = []
        self._changed: list[Difference] = []
        self._same = 0

    def plan(self) -> CountsPlan:
        """Go through the lines, then sitting by sitting."""
        for row in self._rows:
            reason = self._take(row)
            if reason:
                self._park(row, reason)
        wanted = []
        for key, said in self._said.items():
            new = self._compare(key, said)
            if new is not None:
                wanted.append(new)
        found = Findings(
            len(self._fresh),
            self._same,
            tuple(sorted(self._changed, key=lambda line: line.row)),
            parked=tuple(sorted(self._parked, key=lambda line: line.row)),
            fresh=tuple(sorted(self._fresh, key=lambda line: line.row)),
        )
        return CountsPlan(tuple(wanted), found)

    def _park(self, row: MealCountRow, reason: str) -> None:
        self._parked.append(Difference(row.row, row.name, reason=reason))

    def _take(self, row: MealCountRow) -> str:
        """Put a line to its sitting; gives why it is in doubt."""
        canteen = self._names.canteen(row.canteen)
        if isinstance(canteen, str):
            return canteen
        try:
            refuse_odd_day(canteen, row.day, self._facing.today)
        except SchoolError as error:
            return error.sentence
        class_id = None
        if row.school_class is not None:
            class_id = self._class_id(row.school_class, row.day)
            if class_id is None:
                return UNKNOWN_CLASS
        said = self._said[canteen.canteen_id, row.day, row.sitting]
        reason = self._doubt(row, class_id, said)
        if not reason:
            said.lines.append((row, class_id))
            said.reason = row.reason or said.reason
            if row.guests is not None and said.teller is None:
                said.guests, said.teller = row.guests, row
        return reason

    def _doubt(self, row: MealCountRow, class_id: UUID | None, said: _Sitting) -> str:
        """Why a line of a sitting cannot be; empty where it can."""
        if row.guests is not None and said.guests not in (None, row.guests):
            return OTHER_GUESTS
        if class_id is None:
            return ""
        if any(known == class_id for _, known in said.lines):
            return TWICE
        heads = ClassHeads(class_id, row.plan, row.paying)
        return refusal_of(heads, row.day, self._diners)

    def _class_id(self, name: ClassName, day: date) -> UUID | None:
        year = SchoolYear.of(day).start
        if year not in self._classes:
            facing = self._facing
            self._classes[year] = Classes(facing.connection, facing.unit_id, day)
        classes = self._classes[year]
        return classes.id_of(classes.resolve(name))

    def _compare(self, key: _Key, said: _Sitting) -> NewSitting | None:
        """The sitting as it will be, if anything of it is new; its lines go where they belong."""
        if not said.lines:
            return None
        old = self._standing.get(key)
        new = _merged(key, said, old)
        if old is not None and new.reason and any(count.heads for count in old.counts):
            self._held_back(said, SERVED)
            return None
        told = [(row, self._changes(row, class_id, said, old)) for row, class_id in said.lines]
        moved = [(row, changes) for row, changes in told if changes]
        if not moved:
            self._same += len(told)
            return None
        doubt = next(refusals(new, self._diners), "") or self._names.closed(new.day)
        if doubt:
            self._held_back(said, doubt)
            return None
        self._same += len(told) - len(moved)
        for row, changes in moved:
            if any(change.old for change in changes):
                self._changed.append(Difference(row.row, row.name, changes))
            else:
                words = "，".join(f"{change.title}{change.new}" for change in changes)
                self._fresh.append(Difference(row.row, row.name, reason=words))
        return new

    def _held_back(self, said: _Sitting, reason: str) -> None:
        for row, _ in said.lines:
            self._park(row, reason)

    def _changes(
        self, row: MealCountRow, class_id: UUID | None, said: _Sitting, old: Standing | None
    ) -> tuple[FieldChange, ...]:
        """What a line says that the books do not."""
        told: list[tuple[str, int | None, int | None]] = []
        if class_id is not None:
            for diner, name in _KINDS:
                before = old.heads(class_id, diner) if old else None
                told.append((diner.label, before, getattr(row, name)))
        if row is said.teller:
            before = old.heads(None, Diner.GUEST) if old else None
            nobody = before is None and not said.guests
            told.append((Diner.GUEST.label, before, None if nobody else said.guests))
        changes = [
            FieldChange(title, "" if before is None else str(before), str(after))
            for title, before, after in told
            if after is not None and after != before
        ]
        if row.reason and (old is None or old.row.reason != row.reason):
            changes.append(FieldChange("没有开餐", old.row.reason if old else "", row.reason))
        return tuple(changes)


def _merged(key: _Key, said: _Sitting, old: Standing | None) -> NewSitting:
    """What is on record with what a sheet says over it."""
    classes: dict[UUID, ClassHeads] = {}
    for count in old.counts if old else ():
        if count.class_id is not None:
            known = classes.get(count.class_id, ClassHeads(count.class_id, None, None))
            plan, paying = known.plan, known.paying
            if count.diner is Diner.PLAN_PUPIL:
                plan = count.heads
            else:
                paying = count.heads
            classes[count.class_id] = ClassHeads(count.class_id, plan, paying)
    for row, class_id in said.lines:
        if class_id is not None:
            known = classes.get(class_id, ClassHeads(class_id, None, None))
            classes[class_id] = ClassHeads(
                class_id,
                known.plan if row.plan is None else row.plan,
                known.paying if row.paying is None else row.paying,
            )
    guests = old.heads(None, Diner.GUEST) if old else None
    canteen_id, day, sitting = key
    return NewSitting(
        canteen_id=canteen_id,
        day=day,
        sitting=sitting,
        classes=tuple(classes.values()),
        guests=guests if said.guests is None else said.guests,
        reason=said.reason,
    )
