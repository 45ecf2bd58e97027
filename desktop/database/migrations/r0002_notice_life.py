"""What happens to a notice after it was issued."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# SQLite keeps a key as its 16 bytes.
KEY: Final = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")


def upgrade() -> None:
    """Make the table of the dated facts in the life of a notice."""
    op.create_table(
        "notice_events",
        sa.Column("unit_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("notice_id", KEY, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_name", sa.String(200), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("copies", sa.SmallInteger(), nullable=True),
        sa.Column("masked", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(64), nullable=True),
        sa.Column("answers_id", KEY, nullable=True),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_notice_events"),
        sa.ForeignKeyConstraint(
            ["unit_id", "notice_id"],
            ["notices.unit_id", "notices.id"],
            name="fk_notice_events_unit_id_notice_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id", "answers_id"],
            ["notice_events.unit_id", "notice_events.id"],
            name="fk_notice_events_unit_id_answers_id",
            ondelete="RESTRICT",
        ),
        sa.CheckConstraint("copies > 0", name=op.f("ck_notice_events_copies")),
    )
    op.create_index(
        "ix_notice_events_unit_id_notice_id_id", "notice_events", ["unit_id", "notice_id", "id"]
    )
