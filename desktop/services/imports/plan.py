"""What taking a workbook in would change: counts, differences, and how they are written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.changes import Changes
    from desktop.core.lists import ListSource, ListTopic
    from desktop.core.terms import Month
    from desktop.database.work import Work
    from desktop.rosters.problems import Problem


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that the workbook says otherwise; sensitive values are masked."""

    title: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody in the books whom a row in doubt may mean."""

    key: str
    """What a person decides with: this one is meant."""
    label: str
    """Tells the person apart from others; private values are masked."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A line of the workbook (row 0: a record that it lacks) and what it would change."""

    row: int
    who: str
    changes: tuple[FieldChange, ...] = ()
    reason: str = ""
    sheet: str = ""
    """Where the line stands, if not on the sheet that the rest was read from."""
    number: int = 0
    """Of several sheets that are read as one: what a person decides of the row by; 0: `row`."""
    candidates: tuple[Candidate, ...] = ()
    """Of a row in doubt: whom in the books it may mean."""
    may_be_new: bool = False
    """Of a row in doubt: whether a person may say that it is somebody new, or back."""

    @property
    def decided_by(self) -> int:
        """The number by which a person decides of the row."""
        return self.number or self.row


@dataclass(frozen=True, slots=True)
class Counts:
    """How many lines are new, changed, the same, missing from the file, or in doubt."""

    rows: int
    new: int
    changed: int
    same: int
    missing: int
    parked: int
    skipped: int

    @property
    def moves(self) -> bool:
        """Whether taking in would change anything."""
        return bool(self.new or self.changed)


@dataclass(frozen=True, slots=True)
class Listed:
    """What a person says of another office's list; None: its title tells."""

    topic: ListTopic | None = None
    source: ListSource | None = None
    day: date | None = None
    """As of when the office gives it."""


@dataclass(frozen=True, slots=True)
class Facing:
    """What a workbook is held against: the books of a unit as one transaction sees them."""

    connection: Connection
    unit_id: UUID
    today: date
    month: Month | None = None
    decisions: Mapping[int, str] = field(default_factory=dict)
    """Row of the workbook → what a person says of a line in doubt: "new" (new here, or back), or
    the key of the candidate who is meant."""
    listed: Listed | None = None


class Plan(Protocol):
    """The result of holding a workbook against the books."""

    @property
    def found(self) -> Findings:
        """What was found."""
        ...

    def write(self, work: Work) -> Changes:
        """Write what is new and what is changed."""
        ...


HIDDEN: Final = "（不显示）"
"""Stands for a private value in a list of differences."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What holding a workbook against the books has found."""

    new: int
    same: int
    changed: tuple[Difference, ...]
    missing: tuple[Difference, ...] = ()
    parked: tuple[Difference, ...] = ()
    problems: tuple[Problem, ...] = ()
    fresh: tuple[Difference, ...] = ()
    """The new lines one by one, where the plan does not keep them itself."""
    silent: tuple[Difference, ...] = ()
    """Lines that were read and say nothing."""
    kept: tuple[Difference, ...] = ()
    """What lines say otherwise of verified fields, which stay as they are."""
    coming: tuple[Difference, ...] = ()
    """The new lines of pupils who will be on record as come by transfer, and why."""
    decided: tuple[Difference, ...] = ()
    """The lines that are no longer in doubt because of what a person has said."""


def text(value: Any) -> str:  # noqa: ANN401 - any field
    """A field's value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(getattr(value, "label", value))
