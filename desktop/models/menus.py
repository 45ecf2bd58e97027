"""Menus: dishes, what goes into them, and which are served when."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.core.canteen import Sitting
from desktop.core.money import Quantity
from desktop.core.terms import Month
from desktop.database.base import Base, Owned, belongs_to, enum_column


class Dish(Owned, Base):
    """菜品: what a canteen cooks."""

    __tablename__ = "dishes"
    __table_args__ = (
        UniqueConstraint("unit_id", "name"),
        CheckConstraint("length(name) > 0", name="name"),
        {"info": {"label": "菜品"}},
    )

    name: Mapped[str] = mapped_column(String(60))
    note: Mapped[str] = mapped_column(Text)
    pinyin: Mapped[str]
    stopped_on: Mapped[date | None]
    """From this day on it is offered no more."""


class DishIngredient(Owned, Base):
    """带量配料: how much of an article a thousand portions of a dish take.

    A thousand, because a portion takes grams of what is counted in kilograms.
    """

    __tablename__ = "dish_ingredients"
    __table_args__ = (
        belongs_to("dishes", "dish_id"),
        belongs_to("articles", "article_id"),
        UniqueConstraint("unit_id", "dish_id", "article_id"),
        CheckConstraint("per_thousand > 0", name="per_thousand"),
        {"info": {"label": "带量配料"}},
    )

    dish_id: Mapped[UUID]
    article_id: Mapped[UUID]
    per_thousand: Mapped[Quantity]


class MenuDish(Owned, Base):
    """食谱: a dish that is to be served at a sitting."""

    __tablename__ = "menu_dishes"
    __table_args__ = (
        belongs_to("canteens", "canteen_id"),
        belongs_to("dishes", "dish_id"),
        UniqueConstraint("unit_id", "canteen_id", "day", "sitting", "dish_id"),
        Index(None, "unit_id", "canteen_id", "month", "day"),
        {"info": {"label": "食谱", "month": "month"}},
    )

    canteen_id: Mapped[UUID]
    month: Mapped[Month]
    day: Mapped[date]
    sitting: Mapped[Sitting] = mapped_column(enum_column(Sitting))
    place: Mapped[int] = mapped_column(SmallInteger)
    dish_id: Mapped[UUID]
