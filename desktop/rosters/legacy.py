"""Old .xls forms that the fast reader refuses: BIFF2-5, two streams in one file, odd code pages."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Any, Final

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


_CHINESE: Final = "gb18030"
_NOT_TOLD: Final = frozenset({None, 367, 437, 1252, 10000, 10008, 32768, 32769})
"""Code pages of old files that in China hold Chinese all the same: none, the Western ones, and
that of the Chinese Macintosh, which xlrd does not know."""
_UNICODE_FROM: Final = 80
"""From BIFF8 on texts are Unicode and the code page means nothing."""


class LegacySource:
    """A workbook read by xlrd."""

    def __init__(self, data: bytes, *, macros: bool = False) -> None:
        self._book = _open(data)
        self._macros = macros
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
        columns = [column for column, info in table.colinfo_map.items() if info.hidden]
        errors = [
            (row, column)
            for row in range(table.nrows)
            for column, kind in enumerate(table.row_types(row))
            if kind == xlrd.XL_CELL_ERROR
        ]
        return Facts(
            merges=merges,
            error_cells=errors,
            hidden_rows=sorted(hidden),
            hidden_columns=sorted(columns),
            macros=self._macros,
        )

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
    """The workbook; where it does not tell in what code page it is written, in the Chinese one."""
    book, failure = _tried(data, None)
    if book is None or (book.biff_version < _UNICODE_FROM and book.codepage in _NOT_TOLD):
        book = _tried(data, _CHINESE)[0] or book
    if book is None:
        raise UnreadableError(BROKEN) from failure
    return book


def _tried(data: bytes, encoding: str | None) -> tuple[Any, Exception | None]:
    failure: Exception | None = None
    for formatting in (True, False):
        try:
            book = xlrd.open_workbook(
                file_contents=data,
                formatting_info=formatting,
                logfile=io.StringIO(),
                encoding_override=encoding,
            )
        except _FAULTS as error:
            if "ncrypted" in str(error):
                raise UnreadableError(PROTECTED) from error
            failure = error  # without formats (and merged areas) it may still be read
        else:
            return book, None
    return None, failure


def _date(value: float, mode: int) -> datetime | time | float:
    try:
        moment: datetime = xldate_as_datetime(value, mode)
    except (XLDateError, OverflowError, ValueError):
        return value
    return moment.time() if 0 <= value < 1 else moment
