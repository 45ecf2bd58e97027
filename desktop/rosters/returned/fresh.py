"""A returned workbook made anew: for .xls, .csv and other forms that cannot be patched."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any, Final

from desktop.rosters.cells import text_of
from desktop.rosters.kept import KeptFile
from desktop.rosters.returned.marks import (
    AUTHOR,
    COLOURS,
    HEADING,
    SUMMARY,
    Mark,
    Marks,
    marks_of,
    summary,
)
from desktop.rosters.workbook import Workbook
from desktop.rosters.writing import Styles, new_workbook, write_cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from desktop.rosters.cells import Row
    from desktop.rosters.problems import Level, Problem
    from desktop.rosters.results import RosterResult

_BAD_IN_NAMES: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))
_LONGEST_NAME: Final = 31
_WIDEST: Final = 40
_LARGEST_AREA: Final = 20_000
_MOST_MERGED: Final = 400_000


def write_fresh(
    file: Path | KeptFile, out: Path, roster: RosterResult[Any], problems: Sequence[Problem]
) -> None:
    """Write the cells of every sheet, and the marks; what had a password has it again."""
    password = file.password if isinstance(file, KeptFile) else ""
    with Workbook(file) as source, new_workbook(out, password) as book:
        pens = {level: _styles(book, colour) for level, colour in COLOURS.items()}
        plain = Styles.of(book)
        _write_summary(
            book.add_worksheet(SUMMARY), summary(file.name, problems, roster.readings), plain
        )
        read = {sheet.name: sheet for sheet in roster.read_sheets}
        used = {SUMMARY.lower()}
        for index, info in enumerate(source.sheets):
            page = book.add_worksheet(_name(info.name, used))
            if not info.visible:
                page.hide()
            facts, chunks = source.read(index)
            page.set_comments_author(AUTHOR)
            sheet = read.get(info.name)
            own = marks_of((p for p in problems if sheet and p.sheet == sheet.name), len(read))
            header, width = (sheet.header_row, len(sheet.columns)) if sheet else (0, 0)
            rows = (cells for chunk in chunks for cells in chunk)
            _Writer(page, own, plain, pens).write(rows, header, width)
            _keep_merges(page, facts.merges)


class _Writer:
    """Writes the rows of one sheet and what is said of them."""

    def __init__(self, page: Any, marks: Marks, plain: Styles, pens: dict[Level, Styles]) -> None:  # noqa: ANN401
        self._page, self._marks, self._plain, self._pens = page, marks, plain, pens
        self._widths: dict[int, int] = {}

    def write(self, rows: Iterator[Row], header_row: int, width: int) -> None:
        """Write all rows; the sentence of a row stands behind its last column."""
        for number, cells in enumerate(rows):
            marked = self._marks.cells.get(number + 1, {})
            for column, cell in enumerate(cells):
                mark = marked.get(column)
                styles = self._pens[mark.level] if mark else self._plain
                if mark and cell == "":
                    self._page.write_blank(number, column, None, styles.text)
                else:
                    write_cell(self._page, number, column, cell, styles)
            if number + 1 >= header_row:
                self._measure(cells)
            self._note(number, marked)
            said = HEADING if number + 1 == header_row else self._marks.rows.get(number + 1, "")
            if said:
                write_cell(self._page, number, max(width, len(cells)), said, self._plain)
        for column, letters in self._widths.items():
            self._page.set_column(column, column, letters + 2)

    def _measure(self, cells: Row) -> None:
        """Keep in mind how wide the columns must be; a Han character is two letters wide."""
        for column, cell in enumerate(cells):
            if cell != "":
                letters = sum(1 + (char > "\u2e80") for char in text_of(cell)[:_WIDEST])
                self._widths[column] = min(max(letters, self._widths.get(column, 0)), _WIDEST)

    def _note(self, number: int, marked: dict[int, Mark]) -> None:
        for column, mark in marked.items():
            if (number + 1, column) in self._marks.noted:
                self._page.write_comment(number, column, mark.text)


def _keep_merges(page: Any, merges: Sequence[tuple[int, int, int, int]]) -> None:  # noqa: ANN401
    """Merge what was merged: a class that stands over many lines is read from its first only."""
    taken: set[tuple[int, int]] = set()
    for top, left, bottom, right in merges:
        if not 1 < (bottom - top + 1) * (right - left + 1) <= _LARGEST_AREA:
            continue
        area = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
        if len(taken) < _MOST_MERGED and taken.isdisjoint(area):
            taken |= area
            # `merge_range` would write cells of rows that are written and gone.
            page.merge.append([top, left, bottom, right])


def _styles(book: Any, colour: str) -> Styles:  # noqa: ANN401 - XlsxWriter has no types
    fill = {"bg_color": f"#{colour}"}
    text = book.add_format({"num_format": "@", **fill})
    day = book.add_format({"num_format": "yyyy-mm-dd", **fill})
    return Styles(text, text, text, text, day, book.add_format(fill))


def _name(name: str, used: set[str]) -> str:
    """A name that a sheet may have and no other sheet has."""
    base = name.translate(_BAD_IN_NAMES)[:_LONGEST_NAME] or "表"
    tries = (base if n == 1 else f"{base[: _LONGEST_NAME - 5]}({n})" for n in count(1))
    free = next(each for each in tries if each.lower() not in used)
    used.add(free.lower())
    return free


def _write_summary(page: Any, lines: list[tuple[str | int, ...]], styles: Styles) -> None:  # noqa: ANN401
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    for column, width in enumerate((8, 16, 60, 8, 60)):
        page.set_column(column, column, width)
    for number, cells in enumerate(lines):
        _write_row(page, number, list(cells), styles)


def _write_row(page: Any, number: int, cells: Row, styles: Styles) -> None:  # noqa: ANN401
    for column, cell in enumerate(cells):
        write_cell(page, number, column, cell, styles)
