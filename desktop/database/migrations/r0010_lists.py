"""Lists of other offices with their people, and verdicts on records that may be one person."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

# SQLite keeps a key as its 16 bytes.
KEY: Final = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")
COUNT: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables; none of the present ones changes."""
    _lists()
    _entries()
    _verdicts()


def _key() -> tuple[sa.Column[object], sa.Column[object]]:
    return (
        sa.Column("unit_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=False, nullable=False),
    )


def _lists() -> None:
    op.create_table(
        "external_lists",
        *_key(),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("topic", sa.String(32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("people", COUNT, nullable=False),
        sa.Column("file_digest", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_name", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_external_lists"),
        sa.UniqueConstraint(
            "unit_id", "source", "topic", "day", name="uq_external_lists_unit_id_source_topic_day"
        ),
        sa.CheckConstraint("people >= 0", name=op.f("ck_external_lists_people")),
    )


def _entries() -> None:
    op.create_table(
        "external_list_entries",
        *_key(),
        sa.Column("list_id", KEY, nullable=False),
        sa.Column("position", COUNT, nullable=False),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("name_key", sa.String(50), nullable=False),
        sa.Column("pinyin", sa.String(200), nullable=False),
        sa.Column("id_number", sa.String(50), nullable=True),
        sa.Column("id_digest", sa.String(64), nullable=True),
        sa.Column("sex", sa.String(32), nullable=True),
        sa.Column("birth", sa.Date(), nullable=True),
        sa.Column("village", sa.String(200), nullable=True),
        sa.Column("head", sa.String(50), nullable=True),
        sa.Column("relation", sa.String(20), nullable=True),
        sa.Column("categories", sa.String(200), nullable=False),
        sa.Column("paper", sa.String(60), nullable=True),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_external_list_entries"),
        sa.ForeignKeyConstraint(
            ["unit_id", "list_id"],
            ["external_lists.unit_id", "external_lists.id"],
            name="fk_external_list_entries_unit_id_list_id",
            ondelete="RESTRICT",
        ),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_external_list_entries_name")),
    )
    op.create_index(
        "ix_external_list_entries_unit_id_list_id_position",
        "external_list_entries",
        ["unit_id", "list_id", "position"],
    )
    op.create_index(
        "ix_external_list_entries_unit_id_id_digest",
        "external_list_entries",
        ["unit_id", "id_digest"],
    )


def _verdicts() -> None:
    op.create_table(
        "pair_verdicts",
        *_key(),
        sa.Column("first_digest", sa.String(64), nullable=False),
        sa.Column("second_digest", sa.String(64), nullable=False),
        sa.Column("verdict", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_name", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_pair_verdicts"),
        sa.UniqueConstraint(
            "unit_id",
            "first_digest",
            "second_digest",
            name="uq_pair_verdicts_unit_id_first_digest_second_digest",
        ),
        sa.CheckConstraint("first_digest <= second_digest", name=op.f("ck_pair_verdicts_order")),
    )
