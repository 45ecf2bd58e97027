"""The rows of a bureau's import at their schools: by school, by file, by whom they mean."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import select

from desktop.core.identity import stored_number
from desktop.models import Person, Student
from desktop.rosters.absences import ABSENCES
from desktop.rosters.guardians import GUARDIANS
from desktop.rosters.office_lists import LISTS
from desktop.rosters.post_changes import POST_CHANGES
from desktop.rosters.staff import STAFF
from desktop.services.enrolment import PRESENT
from desktop.services.identity_digest import IdentityDigest
from desktop.services.imports.lists import settled
from desktop.services.imports.reading import context
from desktop.services.roll import PERSON_OF_STUDENT
from desktop.services.schools import Schools, UnknownSchool

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.rosters.columns import SheetKind
    from desktop.rosters.problems import Problem
    from desktop.rosters.results import RosterResult
    from desktop.services.imports.county_files import FileRead, Gathered
    from desktop.services.imports.plan import Listed
    from desktop.services.session import Session
    from desktop.services.units import UnitLine

_OF_STAFF: Final = frozenset((STAFF.name, POST_CHANGES.name, ABSENCES.name))
"""A bureau has staff of its own, too."""
_BY_NUMBER: Final = LISTS | {GUARDIANS.name}
"""Sheets whose pupils are looked for in all schools where a row names no school."""

_Place = tuple[str, int]
"""A sheet and a line on it."""


def has_own_staff(kind: str) -> bool:
    """Whether a sheet may be about people of the bureau itself."""
    return kind in _OF_STAFF


@dataclass(frozen=True, slots=True)
class Share:
    """The rows of one file that belong to one school."""

    path: Path
    unit: UnitLine
    roster: RosterResult[Any]
    listed: Listed | None = None
    """Of another office's list: what the whole of it is."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Rows at their schools, as far as these are known."""

    shares: tuple[Share, ...]
    unknown: tuple[UnknownSchool, ...]
    left_out: int
    """Rows of schools that a person has said are none of ours."""
    problems: tuple[tuple[Path, Problem], ...]
    """Of the reading, about lines that belong to no share."""


def place(
    session: Session,
    gathered: Gathered,
    said: Mapping[str, UUID | None] | None = None,
    listed: Listed | None = None,
) -> Placed:
    """Give the rows to their schools.

    Args:
        session: the bureau's.
        gathered: the files.
        said: what a person has said that unknown names mean; None: none of our schools.
        listed: what a person has said of another office's list.

    Raises:
        SchoolError: nobody and nothing says what such a list is of.
    """
    kind = gathered.kind
    with session.store.read() as connection:
        own = has_own_staff(kind.name)
        schools = Schools(connection, session.unit_id, said or {}, own=own)
        pupils = _Whereabouts(connection, schools, kind.name, gathered.files)
    unknown: Counter[str] = Counter()
    shares: list[Share] = []
    problems: list[tuple[Path, Problem]] = []
    left_out = 0
    for file in gathered.files:
        sorted_rows = _Sorted(file, schools, pupils)
        unknown += sorted_rows.unknown
        left_out += sorted_rows.left_out
        shares += _shares(session, kind, sorted_rows, listed)
        problems += [(file.path, problem) for problem in sorted_rows.problems()]
    asked = (UnknownSchool(name, rows, schools.suggestions(name)) for name, rows in unknown.items())
    return Placed(tuple(shares), tuple(asked), left_out, tuple(problems))


class _Whereabouts:
    """The schools where pupils are, by their identity number, over all units of the data."""

    def __init__(
        self, connection: Connection, schools: Schools, kind: str, files: Iterable[FileRead]
    ) -> None:
        self.is_list = kind in LISTS
        """Whether the bureau keeps the whole of it, too."""
        self.own = schools.own
        self._schools: dict[str, dict[UnitLine, None]] = {}
        self._numbers: dict[str, str] = {}
        if kind in _BY_NUMBER:
            self._look(connection, schools, files)

    def _look(self, connection: Connection, schools: Schools, files: Iterable[FileRead]) -> None:
        digest_of = IdentityDigest(connection).of
        numbers = {number for file in files for row in file.roster.rows if (number := _number(row))}
        self._numbers = {n: digest for n in numbers if (digest := digest_of(n))}
        wanted = set(self._numbers.values())
        query = (
            select(Person.id_digest, Student.unit_id)
            .select_from(Student)
            .join(Person, PERSON_OF_STUDENT)
            .where(Student.state.in_(PRESENT), Person.id_digest.is_not(None))
            .order_by(Student.unit_id)
        )
        for digest, unit_id in connection.execute(query):
            if digest in wanted and unit_id in schools.by_id:
                self._schools.setdefault(digest, {})[schools.by_id[unit_id]] = None

    def of(self, row: Any) -> tuple[UnitLine, ...]:  # noqa: ANN401 - a row of any sheet
        """The schools of the pupil whom a row means; a child in two schools is of both."""
        digest = self._numbers.get(_number(row) or "")
        return tuple(self._schools.get(digest, ())) if digest else ()


