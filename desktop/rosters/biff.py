"""What the records of an Excel 97 workbook say and the fast reader does not. Runs in the child."""

from __future__ import annotations

import re
import struct
from itertools import pairwise
from typing import Final

from desktop.rosters.wire import Facts

_BOUNDSHEET: Final = 0x0085
_EOF: Final = 0x000A
_WIDE: Final = 1
_MOST_SAID: Final = 10_000
_MOST_COLUMNS: Final = 256
# Found by their bytes, as walking a million records takes Python longer than reading the cells;
# each has fixed bytes enough that a text or a number does not look like it by chance.
_CODES: Final = rb"[\x00\x07\x0f\x17\x1d\x24\x2a]"
_ERROR: Final = re.compile(
    rb"\x05\x02\x08\x00(?P<row>..)(?P<column>.\x00).." + _CODES + rb"\x01", re.DOTALL
)
_FORMULA_ERROR: Final = re.compile(
    rb"\x06\x00..(?P<row>..)(?P<column>.\x00)..\x02." + _CODES + rb"...\xff\xff", re.DOTALL
)
_ROW: Final = re.compile(rb"\x08\x02\x10\x00(..).{10}(.)", re.DOTALL)
_COLUMNS: Final = re.compile(rb"\x7d\x00[\x0b\x0c]\x00(.\x00)(.\x00|\x00\x01).{4}(.)", re.DOTALL)
_ROW_HIDDEN: Final = 0x20
_COLUMN_HIDDEN: Final = 0x01


def sheet_facts(stream: bytes) -> dict[str, Facts]:
    """Error cells, hidden lines and hidden columns by the name of the sheet."""
    places = _places(stream)
    ends = [*sorted(at for _, at in places), len(stream)]
    after = dict(pairwise(ends))
    return {name: _facts(stream[at : after.get(at, at)]) for name, at in places}


def _places(stream: bytes) -> list[tuple[str, int]]:
    """The sheets and where their records begin."""
    found: list[tuple[str, int]] = []
    at = 0
    while at + 4 <= len(stream):
        record, length = struct.unpack_from("<HH", stream, at)
        if record == _EOF:
            break
        if record == _BOUNDSHEET and length > _NAME and at + 4 + length <= len(stream):
            found.append(_place(stream[at + 4 : at + 4 + length]))
        at += 4 + length
    return found


_NAME: Final = 8
"""Where the name begins in the record of a sheet."""


def _place(record: bytes) -> tuple[str, int]:
    at, _, _, length, flags = struct.unpack_from("<IBBBB", record)
    size, encoding = (2 * length, "utf-16-le") if flags & _WIDE else (length, "latin-1")
    return record[_NAME : _NAME + size].decode(encoding, "replace"), at


def _facts(sheet: bytes) -> Facts:
    errors = [
        (_number(found["row"]), _number(found["column"]))
        for pattern in (_ERROR, _FORMULA_ERROR)
        for found in pattern.finditer(sheet)
    ]
    rows = [_number(row) for row, flags in _ROW.findall(sheet) if flags[0] & _ROW_HIDDEN]
    columns = {
        column
        for first, last, flags in _COLUMNS.findall(sheet)
        if flags[0] & _COLUMN_HIDDEN
        for column in range(_number(first), min(_number(last) + 1, _MOST_COLUMNS))
    }
    return Facts(
        error_cells=sorted(errors)[:_MOST_SAID],
        hidden_rows=rows[:_MOST_SAID],
        hidden_columns=sorted(columns),
    )


def _number(data: bytes) -> int:
    return int.from_bytes(data, "little")
