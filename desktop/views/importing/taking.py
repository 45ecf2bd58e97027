"""What a person has chosen so far about one roster; nothing of it is written anywhere."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from desktop.core.errors import SchoolError
from desktop.rosters.results import Choices
from desktop.rosters.students import STUDENTS
from desktop.services.imports.batches import Decisions, preview
from desktop.services.imports.lines import lines_of
from desktop.services.imports.reading import glance, open_workbook, veiled

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.core.progress import Progress
    from desktop.core.terms import Month
    from desktop.rosters.columns import SheetKind
    from desktop.rosters.results import RosterResult
    from desktop.services.imports.batches import Preview
    from desktop.services.imports.lines import Fate
    from desktop.services.imports.plan import Difference
    from desktop.services.imports.reading import Glance
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class Purpose:
    """What is to be taken in: a kind of sheet, and for meal days the month."""

    kind: SheetKind[Any] = STUDENTS
    month: Month | None = None

    @property
    def title(self) -> str:
        """What the sheet is called in sentences."""
        if self.is_roll:
            return "名册"
        return f"{self.month.label if self.month else ''}{self.kind.title}表"

    @property
    def is_roll(self) -> bool:
        """Whether this is the roll of pupils."""
        return self.kind.name == STUDENTS.name


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as far as it was understood: without a roster `trouble` says why."""

    glance: Glance
    roster: RosterResult[Any] | None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """A roster held against the books, list by list."""

    roster: RosterResult[Any]
    seen: Preview
    lines: dict[Fate, tuple[Difference, ...]]


@dataclass(slots=True)
class Taking:
    """One sheet on its way: read and changed in the GUI thread only."""

    purpose: Purpose = field(default_factory=Purpose)
    path: Path | None = None
    choices: Choices = field(default_factory=Choices)
    opened: Opened | None = None
    looked: Looked | None = None
    confirmed: frozenset[int] = frozenset()
    """Rows in doubt of which a person says: new here, or back."""

    def choose(self, path: Path) -> None:
        """Begin with another file."""
        self.path, self.choices = path, Choices()
        self.opened = self.looked = None
        self.confirmed = frozenset()

    def change(self, choices: Choices) -> None:
        """Read the file otherwise."""
        if choices != self.choices:
            self.choices = choices
            self.looked = None
            self.confirmed = frozenset()


def open_file(
    session: Session, path: Path, choices: Choices, progress: Progress, purpose: Purpose
) -> Opened:
    """Read a workbook; one whose header is not found is at least shown.

    Raises:
        SchoolError: the file cannot be read at all.
    """
    progress.step("打开文件")
    sheet = choices.sheet if isinstance(choices.sheet, str) else None
    seen = glance(path, sheet)
    try:
        roster = open_workbook(session, path, purpose.kind.name, choices, progress)
    except SchoolError as error:
        return Opened(seen, None, error.sentence)
    if seen.sheet != roster.sheet:
        seen = glance(path, roster.sheet)
    return Opened(veiled(seen, roster, purpose.kind), roster)


def look(
    session: Session,
    roster: RosterResult[Any],
    confirmed: frozenset[int],
    progress: Progress,
    purpose: Purpose,
) -> Looked:
    """Hold a sheet against the books."""
    decisions = Decisions(purpose.month, dict.fromkeys(confirmed, "new"))
    seen = preview(session, roster, decisions, progress)
    return Looked(roster, seen, lines_of(seen))


def remapped(choices: Choices, letter: str, key: str) -> Choices:
    """The same choices with one column taken for another field (none: not read)."""
    return replace(choices, mapping={**(choices.mapping or {}), letter: key})
