"""What a rule is given, and what it asks: a question with a sentence and a place, no accusation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import BigInteger, type_coerce

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

    from desktop.core.terms import Month
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.declared import Declared


@dataclass(frozen=True, slots=True)
class CanteenPlace:
    """Where a question leads: a tab of 食堂账目 in a month, there a day or a record."""

    tab: str
    month: Month
    day: date | None = None
    key: UUID | None = None


@dataclass(frozen=True, slots=True)
class Looking:
    """One canteen in one month, within one transaction."""

    connection: Connection
    unit_id: UUID
    canteen: CanteenLine
    month: Month
    today: date
    school_days: tuple[date, ...]
    """Days of the month on which there was school, up to today."""
    limits: Mapping[str, int]
    logs_until: date
    """Logs of this day and later are asked for elsewhere, or are not due yet."""

    def limit(self, declared: Declared) -> int:
        """From which figure on is asked."""
        return self.limits[declared.key]

    def place(self, tab: str, day: date | None = None, key: UUID | None = None) -> CanteenPlace:
        """A place in the month that is looked at."""
        return CanteenPlace(tab, self.month, day, key)


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule has found: the sentence, and where to look."""

    sentence: str
    place: CanteenPlace


Ask: TypeAlias = Callable[[Looking], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the canteen: its number, what it asks, from which figures on."""

    code: str
    title: str
    question: str
    """What the school is asked; what was found stands before it."""
    asks: tuple[Ask, ...]
    limits: tuple[Declared, ...] = ()
    over: bool = False
    """Whether it can only be asked of a month that is over."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the school, with the rule that asks."""

    rule: Rule
    canteen: str
    sentence: str
    place: CanteenPlace


def units(column: Any) -> ColumnElement[int]:  # noqa: ANN401 - a column of an exact decimal
    """An amount, a quantity or a price as the whole number that it is kept as, to reckon with."""
    return type_coerce(column, BigInteger)
