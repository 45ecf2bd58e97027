"""Where the day of a canteen leads: a tab, there a meal and what is to be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from desktop.core.terms import Month

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from desktop.core.canteen import Sitting
    from desktop.core.meals import LogKind


class Doing(StrEnum):
    """What is to be done, or looked at."""

    MENU = "menu"
    HEADS = "heads"
    ISSUE = "issue"
    SAMPLES = "samples"
    COMPANION = "companion"
    ROUND = "round"
    DISPOSE = "dispose"
    ORDER = "order"
    NEW_ORDER = "new_order"
    DRAFT = "draft"
    STORE = "store"
    CASH = "cash"


TABS: Final = {
    Doing.MENU: "issues",
    Doing.HEADS: "meals",
    Doing.ISSUE: "issues",
    Doing.SAMPLES: "logs",
    Doing.COMPANION: "logs",
    Doing.ROUND: "logs",
    Doing.DISPOSE: "logs",
    Doing.ORDER: "receipts",
    Doing.NEW_ORDER: "receipts",
    Doing.DRAFT: "receipts",
    Doing.STORE: "issues",
    Doing.CASH: "money",
}
_ONE_WRITE: Final = frozenset(
    {
        *(Doing.MENU, Doing.HEADS, Doing.ISSUE, Doing.SAMPLES),
        *(Doing.COMPANION, Doing.ROUND, Doing.DISPOSE, Doing.CASH),
    }
)


@dataclass(frozen=True, slots=True)
class DayPlace:
    """A canteen's day in one of the tabs."""

    doing: Doing
    canteen_id: UUID
    day: date
    sitting: Sitting | None = None
    enter: bool = False
    """Whether the form is to be opened; else it is only looked at."""
    kind: LogKind | None = None
    key: UUID | None = None
    """Of an order or a draft."""

    @property
    def tab(self) -> str:
        """The tab that it lies in."""
        return TABS[self.doing]

    @property
    def month(self) -> Month:
        """The month of the day."""
        return Month.of(self.day)

    @property
    def comes_back(self) -> bool:
        """Whether the day is shown again as soon as something was written."""
        return self.enter and self.doing in _ONE_WRITE

    @property
    def meal(self) -> tuple[date, Sitting]:
        """The meal that is meant."""
        assert self.sitting is not None  # noqa: S101 - asked of meals only
        return self.day, self.sitting
