"""A bureau's import: one table of many schools, a file per school, or a whole folder.

    gather (the files) ──► place (rows at their schools) ──► preview ──► apply, school by school
                             ▲   unknown names: a person says   │
                             └──────────────────────────────────┘

Each school is one transaction and one batch of its own, which it can undo; the same files again
change nothing, so that a stop half-way is mended by doing it again.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.core.changes import Changes
from desktop.core.errors import SchoolError
from desktop.core.progress import Progress
from desktop.rosters.reading import read
from desktop.rosters.sheets import sheet_kind
from desktop.services.imports.batches import Decisions, Preview, Receipt, apply, preview
from desktop.services.imports.reading import context
from desktop.services.schools import Schools, UnknownSchool, remember_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path
    from uuid import UUID

    from desktop.core.terms import Month
    from desktop.database.work import Work
    from desktop.rosters.columns import SheetKind
    from desktop.rosters.problems import Problem
    from desktop.rosters.results import RosterResult
    from desktop.services.session import Session
    from desktop.services.units import UnitLine

_ENDINGS: Final = (".xlsx", ".xlsm", ".xls", ".et", ".csv", ".txt", ".htm", ".html", ".xml")
_MOST_FILES: Final = 2_000


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that could not be read at all, and why."""

    path: Path
    sentence: str


@dataclass(slots=True)
class FileRead:
    """A file as it was read, once for each grade in which schools begin to count."""

    path: Path
    rosters: dict[int, RosterResult[Any]]


@dataclass(frozen=True, slots=True)
class Gathered:
    """The files of one import."""

    kind: SheetKind[Any]
    files: tuple[FileRead, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """The rows of one file that belong to one school."""

    path: Path
    unit: UnitLine
    roster: RosterResult[Any]


@dataclass(frozen=True, slots=True)
class Placed:
    """Rows at their schools, as far as these are known."""

    shares: tuple[Share, ...]
    unknown: tuple[UnknownSchool, ...]
    left_out: int
    """Rows of schools that a person has said are none of ours."""
    problems: tuple[tuple[Path, Problem], ...]
    """Of the reading, about lines that belong to no share."""


@dataclass(frozen=True, slots=True)
class ShareSeen:
    """What taking a share in would do."""

    share: Share
    seen: Preview


@dataclass(frozen=True, slots=True)
class CountyPreview:
    """What the import would do, school by school. Nothing has been written."""

    placed: Placed
    schools: tuple[ShareSeen, ...]
    said: Mapping[str, UUID | None]

    @property
    def moves(self) -> bool:
        """Whether taking in would change anything."""
        return any(one.seen.counts.moves for one in self.schools)


@dataclass(frozen=True, slots=True)
class SchoolReceipt:
    """What was taken in for one school from one file, or why it was not."""

    unit: UnitLine
    path: Path
    receipt: Receipt | None
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class CountyReceipt:
    """The receipts of all schools."""

    schools: tuple[SchoolReceipt, ...]
    changes: Changes


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
    session: Session, kind: str, files: Sequence[Path], progress: Progress | None = None
) -> Gathered:
    """Read the files; one that cannot be read does not stop the others."""
    progress = progress or Progress()
    # One child in two schools is a question to the schools, not a mistake of the sheet.
    wanted = replace(sheet_kind(kind), unique=())
    found: list[FileRead] = []
    refused: list[Refused] = []
    for number, path in enumerate(files, start=1):
        progress.step(f"读取 {path.name}", number, len(files))
        try:
            rules = context(session, kind=wanted.name)
            roster = read(path, wanted, rules, progress=progress)
        except SchoolError as error:
            refused.append(Refused(path, error.sentence))
        else:
            found.append(FileRead(path, {rules.rules.entry_grade: roster}))
    return Gathered(wanted, tuple(found), tuple(refused))


def place(
    session: Session, gathered: Gathered, said: Mapping[str, UUID | None] | None = None
) -> Placed:
    """Give the rows to their schools.

    Args:
        session: the bureau's.
        gathered: the files.
        said: what a person has said that unknown names mean; None: none of our schools.
    """
    with session.store.read() as connection:
        schools = Schools(connection, session.unit_id, said or {})
    unknown: Counter[str] = Counter()
    shares: list[Share] = []
    problems: list[tuple[Path, Problem]] = []
    left_out = 0
    for file in gathered.files:
        sorted_rows = _Sorted(file, schools)
        unknown += sorted_rows.unknown
        left_out += sorted_rows.left_out
        shares += [_share(session, gathered.kind, file, *one) for one in sorted_rows.of.items()]
        problems += [(file.path, problem) for problem in sorted_rows.problems()]
    asked = (UnknownSchool(name, rows, schools.suggestions(name)) for name, rows in unknown.items())
    return Placed(tuple(shares), tuple(asked), left_out, tuple(problems))


