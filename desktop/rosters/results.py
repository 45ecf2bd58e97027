"""What reading a sheet gives: rows, problems, and what was left out and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from desktop.core.errors import SchoolError
from desktop.rosters.problems import Level, Problem

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from desktop.core.terms import Month
    from desktop.rosters.readings import Reading

R = TypeVar("R")

STRIDE: Final = 1_000_000
"""Where several sheets are read as one, lines count on: sheet by sheet from the next million."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person has chosen in place of what the program would find by itself."""

    sheet: str | int | None = None
    """Name, or place counted from 1."""
    header_row: int | None = None
    """The lowest line of the header as Excel counts, from 1."""
    mapping: Mapping[str, str] | None = None
    """Column letter (or its heading) → field key; an empty key leaves the column out."""
    every: bool = False
    """Read all sheets that look like this one, as one roster."""


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
    sheet: str = ""
    """Where it stands, if not on the sheet that the rest was read from."""


@dataclass(frozen=True, slots=True)
class SheetRead:
    """One of several sheets that were read as one roster."""

    name: str
    header_row: int
    columns: tuple[FoundColumn, ...]


@dataclass(frozen=True, slots=True)
class RosterResult(Generic[R]):
    """One sheet as read, or several as one.

    Rows with errors are among the problems and not among the rows. Of several sheets, header and
    columns are those of the first; a row counts on from sheet to sheet (`STRIDE`), so that no two
    rows have one number, and `place` tells where it stands. Problems of the reading stand where
    they are found.
    """

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
    sheets: tuple[SheetRead, ...] = ()
    """The sheets that were read as one, the first being that named above; none: only that one."""

    @property
    def read_sheets(self) -> tuple[SheetRead, ...]:
        """The sheets that were read, one or several."""
        return self.sheets or (SheetRead(self.sheet, self.header_row, self.columns),)

    def place(self, row: int) -> tuple[str, int]:
        """The sheet on which a row stands, and its line there as Excel counts."""
        sheet, line = divmod(row, STRIDE)
        return (self.sheets[sheet].name if self.sheets else self.sheet), line

    def number(self, sheet: str, line: int) -> int:
        """The number of the row that stands on a line of a sheet (empty: of the first one).

        Raises:
            SchoolError: no such sheet was read.
        """
        if not sheet:
            return line
        names = [read.name for read in self.read_sheets]
        if sheet not in names:
            raise SchoolError(f"没有读工作表“{sheet}”。读了的有：{'、'.join(names)}")
        return names.index(sheet) * STRIDE + line

    def placed(self, problem: Problem) -> Problem:
        """What was said of a row of several sheets, at the place where the row stands."""
        sheet, line = divmod(problem.row, STRIDE)
        if not sheet or problem.sheet != self.sheet:
            return problem
        read = self.sheets[sheet]
        key = next((c.key for c in self.columns if c.letter == problem.column), None)
        letter = next((c.letter for c in read.columns if key and c.key == key), "")
        cell = f"{letter}{line}" if letter else ""
        return replace(problem, sheet=read.name, row=line, column=letter, cell=cell)

    @property
    def unread_sheets(self) -> tuple[str, ...]:
        """Other sheets of the workbook that look like the same kind and were not read."""
        return alike(self.candidates, {sheet.name for sheet in self.read_sheets}, self.sheet)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that kept a row out."""
        return tuple(p for p in self.problems if p.level is Level.ERROR)


def alike(candidates: Iterable[SheetCandidate], read: Container[str], like: str) -> tuple[str, ...]:
    """The sheets that look like a certain one, without those that are read already."""
    every = tuple(candidates)
    own = next((c.fields for c in every if c.name == like), 0)
    return tuple(
        c.name
        for c in every
        if c.visible and c.filled and c.name not in read and c.fields * 2 >= own
    )
