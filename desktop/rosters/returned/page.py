"""Patching the XML of one sheet: coloured cells, a column of sentences, a place for notes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop.rosters.problems import column_index, letter
from desktop.rosters.returned.marks import HEADING
from desktop.rosters.returned.parts import OFFICE, UnpatchableError, escaped

if TYPE_CHECKING:
    from desktop.rosters.returned.marks import Mark, Marks
    from desktop.rosters.returned.styles import StyleSheet

_ROW: Final = re.compile(rb'<row\b[^>]*?\sr="(\d+)"[^>]*?(?:/>|(?<!/)>.*?</row>)', re.DOTALL)
_CELL: Final = re.compile(rb'<c r="([A-Z]{1,3})\d+"')
_ANY_CELL: Final = re.compile(rb"<c[\s/>]")
_STYLE: Final = re.compile(rb'\ss="(\d+)"')
_SPANS: Final = re.compile(rb'\sspans="[^"]*"')
_DIMENSION: Final = re.compile(rb"<dimension\b[^>]*?(?:/>|>.*?</dimension>)", re.DOTALL)
_LAST_COLUMN: Final = re.compile(rb'<col\b[^>]*\smax="(\d+)"')
_BEHIND_DRAWING: Final = re.compile(
    rb"<(?:mc:AlternateContent|legacyDrawingHF|drawingHF|picture|oleObjects|controls|webPublishItems"
    rb"|tableParts|extLst)\b|</worksheet>"
)
_LEGACY: Final = re.compile(rb'<legacyDrawing\b[^>]*\br:id="([^"]*)"')
_WIDTH: Final = 60


class Page:
    """The part of one sheet."""

    def __init__(self, data: bytes) -> None:
        self._start, self._end = data.find(b"<sheetData>"), data.find(b"</sheetData>")
        known = data.count(b'<c r="')
        if min(self._start, self._end) < 0 or len(_ANY_CELL.findall(data)) != known:
            raise UnpatchableError
        self._data = data

    def marked(self, marks: Marks, styles: StyleSheet, header_row: int) -> bytes:
        """The sheet with its cells coloured and its rows spoken of in a column of their own."""
        data = self._data
        rows = list(_ROW.finditer(data, self._start, self._end))
        if len(rows) != data.count(b"<row ", self._start, self._end):
            raise UnpatchableError
        behind = 1 + max((_last_column(row[0]) for row in rows), default=0)
        out, at = [], self._start
        for row in rows:
            number = int(row[1])
            said = HEADING if number == header_row else marks.rows.get(number)
            if said is None:
                continue
            patch = _Row(row[0], number, styles)
            for column, mark in sorted(marks.cells.get(number, {}).items()):
                patch.colour(column, mark)
            out += [data[at : row.start()], patch.ended(behind, said)]
            at = row.end()
        return self._head(behind) + b"".join(out) + data[at:]

    def _head(self, behind: int) -> bytes:
        """What stands before the rows, with the new column in it."""
        head = _DIMENSION.sub(b"", self._data[: self._start])
        column = b'<col min="%d" max="%d" width="%d" customWidth="1"/>' % (
            behind + 1,
            behind + 1,
            _WIDTH,
        )
        if b"</cols>" not in head:
            return head + b"<cols>" + column + b"</cols>" if b"<cols" not in head else head
        last = max(int(found) for found in _LAST_COLUMN.findall(head))
        return head.replace(b"</cols>", column + b"</cols>") if last <= behind else head


def _last_column(row: bytes) -> int:
    at = row.rfind(b'<c r="')
    found = _CELL.match(row, at) if at >= 0 else None
    return column_index(found[1].decode()) if found else 0


class _Row:
    """One row on its way."""

    def __init__(self, data: bytes, number: int, styles: StyleSheet) -> None:
        data = _SPANS.sub(b"", data, count=1)
        if data.endswith(b"/>") and b"</row>" not in data:
            data = data[:-2] + b"></row>"
        self._data, self._number, self._styles = data, number, styles

    def colour(self, column: int, mark: Mark) -> None:
        """Give one cell the colour of its mark."""
        name = b'<c r="%s%d"' % (letter(column).encode(), self._number)
        at = self._data.find(name)
        if at < 0:
            self._insert(column, name + b' s="%d"/>' % self._styles.marked(0, mark.level))
            return
        end = self._data.index(b">", at)
        tag = self._data[at:end]
        found = _STYLE.search(tag)
        style = self._styles.marked(int(found[1]) if found else 0, mark.level)
        plain = _STYLE.sub(b"", tag, count=1)
        new = plain.replace(name, name + b' s="%d"' % style, 1)
        self._data = self._data[:at] + new + self._data[end:]

    def _insert(self, column: int, cell: bytes) -> None:
        for found in _CELL.finditer(self._data):
            if column_index(found[1].decode()) > column:
                self._data = self._data[: found.start()] + cell + self._data[found.start() :]
                return
        self._data = self._data.removesuffix(b"</row>") + cell + b"</row>"

    def ended(self, column: int, said: str) -> bytes:
        """The row with a sentence behind its last cell."""
        cell = b'<c r="%s%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c></row>' % (
            letter(column).encode(),
            self._number,
            escaped(said),
        )
        return self._data.removesuffix(b"</row>") + cell


def legacy_drawing(data: bytes) -> str | None:
    """The relation id of the drawing that shows notes, if the sheet has one."""
    found = _LEGACY.search(data, max(data.rfind(b"</sheetData>"), 0))
    return found[1].decode() if found else None


def with_legacy_drawing(data: bytes, relation: str) -> bytes:
    """The sheet with a drawing for its notes, at the place where the format wants it."""
    found = _BEHIND_DRAWING.search(data, data.rfind(b"</sheetData>"))
    if found is None:
        raise UnpatchableError
    tag = f'<legacyDrawing xmlns:r="{OFFICE}" r:id="{relation}"/>'.encode()
    return data[: found.start()] + tag + data[found.start() :]
