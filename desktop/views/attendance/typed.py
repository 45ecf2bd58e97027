"""A class's rolls of a month while they are typed and not yet saved: marks, undo. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from desktop.core.attendance import NOT_RECORDED, PRESENT, Called, DayPart, Mark
from desktop.services.attendance.recording import DayRoll
from desktop.views.attendance.cells import RollCells

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop.services.attendance.rolls import ClassGrid, Exceptions

Cell = tuple[int, int]
"""A pupil's line and a day's place, both from 0."""
_SEEN: Final = "seen"
_MARKS: Final = "marks"
_NEXT_PART: Final = {
    DayPart.WHOLE: DayPart.MORNING,
    DayPart.MORNING: DayPart.AFTERNOON,
    DayPart.AFTERNOON: DayPart.WHOLE,
}


@dataclass(frozen=True, slots=True)
class Edit:
    """A cell before and after."""

    cell: Cell
    before: Called
    after: Called


class TypedRolls(RollCells):
    """The rolls of a class as they stand on the screen.

    The first mark on a day that nobody has called calls the whole class: whoever is not marked was
    there. That is one step, and Ctrl+Z takes it back as one. Nothing is written until it is saved.

    Args:
        grid: the class as it was read.
        today: later days cannot be called.
    """

    def __init__(self, grid: ClassGrid, today: date) -> None:
        super().__init__(grid, today)
        self._replay(grid, {}, {})

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._done)

    def put(self, cell: Cell, called: Called) -> bool:
        """Mark a pupil; False where the pupil cannot be called that day."""
        row, place = cell
        if self._cells[row][place] is None or not self.open(place):
            return False
        edits = [] if self.recorded(place) or called == NOT_RECORDED else self._all_present(place)
        self._step([e for e in edits if e.cell != cell] + [self._edit(cell, called)])
        return True

    def halve(self, cell: Cell) -> bool:
        """An absence goes from the whole day to the morning, the afternoon, and back."""
        called = self._cells[cell[0]][cell[1]]
        if called is None or not called.mark.absent:
            return False
        return self.put(cell, Called(called.mark, _NEXT_PART[called.part]))

    def fill(self, place: int) -> int:
        """Everybody who is still open on a day was there; how many that were."""
        edits = self._all_present(place) if self.open(place) else []
        self._step(edits)
        return len(edits)

    def clear(self, place: int) -> bool:
        """Take a day's roll back: nothing is recorded."""
        if not self.open(place):
            return False
        cells = [(row, place) for row in range(len(self)) if self._cells[row][place] is not None]
        self._step([self._edit(cell, NOT_RECORDED) for cell in cells])
        return True

    def undo(self) -> Sequence[Cell]:
        """Take the last step back; the cells that it had touched."""
        return self._move(self._done, self._undone, back=True)

    def redo(self) -> Sequence[Cell]:
        """Do again what was taken back last."""
        return self._move(self._undone, self._done, back=False)

    def rolls(self) -> list[DayRoll]:
        """What is to be saved: the days that were typed."""
        return [
            DayRoll(
                self.grid.class_id,
                self.grid.days[place].day,
                self.exceptions(place),
                self._seen.get(place, self.grid.exceptions(place)),
            )
            for place in self.changed_days
        ]

    def rebase(self, grid: ClassGrid) -> None:
        """Take the class as it was read again; typed days stay, steps cannot be undone."""
        self._replay(grid, *self._kept())

    def draft(self) -> dict[str, Any]:
        """What was typed, as values that JSON can hold."""
        marks, seen = self._kept()
        return {
            _MARKS: {day.isoformat(): _written(said) for day, said in marks.items()},
            _SEEN: {day.isoformat(): None if s is None else _written(s) for day, s in seen.items()},
        }

    def take_draft(self, draft: Mapping[str, Any]) -> int:
        """Type again what a draft holds; how many days differ."""
        marks = {date.fromisoformat(d): _read(said) for d, said in draft.get(_MARKS, {}).items()}
        seen = {
            date.fromisoformat(d): None if s is None else _read(s)
            for d, s in draft.get(_SEEN, {}).items()
        }
        self._replay(self.grid, marks, seen)
        return len(self.changed_days)

    def _replay(
        self,
        grid: ClassGrid,
        marks: Mapping[date, Exceptions],
        seen: Mapping[date, Exceptions | None],
    ) -> None:
        """Stand on a class as it was read, with the days that were typed over it before."""
        self.grid = grid
        self._cells = [list(line.days) for line in grid.lines]
        self._seen: dict[int, Exceptions | None] = {}
        self._done: list[list[Edit]] = []
        self._undone: list[list[Edit]] = []
        for place, head in enumerate(grid.days):
            said = marks.get(head.day)
            if said is None or not self.open(place):
                continue
            self._seen[place] = seen.get(head.day)
            for row, line in enumerate(grid.lines):
                if line.days[place] is not None and line.student_id in said:
                    self._cells[row][place] = said[line.student_id]

    def _kept(self) -> tuple[dict[date, Exceptions], dict[date, Exceptions | None]]:
        marks: dict[date, Exceptions] = {}
        seen: dict[date, Exceptions | None] = {}
        for place in self.changed_days:
            day = self.grid.days[place].day
            marks[day] = {
                line.student_id: called
                for line, cells in zip(self.grid.lines, self._cells, strict=True)
                if (called := cells[place]) is not None
            }
            seen[day] = self._seen.get(place, self.grid.exceptions(place))
        return marks, seen

    def _all_present(self, place: int) -> list[Edit]:
        return [
            self._edit((row, place), PRESENT)
            for row in range(len(self))
            if self._cells[row][place] == NOT_RECORDED
        ]

    def _edit(self, cell: Cell, after: Called) -> Edit:
        before = self._cells[cell[0]][cell[1]]
        assert before is not None  # noqa: S101 - only cells that can be called are edited
        return Edit(cell, before, after)

    def _step(self, edits: Sequence[Edit]) -> None:
        real = [edit for edit in edits if edit.before != edit.after]
        if not real:
            return
        for edit in real:
            self._cells[edit.cell[0]][edit.cell[1]] = edit.after
            # Whoever types over a day has seen what stands there by now.
            self._seen[edit.cell[1]] = self.grid.exceptions(edit.cell[1])
        self._done.append(real)
        self._undone.clear()

    def _move(
        self, source: list[list[Edit]], target: list[list[Edit]], *, back: bool
    ) -> Sequence[Cell]:
        if not source:
            return ()
        step = source.pop()
        target.append(step)
        for edit in step:
            self._cells[edit.cell[0]][edit.cell[1]] = edit.before if back else edit.after
        # The cell that the person had marked stands last.
        return [edit.cell for edit in reversed(step)]


def _written(said: Exceptions) -> dict[str, list[str]]:
    return {str(student): [called.mark, called.part] for student, called in said.items()}


def _read(said: Mapping[str, Sequence[str]]) -> dict[UUID, Called]:
    return {UUID(key): Called(Mark(mark), DayPart(part)) for key, (mark, part) in said.items()}
