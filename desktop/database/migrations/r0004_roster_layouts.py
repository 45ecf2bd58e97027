"""Forms that somebody has explained to the import."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# SQLite keeps a key as its 16 bytes.
KEY: Final = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")


def upgrade() -> None:
    """Add the table; none of the present ones changes."""
    op.create_table(
        "roster_layouts",
        sa.Column("unit_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("sheet", sa.String(40), nullable=False),
        sa.Column("words_digest", sa.String(64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_roster_layouts"),
        sa.UniqueConstraint(
            "unit_id", "sheet", "words_digest", name="uq_roster_layouts_unit_id_sheet_words_digest"
        ),
    )
