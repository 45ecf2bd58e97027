"""What a link into 食堂账目 points at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.core.terms import Month


COUNTS_PART: Final = "counts"
"""The heads at table of each day, in the tab 就餐."""
DAYS_PART: Final = "days"
"""The days of the pupils, in the same tab."""

BOARD_PART: Final = "board"
"""The board of charges, in the tab 收费."""
FEES_PART: Final = "fees"
"""The meal fees of the pupils, in the same tab."""
PRICES_PART: Final = "prices"
"""What a meal costs, in the same tab."""
STAFF_PART: Final = "staff"
"""The meals of the staff, in the tab 就餐."""


@dataclass(frozen=True, slots=True)
class CanteenRecord:
    """A place in 食堂账目: a tab, and where it matters a month and a class."""

    tab: str
    month: Month | None = None
    class_id: UUID | None = None
    of_class: bool = False
    """Whether a class is meant: its key is None for the pupils who are in no class."""
    part: str = ""
    """Which part of a tab that has several; empty where the record itself tells."""
