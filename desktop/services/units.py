"""The units of a database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desktop.core.changes import Book, Changes
from desktop.core.errors import SchoolError
from desktop.core.labels import Role, UnitKind
from desktop.models import Unit

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to be entered. The telephones stand on its notices."""

    code: str
    name: str
    kind: UnitKind
    township: str | None = None
    office_phone: str | None = None
    supervision_phone: str | None = None


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in the list."""

    unit_id: UUID
    code: str
    name: str
    kind: UnitKind
    township: str | None


@dataclass(frozen=True, slots=True)
class Telephones:
    """The numbers that notices show."""

    office: str | None
    supervision: str | None


def units(session: Session) -> tuple[UnitLine, ...]:
    """All units of the database, in the order that they were entered."""
    with session.store.read() as connection:
        rows = connection.execute(
            select(Unit.id, Unit.code, Unit.name, Unit.kind, Unit.township).order_by(Unit.id)
        )
        return tuple(UnitLine(*row) for row in rows)


def add_unit(session: Session, new: NewUnit) -> UnitLine:
    """Enter a unit below the one that is worked in.

    Raises:
        SchoolError: the code is taken.
    """

    def body(work: Work) -> UnitLine:
        taken = work.connection.execute(select(Unit.name).where(Unit.code == new.code)).scalar()
        if taken is not None:
            msg = f"代码{new.code}已经是“{taken}”的，请核对代码。"
            raise SchoolError(msg)
        unit_id = work.new_ids(1)[0]
        work.insert(Unit, [unit_row(unit_id, new, session.unit_id)])
        work.summary = {"unit": new.name}
        return UnitLine(unit_id, new.code, new.name, new.kind, new.township)

    return session.write("unit.add", body, Role.PRINCIPAL, Role.BUREAU)


def set_telephones(session: Session, numbers: Telephones) -> Changes:
    """Say which numbers the unit's notices show."""

    def body(work: Work) -> Changes:
        row = {
            "id": session.unit_id,
            "office_phone": numbers.office,
            "supervision_phone": numbers.supervision,
        }
        work.update(Unit, [row])
        return Changes.of(Book.UNITS)

    return session.write("unit.telephones", body, Role.PRINCIPAL, Role.BUREAU)


def unit_row(unit_id: UUID, new: NewUnit, parent_id: UUID | None) -> dict[str, Any]:
    """The table row of a new unit."""
    return {
        "id": unit_id,
        "code": new.code,
        "name": new.name,
        "kind": new.kind,
        "township": new.township,
        "parent_id": parent_id,
        "office_phone": new.office_phone,
        "supervision_phone": new.supervision_phone,
    }
