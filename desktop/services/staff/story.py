"""One member of staff: posts, absences, classes, and what else the books know of the person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select

from desktop.core.errors import NotFoundError
from desktop.models import (
    AbsenceSpell,
    Guardianship,
    Homeroom,
    Person,
    PostSpell,
    StaffMember,
    Student,
)
from desktop.services.enrolment import class_labels
from desktop.services.staff.lists import StaffLine, one

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.posts import AbsenceKind, Establishment, PostEnd, PostKind
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That something was wrong: who said so, when and why."""

    at: datetime
    user_name: str
    why: str


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post from a day to a day."""

    post_id: UUID
    place: str
    kind: PostKind
    duty: str
    establishment: Establishment | None
    since: date
    until: date | None
    ending: PostEnd | None
    document: str
    end_document: str
    note: str
    withdrawn: Withdrawal | None

    @property
    def words(self) -> str:
        """The post in the school's own words, or its kind."""
        return self.duty or self.kind.label


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """A time away."""

    absence_id: UUID
    kind: AbsenceKind
    since: date
    until: date | None
    place: str
    document: str
    note: str
    withdrawn: Withdrawal | None


@dataclass(frozen=True, slots=True)
class HomeroomLine:
    """A class that this person was responsible for."""

    school_class: str
    since: date
    until: date | None
    withdrawn: Withdrawal | None


@dataclass(frozen=True, slots=True)
class StaffRecord:
    """The whole story of a member of staff. Sensitive values are masked or left out."""

    line: StaffLine
    birth_year: int | None
    education: str
    political: str
    certificate: str
    joined: date | None
    remark: str
    posts: tuple[PostLine, ...]
    """The newest first, withdrawn ones among them."""
    absences: tuple[AbsenceLine, ...]
    homerooms: tuple[HomeroomLine, ...]
    wards: tuple[str, ...]
    """Pupils of this school whose guardian this person is."""


def member(session: Session, staff_id: UUID) -> StaffRecord:
    """One member of staff, whole.

    Raises:
        NotFoundError: this unit has no such member of staff.
    """
    day = session.store.clock.today()
    with session.store.read() as connection:
        line = one(connection, session.unit_id, staff_id, day)
        if line is None:
            raise NotFoundError("教职工名册里没有这个人，可能已被撤销。请刷新后再看。")
        facts = connection.execute(
            select(StaffMember, Person.birth)
            .join(Person, and_(Person.unit_id == StaffMember.unit_id, Person.id == line.person_id))
            .where(StaffMember.unit_id == session.unit_id, StaffMember.id == staff_id)
        ).one()
        return StaffRecord(
            line=line,
            birth_year=facts.birth.year if facts.birth else None,
            education=facts.education or "",
            political=facts.political or "",
            certificate=facts.certificate or "",
            joined=facts.joined,
            remark=facts.remark or "",
            posts=_posts(connection, session.unit_id, staff_id),
            absences=_absences(connection, session.unit_id, staff_id),
            homerooms=_homerooms(connection, session.unit_id, staff_id, day),
            wards=_wards(connection, session.unit_id, line.person_id),
        )


def staff_by_name(session: Session, name: str) -> tuple[StaffLine, ...]:
    """Everybody of the staff who is called so, or has this staff number."""
    day = session.store.clock.today()
    with session.store.read() as connection:
        ids = connection.execute(
            select(StaffMember.id)
            .join(
                Person,
                and_(Person.unit_id == StaffMember.unit_id, Person.id == StaffMember.person_id),
            )
            .where(
                StaffMember.unit_id == session.unit_id,
                (Person.name == name) | (StaffMember.staff_number == name),
            )
            .order_by(StaffMember.id)
        ).scalars()
        lines = [one(connection, session.unit_id, key, day) for key in ids.all()]
    return tuple(line for line in lines if line is not None)


def _withdrawal(row: Any) -> Withdrawal | None:  # noqa: ANN401 - a row of a spell
    if row.withdrawn_at is None:
        return None
    return Withdrawal(row.withdrawn_at, row.withdrawn_by or "", row.withdrawn_why or "")


def _of_staff(connection: Connection, model: Any, unit_id: UUID, staff_id: UUID) -> list[Any]:  # noqa: ANN401 - a model
    """The spells of one member of staff, the newest first."""
    return list(
        connection.execute(
            select(model)
            .where(model.unit_id == unit_id, model.staff_id == staff_id)
            .order_by(model.since.desc(), model.id.desc())
        )
    )


def _posts(connection: Connection, unit_id: UUID, staff_id: UUID) -> tuple[PostLine, ...]:
    return tuple(
        PostLine(
            row.id,
            row.place,
            row.kind,
            row.duty or "",
            row.establishment,
            row.since,
            row.until,
            row.ending,
            row.document or "",
            row.end_document or "",
            row.note or "",
            _withdrawal(row),
        )
        for row in _of_staff(connection, PostSpell, unit_id, staff_id)
    )


def _absences(connection: Connection, unit_id: UUID, staff_id: UUID) -> tuple[AbsenceLine, ...]:
    return tuple(
        AbsenceLine(
            row.id,
            row.kind,
            row.since,
            row.until,
            row.place or "",
            row.document or "",
            row.note or "",
            _withdrawal(row),
        )
        for row in _of_staff(connection, AbsenceSpell, unit_id, staff_id)
    )


def _homerooms(
    connection: Connection, unit_id: UUID, staff_id: UUID, day: date
) -> tuple[HomeroomLine, ...]:
    rows = _of_staff(connection, Homeroom, unit_id, staff_id)
    labels = class_labels(connection, unit_id, day) if rows else {}
    return tuple(
        HomeroomLine(labels.get(row.class_id, ""), row.since, row.until, _withdrawal(row))
        for row in rows
    )


def _wards(connection: Connection, unit_id: UUID, person_id: UUID) -> tuple[str, ...]:
    pupil = (Person.unit_id == Student.unit_id) & (Person.id == Student.person_id)
    rows = connection.execute(
        select(Person.name)
        .select_from(Guardianship)
        .join(
            Student,
            and_(Student.unit_id == Guardianship.unit_id, Student.id == Guardianship.student_id),
        )
        .join(Person, pupil)
        .where(Guardianship.unit_id == unit_id, Guardianship.person_id == person_id)
        .order_by(Person.pinyin, Person.id)
    )
    return tuple(rows.scalars())
