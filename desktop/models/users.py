"""Users: who may do what, and under which name it stands in the chain."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.core.labels import Role
from desktop.database.base import Base, Owned, enum_column


class User(Owned, Base):
    """使用者. Without a password hash the user is open (the demo, `--plain`)."""

    __tablename__ = "users"
    __table_args__ = (
        UniqueConstraint("unit_id", "name"),
        CheckConstraint("length(name) > 0", name="name"),
        {"info": {"label": "使用者"}},
    )

    name: Mapped[str] = mapped_column(String(50))
    role: Mapped[Role] = mapped_column(enum_column(Role))
    password_hash: Mapped[str | None]
    active: Mapped[bool]
