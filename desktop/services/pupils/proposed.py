"""A sensitive field with its new value: how it is read, and how it comes true."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from desktop.core.identity import stored_number
from desktop.core.names import name_key
from desktop.core.pupil_fields import SENSITIVE, PupilField, places_of
from desktop.rosters.students import Guardian
from desktop.services.imports.guardians import GuardianChange
from desktop.services.imports.student_writing import StudentWriter, Update
from desktop.services.pupils.checks import doubts, faults, read_entry
from desktop.services.pupils.values import guardian_rows, pupil_row

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from desktop.core.labels import IdKind
    from desktop.database.work import Work
    from desktop.rosters.cells import Cell, Context
    from desktop.rosters.students import StudentRow
    from desktop.services.pupils.values import Place

_ROOM: Final = 60


@dataclass(frozen=True, slots=True)
class Wish:
    """A new value for a field of a pupil, or of the guardian in a place."""

    field: PupilField
    position: int
    value: str
    kind: IdKind | None = None
    """The kind of paper that a number is of."""

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.field, self.position

    @property
    def title(self) -> str:
        """What the field is called."""
        return self.field.titled(self.position)


@dataclass(frozen=True, slots=True)
class Proposal:
    """New values for one pupil, and why."""

    student_id: UUID
    wishes: tuple[Wish, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ReadWish:
    """A wish with its value as the books would keep it, and what is to be said of it."""

    wish: Wish
    fault: str = ""
    doubts: tuple[str, ...] = ()


def read_wish(wish: Wish, known: Mapping[Place, Any], how: Context) -> ReadWish:
    """Read a value as the roster would, held against what is known of the pupil."""
    if not wish.field.sensitive or wish.position not in places_of(wish.field):
        names = "、".join(field.label for field in SENSITIVE[:2])
        return ReadWish(wish, f"这一项直接更正就行，只有{names}和监护人要两个人核对。")
    key = _key(wish)
    read = read_entry(_cells(wish, known, key), how)
    found = faults(read, {key, "sex", "birth"} if wish.field is PupilField.ID_NUMBER else {key})
    found.pop("birth", None)
    value, kind = _value(read.row, wish)
    fault = found.get(key, "")
    if not fault and not value:
        fault = "没有填写。"
    elif not fault and len(value or "") > _ROOM:
        fault = f"最多 {_ROOM} 个字。"
    if fault:
        return ReadWish(wish, fault)
    odd = doubts(read, {key, "sex"}) + _other_birth(read.row, wish, known)
    return ReadWish(replace(wish, value=value or "", kind=kind), "", odd)


def _key(wish: Wish) -> str:
    if not wish.field.of_guardian:
        return wish.field.value
    return f"guardian{wish.position}_{wish.field.value.removeprefix('guardian_')}"


def _cells(wish: Wish, known: Mapping[Place, Any], key: str) -> dict[str, Cell]:
    cells: dict[str, Cell] = {"name": "某人", key: wish.value}
    if wish.field is PupilField.ID_NUMBER:
        if (PupilField.SEX, 0) in known:
            cells["sex"] = known[PupilField.SEX, 0][0].label
        if wish.kind is not None:
            cells["id_kind"] = wish.kind.label
    elif wish.field.of_guardian:
        cells.setdefault(f"guardian{wish.position}_name", "某人")
        if wish.field is PupilField.GUARDIAN_ID_NUMBER and wish.kind is not None:
            cells[f"guardian{wish.position}_id_kind"] = wish.kind.label
    return cells


def _value(row: StudentRow, wish: Wish) -> tuple[str | None, IdKind | None]:
    if wish.field is PupilField.ID_NUMBER:
        return stored_number(row.id_number), row.id_kind
    if wish.field is PupilField.BANK_CARD:
        return row.bank_card, None
    guardian = row.guardians[wish.position - 1]
    if guardian is None:
        return None, None
    if wish.field is PupilField.GUARDIAN_ID_NUMBER:
        return stored_number(guardian.id_number), guardian.id_kind
    return (guardian.name if wish.field is PupilField.GUARDIAN_NAME else guardian.phone), None


def _other_birth(row: StudentRow, wish: Wish, known: Mapping[Place, Any]) -> tuple[str, ...]:
    """The number tells another birth date than the books: it will be taken from the number."""
    before, _ = known.get((PupilField.BIRTH, 0), (None, None))
    if wish.field is PupilField.ID_NUMBER and row.birth and before and row.birth != before:
        return ("号码里的出生日期和名册里的不一样，接受以后出生日期跟着号码改",)
    return ()


def write_wish(work: Work, student_id: UUID, wish: Wish, today: date, how: Context) -> None:
    """Let a wish come true, by the writing of the roster."""
    row = pupil_row(work.connection, work.unit_id, student_id)
    person, guardians = _of_pupil(wish, row, how), {}
    if wish.field.of_guardian:
        known = guardian_rows(work.connection, work.unit_id, student_id).get(wish.position)
        guardians = {wish.position: GuardianChange(_guardian(wish, known), known)}
    told = Update(
        *(student_id, row.person_id, person, {}, None, None, None, guardians, frozenset())
    )
    StudentWriter(work, today).change([told])


def _of_pupil(wish: Wish, known: Any, how: Context) -> dict[str, Any]:  # noqa: ANN401 - a row
    """The birth date follows the number; the sex only where none is known."""
    if wish.field is PupilField.BANK_CARD:
        return {"bank_card": wish.value}
    if wish.field is not PupilField.ID_NUMBER:
        return {}
    row = read_entry(_cells(wish, {}, wish.field.value), how).row
    told = {"birth": row.birth, "sex": None if known.sex else row.sex}
    return {"id_number": wish.value, "id_kind": wish.kind} | {k: v for k, v in told.items() if v}


def _guardian(wish: Wish, known: Any) -> Guardian:  # noqa: ANN401 - a row, or None for nobody
    """The guardian as a roster would say them; what is None says nothing."""
    if wish.field is PupilField.GUARDIAN_NAME:
        kept = (known.relation, known.phone, known.id_number, known.id_kind) if known else ()
        return Guardian(wish.value, name_key(wish.value), *kept)
    if wish.field is PupilField.GUARDIAN_PHONE:
        return Guardian(known.name, known.name_key, None, wish.value)
    return Guardian(known.name, known.name_key, None, None, wish.value, wish.kind)
