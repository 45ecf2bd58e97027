"""Sheets of paper: their measures after GB/T 9704-2012, and the PDF that they are gathered in.

A page is closed as a compressed stream at once, so that a long table does not pile up in memory.
Nothing is drawn in a font that is not embedded, and nothing in the file depends on the hour.
"""

from __future__ import annotations

import zlib
from typing import Final, NamedTuple

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFName,
    PDFPage,
    PDFResourceDictionary,
    PDFStream,
)

from desktop.reports.document import Orientation

MM: Final = 72 / 25.4


class Sheet(NamedTuple):
    """An A4 sheet and the area that is printed on, in points from the top left corner."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def room(self) -> float:
        """The width of the printed area."""
        return self.right - self.left

    @property
    def depth(self) -> float:
        """The height of the printed area."""
        return self.bottom - self.top


# 156 × 225 mm of text, 37 mm above and 28 mm at the binding (GB/T 9704-2012, 5.2.1).
_PORTRAIT: Final = Sheet(210 * MM, 297 * MM, 28 * MM, 184 * MM, 37 * MM, 262 * MM)
# The same sheet lying: a wide table may use more of it.
_LANDSCAPE: Final = Sheet(297 * MM, 210 * MM, 20 * MM, 277 * MM, 20 * MM, 195 * MM)


BLACK: Final = "0 g"
RED: Final = "0.75 0 0 rg"


def sheet_for(orientation: Orientation) -> Sheet:
    """The sheet that a document is printed on."""
    return _LANDSCAPE if orientation is Orientation.LANDSCAPE else _PORTRAIT


class Paper:
    """The pages of one PDF, written one after the other."""

    def __init__(self, sheet: Sheet, subject: str) -> None:
        self.sheet = sheet
        self.pdf = PDFDocument(compression=1, invariant=1, lang="zh-CN")
        self.pdf.setTitle(subject)
        self.pdf.setAuthor("明册")
        self.pdf.setSubject(subject)
        self.pdf.setCreator("明册")
        self.pdf.setProducer("明册")
        self.pages = 0
        self.ink = BLACK
        """The operator that chooses the colour of text."""
        self._content: list[str] = []

    def draw(self, operators: str) -> None:
        """Put drawing operators on the current page."""
        self._content.append(operators)

    def text(self, x: float, y: float, operators: str, spacing: float = 0.0) -> None:
        """Show set text with its baseline `y` below the sheet's upper edge."""
        self._content.append(
            f"BT {spacing:.4g} Tc 1 0 0 1 {x:.2f} {self.sheet.height - y:.2f} Tm {operators} ET"
        )

    def line(
        self, start: tuple[float, float], end: tuple[float, float], thick: float = 0.5
    ) -> None:
        """Draw a straight line."""
        high = self.sheet.height
        begin = f"{start[0]:.2f} {high - start[1]:.2f} m"
        self._content.append(f"{thick:g} w {begin} {end[0]:.2f} {high - end[1]:.2f} l S")

    def close_page(self) -> None:
        """Finish the current page; the next drawing begins a new one."""
        packed = zlib.compress("\n".join(self._content).encode("ascii"))
        self._content = []
        page = PDFPage()
        page.MediaBox = PDFArray([0, 0, round(self.sheet.width, 2), round(self.sheet.height, 2)])
        page.Contents = PDFStream(
            dictionary=PDFDictionary({"Filter": PDFName("FlateDecode")}), content=packed, filters=[]
        )
        page.Resources = PDFResourceDictionary()
        page.Resources.basicFonts()
        self.pdf.addPage(page)
        self.pages += 1

    def finish(self) -> bytes:
        """The whole file."""
        content: bytes = self.pdf.GetPDFData(None)
        return content
