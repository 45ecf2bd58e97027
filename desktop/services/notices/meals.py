"""学生午餐实名公示: drawn from the meal days of a month, checked against their sums."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.money import Money
from desktop.models import MealFee, MealMonth, Person, SchoolClass, Student
from desktop.services.enrolment import NO_CLASS
from desktop.services.months import MEALS_PART, not_recorded
from desktop.services.notices.making import Check, Maker, Remark, open_month, seal_check
from desktop.services.notices.results import (
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
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.terms import Month
    from desktop.services.notices.results import Posting


def draw(connection: Connection, unit_id: UUID, month: Month, posting: Posting) -> MealsNotice:
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
    own = _own_fees(connection, unit_id, month)
    classes = tuple(
        _class_meals(label, list(lines), own)
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
            select(
                MealMonth.student_id,
                Person.name,
                MealMonth.days,
                MealMonth.rate,
                MealMonth.amount,
                *CLASS_COLUMNS,
            )
            .join(Student, STUDENT_OF_MEALS)
            .join(Person, PERSON_OF_STUDENT)
            .outerjoin(SchoolClass, CLASS_OF_MEALS)
            .where(MealMonth.unit_id == unit_id, MealMonth.month == month)
            .order_by(*by_class(), Person.pinyin, Person.name_key, MealMonth.id)
        )
    )


def _own_fees(connection: Connection, unit_id: UUID, month: Month) -> dict[UUID, Money]:
    """What pupils paid for meals of a month, less what was paid back; empty: nothing by name."""
    query = (
        select(MealFee.student_id, func.sum(MealFee.amount).label("paid"))
        .where(MealFee.unit_id == unit_id, MealFee.meals_of == month)
        .group_by(MealFee.student_id)
    )
    return {row.student_id: row.paid for row in connection.execute(query)}


def _class_meals(label: str, rows: list[Any], own: Mapping[UUID, Money]) -> ClassMeals:
    lines = (
        MealLine(
            label,
            row.name,
            row.days,
            row.amount,
            own.get(row.student_id, Money(0)) if own else None,
        )
        for row in rows
    )
    return ClassMeals(
        label,
        tuple(lines),
        sum(row.days for row in rows),
        Money.sum(row.amount for row in rows),
    )


def _recorded(connection: Connection, unit_id: UUID, month: Month) -> bool:
    query = select(MealMonth.id).where(MealMonth.unit_id == unit_id, MealMonth.month == month)
    return connection.execute(query.limit(1)).first() is not None


def _checks(connection: Connection, unit_id: UUID, content: MealsNotice) -> tuple[Check, ...]:
    """The sums of the lines that would be printed, and the sums that the database gives."""
    books = connection.execute(
        select(func.count(), func.sum(MealMonth.days), func.sum(MealMonth.amount)).where(
            MealMonth.unit_id == unit_id, MealMonth.month == content.month
        )
    ).one()
    lines = [line for school_class in content.classes for line in school_class.lines]
    return (
        Check("人数", f"{len(lines):,}", f"{books[0]:,}"),
        Check("就餐人次", f"{sum(line.days for line in lines):,}", f"{int(books[1]):,}"),
        Check("补助金额（元）", str(content.total), str(books[2])),
        Check("人次 × 标准（元）", str(content.standard.amount * content.days), str(books[2])),
        *seal_check(connection, unit_id, content.month, (MEALS_PART,)),
    )


def _remarks(content: MealsNotice) -> tuple[Remark, ...]:
    found = open_month(content.posting, content.month)
    if content.not_recorded:
        sentence = f"有{content.not_recorded}名在校学生没有登记就餐天数，公示上会写明。"
        found += (Remark("not_recorded", sentence, blocking=False),)
    return found


def _settled(standing: MealsNotice, fresh: MealsNotice) -> MealsNotice:
    """Pupils who came onto the roll of a closed month afterwards do not count."""
    return replace(standing, not_recorded=fresh.not_recorded)


MAKER: Final = Maker(MealsNotice, draw, _recorded, _checks, _remarks, _settled)
