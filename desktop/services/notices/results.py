"""What a notice says: the figures that services hand to the printer, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - read at run time, when a snapshot is loaded

from desktop.core.money import Money
from desktop.core.terms import Month  # noqa: TC001 - same


@dataclass(frozen=True, slots=True)
class Contact:
    """A telephone that a notice must show: for whom, and the number."""

    label: str
    number: str


@dataclass(frozen=True, slots=True)
class Posting:
    """How a notice hangs: from when to when, whom to call, who signs."""

    number: str
    first_day: date
    last_day: date
    working_days: int
    contacts: tuple[Contact, ...]
    signed_by: str
    signed_on: date
    seal_code: str | None
    """Short code of the month's seal; None while the month is open (the print is then a trial)."""
    replaces: str | None = None
    """Number of the notice that this one corrects (更正公示)."""


@dataclass(frozen=True, slots=True)
class MealLine:
    """One pupil's month of lunches. Nothing private."""

    school_class: str
    name: str
    days: int
    amount: Money
    own: Money | None = None
    """What the pupil paid for meals of that month, less what was paid back; None: nothing is
    recorded by name at this school."""


@dataclass(frozen=True, slots=True)
class ClassMeals:
    """The lines of one class and what they add up to."""

    school_class: str
    lines: tuple[MealLine, ...]
    days: int
    amount: Money


@dataclass(frozen=True, slots=True)
class StandardUsed:
    """The standard of the day that an amount was worked out with, and where it comes from."""

    amount: Money
    unit: str
    document: str
    since: date


@dataclass(frozen=True, slots=True)
class MealsNotice:
    """学生午餐（营养餐）实名公示 of one school and month."""

    unit_name: str
    month: Month
    standard: StandardUsed
    classes: tuple[ClassMeals, ...]
    pupils: int
    days: int
    total: Money
    not_recorded: int
    """Enrolled pupils without a record this month: unknown, not absent."""
    posting: Posting

    @property
    def own(self) -> Money | None:
        """What the pupils on it paid themselves; None where that is not recorded by name."""
        told = [one.own for group in self.classes for one in group.lines if one.own is not None]
        return Money.sum(told) if told else None


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """One line of the charge board (计价格〔2002〕792号 lists what it must say)."""

    item: str
    kind: str
    unit: str
    standard: str
    basis: str
    scope: str
    voluntary: bool | None
    relief: str
    refund: str


@dataclass(frozen=True, slots=True)
class ChargesNotice:
    """收费公示 of one school, as it holds on a day."""

    unit_name: str
    on: date
    lines: tuple[ChargeLine, ...]
    posting: Posting
