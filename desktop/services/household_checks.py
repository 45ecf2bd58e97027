"""困难类别 without an end: they ask once a year whether they still hold, and somebody says so.

A confirmation is a dated fact of its own with the paper that was seen; none is ever overwritten.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError, SchoolError
from desktop.models import HouseholdConfirmation, HouseholdFact, Person, SchoolClass, Student
from desktop.services.enrolment import PRESENT
from desktop.services.household import LONGEST_PROOF
from desktop.services.parameters import HOUSEHOLD_CONFIRM_MONTHS, value_on
from desktop.services.roll import CLASS_COLUMNS, CLASS_OF_STUDENT, PERSON_OF_STUDENT, label_of

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

    from desktop.database.work import Work
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class Confirmation:
    """That a fact still holds: seen on a day, by a paper."""

    fact_id: UUID
    day: date
    proof: str


@dataclass(frozen=True, slots=True)
class UnconfirmedFact:
    """A fact without an end that nobody has looked at for long: whose it is, not what."""

    fact_id: UUID
    student_id: UUID
    name: str
    school_class: str
    last: date
    """Its first day, or the day on which it was confirmed last."""


def confirm(session: Session, confirmation: Confirmation) -> Changes:
    """Note that a fact still holds.

    Raises:
        NotFoundError: this unit has no such fact.
        SchoolError: no paper is named, the day has not come or lies before the fact, or the fact
            has an end: that is renewed.
    """
    proof, today = confirmation.proof.strip(), session.store.clock.today()
    if not proof:
        raise SchoolError("请写明看过什么：证书、名单或系统里的登记。")
    if len(proof) > LONGEST_PROOF:
        msg = f"凭证太长，请写在{LONGEST_PROOF}个字以内。"
        raise SchoolError(msg)
    if confirmation.day > today:
        raise SchoolError("核对的日期还没有到。请核对日期。")

    def body(work: Work) -> Changes:
        fact = work.rows(HouseholdFact, [confirmation.fact_id]).get(confirmation.fact_id)
        if fact is None:
            raise NotFoundError("没有这一条登记，可能已被撤销。请刷新后再看。")
        if fact["until"] is not None:
            raise SchoolError("这一项有截止日期，到期请续期，不用登记“仍符合”。")
        if confirmation.day < fact["since"]:
            raise SchoolError("核对的日期在这一项开始之前。请核对日期。")
        row = {
            "id": work.new_ids(1)[0],
            "fact_id": confirmation.fact_id,
            "day": confirmation.day,
            "proof": proof,
            "confirmed_by": session.user_name,
        }
        work.insert(HouseholdConfirmation, [row])
        work.summary = {"fact": confirmation.fact_id, "day": confirmation.day}
        return Changes.of(Book.PEOPLE)

    return session.write("household.confirm", body)


def unconfirmed(session: Session) -> tuple[UnconfirmedFact, ...]:
    """The facts of present pupils that ask whether they still hold."""
    today = session.store.clock.today()
    with session.store.read() as connection:
        months = value_on(connection, session.unit_id, HOUSEHOLD_CONFIRM_MONTHS, today)
        return unconfirmed_on(connection, session.unit_id, today, months)


def unconfirmed_on(
    connection: Connection, unit_id: UUID, today: date, months: int
) -> tuple[UnconfirmedFact, ...]:
    """The same in a transaction; what was looked at longest ago comes first."""
    last = _last_looked_at()
    rows = connection.execute(
        select(
            HouseholdFact.id.label("fact_id"),
            Student.id.label("student_id"),
            Person.name.label("person_name"),
            last.label("last"),
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
            HouseholdFact.until.is_(None),
            Student.state.in_(PRESENT),
            last <= months_before(today, months),
        )
        .order_by(last, Person.pinyin, HouseholdFact.id)
    )
    return tuple(
        UnconfirmedFact(r.fact_id, r.student_id, r.person_name, label_of(r, today), r.last)
        for r in rows
    )


def _last_looked_at() -> ColumnElement[date]:
    """The day of the last confirmation of a HouseholdFact, or its first day."""
    seen = (
        select(func.max(HouseholdConfirmation.day))
        .where(
            HouseholdConfirmation.unit_id == HouseholdFact.unit_id,
            HouseholdConfirmation.fact_id == HouseholdFact.id,
        )
        .correlate(HouseholdFact)
        .scalar_subquery()
    )
    return func.coalesce(seen, HouseholdFact.since)


def months_before(day: date, months: int) -> date:
    """The same day so many months ago, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))
