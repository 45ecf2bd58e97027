"""Lines of a roster of pupils as differences: who it is, what changes, what is not shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from desktop.services.enrolment import class_key
from desktop.services.imports.plan import HIDDEN, Difference, FieldChange, text
from desktop.services.imports.student_books import PERSON_FIELDS, STUDENT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.rosters.results import RosterResult
    from desktop.rosters.students import StudentRow
    from desktop.services.enrolment import Classes
    from desktop.services.imports.matching import Pupil
    from desktop.services.imports.student_writing import Update

# These never stand in a list of differences in the open.
SENSITIVE: Final = frozenset(
    {
        *("birth", "id_number", "phone", "address", "registered_address", "bank_card"),
        *("student_number", "remark"),
    }
)


def who(row: StudentRow) -> str:
    """The class and the name of a row."""
    label = row.school_class.label if row.school_class else ""
    return f"{label} {row.name}".strip()


def missing(
    roster: RosterResult[StudentRow], known: Iterable[Pupil], classes: Classes
) -> tuple[Difference, ...]:
    """Pupils of the classes that the roster is about who do not stand in it."""
    names = {row.school_class for row in roster.rows if row.school_class}
    covered = {key for name in names for key in classes.meant(name)}
    reason = "名册里有，表里没有"
    if roster.errors:
        reason += "（或者那一行有错误，没有读入）"
    return tuple(
        Difference(0, f"{class_label(p.row, classes)} {p.row.name}".strip(), reason=reason)
        for p in known
        if not p.taken
        and p.row.kind is not None
        and p.row.kind.present
        and (not covered or class_key(p.row) in covered)
    )


def field_changes(update: Update, known: Any, classes: Classes) -> tuple[FieldChange, ...]:  # noqa: ANN401 - a row of the roll
    """What a row says otherwise, private values left out."""
    changes = [
        _field_change(name, title, known, values[name])
        for titles, values in (
            (PERSON_FIELDS, update.person),
            (STUDENT_FIELDS, update.student),
        )
        for name, title in titles.items()
        if name in values
    ]
    if update.back_from is not None:
        changes.append(FieldChange("学籍状态", update.back_from.label, "回校"))
    if update.moved is not None:
        changes.append(
            FieldChange("班级", class_label(known, classes), classes.label(update.moved))
        )
    if update.guardians:
        changes.append(FieldChange("监护人", HIDDEN, HIDDEN))
    if update.categories:
        changes.append(FieldChange("困难类别", HIDDEN, HIDDEN))
    return tuple(changes)


def class_label(known: Any, classes: Classes) -> str:  # noqa: ANN401 - same
    """The class of a pupil in words."""
    key = class_key(known)
    return classes.label(key) if key else ""


def _field_change(name: str, title: str, known: Any, new: Any) -> FieldChange:  # noqa: ANN401
    if name in SENSITIVE:
        return FieldChange(title, HIDDEN if getattr(known, name) else "", HIDDEN)
    return FieldChange(title, text(getattr(known, name)), text(new))
