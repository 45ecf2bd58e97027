"""Sheets of a bureau's import that a person has put right: other sheet, header line or columns.

What is said of one file holds for others of the same form where the person wants it so: they are
known by the words of their header, on whatever line or sheet it stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from desktop.core.errors import SchoolError
from desktop.core.progress import Progress
from desktop.rosters.results import Choices, LearnedLayout
from desktop.services.imports.county_files import FileRead, Gathered, Refused, read_file
from desktop.services.imports.layouts import learned, mapping_of, remember
from desktop.services.imports.reading import context

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from desktop.database.work import Work
    from desktop.rosters.results import RosterResult
    from desktop.services.imports.county_files import SheetKey, Source
    from desktop.services.session import Session

Corrected = dict["SheetKey", FileRead | None]
"""Sheets as they were put right; None: a person has said that the sheet is not to be read."""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A sheet of a file in the list of what was read, or a file of which nothing could be."""

    key: SheetKey
    read: FileRead | None
    """As it will be taken in."""
    found: FileRead | None = None
    """As the program has found it by itself."""
    corrected: bool = False
    left_out: bool = False
    """Whether a person has said that it is not to be read."""
    refused: Refused | None = None
    """Why the program could not read it."""

    @property
    def path(self) -> Path:
        """Where the file is, or was."""
        return self.key[0]

    @property
    def whole(self) -> Source:
        """What is to be read, with its password.

        Raises:
            EnvironmentFault: it cannot be read any more.
        """
        file = self.found or self.read
        if file is not None:
            return file.whole
        return self.refused.source if self.refused else self.path

    @property
    def roster(self) -> RosterResult[Any] | None:
        """What was read, if anything was."""
        return self.read.roster if self.read else None

    @property
    def doubtful(self) -> bool:
        """Whether a person should look: nothing was read, or hardly anything of it."""
        roster = self.roster
        if roster is None:
            return not self.left_out
        filled = [column for column in roster.columns if column.label]
        unread = sum(column.key is None for column in filled)
        return not roster.rows or unread * 2 > len(filled)


def sheet_lines(
    gathered: Gathered, corrected: Mapping[SheetKey, FileRead | None]
) -> list[SheetLine]:
    """Every sheet that was found, and the files of which none was, in the order of the files."""
    lines = [
        SheetLine(
            file.key,
            corrected.get(file.key, file),
            file,
            file.key in corrected,
            file.key in corrected and corrected[file.key] is None,
        )
        for file in gathered.files
    ]
    for one in gathered.refused:
        key = (one.path, "")
        said = corrected.get(key)
        left_out = key in corrected and said is None
        lines.append(SheetLine(key, said, None, key in corrected, left_out, one))
    return lines


def with_corrections(gathered: Gathered, corrected: Mapping[SheetKey, FileRead | None]) -> Gathered:
    """The files as they will be taken in; no sheet is read twice."""
    files: dict[tuple[Path, str], FileRead] = {}
    for line in sheet_lines(gathered, corrected):
        if line.read is not None:
            files.setdefault(line.read.key, line.read)
    refused = tuple(one for one in gathered.refused if (one.path, "") not in corrected)
    return replace(gathered, files=tuple(files.values()), refused=refused)


def reread(
    session: Session, gathered: Gathered, key: SheetKey, choices: Choices | None
) -> FileRead | None:
    """A sheet as a person says that it is to be read; None: not at all.

    Raises:
        SchoolError: it cannot be read so.
    """
    if choices is None:
        return None
    source = _source(gathered, key)
    rules = context(session, kind=gathered.kind.name)
    return read_file(source.source, source.password, gathered.kind, rules, choices)


def reread_all(
    session: Session,
    gathered: Gathered,
    wanted: Mapping[SheetKey, Choices | None],
    progress: Progress | None = None,
) -> Corrected:
    """Sheets as a person has said before; one that cannot be read so any more stays as it is."""
    progress = progress or Progress()
    found: Corrected = {}
    for number, (key, choices) in enumerate(wanted.items(), start=1):
        progress.step(f"照改过的读 {key[0].name}", number, len(wanted))
        try:
            found[key] = reread(session, gathered, key, choices)
        except SchoolError:
            continue  # it stands in the list as the program reads it, and can be put right again
    return found


