"""Rules over who ate, and what was cooked for it (C1, C2, C6, C9, C10)."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, func, literal, or_, select, union_all

from desktop.core.attendance import DayPart, Mark
from desktop.core.canteen import ArticleKind, Sitting, StockKind
from desktop.core.meals import Diner
from desktop.models import (
    Article,
    ClassRoll,
    DishIngredient,
    MealCount,
    MealMonth,
    MealSitting,
    MenuDish,
    Person,
    RollException,
    SchoolClass,
    StaffMeal,
    StaffMealPayment,
    StaffMember,
    StockDocument,
    StockLine,
    Student,
)
from desktop.services.checks.canteen_goods import ISSUES
from desktop.services.checks.joins import ARTICLE_OF_LINE, LINE_OF_DOCUMENT, standing
from desktop.services.checks.questions import Found, units
from desktop.services.enrolment import class_labels
from desktop.services.roll import PERSON_OF_STUDENT, STUDENT_OF_MEALS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from uuid import UUID

    from sqlalchemy import ColumnElement, Select

    from desktop.services.checks.questions import Looking

MEALS: Final = "meals"
_MOST_NAMED: Final = 3
_FRESH: Final = (
    *(ArticleKind.MEAT, ArticleKind.FISH, ArticleKind.EGG, ArticleKind.BEAN),
    *(ArticleKind.VEGETABLE, ArticleKind.FRUIT, ArticleKind.MILK),
)
"""What is issued for the day; rice, oil and seasoning are fetched by the sack."""


def _counts(looking: Looking) -> tuple[ColumnElement[bool], ...]:
    return (
        MealCount.unit_id == looking.unit_id,
        MealCount.canteen_id == looking.canteen.canteen_id,
        MealCount.month == looking.month,
    )


def _classes(looking: Looking) -> dict[UUID, str]:
    """The classes by key, as they are called in the month."""
    return class_labels(looking.connection, looking.unit_id, looking.month.last)


def _uncounted(looking: Looking) -> bool:
    """Whether there was a day of lessons of which no sitting is recorded."""
    query = select(MealSitting.day).where(
        MealSitting.unit_id == looking.unit_id,
        MealSitting.canteen_id == looking.canteen.canteen_id,
        MealSitting.month == looking.month,
    )
    recorded = set(looking.connection.execute(query.distinct()).scalars())
    return not recorded.issuperset(looking.school_days)


def more_than_present(looking: Looking) -> Iterator[Found]:
    """C1: more pupils of a class ate than its roll says were there."""
    away = (
        select(RollException.roll_id, func.count().label("away"))
        .where(
            RollException.unit_id == looking.unit_id,
            RollException.part == DayPart.WHOLE,
            RollException.mark != Mark.NOT_RECORDED,
        )
        .group_by(RollException.roll_id)
        .subquery()
    )
    there = ClassRoll.expected - func.coalesce(away.c.away, 0)
    ate = func.sum(MealCount.heads)
    query = (
        select(MealCount.day, MealCount.sitting, ClassRoll.class_id, ate, there)
        .join(
            ClassRoll,
            and_(
                ClassRoll.unit_id == MealCount.unit_id,
                ClassRoll.class_id == MealCount.class_id,
                ClassRoll.day == MealCount.day,
            ),
        )
        .outerjoin(away, away.c.roll_id == ClassRoll.id)
        .where(*_counts(looking))
        .group_by(
            *(MealCount.day, MealCount.sitting, ClassRoll.class_id),
            *(ClassRoll.expected, away.c.away),
        )
        .having(ate > there)
        .order_by(MealCount.day, ClassRoll.class_id)
    )
    names = _classes(looking)
    for day, sitting, class_id, heads, present in looking.connection.execute(query):
        sentence = f"{day}{names[class_id]}{sitting.label}登记{heads}人就餐，点名在校{present}人。"
        yield Found(sentence, looking.place(MEALS, day))


def more_claimed_than_counted(looking: Looking) -> Iterator[Found]:
    """C1: the days of a class's pupils are more than the lunches that were counted for it.

    A day of lessons of which nothing is recorded is another question (the close of the month asks
    it): until it is answered, each class lacks that day.
    """
    if _uncounted(looking):
        return
    claimed = (
        select(MealMonth.class_id, func.sum(MealMonth.days).label("days"))
        .where(MealMonth.unit_id == looking.unit_id, MealMonth.month == looking.month)
        .group_by(MealMonth.class_id)
        .subquery()
    )
    counted = (
        select(MealCount.class_id, func.sum(MealCount.heads).label("heads"))
        .where(*_counts(looking), MealCount.sitting == Sitting.LUNCH,
               MealCount.diner == Diner.PLAN_PUPIL)
        .group_by(MealCount.class_id)
        .subquery()
    )  # fmt: skip
    query = (
        select(SchoolClass.id, claimed.c.days, counted.c.heads)
        .join(claimed, claimed.c.class_id == SchoolClass.id)
        .join(counted, counted.c.class_id == SchoolClass.id)
        .where(SchoolClass.unit_id == looking.unit_id, claimed.c.days > counted.c.heads)
        .order_by(SchoolClass.id)
    )
    names = _classes(looking)
    for class_id, days, heads in looking.connection.execute(query):
        sentence = f"{names[class_id]}本月登记就餐{days}人日，每天的午餐人数加起来是{heads}人次。"
        yield Found(sentence, looking.place(MEALS))


def more_days_than_school(looking: Looking) -> Iterator[Found]:
    """C2: a pupil has more subsidised days than days at school."""
    away = (
        select(RollException.student_id, func.count().label("away"))
        .where(
            RollException.unit_id == looking.unit_id,
            RollException.day.between(looking.month.first, looking.month.last),
            RollException.part == DayPart.WHOLE,
            RollException.mark != Mark.NOT_RECORDED,
        )
        .group_by(RollException.student_id)
        .subquery()
    )
    most = literal(len(looking.school_days)) - func.coalesce(away.c.away, 0)
    query = (
        select(Person.name, MealMonth.days, most, MealMonth.present_days)
        .select_from(MealMonth)
        .join(Student, STUDENT_OF_MEALS)
        .join(Person, PERSON_OF_STUDENT)
        .outerjoin(away, away.c.student_id == MealMonth.student_id)
        .where(
            MealMonth.unit_id == looking.unit_id,
            MealMonth.month == looking.month,
            or_(MealMonth.days > most, MealMonth.days > MealMonth.present_days),
        )
        .order_by(Person.pinyin, MealMonth.id)
    )
    rows = looking.connection.execute(query).all()
    for name, days, school, present in rows[:_MOST_NAMED]:
        there = school if present is None else min(school, present)
        sentence = f"{name}本月登记就餐{days}天，在校最多{there}天。"
        yield Found(sentence, looking.place(MEALS))
    if len(rows) > _MOST_NAMED:
        sentence = f"还有{len(rows) - _MOST_NAMED}名学生的就餐天数比在校天数多。"
        yield Found(sentence, looking.place(MEALS))


def meals_not_paid(looking: Looking) -> Iterator[Found]:
    """C6: members of the staff who ate and have not paid for it all."""
    due = (
        select(StaffMeal.staff_id, func.sum(StaffMeal.price).label("due"))
        .where(
            StaffMeal.unit_id == looking.unit_id,
            StaffMeal.canteen_id == looking.canteen.canteen_id,
            StaffMeal.month == looking.month,
        )
        .group_by(StaffMeal.staff_id)
        .subquery()
    )
    paid = (
        select(StaffMealPayment.staff_id, func.sum(StaffMealPayment.amount).label("paid"))
        .where(
            StaffMealPayment.unit_id == looking.unit_id,
            StaffMealPayment.meals_of == looking.month,
        )
        .group_by(StaffMealPayment.staff_id)
        .subquery()
    )
    had = func.coalesce(units(paid.c.paid), 0)
    query = (
        select(Person.name, due.c.due, paid.c.paid)
        .join(StaffMember, and_(StaffMember.unit_id == Person.unit_id,
                                StaffMember.person_id == Person.id))
        .join(due, due.c.staff_id == StaffMember.id)
        .outerjoin(paid, paid.c.staff_id == StaffMember.id)
        .where(Person.unit_id == looking.unit_id, units(due.c.due) > had)
        .order_by(Person.pinyin, StaffMember.id)
    )  # fmt: skip
    for name, owed, given in looking.connection.execute(query):
        said = f"已交{given}元" if given else "没有缴费记录"
        yield Found(f"{name}本月就餐应交{owed}元，{said}。", looking.place(MEALS))


def two_prices(looking: Looking) -> Iterator[Found]:
    """C6: one sitting at several prices for the staff."""
    query = (
        select(StaffMeal.day, StaffMeal.sitting, func.min(StaffMeal.price),
               func.max(StaffMeal.price))
        .where(
            StaffMeal.unit_id == looking.unit_id,
            StaffMeal.canteen_id == looking.canteen.canteen_id,
            StaffMeal.month == looking.month,
        )
        .group_by(StaffMeal.day, StaffMeal.sitting)
        .having(func.min(StaffMeal.price) < func.max(StaffMeal.price))
        .order_by(StaffMeal.day)
    )  # fmt: skip
    for day, sitting, low, high in looking.connection.execute(query):
        sentence = f"{day}教职工{sitting.label}有{low}元和{high}元两种价格，同菜应当同价。"
        yield Found(sentence, looking.place(MEALS, day))


def menu_and_issue(looking: Looking) -> Iterator[Found]:
    """C9: fresh goods that the day's menu needs and nobody issued, or that it does not need."""
    both = union_all(_planned(looking), _issued(looking)).subquery()
    has_menu = func.max(func.max(both.c.planned)).over(partition_by=both.c.day)
    query = (
        select(both.c.day, both.c.name, func.max(both.c.planned), func.max(both.c.issued), has_menu)
        .group_by(both.c.day, both.c.name)
        .order_by(both.c.day, both.c.name)
    )
    for day, lines in groupby(looking.connection.execute(query).all(), key=lambda row: row[0]):
        rows = [row for row in lines if row[4]]
        missing = [name for _, name, plan, out, _ in rows if plan and not out]
        more = [name for _, name, plan, out, _ in rows if out and not plan]
        said = [f"食谱有{_named(missing)}没有出库"] * bool(missing)
        said += [f"出库的{_named(more)}不在食谱里"] * bool(more)
        if said:
            yield Found(f"{day}{'，'.join(said)}。", looking.place(ISSUES, day))


