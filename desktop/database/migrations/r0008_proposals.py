"""Changes that a second person decides, and verified fields."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

# SQLite keeps a key as its 16 bytes.
KEY: Final = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")
_PLACE: Final = "position BETWEEN 0 AND 2"


def upgrade() -> None:
    """Add the tables; none of the present ones changes."""
    _change_proposals()
    _verified_fields()


def _key() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("unit_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("student_id", KEY, nullable=False),
        sa.Column("field", sa.String(32), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
    )


def _of_student(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["unit_id", "student_id"],
        ["students.unit_id", "students.id"],
        name=op.f(f"fk_{table}_unit_id_student_id"),
        ondelete="RESTRICT",
    )


def _change_proposals() -> None:
    op.create_table(
        "change_proposals",
        *_key(),
        sa.Column("old_value", sa.String(60), nullable=True),
        sa.Column("old_kind", sa.String(32), nullable=True),
        sa.Column("new_value", sa.String(60), nullable=False),
        sa.Column("new_kind", sa.String(32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("proposed_by", KEY, nullable=False),
        sa.Column("proposed_by_name", sa.String(50), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", KEY, nullable=True),
        sa.Column("decided_by_name", sa.String(50), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("waived", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name=op.f("pk_change_proposals")),
        _of_student("change_proposals"),
        sa.CheckConstraint(_PLACE, name=op.f("ck_change_proposals_position")),
        sa.CheckConstraint("length(new_value) > 0", name=op.f("ck_change_proposals_new_value")),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_at IS NULL)", name=op.f("ck_change_proposals_decided")
        ),
    )
    op.create_index(
        "ix_change_proposals_unit_id_student_id", "change_proposals", ["unit_id", "student_id"]
    )
    op.create_index(
        "uq_change_proposals_waiting",
        "change_proposals",
        ["unit_id", "student_id", "field", "position"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )


def _verified_fields() -> None:
    op.create_table(
        "verified_fields",
        *_key(),
        sa.Column("by_name", sa.String(50), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name=op.f("pk_verified_fields")),
        _of_student("verified_fields"),
        sa.UniqueConstraint(
            "unit_id",
            "student_id",
            "field",
            "position",
            name=op.f("uq_verified_fields_unit_id_student_id_field_position"),
        ),
        sa.CheckConstraint(_PLACE, name=op.f("ck_verified_fields_position")),
    )
