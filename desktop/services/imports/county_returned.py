"""退回表 of a bureau's import: each file that has problems, handed back with all of them marked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from desktop.core.progress import Progress
from desktop.rosters.problems import Level, Problem
from desktop.rosters.returned import ANEW, write_returned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from desktop.rosters.results import RosterResult
    from desktop.services.imports.county import CountyPreview
    from desktop.services.imports.county_files import FileRead, Gathered

_BEGINNING: Final = "退回-"


@dataclass(frozen=True, slots=True)
class HandedBack:
    """One returned workbook."""

    path: Path
    own: bool
    """Whether it is the file that was read, marked; otherwise it was made anew."""


def anew(written: Sequence[HandedBack]) -> str:
    """What is to be said of those that were made anew; empty where there are none."""
    count = sum(not one.own for one in written)
    return f"其中 {count} 份：{ANEW}" if count else ""


def problems_by_file(gathered: Gathered, seen: CountyPreview) -> dict[Path, tuple[Problem, ...]]:
    """What is to be marked in each file: of the reading, of all its schools, each once."""
    found: dict[Path, dict[Problem, None]] = {file.path: {} for file in gathered.files}
    for path, problem in seen.placed.problems:
        found[path][problem] = None
    for one in seen.schools:
        found[one.share.path].update(dict.fromkeys(one.seen.problems))
    for refused in seen.refused:
        message = f"{refused.share.unit.name}：{refused.sentence}"
        sheet = refused.share.roster.sheet
        problem = Problem(sheet, 0, "", "", "", Level.ERROR, "", message)
        found[refused.share.path][problem] = None
    return {path: tuple(problems) for path, problems in found.items() if problems}


def write_all_returned(
    gathered: Gathered, seen: CountyPreview, folder: Path, progress: Progress | None = None
) -> tuple[HandedBack, ...]:
    """Write a returned workbook of each file with problems into a folder; none is written over.

    Raises:
        SchoolError: a file has changed since it was read.
        EnvironmentFault: one cannot be read or written.
        Cancelled: somebody stopped it; those that were written stay.
    """
    progress = progress or Progress()
    said = problems_by_file(gathered, seen)
    written = []
    for number, (path, problems) in enumerate(said.items(), start=1):
        progress.step(f"写退回表 {path.name}", number, len(said))
        files = [file for file in gathered.files if file.path == path]
        out = _free(folder, path.stem)
        own = write_returned(files[0].whole, out, _whole(files), problems)
        written.append(HandedBack(out, own))
    return tuple(written)


def _whole(files: list[FileRead]) -> RosterResult[Any]:
    """A file of several sheets as it is to be marked: each sheet was read by itself."""
    sheets = tuple(sheet for file in files for sheet in file.roster.read_sheets)
    return replace(files[0].roster, sheets=sheets)


def _free(folder: Path, stem: str) -> Path:
    """A name in the folder that nothing has: two schools may call their files the same."""
    return next(path for path in _names(folder, stem) if not path.exists())


def _names(folder: Path, stem: str) -> Iterator[Path]:
    yield folder / f"{_BEGINNING}{stem}.xlsx"
    for number in count(2):
        yield folder / f"{_BEGINNING}{stem}({number}).xlsx"
