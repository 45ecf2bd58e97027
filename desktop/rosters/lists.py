"""A list of the window as a workbook: titles, rows, totals; not meant to be taken in again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from desktop.rosters.writing import Styles, new_workbook, write_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_FIGURE: Final = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})*(?:\.[0-9]+)?|-?[0-9]{1,15}(?:\.[0-9]+)?")
_PIXELS_OF_LETTER: Final = 8


@dataclass(frozen=True, slots=True)
class ListHeading:
    """One column of the list."""

    title: str
    width: int
    """In pixels, as on the screen."""
    number: bool = False
    """Whether figures stand in it, which a spreadsheet can add up."""


def write_list(
    out: Path,
    title: str,
    headings: Sequence[ListHeading],
    rows: Iterable[Sequence[str]],
    foot: Sequence[str] = (),
) -> int:
    """Write the rows of a list to a new workbook; gives how many.

    Args:
        out: the .xlsx file to write.
        title: stands above the headings.
        headings: the columns.
        rows: the cells of each row in their order; taken one by one.
        foot: lines below the rows, such as the totals.

    Raises:
        EnvironmentFault: the file cannot be written.
    """
    with new_workbook(out) as book:
        page = book.add_worksheet("列表")
        styles = Styles.of(book)
        first = row = _write_head(page, title, headings, styles)
        for cells in rows:
            for index, (heading, cell) in enumerate(zip(headings, cells, strict=True)):
                write_cell(page, row, index, _value(heading, cell), styles)
            row += 1
        for number, line in enumerate(foot):
            write_cell(page, row + number, 0, line, styles)
    return row - first


def _write_head(page: Any, title: str, headings: Sequence[ListHeading], styles: Styles) -> int:  # noqa: ANN401 - XlsxWriter has no types
    for index, heading in enumerate(headings):
        width = max(heading.width / _PIXELS_OF_LETTER, 2 * len(heading.title) + 2)
        page.set_column(index, index, width, styles.number if heading.number else styles.text)
    page.set_row(0, 28)
    page.write_string(0, 0, title, styles.title)
    for index, heading in enumerate(headings):
        page.write_string(1, index, heading.title, styles.heading)
    page.freeze_panes(2, 0)
    return 2


def _value(heading: ListHeading, cell: str) -> str | float:
    """A figure as a number, anything else as the text that it is."""
    if heading.number and _FIGURE.fullmatch(cell):
        return float(cell.replace(",", ""))
    return cell
