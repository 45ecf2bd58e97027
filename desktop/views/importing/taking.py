"""What a person has chosen so far about one roster; nothing of it is written anywhere."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from desktop.core.errors import SchoolError
from desktop.core.files import disk_fault
from desktop.core.release import release
from desktop.rosters.kept import KeptFile
from desktop.rosters.office_lists import LISTS
from desktop.rosters.results import Choices
from desktop.rosters.students import STUDENTS
from desktop.services.canteen.sheets import OF_CANTEEN
from desktop.services.drafts import LARGEST_COPY
from desktop.services.exports import CHARGES, MEAL_DAYS
from desktop.services.imports.batches import Decisions, preview
from desktop.services.imports.lines import lines_of
from desktop.services.imports.reading import glance, open_workbook, sheets_alike, veiled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.core.progress import Progress
    from desktop.core.terms import Month
    from desktop.rosters.columns import SheetKind
    from desktop.rosters.results import RosterResult
    from desktop.services.imports.batches import Preview
    from desktop.services.imports.lines import Fate
    from desktop.services.imports.plan import Difference, Listed
    from desktop.services.imports.reading import Glance
    from desktop.services.session import Session

CANTEEN: Final = "canteen"
PEOPLE: Final = "people"


@dataclass(frozen=True, slots=True)
class Purpose:
    """What is to be taken in: a kind of sheet, and for meal days the month."""

    kind: SheetKind[Any] = STUDENTS
    month: Month | None = None
    listed: Listed | None = None
    """Of another office's list: what the person says of it."""
    county: bool = False
    """Whether a bureau takes it in for its schools."""

    @property
    def title(self) -> str:
        """What the sheet is called in sentences."""
        if self.is_roll:
            return "名册"
        if self.is_list:
            return self.kind.title
        return f"{self.month.label if self.month else ''}{self.kind.title}表"

    @property
    def page(self) -> str:
        """The page on which it is taken in."""
        return CANTEEN if self.kind.name in (MEAL_DAYS, CHARGES, *OF_CANTEEN) else PEOPLE

    @property
    def is_list(self) -> bool:
        """Whether this is a list of another office."""
        return self.kind.name in LISTS

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
    digest: str = ""
    """SHA-256 of what was read."""
    content: bytes | None = field(default=None, repr=False)
    """What was read, where it is small enough to be kept."""
    alike: tuple[str, ...] = ()
    """The sheets that look alike, and may be read as one."""


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
    copy: KeptFile | None = None
    """What was kept of the file, where the file itself has gone or is another one now."""
    choices: Choices = field(default_factory=Choices)
    opened: Opened | None = None
    looked: Looked | None = None
    decided: Mapping[int, str] = field(default_factory=dict)
    """What a person says of rows in doubt: new here, or back; or which pupil is meant."""

    def say_of_list(self, listed: Listed) -> None:
        """Take the list for what the person says that it is."""
        self.purpose = replace(self.purpose, listed=listed)
        self.looked = None

    def choose(self, path: Path) -> None:
        """Begin with another file."""
        self.let_go()
        self.path, self.copy, self.choices = path, None, Choices()
        self.decided = {}

    def let_go(self) -> None:
        """Let go of what was read; of a large roster in a thread of its own."""
        opened, looked = self.opened, self.looked
        self.opened = self.looked = None
        release((opened, looked))

    @property
    def file(self) -> Path | KeptFile | None:
        """What is read."""
        return self.copy or self.path

    def take_up(self, file: Path | KeptFile, choices: Choices, decided: Mapping[int, str]) -> None:
        """Go on with what was chosen before."""
        self.choose(file.path if isinstance(file, KeptFile) else file)
        self.copy = file if isinstance(file, KeptFile) else None
        self.choices, self.decided = choices, decided

    def change(self, choices: Choices) -> None:
        """Read the file otherwise."""
        if choices != self.choices:
            self.choices = choices
            looked, self.looked = self.looked, None
            release(looked)
            self.decided = {}


def open_file(
    session: Session,
    file: Path | KeptFile,
    choices: Choices,
    progress: Progress,
    purpose: Purpose,
) -> Opened:
    """Read a workbook; one whose header is not found is at least shown.

    Raises:
        SchoolError: the file cannot be read at all.
    """
    progress.step("打开文件")
    sheet = choices.sheet if isinstance(choices.sheet, str) else None
    seen = glance(file, sheet)
    digest, content = _content(file)
    try:
        roster = open_workbook(session, file, purpose.kind.name, choices, progress)
    except SchoolError as error:
        asked = choices != Choices() and not purpose.county
        alike = _alike(session, file, purpose, None) if asked else ()
        return Opened(seen, None, error.sentence, digest, content, alike)
    if seen.sheet != roster.sheet:
        seen = glance(file, roster.sheet)
    if roster.digest != digest:
        digest, content = roster.digest, None  # it was written to meanwhile
    shown = veiled(seen, roster, purpose.kind)
    whole = roster if choices.sheet is None or choices.every else None
    if purpose.county and not purpose.kind.every_sheet:
        return Opened(shown, roster, "", digest, content)  # each sheet stands on a line of its own
    return Opened(shown, roster, "", digest, content, _alike(session, file, purpose, whole))


def _alike(
    session: Session, file: Path | KeptFile, purpose: Purpose, whole: RosterResult[Any] | None
) -> tuple[str, ...]:
    """The sheets that may be read as one; none if only a person knows where the header stands."""
    try:
        return sheets_alike(session, file, purpose.kind.name, whole)
    except SchoolError:
        return ()


def with_password(path: Path, password: str) -> KeptFile:
    """A locked file together with its password.

    Raises:
        EnvironmentFault: it cannot be read.
    """
    try:
        return KeptFile(path, path.read_bytes(), password)
    except OSError as error:
        raise disk_fault(error, path) from error


def _content(file: Path | KeptFile) -> tuple[str, bytes | None]:
    """The digest of a file, and its content where a copy of it may be kept."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise disk_fault(error, Path(file.name)) from error
    kept = content if len(content) <= LARGEST_COPY else None
    return hashlib.sha256(content).hexdigest(), kept


def look(
    session: Session,
    roster: RosterResult[Any],
    decided: Mapping[int, str],
    progress: Progress,
    purpose: Purpose,
) -> Looked:
    """Hold a sheet against the books."""
    decisions = Decisions(purpose.month, decided, listed=purpose.listed)
    seen = preview(session, roster, decisions, progress)
    return Looked(roster, seen, lines_of(seen))


def remapped(choices: Choices, letter: str, key: str) -> Choices:
    """The same choices with one column taken for another field (none: not read)."""
    return replace(choices, mapping={**(choices.mapping or {}), letter: key})
