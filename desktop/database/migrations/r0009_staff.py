"""Staff with posts and absences, who is responsible for which class, what happens to classes."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

# SQLite keeps a key as its 16 bytes.
KEY: Final = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")
_SPAN: Final = "until IS NULL OR until >= since"


def upgrade() -> None:
    """Add the tables; none of the present ones changes."""
    _staff()
    _post_spells()
    _absence_spells()
    _homerooms()
    _class_events()


def _key() -> tuple[sa.Column[object], sa.Column[object]]:
    return (
        sa.Column("unit_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=False, nullable=False),
    )


def _withdrawn() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(200), nullable=True),
        sa.Column("withdrawn_why", sa.String(200), nullable=True),
    )


def _belongs_to(owner: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["unit_id", column],
        [f"{owner}.unit_id", f"{owner}.id"],
        name=f"fk_{table}_unit_id_{column}",
        ondelete="RESTRICT",
    )


def _staff() -> None:
    op.create_table(
        "staff",
        *_key(),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("staff_number", sa.String(40), nullable=True),
        sa.Column("education", sa.String(20), nullable=True),
        sa.Column("title", sa.String(40), nullable=True),
        sa.Column("subject", sa.String(40), nullable=True),
        sa.Column("political", sa.String(20), nullable=True),
        sa.Column("certificate", sa.String(60), nullable=True),
        sa.Column("joined", sa.Date(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_staff"),
        _belongs_to("people", "person_id", "staff"),
        sa.UniqueConstraint("unit_id", "person_id", name="uq_staff_unit_id_person_id"),
    )


def _post_spells() -> None:
    op.create_table(
        "post_spells",
        *_key(),
        sa.Column("staff_id", KEY, nullable=False),
        sa.Column("place", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("duty", sa.String(40), nullable=True),
        sa.Column("establishment", sa.String(32), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("ending", sa.String(32), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("end_document", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        *_withdrawn(),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_post_spells"),
        _belongs_to("staff", "staff_id", "post_spells"),
        sa.CheckConstraint(_SPAN, name=op.f("ck_post_spells_span")),
    )
    op.create_index(
        "ix_post_spells_unit_id_staff_id_since_id",
        "post_spells",
        ["unit_id", "staff_id", "since", "id"],
    )


def _absence_spells() -> None:
    op.create_table(
        "absence_spells",
        *_key(),
        sa.Column("staff_id", KEY, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("place", sa.String(80), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        *_withdrawn(),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_absence_spells"),
        _belongs_to("staff", "staff_id", "absence_spells"),
        sa.CheckConstraint(_SPAN, name=op.f("ck_absence_spells_span")),
    )
    op.create_index(
        "ix_absence_spells_unit_id_staff_id_since_id",
        "absence_spells",
        ["unit_id", "staff_id", "since", "id"],
    )


def _homerooms() -> None:
    op.create_table(
        "homerooms",
        *_key(),
        sa.Column("class_id", KEY, nullable=False),
        sa.Column("staff_id", KEY, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        *_withdrawn(),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_homerooms"),
        _belongs_to("school_classes", "class_id", "homerooms"),
        _belongs_to("staff", "staff_id", "homerooms"),
        sa.CheckConstraint(_SPAN, name=op.f("ck_homerooms_span")),
    )
    op.create_index(
        "ix_homerooms_unit_id_class_id_since_id",
        "homerooms",
        ["unit_id", "class_id", "since", "id"],
    )
    op.create_index("ix_homerooms_unit_id_staff_id", "homerooms", ["unit_id", "staff_id"])


def _class_events() -> None:
    op.create_table(
        "class_events",
        *_key(),
        sa.Column("class_id", KEY, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("before", sa.String(40), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_class_events"),
        _belongs_to("school_classes", "class_id", "class_events"),
    )
    op.create_index(
        "ix_class_events_unit_id_class_id_day_id",
        "class_events",
        ["unit_id", "class_id", "day", "id"],
    )
