"""A later revision as a real one might be: a new table, a rebuilt one, rows filled in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop.database.upgrade import NEWEST

revision = "t0002"
down_revision = NEWEST


def upgrade() -> None:
    """Add a table and a column that is filled from another."""
    op.create_table("shelves", sa.Column("id", sa.Uuid(), primary_key=True))
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("nickname", sa.String(50), nullable=True))
        people.create_check_constraint(op.f("ck_people_nickname"), "length(nickname) > 0")
    op.execute("UPDATE people SET nickname = name")
