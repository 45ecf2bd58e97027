"""A font's face for the printing library: read by looking up what is asked for, not as a whole.

The library reads the tables of a Chinese font number by number, a tenth of a second for each font.
Here a character is searched in the table as it stands in the file; a notice asks for some hundred.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from reportlab.pdfbase.ttfonts import TTFontFace

from desktop.reports.pdf.fontfile import FontFile
from desktop.reports.pdf.subset import Metrics, Places, Subset

if TYPE_CHECKING:
    from collections.abc import Sequence
    from io import BytesIO

_UNICODE_FULL: Final = (3, 10)  # cmap of Windows, all of Unicode
_SEGMENTS: Final = 12  # its format: runs of characters with runs of glyphs
_BLANK: Final = 0x20
_FIXED_BLANK: Final = 0xA0  # the library sets the no-break space as a blank


class Characters:
    """The glyph of each character that a font has, searched in the runs of its table."""

    def __init__(self, table: bytes) -> None:
        at = _full_table(table)
        form, runs = struct.unpack_from(">H10xL", table, at)
        if form != _SEGMENTS:
            raise ValueError(form)
        numbers: tuple[int, ...] = struct.unpack_from(f">{runs * 3}L", table, at + 16)
        self._firsts, self._lasts, self._glyphs = numbers[::3], numbers[1::3], numbers[2::3]

    def get(self, char: int) -> int | None:
        """The glyph of a character; None if the font has none."""
        if char == _FIXED_BLANK:
            char = _BLANK
        at = bisect_right(self._firsts, char) - 1
        if at < 0 or char > self._lasts[at]:
            return None
        return self._glyphs[at] + char - self._firsts[at]

    def __contains__(self, char: int) -> bool:
        return self.get(char) is not None


class Outlines(TTFontFace):
    """A TrueType file of which only the parts are read that printing asks for."""

    def readFile(self, f: str | BytesIO) -> None:  # noqa: N802 - the library's name
        """Take the file's tables; the library reads its names and measures from them."""
        self._file = FontFile(f)
        self._ttf_data = self._file.without_outlines()
        self.filename = f if isinstance(f, str) else "(memory)"
        self._pos = 0

    def extractInfo(self, charInfo: int = 1) -> None:  # noqa: N802, N803 - the library's names
        """Read what the library reads of the font as a whole, and nothing of each character."""
        super().extractInfo(0)
        if charInfo:
            tables = self._file.tables
            self.charToGlyph = Characters(tables["cmap"])
            self._metrics = Metrics(tables["hhea"], tables["hmtx"])
            self._places = Places(tables["head"], tables["loca"])
            self._scale: float = 1000 / self.unitsPerEm
            self.defaultWidth = self._width(0)

    def getCharWidth(self, code: int) -> float:  # noqa: N802 - the library's name
        """How wide a character is, in thousandths of the type size."""
        return self._width(self.charToGlyph.get(code) or 0)

    def makeSubset(self, subset: Sequence[int]) -> bytes:  # noqa: N802 - the library's name
        """A font file of some characters, in this order."""
        glyphs = [self.charToGlyph.get(char) or 0 for char in subset]
        return Subset(self._file.tables, self._metrics, self._outlines).write(glyphs)

    def _width(self, glyph: int) -> float:
        return self._metrics[glyph][0] * self._scale

    def _outlines(self, glyphs: Sequence[int]) -> list[bytes]:
        return self._file.outlines([self._places[glyph] for glyph in glyphs])


def _full_table(table: bytes) -> int:
    """Where the table of all Unicode characters begins."""
    (count,) = struct.unpack_from(">2xH", table)
    entries = {
        (platform, encoding): offset
        for platform, encoding, offset in struct.iter_unpack(">HHL", table[4 : 4 + count * 8])
    }
    found: int = entries[_UNICODE_FULL]
    return found
