"""The county's pupils, meals and charges as rosters, without the detour through a workbook."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from desktop.core.labels import EnrolmentKind
from desktop.core.names import name_key
from desktop.core.terms import Month, SchoolYear
from desktop.demo.samples import CHARGES, MEAL_DAYS, STUDENTS
from desktop.rosters.charges import ChargeRow
from desktop.rosters.classes import CLASSES
from desktop.rosters.meal_days import MealDaysRow
from desktop.rosters.results import RosterResult
from desktop.rosters.sheets import sheet_kind
from desktop.rosters.staff import STAFF
from desktop.rosters.students import Guardian, StudentRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from desktop.demo.people import Charge, MealMonth, Stay
    from desktop.demo.people import Guardian as DemoGuardian
    from desktop.rosters.classes import ClassRow
    from desktop.rosters.office_lists import ListRow
    from desktop.rosters.staff import StaffRow


def students(stays: Sequence[Stay], day: date) -> RosterResult[StudentRow]:
    """A roster that lists these pupils on a day."""
    rows = tuple(_student(row, stay, day) for row, stay in enumerate(stays, start=2))
    return _roster(STUDENTS, "学生", rows, None)


def _student(row: int, stay: Stay, day: date) -> StudentRow:
    child, family = stay.child, stay.child.family
    school_class = stay.room_in(SchoolYear.of(day)).name(SchoolYear.of(day))
    first, second = (_guardian(guardian) for guardian in family.guardians)
    return StudentRow(
        row=row,
        name=child.name,
        name_key=name_key(child.name),
        id_kind=child.id_kind,
        id_number=child.id_number or None,
        student_number=child.national_number,
        school_number=stay.number,
        sex=child.sex,
        birth=child.born,
        ethnicity=family.ethnicity,
        grade=school_class.grade,
        school_class=school_class,
        enrolled=_enrolled(stay),
        boarding=stay.boards,
        address=family.address,
        registered_address=family.address,
        guardians=(first, second),
        phone=None,
        categories=child.categories,
        bank_card=family.bank_card,
        meal_plan=None,
        school=None,
        remark=None,
        school_code=None,
    )


def _enrolled(stay: Stay) -> Month | None:
    """What a roster would say: nothing of those who came later, their day is told by the event."""
    first = stay.events[0]
    return Month.of(first.day) if first.kind is EnrolmentKind.ENROLLED else None


def _guardian(guardian: DemoGuardian) -> Guardian:
    return Guardian(
        name=guardian.name,
        name_key=name_key(guardian.name),
        relation=guardian.relation,
        phone=guardian.phone,
        id_number=guardian.id_number,
    )


def meal_days(meals: Sequence[MealMonth], month: Month) -> RosterResult[MealDaysRow]:
    """A month's sheet of a school."""
    year = SchoolYear.of(month.last)
    rows = tuple(
        MealDaysRow(
            row=row,
            name=meal.stay.child.name,
            name_key=name_key(meal.stay.child.name),
            id_number=None,
            student_number=meal.stay.child.national_number,
            school_class=meal.stay.room_in(year).name(year),
            present_days=meal.days,
            meal_days=meal.days,
            remark=None,
        )
        for row, meal in enumerate(meals, start=2)
    )
    return _roster(MEAL_DAYS, f"{month.label}就餐天数", rows, month)


def charges(lines: Sequence[Charge]) -> RosterResult[ChargeRow]:
    """The charge table of a school."""
    rows = tuple(
        ChargeRow(
            row=row,
            item=line.item,
            kind=line.kind,
            unit=line.unit_word,
            standard=str(line.amount) if line.amount else "免收",
            basis=line.basis,
            scope=line.scope,
            voluntary=line.voluntary,
            relief=line.relief,
            refund=line.refund,
        )
        for row, line in enumerate(lines, start=2)
    )
    return _roster(CHARGES, "收费项目", rows, None)


def staff(lines: tuple[StaffRow, ...]) -> RosterResult[StaffRow]:
    """A roster of the staff of a school."""
    return _roster(STAFF.name, "教职工", lines, None)


def classes(lines: tuple[ClassRow, ...]) -> RosterResult[ClassRow]:
    """The classes of a school with their teachers."""
    return _roster(CLASSES.name, "班级", lines, None)


def listed(kind: str, title: str, rows: tuple[ListRow, ...]) -> RosterResult[ListRow]:
    """A list of another office under its title."""
    return _roster(kind, title, rows, None)


def sheet(kind: str, title: str, rows: tuple[Any, ...]) -> RosterResult[Any]:
    """A sheet of the canteen under its title."""
    return _roster(kind, title, rows, None)


def _roster(kind: str, sheet: str, rows: tuple[Any, ...], month: Month | None) -> RosterResult[Any]:
    return RosterResult(
        kind=kind,
        sheet=sheet,
        header_row=1,
        columns=(),
        given=frozenset(column.key for column in sheet_kind(kind).columns),
        rows=rows,
        problems=(),
        skipped=(),
        row_count=len(rows),
        candidates=(),
        digest=hashlib.sha256(
            repr([row.row for row in rows]).encode() + sheet.encode()
        ).hexdigest(),
        title=sheet,
        month=month,
    )
