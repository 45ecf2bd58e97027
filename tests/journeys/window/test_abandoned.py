"""The program is killed with forms half filled: all that was typed is there again afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop.core.labels import Role
from desktop.services.books import create
from desktop.services.doors import is_locked
from desktop.services.notices import life
from desktop.services.users import NewUser
from desktop.views.access.login import LoginView
from tests.journeys.window.abandoned import DAYS, EVENT, OBJECTION, PASSWORD, PHONE
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


@pytest.fixture
def killed(posted: Path, tmp_path: Path) -> Path:
    """The same after the program was killed over it with four open forms."""
    places = {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("CONFIG", "DATA", "STATE")}
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.window.abandoned", str(posted)],
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
    table = stand.page("canteen").panel.table
    assert table.typed.days(0) == int(DAYS)
    assert table.typed.dirty
    stand.press(Qt.Key.Key_5, CTRL)
    stand.until(lambda: stand.offers("保存电话"))
    stand.quiet()
    assert stand.typed("监督电话") == PHONE
    first_row(stand, Qt.Key.Key_4, "公示")
    stand.presses("登记异议")
    assert stand.typed("异议内容") == OBJECTION
    stand.quiet()
