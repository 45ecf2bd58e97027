"""What people have said of rows of a roster."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

# SQLite keeps a key as its 16 bytes.
KEY: Final = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")


def upgrade() -> None:
    """Add the table; none of the present ones changes."""
    _row_decisions()


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


def _index(table: str, *columns: str) -> None:
    op.create_index("_".join(("ix", table, *columns)), table, columns)


def _row_decisions() -> None:
    op.create_table(
        "row_decisions",
        *_key(),
        sa.Column("row_digest", sa.String(64), nullable=False),
        sa.Column("student_id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_row_decisions"),
        _belongs("row_decisions", "student_id", "students"),
    )
    _index("row_decisions", "unit_id", "student_id")