def all_so(
    session: Session, gathered: Gathered, choices: Choices, progress: Progress | None = None
) -> Gathered:
    """Every file read in one way; those that cannot be read so are refused.

    Where a sheet is named only that one is read of each file, else each that was found.
    """
    progress = progress or Progress()
    wanted: dict[SheetKey, Choices | None] = {}
    for file in gathered.files:
        own = replace(choices, sheet=file.choices.sheet) if choices.sheet is None else choices
        again = choices.sheet is not None and any(key[0] == file.path for key in wanted)
        wanted[file.key] = None if again else own
    wanted |= {(one.path, ""): choices for one in gathered.refused if not one.locked}
    corrected: Corrected = {}
    refused: list[Refused] = []
    for number, (key, said) in enumerate(wanted.items(), start=1):
        progress.step(f"照您说的读 {key[0].name}", number, len(wanted))
        try:
            corrected[key] = reread(session, gathered, key, said)
        except SchoolError as error:
            corrected[key] = None
            refused.append(Refused(_source(gathered, key).source, error.sentence))
    now = with_corrections(gathered, corrected)
    return replace(now, refused=(*now.refused, *refused))


def of_same_form(
    gathered: Gathered, key: SheetKey, corrected: Mapping[SheetKey, FileRead | None]
) -> tuple[SheetKey, ...]:
    """Other sheets that the program has understood as it did this one, and nobody has put right.

    Where another sheet is to be read in its place, or none, only sheets of the same name in other
    files are meant.
    """
    known = {file.key: file.roster.words for file in gathered.files}
    known |= {(one.path, ""): () for one in gathered.refused if not one.locked}
    alike = (
        other
        for other, words in known.items()
        if other != key and other not in corrected and words == known.get(key)
    )
    if not _moved(key, corrected.get(key)):
        return tuple(alike)
    return tuple(other for other in alike if other[1] == key[1] and other[0] != key[0])


def _moved(key: SheetKey, file: FileRead | None) -> bool:
    """Whether something else is read in place of the sheet that was found."""
    return bool(key[1]) and (file is None or file.roster.sheet != key[1])


def spread(
    session: Session,
    gathered: Gathered,
    corrected: Mapping[SheetKey, FileRead | None],
    key: SheetKey,
    progress: Progress | None = None,
) -> Corrected:
    """The other sheets of the same form, put right as that one was, if they have its header."""
    progress = progress or Progress()
    model, keys = corrected[key], of_same_form(gathered, key, corrected)
    if model is None:
        return dict.fromkeys(keys)
    rules = context(session, kind=gathered.kind.name)
    form = LearnedLayout(model.roster.words, mapping_of(model.roster))
    rules = replace(rules, learned=(form, *rules.learned))
    own = not _moved(key, model)
    found: Corrected = {}
    for number, other in enumerate(keys, start=1):
        progress.step(f"照改过的读 {other[0].name}", number, len(keys))
        source, sheet = _source(gathered, other), other[1]
        there = replace(model.choices, sheet=sheet) if own and sheet else model.choices
        for choices in (there, Choices(sheet=sheet if own and sheet else None)):
            try:
                file = read_file(source.source, source.password, gathered.kind, rules, choices)
            except SchoolError:
                continue  # another form after all: it is left as it is
            if file.roster.words == model.roster.words:
                found[other] = _said(file, model)
                break
    return found


def _said(file: FileRead, model: FileRead) -> FileRead:
    """A file that has the form of another, as if a person had said so of it, too."""
    if (file.choices.header_row, file.choices.mapping) == (
        model.choices.header_row,
        model.choices.mapping,
    ):
        return file
    roster = file.roster
    header = roster.header_row if model.choices.header_row is not None else None
    mapping = mapping_of(roster) if model.roster.explained else None
    file.choices = Choices(roster.sheet, header, mapping)
    entries = {
        entry: replace(one, explained=model.roster.explained) for entry, one in file.rosters.items()
    }
    return replace(file, rosters=entries)


def _source(gathered: Gathered, key: SheetKey) -> FileRead:
    """What a sheet was read from."""
    for file in gathered.files:
        if file.path == key[0]:
            return file
    return next(FileRead(one.source, {}) for one in gathered.refused if one.path == key[0])


def keep_forms(session: Session, rosters: Sequence[RosterResult[Any]]) -> None:
    """Remember with the bureau how its people have explained forms: its schools read them so."""
    with session.store.read() as connection:
        forms = {
            form.words: dict(form.mapping)
            for kind in {roster.kind for roster in rosters}
            for form in reversed(learned(connection, session.unit_id, kind))
        }
    fresh = list(_unknown(rosters, forms))
    if not fresh:
        return

    def body(work: Work) -> None:
        for roster in fresh:
            remember(work, roster)
        work.summary = {"forms": len(fresh)}

    session.write("import.forms", body)


def _unknown(
    rosters: Iterable[RosterResult[Any]], forms: Mapping[tuple[str, ...], Mapping[str, str]]
) -> Iterator[RosterResult[Any]]:
    known = dict(forms)
    for roster in rosters:
        mapping = mapping_of(roster)
        if roster.explained and known.get(roster.words) != mapping:
            known[roster.words] = mapping
            yield roster
