"""The fields of one pupil as they stand in the books, guardians by their place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, select

from desktop.core.errors import NotFoundError
from desktop.core.pupil_fields import PupilField
from desktop.models import Guardianship, Person, SchoolClass, Student
from desktop.services.enrolment import class_key
from desktop.services.pupils.entries import PupilFacts
from desktop.services.roll import CLASS_COLUMNS, CLASS_OF_STUDENT, PERSON_OF_STUDENT, label_of

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.labels import IdKind

Place = tuple[PupilField, int]

_OWN: Final = {field: field.value for field in PupilField if not field.of_guardian}
_OF_GUARDIAN: Final = {
    PupilField.GUARDIAN_NAME: "name",
    PupilField.GUARDIAN_PHONE: "phone",
    PupilField.GUARDIAN_ID_NUMBER: "id_number",
}
_PERSON: Final = (
    *(Person.name, Person.sex, Person.birth, Person.id_kind, Person.id_number, Person.ethnicity),
    *(Person.phone, Person.address, Person.registered_address, Person.bank_card),
)
_STUDENT: Final = (
    *(Student.person_id, Student.student_number, Student.school_number, Student.boarding),
    *(Student.meal_plan, Student.remark, Student.state),
)


def pupil_row(connection: Connection, unit_id: UUID, student_id: UUID) -> Any:  # noqa: ANN401 - a row
    """Person, pupil and class in one row.

    Raises:
        NotFoundError: this unit has no such pupil.
    """
    row = connection.execute(
        select(*_PERSON, *_STUDENT, *CLASS_COLUMNS)
        .select_from(Student)
        .join(Person, PERSON_OF_STUDENT)
        .outerjoin(SchoolClass, CLASS_OF_STUDENT)
        .where(Student.unit_id == unit_id, Student.id == student_id)
    ).first()
    if row is None:
        raise NotFoundError("名册里没有这名学生，可能已被撤销。请刷新后再看。")
    return row


def guardian_rows(connection: Connection, unit_id: UUID, student_id: UUID) -> dict[int, Any]:
    """The guardians of a pupil by their place, with the paper that is known of them."""
    rows = connection.execute(
        select(
            Guardianship.id,
            Guardianship.position,
            Guardianship.relation,
            Guardianship.name,
            Guardianship.name_key,
            Guardianship.phone,
            Person.id_number,
            Person.id_kind,
        )
        .outerjoin(
            Person,
            and_(Person.unit_id == Guardianship.unit_id, Person.id == Guardianship.person_id),
        )
        .where(Guardianship.unit_id == unit_id, Guardianship.student_id == student_id)
    )
    return {row.position: row for row in rows}


def values_of(
    connection: Connection, unit_id: UUID, student_id: UUID
) -> dict[Place, tuple[Any, IdKind | None]]:
    """What stands in each field that has something, and for numbers the kind of paper.

    Raises:
        NotFoundError: this unit has no such pupil.
    """
    row = pupil_row(connection, unit_id, student_id)
    found: dict[Place, tuple[Any, IdKind | None]] = {
        (field, 0): (value, row.id_kind if field is PupilField.ID_NUMBER else None)
        for field, name in _OWN.items()
        if (value := getattr(row, name)) is not None
    }
    for place, guardian in guardian_rows(connection, unit_id, student_id).items():
        for field, name in _OF_GUARDIAN.items():
            if (value := getattr(guardian, name)) is not None:
                kind = guardian.id_kind if field is PupilField.GUARDIAN_ID_NUMBER else None
                found[field, place] = (value, kind)
    return found


def facts_of(connection: Connection, unit_id: UUID, student_id: UUID, day: date) -> PupilFacts:
    """The ordinary fields as they stand.

    Raises:
        NotFoundError: this unit has no such pupil.
    """
    row = pupil_row(connection, unit_id, student_id)
    guardians = guardian_rows(connection, unit_id, student_id)
    relations = {place: guardian.relation for place, guardian in guardians.items()}
    return PupilFacts(
        name=row.name,
        school_class=label_of(row, day) if class_key(row) else None,
        sex=row.sex,
        birth=row.birth,
        ethnicity=row.ethnicity,
        student_number=row.student_number,
        school_number=row.school_number,
        boarding=row.boarding,
        meal_plan=row.meal_plan,
        address=row.address,
        registered_address=row.registered_address,
        phone=row.phone,
        guardian1_relation=relations.get(1),
        guardian2_relation=relations.get(2),
        remark=row.remark,
    )
