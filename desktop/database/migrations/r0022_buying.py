"""Contract prices, orders, and the fees of pupils."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

# SQLite keeps a key as its 16 bytes.
KEY: Final = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")


def upgrade() -> None:
    """Add the tables; none of the present ones changes."""
    _contract_prices()
    _meal_fees()
    _purchase_orders()
    _order_lines()


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


def _contract_prices() -> None:
    op.create_table(
        "contract_prices",
        *_key(),
        sa.Column("supplier_id", KEY, nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("decision", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_contract_prices"),
        _belongs("contract_prices", "article_id", "articles"),
        _belongs("contract_prices", "supplier_id", "suppliers"),
        _unique("contract_prices", "unit_id", "supplier_id", "article_id", "since"),
        _check("contract_prices", "price", "price > 0"),
        _check("contract_prices", "span", "until IS NULL OR until >= since"),
    )


def _meal_fees() -> None:
    op.create_table(
        "meal_fees",
        *_key(),
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("meals_of", sa.Integer(), nullable=False),
        sa.Column("student_id", KEY, nullable=False),
        sa.Column("class_id", KEY, nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("ticket", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_meal_fees"),
        _belongs("meal_fees", "class_id", "school_classes"),
        _belongs("meal_fees", "document_id", "money_documents"),
        _belongs("meal_fees", "student_id", "students"),
        _unique("meal_fees", "unit_id", "document_id", "student_id", "meals_of"),
        _check("meal_fees", "amount", "amount <> 0"),
    )
    _index("meal_fees", "unit_id", "meals_of", "student_id")


def _purchase_orders() -> None:
    op.create_table(
        "purchase_orders",
        *_key(),
        sa.Column("canteen_id", KEY, nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("supplier_id", KEY, nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=False),
        sa.Column("wanted_on", sa.Date(), nullable=False),
        sa.Column("buyer", sa.String(50), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("delivery_id", KEY, nullable=True),
        sa.Column("cancelled_why", sa.String(200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_purchase_orders"),
        _belongs("purchase_orders", "canteen_id", "canteens"),
        _belongs("purchase_orders", "delivery_id", "stock_documents"),
        _belongs("purchase_orders", "supplier_id", "suppliers"),
        _unique("purchase_orders", "unit_id", "canteen_id", "number"),
        _unique("purchase_orders", "unit_id", "delivery_id"),
        _check("purchase_orders", "delivery", "state <> 'delivered' OR delivery_id IS NOT NULL"),
        _check("purchase_orders", "no_delivery", "state <> 'cancelled' OR delivery_id IS NULL"),
        _check("purchase_orders", "why", "(state = 'cancelled') = (length(cancelled_why) > 0)"),
        _check("purchase_orders", "number", "number > 0"),
        _check("purchase_orders", "span", "wanted_on >= ordered_on"),
    )
    _index("purchase_orders", "unit_id", "canteen_id", "wanted_on")


def _order_lines() -> None:
    op.create_table(
        "order_lines",
        *_key(),
        sa.Column("order_id", KEY, nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_order_lines"),
        _belongs("order_lines", "article_id", "articles"),
        _belongs("order_lines", "order_id", "purchase_orders"),
        _unique("order_lines", "unit_id", "order_id", "line"),
        _check("order_lines", "quantity", "quantity > 0"),
    )
