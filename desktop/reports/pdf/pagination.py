"""Which rows of a table stand on which page: pure arithmetic over row heights.

Rows run down a panel, then down the next one beside it, then to the next page. A heading keeps with
its first row, a subtotal with its last; what follows the table (公示期, 署名, seal) keeps with at
least a few rows, so that no page shows a seal without text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_KEPT: Final = 44.0  # points of data rows that stand above the seal at least: three lines


class Part(Enum):
    """What a row of the table is."""

    HEADING = "heading"
    DATA = "data"
    SUBTOTAL = "subtotal"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Extents:
    """The heights that pages are reckoned with."""

    head: float
    """The table's head, repeated on each panel."""
    band: float
    """A heading that is repeated where its group goes on (续)."""
    carry: float
    """过次页 or 承前页; 0 where nothing is carried."""
    closing: float
    """The last row across the whole table; 0 without one."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A run of rows that stand under one head."""

    start: int
    end: int
    continued: bool
    """Whether the heading of the group is repeated on top."""


@dataclass(frozen=True, slots=True)
class TablePage:
    """The table's share of one page."""

    panels: tuple[Panel, ...]
    height: float
    carried_in: bool
    carried_out: bool


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows to be placed: what each is, how high, and whether it lies inside a headed group."""

    parts: Sequence[Part]
    heights: Sequence[float]
    headed: Sequence[bool]


@dataclass(slots=True)
class Paginator:
    """Places the rows of one table."""

    rows: Rows
    extents: Extents
    panels: int
    pages: list[TablePage] = field(default_factory=list)

    def place(self, first: float, full: float, tail: float) -> list[TablePage]:
        """Fill pages; `first` is the height left on the current page, `tail` what must follow.

        An empty first page means that the table begins on the next one.
        """
        start, room, count = 0, first, len(self.rows.parts)
        while True:
            last = self._last_page(start, room)
            if last is not None:
                cut = self._cut(start)
                fresh = room == full
                if last.height + tail <= room or (fresh and cut == start):
                    self.pages.append(last)
                    return self.pages
                self._add(start, cut, room, fresh=fresh)
                start, room = cut, full
                continue
            end = self._add(start, count, room, fresh=room == full)
            start, room = end, full

    def _add(self, start: int, limit: int, room: float, *, fresh: bool) -> int:
        """Add a page that is followed by another; return the first row of that one."""
        panels, height = self._fill(start, limit, room, reserve=self.extents.carry)
        end = panels[-1].end if panels else start
        if end == start and fresh:
            # A row higher than a page was refused when it was measured; this one fits somehow.
            panels, end = (Panel(start, start + 1, continued=False),), start + 1
        self.pages.append(TablePage(panels, height, self._carries(start), self._carries(end)))
        return end

    def _carries(self, at: int) -> bool:
        """Whether a sum is carried over a page break before row `at`."""
        return self.extents.carry > 0 and at > 0

    def _last_page(self, start: int, room: float) -> TablePage | None:
        """The page that holds all rows from `start`, as low as can be; None if they do not fit."""
        count = len(self.rows.parts)
        room -= self.extents.closing
        panels, height = self._fill(start, count, room, reserve=0.0)
        if not panels or panels[-1].end < count:
            return None
        if self.panels > 1:
            panels, height = self._level(start, height)
        carried = self._carries(start)
        return TablePage(panels, height + self.extents.closing, carried, carried_out=False)

    def _level(self, start: int, height: float) -> tuple[tuple[Panel, ...], float]:
        """Lower the panels until they just hold the rest, so that they end side by side."""
        count = len(self.rows.parts)
        low, high = 0.0, height + 0.01  # against rounding
        while high - low > 1:
            middle = (low + high) / 2
            panels, _ = self._fill(start, count, middle, reserve=0.0)
            if panels and panels[-1].end == count:
                high = middle
            else:
                low = middle
        return self._fill(start, count, high, reserve=0.0)

    def _fill(
        self, start: int, limit: int, room: float, *, reserve: float
    ) -> tuple[tuple[Panel, ...], float]:
        """Fill the panels of a page with rows up to `limit`; `reserve` is kept free in the last."""
        panels: list[Panel] = []
        highest, at = 0.0, start
        for number in range(self.panels):
            top = self._top(at, first=number == 0)
            free = room - top - (reserve if number == self.panels - 1 else 0.0)
            end, used = self._run(at, limit, free)
            if end == at:
                break
            panels.append(Panel(at, end, self._continued(at)))
            highest, at = max(highest, top + used), end
            if at == limit:
                break
        if reserve and panels:
            highest = max(highest, self._with_carry(panels[-1], reserve, first=len(panels) == 1))
        return tuple(panels), highest

    def _with_carry(self, panel: Panel, reserve: float, *, first: bool) -> float:
        """The height of the panel that 过次页 stands under."""
        used = sum(self.rows.heights[panel.start : panel.end])
        return self._top(panel.start, first=first) + used + reserve

    def _top(self, at: int, *, first: bool) -> float:
        """What stands above the first row of a panel."""
        top = self.extents.head + (self.extents.band if self._continued(at) else 0.0)
        return top + (self.extents.carry if first and self._carries(at) else 0.0)

    def _continued(self, at: int) -> bool:
        rows = self.rows
        return at > 0 and rows.headed[at] and rows.parts[at] is not Part.HEADING

    def _run(self, start: int, limit: int, free: float) -> tuple[int, float]:
        """The end of the run of rows from `start` that fits, and its height."""
        heights, parts = self.rows.heights, self.rows.parts
        at, used = start, 0.0
        while at < limit and used + heights[at] <= free:
            used += heights[at]
            at += 1
        if at == len(parts):
            return at, used
        while at > start and (
            parts[at - 1] is Part.HEADING or parts[at] in (Part.SUBTOTAL, Part.TOTAL)
        ):
            at -= 1
            used -= heights[at]
        return at, used

    def _cut(self, start: int) -> int:
        """The row that the last page begins with when the end of the table must move over."""
        parts = self.rows.parts
        at, kept = len(parts), 0.0
        while at > start and kept < _KEPT:
            at -= 1
            kept += self.rows.heights[at] if parts[at] is Part.DATA else 0.0
        while at > start and parts[at - 1] is Part.HEADING:
            at -= 1
        return at
