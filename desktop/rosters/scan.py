"""What a sheet says and the fast reader does not: strays, errors, hidden lines, lost formulas."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from desktop.rosters.problems import column_index
from desktop.rosters.sources import MOST_ROWS, TOO_LARGE, UnreadableError
from desktop.rosters.wire import Facts

MOST_STRAYS: Final = 10_000
_MOST_SAID: Final = 10_000
_REFERENCE: Final = re.compile(rb'\sr="([A-Z]{1,3})([0-9]{1,7})"')
_ROW_NUMBER: Final = re.compile(rb'\sr="([0-9]{1,7})"')
# A reader lays out the whole rectangle: a long sheet must be narrow.
_LONG: Final = 30_000
_FAR: Final = rb"[A-Z]{3}"
_FAR_IN_LONG: Final = rb"(?:[D-Z][A-Z]|[A-Z]{3})"
_ATTRIBUTE: Final = re.compile(rb'(hidden|min|max)="(\d{1,5}|true)"')
_WIDEST: Final = 702
_PREFIX: Final = re.compile(rb"<((?:\w+:)?)worksheet[\s>]")


@dataclass(frozen=True)
class Scanned:
    """A sheet that is fit to be read, and what else its XML tells."""

    data: bytes
    strays: int
    """How many cells far away were taken out of `data`."""
    prefix: bytes

    @cached_property
    def facts(self) -> Facts:
        """What the cells do not say; found when it is asked for, as the reader need not wait."""
        return Facts(
            error_cells=_cells_with(self.data, b' t="e"', self.prefix),
            uncalculated=_uncalculated(self.data, self.prefix),
            hidden_rows=_hidden(self.data, self.prefix),
            hidden_columns=_hidden_columns(self.data, self.prefix),
            strays=self.strays,
        )


def scan(data: bytes) -> Scanned:
    """Look through the XML of one sheet without parsing it, and take out what no reader stands.

    Raises:
        UnreadableError: it has more rows or faraway cells than any roster.
    """
    found = _PREFIX.search(data[:8000])
    prefix = found[1] if found else b""
    cleaned, strays = _without_strays(data, prefix)
    return Scanned(data if cleaned is None else cleaned, strays, prefix)


def _without_strays(data: bytes, prefix: bytes) -> tuple[bytes | None, int]:
    """The sheet without cells beyond column ZZ or far below the others, and how many those were."""
    data, below = _without_rows_below(data, prefix)
    cell = prefix + b"c"
    # Cells without content are left alone: they are no loss, and readers pass over them.
    column = _FAR_IN_LONG if _number(data, data.rfind(b"<" + prefix + b"row")) > _LONG else _FAR
    far = re.compile(
        rb"<" + cell + rb' r="' + column + rb'[0-9]+"[^>]*(?<!/)>.*?</' + cell + rb">", re.DOTALL
    )
    count = 0
    # A literal beginning lets the search run at the speed of memory.
    if re.search(rb' r="' + column + rb"[0-9]", data):
        data, count = far.subn(b"", data)
        if count > MOST_STRAYS:
            raise UnreadableError(TOO_LARGE)
    changed = below or count
    return (data if changed else None), below + count


def _without_rows_below(data: bytes, prefix: bytes) -> tuple[bytes, int]:
    """Cut off rows beyond all bounds; cells that hold nothing there do not count."""
    row, cell = b"<" + prefix + b"row", b"</" + prefix + b"c>"
    last = data.rfind(row)
    if last < 0 or _number(data, last) <= MOST_ROWS:
        return data, 0
    end = data.find(b"</" + prefix + b"sheetData>")
    strays, at = 0, last
    while at >= 0 and _number(data, at) > MOST_ROWS:
        content = data.rfind(cell, 0, end)
        last_with_content = data.rfind(row, 0, content) if content >= 0 else -1
        if last_with_content < 0 or _number(data, last_with_content) <= MOST_ROWS:
            break
        strays += 1
        if strays > MOST_STRAYS:
            raise UnreadableError(TOO_LARGE)
        end = at = last_with_content
    rest = data.find(b"</" + prefix + b"sheetData>")
    cut = _first_beyond(data, row, content, rest)
    return data[:cut] + data[rest:], strays


def _first_beyond(data: bytes, row: bytes, content: int, rest: int) -> int:
    """Where the first row after the last one with content begins."""
    after = data.find(row, content) if content >= 0 else data.find(row)
    return after if 0 <= after < rest else rest


def _number(data: bytes, at: int) -> int:
    found = _ROW_NUMBER.search(data, at, at + 400) if at >= 0 else None
    return int(found[1]) if found else 0


def _cells_with(data: bytes, mark: bytes, prefix: bytes) -> list[tuple[int, int]]:
    cells: list[tuple[int, int]] = []
    at = data.find(mark)
    while at >= 0 and len(cells) < _MOST_SAID:
        start = data.rfind(b"<" + prefix + b"c ", 0, at)
        if start >= 0 and data.find(b">", start) >= at and (place := _place(data, start)):
            cells.append(place)
        at = data.find(mark, at + len(mark))
    return cells


def _uncalculated(data: bytes, prefix: bytes) -> list[tuple[int, int]]:
    """Cells with a formula and no value."""
    cells: list[tuple[int, int]] = []
    if b"</" + prefix + b"f>" not in data:
        return cells
    ended = b"</" + prefix + b"f>"
    value = b"<" + prefix + b"v"
    formula = ended + b"</" + prefix + b"c>"
    empty = (ended + value + b"></", ended + value + b"/>", ended + value + b" />")
    for mark in (formula, *empty):
        at = data.find(mark)
        while at >= 0 and len(cells) < _MOST_SAID:
            start = data.rfind(b"<" + prefix + b"c ", 0, at)
            if start >= 0 and (place := _place(data, start)):
                # An empty text is a result too: t="str" with <v></v>.
                text = b't="str"' in data[start : data.find(b">", start)]
                if mark == formula or not text:
                    cells.append(place)
            at = data.find(mark, at + len(mark))
    return cells


def _hidden(data: bytes, prefix: bytes) -> list[int]:
    rows: list[int] = []
    for mark in (b' hidden="1"', b' hidden="true"') if b" hidden=" in data else ():
        at = data.find(mark)
        while at >= 0 and len(rows) < _MOST_SAID:
            start = data.rfind(b"<", 0, at)
            if data.startswith(b"<" + prefix + b"row", start) and (number := _number(data, start)):
                rows.append(number - 1)
            at = data.find(mark, at + len(mark))
    return sorted(rows)


def _hidden_columns(data: bytes, prefix: bytes) -> list[int]:
    columns: set[int] = set()
    for tag in re.findall(rb"<" + prefix + rb"col\s[^>]*>", data[: data.find(b"sheetData")]):
        told = dict(_ATTRIBUTE.findall(tag))
        if told.get(b"hidden") in (b"1", b"true"):
            first, last = int(told.get(b"min", b"0")), int(told.get(b"max", b"0"))
            columns.update(range(max(first - 1, 0), min(last, _WIDEST)))
    return sorted(columns)


def _place(data: bytes, at: int) -> tuple[int, int] | None:
    found = _REFERENCE.search(data, at, at + 200)
    return (int(found[2]) - 1, column_index(found[1].decode())) if found else None
