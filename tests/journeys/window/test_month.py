"""A month by the keyboard alone: from typed meals to a posted notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter

from desktop.core.labels import MonthState
from desktop.core.money import Money, in_words
from desktop.core.notices import NoticeStage
from desktop.services.notices.register import NoticeQuery, register
from desktop.views.preview import preview
from desktop.views.preview.pdf import page_sizes, page_text
from tests.journeys.window.stand import CTRL
from tests.services.rosters import OCTOBER
from tests.views.conftest import small_school
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from tests.journeys.window.stand import Stand

pytestmark = pytest.mark.gui

DAYS = (17, 16, 15, 14, 13)
OTHERS = (12, 11, 10)


def words_of(pdf: Path) -> str:
    content = pdf.read_bytes()
    pages = range(len(page_sizes(content)))
    return "".join("".join(page_text(content, page).split()) for page in pages)


@pytest.fixture
def paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the only printer of this machine prints to."""

    def choose(_owner: QWidget, printer: QPrinter, _pages: int) -> bool:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "公示.pdf"))
        return True

    monkeypatch.setattr(preview, "ask_printer", choose)
    return tmp_path / "公示.pdf"


def meals_workbook(path: Path) -> Path:
    """October as a school would list it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["姓名", "班级", "就餐天数"])
    for row, days in zip(small_school(), (*DAYS, *OTHERS), strict=True):
        assert row.school_class is not None
        sheet.append([row.name, f"三年级{row.school_class.number}班", days])
    book.save(path)
    return path


def turn_to_october(stand: Stand) -> None:
    """The canteen page, one month back."""
    stand.press(Qt.Key.Key_3, CTRL)
    stand.press(Qt.Key.Key_PageUp, CTRL)
    stand.until(lambda: stand.desk.place.month == OCTOBER)
    stand.quiet()


def type_meals(stand: Stand) -> None:
    """Both classes, pupil by pupil."""
    panel = stand.page("canteen").panel
    stand.until(lambda: panel.table.rowCount() == len(DAYS))
    stand.goes_to("就餐天数")
    for days in DAYS:
        stand.types(str(days))
        stand.press(Qt.Key.Key_Return)
    stand.press(Qt.Key.Key_Return, CTRL)
    stand.until(lambda: panel.table.rowCount() == len(OTHERS))
    for days in OTHERS:
        stand.types(str(days))
        stand.press(Qt.Key.Key_Down)
    stand.press(Qt.Key.Key_S, CTRL)
    stand.notes("新登记 3 人")
    stand.quiet()


def import_meals(stand: Stand, path: Path) -> None:
    """Through the wizard."""
    stand.messages.answers.append(path)
    stand.presses("更多")
    stand.press(Qt.Key.Key_Down)
    stand.press(Qt.Key.Key_Return)
    stand.presses("选择文件…")
    stand.presses("下一步")
    stand.presses("下一步")
    stand.presses("导入（新增 8，变更 0）")
    stand.presses("完成")
    stand.quiet()
    stand.goes_to("就餐天数")


@pytest.mark.parametrize("way", ["typed", "imported"])
def test_keyboard_alone_does_the_month(
    stand: Stand, school: Path, paper: Path, tmp_path: Path, way: str
) -> None:
    stand.begin(school)
    stand.sits()
    turn_to_october(stand)
    if way == "typed":
        type_meals(stand)
    else:
        import_meals(stand, meals_workbook(tmp_path / "十月就餐.xlsx"))
    stand.press(Qt.Key.Key_Tab, CTRL, times=2)
    stand.presses("结账")
    code = stand.notes("已结账").split()[-1]

    stand.press(Qt.Key.Key_4, CTRL)
    stand.presses("核对并发布")
    stand.presses("发布")
    stand.notes("已发布")
    stand.quiet()
    stand.goes_to("预览")
    stand.press(Qt.Key.Key_P, CTRL)
    stand.until(paper.exists)
    stand.presses("登记张贴")
    stand.goes_to("张贴地点（可以不写，如校门口公示栏）")
    stand.types("校门口")
    stand.press(Qt.Key.Key_S, CTRL)
    stand.notes("已登记张贴")

    (entry,) = at_the_books(lambda: register(stand.session, NoticeQuery()).lines)
    assert (entry.stage, entry.prints) == (NoticeStage.UP, 1)
    words = words_of(paper)
    total = Money.of("5.00") * sum((*DAYS, *OTHERS))
    for part in (str(total), in_words(total), code, "张小红", "阿依古丽"):
        assert part in words
    assert len(stand.messages.answers) == 0
    assert MonthState.CLOSED.label in stand.reads()
