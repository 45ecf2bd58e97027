"""Dishes: what a canteen cooks, and how much of which article a portion takes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.foods import portion_of
from desktop.core.pinyin import pinyin
from desktop.models import Article, Dish, DishIngredient
from desktop.services.canteen.foods import Made, refuse_foods, stages_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.canteen import ArticleKind
    from desktop.core.money import Quantity
    from desktop.database.work import Work
    from desktop.services.session import Session

LONGEST_NAME: Final = 60
LONGEST_NOTE: Final = 500
MOST_INGREDIENTS: Final = 60
_ARTICLE = (Article.unit_id == DishIngredient.unit_id) & (Article.id == DishIngredient.article_id)


@dataclass(frozen=True, slots=True)
class Ingredient:
    """How much of an article a thousand portions take."""

    article_id: UUID
    per_thousand: Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDish:
    """A dish as a person writes it down."""

    name: str
    ingredients: tuple[Ingredient, ...] = ()
    note: str = ""
    stopped_on: date | None = None


@dataclass(frozen=True, slots=True)
class Portion:
    """What a portion of a dish takes of an article."""

    article_id: UUID
    name: str
    specification: str
    measure: str
    kind: ArticleKind
    per_thousand: Quantity

    @property
    def words(self) -> str:
        """As people say it: 50 克."""
        return portion_of(self.measure).told(self.per_thousand)


@dataclass(frozen=True, slots=True)
class DishLine:
    """A dish in the list."""

    dish_id: UUID
    dish: NewDish
    pinyin: str
    portions: tuple[Portion, ...]

    @property
    def told(self) -> str:
        """What a portion takes: 猪肉 50 克、青椒 80 克."""
        return "、".join(f"{portion.name} {portion.words}" for portion in self.portions)

    @property
    def made(self) -> Made:
        """As the rules about foods look at it."""
        return Made(self.dish.name, tuple((p.name, p.kind) for p in self.portions))


@dataclass(frozen=True, slots=True)
class DishesSaved:
    """Dishes that were written, in the order in which they were given."""

    dish_ids: tuple[UUID, ...]
    changes: Changes


def dishes(session: Session) -> tuple[DishLine, ...]:
    """All dishes, those that are still cooked first, by sound."""
    with session.store.read() as connection:
        return dish_lines(connection, session.unit_id)


def dish_lines(connection: Connection, unit_id: UUID) -> tuple[DishLine, ...]:
    """The same within a transaction."""
    portions = _portions(connection, unit_id)
    query = (
        select(Dish.__table__)
        .where(Dish.unit_id == unit_id)
        .order_by(Dish.stopped_on.is_not(None), Dish.pinyin, Dish.id)
    )
    return tuple(_line(row, portions[row.id]) for row in connection.execute(query))


def _portions(connection: Connection, unit_id: UUID) -> Mapping[UUID, list[Portion]]:
    query = (
        select(
            DishIngredient.dish_id,
            DishIngredient.article_id,
            Article.name,
            Article.specification,
            Article.measure,
            Article.kind,
            DishIngredient.per_thousand,
        )
        .join(Article, _ARTICLE)
        .where(DishIngredient.unit_id == unit_id)
        .order_by(DishIngredient.dish_id, DishIngredient.id)
    )
    found: dict[UUID, list[Portion]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.dish_id].append(Portion(*row[1:]))
    return found


def _line(row: Any, portions: Sequence[Portion]) -> DishLine:  # noqa: ANN401 - a row of a query
    ingredients = tuple(Ingredient(p.article_id, p.per_thousand) for p in portions)
    dish = NewDish(name=row.name, ingredients=ingredients, note=row.note, stopped_on=row.stopped_on)
    return DishLine(row.id, dish, row.pinyin, tuple(portions))


def add_dish(
    session: Session, new: NewDish, accepted: Collection[str] = frozenset()
) -> DishesSaved:
    """Write a dish down.

    Raises:
        SchoolError: no name, one that is too long or there already; an article twice, or without
            a quantity; what no canteen of these pupils may cook.
        Confirmable: something in it is restricted.
    """

    def body(work: Work) -> DishesSaved:
        _ask(work, new, accepted)
        saved = add_dishes(work, [new])
        work.summary = {"dish": new.name.strip()}
        return saved

    return session.write("canteen.dish.add", body)


def add_dishes(work: Work, new: Sequence[NewDish]) -> DishesSaved:
    """Write dishes down in one transaction; foods that are forbidden are looked for elsewhere."""
    for dish in new:
        _refuse(dish)
    _refuse_known(work, [dish.name.strip() for dish in new])
    ids = work.new_ids(len(new))
    work.insert(Dish, [{"id": key, **_row(d)} for key, d in zip(ids, new, strict=True)])
    write_ingredients(
        work, [(key, i) for key, d in zip(ids, new, strict=True) for i in d.ingredients]
    )
    return DishesSaved(tuple(ids), Changes.of(Book.CANTEEN))


def correct_dish(
    session: Session, dish_id: UUID, new: NewDish, accepted: Collection[str] = frozenset()
) -> DishesSaved:
    """Write down what is true now: another name, other ingredients, or that it is cooked no more.

    Raises:
        NotFoundError: there is no such dish.
        SchoolError, Confirmable: as `add_dish`.
    """
    _refuse(new)

    def body(work: Work) -> DishesSaved:
        old = work.rows(Dish, [dish_id]).get(dish_id)
        if old is None:
            raise NotFoundError("没有这个菜。")
        if old["name"] != new.name.strip():
            _refuse_known(work, [new.name.strip()])
        if new.stopped_on is None:
            _ask(work, new, accepted)
        work.update(Dish, [{"id": dish_id, **_row(new)}])
        _rewrite_ingredients(work, dish_id, new.ingredients)
        work.summary = {"dish": new.name.strip()}
        return DishesSaved((dish_id,), Changes.of(Book.CANTEEN))

    return session.write("canteen.dish.correct", body)


def write_ingredients(work: Work, given: Sequence[tuple[UUID, Ingredient]]) -> None:
    """Add ingredients to dishes, in this order."""
    rows = [
        {
            "id": key,
            "dish_id": dish_id,
            "article_id": ingredient.article_id,
            "per_thousand": ingredient.per_thousand,
        }
        for key, (dish_id, ingredient) in zip(work.new_ids(len(given)), given, strict=True)
    ]
    work.insert(DishIngredient, rows)


def _rewrite_ingredients(work: Work, dish_id: UUID, wanted: Sequence[Ingredient]) -> None:
    """Write the ingredients anew where they differ: their order is that of their keys."""
    query = (
        select(DishIngredient.id, DishIngredient.article_id, DishIngredient.per_thousand)
        .where(DishIngredient.unit_id == work.unit_id, DishIngredient.dish_id == dish_id)
        .order_by(DishIngredient.id)
    )
    rows = work.connection.execute(query).all()
    if [Ingredient(row.article_id, row.per_thousand) for row in rows] != list(wanted):
        work.delete(DishIngredient, [row.id for row in rows])
        write_ingredients(work, [(dish_id, ingredient) for ingredient in wanted])


def _refuse(new: NewDish) -> None:
    name = new.name.strip()
    if not name or len(name) > LONGEST_NAME:
        msg = f"请写菜名，最多{LONGEST_NAME}个字，例如“青椒肉丝”。"
        raise SchoolError(msg)
    if len(new.note.strip()) > LONGEST_NOTE or len(new.ingredients) > MOST_INGREDIENTS:
        msg = f"一个菜最多写{MOST_INGREDIENTS}种食材和{LONGEST_NOTE}个字的说明。"
        raise SchoolError(msg)
    if any(ingredient.per_thousand.units <= 0 for ingredient in new.ingredients):
        msg = f"{name}：每人用量要大于零。"
        raise SchoolError(msg)
    keys = [ingredient.article_id for ingredient in new.ingredients]
    if len(set(keys)) < len(keys):
        msg = f"{name}：同一种食材写了两次，请合成一行。"
        raise SchoolError(msg)


def _ask(work: Work, new: NewDish, accepted: Collection[str]) -> None:
    """Hold a dish against the rules about foods of today."""
    keys = [ingredient.article_id for ingredient in new.ingredients]
    query = select(Article.id, Article.name, Article.kind).where(
        Article.unit_id == work.unit_id, Article.id.in_(keys)
    )
    articles = {row.id: (row.name, row.kind) for row in work.connection.execute(query)}
    if len(articles) < len(set(keys)):
        raise NotFoundError("没有这个物品。请先登记物品。")
    made = Made(new.name.strip(), tuple(articles[key] for key in keys))
    refuse_foods([made], stages_of(work.connection, work.unit_id), work.today, accepted)


def _refuse_known(work: Work, names: Sequence[str]) -> None:
    known = set(known_dishes(work.connection, work.unit_id, names))
    for number, name in enumerate(names):
        if name in known or name in names[:number]:
            msg = f"已经有“{name}”这个菜。请直接选用。"
            raise SchoolError(msg)


def known_dishes(connection: Connection, unit_id: UUID, names: Iterable[str]) -> dict[str, UUID]:
    """The dishes that the books have under these names."""
    query = select(Dish.name, Dish.id).where(Dish.unit_id == unit_id, Dish.name.in_(list(names)))
    return {row.name: row.id for row in connection.execute(query)}


def _row(new: NewDish) -> dict[str, Any]:
    name = new.name.strip()
    return {
        "name": name,
        "note": new.note.strip(),
        "pinyin": pinyin(name),
        "stopped_on": new.stopped_on,
    }