def _planned(looking: Looking) -> Select[*tuple[Any, ...]]:
    """Fresh goods that the menus of the month need, by day."""
    ingredient = and_(
        DishIngredient.unit_id == MenuDish.unit_id, DishIngredient.dish_id == MenuDish.dish_id
    )
    article = and_(Article.unit_id == MenuDish.unit_id, Article.id == DishIngredient.article_id)
    return (
        select(MenuDish.day, Article.name, literal(1).label("planned"), literal(0).label("issued"))
        .join(DishIngredient, ingredient)
        .join(Article, article)
        .where(
            MenuDish.unit_id == looking.unit_id,
            MenuDish.canteen_id == looking.canteen.canteen_id,
            MenuDish.month == looking.month,
            MenuDish.day <= looking.today,
            Article.kind.in_(_FRESH),
        )
    )


def _issued(looking: Looking) -> Select[*tuple[Any, ...]]:
    """Fresh goods that were issued, by day."""
    return (
        select(StockLine.day, Article.name, literal(0), literal(1))
        .select_from(StockDocument)
        .join(StockLine, LINE_OF_DOCUMENT)
        .join(Article, ARTICLE_OF_LINE)
        .where(*standing(looking, StockKind.ISSUE), Article.kind.in_(_FRESH))
    )


