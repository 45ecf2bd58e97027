"""Showing a private value that is masked on the screen: each look is an entry of the chain.

The entry names the person and the field, never the value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Select, func, select

from desktop.core.errors import NotFoundError
from desktop.core.labels import Labelled, Role
from desktop.models import ChangeProposal, Guardianship, Person, StaffMember, Student
from desktop.services.roll import PERSON_OF_STUDENT

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.services.session import Session


class PrivateField(Labelled):
    """A value that is masked until somebody asks for it."""

    ID_NUMBER = "id_number", "身份证件号"
    STUDENT_NUMBER = "student_number", "学籍号"
    BIRTH = "birth", "出生日期"
    PHONE = "phone", "电话"
    ADDRESS = "address", "现住址"
    REGISTERED_ADDRESS = "registered_address", "户籍地址"
    BANK_CARD = "bank_card", "银行卡号"


_COLUMNS: Final = {
    PrivateField.ID_NUMBER: Person.id_number,
    PrivateField.STUDENT_NUMBER: Student.student_number,
    PrivateField.BIRTH: Person.birth,
    PrivateField.PHONE: Person.phone,
    PrivateField.ADDRESS: Person.address,
    PrivateField.REGISTERED_ADDRESS: Person.registered_address,
    PrivateField.BANK_CARD: Person.bank_card,
}


def reveal(session: Session, person_id: UUID, field: PrivateField) -> str:
    """The whole value of a person's private field; empty where none is known.

    Raises:
        NotFoundError: this unit has no such person.
    """
    query = _of_person(field).where(Person.unit_id == session.unit_id, Person.id == person_id)
    return _look(session, query, field.value)


def reveal_of_pupil(session: Session, student_id: UUID, field: PrivateField) -> str:
    """The same for a pupil as the lists know them.

    Raises:
        NotFoundError: this unit has no such pupil.
    """
    query = _of_person(field).where(Student.unit_id == session.unit_id, Student.id == student_id)
    return _look(session, query, field.value)


def reveal_guardian_phone(session: Session, student_id: UUID, position: int) -> str:
    """The telephone of a pupil's guardian, by the place in the roster (1, 2).

    Raises:
        NotFoundError: the pupil has no such guardian.
    """
    query = (
        select(Student.person_id, Guardianship.phone)
        .join(
            Guardianship,
            (Guardianship.unit_id == Student.unit_id) & (Guardianship.student_id == Student.id),
        )
        .where(
            Student.unit_id == session.unit_id,
            Student.id == student_id,
            Guardianship.position == position,
        )
    )
    return _look(session, query, f"guardian_{position}_phone")


def reveal_proposal(session: Session, proposal_id: UUID, *, old: bool) -> str:
    """The old or the new value of a proposed change, whatever has become of it.

    Raises:
        NotFoundError: there is no such proposal.
    """
    column = ChangeProposal.old_value if old else ChangeProposal.new_value
    query = (
        select(func.coalesce(Student.person_id, StaffMember.person_id), column)
        .select_from(ChangeProposal)
        .outerjoin(
            Student,
            (Student.unit_id == ChangeProposal.unit_id) & (Student.id == ChangeProposal.student_id),
        )
        .outerjoin(
            StaffMember,
            (StaffMember.unit_id == ChangeProposal.unit_id)
            & (StaffMember.id == ChangeProposal.staff_id),
        )
        .where(ChangeProposal.unit_id == session.unit_id, ChangeProposal.id == proposal_id)
    )
    return _look(session, query, "proposal_old_value" if old else "proposal_new_value")


def _of_person(field: PrivateField) -> Select[Any, Any]:
    return (
        select(Person.id, _COLUMNS[field]).select_from(Person).outerjoin(Student, PERSON_OF_STUDENT)
    )


def _look(session: Session, query: Select[Any, Any], field: str) -> str:
    """Read one value and note who asked for it; an auditor may look, and is noted too."""

    def body(work: Work) -> str:
        row = work.connection.execute(query).first()
        if row is None:
            raise NotFoundError("名册里没有这个人，可能已被撤销。请刷新后再看。")
        person_id, value = row
        work.noted = True
        work.summary = {"person": person_id, "field": field}
        return "" if value is None else str(value)

    return session.write("person.reveal", body, *Role)
