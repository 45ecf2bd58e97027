"""Terms and school calendar, parameters of county and unit, and the record of upkeep."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

# SQLite keeps a key as its 16 bytes.
KEY: Final = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")
_SPAN: Final = "until IS NULL OR until >= since"


def upgrade() -> None:
    """Add the tables; none of the present ones changes."""
    _school_terms()
    _calendar_days()
    _parameters()
    _upkeep()


def _key() -> tuple[sa.Column[object], sa.Column[object]]:
    return (
        sa.Column("unit_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=False, nullable=False),
    )


def _school_terms() -> None:
    op.create_table(
        "school_terms",
        *_key(),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("season", sa.String(32), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_school_terms"),
        sa.UniqueConstraint(
            "unit_id", "year", "season", name="uq_school_terms_unit_id_year_season"
        ),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_school_terms_span")),
    )


def _calendar_days() -> None:
    op.create_table(
        "calendar_days",
        *_key(),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("note", sa.String(60), nullable=True),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_calendar_days"),
        sa.UniqueConstraint("unit_id", "day", name="uq_calendar_days_unit_id_day"),
    )


def _parameters() -> None:
    op.create_table(
        "parameters",
        *_key(),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("value", sa.String(200), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_parameters"),
        sa.UniqueConstraint("unit_id", "key", "since", name="uq_parameters_unit_id_key_since"),
        sa.CheckConstraint(_SPAN, name=op.f("ck_parameters_span")),
    )


def _upkeep() -> None:
    op.create_table(
        "upkeep",
        *_key(),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_name", sa.String(200), nullable=False),
        sa.Column("good", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_upkeep"),
    )
    op.create_index("ix_upkeep_unit_id_kind_at", "upkeep", ["unit_id", "kind", "at"])
