"""Font files for the printing library: read quickly, written so that text can be copied.

Two things of reportlab 5.1 are mended here and nowhere else: it reads the tables of a Chinese font
number by number (a tenth of a second for each), and it writes characters above U+FFFF as one
five-digit number into the ToUnicode table, where UTF-16 is due.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final, cast
from weakref import WeakKeyDictionary

from reportlab.pdfbase.ttfonts import SUBSETN, TTEncoding, TTFont, TTFontFace

if TYPE_CHECKING:
    from io import BytesIO

    from reportlab.pdfbase.pdfdoc import PDFDocument, PDFStream

_UNICODE_FULL: Final = (3, 10)  # cmap of Windows, all of Unicode
_SEGMENTS: Final = 12  # its format: runs of characters with runs of glyphs
_LINES_PER_BLOCK: Final = 100


class Outlines(TTFontFace):
    """A TrueType file with its characters, widths and glyph places read in whole tables."""

    def extractInfo(self, charInfo: int = 1) -> None:  # noqa: N802, N803 - the library's names
        """Read what the library reads, to the same result."""
        super().extractInfo(0)
        if charInfo:
            self._read_widths()
            self._read_places()
            self._read_characters()

    def _table(self, tag: str) -> bytes:
        content: bytes = self.get_table(tag)  # type: ignore[no-untyped-call] # the stubs' gap
        return content

    def _read_widths(self) -> None:
        (full,) = struct.unpack(">H", self._table("hhea")[34:36])
        table = self._table("hmtx")
        count = self.numGlyphs - full
        numbers = struct.unpack(f">{full * 2 + count}H", table[: full * 4 + count * 2])
        advances = numbers[: full * 2 : 2] + (numbers[full * 2 - 2],) * count
        bearings = numbers[1 : full * 2 : 2] + numbers[full * 2 :]
        self.hmetrics = list(zip(advances, bearings, strict=True))
        scale = 1000 / self.unitsPerEm
        self._advances = [advance * scale for advance in advances]
        self.defaultWidth = self._advances[0]

    def _read_places(self) -> None:
        count = self.numGlyphs + 1
        (long_places,) = struct.unpack(">H", self._table("head")[50:52])
        shape, size, scale = (f">{count}L", 4, 1) if long_places else (f">{count}H", 2, 2)
        places = struct.unpack(shape, self._table("loca")[: count * size])
        self.glyphPos = [place * scale for place in places]

    def _read_characters(self) -> None:
        cmap = self._table("cmap")
        (tables,) = struct.unpack(">H", cmap[2:4])
        entries = {
            (platform, encoding): offset
            for platform, encoding, offset in struct.iter_unpack(">HHL", cmap[4 : 4 + tables * 8])
        }
        at = entries[_UNICODE_FULL]
        form, segments = struct.unpack(">H10xL", cmap[at : at + 16])
        if form != _SEGMENTS:
            raise ValueError(form)
        found: dict[int, int] = {}
        for first, last, glyph in struct.iter_unpack(
            ">LLL", cmap[at + 16 : at + 16 + segments * 12]
        ):
            found.update(
                zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True)
            )
        found[0xA0] = found[0x20]  # the library sets the no-break space as a blank
        advances = self._advances
        self.charToGlyph = found
        self.charWidths = {char: advances[glyph] for char, glyph in found.items()}


class Face(TTFont):
    """A font of the shipped set as the printing library takes it."""

    def __init__(self, name: str, file: str | BytesIO, *, ascii_first: bool) -> None:
        # The library's constructor would read the file its own way; these are all its attributes.
        self.fontName = name
        self.face = Outlines(file)
        self.encoding = TTEncoding()
        self.state = WeakKeyDictionary()
        self._asciiReadable = ascii_first
        self.shapable = False

    def addObjects(self, doc: PDFDocument) -> None:  # noqa: N802 - the library's name
        """Add the font's subsets to the document, each with a right ToUnicode table."""
        subsets = [list(subset) for subset in self.state[doc].subsets]
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            parts = (SUBSETN(number), b"+", self.face.name, self.face.subfontNameX)
            name = b"".join(parts).decode("ascii")
            table = cast("PDFStream", doc.idToObject["toUnicodeCMap:" + name])
            table.content = _to_unicode(subset)


def _to_unicode(subset: list[int]) -> str:
    """The ToUnicode table of a subset: code → UTF-16 (PDF 32000-1, 9.10.3)."""
    lines = [
        f"<{code:02X}> <{chr(char).encode('utf-16-be').hex()}>" for code, char in enumerate(subset)
    ]
    blocks = [lines[at : at + _LINES_PER_BLOCK] for at in range(0, len(lines), _LINES_PER_BLOCK)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
            *(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocks),
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )
