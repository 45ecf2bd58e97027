"""Transfers as cases with two sides: where a child has gone, and whether it has arrived there.

The side of the other school is found by what it holds, never by a key across schools.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.labels import EnrolmentKind, Labelled
from desktop.core.life import CaseAnswer, CaseSide
from desktop.models import Person, SchoolClass, Student, TransferCase
from desktop.services.enrolment import PRESENT
from desktop.services.roll import CLASS_COLUMNS, CLASS_OF_STUDENT, PERSON_OF_STUDENT, label_of
from desktop.services.schools import Schools

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.database.work import Work
    from desktop.services.life.stories import Moment
    from desktop.services.session import Session

LONGEST_SCHOOL: Final = 60
_SIDES: Final = {
    EnrolmentKind.TRANSFER_OUT: CaseSide.OUT,
    EnrolmentKind.TRANSFER_IN: CaseSide.IN,
}


class CaseState(Labelled):
    """How far a transfer has come."""

    OPEN = "open", "等对方接收"
    ARRIVED = "arrived", "已到校"
    DECLINED = "declined", "对方没有接收"
    BACK = "back", "已回本校"


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A transfer in a list, as the school sees it whose side it is."""

    case_id: UUID
    side: CaseSide
    student_id: UUID
    name: str
    school_class: str
    day: date
    partner: str
    linked: bool
    """Whether the other school keeps its books in this data."""
    state: CaseState
    answered_on: date | None
    note: str | None

    def waiting_days(self, today: date) -> int:
        """How long it has been open; 0 of one that is not."""
        return (today - self.day).days if self.state is CaseState.OPEN else 0


def open_cases(
    work: Work, rows: Sequence[Mapping[str, Any]], schools: Mapping[UUID, str | None]
) -> None:
    """Note for new events which school the child goes to or comes from.

    Args:
        work: where to write.
        rows: the events as they were written.
        schools: by the id of the event.

    Raises:
        SchoolError: a school's name is too long, or it is this school.
    """
    named = [(row, (schools.get(row["id"]) or "").strip()) for row in rows]
    named = [(row, name) for row, name in named if name and row["kind"] in _SIDES]
    if not named:
        return
    known = Schools(work.connection, work.unit_id, {})
    cases = []
    for key, (row, name) in zip(work.new_ids(len(named)), named, strict=True):
        line = known.of_name(name)
        _refuse_school(work, name, line.unit_id if line else None)
        cases.append(
            {
                "id": key,
                "side": _SIDES[row["kind"]],
                "student_id": row["student_id"],
                "event_id": row["id"],
                "day": row["day"],
                "partner_unit_id": line.unit_id if line else None,
                "partner_name": line.name if line else name,
                "answers_id": None,
                "answer": None,
                "answered_on": None,
                "note": None,
            }
        )
    _link(work, cases)
    work.insert(TransferCase, cases)


def _refuse_school(work: Work, name: str, partner: UUID | None) -> None:
    if len(name) > LONGEST_SCHOOL:
        msg = f"学校名称请写在{LONGEST_SCHOOL}个字以内。"
        raise SchoolError(msg)
    if partner == work.unit_id:
        raise SchoolError("转学要写另一所学校，不能是本校。")


def _link(work: Work, cases: list[dict[str, Any]]) -> None:
    """Let a case answer the one of the other school, whichever of the two was told first."""
    for case in cases:
        if case["partner_unit_id"] is None:
            continue
        found = work.connection.execute(_other_side(work.unit_id, case)).first()
        if found is not None:
            came = case["day"] if case["side"] is CaseSide.IN else found.day
            case |= {
                "answers_id": found.id,
                "answer": CaseAnswer.ACCEPTED,
                "answered_on": came,
            }


