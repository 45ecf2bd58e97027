"""What an import may not change: verified fields stay, and what the roster says is listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import select

from desktop.core.pupil_fields import PupilField
from desktop.models import VerifiedField
from desktop.services.imports.guardians import GuardianChange
from desktop.services.imports.plan import HIDDEN, Difference, FieldChange

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from uuid import UUID

    from sqlalchemy.orm import InstrumentedAttribute

    from desktop.rosters.students import Guardian
    from desktop.services.imports.matching import Wanted
    from desktop.services.imports.plan import Facing
    from desktop.services.imports.student_writing import Update

Place = tuple[PupilField, int]

_PARTS: Final = {
    PupilField.GUARDIAN_NAME: ("name", "name_key"),
    PupilField.GUARDIAN_PHONE: ("phone",),
    PupilField.GUARDIAN_ID_NUMBER: ("id_number", "id_kind"),
}
KEPT: Final = "{}核实过，和表里的不一样，没有改；确实变了的，请在这个人的记录里更正"
_MATCHED_BY: Final = ("id_number", "student_number", "birth")


def verified_fields(
    facing: Facing, owner: InstrumentedAttribute[UUID | None]
) -> dict[UUID, frozenset[Place]]:
    """The verified fields of the unit's pupils, or of its staff, by owner: one query."""
    found: dict[UUID, set[Place]] = {}
    query = select(owner, VerifiedField.field, VerifiedField.position)
    rows = facing.connection.execute(
        query.where(VerifiedField.unit_id == facing.unit_id, owner.is_not(None))
    )
    for key, field, position in rows:
        assert key is not None  # noqa: S101 - the query has left the others out
        found.setdefault(key, set()).add((field, position))
    return {key: frozenset(places) for key, places in found.items()}


def kept_line(row: int, who: str, kept: Collection[Place]) -> list[Difference]:
    """Verified fields that a line says otherwise: they stay as they are, and are listed."""
    if not kept:
        return []
    titles = tuple(dict.fromkeys(field.titled(place) for field, place in kept))
    changes = tuple(FieldChange(title, HIDDEN, HIDDEN) for title in titles)
    return [Difference(row, who, changes, KEPT.format("、".join(titles)))]


def own_without(
    values: Mapping[str, Any], locked: Collection[Place]
) -> tuple[dict[str, Any], tuple[Place, ...]]:
    """What a line says of a person without the verified fields, and those fields."""
    own = {field.value for field, place in locked if place == 0}
    if PupilField.ID_NUMBER.value in own:
        own.add("id_kind")
    kept = tuple((PupilField(name), 0) for name in values if name in own and name != "id_kind")
    return _without(values, own), kept


def without_verified(update: Update, locked: Collection[Place]) -> tuple[Update, tuple[Place, ...]]:
    """An update without what it says of verified fields, and those fields."""
    person, of_person = own_without(update.person, locked)
    student, of_student = own_without(update.student, locked)
    kept = [*of_person, *of_student]
    guardians = {}
    for place, change in update.guardians.items():
        left, fields = _guardian(change, {field for field, at in locked if at == place})
        kept += [(field, place) for field in fields]
        if left is not None:
            guardians[place] = left
    left_over = msgspec.structs.replace(
        update,
        person=person,
        student=student,
        guardians=guardians,
    )
    return left_over, tuple(kept)


def _without(values: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


def _guardian(
    change: GuardianChange, locked: Collection[PupilField]
) -> tuple[GuardianChange | None, tuple[PupilField, ...]]:
    """What is left of a change of a guardian; nobody takes the place of one who is verified."""
    fields = [field for field in _PARTS if field in locked]
    if not fields or change.old is None:
        return change, ()
    if not change.same_person:
        return None, tuple(fields)
    kept = tuple(field for field in fields if _says(change, field))
    said: Guardian = change.guardian
    for field in kept:
        said = msgspec.structs.replace(said, **dict(_unsaid(change, field)))
    left = GuardianChange(said, change.old)
    return (left if left.says else None), kept


def _says(change: GuardianChange, field: PupilField) -> bool:
    if field is PupilField.GUARDIAN_ID_NUMBER:
        return change.new_number
    return _PARTS[field][0] in change.corrections


def _unsaid(change: GuardianChange, field: PupilField) -> Iterator[tuple[str, Any]]:
    """The parts of a field as the books have them, or empty, which says nothing."""
    for part in _PARTS[field]:
        yield part, getattr(change.old, part) if field is PupilField.GUARDIAN_NAME else None


def wanted_without(wanted: Wanted, kept: Collection[Place]) -> Wanted:
    """What a line says of who it means, without what the books keep otherwise."""
    names = {field.value for field, _ in kept}
    gone = {name: None for name in _MATCHED_BY if name in names}
    return msgspec.structs.replace(wanted, **gone) if gone else wanted
