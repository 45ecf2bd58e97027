"""Proposals and verified fields of members of staff too, beside those of pupils."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

# SQLite keeps a key as its 16 bytes.
KEY: Final = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")
_SUBJECT: Final = "(student_id IS NULL) <> (staff_id IS NULL)"
_WAITING: Final = "state = 'waiting'"


def upgrade() -> None:
    """Let a row belong to a pupil or to a member of staff; those there are belong to pupils."""
    _change_proposals()
    _verified_fields()


def _change_proposals() -> None:
    name = "change_proposals"
    _add_staff(name)
    op.create_index("ix_change_proposals_unit_id_staff_id", name, ["unit_id", "staff_id"])
    op.create_index(
        "uq_change_proposals_staff_waiting",
        name,
        ["unit_id", "staff_id", "field", "position"],
        unique=True,
        sqlite_where=sa.text(_WAITING),
        postgresql_where=sa.text(_WAITING),
    )


def _verified_fields() -> None:
    _add_staff("verified_fields", ["unit_id", "staff_id", "field", "position"])


def _add_staff(table: str, unique: list[str] | None = None) -> None:
    """Rebuild a table with the other kind of owner."""
    with op.batch_alter_table(table) as rebuilt:
        rebuilt.add_column(sa.Column("staff_id", KEY, nullable=True))
        rebuilt.alter_column("student_id", existing_type=KEY, nullable=True)
        rebuilt.create_foreign_key(
            op.f(f"fk_{table}_unit_id_staff_id"),
            "staff",
            ["unit_id", "staff_id"],
            ["unit_id", "id"],
            ondelete="RESTRICT",
        )
        rebuilt.create_check_constraint(op.f(f"ck_{table}_subject"), _SUBJECT)
        if unique is not None:
            rebuilt.create_unique_constraint(
                op.f(f"uq_{table}_unit_id_staff_id_field_position"), unique
            )
