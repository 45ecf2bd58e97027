"""食堂账目: meal days class by class, charges, and the close of the month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.months import waiting
from desktop.views.pages import PageKind

if TYPE_CHECKING:
    from desktop.views.desk import Desk
    from desktop.views.pages import Page


def _make(desk: Desk) -> Page:
    from desktop.views.meals.page import CanteenPage  # noqa: PLC0415 - not before it is seen

    return CanteenPage(desk)


PAGE = PageKind(
    name="canteen", title="食堂账目", icon="canteen", order=60, factory=_make, count=waiting
)
