"""Somebody who has just installed the program: from the four ways to a notice on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt

from desktop.core.identity import check_digit
from desktop.core.labels import UpkeepKind
from desktop.core.money import Money, in_words
from desktop.core.terms import Month
from desktop.services.calendar import month_calendar
from desktop.services.upkeep import last
from desktop.views.preview import preview
from desktop.views.start.first import FirstView
from tests.journeys.window.disk import readable
from tests.journeys.window.keyboard import CTRL
from tests.journeys.window.month import (
    close_month,
    issue_and_print,
    take_in,
    to_file,
    turn_to_october,
    words_of,
)
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pathlib import Path

    from tests.journeys.window.stand import Stand

pytestmark = pytest.mark.gui

PASSWORD = "chunfenghuayu"
PUPILS = (
    ("张小红", "女", "一年级1班", "2019-10-07"),
    ("李明", "男", "一年级1班", "2019-11-12"),
    ("王芳", "女", "二年级1班", "2018-09-30"),
    ("赵小军", "男", "二年级1班", "2018-12-01"),
    ("单雨桐", "女", "二年级1班", "2019-03-15"),
)


def identity(place: int, born: str) -> str:
    front = f"532101{born.replace('-', '')}{place + 1:02d}{place % 2}"
    return front + check_digit(front)


def roster(path: Path) -> Path:
    """As schools keep it: a title over all columns, a row of totals below."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "2026秋"
    sheet.append(["平安乡中心小学2026年秋季学期学生花名册"])
    sheet.merge_cells("A1:G1")
    sheet.append(["填表人：王老师", None, None, None, None, "2026年9月"])
    sheet.append(["序号", "姓名", "性别", "班级", "身份证号", "家长姓名", "联系电话"])
    for place, (name, sex, group, born) in enumerate(PUPILS):
        number, phone = identity(place, born), f"1390870123{place}"
        sheet.append([place + 1, name, sex, group, number, f"{name[0]}大山", phone])
    sheet.append(["合计", f"{len(PUPILS)}人"])
    book.save(path)
    return path


def set_up(stand: Stand, sheet: Path) -> str:
    """Through the first start; the recovery code."""
    stand.shows(FirstView)
    stand.presses("为本单位建立数据")
    for field, words in (
        ("单位名称（全称）", "平安乡中心小学"),
        ("学校（机构）标识码", "3629000001"),
        ("学校电话（可以不填）", "13900001234"),
        ("监督电话（可以不填）", "13800001234"),
    ):
        stand.goes_to(field)
        stand.types(words)
    stand.presses("下一步")
    for field, words in (("姓名", "张校长"), ("密码", PASSWORD), ("再输一遍", PASSWORD)):
        stand.goes_to(field)
        stand.types(words)
    stand.presses("下一步")
    stand.presses("建立数据")
    stand.until(lambda: stand.offers("打印"))
    stand.goes_to("预览")
    stand.press(Qt.Key.Key_P, CTRL)
    stand.until(sheet.exists)
    stand.presses("已经打印出来，或抄在纸上收好了")
    code: str = stand.window.shown.sheet.code.text()  # type: ignore[attr-defined]
    stand.presses("开始使用")
    stand.sits()
    stand.quiet()
    return code


def test_new_user_gets_from_the_first_start_to_a_printed_notice(
    stand: Stand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code_sheet, paper = tmp_path / "恢复码.pdf", tmp_path / "公示.pdf"
    monkeypatch.setattr(preview, "ask_printer", to_file(code_sheet))
    stand.begin()
    code = set_up(stand, code_sheet)
    monkeypatch.setattr(preview, "ask_printer", to_file(paper))
    assert code.replace("-", "") in words_of(code_sheet)
    folder = stand.session.folder
    assert folder is not None

    stand.press(Qt.Key.Key_2, CTRL)
    stand.presses("导入名册")
    take_in(stand, roster(tmp_path / "花名册.xlsx"), "导入（新增 5，变更 0）")
    turn_to_october(stand)
    stand.goes_to("就餐天数")
    for _ in range(2):
        stand.press(Qt.Key.Key_Return, CTRL)
        stand.quiet()
    close_code = close_month(stand)
    issue_and_print(stand, paper)

    words = words_of(paper)
    days = len(at_the_books(lambda: month_calendar(stand.session, Month(2026, 10))).teaching)
    total = Money.of("5.00") * days * len(PUPILS)
    for part in ("平安乡中心小学", "单雨桐", str(total), in_words(total), close_code):
        assert part in words
    # What must not hang on a wall does not, and nothing lies readable on the disk.
    private = [identity(place, pupil[3]) for place, pupil in enumerate(PUPILS)]
    assert [number for number in private if number in words] == []
    assert readable(folder, [*private, "张小红", "13908701230", "王老师", PASSWORD]) == []
    assert UpkeepKind.RECOVERY_SHEET in at_the_books(lambda: last(stand.session))
