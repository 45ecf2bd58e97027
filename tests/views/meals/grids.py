"""Classes for tests of typing, as the service would have read them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from desktop.core.labels import MonthState
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.services.meal_grid import ClassGrid, GridLine

if TYPE_CHECKING:
    from collections.abc import Sequence

OCTOBER = Month(2026, 10)
TEACHING = 18
RATE = Money.of("5.00")


def line(number: int, days: int | None = None, present: int = TEACHING) -> GridLine:
    """A pupil of the plan."""
    return GridLine(UUID(int=number + 1), f"学生{number}", "", present, days, in_plan=True)


def grid(
    lines: Sequence[GridLine],
    state: MonthState = MonthState.OPEN,
    rate: Money | None = RATE,
) -> ClassGrid:
    """三年级1班 in October."""
    return ClassGrid(
        OCTOBER,
        state,
        UUID(int=999),
        "三年级1班",
        TEACHING,
        certain=True,
        rate=rate,
        lines=tuple(lines),
    )


def class_of(*days: int | None) -> ClassGrid:
    """A class whose pupils have these days on record."""
    return grid([line(number, value) for number, value in enumerate(days)])
