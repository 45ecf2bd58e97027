"""困难类别: dated facts with their proof, added, ended and renewed one by one.

They are the most private that the books know of a child: lists never carry them, reading them is an
entry of the chain, and no sentence names a category.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.labels import HouseholdCategory, Role
from desktop.models import HouseholdConfirmation, HouseholdFact, Person, SchoolClass, Student
from desktop.services.enrolment import PRESENT
from desktop.services.parameters import HOUSEHOLD_LEAD_DAYS, value_on
from desktop.services.roll import CLASS_COLUMNS, CLASS_OF_STUDENT, PERSON_OF_STUDENT, label_of

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

    from desktop.database.work import Work
    from desktop.services.session import Session

LONGEST_PROOF: Final = 200
_ASKED_FOR_DAYS: Final = 90
"""How long after its end a fact is still asked about."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """That somebody has seen, on a day and by a paper, that a fact still holds."""

    day: date
    by_name: str
    proof: str


@dataclass(frozen=True, slots=True)
class CategoryFact:
    """One fact, unmasked: only `reveal_categories` gives it."""

    fact_id: UUID
    category: HouseholdCategory
    since: date
    until: date | None
    proof: str
    confirmed: Confirmed | None = None
    """The last time that somebody has seen that it still holds."""


@dataclass(frozen=True, slots=True)
class NewFact:
    """A category of a pupil, from when to when, and the document that says so."""

    student_id: UUID
    category: HouseholdCategory
    since: date
    proof: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Renewal:
    """A fact that goes on: until when, and by which new document."""

    fact_id: UUID
    proof: str
    until: date | None = None
    since: date | None = None
    """From when the new document holds; the day after the old one ends if not said."""


@dataclass(frozen=True, slots=True)
class ExpiringFact:
    """A fact that ends soon or has ended: whose it is, not what."""

    fact_id: UUID
    student_id: UUID
    name: str
    school_class: str
    until: date


def reveal_categories(session: Session, student_id: UUID) -> tuple[CategoryFact, ...]:
    """All facts of a pupil, past ones too, the newest first; the look is noted.

    Raises:
        NotFoundError: this unit has no such pupil.
    """

    def body(work: Work) -> tuple[CategoryFact, ...]:
        person_id = _person_of(work, student_id)
        rows = work.connection.execute(
            select(
                HouseholdFact.id,
                HouseholdFact.category,
                HouseholdFact.since,
                HouseholdFact.until,
                HouseholdFact.proof,
            )
            .where(HouseholdFact.unit_id == work.unit_id, HouseholdFact.person_id == person_id)
            .order_by(HouseholdFact.since.desc(), HouseholdFact.category, HouseholdFact.id)
        )
        seen = _confirmed(work, person_id)
        work.noted = True
        work.summary = {"person": person_id, "field": "categories"}
        return tuple(
            CategoryFact(r.id, r.category, r.since, r.until, r.proof or "", seen.get(r.id))
            for r in rows
        )

    return session.write("person.reveal", body, *Role)


def _confirmed(work: Work, person_id: UUID) -> dict[UUID, Confirmed]:
    """The last confirmation of each fact of a person."""
    seen = HouseholdConfirmation
    rows = work.connection.execute(
        select(seen.fact_id, seen.day, seen.confirmed_by, seen.proof)
        .join(
            HouseholdFact,
            (HouseholdFact.unit_id == seen.unit_id) & (HouseholdFact.id == seen.fact_id),
        )
        .where(seen.unit_id == work.unit_id, HouseholdFact.person_id == person_id)
        .order_by(seen.day, seen.id)
    )
    return {row.fact_id: Confirmed(row.day, row.confirmed_by, row.proof) for row in rows}


def add(session: Session, new: NewFact) -> Changes:
    """Enter a fact.

    Raises:
        NotFoundError: this unit has no such pupil.
        SchoolError: no document is named, the days are the wrong way round, or the same category
            is known already for some of these days.
    """
    _refuse_odd(new.proof, new.since, new.until)

    def body(work: Work) -> Changes:
        person_id = _person_of(work, new.student_id)
        _refuse_overlap(work, person_id, new.category, (new.since, new.until))
        _insert(work, person_id, new.category, (new.since, new.until), new.proof)
        return Changes.of(Book.PEOPLE)

    return session.write("household.add", body)


def _insert(
    work: Work,
    person_id: UUID,
    category: HouseholdCategory,
    span: tuple[date, date | None],
    proof: str,
) -> None:
    (key,) = work.new_ids(1)
    row = {
        "id": key,
        "person_id": person_id,
        "category": category,
        "since": span[0],
        "until": span[1],
        "proof": proof.strip(),
    }
    work.insert(HouseholdFact, [row])
    work.summary = {"fact": key, "person": person_id}


def end(session: Session, fact_id: UUID, until: date) -> Changes:
    """Say on which day a fact held last.

    Raises:
        NotFoundError: this unit has no such fact.
        SchoolError: the day lies before its beginning.
    """

    def body(work: Work) -> Changes:
        fact = _fact(work, fact_id)
        _refuse_order(fact["since"], until)
        span = fact["since"], until
        _refuse_overlap(work, fact["person_id"], fact["category"], span, but=fact_id)
        work.update(HouseholdFact, [{"id": fact_id, "until": until}])
        work.summary = {"fact": fact_id, "person": fact["person_id"]}
        return Changes.of(Book.PEOPLE)

    return session.write("household.end", body)


def renew(session: Session, renewal: Renewal) -> Changes:
    """Let a fact go on by a new document: the old one ends, the new one begins the day after.

    Raises:
        NotFoundError: this unit has no such fact.
        SchoolError: no document is named, or the days do not follow one another.
    """

    def body(work: Work) -> Changes:
        old = _fact(work, renewal.fact_id)
        since = renewal.since or _next_day(old["until"], session.store.clock.today())
        _refuse_odd(renewal.proof, since, renewal.until)
        if since <= old["since"]:
            raise SchoolError("续期要从原来的起始日期之后开始。请改日期，或直接改正原来的登记。")
        if old["until"] is None or old["until"] >= since:
            last = since - timedelta(days=1)
            work.update(HouseholdFact, [{"id": renewal.fact_id, "until": last}])
        person_id, category = old["person_id"], old["category"]
        span = since, renewal.until
        _refuse_overlap(work, person_id, category, span, but=renewal.fact_id)
        _insert(work, person_id, category, span, renewal.proof)
        return Changes.of(Book.PEOPLE)

    return session.write("household.renew", body)


def _next_day(until: date | None, today: date) -> date:
    return today if until is None else until + timedelta(days=1)


def remove(session: Session, fact_id: UUID) -> Changes:
    """Take out a fact that was entered by mistake; the chain keeps that it stood there.

    Raises:
        NotFoundError: this unit has no such fact.
    """

    def body(work: Work) -> Changes:
        fact = _fact(work, fact_id)
        seen = select(HouseholdConfirmation.id).where(
            HouseholdConfirmation.unit_id == work.unit_id,
            HouseholdConfirmation.fact_id == fact_id,
        )
        work.delete(HouseholdConfirmation, list(work.connection.execute(seen).scalars()))
        work.delete(HouseholdFact, [fact_id])
        work.summary = {"fact": fact_id, "person": fact["person_id"]}
        return Changes.of(Book.PEOPLE)

    return session.write("household.remove", body)


def expiring(session: Session) -> tuple[ExpiringFact, ...]:
    """The facts of present pupils that end soon or have ended and were not renewed."""
    today = session.store.clock.today()
    with session.store.read() as connection:
        lead = value_on(connection, session.unit_id, HOUSEHOLD_LEAD_DAYS, today)
        return expiring_on(connection, session.unit_id, today, lead)


def expiring_on(
    connection: Connection, unit_id: UUID, today: date, lead: int
) -> tuple[ExpiringFact, ...]:
    """The same in a transaction, `lead` days ahead; who is asked about longest comes first."""
    asked_since = today - timedelta(days=_ASKED_FOR_DAYS)
    rows = connection.execute(
        select(
            HouseholdFact.id.label("fact_id"),
            Student.id.label("student_id"),
            Person.name.label("person_name"),
            HouseholdFact.until,
            *CLASS_COLUMNS,
        )
        .select_from(HouseholdFact)
        .join(
            Student,
            (Student.unit_id == HouseholdFact.unit_id)
            & (Student.person_id == HouseholdFact.person_id),
        )
        .join(Person, PERSON_OF_STUDENT)
        .outerjoin(SchoolClass, CLASS_OF_STUDENT)
        .where(
            HouseholdFact.unit_id == unit_id,
            HouseholdFact.until.between(asked_since, today + timedelta(days=lead)),
            Student.state.in_(PRESENT),
            ~_renewed(),
        )
        .order_by(HouseholdFact.until, Person.pinyin, HouseholdFact.id)
    )
    return tuple(
        ExpiringFact(r.fact_id, r.student_id, r.person_name, label_of(r, today), r.until)
        for r in rows
    )


def _renewed() -> ColumnElement[bool]:
    """Condition on HouseholdFact: a later fact says the same category of the same person."""
    later = aliased(HouseholdFact)
    return exists().where(
        later.unit_id == HouseholdFact.unit_id,
        later.person_id == HouseholdFact.person_id,
        later.category == HouseholdFact.category,
        or_(later.until.is_(None), later.until > HouseholdFact.until),
    )


def _person_of(work: Work, student_id: UUID) -> UUID:
    query = select(Student.person_id).where(
        Student.unit_id == work.unit_id, Student.id == student_id
    )
    person_id: UUID | None = work.connection.execute(query).scalar()
    if person_id is None:
        raise NotFoundError("名册里没有这名学生，可能已被撤销。请刷新后再看。")
    return person_id


def _fact(work: Work, fact_id: UUID) -> Any:  # noqa: ANN401 - a row
    found = work.rows(HouseholdFact, [fact_id]).get(fact_id)
    if found is None:
        raise NotFoundError("没有这一条登记，可能已被撤销。请刷新后再看。")
    return found


def _refuse_odd(proof: str, since: date, until: date | None) -> None:
    if not proof.strip():
        raise SchoolError("请写明凭证的名称和编号，例如证书编号、文件文号或认定表日期。")
    if len(proof.strip()) > LONGEST_PROOF:
        msg = f"凭证太长，请写在{LONGEST_PROOF}个字以内。"
        raise SchoolError(msg)
    if until is not None:
        _refuse_order(since, until)


def _refuse_order(since: date, until: date) -> None:
    if until < since:
        raise SchoolError("截止日期在起始日期之前。请调换或改正。")


def _refuse_overlap(
    work: Work,
    person_id: UUID,
    category: HouseholdCategory,
    span: tuple[date, date | None],
    *,
    but: UUID | None = None,
) -> None:
    other = select(HouseholdFact.id).where(
        HouseholdFact.unit_id == work.unit_id,
        HouseholdFact.person_id == person_id,
        HouseholdFact.category == category,
        or_(HouseholdFact.until.is_(None), HouseholdFact.until >= span[0]),
    )
    if span[1] is not None:
        other = other.where(HouseholdFact.since <= span[1])
    found = set(work.connection.execute(other).scalars()) - {but}
    if found:
        raise SchoolError("这一类在这段时间里已经登记过。请续期或终止原来的那一条，不要重复登记。")
