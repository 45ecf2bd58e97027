"""The data of the demo county: its units and users, and a desk in each of them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from desktop.core.clock import FixedClock
from desktop.core.labels import UnitKind
from desktop.demo.county import county
from desktop.demo.places import BUREAU, MONTHS, TODAY
from desktop.services.books import Login, create, open_books
from desktop.services.demonstration import mark_as_demonstration
from desktop.services.units import NewUnit, add_unit
from desktop.services.users import NewUser, add_user

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.core.terms import Month
    from desktop.demo.people import Account, DemoUnit
    from desktop.services.books import Tools
    from desktop.services.session import Session

# The same in every demo, so that the same data comes out; nobody's numbers hang on it.
_IDENTITY_KEY: Final = bytes(range(32))


def new_unit(unit: DemoUnit) -> NewUnit:
    """A unit as the services take it."""
    office, *others = unit.phones
    return NewUnit(
        code=unit.code,
        name=unit.name,
        kind=unit.kind,
        township=None if unit.kind is UnitKind.BUREAU else "平安乡",
        office_phone=office.number,
        supervision_phone=others[0].number if others else office.number,
    )


def create_county(folder: Path, tools: Tools) -> None:
    """Make the data of the county with all units and users; open, because nothing in it is true.

    Raises:
        SchoolError: the folder has data already or cannot be written.
    """
    units = county().units
    first, *others = county().accounts
    bureau = next(unit for unit in units if unit.code == BUREAU)
    session = create(
        folder, new_unit(bureau), NewUser(first.name, first.role), tools, _IDENTITY_KEY
    ).session
    try:
        mark_as_demonstration(session)
        desks = {BUREAU: session}
        for unit in units:
            if unit.parent is not None:
                line = add_unit(desks[unit.parent], new_unit(unit))
                desks[unit.code] = session.in_unit(line.unit_id, line.name)
        for account in others:
            add_user(desks[account.unit], NewUser(account.name, account.role))
    finally:
        session.store.close()


def account_of(unit: str) -> Account:
    """Who sits at the desk of a unit: its first user."""
    return next(account for account in county().accounts if account.unit == unit)


@contextmanager
def desk(folder: Path, unit: str, tools: Tools) -> Iterator[Session]:
    """The books of a unit, opened by its first user; closed at the end."""
    session = open_books(folder, Login(account_of(unit).name, None, unit), tools)
    try:
        yield session
    finally:
        session.store.close()


def stay_in_the_story(session: Session) -> Month:
    """Let it always be the day on which the demo's story ends; gives its last month."""
    session.store.clock = FixedClock.at(TODAY.year, TODAY.month, TODAY.day)
    return MONTHS[-1]
