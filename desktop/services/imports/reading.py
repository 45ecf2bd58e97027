"""Reading a workbook as the unit counts: its school year, the grade in which its pupils enter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.errors import SchoolError
from desktop.core.grades import GradeRules
from desktop.core.labels import UnitKind
from desktop.core.terms import SchoolYear
from desktop.models import Unit
from desktop.rosters.cells import Context, text_of
from desktop.rosters.choosing import choose
from desktop.rosters.columns import Vocabulary
from desktop.rosters.every import read_alike, read_every
from desktop.rosters.layout import Head, header_ending
from desktop.rosters.office_lists import LISTS
from desktop.rosters.problems import Level, Problem, letter, shown
from desktop.rosters.reading import read
from desktop.rosters.results import Choices, FoundColumn, alike
from desktop.rosters.sheets import sheet_kind
from desktop.rosters.workbook import Workbook
from desktop.services.imports.layouts import learned

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from desktop.core.progress import Progress
    from desktop.rosters.columns import SheetKind
    from desktop.rosters.kept import KeptFile
    from desktop.rosters.results import RosterResult
    from desktop.services.session import Session

_ENTRY_GRADE: Final[Mapping[UnitKind, int]] = {
    UnitKind.JUNIOR: 7,
    UnitKind.SENIOR: 10,
    UnitKind.VOCATIONAL: 10,
}

_GLANCED: Final = 40
_VEIL: Final = "*" * 6
_NAMED: Final = 5


def context(session: Session, on: date | None = None, kind: str = "") -> Context:
    """How the unit's workbooks are to be understood on a day (today if not said).

    With a kind of sheet also as its forms have been explained before.
    """
    day = on or session.store.clock.today()
    with session.store.read() as connection:
        query = select(Unit.kind).where(Unit.id == session.unit_id)
        school = connection.execute(query).scalar_one()
        forms = learned(connection, session.unit_id, kind) if kind else ()
    rules = GradeRules(entry_grade=_ENTRY_GRADE.get(school, 1), school_year=SchoolYear.of(day))
    return Context(session.store.clock.today(), rules, forms)


@dataclass(frozen=True, slots=True)
class Glance:
    """The beginning of a sheet, long numbers hidden, to point at its header by hand."""

    sheets: tuple[str, ...]
    """The sheets that are offered: those that are not hidden."""
    sheet: str
    rows: tuple[tuple[str, ...], ...]


def glance(file: Path | KeptFile, sheet: str | None = None) -> Glance:
    """Look at the first lines of a sheet, or of the first one; nothing is understood yet.

    Raises:
        SchoolError: the file cannot be read, or has no such sheet.
    """
    with Workbook(file) as book:
        names = [info.name for info in book.sheets]
        offered = tuple(info.name for info in book.sheets if info.visible) or tuple(names)
        wanted = sheet if sheet is not None else offered[0]
        if wanted not in names:
            raise SchoolError(f"“{file.name}”里没有工作表“{wanted}”。请重新选择文件。")
        _, rows = book.head(names.index(wanted), _GLANCED)
    lines = (tuple(shown(text_of(cell), private=False) for cell in row) for row in rows)
    return Glance(offered, wanted, tuple(lines))


def veiled(seen: Glance, roster: RosterResult[Any], kind: SheetKind[Any]) -> Glance:
    """The same lines with what stands below the header in columns of private fields hidden too."""
    private = {column.key for column in kind.columns if column.sensitive}
    letters = {found.letter for found in roster.columns if found.key in private}

    def line(cells: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(
            _VEIL[: len(text)] if letter(place) in letters else text
            for place, text in enumerate(cells)
        )

    lines = (
        line(cells) if row > roster.header_row else cells
        for row, cells in enumerate(seen.rows, start=1)
    )
    return replace(seen, rows=tuple(lines))


def columns_on(seen: Glance, row: int, kind: SheetKind[Any]) -> tuple[FoundColumn, ...]:
    """What would be made of the columns if a line were the header, though it heads no such sheet.

    Args:
        seen: the beginning of the sheet.
        row: the line as Excel counts, from 1; 0: none is named.
        kind: of the sheet.
    """
    head = Head([list(cells) for cells in seen.rows], ())
    header = header_ending(head, row - 1, Vocabulary(kind.columns))
    titles = {column.key: column.title for column in kind.columns}
    return tuple(
        FoundColumn(letter(one.index), one.label, one.key, titles.get(one.key or "", ""))
        for one in (header.headings if header else ())
        if one.path
    )


def open_workbook(
    session: Session,
    file: Path | KeptFile | Workbook,
    kind: str,
    choices: Choices | None = None,
    progress: Progress | None = None,
) -> RosterResult[Any]:
    """Read one sheet of a workbook for this unit, or every one where a class stands on each.

    With `choices.every` all sheets that look like one another are read as one roster.

    Raises:
        SchoolError: the file or sheet cannot be read at all; the sentence says what to do.
    """
    wanted = sheet_kind(kind)
    understood = context(session, kind=wanted.name)
    if wanted.every_sheet and choices in (None, Choices(), Choices(every=True)):
        return read_every(file, wanted, understood, progress)
    if choices is not None and choices.every:
        if wanted.name in LISTS:
            # Each sheet may be a list of its own: 低保 on one, 特困 on the next.
            raise SchoolError("名单请一张工作表一张工作表导入，并写明种类和日期。")
        return read_alike(file, wanted, understood, choices, progress)
    return _with_word_of_others(read(file, wanted, understood, choices, progress))


def sheets_alike(
    session: Session, file: Path | KeptFile, kind: str, roster: RosterResult[Any] | None = None
) -> tuple[str, ...]:
    """The sheets of a workbook that can be read as one roster: none where it has but one.

    A roster for which no sheet was named has looked at all of them already.

    Raises:
        SchoolError: no sheet is of this kind.
    """
    wanted = sheet_kind(kind)
    if wanted.name in LISTS:
        return ()
    if roster is not None:
        names = alike(roster.candidates, (), roster.sheet)
    else:
        rules = context(session, kind=wanted.name)
        with Workbook(file) as book:
            best = choose(book, wanted, Choices(), rules.learned)
        names = alike(best.candidates, (), best.name)
    return names if len(names) > 1 else ()


def _with_word_of_others(roster: RosterResult[Any]) -> RosterResult[Any]:
    """The same, with a remark where other sheets look like it: a class may stand on each."""
    others = roster.unread_sheets
    if not others:
        return roster
    named = "、".join(f"“{name}”" for name in others[:_NAMED])
    more = "等" if len(others) > _NAMED else ""
    message = (
        f"这个文件里还有 {len(others)} 张同样的工作表没有读：{named}{more}；"
        "要一起读的话，工作表请选“全部”；只读一张，就选那张再导入一次"
    )
    remark = Problem(roster.sheet, 0, "", "", "工作表", Level.WARNING, "", message)
    return replace(roster, problems=(remark, *roster.problems))
