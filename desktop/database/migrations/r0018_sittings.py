"""Sittings and the heads counted at them."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

# SQLite keeps a key as its 16 bytes.
KEY: Final = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")


def upgrade() -> None:
    """Add the tables; none of the present ones changes."""
    _meal_sittings()
    _meal_counts()


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


def _meal_sittings() -> None:
    op.create_table(
        "meal_sittings",
        *_key(),
        sa.Column("canteen_id", KEY, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sitting", sa.String(32), nullable=False),
        sa.Column("served", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(100), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_meal_sittings"),
        _belongs("meal_sittings", "canteen_id", "canteens"),
        _unique("meal_sittings", "unit_id", "canteen_id", "day", "sitting"),
        _check("meal_sittings", "reason", "served OR length(reason) > 0"),
    )
    _index("meal_sittings", "unit_id", "canteen_id", "month")


def _meal_counts() -> None:
    op.create_table(
        "meal_counts",
        *_key(),
        sa.Column("sitting_id", KEY, nullable=False),
        sa.Column("canteen_id", KEY, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sitting", sa.String(32), nullable=False),
        sa.Column("class_id", KEY, nullable=True),
        sa.Column("diner", sa.String(32), nullable=False),
        sa.Column("heads", sa.SmallInteger(), nullable=False),
        sa.Column("expected", sa.SmallInteger(), nullable=True),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_meal_counts"),
        _belongs("meal_counts", "class_id", "school_classes"),
        _belongs("meal_counts", "sitting_id", "meal_sittings"),
        _unique("meal_counts", "unit_id", "sitting_id", "class_id", "diner"),
        _check("meal_counts", "expected", "heads <= expected"),
        _check("meal_counts", "heads", "heads >= 0"),
        _check("meal_counts", "class_id", "(class_id IS NULL) = (diner = 'guest')"),
    )
    _index("meal_counts", "unit_id", "canteen_id", "month", "day")
    op.create_index(
        "uq_meal_counts_of_guests",
        "meal_counts",
        ["unit_id", "sitting_id"],
        unique=True,
        sqlite_where=sa.text("class_id IS NULL"),
        postgresql_where=sa.text("class_id IS NULL"),
    )
