"""The program around its pages: a second start, the lock over running work, a crash, its end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.app.instance import Instance
from desktop.app.registry import PAGES
from desktop.core.labels import Role
from desktop.services.books import create
from desktop.services.users import NewUser
from desktop.views.access import lock
from desktop.views.access.lock import LockView
from desktop.views.access.login import LoginView
from tests.journeys.window.conftest import POINT, UNIT
from tests.journeys.window.crashing import SECRETS
from tests.journeys.window.keyboard import CTRL

if TYPE_CHECKING:
    from tests.journeys.window.stand import Stand

pytestmark = pytest.mark.gui

ROOT = Path(__file__).resolve().parents[3]
PASSWORD = "chunfenghuayu"
PAUSE = 10 * 60


def environment(tmp_path: Path) -> dict[str, str]:
    """A user of their own on this machine."""
    names = ("CONFIG", "DATA", "STATE", "CACHE")
    places = {f"XDG_{name}_HOME": str(tmp_path / name) for name in names}
    # A screen is said to be there; nothing is shown on it.
    return dict(os.environ) | places | {"QT_QPA_PLATFORM": "offscreen", "DISPLAY": ":0"}


def test_second_start_brings_the_first_window_to_the_front_at_its_page(
    stand: Stand, school: Path, tmp_path: Path
) -> None:
    program = stand.begin(school)
    frame = stand.sits()
    first = Instance(school)
    first.asked.connect(program.on_asked)
    first.listen()
    stand.window.showMinimized()
    words = [sys.executable, "-m", "desktop", "--data", str(school), "--page", "people"]
    second = subprocess.Popen(words, cwd=ROOT, env=environment(tmp_path))
    stand.until(lambda: second.poll() is not None)
    assert second.returncode == 0
    stand.until(lambda: frame.current == "people")
    assert not stand.window.isMinimized()
    assert stand.window.isActiveWindow()
    first.close()
    stand.quiet()


def test_lock_comes_over_running_work_which_goes_on(
    stand: Stand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(lock, "monotonic", lambda: now[0])
    monkeypatch.setattr(lock, "_LOOK_MILLISECONDS", 10)
    user = NewUser("张校长", Role.PRINCIPAL, PASSWORD)
    create(tmp_path / "学校", UNIT, user).session.store.close()
    stand.begin(tmp_path / "学校")
    stand.shows(LoginView)
    log_in(stand)
    frame = stand.sits()
    stand.quiet()
    go, done = Event(), list[object]()
    stand.core.tasks.write(frame, lambda _job: go.wait(30)).then(done.append).start()
    now[0] += PAUSE - 1
    QApplication.processEvents()
    assert stand.window.shown is frame
    now[0] += 2
    view = stand.shows(LockView)
    assert not frame.isVisible()
    go.set()
    stand.until(lambda: done == [True])
    stand.types("not the password")
    stand.press(Qt.Key.Key_Return)
    stand.until(view.wrong.isVisible)
    stand.until(view.password.isEnabled)
    stand.goes_to("密码")
    stand.press(Qt.Key.Key_A, CTRL)
    log_in(stand)
    assert stand.sits() is frame
    stand.quiet()


def log_in(stand: Stand) -> None:
    stand.until(lambda: stand.focused().accessibleName() == "密码")
    stand.types(PASSWORD)
    stand.press(Qt.Key.Key_Return)
    stand.until(lambda: not isinstance(stand.window.shown, LoginView | LockView))


def test_crash_in_a_slot_is_reported_without_anything_private(school: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.window.crashing", str(school)],
        cwd=ROOT,
        env=environment(tmp_path),
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
    told = done.stdout.decode()
    assert "程序出错了，这一步没有做完；已经保存的数据不受影响。" in told
    (report,) = (path for path in tmp_path.rglob("mingce-*.txt"))
    assert str(report) in told
    text = report.read_text("utf-8")
    assert "KeyError" in text
    assert "crashing.py" in text
    (log,) = tmp_path.rglob("mingce.log")
    said = text + log.read_text("utf-8") + told + done.stderr.decode()
    assert [secret for secret in SECRETS if secret in said] == []


def test_every_page_lives_in_another_unit_and_ends_with_the_desk(
    stand: Stand, school: Path
) -> None:
    stand.begin(school)
    frame = stand.sits()
    for number in range(len(PAGES)):
        stand.press(Qt.Key(Qt.Key.Key_1.value + number), CTRL)
        stand.quiet()
    actions = {action.text(): action for action in frame.topbar.unit.menu().actions()}
    actions[f"{POINT.name}（{POINT.kind.label}）"].trigger()
    stand.until(lambda: stand.sits() is not frame)
    assert stand.session.unit_name == POINT.name
    for number, kind in enumerate(PAGES):
        stand.press(Qt.Key(Qt.Key.Key_1.value + number), CTRL)
        stand.quiet()
        assert stand.page(kind.name).isVisible()
    stand.sits().logout_asked.emit()
    stand.shows(LoginView)
    stand.quiet()
    assert stand.messages.errors == []
