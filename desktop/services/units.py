"""The units of a database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.labels import Role, UnitKind
from desktop.core.phones import PhoneFlaw, read_phones
from desktop.models import Unit

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.services.session import Session

LONGEST_NAME: Final = 60
_LONGEST_NUMBERS: Final = 40


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


@dataclass(frozen=True, slots=True)
class UnitNames:
    """What a unit is called, and what it is."""

    name: str
    kind: UnitKind
    township: str | None = None


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """All that is known of a unit."""

    code: str
    names: UnitNames
    telephones: Telephones


def unit_record(session: Session) -> UnitRecord:
    """The unit that is worked in.

    Raises:
        NotFoundError: it is not in the data.
    """
    with session.store.read() as connection:
        row = connection.execute(select(Unit).where(Unit.id == session.unit_id)).first()
    if row is None:
        raise NotFoundError("数据里没有这个单位。请重新打开数据。")
    return UnitRecord(
        row.code,
        UnitNames(row.name, row.kind, row.township),
        Telephones(row.office_phone, row.supervision_phone),
    )


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
    """Say which numbers the unit's notices show.

    Raises:
        SchoolError: something that is no telephone number; the sentence says which of the two.
    """
    office = _number("受理电话", numbers.office)
    supervision = _number("监督电话", numbers.supervision)

    def body(work: Work) -> Changes:
        row = {
            "id": session.unit_id,
            "office_phone": office,
            "supervision_phone": supervision,
        }
        work.update(Unit, [row])
        return Changes.of(Book.UNITS)

    return session.write("unit.telephones", body, Role.PRINCIPAL, Role.BUREAU)


def rename(session: Session, names: UnitNames) -> Changes:
    """Say anew what the unit is called, and what it is; issued notices keep the old name.

    Raises:
        SchoolError: the name is empty or too long.
    """
    name, township = names.name.strip(), (names.township or "").strip() or None
    if not name:
        raise SchoolError("单位名称不能是空的。请写公章上的全称。")
    if len(name) > LONGEST_NAME or len(township or "") > LONGEST_NAME:
        msg = f"单位和乡镇的名称请写在{LONGEST_NAME}个字以内。"
        raise SchoolError(msg)

    def body(work: Work) -> Changes:
        row = {"id": session.unit_id, "name": name, "kind": names.kind, "township": township}
        work.update(Unit, [row])
        work.summary = {"unit": name}
        return Changes.of(Book.UNITS)

    return session.write("unit.rename", body, Role.PRINCIPAL, Role.BUREAU)


def _number(title: str, typed: str | None) -> str | None:
    """A telephone as it is stored; None for none."""
    if not (typed or "").strip():
        return None
    read = read_phones(typed or "")
    if isinstance(read, PhoneFlaw):
        msg = f"{title}：{read.label}。"
        raise SchoolError(msg)
    if len(read.text) > _LONGEST_NUMBERS:
        msg = f"{title}写得太多，请只留两个号码。"
        raise SchoolError(msg)
    return read.text


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
