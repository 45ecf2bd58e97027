"""Lists of other offices as they came, and what people have said of records that may be one."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.core.labels import Sex
from desktop.core.lists import ListSource, ListTopic, Verdict
from desktop.database.base import Base, Owned, belongs_to, enum_column


class ExternalList(Owned, Base):
    """外部名单: one list of an office as of a day; a newer file of the same day replaces it."""

    __tablename__ = "external_lists"
    __table_args__ = (
        UniqueConstraint("unit_id", "source", "topic", "day"),
        CheckConstraint("people >= 0", name="people"),
        {"info": {"label": "外部名单"}},
    )

    source: Mapped[ListSource] = mapped_column(enum_column(ListSource))
    topic: Mapped[ListTopic] = mapped_column(enum_column(ListTopic))
    day: Mapped[date]
    people: Mapped[int]
    file_digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    user_name: Mapped[str]


class ListEntry(Owned, Base):
    """名单人员: a line of such a list; what it says is kept as it came, right or wrong."""

    __tablename__ = "external_list_entries"
    __table_args__ = (
        belongs_to("external_lists", "list_id"),
        Index(None, "unit_id", "list_id", "position"),
        Index(None, "unit_id", "id_digest"),
        CheckConstraint("length(name) > 0", name="name"),
        {"info": {"label": "名单人员"}},
    )

    list_id: Mapped[UUID]
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(50))
    name_key: Mapped[str] = mapped_column(String(50))
    pinyin: Mapped[str]
    id_number: Mapped[str | None] = mapped_column(String(50))
    id_digest: Mapped[str | None] = mapped_column(String(64))
    sex: Mapped[Sex | None] = mapped_column(enum_column(Sex))
    birth: Mapped[date | None]
    village: Mapped[str | None]
    head: Mapped[str | None] = mapped_column(String(50))
    """户主, or the guardian where the list names one instead."""
    relation: Mapped[str | None] = mapped_column(String(20))
    """To the head of the household."""
    categories: Mapped[str]
    """Values of `HouseholdCategory` with commas between; empty where none is said."""
    paper: Mapped[str | None] = mapped_column(String(60))
    """Number of the certificate that the office has given."""


class PairVerdict(Owned, Base):
    """同人判定: what a person has said of two records; remembered while both say the same."""

    __tablename__ = "pair_verdicts"
    __table_args__ = (
        UniqueConstraint("unit_id", "first_digest", "second_digest"),
        CheckConstraint("first_digest <= second_digest", name="order"),
        {"info": {"label": "同人判定"}},
    )

    first_digest: Mapped[str] = mapped_column(String(64))
    second_digest: Mapped[str] = mapped_column(String(64))
    verdict: Mapped[Verdict] = mapped_column(enum_column(Verdict))
    at: Mapped[datetime]
    user_name: Mapped[str]