@dataclass(slots=True)
class _Sorted:
    """The lines of one file by school."""

    file: FileRead
    schools: Schools
    of: dict[UnitLine, set[int]] = field(default_factory=dict)
    unknown: Counter[str] = field(default_factory=Counter)
    left_out: int = 0

    def __post_init__(self) -> None:
        whole = self._of_file()
        for row in self._roster.rows:
            code, name = getattr(row, "school_code", None), getattr(row, "school", None)
            if name and self.schools.left_out(name):
                self.left_out += 1
                continue
            unit = self.schools.of_row(code, name) if code or name else whole
            if unit is not None:
                self.of.setdefault(unit, set()).add(row.row)
            elif not (name or code) and self.schools.left_out(self.file.path.stem):
                self.left_out += 1
            else:
                self.unknown[name or code or self.file.path.stem] += 1

    @property
    def _roster(self) -> RosterResult[Any]:
        return next(iter(self.file.rosters.values()))

    def _of_file(self) -> UnitLine | None:
        """The school that the sheet's title, its name or the file's name speaks of."""
        said = self.schools.of_name(self.file.path.stem)
        texts = (self._roster.title, self._roster.sheet, self.file.path.stem)
        named = (self.schools.of_text(text) for text in texts if text)
        return said or next((unit for unit in named if unit), None)

    def problems(self) -> list[Problem]:
        """What the reading says of lines that are in no school's share."""
        placed: set[int] = set().union(*self.of.values()) if self.of else set()
        return [problem for problem in self._roster.problems if problem.row not in placed]


def _share(
    session: Session, kind: SheetKind[Any], file: FileRead, unit: UnitLine, lines: set[int]
) -> Share:
    """A school's rows, read as that school counts its grades."""
    rules = context(session.in_unit(unit.unit_id, unit.name), kind=kind.name)
    entry = rules.rules.entry_grade
    if entry not in file.rosters:
        file.rosters[entry] = read(file.path, kind, rules)
    roster = file.rosters[entry]
    rows = tuple(
        # Whose row it is has been settled, whatever the table calls the school.
        msgspec.structs.replace(row, school=None) if getattr(row, "school", None) else row
        for row in roster.rows
        if row.row in lines
    )
    problems = tuple(problem for problem in roster.problems if problem.row in lines)
    whole = len(rows) == len(roster.rows)
    return Share(
        file.path,
        unit,
        replace(
            roster,
            rows=rows,
            problems=problems,
            skipped=roster.skipped if whole else (),
            row_count=roster.row_count if whole else len(rows),
        ),
    )


def county_preview(
    session: Session,
    placed: Placed,
    said: Mapping[str, UUID | None] | None = None,
    month: Month | None = None,
    progress: Progress | None = None,
) -> CountyPreview:
    """Hold every share against the books of its school; writes nothing."""
    progress = progress or Progress()
    decisions, found = Decisions(month), []
    for number, share in enumerate(placed.shares, start=1):
        progress.step(f"核对 {share.unit.name}", number, len(placed.shares))
        own = session.in_unit(share.unit.unit_id, share.unit.name)
        found.append(ShareSeen(share, preview(own, share.roster, decisions)))
    return CountyPreview(placed, tuple(found), dict(said or {}))


def county_apply(
    session: Session, seen: CountyPreview, progress: Progress | None = None
) -> CountyReceipt:
    """Take every share in, each school a batch of its own, and keep what names were said to mean.

    A school that refuses (its month is closed, its disk part is full) does not stop the others: its
    receipt says why.

    Raises:
        SchoolError: some rows belong to schools that nobody knows yet.
    """
    progress = progress or Progress()
    if seen.placed.unknown:
        names = "、".join(f"“{one.name}”" for one in seen.placed.unknown[:5])
        msg = f"还不知道{names}是哪所学校。请先指明，或说明不导入。"
        raise SchoolError(msg)
    _remember(session, seen.said)
    receipts: list[SchoolReceipt] = []
    changes = Changes()
    before: set[UUID] = set()
    for number, one in enumerate(seen.schools, start=1):
        unit = one.share.unit
        progress.step(f"导入 {unit.name}", number, len(seen.schools))
        # An earlier file of this import has moved the same school's books.
        accepted = frozenset(("moved",)) if unit.unit_id in before else frozenset[str]()
        before.add(unit.unit_id)
        own = session.in_unit(unit.unit_id, unit.name)
        try:
            receipt = apply(own, one.seen, accepted=accepted)
        except SchoolError as error:
            receipts.append(SchoolReceipt(unit, one.share.path, None, error.sentence))
        else:
            receipts.append(SchoolReceipt(unit, one.share.path, receipt))
            changes |= receipt.changes
    return CountyReceipt(tuple(receipts), changes)


def _remember(session: Session, said: Mapping[str, UUID | None]) -> None:
    if not any(said.values()):
        return

    def body(work: Work) -> None:
        work.summary = {"names": remember_names(work, said)}

    session.write("schools.name", body)
