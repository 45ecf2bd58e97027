"""A small font with the outlines of some characters, as it is embedded in a PDF.

The result is that of the printing library to the byte; but the library copies all outlines of the
font, ten megabytes, for each subset of 256 characters.
"""

from __future__ import annotations

import struct
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Final

from reportlab.pdfbase.ttfonts import TTFontMaker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_COPIED: Final = ("name", "OS/2", "cvt ", "fpgm", "prep")
_PADDING: Final = 4
_SHORT_PLACES: Final = 0xFFFF
# A glyph that is put together of others (OpenType, glyf, composite glyph description).
_COMPOSITE: Final = b"\x80"  # the sign of the number of contours
_DESCRIPTION: Final = 10  # bytes before the first part
_WORDS: Final = 1 << 0
_MORE: Final = 1 << 5
_TRANSFORMS: Final = ((1 << 3, 2), (1 << 6, 4), (1 << 7, 8))


class Metrics:
    """The advance and left bearing of each glyph; the last full pair serves those that follow."""

    def __init__(self, header: bytes, table: bytes) -> None:
        (self._full,) = struct.unpack_from(">H", header, 34)
        self._table = table

    def __getitem__(self, glyph: int) -> tuple[int, int]:
        rest = glyph - self._full
        if rest < 0:
            advance, bearing = struct.unpack_from(">HH", self._table, glyph * 4)
        else:
            (advance,) = struct.unpack_from(">H", self._table, self._full * 4 - 4)
            (bearing,) = struct.unpack_from(">H", self._table, self._full * 4 + rest * 2)
        return advance, bearing


class Places:
    """Where the outline of each glyph begins and ends in the table of outlines."""

    def __init__(self, header: bytes, table: bytes) -> None:
        (self._long,) = struct.unpack_from(">H", header, 50)
        self._table = table

    def __getitem__(self, glyph: int) -> tuple[int, int]:
        if self._long:
            begin, end = struct.unpack_from(">LL", self._table, glyph * 4)
        else:
            begin, end = (half * 2 for half in struct.unpack_from(">HH", self._table, glyph * 2))
        return begin, end


class Subset:
    """Writes small fonts out of one font."""

    def __init__(
        self,
        tables: Mapping[str, bytes],
        metrics: Metrics,
        read: Callable[[Sequence[int]], list[bytes]],
    ) -> None:
        self._tables = tables
        self._metrics = metrics
        self._read = read

    def write(self, glyphs: Sequence[int]) -> bytes:
        """The file of a font whose first characters are drawn by these glyphs."""
        outlines = self._gather(glyphs)
        numbers = {glyph: number for number, glyph in enumerate(outlines)}
        font = TTFontMaker()
        for tag in _COPIED:
            if tag in self._tables:
                font.add(tag, self._tables[tag])
        # Version 3 has no names of glyphs.
        font.add("post", b"\x00\x03\x00\x00" + self._tables["post"][4:16] + bytes(16))
        full, metrics = self._metrics_of(list(outlines))
        font.add("hmtx", metrics)
        font.add("hhea", _with_number(self._tables["hhea"], 34, full))
        font.add("maxp", _with_number(self._tables["maxp"], 4, len(outlines)))
        font.add("cmap", _character_table([numbers[glyph] for glyph in glyphs]))
        places, content = _joined([_renumbered(o, numbers) for o in outlines.values()])
        is_long = (places[-1] + 1) >> 1 > _SHORT_PLACES
        font.add("glyf", content)
        font.add("loca", _place_table(places, is_long=is_long))
        font.add("head", _with_number(self._tables["head"], 50, is_long))
        return font.makeStream()

    def _gather(self, glyphs: Sequence[int]) -> dict[int, bytes]:
        """The outlines of the glyphs, then of the glyphs that these are put together of."""
        found: dict[int, bytes] = {}
        missing = list(dict.fromkeys([0, *glyphs]))  # the first one stands for what is missing
        while missing:
            read = self._read(missing)
            found.update(zip(missing, read, strict=True))
            parts = [_number(outline, at) for outline in read for at in _parts(outline)]
            missing = [part for part in dict.fromkeys(parts) if part not in found]
        return found

    def _metrics_of(self, glyphs: Sequence[int]) -> tuple[int, bytes]:
        """How many full pairs there are, and the table; a last run of one width is written once."""
        pairs = [self._metrics[glyph] for glyph in glyphs]
        full = len(pairs)
        while full > 1 and pairs[full - 1][0] == pairs[full - 2][0]:
            full -= 1
        numbers = [*chain(*pairs[:full]), *(bearing for _, bearing in pairs[full:])]
        return full, struct.pack(f">{len(numbers)}H", *numbers)


def _parts(outline: bytes) -> Iterator[int]:
    """Where the outline of a glyph that is put together of others names them."""
    at, flags = _DESCRIPTION, _MORE if outline[:1] >= _COMPOSITE else 0
    while flags & _MORE:
        flags = _number(outline, at)
        yield at + 2
        at += 8 if flags & _WORDS else 6
        at += next((size for flag, size in _TRANSFORMS if flags & flag), 0)


def _renumbered(outline: bytes, numbers: Mapping[int, int]) -> bytes:
    for at in _parts(outline):
        outline = _with_number(outline, at, numbers[_number(outline, at)])
    return outline


def _joined(outlines: Sequence[bytes]) -> tuple[list[int], bytes]:
    """Where each outline begins, and all of them, each from a multiple of four on."""
    padded = [outline + bytes(-len(outline) % _PADDING) for outline in outlines]
    return list(accumulate(map(len, padded), initial=0)), b"".join(padded)


def _place_table(places: Sequence[int], *, is_long: bool) -> bytes:
    if is_long:
        return struct.pack(f">{len(places)}L", *places)
    return struct.pack(f">{len(places)}H", *(place >> 1 for place in places))


def _character_table(glyphs: Sequence[int]) -> bytes:
    """Code after code from 0 on (cmap of the Macintosh, format 6)."""
    head = (0, 1, 1, 0, 0, 12, 6, 10 + len(glyphs) * 2, 0, 0, len(glyphs))
    return struct.pack(f">{len(head) + len(glyphs)}H", *head, *glyphs)


def _number(content: bytes, at: int) -> int:
    return int.from_bytes(content[at : at + 2])


def _with_number(content: bytes, at: int, number: int) -> bytes:
    return content[:at] + struct.pack(">H", number) + content[at + 2 :]
