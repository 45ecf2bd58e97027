"""Transfers between schools, records that look alike, and deeds that can be taken back."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

# SQLite keeps a key as its 16 bytes.
KEY: Final = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")


def upgrade() -> None:
    """Add the tables; none of the present ones changes."""
    _transfer_cases()
    _lookalike_pairs()
    _roster_deeds()


def _key() -> tuple[sa.Column[object], sa.Column[object]]:
    return (
        sa.Column("unit_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=False, nullable=False),
    )


def _belongs_to(table: str, target: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["unit_id", column],
        [f"{target}.unit_id", f"{target}.id"],
        name=f"fk_{table}_unit_id_{column}",
        ondelete="RESTRICT",
    )


def _transfer_cases() -> None:
    name = "transfer_cases"
    op.create_table(
        name,
        *_key(),
        sa.Column("side", sa.String(32), nullable=False),
        sa.Column("student_id", KEY, nullable=True),
        sa.Column("event_id", KEY, nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("partner_unit_id", KEY, nullable=True),
        sa.Column("partner_name", sa.String(60), nullable=False),
        sa.Column("answers_id", KEY, nullable=True),
        sa.Column("answer", sa.String(32), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("unit_id", "id", name=f"pk_{name}"),
        _belongs_to(name, "students", "student_id"),
        _belongs_to(name, "enrolment_events", "event_id"),
        sa.UniqueConstraint("unit_id", "event_id", name=f"uq_{name}_unit_id_event_id"),
        sa.UniqueConstraint("unit_id", "answers_id", name=f"uq_{name}_unit_id_answers_id"),
        sa.CheckConstraint("length(partner_name) > 0", name=op.f(f"ck_{name}_partner_name")),
    )


def _lookalike_pairs() -> None:
    name = "lookalike_pairs"
    op.create_table(
        name,
        *_key(),
        sa.Column("first_id", KEY, nullable=False),
        sa.Column("second_id", KEY, nullable=False),
        sa.Column("decision", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_name", sa.String(200), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("unit_id", "id", name=f"pk_{name}"),
        sa.UniqueConstraint(
            "unit_id", "first_id", "second_id", name=f"uq_{name}_unit_id_first_id_second_id"
        ),
    )


def _roster_deeds() -> None:
    name = "roster_deeds"
    op.create_table(
        name,
        *_key(),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_name", sa.String(200), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(200), nullable=True),
        sa.PrimaryKeyConstraint("unit_id", "id", name=f"pk_{name}"),
        sa.UniqueConstraint("unit_id", "number", name=f"uq_{name}_unit_id_number"),
        sa.CheckConstraint("number > 0", name=op.f(f"ck_{name}_number")),
    )
    op.create_index(f"ix_{name}_unit_id_kind_subject", name, ["unit_id", "kind", "subject"])
