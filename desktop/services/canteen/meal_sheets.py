"""Rows of the sheets of heads at table and of pupils' fees, in the form that is read back in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from desktop.core.grades import ClassName
from desktop.core.meals import Diner
from desktop.models import Canteen, MealFee, MoneyDocument, Person, SchoolClass, Student
from desktop.rosters.meal_counts import MealCountRow
from desktop.rosters.meal_fees import MealFeeRow
from desktop.services.canteen.canteens import canteen_lines
from desktop.services.canteen.sittings import standing
from desktop.services.enrolment import grade_on
from desktop.services.roll import CLASS_COLUMNS, PERSON_OF_STUDENT, by_class

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.terms import Month
    from desktop.services.canteen.sittings import Standing

_FIRST_ROW: Final = 2


def count_rows(connection: Connection, unit_id: UUID, month: Month) -> tuple[MealCountRow, ...]:
    """The heads at table of a month: for each sitting its classes; guests on the first line."""
    names = {line.canteen_id: line.name for line in canteen_lines(connection, unit_id)}
    classes = _classes(connection, unit_id, month.last)
    found = standing(connection, unit_id, [month.first, month.last])
    rows: list[MealCountRow] = []
    for (canteen_id, _, _), one in found.items():
        for values in _lines(one, classes):
            rows.append(_count(len(rows) + _FIRST_ROW, one, names[canteen_id], values))
    return tuple(rows)


def _lines(one: Standing, classes: Mapping[UUID, ClassName | None]) -> Iterator[dict[str, Any]]:
    """What the lines of a sitting say, each class once."""
    guests = one.heads(None, Diner.GUEST)
    counted = {row.class_id for row in one.counts if row.class_id is not None}
    if not counted:
        yield {"guests": guests, "reason": one.row.reason}
    for key, name in classes.items():
        if key in counted:
            plan, paying = (one.heads(key, d) for d in (Diner.PLAN_PUPIL, Diner.PAYING_PUPIL))
            yield {"school_class": name, "plan": plan, "paying": paying, "guests": guests}
            guests = None


def _count(number: int, one: Standing, canteen: str, values: Mapping[str, Any]) -> MealCountRow:
    blank: dict[str, Any] = dict.fromkeys(("school_class", "plan", "paying", "guests"))
    day, sitting = one.row.day, one.row.sitting
    return MealCountRow(
        row=number,
        name=f"{day} {sitting.label}",
        day=day,
        sitting=sitting,
        **{**blank, "reason": "", **values},
        canteen=canteen,
    )


def _classes(connection: Connection, unit_id: UUID, day: date) -> dict[UUID, ClassName | None]:
    """The classes of a unit as a sheet names them, youngest first."""
    query = (
        select(SchoolClass.id, *CLASS_COLUMNS)
        .where(SchoolClass.unit_id == unit_id)
        .order_by(*by_class())
    )
    return {row.id: _class_name(row, day) for row in connection.execute(query)}


def _class_name(row: Any, day: date) -> ClassName | None:  # noqa: ANN401 - a row of classes
    grade = None if row.stage is None else grade_on(row.stage, row.cohort, day)
    return ClassName(grade, row.number or None, row.class_name) if grade else None


def fee_rows(connection: Connection, unit_id: UUID, month: Month) -> tuple[MealFeeRow, ...]:
    """The fees that were received and paid back in a month, without what was reversed."""
    red = aliased(MoneyDocument)
    undone = exists().where(red.unit_id == unit_id, red.reverses_id == MoneyDocument.id)
    of_document = (MoneyDocument.unit_id == MealFee.unit_id) & (
        MoneyDocument.id == MealFee.document_id
    )
    query = (
        select(
            *(MealFee.meals_of, MealFee.amount, MealFee.ticket.label("own_ticket")),
            *(MoneyDocument.day, MoneyDocument.kind, MoneyDocument.method, MoneyDocument.ticket),
            *(Student.student_number, Person.name, Person.name_key, Person.id_number),
            *(Canteen.name.label("canteen"), *CLASS_COLUMNS),
        )
        .join(MoneyDocument, of_document)
        .join(
            Canteen,
            (Canteen.unit_id == MoneyDocument.unit_id) & (Canteen.book_id == MoneyDocument.book_id),
        )
        .join(Student, (Student.unit_id == MealFee.unit_id) & (Student.id == MealFee.student_id))
        .join(Person, PERSON_OF_STUDENT)
        .outerjoin(
            SchoolClass,
            (SchoolClass.unit_id == MealFee.unit_id) & (SchoolClass.id == MealFee.class_id),
        )
        .where(
            MoneyDocument.unit_id == unit_id,
            MoneyDocument.month == month,
            MoneyDocument.reverses_id.is_(None),
            ~undone,
        )
        .order_by(MoneyDocument.day, MoneyDocument.number, MealFee.id)
    )
    return tuple(
        _fee(number, row) for number, row in enumerate(connection.execute(query), start=_FIRST_ROW)
    )


def _fee(number: int, row: Any) -> MealFeeRow:  # noqa: ANN401 - a row of `fee_rows`
    return MealFeeRow(
        row=number,
        name=row.name,
        name_key=row.name_key,
        id_number=row.id_number,
        student_number=row.student_number,
        school_class=_class_name(row, max(row.day, row.meals_of.last)),
        day=row.day,
        meals_of=row.meals_of,
        amount=row.amount if row.amount.units > 0 else -row.amount,
        kind=row.kind,
        method=row.method,
        ticket=row.own_ticket or row.ticket,
        canteen=row.canteen,
    )
