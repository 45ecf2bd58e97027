"""How other people's tables call the schools."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

# SQLite keeps a key as its 16 bytes.
KEY: Final = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")


def upgrade() -> None:
    """Add the table; none of the present ones changes."""
    op.create_table(
        "school_aliases",
        sa.Column("unit_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("means_unit_id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_school_aliases"),
        sa.UniqueConstraint("unit_id", "name", name="uq_school_aliases_unit_id_name"),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_school_aliases_name")),
    )
