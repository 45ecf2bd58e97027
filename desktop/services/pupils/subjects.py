"""Whose fields two people change and somebody verifies: those of a pupil or of a colleague."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, func, select

from desktop.core.errors import NotFoundError
from desktop.core.pupil_fields import SENSITIVE, STAFF_FIELDS, STAFF_SENSITIVE, PupilField
from desktop.models import ChangeProposal, Person, StaffMember, Student
from desktop.services.pupils.values import Place, values_of

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

    from desktop.core.labels import IdKind
    from desktop.models import VerifiedField

Values = dict[Place, tuple[Any, "IdKind | None"]]


@dataclass(frozen=True, slots=True)
class Subject:
    """A pupil, or a member of staff: one of the two."""

    student_id: UUID | None = None
    staff_id: UUID | None = None

    @classmethod
    def pupil(cls, student_id: UUID) -> Subject:
        """A pupil."""
        return cls(student_id=student_id)

    @classmethod
    def colleague(cls, staff_id: UUID) -> Subject:
        """A member of staff."""
        return cls(staff_id=staff_id)

    @property
    def key(self) -> UUID:
        """The key in the table of its kind."""
        key = self.student_id or self.staff_id
        assert key is not None  # noqa: S101 - it is made of one
        return key

    @property
    def sensitive(self) -> tuple[PupilField, ...]:
        """The fields that change only when a second person has looked."""
        return STAFF_SENSITIVE if self.staff_id else SENSITIVE

    @property
    def columns(self) -> dict[str, UUID | None]:
        """As a row holds it."""
        return {"student_id": self.student_id, "staff_id": self.staff_id}

    @property
    def told(self) -> dict[str, UUID]:
        """As the summary of an entry of the chain names it."""
        return {"staff" if self.staff_id else "student": self.key}

    def owns(self, model: type[ChangeProposal | VerifiedField]) -> ColumnElement[bool]:
        """Condition: a row is about it."""
        if self.staff_id is not None:
            return model.staff_id == self.staff_id
        return model.student_id == self.student_id


def subject_of(row: Any) -> Subject:  # noqa: ANN401 - a row
    """Whom a row is about."""
    return Subject(row.student_id, row.staff_id)


def standing_values(connection: Connection, unit_id: UUID, subject: Subject) -> Values:
    """What stands in each field that has something, and for numbers the kind of paper.

    Raises:
        NotFoundError: this unit has no such pupil or member of staff.
    """
    if subject.staff_id is None:
        return values_of(connection, unit_id, subject.key)
    row = staff_row(connection, unit_id, subject.key)
    return {
        (field, 0): (value, row.id_kind if field is PupilField.ID_NUMBER else None)
        for field in STAFF_FIELDS
        if (value := getattr(row, field.value)) is not None
    }


def staff_row(connection: Connection, unit_id: UUID, staff_id: UUID) -> Any:  # noqa: ANN401 - a row
    """The person of a member of staff.

    Raises:
        NotFoundError: this unit has no such member of staff.
    """
    row = connection.execute(
        select(Person)
        .join(
            StaffMember,
            and_(StaffMember.unit_id == Person.unit_id, StaffMember.person_id == Person.id),
        )
        .where(StaffMember.unit_id == unit_id, StaffMember.id == staff_id)
    ).first()
    if row is None:
        raise NotFoundError("教职工名册里没有这个人，可能已被撤销。请刷新后再看。")
    return row


PERSON_OF_PROPOSAL: Final = func.coalesce(Student.person_id, StaffMember.person_id)
"""The key of the person whom a proposal is about, in a query of `about_people`."""


def about_people(query: Any) -> Any:  # noqa: ANN401 - a query of any columns
    """A query of proposals with the pupils, staff and people that they are about."""
    proposal = ChangeProposal
    return (
        query.select_from(proposal)
        .outerjoin(
            Student,
            and_(Student.unit_id == proposal.unit_id, Student.id == proposal.student_id),
        )
        .outerjoin(
            StaffMember,
            and_(StaffMember.unit_id == proposal.unit_id, StaffMember.id == proposal.staff_id),
        )
        .join(Person, and_(Person.unit_id == proposal.unit_id, Person.id == PERSON_OF_PROPOSAL))
    )
