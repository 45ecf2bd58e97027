"""A month by the keyboard alone: from typed or imported meals to a posted notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt

from desktop.core.labels import MonthState
from desktop.core.money import Money, in_words
from desktop.core.notices import NoticeStage
from desktop.services.notices.register import NoticeQuery, register
from desktop.views.preview import preview
from tests.journeys.window.keyboard import CTRL
from tests.journeys.window.month import (
    close_month,
    issue_and_print,
    take_in,
    to_file,
    turn_to_october,
    words_of,
)
from tests.views.conftest import small_school
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pathlib import Path

    from tests.journeys.window.stand import Stand

pytestmark = pytest.mark.gui

DAYS = (17, 16, 15, 14, 13)
OTHERS = (12, 11, 10)


def type_meals(stand: Stand) -> None:
    """Both classes, pupil by pupil."""
    panel = stand.page("canteen").panel.part
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


def import_meals(stand: Stand, path: Path) -> None:
    stand.presses("更多")
    stand.press(Qt.Key.Key_Down)
    stand.press(Qt.Key.Key_Return)
    take_in(stand, path, "导入（新增 8，变更 0）")
    stand.goes_to("就餐天数")


@pytest.mark.parametrize("way", ["typed", "imported"])
def test_keyboard_alone_does_the_month(
    stand: Stand, school: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    paper = tmp_path / "公示.pdf"
    monkeypatch.setattr(preview, "ask_printer", to_file(paper))
    stand.begin(school)
    stand.sits()
    turn_to_october(stand)
    if way == "typed":
        type_meals(stand)
    else:
        import_meals(stand, meals_workbook(tmp_path / "十月就餐.xlsx"))
    code = close_month(stand)
    issue_and_print(stand, paper)
    stand.presses("登记张贴")
    stand.goes_to("张贴地点（可以不写，如校门口公示栏）")
    stand.types("校门口")
    stand.press(Qt.Key.Key_S, CTRL)
    stand.notes("已登记张贴")
    stand.quiet()

    (entry,) = at_the_books(lambda: register(stand.session, NoticeQuery()).lines)
    assert (entry.stage, entry.prints) == (NoticeStage.UP, 1)
    words = words_of(paper)
    total = Money.of("5.00") * sum((*DAYS, *OTHERS))
    for part in (str(total), in_words(total), code, "张小红", "阿依古丽"):
        assert part in words
    assert len(stand.messages.answers) == 0
    assert MonthState.CLOSED.label in stand.reads()
