"""What the bank says of a canteen's account, and cash that was counted."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

# SQLite keeps a key as its 16 bytes.
KEY: Final = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")


def upgrade() -> None:
    """Add the tables; none of the present ones changes."""
    _bank_statements()
    _cash_counts()
    _bank_lines()
    _bank_matches()


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


def _bank_statements() -> None:
    op.create_table(
        "bank_statements",
        *_key(),
        sa.Column("canteen_id", KEY, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("opening", sa.BigInteger(), nullable=False),
        sa.Column("closing", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_bank_statements"),
        _belongs("bank_statements", "canteen_id", "canteens"),
        _unique("bank_statements", "unit_id", "canteen_id", "month"),
    )


def _cash_counts() -> None:
    op.create_table(
        "cash_counts",
        *_key(),
        sa.Column("canteen_id", KEY, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=False),
        sa.Column("booked", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("counted_by", sa.String(80), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_cash_counts"),
        _belongs("cash_counts", "canteen_id", "canteens"),
        _check("cash_counts", "counted_by", "length(counted_by) > 0"),
        _check("cash_counts", "counted", "counted >= 0"),
        _check("cash_counts", "reason", "counted = booked OR length(reason) > 0"),
    )
    _index("cash_counts", "unit_id", "canteen_id", "month")


def _bank_lines() -> None:
    op.create_table(
        "bank_lines",
        *_key(),
        sa.Column("statement_id", KEY, nullable=False),
        sa.Column("canteen_id", KEY, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.String(200), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_bank_lines"),
        _belongs("bank_lines", "statement_id", "bank_statements"),
        _unique("bank_lines", "unit_id", "statement_id", "line"),
        _check("bank_lines", "amount", "amount <> 0"),
    )
    _index("bank_lines", "unit_id", "canteen_id", "month")


def _bank_matches() -> None:
    op.create_table(
        "bank_matches",
        *_key(),
        sa.Column("line_id", KEY, nullable=False),
        sa.Column("document_id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_bank_matches"),
        _belongs("bank_matches", "document_id", "money_documents"),
        _belongs("bank_matches", "line_id", "bank_lines"),
        _unique("bank_matches", "unit_id", "document_id"),
    )
    _index("bank_matches", "unit_id", "line_id")
