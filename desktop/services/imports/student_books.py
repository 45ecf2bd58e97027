"""What the books know of the pupils whom a roster is held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import msgspec
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from desktop.models import (
    EnrolmentEvent,
    Guardianship,
    HouseholdFact,
    Person,
    Student,
)
from desktop.services.roll import CLASS_COLUMNS, roll

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from sqlalchemy import Select

    from desktop.core.labels import HouseholdCategory
    from desktop.services.enrolment import ClassKey
    from desktop.services.imports.plan import Facing

TOGETHER: Final = 5_000
"""How many pupils of the books are looked at together."""
PERSON_FIELDS: Final = {
    "name": "姓名",
    "sex": "性别",
    "birth": "出生日期",
    "id_kind": "身份证件类型",
    "id_number": "身份证件号",
    "ethnicity": "民族",
    "phone": "联系电话",
    "address": "家庭住址",
    "registered_address": "户籍地",
    "bank_card": "银行卡号",
}
STUDENT_FIELDS: Final = {
    "student_number": "学籍号",
    "school_number": "学号",
    "boarding": "就读方式",
    "meal_plan": "是否享受营养餐",
    "remark": "备注",
}
GUARDIAN_FIELDS: Final = ("relation", "name", "name_key", "phone", "id_number")
GUARDIAN_PLACES: Final = (1, 2)
_OF_CLASSES: Final = ("stage", "cohort", "number", "class_name")
Columns: TypeAlias = Mapping[str, Sequence[Any]]
"""Pupils of the books field by field."""


class KnownGuardian(msgspec.Struct, frozen=True):
    """A guardian as the books know them."""

    id: UUID
    relation: str | None
    name: str
    name_key: str
    phone: str | None
    id_number: str | None


def guardian_label(place: int, field: str) -> str:
    """What a field of the guardian in a place is called in a row of `known_pupils`."""
    return f"guardian{place}_{field}"


_OF_GUARDIANS: Final = {
    place: [guardian_label(place, field) for field in ("id", *GUARDIAN_FIELDS)]
    for place in GUARDIAN_PLACES
}


def known_guardian(known: Any, place: int) -> KnownGuardian | None:  # noqa: ANN401 - a row of `known_pupils`
    """Who stands in a place; None for nobody."""
    told = [getattr(known, label) for label in _OF_GUARDIANS[place]]
    return None if told[0] is None else KnownGuardian(*told)


def columns_of(pupils: Sequence[Any]) -> Columns:
    """The same pupils field by field."""
    return dict(zip(pupils[0]._fields, zip(*pupils, strict=True), strict=True))


def class_keys(known: Columns) -> Iterator[ClassKey | None]:
    """The classes of pupils; None for one who is in none."""
    keys = zip(*(known[part] for part in _OF_CLASSES), strict=True)
    return (key if key[0] is not None else None for key in keys)


def known_pupils(facing: Facing) -> Iterator[Sequence[Any]]:
    """Everybody on the roll with family and class of the day, some thousand at a time.

    So whoever needs most of them only for a moment never holds them all.
    """
    query = roll(
        facing.unit_id,
        facing.today,
        Student.id,
        Student.person_id,
        *(getattr(Student, name) for name in STUDENT_FIELDS),
        Person.name_key,
        *(getattr(Person, name) for name in PERSON_FIELDS),
        EnrolmentEvent.kind,
        *CLASS_COLUMNS,
        later_too=True,
    )
    for place in GUARDIAN_PLACES:
        query = _with_guardian(query, place)
    options = {"yield_per": TOGETHER}
    rows = facing.connection.execute(query.order_by(Student.id), execution_options=options)
    return rows.partitions()


def _with_guardian(query: Select[Any], place: int) -> Select[Any]:
    """The same with the guardian in a place, if there is one."""
    guardianship, person = aliased(Guardianship), aliased(Person)
    fields = [getattr(guardianship, field) for field in ("id", *GUARDIAN_FIELDS[:-1])]
    columns = zip(_OF_GUARDIANS[place], (*fields, person.id_number), strict=True)
    return (
        query.add_columns(*(column.label(label) for label, column in columns))
        .outerjoin(
            guardianship,
            and_(
                guardianship.unit_id == Student.unit_id,
                guardianship.student_id == Student.id,
                guardianship.position == place,
            ),
        )
        .outerjoin(
            person,
            and_(
                person.unit_id == guardianship.unit_id,
                person.id == guardianship.person_id,
            ),
        )
    )


def known_categories(facing: Facing) -> Mapping[UUID, frozenset[HouseholdCategory]]:
    """The household categories that hold, by pupil."""
    found: dict[UUID, frozenset[HouseholdCategory]] = {}
    query = (
        select(Student.id, HouseholdFact.category)
        .join(
            HouseholdFact,
            and_(
                HouseholdFact.unit_id == Student.unit_id,
                HouseholdFact.person_id == Student.person_id,
            ),
        )
        .where(
            Student.unit_id == facing.unit_id,
            or_(HouseholdFact.until.is_(None), HouseholdFact.until >= facing.today),
        )
    )
    for student_id, category in facing.connection.execute(query):
        found[student_id] = found.get(student_id, frozenset()) | {category}
    return found
