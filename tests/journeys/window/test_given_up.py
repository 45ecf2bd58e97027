"""Every wizard given up at each of its steps: the books, the folder and the disk are as before."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt

from desktop.core.labels import Role
from desktop.services.backups import back_up
from desktop.services.books import create
from desktop.services.users import NewUser
from desktop.views.start.first import FirstView
from desktop.views.start.restoring import RestoreView
from tests.journeys.window.conftest import UNIT
from tests.journeys.window.disk import files_below, snapshot
from tests.journeys.window.keyboard import CTRL
from tests.journeys.window.month import turn_to_october
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.journeys.window.stand import Stand

pytestmark = pytest.mark.gui

PASSWORD = "chunfenghuayu"
STEPS = (0, 1, 2)
SHEETS = {
    "roster": (("姓名", "班级"), ("孙小圣", "三年级1班")),
    "meals": (("姓名", "班级", "就餐天数"), ("张小红", "三年级1班", 17)),
    "charges": (
        ("收费项目", "收费性质", "计费单位", "收费标准", "收费依据"),
        ("住宿费", "服务性收费", "元/生·学期", "100.00", "平发改价格〔2025〕8号"),
    ),
}


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this machine keeps temporary files."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def workbook(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def open_wizard(stand: Stand, kind: str) -> None:
    if kind == "roster":
        stand.press(Qt.Key.Key_2, CTRL)
        stand.presses("导入名册")
        return
    turn_to_october(stand)
    if kind == "charges":
        stand.press(Qt.Key.Key_Tab, CTRL)
        stand.presses("导入收费项目表")
        return
    stand.presses("更多")
    stand.press(Qt.Key.Key_Down)
    stand.press(Qt.Key.Key_Return)


@pytest.mark.parametrize("steps", STEPS)
@pytest.mark.parametrize("kind", SHEETS)
def test_import_given_up_leaves_nothing(
    stand: Stand, school: Path, scratch: Path, tmp_path: Path, *, kind: str, steps: int
) -> None:
    path = workbook(tmp_path / "表.xlsx", SHEETS[kind])
    stand.begin(school)
    stand.sits()
    stand.quiet()
    before = at_the_books(lambda: snapshot(stand.session.store, school, scratch))
    open_wizard(stand, kind)
    stand.messages.answers.append(path)
    stand.presses("选择文件…")
    for _ in range(steps):
        stand.presses("下一步")
        stand.quiet()
    stand.presses("放弃")
    stand.quiet()
    assert not stand.offers("放弃")
    # Drafts are let go of by a thread of their own.
    stand.until(lambda: not stand.desk.drafts.files.folder.exists())
    assert at_the_books(lambda: snapshot(stand.session.store, school, scratch)) == before


def fill(stand: Stand, *lines: tuple[str, str]) -> None:
    for field, words in lines:
        stand.goes_to(field)
        stand.types(words)
    stand.presses("下一步")


@pytest.mark.parametrize("steps", STEPS)
def test_first_start_given_up_leaves_nothing(
    stand: Stand, scratch: Path, tmp_path: Path, *, steps: int
) -> None:
    stand.begin()
    stand.shows(FirstView)
    before = files_below(tmp_path)
    stand.presses("为本单位建立数据")
    if steps > 0:
        fill(stand, ("单位名称（全称）", "红星小学"), ("学校（机构）标识码", "3629000001"))
    if steps > 1:
        fill(stand, ("姓名", "张校长"), ("密码", PASSWORD), ("再输一遍", PASSWORD))
        stand.until(lambda: stand.offers("建立数据"))
    stand.presses("放弃")
    stand.shows(FirstView)
    stand.quiet()
    stand.until(lambda: files_below(tmp_path) == before)
    assert files_below(scratch) == frozenset()


@pytest.mark.parametrize("tried", [False, True])
def test_restore_that_comes_to_nothing_leaves_nothing(
    stand: Stand, scratch: Path, tmp_path: Path, *, tried: bool
) -> None:
    user = NewUser("张校长", Role.PRINCIPAL, PASSWORD)
    session = create(tmp_path / "alt", UNIT, user).session
    back_up(session, tmp_path / "十月.mcb")
    session.store.close()
    stand.begin()
    stand.shows(FirstView)
    before = files_below(tmp_path)
    stand.presses("从备份恢复")
    view = stand.shows(RestoreView)
    stand.messages.answers.append(tmp_path / "十月.mcb")
    stand.presses("选择备份文件…")
    stand.goes_to("密码（没有就空着）")
    stand.types("not the password")
    if tried:
        stand.presses("恢复")
        stand.until(view.wrong.isVisible)
        stand.quiet()
    stand.presses("返回")
    stand.shows(FirstView)
    assert files_below(tmp_path) == before
    assert files_below(scratch) == frozenset()
