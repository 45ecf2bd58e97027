"""New school years that were prepared before their day."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

# SQLite keeps a key as its 16 bytes.
KEY: Final = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")


def upgrade() -> None:
    """Add the table; none of the present ones changes."""
    op.create_table(
        "prepared_years",
        sa.Column("unit_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("year", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("prepared_by", KEY, nullable=True),
        sa.Column("prepared_by_name", sa.String(50), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_prepared_years"),
        sa.UniqueConstraint("unit_id", "year", name="uq_prepared_years_unit_id_year"),
    )
