from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPageLayout, QPageRanges
from PySide6.QtPrintSupport import QPrinter

from desktop.core.errors import Cancelled, EnvironmentFault
from desktop.core.progress import Progress
from desktop.views.preview.pdf import Shot, page_sizes, page_text, picture
from desktop.views.preview.printing import (
    chosen_pages,
    draw_pages,
    new_printer,
    print_pages,
)
from tests.views.preview.papers import charges_paper, meals_paper

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.gui


def to_file(path: Path, content: bytes) -> QPrinter:
    printer = new_printer("公示", page_sizes(content))
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


def darkness(content: bytes, page: int) -> list[int]:
    """How dark each tile of a page is: what is printed where, whatever the resolution."""
    small = picture(content, Shot(page, 320, 452, grey=True))
    tiles = small.convertToFormat(QImage.Format.Format_Grayscale8).scaled(
        40, 56, mode=Qt.TransformationMode.SmoothTransformation
    )
    return [tiles.pixelColor(x, y).red() for y in range(56) for x in range(40)]


def test_paper_says_what_the_preview_says(tmp_path: Path, qtbot: QtBot) -> None:
    del qtbot
    content, path = meals_paper(), tmp_path / "out.pdf"
    print_pages(content, to_file(path, content), range(4), Progress())
    printed = path.read_bytes()
    assert len(page_sizes(printed)) == 4
    for page in range(4):
        assert page_text(printed, page) == page_text(content, page)
        assert darkness(printed, page) == darkness(content, page)


@pytest.mark.parametrize("content", [meals_paper(), charges_paper()], ids=["standing", "lying"])
def test_pages_reach_a_printer_as_they_were_seen(
    tmp_path: Path, qtbot: QtBot, content: bytes
) -> None:
    del qtbot
    path = tmp_path / "drawn.pdf"
    printer = to_file(path, content)
    printer.setResolution(200)
    draw_pages(content, printer, [0], Progress())
    drawn = path.read_bytes()
    (size,) = page_sizes(drawn)
    seen = page_sizes(content)[0]
    assert abs(size.width - seen.width) < 1.5
    assert abs(size.height - seen.height) < 1.5
    pairs = zip(darkness(drawn, 0), darkness(content, 0), strict=True)
    assert max(abs(one - other) for one, other in pairs) < 60
    assert sum(darkness(drawn, 0)) == pytest.approx(sum(darkness(content, 0)), rel=0.06)


def test_lying_pages_are_printed_lying(qtbot: QtBot) -> None:
    del qtbot
    orientation = new_printer("公示", page_sizes(charges_paper())).pageLayout().orientation()
    assert orientation is QPageLayout.Orientation.Landscape


def test_only_chosen_pages_are_printed_as_often_as_asked(tmp_path: Path, qtbot: QtBot) -> None:
    del qtbot
    printer = to_file(tmp_path / "x.pdf", meals_paper())
    assert chosen_pages(printer, 4, 1) == (0, 1, 2, 3)
    printer.setPrintRange(QPrinter.PrintRange.CurrentPage)
    assert chosen_pages(printer, 4, 1) == (1,)
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(2, 3)
    assert chosen_pages(printer, 4, 0) == (1, 2)
    printer.setPageOrder(QPrinter.PageOrder.LastPageFirst)
    assert chosen_pages(printer, 4, 0) == (2, 1)
    printer.setPageOrder(QPrinter.PageOrder.FirstPageFirst)
    ranges = QPageRanges()
    ranges.addPage(1)
    ranges.addRange(3, 9)
    printer.setPageRanges(ranges)
    assert chosen_pages(printer, 4, 0) == (0, 2, 3)


@pytest.mark.parametrize(("collated", "pages"), [(True, (0, 1, 0, 1)), (False, (0, 0, 1, 1))])
def test_printer_that_cannot_copy_is_sent_the_copies(
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    *,
    collated: bool,
    pages: tuple[int, ...],
) -> None:
    del qtbot
    printer = to_file(tmp_path / "x.pdf", meals_paper())
    monkeypatch.setattr(QPrinter, "supportsMultipleCopies", lambda _: False)
    monkeypatch.setattr(QPrinter, "copyCount", lambda _: 2)
    monkeypatch.setattr(QPrinter, "collateCopies", lambda _: collated)
    assert chosen_pages(printer, 2, 0) == pages


def test_stopped_printing_is_stopped(tmp_path: Path, qtbot: QtBot) -> None:
    del qtbot
    progress = Progress()

    def stop(_text: str, done: int, _total: int) -> None:
        if done == 1:
            progress.cancel()

    progress._listener = stop
    printer = to_file(tmp_path / "x.pdf", meals_paper())
    printer.setResolution(72)
    with pytest.raises(Cancelled):
        draw_pages(meals_paper(), printer, range(4), progress)


def test_printer_that_takes_nothing_is_named(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    del qtbot
    printer = to_file(tmp_path / "x.pdf", meals_paper())
    printer.setResolution(72)
    monkeypatch.setattr(QPrinter, "newPage", lambda _: False)
    with pytest.raises(EnvironmentFault, match="没有接受打印"):
        draw_pages(meals_paper(), printer, [0, 1], Progress())


def test_file_that_cannot_be_written_is_said(tmp_path: Path, qtbot: QtBot) -> None:
    del qtbot
    (tmp_path / "no").write_text("a file, no folder")
    printer = to_file(tmp_path / "no" / "x.pdf", meals_paper())
    with pytest.raises(EnvironmentFault):
        print_pages(meals_paper(), printer, [0], Progress())
