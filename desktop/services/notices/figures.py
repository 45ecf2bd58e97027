"""The figures of each kind of notice, drawn from the books."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.money import Money
from desktop.models import Charge, MealMonth, Person, SchoolClass, Student
from desktop.services.enrolment import NO_CLASS
from desktop.services.months import not_recorded
from desktop.services.notices.results import (
    ChargeLine,
    ChargesNotice,
    ClassMeals,
    MealLine,
    MealsNotice,
    StandardUsed,
)
from desktop.services.roll import (
    CLASS_COLUMNS,
    CLASS_OF_MEALS,
    PERSON_OF_STUDENT,
    STUDENT_OF_MEALS,
    by_class,
    label_of,
)
from desktop.services.standards import MEALS, standard_on

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.terms import Month
    from desktop.services.notices.results import Posting


def meals(connection: Connection, unit_id: UUID, month: Month, posting: Posting) -> MealsNotice:
    """学生午餐（营养餐）实名公示 of a month.

    Raises:
        NotFoundError: nothing is recorded for the month.
        SchoolError: the month has more than one standard, or not the one that holds by now.
    """
    rows = _meal_rows(connection, unit_id, month)
    if not rows:
        msg = f"{month.label}没有就餐记录，没有可以公示的内容。请先导入本月的就餐天数表。"
        raise NotFoundError(msg)
    if len({row.rate for row in rows}) > 1:
        msg = f"{month.label}有几种不同的餐费标准，一张公示只能写一种。请核对标准表。"
        raise SchoolError(msg)
    standard = standard_on(connection, MEALS, month.first, rows[0].stage)
    if standard.amount != rows[0].rate:
        msg = (
            f"{month.label}登记时的餐费标准是{rows[0].rate}元，标准表里现在是{standard.amount}元。"
            "结账时会按标准表重算，请先结账再打印。"
        )
        raise SchoolError(msg)
    classes = tuple(
        _class_meals(label, list(lines))
        for label, lines in groupby(rows, key=lambda row: label_of(row, month.last) or NO_CLASS)
    )
    return MealsNotice(
        unit_name=posting.signed_by,
        month=month,
        standard=StandardUsed(rows[0].rate, standard.unit, standard.document, standard.since),
        classes=classes,
        pupils=len(rows),
        days=sum(c.days for c in classes),
        total=Money.sum(c.amount for c in classes),
        not_recorded=not_recorded(connection, unit_id, month),
        posting=posting,
    )


def _meal_rows(connection: Connection, unit_id: UUID, month: Month) -> list[Any]:
    return list(
        connection.execute(
            select(Person.name, MealMonth.days, MealMonth.rate, MealMonth.amount, *CLASS_COLUMNS)
            .join(Student, STUDENT_OF_MEALS)
            .join(Person, PERSON_OF_STUDENT)
            .outerjoin(SchoolClass, CLASS_OF_MEALS)
            .where(MealMonth.unit_id == unit_id, MealMonth.month == month)
            .order_by(*by_class(), Person.pinyin, Person.name_key, MealMonth.id)
        )
    )


def _class_meals(label: str, rows: list[Any]) -> ClassMeals:
    return ClassMeals(
        label,
        tuple(MealLine(label, row.name, row.days, row.amount) for row in rows),
        sum(row.days for row in rows),
        Money.sum(row.amount for row in rows),
    )


def charges(connection: Connection, unit_id: UUID, day: date, posting: Posting) -> ChargesNotice:
    """收费公示, as the charges stand on a day.

    Raises:
        NotFoundError: the school has no charges on its board.
    """
    rows = connection.execute(
        select(Charge)
        .where(
            Charge.unit_id == unit_id,
            Charge.since <= day,
            or_(Charge.until.is_(None), Charge.until >= day),
        )
        .order_by(Charge.position, Charge.item, Charge.scope)
    ).all()
    if not rows:
        raise NotFoundError("还没有登记收费项目，没有可以公示的内容。请先导入收费项目表。")
    lines = tuple(
        ChargeLine(
            row.item,
            row.kind,
            row.unit,
            row.standard,
            row.basis,
            row.scope,
            row.voluntary,
            row.relief or "",
            row.refund or "",
        )
        for row in rows
    )
    return ChargesNotice(posting.signed_by, day, lines, posting)
