"""To the printer: which pages, how many copies, and the pages drawn at the printer's resolution."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter

from desktop.core.errors import EnvironmentFault
from desktop.core.files import write_whole
from desktop.views.preview.pdf import PageSize, Shot, page_sizes, picture, some_pages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtWidgets import QWidget

    from desktop.core.progress import Progress

FINEST: Final = 600
"""More dots an inch are not drawn: letters do not get better, the memory does get short."""
BAND_ROWS: Final = 1200


def new_printer(title: str, sizes: Sequence[PageSize]) -> QPrinter:
    """The printer as the dialog first shows it: A4, lying as the pages do."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setFullPage(True)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(_orientation(sizes[0]))
    return printer


def ask_printer(owner: QWidget, printer: QPrinter, pages: int, /) -> bool:
    """Let the person choose printer, pages and copies."""
    dialog = QPrintDialog(printer, owner)
    dialog.setWindowTitle("打印")
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange)
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintCurrentPage)
    dialog.setMinMax(1, pages)
    dialog.setFromTo(1, pages)
    dialog.setPrintRange(QAbstractPrintDialog.PrintRange.AllPages)
    return bool(dialog.exec())


def chosen_pages(printer: QPrinter, pages: int, current: int) -> tuple[int, ...]:
    """The pages to print, from 0, in the order in which they leave the printer, copies included."""
    everything = range(pages)
    ranges = printer.pageRanges()
    if not ranges.isEmpty():
        chosen = [page for page in everything if ranges.contains(page + 1)]
    elif printer.printRange() is QPrinter.PrintRange.CurrentPage:
        chosen = [current]
    else:
        chosen = list(everything)
    if printer.pageOrder() is QPrinter.PageOrder.LastPageFirst:
        chosen.reverse()
    copies = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    if printer.collateCopies():
        return tuple(chosen * copies)
    return tuple(page for page in chosen for _ in range(copies))


def print_pages(
    content: bytes, printer: QPrinter, pages: Sequence[int], progress: Progress
) -> None:
    """Print; where the person chose a PDF file instead of paper, the letters stay letters.

    Raises:
        EnvironmentFault: the printer is not there, or the file cannot be written.
        Cancelled: the person stopped it; the paper that is out is out.
    """
    if printer.outputFormat() is QPrinter.OutputFormat.PdfFormat:
        progress.step("打印", 0, len(pages))
        write_whole(Path(printer.outputFileName()), some_pages(content, pages))
        return
    draw_pages(content, printer, pages, progress)


def draw_pages(content: bytes, printer: QPrinter, pages: Sequence[int], progress: Progress) -> None:
    """Send pages to a printer as pictures, as fine as it prints.

    Raises:
        EnvironmentFault: the printer does not take them.
        Cancelled: the person stopped it.
    """
    sizes = page_sizes(content)
    with _painting(printer) as painter:
        for at, page in enumerate(pages):
            progress.step("打印", at, len(pages))
            printer.setPageOrientation(_orientation(sizes[page]))
            _begin_page(painter, printer, first=at == 0)
            _draw(painter, printer, content, page, sizes[page])
        progress.step("打印", len(pages), len(pages))


@contextmanager
def _painting(printer: QPrinter) -> Iterator[QPainter]:
    painter = QPainter()
    try:
        yield painter
    except BaseException:
        if painter.isActive():
            printer.abort()
        raise
    finally:
        if painter.isActive():
            painter.end()


def _begin_page(painter: QPainter, printer: QPrinter, *, first: bool) -> None:
    if not (painter.begin(printer) if first else printer.newPage()):
        name = printer.printerName() or "打印机"
        msg = f"“{name}”没有接受打印。请看它是否开着、有没有纸、连没连上，然后再打印。"
        raise EnvironmentFault(msg)


def _draw(painter: QPainter, printer: QPrinter, content: bytes, page: int, size: PageSize) -> None:
    """One page in bands, so that a fine printer does not need a whole page of memory."""
    inch = float(printer.resolution())
    paper = printer.paperRect(QPrinter.Unit.DevicePixel)
    wide, high = size.pixels(inch)
    shrunk = min(1.0, paper.width() / wide, paper.height() / high)
    drawn_wide, drawn_high = size.pixels(min(inch * shrunk, FINEST))
    scale = wide * shrunk / drawn_wide
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    grey = printer.colorMode() is QPrinter.ColorMode.GrayScale
    for top in range(0, drawn_high, BAND_ROWS):
        band = picture(content, Shot(page, drawn_wide, drawn_high, top, BAND_ROWS, grey))
        upper, lower = round(top * scale), round((top + band.height()) * scale)
        place = QRect(0, upper, round(drawn_wide * scale), lower - upper)
        painter.drawImage(place, band)


def _orientation(size: PageSize) -> QPageLayout.Orientation:
    if size.width > size.height:
        return QPageLayout.Orientation.Landscape
    return QPageLayout.Orientation.Portrait
