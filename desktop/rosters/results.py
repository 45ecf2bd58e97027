"""What reading a sheet gives: rows, problems, and what was left out and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from desktop.rosters.problems import Level, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.core.terms import Month
    from desktop.rosters.readings import Reading

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person has chosen in place of what the program would find by itself."""

    sheet: str | int | None = None
    """Name, or place counted from 1."""
    header_row: int | None = None
    """The lowest line of the header as Excel counts, from 1."""
    mapping: Mapping[str, str] | None = None
    """Column letter (or its heading) → field key; an empty key leaves the column out."""


@dataclass(frozen=True, slots=True)
class LearnedLayout:
    """A form that a person has explained before."""

    words: tuple[str, ...]
    """The texts of its header's lowest line, without the blanks at the end."""
    mapping: Mapping[str, str]
    """Column letter → field key; an empty key leaves the column out."""


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """A column of the sheet and the field that it was taken for."""

    letter: str
    label: str
    """Heading with its groups, such as 监护人1·姓名; 第21列 where there is none."""
    key: str | None
    """Field key, or None when the column is not read."""
    title: str
    """The field's title in our words; empty when the column is not read."""


@dataclass(frozen=True, slots=True)
class SheetCandidate:
    """A sheet of the workbook that could have been read."""

    name: str
    visible: bool
    header_row: int | None
    """Where its header stands (1-based lowest line), or None when none was found."""
    fields: int
    """How many fields its header names."""
    filled: bool = False
    """Whether anything stands below the header."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line that is not a person or entry, and why."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class RosterResult(Generic[R]):
    """One sheet as read. Rows with errors are among the problems and not among the rows."""

    kind: str
    sheet: str
    header_row: int
    columns: tuple[FoundColumn, ...]
    given: frozenset[str]
    """Keys of the fields that the sheet has a column for: an absent column says nothing."""
    rows: tuple[R, ...]
    problems: tuple[Problem, ...]
    skipped: tuple[Skipped, ...]
    row_count: int
    """People or entries recognised, those with errors included."""
    candidates: tuple[SheetCandidate, ...]
    digest: str
    """SHA-256 of the file, in hexadecimal."""
    title: str
    """What stands above the header, line by line."""
    month: Month | None
    """The month that the title or the sheet's name says, if it does."""
    words: tuple[str, ...] = ()
    """The texts of the header's lowest line, by which the form is known again."""
    explained: bool = False
    """Whether a person has named the header line, or a column."""
    recognised: bool = False
    """Whether the form was read as a person has explained it before."""
    header_top: int | None = None
    """The highest line of a header of several lines (from 1); None: it has one."""
    readings: tuple[Reading, ...] = ()
    """What cells were read as where that is not what stands in them, in groups with counts."""

    @property
    def unread_sheets(self) -> tuple[str, ...]:
        """Other sheets of the workbook that look like the same kind and were not read."""
        own = next((c.fields for c in self.candidates if c.name == self.sheet), 0)
        return tuple(
            c.name
            for c in self.candidates
            if c.visible and c.filled and c.name != self.sheet and c.fields * 2 >= own
        )

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that kept a row out."""
        return tuple(p for p in self.problems if p.level is Level.ERROR)
