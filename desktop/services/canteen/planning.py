"""Planned issue: the menu times the heads, against what is in store and what went out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from desktop.core.canteen import DocumentState, StockKind
from desktop.core.money import Quantity
from desktop.models import Article, StockDocument, StockLine
from desktop.services.canteen.dishes import dish_lines
from desktop.services.canteen.menu_heads import Heads, counted, on_roll
from desktop.services.canteen.menus import menu_lines
from desktop.services.canteen.shelf import shelf_to_look_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

    from desktop.core.canteen import ArticleKind, Sitting
    from desktop.services.canteen.dishes import DishLine
    from desktop.services.canteen.menus import Meal
    from desktop.services.canteen.shelf import Shelf
    from desktop.services.session import Session

NOTHING = Quantity(0)
_Taken = dict[tuple["date", "Sitting | None"], dict["UUID", Quantity]]


@dataclass(frozen=True, slots=True)
class Goods:
    """An article as plans name it."""

    article_id: UUID
    name: str
    specification: str
    measure: str
    kind: ArticleKind

    @property
    def words(self) -> str:
        """Its name with what tells it from others."""
        return " ".join(filter(None, (self.name, self.specification)))


@dataclass(frozen=True, slots=True)
class PlanLine:
    """What a meal takes of an article, what is in store, and what went out for it."""

    goods: Goods
    per_thousand: Quantity
    planned: Quantity
    in_store: Quantity
    issued: Quantity

    @property
    def missing(self) -> Quantity:
        """What is still to go out and is not in store."""
        return Quantity(max(self.to_issue.units - self.in_store.units, 0))

    @property
    def to_issue(self) -> Quantity:
        """What is still to go out."""
        return Quantity(max(self.planned.units - self.issued.units, 0))


@dataclass(frozen=True, slots=True)
class MealPlan:
    """A meal: what is served, for how many, and what that takes."""

    day: date
    sitting: Sitting
    heads: Heads
    cooked_for: int
    dishes: tuple[DishLine, ...]
    lines: tuple[PlanLine, ...]

    @property
    def unweighed(self) -> tuple[str, ...]:
        """Dishes of which nobody has written what goes into them."""
        return tuple(line.dish.name for line in self.dishes if not line.portions)


@dataclass(frozen=True, slots=True)
class Compared:
    """What was planned of an article in some days, and what went out."""

    goods: Goods
    planned: Quantity
    issued: Quantity

    @property
    def difference(self) -> Quantity:
        """What went out beyond the plan; below zero where it was less."""
        return self.issued - self.planned

    @property
    def permille(self) -> int | None:
        """The difference in thousandths of the plan; None where nothing was planned."""
        if not self.planned:
            return None
        doubled = 2 * abs(self.difference.units) * 1000 + self.planned.units
        size = doubled // (2 * self.planned.units)
        return -size if self.difference.units < 0 else size

    @property
    def percent(self) -> str:
        """The difference in per cent, with one place: -3.5%."""
        if self.permille is None:
            return ""
        whole, rest = divmod(abs(self.permille), 10)
        return f"{'-' if self.permille < 0 else ''}{whole}.{rest}%"


def plans(
    session: Session, canteen_id: UUID, first: date, last: date, heads: int | None = None
) -> tuple[MealPlan, ...]:
    """The meals on the menu from a day to a day.

    Args:
        session: the school.
        canteen_id: which canteen of it.
        first: the first day.
        last: the last day.
        heads: cooked for so many; None: for those who were counted, or are on the roll.
    """
    with session.store.read() as connection:
        eyes = Outlook(connection, session.unit_id, canteen_id)
        return eyes.plans(first, last, heads)


def compared(session: Session, canteen_id: UUID, first: date, last: date) -> tuple[Compared, ...]:
    """Food that was planned or went out from a day to a day, article by article, by sound.

    What is planned for days that are still to come is not held against anybody.
    """
    last = min(last, session.store.clock.today())
    with session.store.read() as connection:
        eyes = Outlook(connection, session.unit_id, canteen_id)
        planned: dict[UUID, Quantity] = defaultdict(lambda: NOTHING)
        for meal in eyes.plans(first, last, None):
            for line in meal.lines:
                planned[line.goods.article_id] += line.planned
        issued: dict[UUID, Quantity] = defaultdict(lambda: NOTHING)
        for taken in eyes.issued(first, last).values():
            for article_id, quantity in taken.items():
                issued[article_id] += quantity
        goods = eyes.goods({*planned, *issued})
    return tuple(
        Compared(what, planned[key], issued[key])
        for key, what in goods.items()
        if what.kind.food or key in planned
    )


@dataclass(frozen=True, slots=True)
class Outlook:
    """Looks at the books of one canteen."""

    connection: Connection
    unit_id: UUID
    canteen_id: UUID

    def plans(self, first: date, last: date, heads: int | None) -> tuple[MealPlan, ...]:
        """The meals on the menu, each with what it takes."""
        menu = menu_lines(self.connection, self.unit_id, self.canteen_id, first, last)
        known = {line.dish_id: line for line in dish_lines(self.connection, self.unit_id)}
        meals: dict[Meal, list[DishLine]] = defaultdict(list)
        for line in menu:
            meals[line.meal].append(known[line.dish_id])
        rolls = on_roll(self.connection, self.unit_id, {day for day, _ in meals})
        came = counted(self.connection, self.unit_id, self.canteen_id, first, last)
        named = {p.article_id for some in meals.values() for d in some for p in d.portions}
        shelf = shelf_to_look_at(self, self.canteen_id, named)
        taken = self.issued(first, last)
        goods = self.goods(named)
        found = []
        for meal, dishes in meals.items():
            who = Heads(rolls[meal[0]], came.get(meal))
            count = who.best if heads is None else heads
            plan = MealPlan(*meal, who, count, tuple(dishes), ())
            out = taken.get(meal, {})
            found.append(replace(plan, lines=tuple(_lines(plan, goods, shelf, out))))
        return tuple(found)

    def issued(self, first: date, last: date) -> _Taken:
        """What went out for which meal, without what was reversed."""
        query = (
            select(
                StockDocument.day,
                StockDocument.sitting,
                StockLine.article_id,
                func.sum(StockLine.quantity),
            )
            .join(
                StockLine,
                (StockLine.unit_id == StockDocument.unit_id)
                & (StockLine.document_id == StockDocument.id),
            )
            .where(
                standing_issues(self.unit_id, self.canteen_id),
                StockDocument.day.between(first, last),
            )
            .group_by(StockDocument.day, StockDocument.sitting, StockLine.article_id)
        )
        found: _Taken = defaultdict(dict)
        for day, sitting, article_id, quantity in self.connection.execute(query):
            found[day, sitting][article_id] = -quantity
        return found

    def goods(self, keys: Iterable[UUID]) -> dict[UUID, Goods]:
        """Articles by their keys, in the order of kind and sound."""
        wanted = set(keys)
        query = (
            select(Article.id, Article.name, Article.specification, Article.measure, Article.kind)
            .where(Article.unit_id == self.unit_id)
            .order_by(Article.kind, Article.pinyin, Article.id)
        )
        rows = self.connection.execute(query)
        return {row.id: Goods(*row) for row in rows if row.id in wanted}


def standing_issues(unit_id: UUID, canteen_id: UUID) -> ColumnElement[bool]:
    """The issues of a canteen that are booked and were not reversed."""
    red = aliased(StockDocument)
    undone = exists().where(red.unit_id == unit_id, red.reverses_id == StockDocument.id)
    return (
        (StockDocument.unit_id == unit_id)
        & (StockDocument.canteen_id == canteen_id)
        & (StockDocument.kind == StockKind.ISSUE)
        & (StockDocument.state == DocumentState.POSTED)
        & StockDocument.reverses_id.is_(None)
        & ~undone
    )


def _lines(
    plan: MealPlan, goods: Mapping[UUID, Goods], shelf: Shelf, out: Mapping[UUID, Quantity]
) -> Iterable[PlanLine]:
    """What the dishes of a meal take together; rounded once, after they were added up."""
    wanted: dict[UUID, Quantity] = defaultdict(lambda: NOTHING)
    for dish in plan.dishes:
        for portion in dish.portions:
            wanted[portion.article_id] += portion.per_thousand
    for key, what in goods.items():
        if key in wanted:
            yield PlanLine(
                what,
                wanted[key],
                wanted[key].for_heads(plan.cooked_for),
                eatable(shelf, key, plan.day),
                out.get(key, NOTHING),
            )


def eatable(shelf: Shelf, article_id: UUID, day: date) -> Quantity:
    """How much of an article can go out for a meal of a day."""
    return Quantity(
        sum(
            max(lot.free(day).units, 0)
            for lot in shelf.of(article_id, day)
            if lot.expires_on is None or lot.expires_on >= day
        )
    )
