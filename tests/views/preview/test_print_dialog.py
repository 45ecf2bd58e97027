"""The dialog of the printer, and what a printer is sent that makes no file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from desktop.core.progress import Progress
from desktop.views.preview.pdf import page_sizes, page_text
from desktop.views.preview.printing import ask_printer, new_printer, print_pages
from tests.views.preview.papers import meals_paper

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.gui


def to_file(path: Path) -> QPrinter:
    printer = new_printer("公示", page_sizes(meals_paper()))
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


@pytest.mark.parametrize("accepted", [True, False])
def test_person_is_offered_all_pages_and_may_choose_some(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, *, accepted: bool
) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    asked: list[tuple[str, int, int, QAbstractPrintDialog.PrintRange]] = []
    options: list[bool] = []

    def answer(dialog: QPrintDialog) -> int:
        asked.append(
            (dialog.windowTitle(), dialog.minPage(), dialog.maxPage(), dialog.printRange())
        )
        options.extend(
            dialog.testOption(option)
            for option in (
                QAbstractPrintDialog.PrintDialogOption.PrintPageRange,
                QAbstractPrintDialog.PrintDialogOption.PrintCurrentPage,
            )
        )
        return int(accepted)

    monkeypatch.setattr(QPrintDialog, "exec", answer)
    assert ask_printer(owner, to_file(tmp_path / "x.pdf"), 4) is accepted
    assert asked == [("打印", 1, 4, QAbstractPrintDialog.PrintRange.AllPages)]
    assert options == [True, True]


def test_printer_of_paper_is_sent_pictures(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    del qtbot
    path = tmp_path / "drawn.pdf"
    printer = to_file(path)
    printer.setResolution(72)
    native = QPrinter.OutputFormat.NativeFormat
    monkeypatch.setattr(QPrinter, "outputFormat", lambda _: native)
    print_pages(meals_paper(), printer, [0, 2], Progress())
    printed = path.read_bytes()
    assert len(page_sizes(printed)) == 2
    assert page_text(meals_paper(), 0).strip()
    assert not page_text(printed, 0).strip()
