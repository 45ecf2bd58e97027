"""Children whom another school of this data has sent here: looked at, taken in, or declined.

What the other school knows of a child is copied, with its consent given by naming this school, only
when this school says that the child has come.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.identity import mask
from desktop.core.labels import EnrolmentKind
from desktop.core.life import CaseAnswer, CaseSide
from desktop.models import (
    EnrolmentEvent,
    Guardianship,
    HouseholdFact,
    Person,
    SchoolClass,
    Student,
    TransferCase,
    Unit,
)
from desktop.services.enrolment import PRESENT, settle
from desktop.services.life.stories import Moment, in_order, new_fault, spoken, stories
from desktop.services.roll import CLASS_COLUMNS, CLASS_OF_STUDENT, PERSON_OF_STUDENT, label_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection, Table

    from desktop.core.labels import Sex
    from desktop.database.base import Base
    from desktop.database.work import Work
    from desktop.services.session import Session

_ITS_OWN: Final = ("school_number", "boarding", "meal_plan", "remark")
"""What a school says of its pupils for itself; the next school says it anew."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A child that waits to be taken in. Private values are masked."""

    case_id: UUID
    school: str
    day: date
    name: str
    sex: Sex | None
    birth_year: int | None
    id_masked: str
    school_class: str
    """In the school that it has left."""
    guardians: tuple[str, ...]
    facts: int
    """How many dated facts about the household there are; which ones is not shown."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """How a child is taken in."""

    case_id: UUID
    day: date
    class_id: UUID | None = None
    with_facts: bool = False
    """Whether the facts about the household are copied, too."""
    note: str | None = None


def offers(session: Session) -> tuple[Offer, ...]:
    """The children that other schools have sent here and nobody has taken in yet."""
    with session.store.read() as connection:
        return offers_of(connection, session.unit_id, session.store.clock.today())


def offers_of(connection: Connection, unit_id: UUID, today: date) -> tuple[Offer, ...]:
    """The same inside a transaction."""
    rows = connection.execute(_offered(unit_id)).all()
    keys = [(row.unit_id, row.student_id) for row in rows]
    guardians = _guardians(connection, keys)
    facts = _facts(connection, [(row.unit_id, row.person_id) for row in rows], today)
    return tuple(
        Offer(
            case_id=row.id,
            school=row.school,
            day=row.day,
            name=row.person_name,
            sex=row.sex,
            birth_year=row.birth.year if row.birth else None,
            id_masked=mask(row.id_number or ""),
            school_class=label_of(row, row.day),
            guardians=tuple(guardians.get(row.student_id, ())),
            facts=facts.get(row.person_id, 0),
        )
        for row in rows
    )


def _offered(unit_id: UUID) -> Any:  # noqa: ANN401 - a query
    """Open cases of other schools that name this one, of children who are not here already."""
    answer, here, pupil = aliased(TransferCase), aliased(Person), aliased(Student)
    on_roll = (
        select(pupil.id)
        .join(here, and_(here.unit_id == pupil.unit_id, here.id == pupil.person_id))
        .where(
            here.unit_id == unit_id,
            here.id_digest == Person.id_digest,
            pupil.state.in_(PRESENT),
        )
        .exists()
    )
    return (
        select(
            *(TransferCase.unit_id, TransferCase.id, TransferCase.day, TransferCase.student_id),
            *(Student.person_id, Unit.name.label("school"), Person.name.label("person_name")),
            *(Person.sex, Person.birth, Person.id_number, *CLASS_COLUMNS),
        )
        .select_from(TransferCase)
        .join(
            Student,
            and_(Student.unit_id == TransferCase.unit_id, Student.id == TransferCase.student_id),
        )
        .join(Person, PERSON_OF_STUDENT)
        .join(Unit, Unit.id == TransferCase.unit_id)
        .outerjoin(SchoolClass, CLASS_OF_STUDENT)
        .outerjoin(answer, and_(answer.unit_id == unit_id, answer.answers_id == TransferCase.id))
        .where(
            TransferCase.partner_unit_id == unit_id,
            TransferCase.side == CaseSide.OUT,
            TransferCase.answer.is_(None),
            Student.state == EnrolmentKind.TRANSFER_OUT,
            answer.id.is_(None),
            or_(Person.id_digest.is_(None), ~on_roll),
        )
        .order_by(TransferCase.day, TransferCase.id)
    )


def _guardians(connection: Connection, keys: Sequence[tuple[UUID, UUID]]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    rows = connection.execute(
        select(Guardianship.student_id, Guardianship.name, Guardianship.relation)
        .where(
            Guardianship.unit_id.in_({unit for unit, _ in keys}),
            Guardianship.student_id.in_([student for _, student in keys]),
        )
        .order_by(Guardianship.position)
    )
    for student_id, name, relation in rows:
        found.setdefault(student_id, []).append(f"{name}（{relation}）" if relation else name)
    return found


def _facts(
    connection: Connection, keys: Sequence[tuple[UUID, UUID]], today: date
) -> dict[UUID, int]:
    found: dict[UUID, int] = {}
    rows = connection.execute(
        select(HouseholdFact.person_id).where(
            HouseholdFact.unit_id.in_({unit for unit, _ in keys}),
            HouseholdFact.person_id.in_([person for _, person in keys]),
            or_(HouseholdFact.until.is_(None), HouseholdFact.until >= today),
        )
    )
    for person_id in rows.scalars():
        found[person_id] = found.get(person_id, 0) + 1
    return found


def accept(session: Session, acceptance: Acceptance) -> Changes:
    """Take a child in: the person, the guardians and, if wished, the household's facts are copied.

    Raises:
        NotFoundError: nothing is offered here under this key any more.
        SchoolError: the day does not fit.
    """
    today = session.store.clock.today()

    def body(work: Work) -> Changes:
        offer = _offer(work, acceptance.case_id)
        _refuse_day(acceptance.day, offer.day, today)
        taking = _Taking(work, offer, acceptance)
        student_id, event_id = taking.take()
        work.insert(TransferCase, [taking.case(student_id, event_id)])
        work.summary = {"case": offer.id, "student": student_id, "facts": acceptance.with_facts}
        return Changes.of(Book.PEOPLE)

    return session.write("transfer.accept", body)


def decline(session: Session, case_id: UUID, reason: str) -> Changes:
    """Say that a child has not come here.

    Raises:
        NotFoundError: nothing is offered here under this key any more.
        SchoolError: there is no reason.
    """
    if not reason.strip():
        raise SchoolError("请写明为什么不接收，例如“没有来报到”。")

    def body(work: Work) -> Changes:
        offer = _offer(work, case_id)
        row = _answering(work, offer, CaseAnswer.DECLINED, session.store.clock.today())
        work.insert(TransferCase, [row | {"note": reason.strip()}])
        work.summary = {"case": offer.id}
        return Changes.of(Book.PEOPLE)

    return session.write("transfer.decline", body)


def _offer(work: Work, case_id: UUID) -> Any:  # noqa: ANN401 - a row of `_offered`
    query = _offered(work.unit_id).where(TransferCase.id == case_id)
    row = work.connection.execute(query).first()
    if row is None:
        raise NotFoundError("这件转学已经不在等着接收了，可能已被接收或取消。请刷新后再看。")
    return row


def _refuse_day(day: date, left: date, today: date) -> None:
    if day > today:
        msg = f"{spoken(day)}还没有到，请核对日期。"
        raise SchoolError(msg)
    if day < left:
        msg = f"原学校{spoken(left)}才转出，到校不能更早。"
        raise SchoolError(msg)


def _answering(work: Work, offer: Any, answer: CaseAnswer, day: date) -> dict[str, Any]:  # noqa: ANN401 - same
    return {
        "id": work.new_ids(1)[0],
        "side": CaseSide.IN,
        "student_id": None,
        "event_id": None,
        "day": day,
        "partner_unit_id": offer.unit_id,
        "partner_name": offer.school,
        "answers_id": offer.id,
        "answer": answer,
        "answered_on": day,
        "note": None,
    }


class _Taking:
    """Copies what the other school knows of one child."""

    def __init__(self, work: Work, offer: Any, acceptance: Acceptance) -> None:  # noqa: ANN401 - same
        self._work, self._offer, self._acceptance = work, offer, acceptance

    def take(self) -> tuple[UUID, UUID]:
        """The pupil and the event of the arrival, both written."""
        person = self._theirs(Person, Person.id == self._offer.person_id)[0]
        person_id = self._known(person["id_digest"]) or self._copied(Person, person)
        student_id = self._pupil(person_id)
        event_id = self._arrival(student_id)
        settle(self._work, [student_id])
        if self._acceptance.with_facts:
            self._copy_facts(person_id)
        return student_id, event_id

    def case(self, student_id: UUID, event_id: UUID) -> dict[str, Any]:
        """This school's side of the transfer."""
        row = _answering(self._work, self._offer, CaseAnswer.ACCEPTED, self._acceptance.day)
        note = self._acceptance.note
        return row | {"student_id": student_id, "event_id": event_id, "note": note}

    def _theirs(self, model: type[Base], condition: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a condition
        table: Table = model.__table__  # type: ignore[assignment]
        query = select(table).where(table.c.unit_id == self._offer.unit_id, condition)
        rows = self._work.connection.execute(query.order_by(table.c.id)).mappings()
        return [dict(row) for row in rows]

    def _copied(self, model: type[Base], row: dict[str, Any], **said: object) -> UUID:
        """A row of the other school as one of this school, pointing at nothing but what is said."""
        table: Table = model.__table__  # type: ignore[assignment]
        pointing = {column.name for key in table.foreign_key_constraints for column in key.columns}
        (new_id,) = self._work.new_ids(1)
        copy = {
            name: None if name in pointing else value
            for name, value in row.items()
            if name != "unit_id"
        }
        self._work.insert(model, [copy | {"id": new_id} | said])
        return new_id

    def _known(self, digest: str | None) -> UUID | None:
        """The same person, if this school knows them already."""
        if digest is None:
            return None
        found: UUID | None = self._work.connection.execute(
            select(Person.id)
            .where(Person.unit_id == self._work.unit_id, Person.id_digest == digest)
            .order_by(Person.id)
        ).scalar()
        return found

    def _pupil(self, person_id: UUID) -> UUID:
        """The pupil of a person: one who was here before, or a new one with the guardians."""
        known: UUID | None = self._work.connection.execute(
            select(Student.id).where(
                Student.unit_id == self._work.unit_id, Student.person_id == person_id
            )
        ).scalar()
        if known is not None:
            return known
        row = self._theirs(Student, Student.id == self._offer.student_id)[0]
        said = dict.fromkeys(_ITS_OWN) | {
            "person_id": person_id,
            "state": EnrolmentKind.TRANSFER_IN,
            "class_id": self._acceptance.class_id,
        }
        student_id = self._copied(Student, row, **said)
        for guardian in self._theirs(
            Guardianship, Guardianship.student_id == self._offer.student_id
        ):
            self._copied(Guardianship, guardian, student_id=student_id)
        return student_id

    def _arrival(self, student_id: UUID) -> UUID:
        (event_id,) = self._work.new_ids(1)
        acceptance = self._acceptance
        kind, day, class_id = EnrolmentKind.TRANSFER_IN, acceptance.day, acceptance.class_id
        connection, unit_id = self._work.connection, self._work.unit_id
        old = stories(connection, unit_id, [student_id])[student_id]
        sentence = new_fault(old, in_order([*old, Moment(event_id, kind, day, class_id)]))
        if sentence:
            raise SchoolError(sentence)
        row = {
            "id": event_id,
            "student_id": student_id,
            "kind": kind,
            "day": day,
            "class_id": class_id,
            "note": acceptance.note,
        }
        self._work.insert(EnrolmentEvent, [row])
        return event_id

    def _copy_facts(self, person_id: UUID) -> None:
        """Copy the facts that hold on the day of the arrival, unless they are here."""
        rows = self._theirs(HouseholdFact, HouseholdFact.person_id == self._offer.person_id)
        known = set(
            self._work.connection.execute(
                select(HouseholdFact.category).where(
                    HouseholdFact.unit_id == self._work.unit_id,
                    HouseholdFact.person_id == person_id,
                    HouseholdFact.until.is_(None),
                )
            ).scalars()
        )
        for row in rows:
            holds = row["until"] is None or row["until"] >= self._acceptance.day
            if holds and row["category"] not in known:
                self._copied(HouseholdFact, row, person_id=person_id)
