"""The cells of a class's month as they stand on the screen, saved or not. Knows no Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.core.attendance import NOT_RECORDED, PRESENT, Called, Tally

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from desktop.services.attendance.rolls import ClassGrid, Exceptions


class RollCells:
    """What is known of each pupil and day, and how the days stand.

    Args:
        grid: the class as it was read.
        today: later days cannot be called.
    """

    def __init__(self, grid: ClassGrid, today: date) -> None:
        self.grid = grid
        self.today = today
        self._cells: list[list[Called | None]] = [list(line.days) for line in grid.lines]

    def __len__(self) -> int:
        return len(self.grid.lines)

    def called(self, row: int, place: int) -> Called | None:
        """What stands in a cell; None: the pupil could not be called that day."""
        return self._cells[row][place]

    def open(self, place: int) -> bool:
        """Whether a day can be called."""
        head = self.grid.days[place]
        return head.lessons and head.pupils > 0 and head.day <= self.today

    def recorded(self, place: int) -> bool:
        """Whether anything stands on a day, saved or not."""
        return any(called != NOT_RECORDED for called in self._column(place))

    def changed(self, row: int, place: int) -> bool:
        """Whether a cell is typed and not saved."""
        return self._cells[row][place] != self.grid.lines[row].days[place]

    @property
    def changed_days(self) -> list[int]:
        """The days that are typed and not saved."""
        return [place for place in range(len(self.grid.days)) if self._day_changed(place)]

    @property
    def dirty(self) -> bool:
        """Whether anything would be lost."""
        return bool(self.changed_days)

    def tally(self, row: int) -> Tally:
        """A pupil's month as it stands, days that have not come left out."""
        pairs = zip(self._cells[row], self.grid.days, strict=True)
        return Tally.of(called for called, head in pairs if head.day <= self.today)

    def day_tally(self, place: int) -> Tally:
        """A day of the class."""
        return Tally.of(self._column(place))

    def _column(self, place: int) -> Iterable[Called]:
        return [called for cells in self._cells if (called := cells[place]) is not None]

    def _day_changed(self, place: int) -> bool:
        return any(self.changed(row, place) for row in range(len(self)))

    def exceptions(self, place: int) -> Exceptions | None:
        """What a day's roll says as it stands; None: nothing is recorded."""
        if not self.recorded(place):
            return None
        return {
            line.student_id: called
            for line, cells in zip(self.grid.lines, self._cells, strict=True)
            if (called := cells[place]) is not None and called != PRESENT
        }
