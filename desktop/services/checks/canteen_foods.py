"""Rules over what is served: foods that are forbidden or restricted (C25)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, func, select

from desktop.core.canteen import ArticleKind, StockKind
from desktop.models import Article, Dish, DishIngredient, MenuDish, StockDocument, StockLine
from desktop.services.canteen.foods import Made, rules_against, stages_of
from desktop.services.checks.joins import ARTICLE_OF_LINE, LINE_OF_DOCUMENT, standing
from desktop.services.checks.questions import Found

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from uuid import UUID

    from desktop.core.canteen import Sitting
    from desktop.services.checks.questions import Looking

MENUS: Final = "menus"
ISSUES: Final = "issues"


@dataclass(slots=True)
class _Served:
    """A dish of the month's menus: what is in it, when it was served first, how often."""

    name: str
    day: date
    sitting: Sitting
    meals: set[tuple[date, Sitting]]
    articles: dict[str, ArticleKind]

    @property
    def made(self) -> Made:
        return Made(self.name, tuple(self.articles.items()))


def on_menus(looking: Looking) -> Iterator[Found]:
    """C25: dishes that are or hold what a rule forbids or restricts, on menus up to today."""
    stages = stages_of(looking.connection, looking.unit_id)
    for dish in _dishes(looking).values():
        for rule in rules_against(dish.made, stages, dish.day):
            times = f"等{len(dish.meals)}餐" if len(dish.meals) > 1 else ""
            sentence = (
                f"{dish.day}{dish.sitting.label}{times}的食谱有{dish.name}：{rule.sentence}。"
            )
            yield Found(sentence, looking.place(MENUS, dish.day))


def _dishes(looking: Looking) -> dict[UUID, _Served]:
    query = (
        select(
            *(MenuDish.day, MenuDish.sitting, Dish.id, Dish.name),
            *(Article.name.label("article"), Article.kind),
        )
        .join(Dish, and_(Dish.unit_id == MenuDish.unit_id, Dish.id == MenuDish.dish_id))
        .outerjoin(
            DishIngredient,
            and_(
                DishIngredient.unit_id == MenuDish.unit_id,
                DishIngredient.dish_id == MenuDish.dish_id,
            ),
        )
        .outerjoin(
            Article,
            and_(Article.unit_id == MenuDish.unit_id, Article.id == DishIngredient.article_id),
        )
        .where(
            MenuDish.unit_id == looking.unit_id,
            MenuDish.canteen_id == looking.canteen.canteen_id,
            MenuDish.month == looking.month,
            MenuDish.day <= looking.today,
        )
        .order_by(MenuDish.day, MenuDish.sitting, MenuDish.place)
    )
    found: dict[UUID, _Served] = {}
    for row in looking.connection.execute(query):
        dish = found.setdefault(row.id, _Served(row.name, row.day, row.sitting, set(), {}))
        dish.meals.add((row.day, row.sitting))
        if row.article is not None:
            dish.articles[row.article] = row.kind
    return found


def issued(looking: Looking) -> Iterator[Found]:
    """C25: deep-processed food, and what a rule forbids by its name, that was issued for meals."""
    query = (
        select(
            *(Article.name, Article.kind),
            *(func.count(StockLine.day.distinct()), func.min(StockLine.day)),
        )
        .select_from(StockDocument)
        .join(StockLine, LINE_OF_DOCUMENT)
        .join(Article, ARTICLE_OF_LINE)
        .where(*standing(looking, StockKind.ISSUE))
        .group_by(Article.id, Article.name, Article.kind)
        .order_by(Article.name)
    )
    stages = stages_of(looking.connection, looking.unit_id)
    for name, kind, days, day in looking.connection.execute(query):
        place = looking.place(ISSUES, day)
        if kind is ArticleKind.PROCESSED:
            yield Found(f"本月有{days}天用了深加工食品{name}，最早的是{day}。", place)
            continue
        for rule in rules_against(Made(name), stages, day):
            yield Found(f"{day}出库{name}：{rule.sentence}。", place)
