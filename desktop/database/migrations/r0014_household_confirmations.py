"""Days on which somebody has seen that a fact of a household still holds."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

# SQLite keeps a key as its 16 bytes.
KEY: Final = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")


def upgrade() -> None:
    """Add the table; none of the present ones changes."""
    name = "household_confirmations"
    op.create_table(
        name,
        sa.Column("unit_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("fact_id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("proof", sa.String(200), nullable=False),
        sa.Column("confirmed_by", sa.String(50), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name=f"pk_{name}"),
        sa.ForeignKeyConstraint(
            ["unit_id", "fact_id"],
            ["household_facts.unit_id", "household_facts.id"],
            name=f"fk_{name}_unit_id_fact_id",
            ondelete="RESTRICT",
        ),
    )
    op.create_index(f"ix_{name}_unit_id_fact_id_day", name, ["unit_id", "fact_id", "day"])
