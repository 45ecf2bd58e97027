"""From a lot to the meals and samples it went into, and from a meal back to lots and suppliers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from desktop.core.canteen import DocumentState, StockKind
from desktop.core.errors import NotFoundError
from desktop.core.money import Quantity
from desktop.models import (
    Article,
    Dish,
    DishIngredient,
    FoodSample,
    StockDocument,
    StockLine,
    StockLot,
    Supplier,
)
from desktop.services.canteen.documents import DocumentNumber
from desktop.services.canteen.menus import menu_lines
from desktop.services.canteen.planning import standing_issues

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

    from desktop.core.canteen import Sitting
    from desktop.services.canteen.menus import MenuLine
    from desktop.services.session import Session

_ARTICLE = (Article.unit_id == StockLot.unit_id) & (Article.id == StockLot.article_id)
_SUPPLIER = (Supplier.unit_id == StockLot.unit_id) & (Supplier.id == StockLot.supplier_id)
_LINE = (StockLine.unit_id == StockDocument.unit_id) & (StockLine.document_id == StockDocument.id)


@dataclass(frozen=True, slots=True)
class LotFacts:
    """A lot: what it is, who brought it, by which receipt."""

    receipt: str
    """The document that brought it."""
    lot_id: UUID
    canteen_id: UUID
    article_id: UUID
    name: str
    specification: str
    measure: str
    supplier: str
    received_on: date
    produced_on: date | None
    expires_on: date | None
    batch: str
    quarantine: str
    left: Quantity

    @property
    def words(self) -> str:
        """The article with what tells it from others."""
        return " ".join(filter(None, (self.name, self.specification)))


@dataclass(frozen=True, slots=True)
class SampleFacts:
    """A sample that was kept of a dish."""

    sample_id: UUID
    day: date
    sitting: Sitting
    dish: str
    grams: int
    taken_by: str


@dataclass(frozen=True, slots=True)
class MealOfLot:
    """An issue that took of a lot: for which meal, what was served, which samples are kept."""

    document: str
    day: date
    sitting: Sitting | None
    quantity: Quantity
    dishes: tuple[str, ...]
    """The dishes of that meal that hold the article, or all where none says so."""
    certain: bool
    """Whether those dishes hold it by what is written of them."""
    samples: tuple[SampleFacts, ...]


@dataclass(frozen=True, slots=True)
class LotTrace:
    """Where a lot went."""

    lot: LotFacts
    meals: tuple[MealOfLot, ...]
    lost: Quantity
    """What was written off."""


@dataclass(frozen=True, slots=True)
class LotOfMeal:
    """What a meal took of a lot."""

    lot: LotFacts
    document: str
    sitting: Sitting | None
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class MealTrace:
    """Where what was served came from."""

    day: date
    menu: tuple[MenuLine, ...]
    lots: tuple[LotOfMeal, ...]
    samples: tuple[SampleFacts, ...]


def trace_lot(session: Session, lot_id: UUID) -> LotTrace:
    """Follow a lot to the meals that it went into.

    Raises:
        NotFoundError: there is no such lot.
    """
    unit_id = session.unit_id
    with session.store.read() as connection:
        found = _lots(connection, unit_id, StockLot.id == lot_id)
        if not found:
            raise NotFoundError("没有这一批货。")
        (lot,) = found
        issues = _taken(connection, unit_id, standing_issues(unit_id, lot.canteen_id), [lot_id])
        days = [issue.day for issue in issues] or [lot.received_on]
        ends = min(days), max(days)
        menu = menu_lines(connection, unit_id, lot.canteen_id, *ends)
        samples = _samples(connection, unit_id, lot.canteen_id, *ends)
        holding = _dishes_with(connection, unit_id, lot.article_id)
        meals = tuple(_meal(issue, menu, samples, holding) for issue in issues)
        return LotTrace(lot, meals, _lost(connection, unit_id, lot_id))


def find_lots(
    session: Session, canteen_id: UUID, name: str, received_on: date | None = None
) -> tuple[LotFacts, ...]:
    """The lots of an article by its name, empty ones too, the newest first."""
    wanted = (StockLot.canteen_id == canteen_id) & (Article.name == name)
    if received_on is not None:
        wanted &= StockLot.received_on == received_on
    with session.store.read() as connection:
        return _lots(connection, session.unit_id, wanted)


def trace_meal(
    session: Session,
    canteen_id: UUID,
    day: date,
    sitting: Sitting | None = None,
    dish: str | None = None,
) -> MealTrace:
    """Go back from a day, one of its sittings, or one dish (its sample) to lots and suppliers.

    What went out without a sitting may have gone into any meal of the day. A dish takes the lots
    of its ingredients; one of which nobody wrote what it holds, those of the whole meal.
    """
    unit_id = session.unit_id
    with session.store.read() as connection:
        menu = tuple(
            line
            for line in menu_lines(connection, unit_id, canteen_id, day, day)
            if sitting in (None, line.sitting) and dish in (None, line.name)
        )
        samples = tuple(
            sample
            for sample in _samples(connection, unit_id, canteen_id, day, day)
            if sitting in (None, sample.sitting) and dish in (None, sample.dish)
        )
        wanted = standing_issues(unit_id, canteen_id) & (StockDocument.day == day)
        if sitting is not None:
            wanted &= (StockDocument.sitting == sitting) | StockDocument.sitting.is_(None)
        articles = _articles_of(connection, unit_id, dish)
        if articles:
            wanted &= StockLine.article_id.in_(articles)
        taken = _taken(connection, unit_id, wanted)
        keys = {issue.lot_id for issue in taken}
        lots = {lot.lot_id: lot for lot in _lots(connection, unit_id, StockLot.id.in_(keys))}
    found = tuple(
        LotOfMeal(lots[issue.lot_id], issue.document, issue.sitting, issue.quantity)
        for issue in taken
    )
    return MealTrace(day, menu, found, samples)


@dataclass(frozen=True, slots=True)
class _Taken:
    """What an issue took of a lot."""

    lot_id: UUID
    document: str
    day: date
    sitting: Sitting | None
    quantity: Quantity


def _lots(
    connection: Connection, unit_id: UUID, wanted: ColumnElement[bool]
) -> tuple[LotFacts, ...]:
    query = (
        select(
            StockLot.id,
            StockLot.canteen_id,
            StockLot.article_id,
            Article.name,
            Article.specification,
            Article.measure,
            Supplier.name,
            StockLot.received_on,
            StockLot.produced_on,
            StockLot.expires_on,
            StockLot.batch,
            StockLot.quarantine,
            StockLot.left,
        )
        .join(Article, _ARTICLE)
        .join(Supplier, _SUPPLIER)
        .where(StockLot.unit_id == unit_id, wanted)
        .order_by(StockLot.received_on.desc(), StockLot.id)
    )
    rows: Sequence[Any] = connection.execute(query).all()
    brought = _brought(connection, unit_id, [row.id for row in rows])
    return tuple(LotFacts(brought.get(row.id, ""), *row) for row in rows)


def _brought(connection: Connection, unit_id: UUID, lot_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The documents that brought lots: the first of each."""
    query = (
        select(StockLine.lot_id, StockDocument.kind, StockDocument.month, StockDocument.number)
        .join(StockLine, _LINE)
        .where(
            StockDocument.unit_id == unit_id,
            StockLine.lot_id.in_(lot_ids),
            StockDocument.reverses_id.is_(None),
            StockLine.quantity > Quantity(0),
        )
        .order_by(StockLine.id.desc())
    )
    return {
        lot_id: DocumentNumber(kind, month, number).label
        for lot_id, kind, month, number in connection.execute(query)
        if lot_id is not None
    }


