"""Rules over logs and certificates (C19, C20, C21)."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from desktop.core.canteen import ArticleKind, StockKind
from desktop.core.money import Money
from desktop.models import (
    Article,
    CompanionMeal,
    Dish,
    FoodHandler,
    FoodSample,
    MealSitting,
    MenuDish,
    ReceiptLine,
    SampleDisposal,
    StockDocument,
    StockLine,
    Supplier,
)
from desktop.services import canteen_limits as limits
from desktop.services.canteen.documents import DocumentNumber
from desktop.services.checks.canteen_buying import RECEIPTS
from desktop.services.checks.joins import ARTICLE_OF_LINE, FEW_DOCUMENTS, LINE_OF_DOCUMENT, standing
from desktop.services.checks.questions import Found

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute

    from desktop.services.checks.questions import Looking

LOGS: Final = "logs"
MENUS: Final = "menus"
_LEAST_GRAMS: Final = 125
_LEAST_HOURS: Final = timedelta(hours=48)
"""Both of GB 31654-2021."""


def _served(looking: Looking) -> tuple[ColumnElement[bool], ...]:
    return (
        MealSitting.unit_id == looking.unit_id,
        MealSitting.canteen_id == looking.canteen.canteen_id,
        MealSitting.month == looking.month,
        MealSitting.day < looking.today,
        MealSitting.served.is_(True),
    )


def _of_sitting(kind: type[MenuDish | FoodSample | CompanionMeal]) -> ColumnElement[bool]:
    return and_(
        kind.unit_id == MealSitting.unit_id,
        kind.canteen_id == MealSitting.canteen_id,
        kind.day == MealSitting.day,
        kind.sitting == MealSitting.sitting,
    )


def no_companion(looking: Looking) -> Iterator[Found]:
    """C19: meals that nobody has shared with the pupils."""
    shared = select(CompanionMeal.id).where(_of_sitting(CompanionMeal)).exists()
    query = (
        select(MealSitting.sitting, func.count(), func.min(MealSitting.day))
        .where(*_served(looking), MealSitting.day < looking.logs_until, ~shared)
        .group_by(MealSitting.sitting)
        .order_by(func.min(MealSitting.day))
    )
    for sitting, times, day in looking.connection.execute(query):
        sentence = f"本月有{times}次{sitting.label}没有陪餐记录，最早的是{day}。"
        yield Found(sentence, looking.place(LOGS, day))


def same_companion(looking: Looking) -> Iterator[Found]:
    """C19: always the same person shares the meal, or never says anything."""
    own = (
        CompanionMeal.unit_id == looking.unit_id,
        CompanionMeal.canteen_id == looking.canteen.canteen_id,
        CompanionMeal.month == looking.month,
    )
    query = select(
        func.count(),
        func.count(CompanionMeal.name.distinct()),
        func.count().filter(func.length(func.trim(CompanionMeal.opinion)) > 0),
    ).where(*own)
    meals, names, said = looking.connection.execute(query).one()
    if meals < FEW_DOCUMENTS:
        return
    if names == 1:
        yield Found(f"本月{meals}次陪餐都是同一个人。", looking.place(LOGS))
    if not said:
        yield Found(f"本月{meals}次陪餐都没有写评价。", looking.place(LOGS))


def unpaid_companion(looking: Looking) -> Iterator[Found]:
    """C19: whoever shares a meal pays for it."""
    query = select(func.count(), func.min(CompanionMeal.day)).where(
        CompanionMeal.unit_id == looking.unit_id,
        CompanionMeal.canteen_id == looking.canteen.canteen_id,
        CompanionMeal.month == looking.month,
        CompanionMeal.paid == Money(0),
    )
    times, day = looking.connection.execute(query).one()
    if times:
        yield Found(f"本月有{times}次陪餐没有写缴费。", looking.place(LOGS, day))


def sample_missing(looking: Looking) -> Iterator[Found]:
    """C20: meals without a sample of a dish, or of any."""
    another = aliased(FoodSample)
    any_of_meal = select(another.id).where(_of_sitting(another)).exists()
    of_dish = or_(Dish.id.is_(None), FoodSample.dish_id == Dish.id, FoodSample.dish == Dish.name)
    query = (
        select(MealSitting.day, MealSitting.sitting, Dish.name, FoodSample.id)
        .outerjoin(MenuDish, _of_sitting(MenuDish))
        .outerjoin(Dish, and_(Dish.unit_id == MenuDish.unit_id, Dish.id == MenuDish.dish_id))
        .outerjoin(FoodSample, and_(_of_sitting(FoodSample), of_dish))
        .where(
            *_served(looking),
            FoodSample.id.is_(None),
            or_(MealSitting.day < looking.logs_until, any_of_meal),
        )
        .order_by(MealSitting.day, MealSitting.sitting)
    )
    rows = looking.connection.execute(query)
    for (day, sitting), lines in groupby(rows, key=lambda row: (row[0], row[1])):
        dishes = "、".join(row[2] for row in lines if row[2])
        sentence = f"{day}{sitting.label}没有{dishes}的留样。" if dishes else (
            f"{day}{sitting.label}没有留样。"
        )  # fmt: skip
        yield Found(sentence, looking.place(LOGS, day))


def sample_too_small(looking: Looking) -> Iterator[Found]:
    """C20: less than 125 g (GB 31654-2021)."""
    query = (
        select(FoodSample.day, FoodSample.dish, FoodSample.grams)
        .where(*_samples(looking), FoodSample.grams < _LEAST_GRAMS)
        .order_by(FoodSample.day, FoodSample.dish)
    )
    for day, dish, grams in looking.connection.execute(query):
        sentence = f"{day}{dish}留样{grams}克，不到{_LEAST_GRAMS}克。"
        yield Found(sentence, looking.place(LOGS, day))


def sample_thrown_early(looking: Looking) -> Iterator[Found]:
    """C20: thrown away before 48 hours were over (GB 31654-2021)."""
    query = (
        select(FoodSample.day, FoodSample.dish, FoodSample.taken_at, SampleDisposal.disposed_at)
        .join(
            SampleDisposal,
            and_(
                SampleDisposal.unit_id == FoodSample.unit_id,
                SampleDisposal.sample_id == FoodSample.id,
            ),
        )
        .where(*_samples(looking))
        .order_by(FoodSample.day, FoodSample.dish)
    )
    for day, dish, taken, thrown in looking.connection.execute(query):
        if thrown - taken < _LEAST_HOURS:
            yield Found(f"{day}{dish}的留样不到48小时就销了。", looking.place(LOGS, day))


def _samples(looking: Looking) -> tuple[ColumnElement[bool], ...]:
    return (
        FoodSample.unit_id == looking.unit_id,
        FoodSample.canteen_id == looking.canteen.canteen_id,
        FoodSample.month == looking.month,
    )


def papers_running_out(looking: Looking) -> Iterator[Found]:
    """C21: licences and contracts that have run out or soon will."""
    until = looking.today + timedelta(days=looking.limit(limits.EXPIRY_DAYS))
    licence = looking.canteen.licence_until
    if licence is not None and licence <= until:
        yield _expiring(looking, f"{looking.canteen.name}的食品经营许可证", licence, LOGS)
    suppliers = select(Supplier.name, Supplier.licence_until, Supplier.contract_until).where(
        Supplier.unit_id == looking.unit_id,
        _at_work(Supplier.stopped_on, looking.today),
        or_(Supplier.licence_until <= until, Supplier.contract_until <= until),
    )
    for name, licensed, contracted in looking.connection.execute(suppliers.order_by(Supplier.name)):
        for what, last in (("证照", licensed), ("合同", contracted)):
            if last is not None and last <= until:
                yield _expiring(looking, f"供货商{name}的{what}", last, RECEIPTS)


def certificates_running_out(looking: Looking) -> Iterator[Found]:
    """C21: health certificates that have run out or soon will."""
    until = looking.today + timedelta(days=looking.limit(limits.EXPIRY_DAYS))
    handlers = select(FoodHandler.name, FoodHandler.certificate_until).where(
        FoodHandler.unit_id == looking.unit_id,
        FoodHandler.canteen_id == looking.canteen.canteen_id,
        _at_work(FoodHandler.stopped_on, looking.today),
        or_(FoodHandler.certificate_until.is_(None), FoodHandler.certificate_until <= until),
    )
    for name, last in looking.connection.execute(handlers.order_by(FoodHandler.name)):
        if last is None:
            yield Found(f"没有登记{name}的健康证有效期。", looking.place(LOGS))
        else:
            yield _expiring(looking, f"{name}的健康证", last, LOGS)


def _at_work(stopped: InstrumentedAttribute[date | None], today: date) -> ColumnElement[bool]:
    return or_(stopped.is_(None), stopped > today)


def _expiring(looking: Looking, what: str, last: date, tab: str) -> Found:
    said = "已经过期" if last < looking.today else "快到期"
    return Found(f"{what}{said}（{last}）。", looking.place(tab))


def ticket_missing(looking: Looking) -> Iterator[Found]:
    """C21: meat or fish without a quarantine or test ticket."""
    ticketed = [kind for kind in ArticleKind if kind.ticketed]
    query = (
        select(StockDocument.id, StockDocument.number, StockLine.day, Article.name)
        .join(StockLine, LINE_OF_DOCUMENT)
        .join(Article, ARTICLE_OF_LINE)
        .join(
            ReceiptLine,
            and_(ReceiptLine.unit_id == StockLine.unit_id, ReceiptLine.line_id == StockLine.id),
        )
        .where(
            *standing(looking, StockKind.RECEIPT),
            Article.kind.in_(ticketed),
            ReceiptLine.quarantine == "",
        )
        .order_by(StockLine.day, Article.name)
    )
    for key, number, day, name in looking.connection.execute(query):
        label = DocumentNumber(StockKind.RECEIPT, looking.month, number).label
        sentence = f"{day}进的{name}（{label}）没有检疫或检测票号。"
        yield Found(sentence, looking.place(RECEIPTS, day, key))
