"""Logs of a canteen: samples, companions, and what is looked at by checklists."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.core.canteen import Sitting
from desktop.core.meals import CompanionKind, Finding, LogKind
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.database.base import Base, Owned, belongs_to, enum_column


class FoodHandler(Owned, Base):
    """从业人员: who works in the kitchen, with the health certificate (食品安全法 art. 45)."""

    __tablename__ = "food_handlers"
    __table_args__ = (
        belongs_to("canteens", "canteen_id"),
        UniqueConstraint("unit_id", "canteen_id", "name"),
        CheckConstraint("length(name) > 0", name="name"),
        {"info": {"label": "食堂从业人员"}},
    )

    canteen_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(50))
    job: Mapped[str] = mapped_column(String(40))
    certificate: Mapped[str] = mapped_column(String(60))
    """健康证号; empty until it is known."""
    certificate_until: Mapped[date | None]
    stopped_on: Mapped[date | None]


class FoodSample(Owned, Base):
    """留样: of a dish that was served (GB 31654-2021: at least 125 g, at least 48 hours)."""

    __tablename__ = "food_samples"
    __table_args__ = (
        belongs_to("canteens", "canteen_id"),
        belongs_to("dishes", "dish_id"),
        UniqueConstraint("unit_id", "canteen_id", "day", "sitting", "dish"),
        Index(None, "unit_id", "canteen_id", "month", "day"),
        CheckConstraint("grams > 0", name="grams"),
        CheckConstraint("length(dish) > 0", name="dish"),
        {"info": {"label": "留样", "month": "month"}},
    )

    canteen_id: Mapped[UUID]
    month: Mapped[Month]
    day: Mapped[date]
    sitting: Mapped[Sitting] = mapped_column(enum_column(Sitting))
    dish_id: Mapped[UUID | None]
    dish: Mapped[str] = mapped_column(String(60))
    """Its name as served: also of what no menu has."""
    grams: Mapped[int] = mapped_column(SmallInteger)
    taken_at: Mapped[datetime]
    taken_by: Mapped[str] = mapped_column(String(50))
    watched_by: Mapped[str] = mapped_column(String(50))


class SampleDisposal(Owned, Base):
    """销样: a sample was thrown away; belongs to the month in which that happened."""

    __tablename__ = "sample_disposals"
    __table_args__ = (
        belongs_to("food_samples", "sample_id"),
        UniqueConstraint("unit_id", "sample_id"),
        {"info": {"label": "销样", "month": "month"}},
    )

    sample_id: Mapped[UUID]
    month: Mapped[Month]
    disposed_at: Mapped[datetime]
    disposed_by: Mapped[str] = mapped_column(String(50))


class CompanionMeal(Owned, Base):
    """陪餐: who shared the pupils' meal, what they found and paid (令第45号 art. 13)."""

    __tablename__ = "companion_meals"
    __table_args__ = (
        belongs_to("canteens", "canteen_id"),
        UniqueConstraint("unit_id", "canteen_id", "day", "sitting", "name"),
        Index(None, "unit_id", "canteen_id", "month", "day"),
        CheckConstraint("length(name) > 0", name="name"),
        CheckConstraint("paid >= 0", name="paid"),
        {"info": {"label": "陪餐", "month": "month"}},
    )

    canteen_id: Mapped[UUID]
    month: Mapped[Month]
    day: Mapped[date]
    sitting: Mapped[Sitting] = mapped_column(enum_column(Sitting))
    name: Mapped[str] = mapped_column(String(50))
    kind: Mapped[CompanionKind] = mapped_column(enum_column(CompanionKind))
    post: Mapped[str] = mapped_column(String(40))
    opinion: Mapped[str] = mapped_column(Text)
    """On quality, price and hygiene."""
    problem: Mapped[str] = mapped_column(Text)
    handling: Mapped[str] = mapped_column(Text)
    paid: Mapped[Money]
    ticket: Mapped[str] = mapped_column(String(60))


class CanteenLog(Owned, Base):
    """食堂日志: one round of a checklist, with who looked and who watched."""

    __tablename__ = "canteen_logs"
    __table_args__ = (
        belongs_to("canteens", "canteen_id"),
        Index(None, "unit_id", "canteen_id", "month", "kind", "day"),
        CheckConstraint("length(done_by) > 0", name="done_by"),
        {"info": {"label": "食堂日志", "month": "month"}},
    )

    canteen_id: Mapped[UUID]
    month: Mapped[Month]
    kind: Mapped[LogKind] = mapped_column(enum_column(LogKind))
    day: Mapped[date]
    at: Mapped[str] = mapped_column(String(20))
    """The time of day or the sitting in words; empty where it does not matter."""
    done_by: Mapped[str] = mapped_column(String(50))
    watched_by: Mapped[str] = mapped_column(String(50))
    note: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]


class CanteenLogLine(Owned, Base):
    """日志项目: what one thing was found to be."""

    __tablename__ = "canteen_log_lines"
    __table_args__ = (
        belongs_to("canteen_logs", "log_id"),
        UniqueConstraint("unit_id", "log_id", "line"),
        CheckConstraint("length(item) > 0", name="item"),
        CheckConstraint("finding <> 'bad' OR length(note) > 0", name="bad"),
        {"info": {"label": "日志项目", "month": "month"}},
    )

    log_id: Mapped[UUID]
    month: Mapped[Month]
    line: Mapped[int] = mapped_column(SmallInteger)
    part: Mapped[str] = mapped_column(String(20))
    """The heading that it stands under on the checklist; empty where there is none."""
    item: Mapped[str] = mapped_column(String(80))
    """A person of the kitchen, a cupboard, a place, a question of the checklist."""
    finding: Mapped[Finding | None] = mapped_column(enum_column(Finding))
    value: Mapped[str] = mapped_column(String(40))
    """What was measured or counted: degrees, minutes, persons."""
    note: Mapped[str] = mapped_column(String(200))
