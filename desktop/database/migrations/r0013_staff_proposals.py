"""Proposals and verified fields of members of staff too, beside those of pupils."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa
from alembic import op

if TYPE_CHECKING:
    from collections.abc import Callable

revision = "0013"
down_revision = "0012"

# SQLite keeps a key as its 16 bytes.
KEY: Final = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")
_SUBJECT: Final = "(student_id IS NULL) <> (staff_id IS NULL)"
_PLACE: Final = "position BETWEEN 0 AND 2"
_WAITING: Final = sa.text("state = 'waiting'")


def upgrade() -> None:
    """Let a row belong to a pupil or to a member of staff; those there are belong to pupils.

    On SQLite the tables are written out and filled anew: a rebuild by reflection (batch mode) has
    its constraints in another order each time, and the same data would not be the same file.
    """
    if op.get_bind().dialect.name == "sqlite":
        _rebuild("change_proposals", _change_proposals)
        _rebuild("verified_fields", _verified_fields)
    else:
        _alter("change_proposals")
        _alter("verified_fields")
        op.create_unique_constraint(_unique("staff_id"), "verified_fields", _verified("staff_id"))
    if op.get_bind().dialect.name == "sqlite":
        _indexes("student_id", "uq_change_proposals_waiting")
    _indexes("staff_id", "uq_change_proposals_staff_waiting")


def _alter(table: str) -> None:
    op.add_column(table, sa.Column("staff_id", KEY, nullable=True))
    op.alter_column(table, "student_id", existing_type=KEY, nullable=True)
    op.create_foreign_key(
        f"fk_{table}_unit_id_staff_id",
        table,
        "staff",
        ["unit_id", "staff_id"],
        ["unit_id", "id"],
        ondelete="RESTRICT",
    )
    op.create_check_constraint(op.f(f"ck_{table}_subject"), table, _SUBJECT)


def _rebuild(table: str, create: Callable[[], sa.Table]) -> None:
    for index in sa.inspect(op.get_bind()).get_indexes(table):
        op.drop_index(str(index["name"]), table)
    op.rename_table(table, f"{table}_before")
    made = create()
    names = ", ".join(column.name for column in made.c if column.name != "staff_id")
    op.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {table}_before")  # noqa: S608 - names of the schema
    op.drop_table(f"{table}_before")


def _key() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("unit_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("student_id", KEY, nullable=True),
        sa.Column("staff_id", KEY, nullable=True),
        sa.Column("field", sa.String(32), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
    )


def _owner(table: str) -> tuple[sa.Constraint, ...]:
    keys = (
        sa.ForeignKeyConstraint(
            ["unit_id", column],
            [f"{target}.unit_id", f"{target}.id"],
            name=op.f(f"fk_{table}_unit_id_{column}"),
            ondelete="RESTRICT",
        )
        for column, target in (("student_id", "students"), ("staff_id", "staff"))
    )
    return (
        sa.PrimaryKeyConstraint("unit_id", "id", name=op.f(f"pk_{table}")),
        *keys,
        sa.CheckConstraint(_PLACE, name=op.f(f"ck_{table}_position")),
        sa.CheckConstraint(_SUBJECT, name=op.f(f"ck_{table}_subject")),
    )


def _change_proposals() -> sa.Table:
    return op.create_table(
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
        *_owner("change_proposals"),
        sa.CheckConstraint("length(new_value) > 0", name=op.f("ck_change_proposals_new_value")),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_at IS NULL)", name=op.f("ck_change_proposals_decided")
        ),
    )


def _verified_fields() -> sa.Table:
    return op.create_table(
        "verified_fields",
        *_key(),
        sa.Column("by_name", sa.String(50), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *_owner("verified_fields"),
        sa.UniqueConstraint(*_verified("student_id"), name=op.f(_unique("student_id"))),
        sa.UniqueConstraint(*_verified("staff_id"), name=op.f(_unique("staff_id"))),
    )


def _verified(owner: str) -> list[str]:
    return ["unit_id", owner, "field", "position"]


def _unique(owner: str) -> str:
    return f"uq_verified_fields_unit_id_{owner}_field_position"


def _indexes(owner: str, waiting: str) -> None:
    name = "change_proposals"
    op.create_index(f"ix_{name}_unit_id_{owner}", name, ["unit_id", owner])
    op.create_index(
        waiting,
        name,
        ["unit_id", owner, "field", "position"],
        unique=True,
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )
