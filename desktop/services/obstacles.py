"""What may stand in the way of closing a month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.core.terms import Month


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way of closing. `blocking` ones must be settled first."""

    rule: str
    sentence: str
    blocking: bool
    month: Month | None = None
    """Another month, where that is what stands in the way."""