def _taken(
    connection: Connection,
    unit_id: UUID,
    wanted: ColumnElement[bool],
    lot_ids: Sequence[UUID] | None = None,
) -> list[_Taken]:
    """What issues took of lots, in the order of their days."""
    head = (
        *(StockLine.lot_id, StockDocument.kind, StockDocument.month, StockDocument.number),
        *(StockDocument.day, StockDocument.sitting),
    )
    query = (
        select(*head, func.sum(StockLine.quantity))
        .join(StockLine, _LINE)
        .where(StockLine.unit_id == unit_id, StockLine.lot_id.is_not(None), wanted)
        .group_by(*head)
        .order_by(StockDocument.day, StockDocument.number, StockLine.lot_id)
    )
    if lot_ids is not None:
        query = query.where(StockLine.lot_id.in_(lot_ids))
    return [
        _Taken(lot_id, DocumentNumber(kind, month, number).label, day, sitting, -out)
        for lot_id, kind, month, number, day, sitting, out in connection.execute(query)
        if lot_id is not None
    ]


def _meal(
    issue: _Taken,
    menu: Sequence[MenuLine],
    samples: Sequence[SampleFacts],
    holding: frozenset[UUID],
) -> MealOfLot:
    def of_meal(day: date, sitting: Sitting) -> bool:
        return day == issue.day and issue.sitting in (None, sitting)

    served = [line for line in menu if of_meal(line.day, line.sitting)]
    certain = [line for line in served if line.dish_id in holding]
    dishes = dict.fromkeys(line.name for line in certain or served)
    kept = [sample for sample in samples if of_meal(sample.day, sample.sitting)]
    if certain:
        kept = [sample for sample in kept if sample.dish in dishes]
    return MealOfLot(
        issue.document,
        issue.day,
        issue.sitting,
        issue.quantity,
        tuple(dishes),
        bool(certain),
        tuple(kept),
    )


