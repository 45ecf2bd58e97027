"""A bureau's import that was put aside, as it lies among the drafts: it goes on after a restart.

Each file is remembered by its path and its digest, and a copy of all of them is kept with the draft
where they are small enough together (`services.drafts.LARGEST_COPY`). Passwords are not kept.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID  # noqa: TC003 - same

import msgspec

from desktop.core.json import plain, typed
from desktop.core.lists import ListSource, ListTopic  # noqa: TC001 - same
from desktop.core.terms import Month
from desktop.rosters.kept import KeptFile
from desktop.rosters.results import Choices
from desktop.rosters.sheets import SHEETS
from desktop.services.imports.plan import Listed
from desktop.views.importing.taking import Purpose

if TYPE_CHECKING:
    from desktop.services.drafts import DraftFiles
    from desktop.services.imports.county import LineKey
    from desktop.services.imports.county_files import SheetKey, Source
    from desktop.views.drafts import Drafts
    from desktop.views.importing.county.taking import CountyTaking

PREFIX: Final = "county-import/"


@dataclass(frozen=True, slots=True)
class KeptSheet:
    """How a sheet is to be read, as a person has said."""

    path: str
    found: str
    """The sheet that the program has found by itself."""
    read: bool
    sheet: str | int | None = None
    header_row: int | None = None
    mapping: dict[str, str] | None = None
    every: bool = False

    @property
    def choices(self) -> Choices | None:
        """Sheet, header line and columns; None: it is not to be read."""
        if not self.read:
            return None
        return Choices(self.sheet, self.header_row, self.mapping, self.every)


@dataclass(frozen=True, slots=True)
class KeptRow:
    """What a person says of a row in doubt."""

    path: str
    sheet: str
    row: int
    says: str


@dataclass(frozen=True, slots=True)
class KeptCounty:
    """What a person had chosen, and at which step they were."""

    kind: str
    month: int | None
    paths: tuple[str, ...]
    """As they were chosen: files and folders."""
    files: tuple[tuple[str, str], ...]
    """What was read, with its digest; empty: nothing was."""
    said: dict[str, UUID | None]
    place: int
    topic: ListTopic | None = None
    source: ListSource | None = None
    list_day: date | None = None
    sheets: tuple[KeptSheet, ...] = ()
    rows: tuple[KeptRow, ...] = ()

    @property
    def corrections(self) -> dict[SheetKey, Choices | None]:
        """How sheets are to be read."""
        return {(Path(one.path), one.found): one.choices for one in self.sheets}

    @property
    def decided(self) -> dict[LineKey, str]:
        """What was said of rows in doubt."""
        return {(Path(one.path), one.sheet, one.row): one.says for one in self.rows}

    @property
    def purpose(self) -> Purpose | None:
        """What is to be taken in; None: this program knows no such sheet."""
        kind = SHEETS.get(self.kind)
        if kind is None:
            return None
        month = Month.from_number(self.month) if self.month else None
        listed = Listed(self.topic, self.source, self.list_day)
        return Purpose(kind, month, listed if listed != Listed() else None, county=True)


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """The files of an import that was put aside, as far as they are there, and what to say."""

    sources: tuple[Source, ...]
    sentence: str = ""
    same: bool = True
    """Whether all of them are what was read then."""


class CountyKeeping:
    """Keeps one import of a bureau among the drafts."""

    def __init__(self, drafts: Drafts, purpose: Purpose) -> None:
        self._drafts, self._purpose = drafts, purpose
        month = f"/{purpose.month}" if purpose.month else ""
        self.name = f"{PREFIX}{purpose.kind.name}{month}"
        self._kept: KeptCounty | None = None
        self._copied: object = None

    def keep(self, taking: CountyTaking, place: int) -> None:
        """Remember what was chosen, if anything was."""
        if not taking.paths:
            return
        now = _kept(taking, place)
        if now != self._kept:
            self._kept = now
            files = f"{len(now.files)} 个文件" if now.files else taking.paths[0].name
            title = f"各校{self._purpose.title}（{files}）还没有导入完。"
            self._drafts.keep(self.name, plain(now), title, self._purpose.page)
        if taking.read is not None and taking.read is not self._copied:
            self._copied = taking.read
            if taking.read.kept.content is not None:
                self._drafts.keep_copy(self.name, taking.read.kept.content)

    def find(self) -> KeptCounty | None:
        """What was put aside; what a program of another time has left is let go of."""
        kept = read_county(self._drafts, self.name)
        if kept is None and self._drafts.find(self.name) is not None:
            self.forget()
        return kept

    def forget(self) -> None:
        """It was taken in or given up."""
        self._kept = self._copied = None
        if self._drafts.find(self.name) is not None:
            self._drafts.forget(self.name)


def read_county(drafts: Drafts, name: str) -> KeptCounty | None:
    """An import among the drafts, if it is one that this program can go on with."""
    values = drafts.find(name) if name.startswith(PREFIX) else None
    if values is None:
        return None
    try:
        kept: KeptCounty = typed(values, KeptCounty)
        known = kept.purpose is not None
    except (msgspec.ValidationError, ValueError):
        return None
    return kept if known else None


def found_files(files: DraftFiles, name: str, kept: KeptCounty) -> FoundFiles:
    """Look for the files where they were, and in the copy of them; not in the GUI thread.

    Raises:
        SchoolError: the drafts cannot be read.
    """
    if not kept.files:
        there = all(Path(path).exists() for path in kept.paths)
        sentence = "" if there else "找不到上次选的文件或文件夹。请插好 U 盘再选一次。"
        return FoundFiles((), sentence, same=there)
    copies: dict[int, bytes] | None = None
    sources: list[Source] = []
    copied: list[str] = []
    lost: list[str] = []
    for number, (path, digest) in enumerate(kept.files):
        if _digest(Path(path)) == digest:
            sources.append(Path(path))
            continue
        if copies is None:
            copies = _unpacked(files.copy(name))
        content = copies.get(number, b"")
        if hashlib.sha256(content).hexdigest() == digest:
            sources.append(KeptFile(Path(path), content))
            copied.append(Path(path).name)
        else:
            lost.append(Path(path).name)
    return FoundFiles(tuple(sources), _sentence(copied, lost), same=not lost)


def _sentence(copied: list[str], lost: list[str]) -> str:
    if lost:
        return (
            f"有 {len(lost)} 个文件找不到或后来改过（{_named(lost)}）。请插好 U 盘，"
            "回到第一步重新选择文件，从头核对。"
        )
    if copied:
        return (
            f"有 {len(copied)} 个原来的文件找不到或后来改过（{_named(copied)}）。"
            "现在接着用的是放下时留的一份；要用别的文件，请回到第一步选择。"
        )
    return ""


def _named(names: list[str]) -> str:
    return "、".join(names[:3]) + (" 等" if len(names) > 3 else "")  # noqa: PLR2004 - as many as read well


def _unpacked(copy: bytes | None) -> dict[int, bytes]:
    """The files of an archive by their number; nothing of one that is damaged."""
    if copy is None:
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(copy)) as packed:
            return {int(name): packed.read(name) for name in packed.namelist()}
    except (zipfile.BadZipFile, ValueError):
        return {}


def _digest(path: Path) -> str | None:
    """The SHA-256 of a file, if it can be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _kept(taking: CountyTaking, place: int) -> KeptCounty:
    purpose, read = taking.purpose, taking.read
    listed = purpose.listed or Listed()
    return KeptCounty(
        kind=purpose.kind.name,
        month=purpose.month.number if purpose.month else None,
        paths=tuple(map(str, taking.paths)),
        files=read.kept.digests if read else (),
        said=dict(taking.said),
        place=place,
        topic=listed.topic,
        source=listed.source,
        list_day=listed.day,
        sheets=tuple(_sheet(key, said) for key, said in taking.corrections.items()),
        rows=tuple(
            KeptRow(str(path), sheet, row, says)
            for (path, sheet, row), says in taking.decided.items()
        ),
    )


def _sheet(key: SheetKey, said: Choices | None) -> KeptSheet:
    path, found = str(key[0]), key[1]
    if said is None:
        return KeptSheet(path, found, read=False)
    mapping = dict(said.mapping) if said.mapping is not None else None
    return KeptSheet(
        path,
        found,
        read=True,
        sheet=said.sheet,
        header_row=said.header_row,
        mapping=mapping,
        every=said.every,
    )
