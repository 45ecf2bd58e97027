"""Fonts for the printing library, written so that text can be copied.

reportlab 5.1 writes characters above U+FFFF as one five-digit number into the ToUnicode table,
where UTF-16 is due: mended here and nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast
from weakref import WeakKeyDictionary

from reportlab.pdfbase.ttfonts import SUBSETN, TTEncoding, TTFont

from desktop.reports.pdf.outlines import Outlines

if TYPE_CHECKING:
    from io import BytesIO

    from reportlab.pdfbase.pdfdoc import PDFDocument, PDFStream

_LINES_PER_BLOCK: Final = 100


class Face(TTFont):
    """A font of the shipped set as the printing library takes it."""

    face: Outlines

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
