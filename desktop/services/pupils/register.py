"""Proposed changes as they are shown: what waits, and what has become of the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.errors import NotFoundError
from desktop.core.identity import mask
from desktop.core.phones import mask_phone
from desktop.core.pupil_fields import ProposalState, PupilField
from desktop.models import ChangeProposal, Person, SchoolClass
from desktop.services.pupils.proposals import others_can_decide
from desktop.services.pupils.subjects import (
    Subject,
    about_people,
    standing_values,
    subject_of,
)
from desktop.services.pupils.verified import Mark, marks_of
from desktop.services.roll import CLASS_COLUMNS, CLASS_OF_STUDENT, label_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.services.pupils.values import Place
    from desktop.services.session import Session

_CLEAR: Final = (
    *(PupilField.GUARDIAN_NAME, PupilField.NAME, PupilField.SEX, PupilField.ETHNICITY),
)
_PHONES: Final = (PupilField.GUARDIAN_PHONE, PupilField.PHONE)
_HIDDEN: Final = "已登记"
_STAFF: Final = "教职工"


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposed change; values are masked, names of guardians as everywhere in the open."""

    proposal_id: UUID
    subject: Subject
    who: str
    """The pupil with the class, or the member of staff."""
    field: PupilField
    position: int
    old_masked: str
    new_masked: str
    reason: str
    state: ProposalState
    proposed_by: UUID
    proposed_by_name: str
    proposed_at: datetime
    decided_by_name: str | None
    decided_at: datetime | None
    answer: str | None
    waived: bool
    mine: bool
    """Whether the person at the desk has proposed it."""
    may_decide: bool
    """Whether the person at the desk may accept it now."""

    @property
    def title(self) -> str:
        """What the field is called."""
        return self.field.titled(self.position)

    @property
    def is_clear(self) -> bool:
        """Whether the values stand in the open, so that nothing is to be revealed."""
        return self.field in _CLEAR


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is under way for somebody: proposed changes, newest first, and verified fields."""

    proposals: tuple[ProposalLine, ...]
    marks: tuple[Mark, ...]
    standing: Mapping[Place, str]
    """What stands in each field that has something, masked."""

    @property
    def verified(self) -> dict[Place, Mark]:
        """The marks by their place."""
        return {(mark.field, mark.position): mark for mark in self.marks}


def dossier(session: Session, subject: Subject) -> Dossier:
    """Proposals and marks of a pupil or of a member of staff."""
    with session.store.read() as connection:
        found = lines(connection, session, subject.owns(ChangeProposal))
        values = standing_values(connection, session.unit_id, subject)
        standing = {place: masked(place[0], _text(value)) for place, (value, _) in values.items()}
        marks = marks_of(connection, session.unit_id, subject)
        return Dossier(tuple(found[::-1]), marks, standing)


def waiting(session: Session) -> tuple[ProposalLine, ...]:
    """All proposals of the unit that wait, oldest first."""
    with session.store.read() as connection:
        condition = ChangeProposal.state == ProposalState.WAITING
        return tuple(lines(connection, session, condition))


def proposal(session: Session, proposal_id: UUID) -> ProposalLine:
    """One proposal.

    Raises:
        NotFoundError: there is none.
    """
    with session.store.read() as connection:
        found = lines(connection, session, ChangeProposal.id == proposal_id)
    if not found:
        raise NotFoundError("没有这项更改申请，可能已被撤销。请刷新后再看。")
    return found[0]


def lines(connection: Connection, session: Session, condition: Any) -> list[ProposalLine]:  # noqa: ANN401 - a condition
    """Proposals of the unit, oldest first."""
    day = session.store.clock.today()
    alone = not others_can_decide(connection, session.unit_id, session.user_id)
    rows = connection.execute(
        about_people(select(ChangeProposal, Person.name.label("person_name"), *CLASS_COLUMNS))
        .outerjoin(SchoolClass, CLASS_OF_STUDENT)
        .where(ChangeProposal.unit_id == session.unit_id, condition)
        .order_by(ChangeProposal.id)
    )
    return [_line(row, session, day, alone=alone) for row in rows]


def _line(row: Any, session: Session, day: date, *, alone: bool) -> ProposalLine:  # noqa: ANN401 - a row
    mine = row.proposed_by == session.user_id
    return ProposalLine(
        proposal_id=row.id,
        subject=subject_of(row),
        who=f"{_STAFF if row.staff_id else label_of(row, day)} {row.person_name}".strip(),
        field=row.field,
        position=row.position,
        old_masked=masked(row.field, row.old_value),
        new_masked=masked(row.field, row.new_value),
        reason=row.reason,
        state=row.state,
        proposed_by=row.proposed_by,
        proposed_by_name=row.proposed_by_name,
        proposed_at=row.proposed_at,
        decided_by_name=row.decided_by_name,
        decided_at=row.decided_at,
        answer=row.answer,
        waived=row.waived,
        mine=mine,
        may_decide=row.state is ProposalState.WAITING and (not mine or alone),
    )


def masked(field: PupilField, value: str | None) -> str:
    """A value as it may stand on the screen; of addresses and birth dates only that they do."""
    if not value or field in _CLEAR:
        return value or ""
    if field in _PHONES:
        return mask_phone(value)
    return mask(value) if field in _NUMBERS else _HIDDEN


_NUMBERS: Final = (
    *(PupilField.ID_NUMBER, PupilField.STUDENT_NUMBER, PupilField.BANK_CARD),
    PupilField.GUARDIAN_ID_NUMBER,
)


def _text(value: Any) -> str:  # noqa: ANN401 - any field
    return str(getattr(value, "label", value))
