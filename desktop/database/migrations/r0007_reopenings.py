"""Until when a month that was opened again stays open."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

# SQLite keeps a key as its 16 bytes.
KEY: Final = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")


def upgrade() -> None:
    """Add the table; months that are open again today stay so without a last day."""
    op.create_table(
        "reopenings",
        sa.Column("unit_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_reopenings"),
        sa.UniqueConstraint("unit_id", "month", name="uq_reopenings_unit_id_month"),
    )