def _other_side(unit_id: UUID, case: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a query
    """The newest case of the other school about the same child, known by its number."""
    here, answer = aliased(Person), aliased(TransferCase)
    digest = (
        select(here.id_digest)
        .join(Student, and_(Student.unit_id == here.unit_id, Student.person_id == here.id))
        .where(Student.unit_id == unit_id, Student.id == case["student_id"])
        .scalar_subquery()
    )
    other = CaseSide.OUT if case["side"] is CaseSide.IN else CaseSide.IN
    there = aliased(Student)
    return (
        select(TransferCase.id, TransferCase.day)
        .join(
            there,
            and_(there.unit_id == TransferCase.unit_id, there.id == TransferCase.student_id),
        )
        .join(Person, and_(Person.unit_id == there.unit_id, Person.id == there.person_id))
        .outerjoin(answer, and_(answer.unit_id == unit_id, answer.answers_id == TransferCase.id))
        .where(
            TransferCase.unit_id == case["partner_unit_id"],
            TransferCase.partner_unit_id == unit_id,
            TransferCase.side == other,
            TransferCase.answers_id.is_(None),
            Person.id_digest == digest,
            answer.id.is_(None),
        )
        .order_by(TransferCase.day.desc(), TransferCase.id.desc())
        .limit(1)
    )


def follow_event(work: Work, event_id: UUID, now: Moment | None) -> bool:
    """Let the case of an event follow its correction; without an event the case goes.

    Returns:
        Whether the event has a case afterwards.

    Raises:
        SchoolError: the other school has answered it.
    """
    case = work.connection.execute(
        select(TransferCase.id, TransferCase.side, TransferCase.day).where(
            TransferCase.unit_id == work.unit_id, TransferCase.event_id == event_id
        )
    ).first()
    if case is None:
        return False
    if now is not None and _SIDES.get(now.kind) is case.side:
        if now.day != case.day:
            work.update(TransferCase, [{"id": case.id, "day": now.day}])
        return True
    answered = select(TransferCase.id).where(
        TransferCase.answers_id == case.id, TransferCase.answer == CaseAnswer.ACCEPTED
    )
    if work.connection.execute(answered).first() is not None:
        raise SchoolError("对方学校已经接收了这名学生，这条转出不能取消。请先由对方学校更正。")
    work.delete(TransferCase, [case.id])
    return False


def cases(session: Session, *, open_only: bool = False) -> tuple[CaseLine, ...]:
    """The transfers of this school, newest first."""
    with session.store.read() as connection:
        lines = cases_of(connection, session.unit_id, session.store.clock.today())
    return tuple(line for line in lines if not open_only or line.state is CaseState.OPEN)


def cases_of(connection: Connection, unit_id: UUID, today: date) -> tuple[CaseLine, ...]:
    """The same inside a transaction."""
    answer = aliased(TransferCase)
    rows = connection.execute(
        select(
            TransferCase,
            Person.name.label("name"),
            Student.state,
            answer.answer.label("their_answer"),
            answer.day.label("their_day"),
            _on_their_roll().label("on_their_roll"),
            *CLASS_COLUMNS,
        )
        .select_from(TransferCase)
        .join(
            Student,
            and_(Student.unit_id == TransferCase.unit_id, Student.id == TransferCase.student_id),
        )
        .join(Person, PERSON_OF_STUDENT)
        .outerjoin(SchoolClass, CLASS_OF_STUDENT)
        .outerjoin(
            answer,
            and_(
                answer.unit_id == TransferCase.partner_unit_id,
                answer.answers_id == TransferCase.id,
            ),
        )
        .where(TransferCase.unit_id == unit_id)
        .order_by(TransferCase.day.desc(), TransferCase.id.desc())
    )
    return tuple(_line(row, today) for row in rows.all())


def _on_their_roll() -> Any:  # noqa: ANN401 - a condition
    """Whether the child, known by its number, is on the roll of the school that it went to."""
    person, student = aliased(Person), aliased(Student)
    return (
        select(student.id)
        .join(person, and_(person.unit_id == student.unit_id, person.id == student.person_id))
        .where(
            person.unit_id == TransferCase.partner_unit_id,
            person.id_digest == Person.id_digest,
            student.state.in_(PRESENT),
        )
        .exists()
    )


def _line(row: Any, today: date) -> CaseLine:  # noqa: ANN401 - a row of `cases_of`
    state, answered = _state(row)
    return CaseLine(
        case_id=row.id,
        side=row.side,
        student_id=row.student_id,
        name=row.name,
        school_class=label_of(row, today),
        day=row.day,
        partner=row.partner_name,
        linked=row.partner_unit_id is not None,
        state=state,
        answered_on=answered,
        note=row.note,
    )


def _state(row: Any) -> tuple[CaseState, date | None]:  # noqa: ANN401 - same
    if row.side is CaseSide.IN:
        return CaseState.ARRIVED, row.day
    answer, answered = row.their_answer or row.answer, row.their_day or row.answered_on
    if answer is CaseAnswer.ACCEPTED:
        return CaseState.ARRIVED, answered
    if row.state is not EnrolmentKind.TRANSFER_OUT:
        return CaseState.BACK, None
    if row.on_their_roll:
        return CaseState.ARRIVED, None
    return (CaseState.DECLINED, answered) if answer else (CaseState.OPEN, None)


def confirm(session: Session, case_id: UUID, answer: CaseAnswer, note: str) -> Changes:
    """Say what the other school has told: for schools whose books are not in this data.

    Raises:
        NotFoundError: this school has no such transfer out.
        SchoolError: it does not say who told it, or the other school answers itself.
    """
    if not note.strip():
        raise SchoolError("请写明是谁、怎样确认的，例如“电话，红星小学李老师”。")

    def body(work: Work) -> Changes:
        case = work.connection.execute(
            select(TransferCase.id, TransferCase.partner_unit_id).where(
                TransferCase.unit_id == work.unit_id,
                TransferCase.id == case_id,
                TransferCase.side == CaseSide.OUT,
            )
        ).first()
        if case is None:
            raise NotFoundError("没有这件转出，可能已被取消。请刷新后再看。")
        if case.partner_unit_id is not None:
            raise SchoolError("对方学校的账也在这里，由对方学校接收，不用代填。")
        row = {
            "id": case_id,
            "answer": answer,
            "answered_on": session.store.clock.today(),
            "note": note.strip(),
        }
        work.update(TransferCase, [row])
        work.summary = {"case": case_id, "answer": answer}
        return Changes.of(Book.PEOPLE)

    return session.write("transfer.confirm", body)
