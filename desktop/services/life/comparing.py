"""Two records that look alike, side by side. Private values are masked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select

from desktop.core.errors import NotFoundError
from desktop.core.identity import mask
from desktop.core.labels import MonthState
from desktop.core.phones import mask_phone
from desktop.database.pointers import pointing_at
from desktop.database.records import SealedMonth
from desktop.models import Guardianship, HouseholdFact, MealMonth, Person, Student
from desktop.services.enrolment import NO_CLASS, class_labels
from desktop.services.life.stories import spoken, stories

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.labels import EnrolmentKind, Sex
    from desktop.services.life.stories import Moment
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class ComparedPupil:
    """What is known of a person as a pupil."""

    student_id: UUID
    student_number_masked: str
    state: EnrolmentKind
    school_class: str
    events: tuple[str, ...]
    guardians: tuple[str, ...]
    meal_months: int
    closed_meals: int
    """Of them in closed months: these cannot be given to another record."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One of two records that look alike."""

    person_id: UUID
    name: str
    sex: Sex | None
    birth_year: int | None
    id_masked: str
    phone_masked: str
    facts: int
    """How many facts about the household there are."""
    uses: tuple[str, ...]
    """In which tables else the person stands, as guardian, as teacher."""
    pupil: ComparedPupil | None


def compare(session: Session, people: Sequence[UUID]) -> tuple[Compared, ...]:
    """Records side by side, in the order asked for.

    Raises:
        NotFoundError: one of them is not in the books.
    """
    with session.store.read() as connection:
        today = session.store.clock.today()
        return tuple(_compared(connection, session.unit_id, key, today) for key in people)


def stays(sides: Sequence[Compared]) -> UUID:
    """Which record one would keep: with closed months, then with a number, then the older."""

    def worth(side: Compared) -> tuple[bool, bool, bool, int]:
        pupil = side.pupil
        closed = pupil is not None and pupil.closed_meals > 0
        return closed, bool(side.id_masked), pupil is not None, -side.person_id.int

    return max(sides, key=worth).person_id


def _compared(connection: Connection, unit_id: UUID, person_id: UUID, today: date) -> Compared:
    row = connection.execute(
        select(Person.name, Person.sex, Person.birth, Person.id_number, Person.phone).where(
            Person.unit_id == unit_id, Person.id == person_id
        )
    ).first()
    if row is None:
        raise NotFoundError("其中一条记录已经不在了，可能已合并或撤销。请刷新后再看。")
    facts = select(func.count()).where(
        HouseholdFact.unit_id == unit_id, HouseholdFact.person_id == person_id
    )
    return Compared(
        person_id=person_id,
        name=row.name,
        sex=row.sex,
        birth_year=row.birth.year if row.birth else None,
        id_masked=mask(row.id_number or ""),
        phone_masked=mask_phone(row.phone or ""),
        facts=connection.execute(facts).scalar_one(),
        uses=tuple(_uses(connection, unit_id, person_id)),
        pupil=_pupil(connection, unit_id, person_id, today),
    )


def _uses(connection: Connection, unit_id: UUID, person_id: UUID) -> list[str]:
    shown = {HouseholdFact.__tablename__, Student.__tablename__}
    found = []
    for pointer in pointing_at(Person.__table__):  # type: ignore[arg-type]
        child = pointer.child
        if child.name not in shown:
            query = select(func.count()).where(
                child.c.unit_id == unit_id, pointer.column == person_id
            )
            if count := connection.execute(query).scalar_one():
                found.append(f"{child.info['label']} {count} 条")
    return found


def _pupil(
    connection: Connection, unit_id: UUID, person_id: UUID, today: date
) -> ComparedPupil | None:
    row = connection.execute(
        select(Student.id, Student.student_number, Student.state, Student.class_id).where(
            Student.unit_id == unit_id, Student.person_id == person_id
        )
    ).first()
    if row is None:
        return None
    labels = class_labels(connection, unit_id, today)
    story = stories(connection, unit_id, [row.id])[row.id]
    meals = connection.execute(
        select(func.count(), func.count(SealedMonth.id))
        .select_from(MealMonth)
        .outerjoin(
            SealedMonth,
            and_(
                SealedMonth.unit_id == MealMonth.unit_id,
                SealedMonth.month == MealMonth.month,
                SealedMonth.state != MonthState.OPEN,
            ),
        )
        .where(MealMonth.unit_id == unit_id, MealMonth.student_id == row.id)
    ).one()
    return ComparedPupil(
        student_id=row.id,
        student_number_masked=mask(row.student_number or ""),
        state=row.state,
        school_class=labels.get(row.class_id, NO_CLASS),
        events=tuple(_told(moment, labels) for moment in story),
        guardians=_guardians(connection, unit_id, row.id),
        meal_months=meals[0],
        closed_meals=meals[1],
    )


def _told(moment: Moment, labels: Mapping[UUID, str]) -> str:
    school_class = labels.get(moment.class_id, "") if moment.class_id else ""
    return f"{spoken(moment.day)} {moment.kind.label} {school_class}".strip()


def _guardians(connection: Connection, unit_id: UUID, student_id: UUID) -> tuple[str, ...]:
    rows = connection.execute(
        select(Guardianship.name)
        .where(Guardianship.unit_id == unit_id, Guardianship.student_id == student_id)
        .order_by(Guardianship.position)
    )
    return tuple(rows.scalars())
