"""Pages of a PDF as pictures, by PDFium: the only module that knows it.

PDFium may be used by one thread at a time, so all calls go through one lock. A file is opened anew
for each picture: that costs little, and nothing of PDFium outlives a call.
"""

from __future__ import annotations

import ctypes
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

POINTS: Final = 72.0
_WHITE: Final = 0xFFFFFFFF
_PDFIUM: Final = Lock()


@dataclass(frozen=True, slots=True)
class PageSize:
    """The size of a page in points."""

    width: float
    height: float

    def pixels(self, per_inch: float) -> tuple[int, int]:
        """Width and height at so many pixels an inch."""
        scale = per_inch / POINTS
        return max(round(self.width * scale), 1), max(round(self.height * scale), 1)


@dataclass(frozen=True, slots=True)
class Shot:
    """Which part of a page, and how large: the page is `width` by `height`, rows from `top`."""

    page: int
    width: int
    height: int
    top: int = 0
    rows: int | None = None
    """None: to the end of the page."""
    grey: bool = False
    """Without colours: a quarter of the memory."""


def page_sizes(content: bytes) -> tuple[PageSize, ...]:
    """The sizes of all pages."""
    with _opened(content) as document:
        return tuple(PageSize(*document.get_page_size(at)) for at in range(len(document)))


def picture(content: bytes, shot: Shot) -> QImage:
    """A page, or some rows of it, as a picture."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - large; only when a page is looked at

    rows = shot.height - shot.top if shot.rows is None else min(shot.rows, shot.height - shot.top)
    kind = QImage.Format.Format_Grayscale8 if shot.grey else QImage.Format.Format_RGB32
    drawn = QImage(shot.width, rows, kind)
    with _opened(content) as document:
        page = document[shot.page]
        layout = pdfium.FPDFBitmap_Gray if shot.grey else pdfium.FPDFBitmap_BGRx
        bitmap = pdfium.FPDFBitmap_CreateEx(
            *(shot.width, rows, layout),
            ctypes.addressof(ctypes.c_char.from_buffer(drawn.bits())),
            drawn.bytesPerLine(),
        )
        try:
            pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, shot.width, rows, _WHITE)
            flags = pdfium.FPDF_ANNOT | (pdfium.FPDF_GRAYSCALE if shot.grey else 0)
            place = (0, -shot.top, shot.width, shot.height, 0)
            pdfium.FPDF_RenderPageBitmap(bitmap, page.raw, *place, flags)
        finally:
            pdfium.FPDFBitmap_Destroy(bitmap)
            page.close()
    return drawn


def some_pages(content: bytes, pages: Sequence[int]) -> bytes:
    """A file with these pages only, letters as letters."""
    import pypdfium2  # noqa: PLC0415 - same

    out = BytesIO()
    with _opened(content) as document:
        chosen = pypdfium2.PdfDocument.new()
        try:
            chosen.import_pages(document, list(pages))
            chosen.save(out)
        finally:
            chosen.close()
    return out.getvalue()


def page_text(content: bytes, page: int) -> str:
    """The words of a page."""
    with _opened(content) as document:
        shown = document[page]
        words = shown.get_textpage()
        text: str = words.get_text_range()
        words.close()
        shown.close()
    return text


@contextmanager
def _opened(content: bytes) -> Iterator[Any]:
    import pypdfium2  # noqa: PLC0415 - same

    with _PDFIUM:
        document = pypdfium2.PdfDocument(content)
        try:
            yield document
        finally:
            document.close()
