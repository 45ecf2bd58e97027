"""What an import may not change: verified fields stay, and what the roster says is listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.core.pupil_fields import PupilField
from desktop.services.imports.guardians import GuardianChange

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from desktop.rosters.students import Guardian
    from desktop.services.imports.matching import Wanted
    from desktop.services.imports.student_writing import Update

Place = tuple[PupilField, int]

_PARTS: Final = {
    PupilField.GUARDIAN_NAME: ("name", "name_key"),
    PupilField.GUARDIAN_PHONE: ("phone",),
    PupilField.GUARDIAN_ID_NUMBER: ("id_number", "id_kind"),
}
_MATCHED_BY: Final = ("id_number", "student_number", "birth")


def without_verified(update: Update, locked: Collection[Place]) -> tuple[Update, tuple[Place, ...]]:
    """An update without what it says of verified fields, and those fields."""
    own = {field.value for field, place in locked if place == 0}
    if "id_number" in own:
        own.add("id_kind")
    kept = [
        (PupilField(name), 0)
        for name in (*update.person, *update.student)
        if name in own and name != "id_kind"
    ]
    guardians = {}
    for place, change in update.guardians.items():
        left, fields = _guardian(change, {field for field, at in locked if at == place})
        kept += [(field, place) for field in fields]
        if left is not None:
            guardians[place] = left
    left_over = msgspec.structs.replace(
        update,
        person=_without(update.person, own),
        student=_without(update.student, own),
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
