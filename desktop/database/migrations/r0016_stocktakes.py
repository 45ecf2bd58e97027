"""Stocktakes: what was booked when counting began, and what was found."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

# SQLite keeps a key as its 16 bytes.
KEY: Final = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")


def upgrade() -> None:
    """Add the tables; none of the present ones changes."""
    _stocktakes()
    _stocktake_lines()


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


def _stocktakes() -> None:
    op.create_table(
        "stocktakes",
        *_key(),
        sa.Column("canteen_id", KEY, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("first_counter", sa.String(50), nullable=False),
        sa.Column("second_counter", sa.String(50), nullable=False),
        sa.Column("document_id", KEY, nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_stocktakes"),
        _belongs("stocktakes", "canteen_id", "canteens"),
        _belongs("stocktakes", "document_id", "stock_documents"),
        _unique("stocktakes", "unit_id", "document_id"),
        _check("stocktakes", "counters", "state <> 'ended' OR length(second_counter) > 0"),
    )
    _index("stocktakes", "unit_id", "canteen_id", "month")


def _stocktake_lines() -> None:
    op.create_table(
        "stocktake_lines",
        *_key(),
        sa.Column("stocktake_id", KEY, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("lot_id", KEY, nullable=False),
        sa.Column("booked", sa.BigInteger(), nullable=False),
        sa.Column("worth", sa.BigInteger(), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_stocktake_lines"),
        _belongs("stocktake_lines", "lot_id", "stock_lots"),
        _belongs("stocktake_lines", "stocktake_id", "stocktakes"),
        _unique("stocktake_lines", "unit_id", "stocktake_id", "line"),
        _unique("stocktake_lines", "unit_id", "stocktake_id", "lot_id"),
        _check("stocktake_lines", "counted", "counted >= 0"),
        _check("stocktake_lines", "booked", "booked > 0"),
    )