def _number(row: Any) -> str | None:  # noqa: ANN401 - same
    return stored_number(getattr(row, "id_number", None))


@dataclass(slots=True)
class _Sorted:
    """The lines of one file by school."""

    file: FileRead
    schools: Schools
    pupils: _Whereabouts
    of: dict[UnitLine, set[_Place]] = field(default_factory=dict)
    unknown: Counter[str] = field(default_factory=Counter)
    left_out: int = 0

    def __post_init__(self) -> None:
        whole = self._of_file()
        if self.pupils.is_list and self.pupils.own is not None:
            # The county compares the whole list; the schools have their part of it.
            self.of[self.pupils.own] = {self._place(row) for row in self._roster.rows}
        for row in self._roster.rows:
            code, name = getattr(row, "school_code", None), getattr(row, "school", None)
            if name and self.schools.left_out(name):
                self.left_out += 1
                continue
            said = self.schools.of_row(code, name) if code or name else self._of_sheet(row) or whole
            units = (said,) if said is not None else self._meant(row, named=bool(name or code))
            for unit in units:
                self.of.setdefault(unit, set()).add(self._place(row))
            if units or (self.pupils.is_list and not (name or code)):
                continue
            if not (name or code) and self.schools.left_out(self.file.path.stem):
                self.left_out += 1
            else:
                self.unknown[name or code or self.file.path.stem] += 1

    @property
    def _roster(self) -> RosterResult[Any]:
        return self.file.roster

    def _meant(self, row: Any, *, named: bool) -> tuple[UnitLine, ...]:  # noqa: ANN401 - same
        """The schools of a row that tells of none that is known, by whom it means."""
        if named and not self.pupils.is_list:
            return ()
        return self.pupils.of(row)

    def _place(self, row: Any) -> _Place:  # noqa: ANN401 - same
        return getattr(row, "sheet", "") or self._roster.sheet, row.row

    def _of_sheet(self, row: Any) -> UnitLine | None:  # noqa: ANN401 - same
        """The school that the name of a further sheet speaks of."""
        sheet = getattr(row, "sheet", "")
        return self.schools.of_text(sheet) if sheet else None

    def _of_file(self) -> UnitLine | None:
        """The school that the sheet's title, its name or the file's name speaks of."""
        said = self.schools.of_name(self.file.path.stem)
        texts = (self._roster.title, self._roster.sheet, self.file.path.stem)
        named = (self.schools.of_text(text) for text in texts if text)
        return said or next((unit for unit in named if unit), None)

    def problems(self) -> list[Problem]:
        """What the reading says of lines that are in no school's share."""
        placed: set[_Place] = set().union(*self.of.values()) if self.of else set()
        return [p for p in self._roster.problems if (p.sheet, p.row) not in placed]

    def taken(self, roster: RosterResult[Any], lines: set[_Place]) -> RosterResult[Any]:
        """What a roster says in some lines."""
        rows = tuple(
            # Whose row it is has been settled, whatever the table calls the school.
            msgspec.structs.replace(row, school=None) if getattr(row, "school", None) else row
            for row in roster.rows
            if self._place(row) in lines
        )
        whole = len(rows) == len(roster.rows)
        return replace(
            roster,
            rows=rows,
            problems=tuple(p for p in roster.problems if (p.sheet, p.row) in lines),
            skipped=roster.skipped if whole else (),
            row_count=roster.row_count if whole else len(rows),
            readings=roster.readings if whole else (),
        )


def _shares(
    session: Session, kind: SheetKind[Any], found: _Sorted, listed: Listed | None
) -> list[Share]:
    """Each school's rows, read as that school counts its grades."""
    whole = None
    if kind.name in LISTS:
        # A share may look like a list of another kind than the whole is.
        whole = settled(found.file.roster, listed, session.store.clock.today())
    shares = []
    for unit, lines in found.of.items():
        rules = context(session.in_unit(unit.unit_id, unit.name), kind=kind.name)
        roster = found.taken(found.file.read_as(kind, rules), lines)
        shares.append(Share(found.file.path, unit, roster, whole))
    return shares
