"""Pupils for tests of adding, correcting and proposing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desktop.core.identity import check_digit
from desktop.core.labels import Role
from desktop.core.pupil_fields import PupilField
from desktop.models import User
from desktop.services.people import PupilQuery, pupils
from desktop.services.pupils.adding import add
from desktop.services.pupils.entries import NewPupil
from desktop.services.pupils.proposals import propose
from desktop.services.pupils.proposed import Proposal, Wish
from desktop.services.pupils.register import waiting
from desktop.services.pupils.subjects import Subject
from desktop.services.users import NewUser, add_user
from tests.conftest import NOW
from tests.services.rosters import guardian, pupil, students, take

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.session import Session

TODAY = NOW.date()
NUMBER, OTHER_NUMBER = (n + check_digit(n) for n in ("11010120160307002", "11010120160307004"))
"""Two girls born on 7 March 2016."""


def new_pupil(name: str = "张小红", **values: Any) -> NewPupil:  # noqa: ANN401 - fields
    """A pupil who comes to 三年级1班 today, and what a test adds."""
    blank: dict[str, Any] = {"name": name, "school_class": "三年级1班", "day": TODAY}
    return NewPupil(**(blank | values))


def added(session: Session, new: NewPupil, *accepted: str) -> UUID:
    """Add a pupil whose class may be a new one."""
    return add(session, new, frozenset({"pupil.new_class", *accepted})).student_id


def enrolled(session: Session, **values: Any) -> UUID:  # noqa: ANN401 - fields of a roster's line
    """A pupil with a number and one guardian, as a roster brings them in."""
    known: dict[str, Any] = {
        "id_number": NUMBER,
        "guardians": (guardian(phone="13900000001", relation="父亲"), None),
    }
    take(session, students(pupil(**(known | values))))
    return pupils(session, PupilQuery(values.get("name", "张小红"))).lines[0].student_id


def second(session: Session, name: str = "李老师", role: Role = Role.CLERK) -> Session:
    """Another user of the same unit at the desk."""
    add_user(session, NewUser(name, role))
    with session.store.read() as connection:
        user_id = connection.execute(
            select(User.id).where(User.unit_id == session.unit_id, User.name == name)
        ).scalar_one()
    return replace(session, user_id=user_id, user_name=name, role=role)


def proposed(
    session: Session, about: UUID | Subject, *wishes: Wish, reason: str = "看过户口簿"
) -> UUID:
    """Propose; the key of the newest proposal."""
    told = wishes or (Wish(PupilField.BANK_CARD, 0, "6222021234567890128"),)
    subject = about if isinstance(about, Subject) else Subject.pupil(about)
    propose(session, Proposal(subject, told, reason), frozenset({"pupil.doubts"}))
    return waiting(session)[-1].proposal_id
