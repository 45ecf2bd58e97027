"""Where the sheets lie: one under the other with air between, at a factor."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF

from desktop.views.preview.pdf import PageSize, Shot
from desktop.views.preview.zoom import SCREEN_INCH

if TYPE_CHECKING:
    from collections.abc import Sequence

AIR: Final = 16
MOST_PIXELS: Final = 24_000_000
"""A page is not drawn larger than this; beyond, its picture is stretched."""


class Column:
    """The places of all pages, in device-independent pixels from the top of the first."""

    def __init__(self, sizes: Sequence[PageSize] = (), factor: float = 1.0) -> None:
        self.sizes, self.factor = tuple(sizes), factor
        self._extents = [size.pixels(SCREEN_INCH * factor) for size in self.sizes]
        self.tops: list[int] = []
        below = AIR
        for _, high in self._extents:
            self.tops.append(below)
            below += high + AIR
        self.height = below if self.sizes else 0
        self.width = max((wide for wide, _ in self._extents), default=0) + 2 * AIR

    def __len__(self) -> int:
        return len(self.sizes)

    def widest(self) -> PageSize:
        """The size that decides what is fitted."""
        return max(self.sizes, key=lambda size: size.width)

    def page_at(self, y: float) -> int:
        """The page that lies at a height, or the last above it."""
        return max(bisect_right(self.tops, y) - 1, 0)

    def seen(self, top: float, high: float) -> range:
        """The pages of which anything lies between two heights."""
        if not self.sizes:
            return range(0)
        first = self.page_at(top)
        return range(first, max(bisect_right(self.tops, top + high), first + 1))

    def place(self, page: int, room: float) -> QRectF:
        """Where a page lies in a room of that width, in its middle."""
        wide, high = self._extents[page]
        left = (max(room, self.width) - wide) / 2
        return QRectF(left, self.tops[page], wide, high)

    def shot(self, page: int, ratio: float) -> Shot:
        """The picture of a page that is sharp on a screen of that ratio."""
        size, inch = self.sizes[page], SCREEN_INCH * self.factor * ratio
        wide, high = size.pixels(inch)
        if wide * high > MOST_PIXELS:
            wide, high = size.pixels(inch * (MOST_PIXELS / (wide * high)) ** 0.5)
        return Shot(page, wide, high)
