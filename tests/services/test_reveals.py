"""A look at a private value is allowed and known afterwards, without the value."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from desktop.core.errors import AccessRefusedError, NotFoundError
from desktop.core.json import load
from desktop.core.labels import Role
from desktop.core.progress import Progress
from desktop.database.records import AuditChange, AuditEntry
from desktop.database.verify import verify_chain
from desktop.models import Person
from desktop.rosters.sheets import sheet_kind
from desktop.services.giving import note_given
from desktop.services.people import PupilQuery, pupils
from desktop.services.reveals import (
    PrivateField,
    reveal,
    reveal_guardian_phone,
    reveal_of_pupil,
)
from desktop.services.verification import check_all
from tests.conftest import add_unit
from tests.services.rosters import ID_A, as_role, guardian, pupil, students, take

if TYPE_CHECKING:
    from desktop.services.session import Session

NUMBER = "G530000201603070011"
PHONE = "13800001234"


@pytest.fixture
def school(session: Session) -> Session:
    line = pupil(
        id_number=ID_A,
        student_number=NUMBER,
        birth=date(2016, 3, 7),
        guardians=(guardian(phone=PHONE, relation="父亲"), None),
    )
    take(session, students(line))
    return session


def person_id(session: Session) -> UUID:
    with session.store.read() as connection:
        query = select(Person.id).where(Person.name == "张小红")
        return connection.execute(query).scalar_one()


def student_id(session: Session) -> UUID:
    return pupils(session, PupilQuery()).lines[0].student_id


def last_entry(session: Session) -> Any:  # noqa: ANN401 - a row
    with session.store.read() as connection:
        query = (
            select(AuditEntry.__table__)
            .where(AuditEntry.unit_id == session.unit_id)
            .order_by(AuditEntry.seq.desc())
        )
        return connection.execute(query).first()


def count_entries(session: Session) -> int:
    seq: int = last_entry(session).seq
    return seq


def test_value_is_shown_and_the_look_is_known_afterwards(school: Session) -> None:
    before = count_entries(school)
    assert reveal(school, person_id(school), PrivateField.ID_NUMBER) == ID_A
    entry = last_entry(school)
    assert (entry.seq, entry.action, entry.user_name) == (before + 1, "person.reveal", "张校长")
    assert load(entry.summary) == {"person": str(person_id(school)), "field": "id_number"}


def test_look_leaves_no_trace_of_the_value(school: Session) -> None:
    reveal(school, person_id(school), PrivateField.ID_NUMBER)
    entry = last_entry(school)
    assert ID_A not in "".join(map(str, entry))
    with school.store.read() as connection:
        changes = connection.execute(
            select(AuditChange.id).where(AuditChange.entry_id == entry.id)
        ).all()
    assert changes == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (PrivateField.STUDENT_NUMBER, NUMBER),
        (PrivateField.BIRTH, "2016-03-07"),
        (PrivateField.BANK_CARD, ""),
    ],
)
def test_each_field_of_a_pupil_can_be_asked_for(
    school: Session, field: PrivateField, value: str
) -> None:
    assert reveal_of_pupil(school, student_id(school), field) == value
    assert load(last_entry(school).summary)["field"] == field.value


def test_every_private_field_has_its_column(school: Session) -> None:
    for field in PrivateField:
        reveal(school, person_id(school), field)


def test_guardians_telephone_is_noted_under_the_pupil(school: Session) -> None:
    assert reveal_guardian_phone(school, student_id(school), 1) == PHONE
    summary = load(last_entry(school).summary)
    assert summary == {"person": str(person_id(school)), "field": "guardian_1_phone"}
    with pytest.raises(NotFoundError):
        reveal_guardian_phone(school, student_id(school), 2)


def test_auditor_may_look_and_is_noted(school: Session) -> None:
    auditor = as_role(school, Role.AUDITOR)
    assert reveal_of_pupil(auditor, student_id(school), PrivateField.ID_NUMBER) == ID_A
    assert last_entry(school).user_name == "审计"


def test_person_of_another_unit_is_not_shown_and_nothing_is_noted(school: Session) -> None:
    other_id = add_unit(school.store, school.actor, uuid4(), "5300000002")
    other = school.in_unit(other_id, "另一所学校")
    before = count_entries(school), count_entries(other)
    with pytest.raises(NotFoundError, match="没有这个人"):
        reveal(other, person_id(school), PrivateField.ID_NUMBER)
    assert (count_entries(school), count_entries(other)) == before


def test_chain_stays_whole_and_a_removed_look_is_found(school: Session) -> None:
    for _ in range(3):
        reveal_of_pupil(school, student_id(school), PrivateField.ID_NUMBER)
    with school.store.read() as connection:
        assert verify_chain(connection).whole
    assert check_all(school, Progress()).whole
    entry = last_entry(school)
    with school.store.engine.connect() as connection, connection.begin():
        sql = "DELETE FROM audit_entries WHERE seq = :seq"
        connection.exec_driver_sql(sql.replace(":seq", str(entry.seq - 1)))
    with school.store.read() as connection:
        report = verify_chain(connection)
    assert "前面缺了记录" in report.breaks[0].sentence


def test_sheet_that_is_carried_away_is_an_entry_and_no_business_of_an_auditor(
    school: Session,
) -> None:
    note_given(school, sheet_kind("students"))
    entry = last_entry(school)
    assert (entry.action, entry.user_name) == ("rosters.give", "张校长")
    assert load(entry.summary) == {"sheet": "students", "month": None}
    note_given(school, sheet_kind("charges"))
    assert last_entry(school).seq == entry.seq
    with pytest.raises(AccessRefusedError):
        note_given(as_role(school, Role.AUDITOR), sheet_kind("students"))
    assert check_all(school, Progress()).whole
