"""What a row of a roster says otherwise of a pupil in the books."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from desktop.core.identity import stored_number
from desktop.services.enrolment import class_key
from desktop.services.imports.doubts import is_away
from desktop.services.imports.guardians import GuardianChange
from desktop.services.imports.student_books import PERSON_FIELDS, STUDENT_FIELDS, known_guardian
from desktop.services.imports.student_writing import Update

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.rosters.students import StudentRow
    from desktop.services.enrolment import Classes, ClassKey
    from desktop.services.imports.matching import Pupil
    from desktop.services.imports.unchanged import Books

_NONE: Final[frozenset[Any]] = frozenset()


def update_of(row: StudentRow, pupil: Pupil, books: Books) -> Update:
    """What a row says otherwise of a pupil; an empty cell says nothing."""
    known = pupil.row
    person = _changed(row, known, PERSON_FIELDS)
    if row.id_number is None and known.id_number is not None:
        person.pop("id_kind", None)  # 其他 without a number is no reason to doubt the number
    return Update(
        known.id,
        known.person_id,
        person,
        _changed(row, known, STUDENT_FIELDS),
        pupil.school_class,
        _moved(row, known, books.classes),
        known.kind if is_away(pupil) else None,
        _changed_guardians(row, known),
        row.categories - books.categories.get(known.id, _NONE),
    )


def _moved(row: StudentRow, known: Any, classes: Classes) -> ClassKey | None:  # noqa: ANN401 - a row of the roll
    """The class that the roster says, if it is another one."""
    if row.school_class is None or known.kind is None:
        return None
    if class_key(known) in classes.meant(row.school_class):
        return None
    return classes.resolve(row.school_class)


def _changed(row: StudentRow, known: Any, titles: Mapping[str, str]) -> dict[str, Any]:  # noqa: ANN401 - same
    """The fields that the row says otherwise; None says nothing."""
    values = {name: getattr(row, name) for name in titles}
    if "id_number" in values:
        values["id_number"] = stored_number(values["id_number"])
    return {
        name: value
        for name, value in values.items()
        if value is not None and value != getattr(known, name)
    }


def _changed_guardians(row: StudentRow, known: Any) -> dict[int, GuardianChange]:  # noqa: ANN401 - same
    """Guardians by place that the row says otherwise, each with who stood there before."""
    changed = {}
    for place, guardian in enumerate(row.guardians, start=1):
        if guardian is None:
            continue
        change = GuardianChange(guardian, known_guardian(known, place))
        if change.says:
            changed[place] = change
    return changed
