"""Prices of meals, meals of the staff, what they paid, and shares of cost."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

# SQLite keeps a key as its 16 bytes.
KEY: Final = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")


def upgrade() -> None:
    """Add the tables; none of the present ones changes."""
    _cost_shares()
    _fund_settlements()
    _meal_prices()
    _staff_meals()
    _staff_meal_payments()


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


def _cost_shares() -> None:
    op.create_table(
        "cost_shares",
        *_key(),
        sa.Column("canteen_id", KEY, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("food", sa.BigInteger(), nullable=False),
        sa.Column("pupils", sa.BigInteger(), nullable=False),
        sa.Column("staff", sa.BigInteger(), nullable=False),
        sa.Column("guests", sa.BigInteger(), nullable=False),
        sa.Column(
            "pupil_meals", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "staff_meals", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "guest_meals", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_cost_shares"),
        _belongs("cost_shares", "canteen_id", "canteens"),
        _unique("cost_shares", "unit_id", "canteen_id", "month", "number"),
        _check("cost_shares", "number", "number > 0"),
    )


def _fund_settlements() -> None:
    op.create_table(
        "fund_settlements",
        *_key(),
        sa.Column("canteen_id", KEY, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("payer", sa.String(32), nullable=False),
        sa.Column("receiver", sa.String(32), nullable=False),
        sa.Column("method", sa.String(32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(100), nullable=False),
        sa.Column("reverses_id", KEY, nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_fund_settlements"),
        _belongs("fund_settlements", "canteen_id", "canteens"),
        _belongs("fund_settlements", "reverses_id", "fund_settlements"),
        _unique("fund_settlements", "unit_id", "canteen_id", "month", "number"),
        _unique("fund_settlements", "unit_id", "reverses_id"),
        _check("fund_settlements", "payer", "payer <> receiver"),
        _check("fund_settlements", "amount", "amount <> 0"),
        _check("fund_settlements", "red", "reverses_id IS NOT NULL OR amount > 0"),
        _check("fund_settlements", "number", "number > 0"),
    )


def _meal_prices() -> None:
    op.create_table(
        "meal_prices",
        *_key(),
        sa.Column("canteen_id", KEY, nullable=False),
        sa.Column("eater", sa.String(32), nullable=False),
        sa.Column("sitting", sa.String(32), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("decision", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_meal_prices"),
        _belongs("meal_prices", "canteen_id", "canteens"),
        _unique("meal_prices", "unit_id", "canteen_id", "eater", "sitting", "since"),
        _check("meal_prices", "decision", "length(decision) > 0"),
        _check("meal_prices", "price", "price >= 0"),
    )


def _staff_meals() -> None:
    op.create_table(
        "staff_meals",
        *_key(),
        sa.Column("canteen_id", KEY, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sitting", sa.String(32), nullable=False),
        sa.Column("staff_id", KEY, nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_staff_meals"),
        _belongs("staff_meals", "canteen_id", "canteens"),
        _belongs("staff_meals", "staff_id", "staff"),
        _unique("staff_meals", "unit_id", "staff_id", "day", "sitting"),
        _check("staff_meals", "price", "price >= 0"),
    )
    _index("staff_meals", "unit_id", "canteen_id", "month", "day")


def _staff_meal_payments() -> None:
    op.create_table(
        "staff_meal_payments",
        *_key(),
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("meals_of", sa.Integer(), nullable=False),
        sa.Column("staff_id", KEY, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_staff_meal_payments"),
        _belongs("staff_meal_payments", "document_id", "money_documents"),
        _belongs("staff_meal_payments", "staff_id", "staff"),
        _unique("staff_meal_payments", "unit_id", "document_id", "staff_id", "meals_of"),
        _check("staff_meal_payments", "amount", "amount <> 0"),
    )
    _index("staff_meal_payments", "unit_id", "meals_of", "staff_id")
