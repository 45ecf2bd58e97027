"""The whole county of 平安县, the same every time it is asked for. Nobody in it exists."""

from __future__ import annotations

from functools import cache

from desktop.demo.charges import charges
from desktop.demo.enrolments import Enrolments
from desktop.demo.meals import meal_months
from desktop.demo.people import County
from desktop.demo.places import ACCOUNTS, TODAY, UNITS
from desktop.demo.staff import staff


@cache
def county() -> County:
    """Make the county: units, pupils, the meals of a year, charges, staff and users."""
    stays = Enrolments().all()
    return County(
        today=TODAY,
        units=UNITS,
        stays=stays,
        meals=tuple(meal_months(stays)),
        charges=charges(),
        staff=staff(),
        accounts=ACCOUNTS,
    )
