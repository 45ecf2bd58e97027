"""Dishes, what goes into them, and menus."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

# SQLite keeps a key as its 16 bytes.
KEY: Final = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")


def upgrade() -> None:
    """Add the tables; none of the present ones changes."""
    _dishes()
    _dish_ingredients()
    _menu_dishes()


def _key() -> tuple[sa.Column[object], sa.Column[object]]:
    return (
        sa.Column("unit_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=False, nullable=False),
    )


def _belongs(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["unit_id", column],
        [f"{target}.unit_id", f"{target}.id"],
        name=f"fk_{table}_unit_id_{column}",
        ondelete="RESTRICT",
    )


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name="_".join(("uq", table, *columns)))


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _index(table: str, *columns: str) -> None:
    op.create_index("_".join(("ix", table, *columns)), table, columns)


def _dishes() -> None:
    op.create_table(
        "dishes",
        *_key(),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("pinyin", sa.String(200), nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_dishes"),
        _unique("dishes", "unit_id", "name"),
        _check("dishes", "name", "length(name) > 0"),
    )


def _dish_ingredients() -> None:
    op.create_table(
        "dish_ingredients",
        *_key(),
        sa.Column("dish_id", KEY, nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("per_thousand", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_dish_ingredients"),
        _belongs("dish_ingredients", "article_id", "articles"),
        _belongs("dish_ingredients", "dish_id", "dishes"),
        _unique("dish_ingredients", "unit_id", "dish_id", "article_id"),
        _check("dish_ingredients", "per_thousand", "per_thousand > 0"),
    )


def _menu_dishes() -> None:
    op.create_table(
        "menu_dishes",
        *_key(),
        sa.Column("canteen_id", KEY, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sitting", sa.String(32), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("dish_id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_menu_dishes"),
        _belongs("menu_dishes", "canteen_id", "canteens"),
        _belongs("menu_dishes", "dish_id", "dishes"),
        _unique("menu_dishes", "unit_id", "canteen_id", "day", "sitting", "dish_id"),
    )
    _index("menu_dishes", "unit_id", "canteen_id", "month", "day")
