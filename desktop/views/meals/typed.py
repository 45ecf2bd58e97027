"""A class's meal days while they are typed and not yet saved: edits, undo, sums. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from desktop.services.meal_entry import ClassEntry, MealEntry
from desktop.views.meals.steps import Edit, Steps

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop.core.money import Money
    from desktop.services.meal_grid import ClassGrid, GridLine

_DAYS: Final = "days"
_IMPOSSIBLE: Final = "impossible"


@dataclass(frozen=True, slots=True)
class Sums:
    """What stands in the foot of a class."""

    pupils: int
    recorded: int
    days: int
    amount: Money | None
    """None: the month has no standard."""
    missing: int
    changed: int
    """Lines that are typed and not saved."""


class TypedClass:
    """The lines of a class as they stand on the screen.

    Nothing is written until the entries are saved. Each step can be undone. A class that was read
    again (`rebase`) keeps what was typed, and where somebody else has changed the same line
    meanwhile says so.
    """

    def __init__(self, grid: ClassGrid) -> None:
        self.steps = Steps()
        self.impossible: dict[UUID, int] = {}
        """More days than the month has, as they were typed for a pupil: seen, and never saved."""
        self._replay(grid, {})

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def most(self) -> int:
        """The days that the month has."""
        return self.grid.month.last.day

    def days(self, row: int) -> int | None:
        """The days that stand in a line; None: not recorded."""
        return self._days[row]

    def amount(self, row: int) -> Money | None:
        """What a line comes to; None where it is not recorded or there is no standard."""
        days, rate = self._days[row], self.grid.rate
        if is_impossible(self, row) or days is None or rate is None:
            return None
        return rate * days

    def changed(self, row: int) -> bool:
        """Whether a line is typed and not saved."""
        return is_impossible(self, row) or self._days[row] != self.lines[row].days

    def conflict(self, row: int) -> tuple[int | None, int | None] | None:
        """What stood there when it was typed and what stands there by now, if they differ."""
        was, now = self._was[row], self.lines[row].days
        return (was, now) if self.changed(row) and was != now else None

    @property
    def dirty(self) -> bool:
        """Whether anything would be lost."""
        return any(self.changed(row) for row in range(len(self)))

    def compose(self, row: int, days: int) -> bool:
        """Put days that one digit more has made; one step with the digits before it.

        A number that the month does not have stays to be seen, and False is given back.
        """
        if not _possible(days, self.most):
            given_up = self.steps.give_up(row)
            if given_up is not None:
                self._days[row] = given_up.before
            self.impossible[self.lines[row].student_id] = days
            return False
        self.steps.compose(self._set(row, days))
        return True

    def put(self, values: Mapping[int, int | None]) -> bool:
        """Put days into lines as one step, or None for "not recorded".

        Nothing is put, and False given back, if the month has not so many days as one of them.
        """
        if not all(_possible(days, self.most) for days in values.values()):
            return False
        self.steps.add([self._set(row, days) for row, days in values.items()])
        return True

    def fill(self) -> int:
        """Give every line that still misses a record its days at school; how many there were."""
        due = {
            row: line.present
            for row, line in enumerate(self.lines)
            if self._days[row] is None and line.in_plan
        }
        self.put(due)
        return len(due)

    def undo(self) -> tuple[int, ...]:
        """Take the last step back, or what cannot be; the lines that it had touched."""
        if self.impossible:
            rows = tuple(row for row in range(len(self)) if is_impossible(self, row))
            self.impossible.clear()
            return rows
        edits = self.steps.undo()
        for edit in edits:
            self._days[edit.row] = edit.before
        return tuple(edit.row for edit in edits)

    def redo(self) -> tuple[int, ...]:
        """Do again what was taken back last; the lines that it touches."""
        edits = self.steps.redo()
        for edit in edits:
            self._days[edit.row] = edit.after
        return tuple(edit.row for edit in edits)

    def sums(self) -> Sums:
        """The foot of the class."""
        recorded = [days for days in self._days if days is not None]
        rate, total = self.grid.rate, sum(recorded)
        pairs = list(zip(self._days, self.lines, strict=True))
        return Sums(
            pupils=len(self.lines),
            recorded=len(recorded),
            days=total,
            amount=None if rate is None else rate * total,
            missing=sum(days is None and line.in_plan for days, line in pairs),
            changed=sum(self.changed(row) for row in range(len(self))),
        )

    def entry(self) -> ClassEntry:
        """What is to be saved: the lines that were typed."""
        entries = (
            MealEntry(line.student_id, self._was[row], self._days[row])
            for row, line in enumerate(self.lines)
            if self._days[row] != line.days
        )
        return ClassEntry(self.grid.month, self.grid.class_id, tuple(entries))

    def rebase(self, grid: ClassGrid) -> None:
        """Take the class as it was read again; what was typed stays, steps cannot be undone."""
        self._replay(grid, {e.student_id: (e.was, e.days) for e in self.entry().entries})

    def draft(self) -> dict[str, Any]:
        """What was typed, as values that JSON can hold."""
        entries = self.entry().entries
        draft: dict[str, Any] = {
            _DAYS: {str(entry.student_id): [entry.was, entry.days] for entry in entries}
        }
        if self.impossible:
            draft[_IMPOSSIBLE] = {str(key): days for key, days in self.impossible.items()}
        return draft

    def take_draft(self, draft: Mapping[str, Any]) -> int:
        """Type again what a draft holds, for pupils who are still here; how many lines differ."""
        typed = {UUID(key): (was, days) for key, (was, days) in draft.get(_DAYS, {}).items()}
        self.impossible = {UUID(k): days for k, days in draft.get(_IMPOSSIBLE, {}).items()}
        self._replay(self.grid, typed)
        return self.sums().changed

    def _replay(self, grid: ClassGrid, typed: Mapping[UUID, tuple[int | None, int | None]]) -> None:
        """Stand on a class as it was read, with what was typed over it before."""
        self.grid = grid
        self.lines: Sequence[GridLine] = grid.lines
        here = {line.student_id for line in grid.lines}
        self.impossible = {key: days for key, days in self.impossible.items() if key in here}
        pairs = [typed.get(line.student_id, (line.days, line.days)) for line in grid.lines]
        self._was = [was for was, _ in pairs]
        self._days = [days for _, days in pairs]
        self.steps = Steps()

    def _set(self, row: int, days: int | None) -> Edit:
        self.impossible.pop(self.lines[row].student_id, None)
        edit = Edit(row, self._days[row], days)
        self._days[row] = days
        # Whoever types over a line has seen what stands there by now.
        self._was[row] = self.lines[row].days
        return edit


def shown(typed: TypedClass, row: int) -> int | None:
    """The number that is seen in a line, also one that cannot be."""
    return typed.impossible.get(typed.lines[row].student_id, typed.days(row))


def is_impossible(typed: TypedClass, row: int) -> bool:
    """Whether a line holds more days than the month has."""
    return typed.lines[row].student_id in typed.impossible


def _possible(days: int | None, most: int) -> bool:
    return days is None or 0 <= days <= most
