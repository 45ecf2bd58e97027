"""Logs of a canteen: samples, companions, checklists."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

# SQLite keeps a key as its 16 bytes.
KEY: Final = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")


def upgrade() -> None:
    """Add the tables; none of the present ones changes."""
    _canteen_logs()
    _companion_meals()
    _food_handlers()
    _food_samples()
    _canteen_log_lines()
    _sample_disposals()


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


def _canteen_logs() -> None:
    op.create_table(
        "canteen_logs",
        *_key(),
        sa.Column("canteen_id", KEY, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.String(20), nullable=False),
        sa.Column("done_by", sa.String(50), nullable=False),
        sa.Column("watched_by", sa.String(50), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_canteen_logs"),
        _belongs("canteen_logs", "canteen_id", "canteens"),
        _check("canteen_logs", "done_by", "length(done_by) > 0"),
    )
    _index("canteen_logs", "unit_id", "canteen_id", "month", "kind", "day")


def _companion_meals() -> None:
    op.create_table(
        "companion_meals",
        *_key(),
        sa.Column("canteen_id", KEY, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sitting", sa.String(32), nullable=False),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("post", sa.String(40), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("handling", sa.Text(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.Column("ticket", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_companion_meals"),
        _belongs("companion_meals", "canteen_id", "canteens"),
        _unique("companion_meals", "unit_id", "canteen_id", "day", "sitting", "name"),
        _check("companion_meals", "paid", "paid >= 0"),
        _check("companion_meals", "name", "length(name) > 0"),
    )
    _index("companion_meals", "unit_id", "canteen_id", "month", "day")


def _food_handlers() -> None:
    op.create_table(
        "food_handlers",
        *_key(),
        sa.Column("canteen_id", KEY, nullable=False),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("job", sa.String(40), nullable=False),
        sa.Column("certificate", sa.String(60), nullable=False),
        sa.Column("certificate_until", sa.Date(), nullable=True),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_food_handlers"),
        _belongs("food_handlers", "canteen_id", "canteens"),
        _unique("food_handlers", "unit_id", "canteen_id", "name"),
        _check("food_handlers", "name", "length(name) > 0"),
    )


def _food_samples() -> None:
    op.create_table(
        "food_samples",
        *_key(),
        sa.Column("canteen_id", KEY, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sitting", sa.String(32), nullable=False),
        sa.Column("dish_id", KEY, nullable=True),
        sa.Column("dish", sa.String(60), nullable=False),
        sa.Column("grams", sa.SmallInteger(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String(50), nullable=False),
        sa.Column("watched_by", sa.String(50), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_food_samples"),
        _belongs("food_samples", "canteen_id", "canteens"),
        _belongs("food_samples", "dish_id", "dishes"),
        _unique("food_samples", "unit_id", "canteen_id", "day", "sitting", "dish"),
        _check("food_samples", "dish", "length(dish) > 0"),
        _check("food_samples", "grams", "grams > 0"),
    )
    _index("food_samples", "unit_id", "canteen_id", "month", "day")


def _canteen_log_lines() -> None:
    op.create_table(
        "canteen_log_lines",
        *_key(),
        sa.Column("log_id", KEY, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("part", sa.String(20), nullable=False),
        sa.Column("item", sa.String(80), nullable=False),
        sa.Column("finding", sa.String(32), nullable=True),
        sa.Column("value", sa.String(40), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_canteen_log_lines"),
        _belongs("canteen_log_lines", "log_id", "canteen_logs"),
        _unique("canteen_log_lines", "unit_id", "log_id", "line"),
        _check("canteen_log_lines", "bad", "finding <> 'bad' OR length(note) > 0"),
        _check("canteen_log_lines", "item", "length(item) > 0"),
    )


def _sample_disposals() -> None:
    op.create_table(
        "sample_disposals",
        *_key(),
        sa.Column("sample_id", KEY, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("disposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disposed_by", sa.String(50), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_sample_disposals"),
        _belongs("sample_disposals", "sample_id", "food_samples"),
        _unique("sample_disposals", "unit_id", "sample_id"),
    )
