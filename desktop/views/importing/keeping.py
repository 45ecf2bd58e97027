"""An import that was put aside, as it lies among the drafts: it goes on after a restart.

The file is remembered by its path and its digest, and a copy of it is kept with the draft
(`services.drafts.LARGEST_COPY`), so that it does not matter when the memory stick is gone.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.core.json import plain, typed
from desktop.core.lists import ListSource, ListTopic  # noqa: TC001 - drafts are read by these types
from desktop.core.terms import Month
from desktop.rosters.kept import KeptFile
from desktop.rosters.results import Choices
from desktop.rosters.sheets import SHEETS
from desktop.services.imports.plan import Listed
from desktop.views.importing.taking import Purpose

if TYPE_CHECKING:
    from desktop.services.drafts import DraftFiles
    from desktop.views.drafts import Drafts
    from desktop.views.importing.taking import Taking

PREFIX: Final = "import/"


@dataclass(frozen=True, slots=True)
class KeptImport:
    """What a person had chosen, and at which step they were."""

    kind: str
    month: int | None
    path: str
    digest: str
    """Of what was read; empty: nothing was."""
    sheet: str | int | None
    header_row: int | None
    mapping: dict[str, str] | None
    place: int
    topic: ListTopic | None = None
    source: ListSource | None = None
    list_day: date | None = None
    every: bool = False
    rows: tuple[tuple[int, str], ...] = ()
    """What was said of rows in doubt."""

    @property
    def decided(self) -> dict[int, str]:
        """What was said of rows in doubt, by row."""
        return dict(self.rows)

    @property
    def listed(self) -> Listed:
        """What the person has said of another office's list."""
        return Listed(self.topic, self.source, self.list_day)

    @property
    def purpose(self) -> Purpose | None:
        """What is to be taken in; None: this program knows no such sheet."""
        kind = SHEETS.get(self.kind)
        if kind is None:
            return None
        return Purpose(kind, Month.from_number(self.month) if self.month else None)

    @property
    def choices(self) -> Choices:
        """Sheet, header line and columns."""
        return Choices(self.sheet, self.header_row, self.mapping, self.every)


@dataclass(frozen=True, slots=True)
class FoundAgain:
    """The file of an import that was put aside: none when it is gone, and what to say of it."""

    file: Path | KeptFile | None
    sentence: str = ""
    same: bool = True
    """Whether it is what was read then."""


class ImportKeeping:
    """Keeps one import among the drafts; each kind of sheet, and each month of it, has its own."""

    def __init__(self, drafts: Drafts, purpose: Purpose) -> None:
        self._drafts, self._purpose = drafts, purpose
        month = f"/{purpose.month}" if purpose.month else ""
        self.name = f"{PREFIX}{purpose.kind.name}{month}"
        self._kept: KeptImport | None = None
        self._copied: object = None

    def keep(self, taking: Taking, place: int) -> None:
        """Remember what was chosen, if a file was."""
        if taking.path is None:
            return
        now = _kept(taking, place)
        if now != self._kept:
            self._kept = now
            title = f"{self._purpose.title}“{taking.path.name}”还没有导入完。"
            self._drafts.keep(self.name, plain(now), title, self._purpose.page)
        opened = taking.opened
        if opened is not None and opened is not self._copied:
            self._copied = opened
            if opened.content is not None:
                self._drafts.keep_copy(self.name, opened.content)

    def find(self) -> KeptImport | None:
        """What was put aside; what a program of another time has left is let go of."""
        kept = read_kept(self._drafts, self.name)
        if kept is None and self._drafts.find(self.name) is not None:
            self.forget()
        return kept

    def forget(self) -> None:
        """It was taken in or given up."""
        self._kept = self._copied = None
        if self._drafts.find(self.name) is not None:
            self._drafts.forget(self.name)


def read_kept(drafts: Drafts, name: str) -> KeptImport | None:
    """An import among the drafts, if it is one that this program can go on with."""
    values = drafts.find(name)
    if values is None:
        return None
    try:
        kept: KeptImport = typed(values, KeptImport)
        known = kept.purpose is not None
    except (msgspec.ValidationError, ValueError):
        return None
    return kept if known else None


def found_again(files: DraftFiles, name: str, kept: KeptImport) -> FoundAgain:
    """Look for the file where it was, and for the copy of it; not in the GUI thread.

    Raises:
        SchoolError: the drafts cannot be read.
    """
    path = Path(kept.path)
    digest = _digest(path)
    if digest is not None and (not kept.digest or digest == kept.digest):
        return FoundAgain(path)
    copy = files.copy(name)
    if copy is not None and hashlib.sha256(copy).hexdigest() == kept.digest:
        why = "原来的文件找不到了" if digest is None else "原来的文件后来改过"
        sentence = f"{why}：{path}。现在接着用的是放下时留的一份；要用别的文件，请回到第一步选择。"
        return FoundAgain(KeptFile(path, copy), sentence)
    if digest is None:
        sentence = f"找不到上次选的文件：{path}。请插好 U 盘再选一次，或选别的文件。"
        return FoundAgain(None, sentence, same=False)
    sentence = f"“{path.name}”在放下以后改过，已按现在的内容重新读，请从头核对。"
    return FoundAgain(path, sentence, same=False)


def _digest(path: Path) -> str | None:
    """The SHA-256 of a file, if it can be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _kept(taking: Taking, place: int) -> KeptImport:
    choices, month = taking.choices, taking.purpose.month
    listed = taking.purpose.listed or Listed()
    return KeptImport(
        kind=taking.purpose.kind.name,
        month=month.number if month else None,
        path=str(taking.path),
        digest=taking.opened.digest if taking.opened else "",
        sheet=choices.sheet,
        header_row=choices.header_row,
        mapping=dict(choices.mapping) if choices.mapping is not None else None,
        rows=tuple(sorted(taking.decided.items())),
        place=place,
        topic=listed.topic,
        source=listed.source,
        list_day=listed.day,
        every=choices.every,
    )
