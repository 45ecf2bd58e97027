"""The workbooks of a bureau's import: one table of many schools, a file per school, or a folder."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from desktop.core.errors import SchoolError
from desktop.core.files import disk_fault
from desktop.core.progress import Progress
from desktop.rosters.every import read_every
from desktop.rosters.kept import KeptFile
from desktop.rosters.office_lists import LISTS
from desktop.rosters.reading import read
from desktop.rosters.results import Choices
from desktop.rosters.sheets import sheet_kind
from desktop.rosters.workbook import LockedFileError, Workbook
from desktop.services.imports.reading import context

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop.rosters.cells import Context
    from desktop.rosters.columns import SheetKind
    from desktop.rosters.results import RosterResult
    from desktop.services.session import Session

_ENDINGS: Final = (".xlsx", ".xlsm", ".ods", ".xls", ".et", ".csv", ".txt", ".htm", ".html", ".xml")
_MOST_FILES: Final = 2_000

Source = Path | KeptFile
SheetKey = tuple[Path, str]
"""A file and the sheet of it that the program has found by itself; of none: it found none."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that could not be read at all, and why."""

    source: Source
    sentence: str
    locked: bool = False
    """Whether it has a password that nobody has given yet."""

    @property
    def path(self) -> Path:
        """Where the file is, or was."""
        return path_of(self.source)


@dataclass(slots=True)
class FileRead:
    """A file as it was read, once for each grade in which schools begin to count."""

    source: Source
    rosters: dict[int, RosterResult[Any]]
    password: str = field(default="", repr=False)
    choices: Choices = field(default_factory=Choices)
    """The sheet, where the file has several; header and columns, where a person has said them."""

    @property
    def path(self) -> Path:
        """Where the file is, or was."""
        return path_of(self.source)

    @property
    def key(self) -> SheetKey:
        """By which a sheet that the program has found is known."""
        return self.path, self.roster.sheet

    @property
    def whole(self) -> Source:
        """What was read, with its password.

        Raises:
            EnvironmentFault: it cannot be read any more.
        """
        if not self.password:
            return self.source
        try:
            return KeptFile(self.path, self.source.read_bytes(), self.password)
        except OSError as error:
            raise disk_fault(error, self.path) from error

    @property
    def roster(self) -> RosterResult[Any]:
        """The file as the bureau reads it."""
        return next(iter(self.rosters.values()))

    def read_as(self, kind: SheetKind[Any], rules: Context) -> RosterResult[Any]:
        """The file as a school reads it."""
        entry = rules.rules.entry_grade
        if entry not in self.rosters:
            book = Workbook(self.source, password=self.password)
            self.rosters[entry] = _roster(book, kind, rules, self.choices)
        return self.rosters[entry]


@dataclass(frozen=True, slots=True)
class Gathered:
    """The files of one import."""

    kind: SheetKind[Any]
    files: tuple[FileRead, ...]
    refused: tuple[Refused, ...]

    @property
    def locked(self) -> tuple[Refused, ...]:
        """Those that wait for their password."""
        return tuple(one for one in self.refused if one.locked)


def path_of(source: Source) -> Path:
    """Where a file is, or was when it was kept."""
    return source.path if isinstance(source, KeptFile) else source


def goes_to_schools(session: Session, sheet: str) -> bool:
    """Whether a sheet that is taken in here is about the schools below this unit."""
    names_school = any(column.key == "school" for column in sheet_kind(sheet).columns)
    return names_school and session.at_bureau


def workbooks(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The workbooks among files and in folders, in the order of their names.

    Files that office programs lay beside an open workbook (~$…) are none.

    Raises:
        SchoolError: there is none, or more than a county has.
    """
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        named = (one for one in inside if not one.name.startswith(("~$", ".")))
        found += [one for one in named if one == path or one.suffix.lower() in _ENDINGS]
    files = tuple(dict.fromkeys(one for one in found if not one.is_dir()))
    if not files:
        raise SchoolError(
            "这里没有表格文件。请选择 .xlsx、.xls、.et 或 .csv 文件，或放着它们的文件夹。"
        )
    if len(files) > _MOST_FILES:
        msg = f"这里有 {len(files)} 个表格文件，一次最多 {_MOST_FILES} 个。请分几次导入。"
        raise SchoolError(msg)
    return files


def gather(
    session: Session,
    kind: str,
    files: Sequence[Source],
    progress: Progress | None = None,
    passwords: Sequence[str] = (),
) -> Gathered:
    """Read the files; one that cannot be read does not stop the others.

    Args:
        session: the bureau's.
        kind: of the sheets.
        files: the workbooks.
        progress: told of each file.
        passwords: each is tried on every file that has one.

    Raises:
        SchoolError: several lists of another office at once.
    """
    progress = progress or Progress()
    if sheet_kind(kind).name in LISTS and len(files) > 1:
        raise SchoolError("名单请一份一份导入：同一天的同一种名单，后一份会替换前一份。")
    # One child in two schools is a question to the schools, not a mistake of the sheet.
    wanted = replace(sheet_kind(kind), unique=())
    rules = context(session, kind=wanted.name)
    found: list[FileRead] = []
    refused: list[Refused] = []
    for number, source in enumerate(files, start=1):
        progress.step(f"读取 {source.name}", number, len(files))
        try:
            found += _every_sheet(_read(source, wanted, rules, passwords), wanted, rules)
        except SchoolError as error:
            locked = isinstance(error, LockedFileError)
            refused.append(Refused(source, error.sentence, locked))
    return Gathered(wanted, tuple(found), tuple(refused))


def unlocked(
    session: Session,
    gathered: Gathered,
    passwords: Sequence[str],
    progress: Progress | None = None,
) -> Gathered:
    """The same files, those that were locked tried once more."""
    again = [one.source for one in gathered.locked]
    now = gather(session, gathered.kind.name, again, progress, passwords)
    refused = (*(one for one in gathered.refused if not one.locked), *now.refused)
    return replace(gathered, files=(*gathered.files, *now.files), refused=refused)


def _read(
    source: Source, kind: SheetKind[Any], rules: Context, passwords: Sequence[str]
) -> FileRead:
    entry = rules.rules.entry_grade
    for password in passwords:
        try:
            roster = _roster(Workbook(source, password=password), kind, rules)
        except LockedFileError:
            continue
        return FileRead(source, {entry: roster}, password)
    return FileRead(source, {entry: _roster(Workbook(source), kind, rules)})


def _every_sheet(first: FileRead, kind: SheetKind[Any], rules: Context) -> list[FileRead]:
    """The sheet that was read, and those that look like it: of a class or a school each."""
    others = first.roster.unread_sheets if not kind.every_sheet else ()
    alike = (
        read_file(first.source, first.password, kind, rules, Choices(sheet=name)) for name in others
    )
    return [first, *alike]


def read_file(
    source: Source, password: str, kind: SheetKind[Any], rules: Context, choices: Choices
) -> FileRead:
    """A sheet of a file, read as it is wanted.

    Raises:
        SchoolError: it cannot be read so.
    """
    file = FileRead(source, {}, password, choices)
    file.read_as(kind, rules)
    return file


def _roster(
    book: Workbook, kind: SheetKind[Any], rules: Context, choices: Choices | None = None
) -> RosterResult[Any]:
    choices = choices or Choices()
    if kind.every_sheet and choices in (Choices(), Choices(every=True)):
        return read_every(book, kind, rules)
    return read(book, kind, rules, choices)
