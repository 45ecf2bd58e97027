"""The program is killed with forms half filled: all that was typed is there again afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt

from desktop.core.labels import Role
from desktop.core.preferences import PreferencesFile
from desktop.services.books import create
from desktop.services.doors import is_locked
from desktop.services.notices import life
from desktop.services.users import NewUser
from desktop.views.access.login import LoginView
from desktop.views.start.first import FirstView
from desktop.views.start.new_data import NewDataView
from tests.journeys.window.abandoned import (
    DAYS,
    EVENT,
    OBJECTION,
    PASSWORD,
    PHONE,
    UNIT_NAME,
    USER,
)
from tests.journeys.window.conftest import UNIT
from tests.journeys.window.disk import readable
from tests.journeys.window.keyboard import CTRL
from tests.services.walls import ISSUED_ON, issue_october, small_school

if TYPE_CHECKING:
    from tests.journeys.window.stand import Stand

pytestmark = pytest.mark.gui

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(params=["plain", "encrypted"])
def posted(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A school whose October hangs on the wall."""
    password = PASSWORD if request.param == "encrypted" else None
    user = NewUser("张校长", Role.PRINCIPAL, password)
    session = small_school(create(tmp_path / "学校", UNIT, user).session)
    number = issue_october(session)
    life.post(session, number, ISSUED_ON)
    session.store.close()
    return tmp_path / "学校"


def killed_with(tmp_path: Path, *words: str) -> None:
    """Run the program until some work is half done and kept, and kill it."""
    places = {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("CONFIG", "DATA", "STATE")}
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.window.abandoned", *words],
        cwd=ROOT,
        env=os.environ | places | {"QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
    )
    assert program.stdout is not None
    try:
        assert program.stdout.readline().strip() == b"left"
    finally:
        program.kill()
        program.wait()
        program.stdout.close()


@pytest.fixture
def killed(posted: Path, tmp_path: Path) -> Path:
    """The same after the program was killed over it with four open forms."""
    killed_with(tmp_path, str(posted), "forms")
    return posted


def start_again(stand: Stand, folder: Path) -> None:
    stand.begin(folder)
    if isinstance(stand.window.shown, LoginView):
        stand.until(lambda: stand.focused().accessibleName() == "密码")
        stand.types(PASSWORD)
        stand.press(Qt.Key.Key_Return)
    stand.sits()
    stand.quiet()


def first_row(stand: Stand, page: Qt.Key, words: str) -> None:
    stand.press(page, CTRL)
    stand.until(lambda: stand.rows(words))
    stand.goes_to(words)
    stand.press(Qt.Key.Key_Home)


def test_forms_that_were_open_come_back(stand: Stand, killed: Path) -> None:
    if is_locked(killed):
        assert readable(killed, [EVENT, OBJECTION, PHONE, "张小红"]) == []
    start_again(stand, killed)
    first_row(stand, Qt.Key.Key_2, "学生名册")
    stand.presses("登记异动")
    stand.presses("接着填")
    assert stand.typed("说明") == EVENT
    stand.press(Qt.Key.Key_3, CTRL)
    stand.until(lambda: stand.rows("就餐天数"))
    stand.quiet()
    table = stand.page("canteen").panel.part.table
    assert table.typed.days(0) == int(DAYS)
    assert table.typed.dirty
    stand.press(Qt.Key.Key_5, CTRL)
    stand.until(lambda: stand.offers("保存电话"))
    stand.presses("接着填")
    assert stand.typed("监督电话") == PHONE
    first_row(stand, Qt.Key.Key_4, "公示")
    stand.presses("登记异议")
    assert stand.typed("异议内容") == OBJECTION
    stand.quiet()


def test_import_that_was_under_way_goes_on_without_its_stick(
    stand: Stand, school: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("姓名", "班级"), ("孙小圣", "三年级1班")):
        sheet.append(row)
    book.save(stick / "花名册.xlsx")
    killed_with(tmp_path, str(school), "import", str(stick / "花名册.xlsx"))
    shutil.rmtree(stick)
    start_again(stand, school)
    stand.press(Qt.Key.Key_2, CTRL)
    stand.until(lambda: stand.rows("学生名册"))
    assert "花名册.xlsx" in stand.reads()
    stand.presses("接着导入")
    stand.until(lambda: stand.offers("导入（新增 1，变更 0）"))
    assert "找不到" in stand.reads()
    stand.presses("导入（新增 1，变更 0）")
    stand.until(lambda: stand.offers("完成"))
    stand.quiet()
    stand.desk.drafts.drain()
    assert not stand.desk.drafts.files.folder.exists()


def first_start(stand: Stand) -> None:
    """Start without a folder, with the preferences of the program that was killed."""
    stand.core = replace(stand.core, preferences=PreferencesFile.of_user())
    stand.preferences = stand.core.preferences
    stand.begin()


def test_first_start_goes_on_where_it_was_without_the_password(
    stand: Stand, tmp_path: Path
) -> None:
    killed_with(tmp_path, "", "start")
    lying = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert lying
    assert all(PASSWORD.encode() not in path.read_bytes() for path in lying)
    first_start(stand)
    stand.shows(NewDataView)
    stand.quiet()
    assert stand.typed("姓名") == USER
    assert stand.typed("密码") == ""
    stand.presses("上一步")
    assert stand.typed("单位名称（全称）") == UNIT_NAME
    stand.presses("放弃")
    stand.shows(FirstView)
    stand.until(lambda: not (PreferencesFile.of_user().path.parent / "first-start").exists())


def test_data_that_was_made_asks_who_comes_in(stand: Stand, tmp_path: Path) -> None:
    killed_with(tmp_path, "", "made")
    first_start(stand)
    stand.shows(LoginView)
    stand.until(lambda: stand.focused().accessibleName() == "密码")
    stand.types(PASSWORD)
    stand.press(Qt.Key.Key_Return)
    stand.sits()
    stand.quiet()
    assert "恢复码" in stand.reads()
