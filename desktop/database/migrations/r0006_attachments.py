"""Files that are kept inside the database, and the records that they belong to."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

# SQLite keeps a key as its 16 bytes.
KEY: Final = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")


def upgrade() -> None:
    """Add the tables; none of the present ones changes."""
    _stored_files()
    _attachments()


def _key() -> tuple[sa.Column[object], sa.Column[object]]:
    return (
        sa.Column("unit_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=False, nullable=False),
    )


def _stored_files() -> None:
    op.create_table(
        "stored_files",
        *_key(),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_stored_files"),
        sa.UniqueConstraint("unit_id", "digest", name="uq_stored_files_unit_id_digest"),
        sa.CheckConstraint("size > 0", name=op.f("ck_stored_files_size")),
    )


def _attachments() -> None:
    op.create_table(
        "attachments",
        *_key(),
        sa.Column("record_table", sa.String(32), nullable=False),
        sa.Column("record_id", KEY, nullable=False),
        sa.Column("file_id", KEY, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_name", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_attachments"),
        sa.ForeignKeyConstraint(
            ["unit_id", "file_id"],
            ["stored_files.unit_id", "stored_files.id"],
            name="fk_attachments_unit_id_file_id",
            ondelete="RESTRICT",
        ),
        sa.UniqueConstraint(
            "unit_id",
            "record_table",
            "record_id",
            "file_id",
            name="uq_attachments_unit_id_record_table_record_id_file_id",
        ),
    )
    op.create_index("ix_attachments_unit_id_file_id", "attachments", ["unit_id", "file_id"])
