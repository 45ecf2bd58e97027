"""What is known of a canteen's day, sitting by sitting, and how each part of it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.core.canteen_day import DayPart, PartState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from desktop.core.canteen import Sitting, StockKind
    from desktop.core.money import Money, Quantity
    from desktop.core.school_days import DayState
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.log_due import DueLine
    from desktop.services.canteen.order_lists import OrderSummary
    from desktop.services.canteen.planning import Goods, MealPlan, PlanLine
    from desktop.services.canteen.samples import SampleLine


@dataclass(frozen=True, slots=True)
class Eaters:
    """Who eats at a sitting: counted, or only expected by roll call and enrolment."""

    counted: bool
    plan: int
    paying: int
    guests: int
    staff: int
    """Members of the staff, by their own meals."""
    uncounted: tuple[str, ...] = ()
    """Classes with pupils that a counted sitting leaves out."""

    @property
    def heads(self) -> int:
        """Everybody."""
        return self.plan + self.paying + self.guests + self.staff


@dataclass(frozen=True, slots=True)
class Issued:
    """What went out of an article for a sitting."""

    goods: Goods
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Companion:
    """Who shared the meal."""

    name: str
    unpaid: bool
    open_problem: str
    """What was found and nobody has said what became of it; empty: nothing."""


@dataclass(frozen=True, slots=True)
class SittingDay:
    """A sitting of a day."""

    sitting: Sitting
    ahead: bool
    """Whether its day is still to come."""
    plan: MealPlan | None
    """None: there is no menu."""
    eaters: Eaters
    issued: tuple[Issued, ...]
    samples: tuple[SampleLine, ...]
    companions: tuple[Companion, ...]

    @property
    def dishes(self) -> tuple[str, ...]:
        """What is on the menu."""
        return tuple(line.dish.name for line in self.plan.dishes) if self.plan else ()

    @property
    def lacking(self) -> tuple[PlanLine, ...]:
        """What is still to go out and is not in store."""
        return tuple(line for line in self._lines if line.missing)

    @property
    def left(self) -> tuple[PlanLine, ...]:
        """What the menu asks for and nothing went out of."""
        return tuple(line for line in self._lines if line.planned and not line.issued)

    @property
    def unsampled(self) -> tuple[str, ...]:
        """Dishes of the menu of which nothing was kept."""
        kept = {line.dish for line in self.samples}
        return tuple(name for name in self.dishes if name not in kept)

    @property
    def states(self) -> Mapping[DayPart, PartState]:
        """How each part stands, in the order of the day's work."""
        known = {
            DayPart.MENU: PartState.DONE if self.dishes else PartState.OPEN,
            DayPart.HEADS: self._heads(),
            DayPart.GOODS: self._goods(),
            DayPart.SAMPLES: self._samples(),
            DayPart.COMPANION: self._companion(),
        }
        if self.ahead:
            waits = {PartState.OPEN: PartState.AHEAD}
            known.update({p: waits.get(s, s) for p, s in known.items() if p is not DayPart.MENU})
        return known

    @property
    def done(self) -> bool:
        """Whether nothing is left to do."""
        return all(state is PartState.DONE for state in self.states.values())

    @property
    def _lines(self) -> tuple[PlanLine, ...]:
        return self.plan.lines if self.plan else ()

    def _heads(self) -> PartState:
        eaters = self.eaters
        if not eaters.counted:
            return PartState.OPEN
        return PartState.PROBLEM if eaters.uncounted or not eaters.heads else PartState.DONE

    def _goods(self) -> PartState:
        if self.left and (self.issued or self.lacking):
            return PartState.PROBLEM
        return PartState.DONE if self.issued else PartState.OPEN

    def _samples(self) -> PartState:
        if not self.samples:
            return PartState.OPEN
        return PartState.PROBLEM if self.unsampled else PartState.DONE

    def _companion(self) -> PartState:
        if not self.companions:
            return PartState.OPEN
        open_ones = any(one.open_problem for one in self.companions)
        return PartState.PROBLEM if open_ones else PartState.DONE


@dataclass(frozen=True, slots=True)
class Unserved:
    """A sitting that was not served, and why."""

    sitting: Sitting
    reason: str


@dataclass(frozen=True, slots=True)
class Expiring:
    """Goods in store whose time is up today or tomorrow, or was before."""

    name: str
    measure: str
    left: Quantity
    expires_on: date


@dataclass(frozen=True, slots=True)
class DraftLeft:
    """A stock document that was not booked."""

    document_id: UUID
    kind: StockKind
    day: date
    supplier: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """What else waits in a canteen on a day."""

    logs: tuple[DueLine, ...] = ()
    """Checklists of the day and of its week."""
    orders: tuple[OrderSummary, ...] = ()
    """What is expected that day; today also what should have come before."""
    expiring: tuple[Expiring, ...] = ()
    drafts: tuple[DraftLeft, ...] = ()
    disposals: tuple[SampleLine, ...] = ()
    """Samples that may be thrown away."""
    cash: Money | None = None
    """What lies in the cash box, where that is more than may be kept there."""


@dataclass(frozen=True, slots=True)
class CanteenDay:
    """A canteen and a day: everything on one screen."""

    canteen: CanteenLine
    day: date
    today: date
    state: DayState
    writable: bool
    """Whether the canteen has accounts on the day and its month is not closed."""
    sittings: tuple[SittingDay, ...]
    unserved: tuple[Unserved, ...]
    waiting: Waiting

    @property
    def quiet(self) -> bool:
        """Whether the canteen does not cook."""
        return not self.sittings
