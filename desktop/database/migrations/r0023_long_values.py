"""Proposals have room for an address, old and new."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

# SQLite keeps a key as its 16 bytes.
KEY: Final = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")
TABLE: Final = "change_proposals"
_SUBJECT: Final = "(student_id IS NULL) <> (staff_id IS NULL)"
_PLACE: Final = "position BETWEEN 0 AND 2"
_WAITING: Final = sa.text("state = 'waiting'")


def upgrade() -> None:
    """Widen the values; on SQLite the table is written out and filled anew."""
    if op.get_bind().dialect.name == "sqlite":
        _rebuild()
        return
    for name in ("old_value", "new_value"):
        op.alter_column(TABLE, name, existing_type=sa.String(60), type_=sa.Text())


def _rebuild() -> None:
    for index in sa.inspect(op.get_bind()).get_indexes(TABLE):
        op.drop_index(str(index["name"]), TABLE)
    op.rename_table(TABLE, f"{TABLE}_before")
    names = ", ".join(column.name for column in _change_proposals().c)
    op.execute(f"INSERT INTO {TABLE} ({names}) SELECT {names} FROM {TABLE}_before")  # noqa: S608 - names of the schema
    op.drop_table(f"{TABLE}_before")
    _indexes("student_id", "uq_change_proposals_waiting")
    _indexes("staff_id", "uq_change_proposals_staff_waiting")


def _key() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("unit_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("student_id", KEY, nullable=True),
        sa.Column("staff_id", KEY, nullable=True),
        sa.Column("field", sa.String(32), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
    )


def _owner() -> tuple[sa.Constraint, ...]:
    keys = (
        sa.ForeignKeyConstraint(
            ["unit_id", column],
            [f"{target}.unit_id", f"{target}.id"],
            name=op.f(f"fk_{TABLE}_unit_id_{column}"),
            ondelete="RESTRICT",
        )
        for column, target in (("student_id", "students"), ("staff_id", "staff"))
    )
    return (
        sa.PrimaryKeyConstraint("unit_id", "id", name=op.f(f"pk_{TABLE}")),
        *keys,
        sa.CheckConstraint(_PLACE, name=op.f(f"ck_{TABLE}_position")),
        sa.CheckConstraint(_SUBJECT, name=op.f(f"ck_{TABLE}_subject")),
    )


def _change_proposals() -> sa.Table:
    return op.create_table(
        TABLE,
        *_key(),
        sa.Column("old_value", sa.Text(), nullable=True),
        sa.Column("old_kind", sa.String(32), nullable=True),
        sa.Column("new_value", sa.Text(), nullable=False),
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
        *_owner(),
        sa.CheckConstraint("length(new_value) > 0", name=op.f("ck_change_proposals_new_value")),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_at IS NULL)", name=op.f("ck_change_proposals_decided")
        ),
    )


def _indexes(owner: str, waiting: str) -> None:
    op.create_index(f"ix_{TABLE}_unit_id_{owner}", TABLE, ["unit_id", owner])
    op.create_index(
        waiting,
        TABLE,
        ["unit_id", owner, "field", "position"],
        unique=True,
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )
