"""What the books know of the pupils whom a roster is held against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import and_, or_, select

from desktop.models import (
    EnrolmentEvent,
    Guardianship,
    HouseholdFact,
    Person,
    Student,
)
from desktop.services.roll import CLASS_COLUMNS, roll

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from desktop.core.labels import HouseholdCategory
    from desktop.services.imports.plan import Facing

# So that the driver's rows are not all there beside ours.
IN_PIECES: Final[dict[str, Any]] = {"execution_options": {"yield_per": 5_000}}
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


class KnownGuardian(msgspec.Struct, frozen=True):
    """A guardian as the books know them."""

    id: UUID
    position: int
    relation: str | None
    name: str
    name_key: str
    phone: str | None
    id_number: str | None


class Family(msgspec.Struct):
    """What the books know of a pupil's guardians and categories."""

    guardians: tuple[KnownGuardian, ...] = ()
    categories: frozenset[HouseholdCategory] = frozenset()

    def guardian(self, place: int) -> KnownGuardian | None:
        """Who stands in a place; None for nobody."""
        return next((known for known in self.guardians if known.position == place), None)


def known_pupils(facing: Facing) -> list[Any]:
    """Everybody on the roll with what is known of them, and the class of the day."""
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
    return list(facing.connection.execute(query.order_by(Student.id), **IN_PIECES))


def families(facing: Facing) -> dict[UUID, Family]:
    """The families of the unit's pupils, by pupil."""
    found: dict[UUID, Family] = {}
    for student_id, *guardian in _guardians(facing):
        family = found.setdefault(student_id, Family())
        family.guardians += (KnownGuardian(*guardian),)
    for student_id, category in _categories(facing):
        found.setdefault(student_id, Family()).categories |= {category}
    return found


def _guardians(facing: Facing) -> Iterable[Any]:
    query = (
        select(
            Guardianship.student_id,
            Guardianship.id,
            Guardianship.position,
            Guardianship.relation,
            Guardianship.name,
            Guardianship.name_key,
            Guardianship.phone,
            Person.id_number,
        )
        .outerjoin(
            Person,
            and_(Person.unit_id == Guardianship.unit_id, Person.id == Guardianship.person_id),
        )
        .where(Guardianship.unit_id == facing.unit_id)
    )
    return facing.connection.execute(query, **IN_PIECES)


def _categories(facing: Facing) -> Iterable[Any]:
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
    return facing.connection.execute(query)
