"""Sheets as grids of cells with merges and looks, written as .xlsx, .xls, .et or .csv.

The same grid gives the same bytes every time: no time of writing stands in the files.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter
import xlwt

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Value = str | int | float | date | None

_MADE: Final = datetime(2026, 11, 2, 8, 0, 0, tzinfo=UTC).replace(tzinfo=None)
_DATE_FORMATS: Final = {
    "date": "yyyy-mm-dd",
    "date-slash": "yyyy/m/d",
    "date-han": 'yyyy"年"m"月"d"日"',
}
_PAPER_A4: Final = 9
_HEIGHTS: Final = {"title": 32, "head": 32, "left": 40}
_ROW_HEIGHT: Final = 18


@dataclass(slots=True)
class Grid:
    """One sheet: values by place, what is merged, how wide the columns are."""

    name: str
    widths: tuple[int, ...] = ()
    landscape: bool = False
    cells: dict[tuple[int, int], tuple[Value, str]] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)

    def put(self, row: int, column: int, value: Value, look: str = "cell") -> None:
        """Write one cell; a date takes the look "date" by itself."""
        if look == "cell" and isinstance(value, date):
            look = "date"
        self.cells[row, column] = (value, look)

    def line(self, row: int, values: Sequence[Value], look: str = "cell", first: int = 0) -> None:
        """Write cells side by side."""
        for column, value in enumerate(values, start=first):
            self.put(row, column, value, look)

    def merge(self, place: tuple[int, int, int, int], value: Value, look: str = "cell") -> None:
        """Write a value over an area: first row, first column, last row, last column."""
        first, left, last, right = place
        for row in range(first, last + 1):
            for column in range(left, right + 1):
                self.put(row, column, None, look)
        self.put(first, left, value, look)
        if (first, left) != (last, right):
            self.merges.append(place)


def write_xlsx(path: Path, grids: Sequence[Grid]) -> None:
    """Write a workbook as Excel and WPS do today."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
    book.set_properties({"author": "办公室", "created": _MADE})
    looks = {look: book.add_format(_xlsx_look(look)) for look in _all_looks(grids)}
    for grid in grids:
        _write_sheet(book.add_worksheet(grid.name), grid, looks)
    book.close()


def _write_sheet(
    sheet: Any,  # noqa: ANN401 - the library has no types
    grid: Grid,
    looks: dict[str, Any],
) -> None:
    sheet.set_paper(_PAPER_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_default_row(_ROW_HEIGHT)
    for row, height in _heights(grid).items():
        sheet.set_row(row, height)
    if grid.landscape:
        sheet.set_landscape()
    for column, width in enumerate(grid.widths):
        sheet.set_column(column, column, width)
    for area in grid.merges:
        sheet.merge_range(*area, "", looks[grid.cells[area[:2]][1]])
    covered = _covered(grid)
    for place, (value, look) in sorted(grid.cells.items()):
        if place not in covered:
            _write_cell(sheet, place, value, looks[look])


def _write_cell(sheet: Any, place: tuple[int, int], value: Value, look: Any) -> None:  # noqa: ANN401
    if isinstance(value, date):
        sheet.write_datetime(*place, _midnight(value), look)
    elif isinstance(value, str):
        # Never a formula or a link, whatever the text looks like.
        sheet.write_string(*place, value, look)
    else:
        sheet.write(*place, value, look)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).replace(tzinfo=None)


def _all_looks(grids: Sequence[Grid]) -> list[str]:
    return sorted({look for grid in grids for _, look in grid.cells.values()})


def _heights(grid: Grid) -> dict[int, int]:
    """How high each row is: by the tallest look that stands in it."""
    heights: dict[int, int] = {}
    for (row, _), (_, look) in grid.cells.items():
        heights[row] = max(heights.get(row, 0), _HEIGHTS.get(look, _ROW_HEIGHT))
    return heights


def _covered(grid: Grid) -> set[tuple[int, int]]:
    """Cells under a merged area, other than its first."""
    return {
        (row, column)
        for first, left, last, right in grid.merges
        for row in range(first, last + 1)
        for column in range(left, right + 1)
    } - {place[:2] for place in grid.merges}


def _xlsx_look(look: str) -> dict[str, Any]:
    base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
    framed = {**base, "border": 1, "align": "center"}
    if look in _DATE_FORMATS:
        return {**framed, "num_format": _DATE_FORMATS[look]}
    return {
        "title": {**base, "font_name": "黑体", "font_size": 18, "align": "center"},
        "note": {**base, "align": "left"},
        "wrapped": {**base, "align": "left", "text_wrap": True},
        "head": {**framed, "bold": True, "text_wrap": True, "bg_color": "#F2F2F2"},
        "left": {**framed, "align": "left", "text_wrap": True},
        "text": {**framed, "num_format": "@"},
        "money": {**framed, "num_format": "0.00"},
        "long": {**framed, "num_format": "0"},
        "cell": framed,
    }[look]


def write_xls(path: Path, grids: Sequence[Grid]) -> None:
    """Write a BIFF8 workbook: what old Excel saves, and WPS under the name .et."""
    book = xlwt.Workbook(encoding="utf-8")
    looks = {look: _xls_look(look) for look in _all_looks(grids)}
    for grid in grids:
        sheet = book.add_sheet(grid.name)
        sheet.portrait = not grid.landscape
        sheet.paper_size_code = _PAPER_A4
        sheet.fit_num_pages, sheet.fit_width_to_pages, sheet.fit_height_to_pages = 1, 1, 0
        for column, width in enumerate(grid.widths):
            sheet.col(column).width = width * 256
        for row, height in _heights(grid).items():
            sheet.row(row).height_mismatch = True
            sheet.row(row).height = height * 20
        covered = _covered(grid)
        for first, left, last, right in grid.merges:
            value, look = grid.cells[first, left]
            sheet.write_merge(first, last, left, right, value, looks[look])
        starts = {place[:2] for place in grid.merges}
        for place, (value, look) in sorted(grid.cells.items()):
            if place not in covered and place not in starts:
                sheet.write(*place, value, looks[look])
    book.save(str(path))


def _xls_look(look: str) -> xlwt.XFStyle:
    side = "left" if look in ("note", "wrapped", "left") else "center"
    wrap = "on" if look in ("wrapped", "left", "head") else "off"
    title = look == "title"
    words = [
        f"font: name {'黑体' if title else '宋体'}, height {360 if title else 220}",
        f"align: horiz {side}, vert center, wrap {wrap}",
    ]
    if look not in ("title", "note", "wrapped"):
        words.append("borders: left thin, right thin, top thin, bottom thin")
    formats = {**_DATE_FORMATS, "text": "@", "money": "0.00", "long": "0"}
    return xlwt.easyxf("; ".join(words), num_format_str=formats.get(look, "General"))


def write_csv(path: Path, grid: Grid, encoding: str = "gb18030") -> None:
    """Write the cells as text with commas, as Excel saves it on a Chinese Windows."""
    rows = max(row for row, _ in grid.cells) + 1
    columns = max(column for _, column in grid.cells) + 1
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for row in range(rows):
        writer.writerow(_csv_word(grid.cells.get((row, c), (None, ""))[0]) for c in range(columns))
    path.write_bytes(text.getvalue().encode(encoding))


def _csv_word(value: Value) -> str:
    if isinstance(value, date):
        return f"{value.year}/{value.month}/{value.day}"
    return "" if value is None else str(value)
