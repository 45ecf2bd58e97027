"""What a bureau has chosen so far about the rosters of its schools; nothing is written anywhere."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from desktop.rosters.results import Choices
from desktop.rosters.workbook import LockedFileError
from desktop.services.drafts import LARGEST_COPY
from desktop.services.imports.county import county_preview, decide
from desktop.services.imports.county_corrections import (
    reread,
    reread_all,
    spread,
    with_corrections,
)
from desktop.services.imports.county_files import gather, path_of, unlocked, workbooks
from desktop.services.imports.county_places import Placed, place
from desktop.services.twice import twice_with
from desktop.views.importing.taking import Purpose

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from uuid import UUID

    from desktop.core.progress import Progress
    from desktop.services.imports.county import CountyPreview, LineKey
    from desktop.services.imports.county_files import FileRead, Gathered, SheetKey, Source
    from desktop.services.imports.plan import Listed
    from desktop.services.session import Session
    from desktop.services.twice import Twice


@dataclass(frozen=True, slots=True)
class KeptFiles:
    """What was read, so that it is known again: paths with their digests, and a copy of all."""

    digests: tuple[tuple[str, str], ...] = ()
    content: bytes | None = field(default=None, repr=False)
    """An archive of the files in this order, where they are small enough to be kept."""


_NOWHERE: Final = Placed((), (), 0, ())


@dataclass(frozen=True, slots=True)
class Read:
    """The files as they were read, their rows as far as their schools are known."""

    gathered: Gathered
    """As they will be taken in."""
    placed: Placed
    twice: tuple[Twice, ...]
    kept: KeptFiles = KeptFiles()
    found: Gathered | None = None
    """As the program reads them by itself, where a person has put sheets right."""
    corrected: Mapping[SheetKey, FileRead | None] = field(default_factory=dict)
    """The sheets that a person has put right; None: not to be read."""

    @property
    def raw(self) -> Gathered:
        """The files as the program reads them by itself."""
        return self.found or self.gathered

    @property
    def corrections(self) -> dict[SheetKey, Choices | None]:
        """What a person has said of sheets."""
        return {key: file.choices if file else None for key, file in self.corrected.items()}


@dataclass(frozen=True, slots=True)
class Looked:
    """All rows at their schools, held against the books."""

    seen: CountyPreview
    twice: tuple[Twice, ...]


class StillLockedError(LockedFileError):
    """One of the files waits for its password; the others were read."""

    def __init__(self, sentence: str, path: Path, gathered: Gathered) -> None:
        super().__init__(sentence)
        self.path, self.gathered = path, gathered


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be read, as it was chosen when the reading began."""

    purpose: Purpose
    paths: tuple[Path, ...]
    sources: tuple[Source, ...]
    passwords: tuple[str, ...] = field(repr=False)
    declined: frozenset[Path]
    gathered: Gathered | None
    corrections: Mapping[SheetKey, Choices | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person has said before everything is held against the books."""

    purpose: Purpose
    said: Mapping[str, UUID | None]
    decided: Mapping[LineKey, str]


@dataclass(slots=True)
class CountyTaking:
    """Rosters on their way: read and changed in the GUI thread only."""

    purpose: Purpose = field(default_factory=Purpose)
    paths: tuple[Path, ...] = ()
    sources: tuple[Source, ...] = ()
    """What the paths stood for when the import was put aside, found again; empty: look there."""
    said: dict[str, UUID | None] = field(default_factory=dict)
    """What unknown names were said to mean; None: none of our schools."""
    corrections: dict[SheetKey, Choices | None] = field(default_factory=dict)
    """How sheets are to be read, where a person has said so; None: not at all."""
    decided: dict[LineKey, str] = field(default_factory=dict)
    """What a person says of rows in doubt."""
    passwords: list[str] = field(default_factory=list, repr=False)
    """Those that somebody has given; each is tried on every locked file."""
    declined: set[Path] = field(default_factory=set)
    """Locked files that are to be left out."""
    gathered: Gathered | None = None
    """What was read before a file turned out to be locked."""
    read: Read | None = None
    looked: Looked | None = None

    def choose(self, paths: Sequence[Path]) -> None:
        """Begin with other files."""
        self.paths, self.sources = tuple(paths), ()
        self.said, self.passwords, self.declined = {}, [], set()
        self.corrections, self.decided = {}, {}
        self.gathered = self.read = self.looked = None

    def take_up(
        self,
        paths: Sequence[Path],
        sources: Sequence[Source],
        said: Mapping[str, UUID | None],
        corrections: Mapping[SheetKey, Choices | None],
        decided: Mapping[LineKey, str],
    ) -> None:
        """Go on with what was chosen before."""
        self.choose(paths)
        self.sources, self.said = tuple(sources), dict(said)
        self.corrections, self.decided = dict(corrections), dict(decided)

    def say_of_list(self, listed: Listed) -> None:
        """Take the list for what the person says that it is."""
        self.purpose = replace(self.purpose, listed=listed)
        self.read = self.looked = None

    def put_right(self, read: Read) -> None:
        """Take sheets as a person has put them right; what was said of their rows is no more."""
        before = self.read.corrected if self.read else {}
        both = {*before, *read.corrected}
        moved = {key[0] for key in both if before.get(key) is not read.corrected.get(key)}
        self.read, self.looked = read, None
        self.corrections = read.corrections
        self.decided = {key: word for key, word in self.decided.items() if key[0] not in moved}

    def decide(self, rows: Mapping[LineKey, str], seen: CountyPreview) -> None:
        """Take rows in doubt for what a person says."""
        self.decided = dict(rows)
        if self.looked is not None:
            self.looked = replace(self.looked, seen=seen)

    @property
    def answers(self) -> Answers:
        """What has been said so far."""
        return Answers(self.purpose, dict(self.said), dict(self.decided))

    def say(self, name: str, means: UUID | None) -> None:
        """Answer what a name means."""
        self.said[name] = means
        self.looked = None

    def unsay(self, name: str) -> None:
        """Take an answer back."""
        self.said.pop(name, None)
        self.looked = None

    @property
    def wanted(self) -> Wanted:
        """What is to be read."""
        return Wanted(
            self.purpose,
            self.paths,
            self.sources,
            tuple(self.passwords),
            frozenset(self.declined),
            self.gathered,
            dict(self.corrections),
        )

    @property
    def open_questions(self) -> int:
        """How many names nobody has explained yet."""
        if self.read is None:
            return 0
        return sum(one.name not in self.said for one in self.read.placed.unknown)


def read_files(session: Session, wanted: Wanted, progress: Progress) -> Read:
    """Read the files and give the rows to the schools that are known.

    Raises:
        StillLockedError: a file waits for its password.
        SchoolError: there is no workbook among them.
    """
    kind, passwords = wanted.purpose.kind.name, wanted.passwords
    if wanted.gathered is None:
        files = wanted.sources or workbooks(wanted.paths)
        gathered = gather(session, kind, files, progress, passwords)
    else:
        gathered = unlocked(session, wanted.gathered, passwords, progress)
    for one in gathered.locked:
        if one.path not in wanted.declined:
            raise StillLockedError(one.sentence, one.path, gathered)
    corrected = reread_all(session, gathered, wanted.corrections, progress)
    progress.step("留一份文件")
    sources = [*(f.source for f in gathered.files), *(r.source for r in gathered.refused)]
    kept = keep_files(tuple({path_of(source): source for source in sources}.values()))
    return _read(session, wanted.purpose, Read(gathered, _NOWHERE, (), kept, gathered, corrected))


def _read(session: Session, purpose: Purpose, read: Read) -> Read:
    """The same with its rows at their schools."""
    gathered = with_corrections(read.raw, read.corrected)
    placed = place(session, gathered, None, purpose.listed)
    return replace(read, gathered=gathered, placed=placed, twice=twice_with(session, placed.shares))


_UNSAID: Final = Choices()
"""Of a sheet that is to be read as the program finds it."""


def put_right(
    session: Session, purpose: Purpose, read: Read, key: SheetKey, choices: Choices | None
) -> Read:
    """The files with one sheet read as a person says; nothing said: as the program finds it.

    Raises:
        SchoolError: it cannot be read so.
    """
    corrected = {other: file for other, file in read.corrected.items() if other != key}
    if choices != _UNSAID:
        corrected[key] = reread(session, read.raw, key, choices)
    return _read(session, purpose, replace(read, corrected=corrected))


def put_right_too(
    session: Session, purpose: Purpose, read: Read, key: SheetKey, progress: Progress
) -> tuple[Read, int]:
    """The files with all sheets of the same form read as that one was put right; how many were."""
    more = spread(session, read.raw, read.corrected, key, progress)
    corrected = {**read.corrected, **more}
    return _read(session, purpose, replace(read, corrected=corrected)), len(more)


def keep_files(sources: Sequence[Source]) -> KeptFiles:
    """The digests of files, and a copy of them where they are small enough together."""
    digests: list[tuple[str, str]] = []
    archive, size = io.BytesIO(), 0
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as packed:
        for source in sources:
            try:
                content = source.read_bytes()
            except OSError:
                continue  # it could be read no more, which has been said
            digests.append((str(path_of(source)), hashlib.sha256(content).hexdigest()))
            size += len(content)
            if size <= LARGEST_COPY:
                packed.writestr(f"{len(digests) - 1}", content)
    return KeptFiles(tuple(digests), archive.getvalue() if size <= LARGEST_COPY else None)


def look(session: Session, read: Read, answers: Answers, progress: Progress) -> Looked:
    """Hold everything against the books of its schools."""
    purpose, said = answers.purpose, answers.said
    placed = place(session, read.gathered, said, purpose.listed)
    seen = county_preview(session, placed, said, purpose.month, progress)
    seen = decide(session, seen, answers.decided, progress)
    return Looked(seen, twice_with(session, placed.shares))
