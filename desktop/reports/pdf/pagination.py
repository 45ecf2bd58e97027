"""Which rows of a table stand on which page: pure arithmetic over row heights.

Rows run down a panel, then down the next one beside it, then to the next page. A heading keeps with
its first row, a subtotal with its last; what follows the table (公示期, 署名, seal) keeps with at
least a few rows, so that no page shows a seal without text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop.core.errors import SchoolError

if TYPE_CHECKING:
    from collections.abc import Sequence

_KEPT: Final = 44.0  # points of data rows that stand above the seal at least: three lines


class Part(Enum):
    """What a row of the table is."""

    HEADING = "heading"
    DATA = "data"
    SUBTOTAL = "subtotal"
    TOTAL = "total"


class Extents(NamedTuple):
    """The heights that pages are reckoned with."""

    head: float
    """The table's head, repeated on each panel."""
    band: float
    """A heading that is repeated where its group goes on (续)."""
    carry: float
    """过次页 or 承前页; 0 where nothing is carried."""
    closing: float
    """The last row across the whole table; 0 without one."""


class Panel(NamedTuple):
    """A run of rows that stand under one head."""

    start: int
    end: int
    continued: bool
    """Whether the heading of the group is repeated on top."""


class TablePage(NamedTuple):
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

        Raises:
            SchoolError: a row is higher than a page.
        """
        start, room = 0, first
        while self.rows.parts:
            cut = self._cut(start)
            last = self._last_page(start, room)
            if last is not None and (last.height + tail <= room or (room == full and cut == start)):
                self.pages.append(last)
                return self.pages
            panels, height = self._fill(start, cut, room, reserve=self.extents.carry)
            if room == full and not panels:
                raise SchoolError("表格里有一行太高，一页印不下，请把这一行的文字写短些再打印。")
            end = panels[-1].end if panels else start
            self.pages.append(TablePage(panels, height, self._carries(start), self._carries(end)))
            start, room = end, full
        return self.pages

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
        highest, last_height, at = 0.0, 0.0, start
        for number in range(self.panels):
            free = room - self._top(at, first=number == 0)
            end, used = self._run(at, limit, free)
            if self._closes(end, limit, number, room) and used + reserve > free:
                end, used = self._run(at, limit, free - reserve)
            if end == at:
                break
            panels.append(Panel(at, end, self._continued(at)))
            highest = max(highest, room - free + used)
            last_height = room - free + used + reserve
            at = end
            if at == limit:
                break
        return tuple(panels), max(highest, last_height)

    def _closes(self, end: int, limit: int, number: int, room: float) -> bool:
        """Whether 过次页 will stand under this panel: no row comes after it on the page."""
        if end == limit or number == self.panels - 1:
            return True
        free = room - self._top(end, first=False) - self.extents.carry
        return self._run(end, limit, free)[0] == end

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
