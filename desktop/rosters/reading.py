"""Reading a roster: from a file that nobody vouches for to typed rows and a list of problems."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.core.collector import collector_held
from desktop.core.progress import Progress
from desktop.core.terms import Month, SchoolYear
from desktop.rosters.body import Body
from desktop.rosters.cells import text_of
from desktop.rosters.choosing import choose, map_columns, merges
from desktop.rosters.columns import Line
from desktop.rosters.conversion import Conversion
from desktop.rosters.problems import Flaw, Level, letter, shown
from desktop.rosters.readings import Reading, named, together
from desktop.rosters.remarks import Remarks
from desktop.rosters.results import Choices, RosterResult, Skipped
from desktop.rosters.sheets import sheet_kind
from desktop.rosters.workbook import Workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from desktop.rosters.body import BodyLine
    from desktop.rosters.cells import Context, Row
    from desktop.rosters.choosing import Chosen, Mapped
    from desktop.rosters.columns import SheetKind
    from desktop.rosters.kept import KeptFile

_MONTH: Final = re.compile(
    r"(20\d\d)\s*[年.\-/]\s*(1[0-2]|0?[1-9])(?!\d|\s*[.\-/]\s*\d)\s*(?:月份?)?"
)
_TOGETHER: Final = 1_000


@collector_held()
def read(
    file: Path | KeptFile | Workbook,
    kind: str | SheetKind[Any],
    context: Context,
    choices: Choices | None = None,
    progress: Progress | None = None,
) -> RosterResult[Any]:
    """Read one sheet of a workbook.

    Args:
        file: of any of the known forms whatever its name says; a workbook is read and closed.
        kind: a sheet kind, or its English or Chinese name.
        context: today, and how the school counts its grades.
        choices: sheet, header line and columns where a person has chosen them.
        progress: told every thousand lines; may cancel.

    Raises:
        SchoolError: the file or sheet cannot be read at all; the sentence says what to do.
        Cancelled: the person stopped the reading.
    """
    wanted = sheet_kind(kind) if isinstance(kind, str) else kind
    progress = progress or Progress()
    progress.step("打开文件")
    with file if isinstance(file, Workbook) else Workbook(file) as book:
        return read_sheet(book, wanted, dated(context), choices or Choices(), progress)


def dated(context: Context) -> Context:
    """The same with a school year: that of today where none is said."""
    if context.rules.school_year is not None:
        return context
    year = SchoolYear.of(context.today)
    return replace(context, rules=replace(context.rules, school_year=year))


def read_sheet(
    book: Workbook,
    kind: SheetKind[Any],
    context: Context,
    choices: Choices,
    progress: Progress,
) -> RosterResult[Any]:
    """Read one sheet of an open workbook.

    Raises:
        SchoolError: the sheet cannot be read at all; the sentence says what to do.
        Cancelled: the person stopped the reading.
    """
    digest = book.digest  # while the child is still loading the sheet
    chosen = choose(book, kind, choices, context.learned)
    before = chosen.layout.mapping if chosen.layout else {}
    mapped = map_columns(chosen.header, kind, {**before, **(choices.mapping or {})})
    facts, chunks = book.read(chosen.index)
    body = Body(chosen.head, chosen.header, mapped.blocks, merges(facts))
    taking = _Taking(kind, context, chosen, mapped)
    taking.take_all(body.lines(taking.remarks.watch(chunks, progress)))
    taking.remarks.add_facts(facts, {skipped.row for skipped in body.skipped})
    explained = choices.header_row is not None or bool(choices.mapping)
    return replace(taking.result(digest, body.skipped), explained=explained)


class _Taking:
    """Turns the lines of one sheet into rows and collects what is to be said of them."""

    def __init__(
        self, kind: SheetKind[Any], context: Context, chosen: Chosen, mapped: Mapped
    ) -> None:
        self._kind, self._context, self._chosen, self._mapped = kind, context, chosen, mapped
        self._conversions = [Conversion(block, context) for block in mapped.blocks]
        self._places = [{c.key: i for i, c in block.columns} for block in mapped.blocks]
        self._sensitive = {c.key: c.sensitive for c in kind.columns}
        self._titles = {c.key: c.title for c in kind.columns}
        required = {c.key for c in kind.columns if c.required}
        self._required = [[c.key for _, c in b.columns if c.key in required] for b in mapped.blocks]
        self.remarks = Remarks(chosen, mapped)
        self._seen: dict[str, dict[object, Any]] = {key: {} for key in kind.unique}
        self._title = f"{chosen.header.title}\n{chosen.name}".strip()
        self._whole = self._implied(self._title)
        self._caption = ""
        self.rows: list[Any] = []
        self.skipped: list[Skipped] = []
        self._count = 0

    def _implied(self, title: str) -> dict[str, object]:
        if self._kind.implied is None:
            return {}
        labels = {found.key: found.label for found in reversed(self._mapped.found) if found.key}
        told = self._kind.implied(title, labels, self._context)
        return {key: value for key, value in told.items() if key not in self._mapped.given}

    def take_all(self, lines: Iterator[BodyLine]) -> None:
        """Take every line, each list on it by itself."""
        if len(self._mapped.blocks) > 1:
            for line in lines:
                self._take_side_by_side(line)
        while some := list(islice(lines, _TOGETHER)):
            self._take(some, 0)

    def _take_side_by_side(self, line: BodyLine) -> None:
        first: Any = None
        for place, block in enumerate(self._mapped.blocks):
            if not any(text_of(line.own[i]) for i, _ in block.columns if i < len(line.own)):
                continue
            before = len(self.rows)
            self._take([line], place)
            if len(self.rows) == before:
                continue
            if first is not None and self.rows[-1] == first:
                self.rows.pop()
                self._count -= 1
                self.skipped.append(Skipped(line.row + 1, "与左边并排的表重复"))
            elif first is None:
                first = self.rows[-1]

    def _take(self, lines: Sequence[BodyLine], place: int) -> None:
        told, flaws = self._conversions[place].values([line.cells for line in lines])
        for number, (body_line, values) in enumerate(zip(lines, told, strict=True)):
            if body_line.caption != self._caption:
                self._caption = body_line.caption
                self._whole |= self._implied(self._caption)
            if self._whole:
                own = {key: value for key, value in values.items() if value is not None}
                values = self._whole | own  # noqa: PLW2901 - the same with what all lines share
            line = Line(body_line.row + 1, values, flaws.get(number, []))
            self._count += 1
            row = self._kind.build(line, self._context)
            self._check_required(line, place)
            self._keep(line, row, body_line.cells, place)

    def _check_required(self, line: Line, place: int) -> None:
        for key in self._required[place]:
            if line.values.get(key) is not None:
                continue
            if all(at != key or flaw.level is not Level.ERROR for at, flaw in line.flaws):
                title = self._titles[key]
                message = f"这一行有内容但没有填{title}，没有读入；请补填，或删掉这一行"
                line.flaws.append((key, Flaw(Level.ERROR, message)))

    def _keep(self, line: Line, row: Any, cells: Row, place: int) -> None:  # noqa: ANN401 - any kind's row
        refused = False
        for key, flaw in line.flaws:
            index = self._places[place].get(key)
            found = "" if index is None or index >= len(cells) else text_of(cells[index])
            found = shown(found, private=self._sensitive[key])
            self.remarks.add(line.row, index, self._titles[key], flaw, found)
            refused = refused or flaw.level is Level.ERROR
        if not refused and self._is_new(line, row, place):
            self.rows.append(row)

    def _is_new(self, line: Line, row: Any, place: int) -> bool:  # noqa: ANN401 - any kind's row
        for key, seen in self._seen.items():
            value = getattr(row, key)
            if value is None:
                continue
            other = seen.setdefault(value, row)
            if other is row:
                continue
            if msgspec.structs.replace(row, row=other.row) == other:
                self._count -= 1
                self.skipped.append(Skipped(line.row, f"与第 {other.row} 行完全相同"))
            else:
                title = self._titles[key]
                message = f"{title}与第 {other.row} 行相同；同一个{title}只能有一行，请核对后改正"
                self.remarks.add(
                    line.row, self._places[place].get(key), title, Flaw(Level.ERROR, message), ""
                )
            return False
        return True

    def result(self, digest: str, skipped: list[Skipped]) -> RosterResult[Any]:
        """All that the sheet gave."""
        header = self._chosen.header.bottom + 1
        for key, flaw in self._kind.review(self.rows) if self._kind.review else ():
            self.remarks.add(header, self._places[0].get(key), self._titles[key], flaw, "")
        order = sorted((*skipped, *self.skipped), key=lambda s: s.row)
        return RosterResult(
            kind=self._kind.name,
            sheet=self._chosen.name,
            header_row=header,
            columns=self._mapped.found,
            given=self._mapped.given | frozenset(self._whole),
            rows=tuple(self.rows),
            problems=tuple(sorted(self.remarks.problems, key=lambda p: p.row)),
            skipped=tuple(order),
            row_count=self._count,
            candidates=self._chosen.candidates,
            digest=digest,
            title=self._chosen.header.title,
            month=_month(self._title),
            words=self._chosen.head.words(self._chosen.header.bottom),
            recognised=self._chosen.layout is not None,
            header_top=self._chosen.header.top + 1,
            readings=self._readings(),
        )

    def _readings(self) -> tuple[Reading, ...]:
        """How cells were read, the lists of the sheet together."""
        return together(
            named(
                conversion.readings(),
                self._chosen.name,
                {key: letter(index) for key, index in places.items()},
                self._titles,
            )
            for conversion, places in zip(self._conversions, self._places, strict=True)
        )


def _month(title: str) -> Month | None:
    found = _MONTH.search(title)
    return Month(int(found[1]), int(found[2])) if found else None
