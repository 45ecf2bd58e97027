"""A bureau with schools below it, for tests of what is seen over all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.core.labels import Role, UnitKind
from desktop.services.units import NewUnit, add_unit
from tests.services.rosters import as_role

if TYPE_CHECKING:
    from desktop.services.session import Session


def at_bureau(session: Session) -> Session:
    """The same desk as that of somebody at the bureau."""
    return replace(as_role(session, Role.BUREAU), at_bureau=True)


def add_school(bureau: Session, code: str, name: str) -> Session:
    """A desk in a new school."""
    unit = add_unit(bureau, NewUnit(code, name, UnitKind.PRIMARY))
    return bureau.in_unit(unit.unit_id, unit.name)
