"""Rows for workbooks going out: what the books hold, in the form that is read back in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, or_, select

from desktop.core.errors import SchoolError
from desktop.core.grades import ClassName
from desktop.core.labels import Role
from desktop.core.terms import Month
from desktop.models import (
    Charge,
    EnrolmentEvent,
    HouseholdFact,
    MealMonth,
    Person,
    Student,
)
from desktop.rosters.charges import ChargeRow
from desktop.rosters.meal_days import MealDaysRow
from desktop.rosters.office_lists import LISTS, SCHOOL_AGE
from desktop.rosters.students import Guardian, StudentRow
from desktop.services.attendance.sheets import (
    ATTENDANCE,
    PUPIL_ABSENCES,
    absence_rows,
    attendance_rows,
)
from desktop.services.canteen.sheets import CANTEEN_MONTH, CANTEEN_TODAY
from desktop.services.class_exports import class_rows
from desktop.services.enrolment import grade_on, present_during
from desktop.services.guardian_exports import guardian_rows, guardians_of
from desktop.services.lists import newest_rows
from desktop.services.presence import Presence
from desktop.services.roll import CLASS_COLUMNS, by_class, roll
from desktop.services.staff.exports import OF_STAFF

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection, Select

    from desktop.core.labels import HouseholdCategory
    from desktop.services.session import Session

STUDENTS: Final = "students"
CHARGES: Final = "charges"
MEAL_DAYS: Final = "meal-days"
CLASSES: Final = "classes"
GUARDIANS: Final = "guardians"
OF_TODAY: Final = {
    **OF_STAFF,
    **CANTEEN_TODAY,
    CLASSES: class_rows,
    GUARDIANS: guardian_rows,
}
"""Sheets of a day that parts of their own give."""
OF_MONTH: Final[dict[str, Callable[[Connection, UUID, Month], tuple[Any, ...]]]] = {
    ATTENDANCE: attendance_rows,
    PUPIL_ABSENCES: absence_rows,
    **CANTEEN_MONTH,
}
"""Sheets of a month that a part of their own gives."""
_FIRST_ROW: Final = 2


@dataclass(frozen=True, slots=True)
class _Family:
    guardians: dict[UUID, list[Guardian | None]]
    categories: dict[UUID, set[HouseholdCategory]]


def rows(session: Session, kind: str, month: Month | None = None) -> tuple[Any, ...]:
    """The rows of a sheet kind as the books hold them today, or in a month where it is of one.

    Raises:
        AccessRefusedError: an auditor, who does not carry whole identity numbers and cards away.
        SchoolError: meal days or attendance without a month.
    """
    session.require(Role.PRINCIPAL, Role.CLERK, Role.BUREAU)
    today = session.store.clock.today()
    with session.store.read() as connection:
        if kind == STUDENTS:
            return _students(connection, session.unit_id, today)
        if kind == CHARGES:
            return _charges(connection, session.unit_id, today)
        if kind in OF_TODAY:
            return OF_TODAY[kind](connection, session.unit_id, today)
        if kind in LISTS:
            school_age = kind == SCHOOL_AGE.name
            return newest_rows(connection, session.unit_id, school_age=school_age)
        if kind in OF_MONTH:
            return OF_MONTH[kind](connection, session.unit_id, _named(month))
        return _meal_days(connection, session.unit_id, _named(month), recorded=True)


def prefilled(session: Session, month: Month | None) -> tuple[MealDaysRow, ...]:
    """A month's pupils with the days that the school was open as present days, for a template.

    A pupil who came or left within the month has only the days between.
    """
    session.require(Role.PRINCIPAL, Role.CLERK, Role.BUREAU)
    with session.store.read() as connection:
        return _meal_days(connection, session.unit_id, _named(month), recorded=False)


def _named(month: Month | None) -> Month:
    if month is None:
        raise SchoolError("请用 --month 写明是哪个月，例如 --month 2026-10。")
    return month


_COLUMNS: Final = (
    Student.id,
    Student.person_id,
    Student.student_number,
    Student.school_number,
    Student.boarding,
    Student.meal_plan,
    Student.remark,
    Person.name,
    Person.name_key,
    Person.sex,
    Person.birth,
    Person.id_kind,
    Person.id_number,
    Person.ethnicity,
    Person.phone,
    Person.address,
    Person.registered_address,
    Person.bank_card,
    EnrolmentEvent.kind.label("event"),
    *CLASS_COLUMNS,
)


def _pupils(unit_id: UUID, day: date) -> Select[Any]:
    """Pupils with person, class of the day and the event that holds, in printing order."""
    return roll(unit_id, day, *_COLUMNS).order_by(*by_class(), Person.pinyin, Person.id)


def _class_name(row: Any, day: date) -> ClassName | None:  # noqa: ANN401 - a row of _pupils
    """The class as a roster writes it; none for one that has left its stage."""
    grade = None if row.stage is None else grade_on(row.stage, row.cohort, day)
    return ClassName(grade, row.number or None, row.class_name) if grade else None


def _students(connection: Connection, unit_id: UUID, today: date) -> tuple[StudentRow, ...]:
    """Everybody who is at the school today."""
    family = _Family(guardians_of(connection, unit_id), _categories(connection, unit_id, today))
    entered = _entered(connection, unit_id)
    present = (r for r in connection.execute(_pupils(unit_id, today)) if r.event.present)
    return tuple(
        _student(number, row, family, entered[row.id], today)
        for number, row in enumerate(present, start=_FIRST_ROW)
    )


def _student(number: int, row: Any, family: _Family, entered: date, today: date) -> StudentRow:  # noqa: ANN401 - same
    school_class = _class_name(row, today)
    guardians = family.guardians.get(row.id, [None, None])
    return StudentRow(
        row=number,
        name=row.name,
        name_key=row.name_key,
        id_kind=row.id_kind,
        id_number=row.id_number,
        student_number=row.student_number,
        school_number=row.school_number,
        sex=row.sex,
        birth=row.birth,
        ethnicity=row.ethnicity,
        grade=school_class.grade if school_class else None,
        school_class=school_class,
        enrolled=Month.of(entered),
        boarding=row.boarding,
        address=row.address,
        registered_address=row.registered_address,
        guardians=(guardians[0], guardians[1]),
        phone=row.phone,
        categories=frozenset(family.categories.get(row.person_id, ())),
        bank_card=row.bank_card,
        meal_plan=row.meal_plan,
        school=None,
        remark=row.remark,
        school_code=None,
    )


def _entered(connection: Connection, unit_id: UUID) -> dict[UUID, date]:
    """The day of each pupil's first event."""
    query = (
        select(EnrolmentEvent.student_id, func.min(EnrolmentEvent.day))
        .where(EnrolmentEvent.unit_id == unit_id)
        .group_by(EnrolmentEvent.student_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _categories(
    connection: Connection, unit_id: UUID, today: date
) -> dict[UUID, set[HouseholdCategory]]:
    found: dict[UUID, set[HouseholdCategory]] = defaultdict(set)
    rows = connection.execute(
        select(HouseholdFact.person_id, HouseholdFact.category).where(
            HouseholdFact.unit_id == unit_id,
            HouseholdFact.since <= today,
            or_(HouseholdFact.until.is_(None), HouseholdFact.until >= today),
        )
    )
    for person_id, category in rows:
        found[person_id].add(category)
    return found


def _charges(connection: Connection, unit_id: UUID, today: date) -> tuple[ChargeRow, ...]:
    """The charges that stand today."""
    standing = connection.execute(
        select(Charge)
        .where(
            Charge.unit_id == unit_id,
            Charge.since <= today,
            or_(Charge.until.is_(None), Charge.until >= today),
        )
        .order_by(Charge.position, Charge.item, Charge.scope)
    )
    return tuple(
        ChargeRow(
            row=number,
            item=row.item,
            kind=row.kind,
            unit=row.unit,
            standard=row.standard,
            basis=row.basis,
            scope=row.scope,
            voluntary=row.voluntary,
            relief=row.relief,
            refund=row.refund,
        )
        for number, row in enumerate(standing, start=_FIRST_ROW)
    )


def _meal_days(
    connection: Connection, unit_id: UUID, month: Month, *, recorded: bool
) -> tuple[MealDaysRow, ...]:
    """The month's pupils with the days that are recorded, or else with the days to be expected."""
    days = {
        row.student_id: (row.present_days, row.days)
        for row in connection.execute(
            select(MealMonth.student_id, MealMonth.present_days, MealMonth.days).where(
                MealMonth.unit_id == unit_id, MealMonth.month == month
            )
        )
    }
    expected = Presence(connection, unit_id, month)
    query = _pupils(unit_id, month.last).where(present_during(month.first, month.last))
    lines: list[MealDaysRow] = []
    for row in connection.execute(query):
        if recorded and row.id not in days:
            continue
        present, eaten = days.get(row.id, (None, None))
        if not recorded:
            present, eaten = expected.days(row.id), None
        lines.append(_meal_line(len(lines) + _FIRST_ROW, row, month, present, eaten))
    return tuple(lines)


def _meal_line(
    number: int,
    row: Any,  # noqa: ANN401 - a row of _pupils
    month: Month,
    present: int | None,
    eaten: int | None,
) -> MealDaysRow:
    return MealDaysRow(
        row=number,
        name=row.name,
        name_key=row.name_key,
        id_number=row.id_number,
        student_number=row.student_number,
        school_class=_class_name(row, month.last),
        present_days=present,
        meal_days=eaten,
        remark=None,
    )
