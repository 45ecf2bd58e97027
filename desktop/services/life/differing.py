"""Where two records of one person tell something different, and whose word holds after a merge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.errors import SchoolError
from desktop.core.identity import mask
from desktop.core.phones import mask_phone
from desktop.core.pupil_fields import PupilField
from desktop.models import Person, Student

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.services.session import Session

_NUMBERS: Final = (PupilField.ID_NUMBER, PupilField.STUDENT_NUMBER, PupilField.BANK_CARD)
_HIDDEN: Final = (PupilField.BIRTH, PupilField.ADDRESS, PupilField.REGISTERED_ADDRESS)
_CLEAR: Final = (PupilField.NAME, PupilField.SEX, PupilField.ETHNICITY)
OF_PERSON: Final = {
    field.value: field.label
    for field in (*_CLEAR, PupilField.PHONE, *_HIDDEN, *_NUMBERS)
    if field is not PupilField.STUDENT_NUMBER
}
OF_STUDENT: Final = {
    PupilField.STUDENT_NUMBER.value: PupilField.STUDENT_NUMBER.label,
    "school_number": "学号",
    "boarding": "就读方式",
    "meal_plan": "是否享受营养餐",
    "remark": "备注",
}
_TOGETHER: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name", "name_key", "pinyin", "initials"),
    "id_number": ("id_number", "id_kind", "id_digest"),
}
"""Columns that follow from one another, by the field that a person chooses."""
_BOARDING: Final = {True: "住校", False: "走读"}
_YES: Final = {True: "是", False: "否"}


@dataclass(frozen=True, slots=True)
class Differing:
    """A field in which both records tell something, and not the same; private values masked."""

    name: str
    title: str
    shown: tuple[str, str]
    """What either says, in the order of the records."""


def differing(session: Session, people: Sequence[UUID]) -> tuple[Differing, ...]:
    """The fields of which a person chooses the word that holds, when two records are merged."""
    with session.store.read() as connection:
        persons = _rows(connection, session.unit_id, people)
        pupils = _pupils(connection, session.unit_id, people)
    return tuple(
        Differing(name, titles[name], (_shown(name, rows[0]), _shown(name, rows[1])))
        for titles, rows in ((OF_PERSON, persons), (OF_STUDENT, pupils))
        if len(rows) == len(people)
        for name in contested(titles, rows[0], rows[1])
    )


def contested(
    titles: Mapping[str, str], one: Mapping[str, Any], other: Mapping[str, Any]
) -> tuple[str, ...]:
    """The fields in which both tell something, and not the same."""
    return tuple(
        name
        for name in titles
        if one[name] is not None and other[name] is not None and one[name] != other[name]
    )


def columns_of(names: Collection[str]) -> tuple[str, ...]:
    """The columns that hold fields, and those that follow from them."""
    return tuple(column for name in names for column in _TOGETHER.get(name, (name,)))


def fields_called(words: Sequence[str]) -> frozenset[str]:
    """The fields that titles mean.

    Raises:
        SchoolError: there is no such field.
    """
    known = {title: name for name, title in (OF_PERSON | OF_STUDENT).items()}
    for word in words:
        if word not in known:
            raise SchoolError(f"没有“{word}”这个栏目。可以写：{'、'.join(known)}。")
    return frozenset(known[word] for word in words)


def _rows(connection: Connection, unit_id: UUID, people: Sequence[UUID]) -> list[Mapping[str, Any]]:
    query = select(Person.__table__).where(Person.unit_id == unit_id, Person.id.in_(people))
    found: dict[UUID, Mapping[str, Any]] = {
        row["id"]: dict(row) for row in connection.execute(query).mappings()
    }
    return [found[key] for key in people if key in found]


def _pupils(
    connection: Connection, unit_id: UUID, people: Sequence[UUID]
) -> list[Mapping[str, Any]]:
    query = select(Student.__table__).where(
        Student.unit_id == unit_id, Student.person_id.in_(people)
    )
    found: dict[UUID, Mapping[str, Any]] = {
        row["person_id"]: dict(row) for row in connection.execute(query).mappings()
    }
    return [found[key] for key in people if key in found]


def _shown(name: str, row: Mapping[str, Any]) -> str:
    value = row[name]
    if isinstance(value, bool):
        return (_BOARDING if name == "boarding" else _YES)[value]
    text = str(getattr(value, "label", value))
    if name == PupilField.PHONE.value:
        return mask_phone(text)
    if name in {field.value for field in _NUMBERS}:
        return mask(text)
    return "（不显示）" if name in {field.value for field in _HIDDEN} else text
