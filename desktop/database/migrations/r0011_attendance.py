"""Rolls of classes by day with their exceptions, and head counts against the roll."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

# SQLite keeps a key as its 16 bytes.
KEY: Final = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")


def upgrade() -> None:
    """Add the tables; none of the present ones changes."""
    _class_rolls()
    _roll_exceptions()
    _head_counts()
    _head_count_names()


def _key() -> tuple[sa.Column[object], sa.Column[object]]:
    return (
        sa.Column("unit_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=False, nullable=False),
    )


def _belongs(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["unit_id", column],
        [f"{target}.unit_id", f"{target}.id"],
        name=f"fk_{table}_unit_id_{column}",
        ondelete="RESTRICT",
    )


def _class_rolls() -> None:
    op.create_table(
        "class_rolls",
        *_key(),
        sa.Column("class_id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(200), nullable=False),
        sa.Column("expected", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_class_rolls"),
        _belongs("class_rolls", "class_id", "school_classes"),
        sa.UniqueConstraint(
            "unit_id", "class_id", "day", name="uq_class_rolls_unit_id_class_id_day"
        ),
        sa.CheckConstraint("expected > 0", name=op.f("ck_class_rolls_expected")),
    )
    op.create_index(
        "ix_class_rolls_unit_id_day_class_id", "class_rolls", ["unit_id", "day", "class_id"]
    )


def _roll_exceptions() -> None:
    op.create_table(
        "roll_exceptions",
        *_key(),
        sa.Column("roll_id", KEY, nullable=False),
        sa.Column("student_id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("mark", sa.String(32), nullable=False),
        sa.Column("part", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_roll_exceptions"),
        _belongs("roll_exceptions", "roll_id", "class_rolls"),
        _belongs("roll_exceptions", "student_id", "students"),
        sa.UniqueConstraint(
            "unit_id", "student_id", "day", name="uq_roll_exceptions_unit_id_student_id_day"
        ),
        sa.CheckConstraint("mark <> 'present'", name=op.f("ck_roll_exceptions_mark")),
        sa.CheckConstraint(
            "part = 'whole' OR mark <> 'not_recorded'", name=op.f("ck_roll_exceptions_part")
        ),
    )
    op.create_index("ix_roll_exceptions_unit_id_roll_id", "roll_exceptions", ["unit_id", "roll_id"])


def _head_counts() -> None:
    op.create_table(
        "head_counts",
        *_key(),
        sa.Column("class_id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counted", sa.SmallInteger(), nullable=False),
        sa.Column("expected", sa.SmallInteger(), nullable=False),
        sa.Column("counted_by", sa.String(50), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_head_counts"),
        _belongs("head_counts", "class_id", "school_classes"),
        sa.UniqueConstraint(
            "unit_id", "class_id", "day", name="uq_head_counts_unit_id_class_id_day"
        ),
        sa.CheckConstraint("counted >= 0", name=op.f("ck_head_counts_counted")),
        sa.CheckConstraint("expected >= 0", name=op.f("ck_head_counts_expected")),
    )


def _head_count_names() -> None:
    op.create_table(
        "head_count_names",
        *_key(),
        sa.Column("head_count_id", KEY, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("student_id", KEY, nullable=True),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("note", sa.String(100), nullable=True),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_head_count_names"),
        _belongs("head_count_names", "head_count_id", "head_counts"),
        _belongs("head_count_names", "student_id", "students"),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_head_count_names_name")),
        sa.CheckConstraint(
            "kind <> 'absent' OR student_id IS NOT NULL", name=op.f("ck_head_count_names_student")
        ),
    )
    op.create_index(
        "ix_head_count_names_unit_id_head_count_id",
        "head_count_names",
        ["unit_id", "head_count_id"],
    )