def _named(names: list[str]) -> str:
    said = "、".join(names[:_MOST_NAMED])
    return said if len(names) <= _MOST_NAMED else f"{said}等{len(names)}种"


def issue_and_meals(looking: Looking) -> Iterator[Found]:
    """C10: goods issued on a day without meals, and meals for which nothing was issued."""
    counted = (
        select(MealSitting.day, func.count().filter(MealSitting.served))
        .where(
            MealSitting.unit_id == looking.unit_id,
            MealSitting.canteen_id == looking.canteen.canteen_id,
            MealSitting.month == looking.month,
        )
        .group_by(MealSitting.day)
    )
    served: dict[date, int] = dict(iter(looking.connection.execute(counted)))
    if not served:  # this canteen does not count by the day
        return
    food = [kind for kind in ArticleKind if kind.food]
    issued = set(
        looking.connection.execute(
            select(StockLine.day)
            .select_from(StockDocument)
            .join(StockLine, LINE_OF_DOCUMENT)
            .join(Article, ARTICLE_OF_LINE)
            .where(*standing(looking, StockKind.ISSUE), Article.kind.in_(food))
            .distinct()
        ).scalars()
    )
    for day in sorted(issued | served.keys()):
        if day in issued and not served.get(day):
            why = "没有开餐" if day in served else "没有登记就餐人数"
            yield Found(f"{day}{why}，却出了食材。", looking.place(ISSUES, day))
        elif served.get(day) and day not in issued:
            yield Found(f"{day}开了餐，没有食材出库。", looking.place(ISSUES, day))
