"""Old .xls forms that the fast reader refuses: BIFF2-5, two streams in one file, odd code pages."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Any

import xlrd
from xlrd.xldate import XLDateError, xldate_as_datetime

from desktop.rosters.sources import BROKEN, PROTECTED, UnreadableError
from desktop.rosters.wire import Facts, SheetInfo

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, time

    from desktop.rosters.cells import Cell, Row

# What xlrd lets out for damaged files, beside its own error.
_FAULTS = (
    xlrd.XLRDError,
    xlrd.compdoc.CompDocError,
    AssertionError,
    AttributeError,
    EOFError,
    IndexError,
    KeyError,
    LookupError,
    NotImplementedError,
    OverflowError,
    TypeError,
    UnicodeError,
    ValueError,
    struct.error,
)


class LegacySource:
    """A workbook read by xlrd."""

    def __init__(self, data: bytes) -> None:
        self._book = _open(data)
        self._errors: dict[int, list[tuple[int, int]]] = {}

    @property
    def sheets(self) -> list[SheetInfo]:
        """Its worksheets, in order."""
        return [SheetInfo(s.name, s.visibility == 0) for s in self._book.sheets()]

    def facts(self, sheet: int) -> Facts:
        """What the cells do not say."""
        table = self._book.sheet_by_index(sheet)
        merges = [
            (top, left, bottom - 1, right - 1) for top, bottom, left, right in table.merged_cells
        ]
        hidden = [row for row, info in table.rowinfo_map.items() if info.hidden]
        errors = [
            (row, column)
            for row in range(table.nrows)
            for column, kind in enumerate(table.row_types(row))
            if kind == xlrd.XL_CELL_ERROR
        ]
        return Facts(merges, errors, [], sorted(hidden))

    def rows(self, sheet: int) -> Iterator[Row]:
        """The rows of a sheet."""
        table = self._book.sheet_by_index(sheet)
        for number in range(table.nrows):
            yield [self._cell(cell) for cell in table.row(number)]

    def _cell(self, cell: Any) -> Cell:  # noqa: ANN401 - xlrd has no types
        if cell.ctype == xlrd.XL_CELL_DATE:
            return _date(cell.value, self._book.datemode)
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        if cell.ctype == xlrd.XL_CELL_NUMBER:
            return float(cell.value)
        return cell.value if cell.ctype == xlrd.XL_CELL_TEXT else ""


def _open(data: bytes) -> Any:  # noqa: ANN401 - xlrd has no types
    failure: Exception | None = None
    for formatting in (True, False):
        try:
            return xlrd.open_workbook(
                file_contents=data, formatting_info=formatting, logfile=io.StringIO()
            )
        except _FAULTS as error:
            if "ncrypted" in str(error):
                raise UnreadableError(PROTECTED) from error
            failure = error  # without formats (and merged areas) it may still be read
    raise UnreadableError(BROKEN) from failure


def _date(value: float, mode: int) -> datetime | time | float:
    try:
        moment: datetime = xldate_as_datetime(value, mode)
    except (XLDateError, OverflowError, ValueError):
        return value
    return moment.time() if 0 <= value < 1 else moment
