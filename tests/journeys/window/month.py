"""The steps of a month at the keyboard, for several journeys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter

from desktop.views.preview.pdf import page_sizes, page_text
from tests.journeys.window.keyboard import CTRL
from tests.services.rosters import OCTOBER

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from tests.journeys.window.stand import Stand


def words_of(pdf: Path) -> str:
    """What stands on a paper, without its white."""
    content = pdf.read_bytes()
    pages = range(len(page_sizes(content)))
    return "".join("".join(page_text(content, page).split()) for page in pages)


def to_file(path: Path) -> Callable[[QWidget, QPrinter, int], bool]:
    """A person who always chooses to print into this file."""

    def choose(_owner: QWidget, printer: QPrinter, _pages: int) -> bool:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(path))
        return True

    return choose


def turn_to_october(stand: Stand) -> None:
    """The canteen page, one month back."""
    stand.press(Qt.Key.Key_3, CTRL)
    stand.press(Qt.Key.Key_PageUp, CTRL)
    stand.until(lambda: stand.desk.place.month == OCTOBER)
    stand.quiet()


def take_in(stand: Stand, path: Path, words: str) -> None:
    """Through an import wizard that is open at its first step."""
    stand.messages.answers.append(path)
    stand.presses("选择文件…")
    stand.presses("下一步")
    stand.presses("下一步")
    stand.presses(words)
    stand.presses("完成")
    stand.quiet()


def close_month(stand: Stand) -> str:
    """From the grid to a closed month; its code."""
    stand.press(Qt.Key.Key_Tab, CTRL, times=5)
    stand.presses("结账")
    return stand.notes("已结账").split()[-1]


def issue_and_print(stand: Stand, paper: Path) -> None:
    """From the receipt of the month to a notice on paper."""
    stand.presses("去打印公示")
    stand.presses("核对并发布")
    stand.presses("发布")
    stand.notes("已发布")
    stand.quiet()
    stand.goes_to("预览")
    stand.press(Qt.Key.Key_P, CTRL)
    stand.until(paper.exists)
    stand.notes("已送到")
    stand.quiet()
