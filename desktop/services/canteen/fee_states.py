"""How pupils' meal fees of a month stand: paid, eaten, to be paid back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.core.labels import Labelled
from desktop.core.money import Money

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from desktop.core.money import UnitPrice
    from desktop.core.terms import Month


class FeeState(Labelled):
    """How a pupil's fees of a month stand."""

    UNPAID = "unpaid", "未交"
    OPEN = "open", "天数未登记"
    SETTLED = "settled", "已结清"
    SHORT = "short", "欠交"
    DUE = "due", "应退"
    OVERDUE = "overdue", "超期未退"


@dataclass(frozen=True, slots=True)
class PupilFees:
    """A pupil's fees of a month."""

    student_id: UUID
    name: str
    note: str
    """What tells the line from others: left, a namesake."""
    class_id: UUID | None
    label: str
    paid: Money
    refunded: Money
    tickets: str
    school_days: int
    eaten: int | None
    """None: the days are not recorded."""
    price: UnitPrice | None
    """What a day costs the pupil; None: nothing was paid, and no price is decided."""
    used: Money | None
    """The days eaten at that price; None where the days are not recorded."""
    due_on: date
    """Until when what is left is to be paid back."""
    state: FeeState

    @property
    def left(self) -> Money | None:
        """What is to be paid back; below zero what is still to be paid."""
        return None if self.used is None else self.paid - self.refunded - self.used

    @property
    def price_words(self) -> str:
        """The price with two places at least."""
        if self.price is None:
            return ""
        whole, _, places = str(self.price.decimal).partition(".")
        return f"{whole}.{places.rstrip('0').ljust(2, '0')}"

    @property
    def due(self) -> Money:
        """What is to be paid back."""
        left = self.left
        return left if left is not None and left.units > 0 else Money(0)


@dataclass(frozen=True, slots=True)
class ClassFees:
    """A class's fees of a month."""

    class_id: UUID | None
    label: str
    pupils: int
    payers: int
    paid: Money
    refunded: Money
    due: Money


@dataclass(frozen=True, slots=True)
class FeesMonth:
    """The fees for a month's meals, pupil by pupil."""

    month: Month
    canteen: str
    decided: bool
    """Whether a price of lunch is decided; else days are reckoned by what was paid."""
    days_to_refund: int
    lines: tuple[PupilFees, ...]
    unnamed: Money
    """Fees received in the month, less refunds, of which nobody has said whose they are."""

    @property
    def paid(self) -> Money:
        """Everything that was paid."""
        return Money.sum(line.paid for line in self.lines)

    @property
    def refunded(self) -> Money:
        """Everything that was paid back."""
        return Money.sum(line.refunded for line in self.lines)

    @property
    def due(self) -> Money:
        """Everything that is to be paid back."""
        return Money.sum(line.due for line in self.lines)

    @property
    def classes(self) -> tuple[ClassFees, ...]:
        """The same class by class."""
        found: dict[UUID | None, list[PupilFees]] = defaultdict(list)
        for line in self.lines:
            found[line.class_id].append(line)
        return tuple(
            ClassFees(
                key,
                lines[0].label,
                len(lines),
                sum(bool(line.paid) for line in lines),
                Money.sum(line.paid for line in lines),
                Money.sum(line.refunded for line in lines),
                Money.sum(line.due for line in lines),
            )
            for key, lines in found.items()
        )


@dataclass(frozen=True, slots=True)
class RefundDue:
    """A pupil to whom fees of a month are to be paid back."""

    month: Month
    line: PupilFees

    @property
    def overdue(self) -> bool:
        """Whether the last day has passed."""
        return self.line.state is FeeState.OVERDUE
