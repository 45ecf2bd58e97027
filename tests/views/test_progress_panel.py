from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import pytest

from desktop.views.progress_panel import ProgressPanel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.views.tasks import Job, Tasks

pytestmark = pytest.mark.gui


def panel(qtbot: QtBot, tasks: Tasks, appear: int = 0, stay: int = 0) -> ProgressPanel:
    made = ProgressPanel(tasks, appear, stay)
    qtbot.addWidget(made)
    return made


class Slow:
    """Work that reports its steps and ends when it is told to."""

    def __init__(self) -> None:
        self.go = Event()

    def __call__(self, job: Job) -> None:
        job.progress.step("第 3 行", 3, 10)
        while not self.go.wait(0.01):
            job.progress.step("第 3 行", 3, 10)


def test_long_work_is_shown_with_its_steps_and_goes_away(qtbot: QtBot, tasks: Tasks) -> None:
    shown, slow = panel(qtbot, tasks), Slow()
    tasks.write(None, slow).titled("正在导入…").start()
    qtbot.waitUntil(shown.isVisible)
    qtbot.waitUntil(lambda: "第 3 行" in shown.words.text())
    assert shown.words.text().startswith("正在导入…")
    assert (shown.bar.value(), shown.bar.maximum()) == (3, 10)
    slow.go.set()
    qtbot.waitUntil(shown.isHidden)


def test_short_work_is_not_shown(qtbot: QtBot, tasks: Tasks) -> None:
    shown = panel(qtbot, tasks, appear=100_000)
    tasks.read(None, lambda _: 1).start()
    qtbot.waitUntil(lambda: not tasks.running)
    assert shown.isHidden()
    assert not shown._appearing.isActive()


def test_panel_stays_long_enough_to_be_read(qtbot: QtBot, tasks: Tasks) -> None:
    shown, slow = panel(qtbot, tasks, stay=100_000), Slow()
    tasks.write(None, slow).start()
    qtbot.waitUntil(shown.isVisible)
    slow.go.set()
    qtbot.waitUntil(lambda: not tasks.running)
    assert shown.isVisible()
    assert shown._leaving.remainingTime() > 50_000


def test_next_work_takes_the_place_of_the_one_that_ended(qtbot: QtBot, tasks: Tasks) -> None:
    shown, first, second = panel(qtbot, tasks, stay=100_000), Slow(), Slow()
    tasks.write(None, first).titled("甲").start()
    qtbot.waitUntil(shown.isVisible)
    tasks.write(None, second).titled("乙").start()
    assert shown.words.text().startswith("甲")
    first.go.set()
    qtbot.waitUntil(lambda: shown.words.text().startswith("乙"))
    second.go.set()
    qtbot.waitUntil(lambda: not tasks.running)
    third = Slow()
    tasks.write(None, third).titled("丙").start()
    assert shown.words.text().startswith("丙")
    assert not shown._leaving.isActive()
    third.go.set()


def test_stop_cancels_what_is_shown(qtbot: QtBot, tasks: Tasks) -> None:
    shown, slow = panel(qtbot, tasks), Slow()
    task = tasks.write(None, slow).titled("正在导入…").start()
    qtbot.waitUntil(shown.isVisible)
    shown.stop.click()
    assert task.cancelled
    assert "正在停下" in shown.words.text()
    assert not shown.stop.isEnabled()
    qtbot.waitUntil(lambda: not tasks.running)


def test_work_that_ended_before_the_panel_came_is_not_shown(qtbot: QtBot, tasks: Tasks) -> None:
    shown = panel(qtbot, tasks)
    tasks.read(None, lambda _: 1).start()
    qtbot.waitUntil(lambda: not tasks.running)
    shown._on_late()
    shown._on_leave()
    assert shown.isHidden()
