"""The school's own calendar: when its terms run, and the days that differ from the nation's."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.core.labels import DayKind
from desktop.core.terms import Season
from desktop.database.base import Base, Owned, enum_column


class SchoolTerm(Owned, Base):
    """学期: first and last day of lessons; `year` is that of its school year's September."""

    __tablename__ = "school_terms"
    __table_args__ = (
        UniqueConstraint("unit_id", "year", "season"),
        CheckConstraint("last_day >= first_day", name="span"),
        {"info": {"label": "学期"}},
    )

    year: Mapped[int] = mapped_column(SmallInteger)
    season: Mapped[Season] = mapped_column(enum_column(Season))
    first_day: Mapped[date]
    last_day: Mapped[date]


class CalendarDay(Owned, Base):
    """校历: a day that this school holds otherwise than the nation does."""

    __tablename__ = "calendar_days"
    __table_args__ = (UniqueConstraint("unit_id", "day"), {"info": {"label": "校历"}})

    day: Mapped[date]
    kind: Mapped[DayKind] = mapped_column(enum_column(DayKind))
    note: Mapped[str | None] = mapped_column(String(60))