def _samples(
    connection: Connection, unit_id: UUID, canteen_id: UUID, first: date, last: date
) -> list[SampleFacts]:
    query = (
        select(
            FoodSample.id,
            FoodSample.day,
            FoodSample.sitting,
            FoodSample.dish,
            FoodSample.grams,
            FoodSample.taken_by,
        )
        .where(
            FoodSample.unit_id == unit_id,
            FoodSample.canteen_id == canteen_id,
            FoodSample.day.between(first, last),
        )
        .order_by(FoodSample.day, FoodSample.taken_at, FoodSample.id)
    )
    return [SampleFacts(*row) for row in connection.execute(query)]


def _dishes_with(connection: Connection, unit_id: UUID, article_id: UUID) -> frozenset[UUID]:
    query = select(DishIngredient.dish_id).where(
        DishIngredient.unit_id == unit_id, DishIngredient.article_id == article_id
    )
    return frozenset(connection.execute(query).scalars())


def _articles_of(connection: Connection, unit_id: UUID, dish: str | None) -> list[UUID]:
    """What is written of a dish's ingredients; nothing where no dish is meant."""
    if dish is None:
        return []
    query = (
        select(DishIngredient.article_id)
        .join(Dish, (Dish.unit_id == DishIngredient.unit_id) & (Dish.id == DishIngredient.dish_id))
        .where(DishIngredient.unit_id == unit_id, Dish.name == dish)
    )
    return list(connection.execute(query).scalars())


def _lost(connection: Connection, unit_id: UUID, lot_id: UUID) -> Quantity:
    """What was written off of a lot, less what was put back."""
    query = (
        select(func.sum(StockLine.quantity))
        .join(StockDocument, _LINE)
        .where(
            StockLine.unit_id == unit_id,
            StockLine.lot_id == lot_id,
            StockDocument.kind == StockKind.LOSS,
            StockDocument.state == DocumentState.POSTED,
        )
    )
    found = connection.execute(query).scalar()
    return -found if found is not None else Quantity(0)
