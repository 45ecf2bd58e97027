"""What an item of today's list is, and what the rules that find items are given."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from desktop.core.labels import Labelled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.labels import UnitKind
    from desktop.core.notices import NoticeKind
    from desktop.core.school_days import SchoolCalendar
    from desktop.core.terms import Month
    from desktop.services.session import Session


class Urgency(Labelled):
    """How soon something is to be done."""

    HANDS = "hands", "现在要办"
    SOON = "soon", "快要办"
    INFORMATION = "information", "知道一下"


class Section(StrEnum):
    """The sections of the settings, as records that an item opens."""

    UNIT = "unit"
    USERS = "users"
    CALENDAR = "calendar"
    STANDARDS = "standards"
    PARAMETERS = "parameters"
    BACKUP = "backup"
    CHECKUP = "checkup"
    DISPLAY = "display"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class ClassMonth:
    """A class in a month, where its meal days are typed in."""

    month: Month
    class_id: UUID | None


@dataclass(frozen=True, slots=True)
class RollToCall:
    """A class and a day, where its roll is called."""

    class_id: UUID
    day: date


@dataclass(frozen=True, slots=True)
class NoticeToIssue:
    """A notice that should hang and was never issued."""

    kind: NoticeKind
    month: Month


@dataclass(frozen=True, slots=True)
class Item:
    """Something that waits: in words, and where it is done."""

    rule: str
    urgency: Urgency
    sentence: str
    page: str
    """Name of the page that opens it."""
    record: object | None = None
    """What that page opens: a month, a pupil, the number of a notice, a section."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What every rule is given: one transaction, and what several of them need."""

    session: Session
    connection: Connection
    today: date
    kind: UnitKind
    pupils: int
    """Present today."""
    calendar: SchoolCalendar
    parameters: Mapping[str, int]
    closed: frozenset[Month]
    reopened: Mapping[Month, date]
    """Months that the county has opened again, each with the last day of that."""
    recorded: frozenset[Month]
    """Months with meal records."""

    @property
    def unit_id(self) -> UUID:
        """The unit that is worked in."""
        return self.session.unit_id


class Rule(Protocol):
    """A question to the books."""

    def __call__(self, asking: Asking) -> Iterator[Item]:
        """What waits."""
        ...


def spoken(day: date) -> str:
    """A day as people write it: 2026年9月1日."""
    return f"{day.year}年{day.month}月{day.day}日"
