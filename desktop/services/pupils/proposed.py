"""A sensitive field with its new value: how it is read, and how it comes true."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from desktop.core.identity import stored_number
from desktop.core.names import name_key
from desktop.core.pupil_fields import PupilField, places_of
from desktop.models import Person
from desktop.rosters.single import read_single
from desktop.rosters.staff import STAFF, StaffRow
from desktop.rosters.students import STUDENTS, Guardian
from desktop.services.identity_digest import IdentityDigest
from desktop.services.imports.guardians import GuardianChange
from desktop.services.imports.student_writing import StudentWriter, Update
from desktop.services.pupils.checks import doubts, faults, refuse_taken
from desktop.services.pupils.subjects import Subject, staff_row
from desktop.services.pupils.values import guardian_rows, pupil_row
from desktop.services.staff.members import derived, refuse_taken_identity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from desktop.core.labels import IdKind
    from desktop.database.work import Work
    from desktop.rosters.cells import Cell, Context
    from desktop.rosters.single import Single
    from desktop.rosters.students import StudentRow
    from desktop.services.pupils.values import Place

_ROOM: Final = 60
_LONG: Final = {PupilField.ADDRESS: 200}


@dataclass(frozen=True, slots=True)
class Wish:
    """A new value for a field of somebody, or of a pupil's guardian in a place."""

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
    """New values for one pupil or member of staff, and why."""

    subject: Subject
    wishes: tuple[Wish, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ReadWish:
    """A wish with its value as the books would keep it, and what is to be said of it."""

    wish: Wish
    fault: str = ""
    doubts: tuple[str, ...] = ()


def read_wish(subject: Subject, wish: Wish, known: Mapping[Place, Any], how: Context) -> ReadWish:
    """Read a value as the roster would, held against what is known of the person."""
    if wish.field not in subject.sensitive or wish.position not in places_of(wish.field):
        names = "、".join(field.label for field in subject.sensitive if not field.of_guardian)
        guardians = "" if subject.staff_id else "和监护人"
        return ReadWish(wish, f"这一项直接更正就行，只有{names}{guardians}要两个人核对。")
    key = _key(wish)
    read = _read(subject, _cells(wish, known, key), how)
    found = faults(read, {key, "sex", "birth"} if wish.field is PupilField.ID_NUMBER else {key})
    found.pop("birth", None)
    value, kind = _value(read.row, wish)
    fault = found.get(key, "")
    if not fault and not value:
        fault = "没有填写。"
    elif not fault and len(value or "") > (room := _LONG.get(wish.field, _ROOM)):
        fault = f"最多 {room} 个字。"
    if fault:
        return ReadWish(wish, fault)
    odd = doubts(read, {key, "sex"}) + _other_birth(read.row, wish, known)
    return ReadWish(replace(wish, value=value or "", kind=kind), "", odd)


def _read(subject: Subject, cells: Mapping[str, Cell], how: Context) -> Single[Any]:
    """What was typed, as a line of the roster of pupils or of staff."""
    return read_single(STAFF if subject.staff_id else STUDENTS, cells, how)


def _key(wish: Wish) -> str:
    if not wish.field.of_guardian:
        return wish.field.value
    return f"guardian{wish.position}_{wish.field.value.removeprefix('guardian_')}"


def _cells(wish: Wish, known: Mapping[Place, Any], key: str) -> dict[str, Cell]:
    cells: dict[str, Cell] = {"name": "某人"}
    cells[key] = wish.value
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


def _value(row: StudentRow | StaffRow, wish: Wish) -> tuple[str | None, IdKind | None]:
    if wish.field is PupilField.ID_NUMBER:
        return stored_number(row.id_number), row.id_kind
    if isinstance(row, StaffRow) or not wish.field.of_guardian:
        return getattr(row, wish.field.value), None
    guardian = row.guardians[wish.position - 1]
    if guardian is None:
        return None, None
    if wish.field is PupilField.GUARDIAN_ID_NUMBER:
        return stored_number(guardian.id_number), guardian.id_kind
    return (guardian.name if wish.field is PupilField.GUARDIAN_NAME else guardian.phone), None


def _other_birth(
    row: StudentRow | StaffRow, wish: Wish, known: Mapping[Place, Any]
) -> tuple[str, ...]:
    """The number tells another birth date than the books: it will be taken from the number."""
    before, _ = known.get((PupilField.BIRTH, 0), (None, None))
    if wish.field is PupilField.ID_NUMBER and row.birth and before and row.birth != before:
        return ("号码里的出生日期和名册里的不一样，接受以后出生日期跟着号码改",)
    return ()


def refuse_others(work: Work, subject: Subject, number: str) -> None:
    """Refuse an identity number that is somebody else's.

    Raises:
        SchoolError: it says whose.
    """
    if subject.staff_id is None:
        refuse_taken(work, number, None, subject.student_id)
    else:
        refuse_taken_identity(work, subject.staff_id, number)


def write_wish(work: Work, subject: Subject, wish: Wish, today: date, how: Context) -> None:
    """Let a wish come true, by the writing of the roster."""
    if subject.staff_id is not None:
        row = staff_row(work.connection, work.unit_id, subject.staff_id)
        told = derived(_of_person(subject, wish, row, how), IdentityDigest(work.connection))
        work.update(Person, [{"id": row.id, **told}])
    else:
        _write_pupil(work, subject, wish, today, how)


def _write_pupil(work: Work, subject: Subject, wish: Wish, today: date, how: Context) -> None:
    student_id = subject.key
    row = pupil_row(work.connection, work.unit_id, student_id)
    person, guardians = _of_person(subject, wish, row, how), {}
    if wish.field.of_guardian:
        known = guardian_rows(work.connection, work.unit_id, student_id).get(wish.position)
        guardians = {wish.position: GuardianChange(_guardian(wish, known), known)}
    told = Update(
        *(student_id, row.person_id, person, {}, None, None, None, guardians, frozenset())
    )
    StudentWriter(work, today).change([told])


def _of_person(subject: Subject, wish: Wish, known: Any, how: Context) -> dict[str, Any]:  # noqa: ANN401 - a row
    """The birth date follows the number; the sex only where none is known."""
    if wish.field.of_guardian:
        return {}
    if wish.field is PupilField.NAME:
        return {"name": wish.value, "name_key": name_key(wish.value)}
    if wish.field is not PupilField.ID_NUMBER:
        return {wish.field.value: wish.value}
    row = _read(subject, _cells(wish, {}, wish.field.value), how).row
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
