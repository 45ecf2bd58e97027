"""How large pages are shown: fitted to the window, or at a share of their size on paper."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

SCREEN_INCH: Final = 96.0
"""Device-independent pixels of an inch at 100 %."""
LEAST: Final = 0.5
MOST: Final = 3.0
STEPS: Final = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0)
_TINY: Final = 0.1  # of what is fitted into a very small window
_NEAR: Final = 0.005


class Fit(Enum):
    """To what pages are fitted; the value is the word for it."""

    WIDTH = "适合宽度"
    PAGE = "整页"
    FREE = ""


@dataclass(frozen=True, slots=True)
class Zoom:
    """What the person has chosen."""

    fit: Fit = Fit.WIDTH
    factor: float = 1.0
    """The share of the paper's size, where nothing is fitted."""

    def on(self, page: tuple[float, float], room: tuple[float, float]) -> float:
        """The factor at which a page, in points, is shown in a room, in pixels."""
        if self.fit is Fit.FREE:
            return self.factor
        wide = room[0] / (page[0] / 72 * SCREEN_INCH)
        high = room[1] / (page[1] / 72 * SCREEN_INCH)
        fitted = wide if self.fit is Fit.WIDTH else min(wide, high)
        return min(max(fitted, _TINY), MOST)


def free(factor: float) -> Zoom:
    """A share of the paper's size, kept within what is offered."""
    return Zoom(Fit.FREE, min(max(factor, LEAST), MOST))


def stepped(factor: float, *, larger: bool) -> Zoom:
    """The next step from a factor."""
    if larger:
        return free(next((step for step in STEPS if step > factor + _NEAR), MOST))
    return free(next((step for step in reversed(STEPS) if step < factor - _NEAR), LEAST))
