"""What a bureau has chosen so far about the rosters of its schools; nothing is written anywhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.services.imports.county import county_preview, gather, place, workbooks
from desktop.services.twice import twice_with

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from uuid import UUID

    from desktop.core.progress import Progress
    from desktop.services.imports.county import CountyPreview, Gathered, Placed
    from desktop.services.session import Session
    from desktop.services.twice import Twice


@dataclass(frozen=True, slots=True)
class Read:
    """The files as they were read, their rows as far as their schools are known."""

    gathered: Gathered
    placed: Placed
    twice: tuple[Twice, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """All rows at their schools, held against the books."""

    seen: CountyPreview
    twice: tuple[Twice, ...]


@dataclass(slots=True)
class CountyTaking:
    """Rosters on their way: read and changed in the GUI thread only."""

    kind: str
    paths: tuple[Path, ...] = ()
    said: dict[str, UUID | None] = field(default_factory=dict)
    """What unknown names were said to mean; None: none of our schools."""
    read: Read | None = None
    looked: Looked | None = None

    def choose(self, paths: Sequence[Path]) -> None:
        """Begin with other files."""
        self.paths = tuple(paths)
        self.said = {}
        self.read = self.looked = None

    def say(self, name: str, means: UUID | None) -> None:
        """Answer what a name means."""
        self.said[name] = means
        self.looked = None

    def unsay(self, name: str) -> None:
        """Take an answer back."""
        self.said.pop(name, None)
        self.looked = None

    @property
    def open_questions(self) -> int:
        """How many names nobody has explained yet."""
        if self.read is None:
            return 0
        return sum(one.name not in self.said for one in self.read.placed.unknown)


def read_files(session: Session, kind: str, paths: Sequence[Path], progress: Progress) -> Read:
    """Read the files and give the rows to the schools that are known.

    Raises:
        SchoolError: there is no workbook among them.
    """
    gathered = gather(session, kind, workbooks(paths), progress)
    placed = place(session, gathered)
    return Read(gathered, placed, twice_with(session, placed.shares))


def look(
    session: Session, read: Read, said: Mapping[str, UUID | None], progress: Progress
) -> Looked:
    """Hold everything against the books of its schools."""
    placed = place(session, read.gathered, said)
    seen = county_preview(session, placed, said, None, progress)
    return Looked(seen, twice_with(session, placed.shares))
