"""Writing new workbooks: one writer for exports, templates and returned tables.

Every text is written as a text cell, so that a cell beginning with = or @ is never a formula and a
long number never loses its end. Memory stays the same however many rows there are.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from desktop.core.errors import EnvironmentFault
from desktop.core.files import disk_fault
from desktop.rosters.protection import protected

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from desktop.core.terms import Month
    from desktop.rosters.cells import Cell
    from desktop.rosters.columns import Column, SheetKind

_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
_IN_MEMORY: Final = {**_OPTIONS, "constant_memory": False, "in_memory": True}
_LONGEST: Final = 32_767
_FONT: Final = {"font_name": "宋体", "font_size": 11}
# The same data gives the same file: no instant of writing inside.
_MADE: Final = datetime(2026, 1, 1)  # noqa: DTZ001 - the format knows no zone


@contextmanager
def new_workbook(out: Path, password: str = "") -> Iterator[Any]:
    """A workbook that stands at `out` whole when all went well, or not at all.

    With a password it is encrypted as office programs do it, and nothing of it touches a disk
    before: it is made in memory.

    Raises:
        EnvironmentFault: it cannot be written.
    """
    draft = out.with_name(f".{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        draft.touch()
        try:
            target, options = (io.BytesIO(), _IN_MEMORY) if password else (str(draft), _OPTIONS)
            with xlsxwriter.Workbook(target, dict(options)) as book:
                book.set_properties({"created": _MADE})
                yield book
            if isinstance(target, io.BytesIO):
                draft.write_bytes(protected(target, password))
            draft.replace(out)
        finally:
            draft.unlink(missing_ok=True)
    except XlsxWriterException as error:
        raise EnvironmentFault(f"写不了文件，请检查磁盘是否已满再试：{out}") from error
    except OSError as error:
        raise disk_fault(error, out) from error


@dataclass(frozen=True, slots=True)
class Styles:
    """The formats of one workbook."""

    title: Any
    heading: Any
    required: Any
    text: Any
    day: Any
    number: Any

    @classmethod
    def of(cls, book: Any) -> Styles:  # noqa: ANN401 - XlsxWriter has no types
        """Make the formats."""
        boxed = {**_FONT, "border": 1, "valign": "vcenter"}
        heading = {
            **boxed,
            "bold": True,
            "align": "center",
            "text_wrap": True,
            "bg_color": "#E8EEF4",
        }
        return cls(
            title=book.add_format({**_FONT, "font_size": 16, "bold": True, "align": "center"}),
            heading=book.add_format(heading),
            required=book.add_format({**heading, "font_color": "#C00000"}),
            text=book.add_format({**_FONT, "num_format": "@"}),
            day=book.add_format({**_FONT, "num_format": "yyyy-mm-dd"}),
            number=book.add_format(_FONT),
        )


def month_title(kind: SheetKind[Any], month: Month | None) -> str:
    """The line above the header of a sheet that belongs to a month."""
    return f"{month.label}{kind.title}" if month else ""


def write_cell(page: Any, row: int, column: int, cell: Cell, styles: Styles) -> None:  # noqa: ANN401
    """Write one cell by its type; text is never anything else."""
    if isinstance(cell, str):
        if cell:
            page.write_string(row, column, cell[:_LONGEST], styles.text)
    elif isinstance(cell, bool):
        page.write_string(row, column, "是" if cell else "否", styles.text)
    elif isinstance(cell, date | datetime):
        page.write_datetime(row, column, cell, styles.day)
    elif isinstance(cell, time | timedelta):
        page.write_string(row, column, str(cell), styles.text)
    else:
        page.write_number(row, column, cell, styles.number)


def write_heading(page: Any, columns: Sequence[Column], title: str, styles: Styles) -> int:  # noqa: ANN401
    """Write the title and the headings; gives the first row below."""
    for index, column in enumerate(columns):
        page.set_column(index, index, column.width, styles.text)
    row = 0
    if title:
        page.set_row(0, 28)
        page.write_string(0, 0, title, styles.title)
        row = 1
    page.set_row(row, 32)
    for index, column in enumerate(columns):
        style = styles.required if column.required else styles.heading
        mark = "*" if column.required else ""
        page.write_string(row, index, mark + column.title, style)
    page.freeze_panes(row + 1, 0)
    return row + 1


def write_record(
    page: Any,  # noqa: ANN401 - XlsxWriter has no types
    row: int,
    columns: Sequence[Column],
    record: Mapping[str, Cell],
    styles: Styles,
) -> None:
    """Write the cells of one row by key."""
    for index, column in enumerate(columns):
        if column.key in record:
            write_cell(page, row, index, record[column.key], styles)
