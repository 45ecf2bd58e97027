from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from desktop.core.errors import SchoolError
from desktop.views.wizard import ReceiptWords, Step, Wizard

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from desktop.views.tasks import Job, Task
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui


class Choosing(Step):
    """Needs a choice before one may go on."""

    title = "选择"
    chosen = False

    @property
    def ready(self) -> bool:
        return self.chosen

    def choose(self) -> None:
        self.chosen = True
        self.changed.emit()


class Doing(Step):
    """Does some work in a task."""

    title = "执行"
    next_words = "执行"

    def __init__(self, desk: Desk, do: Callable[[Job], object]) -> None:
        super().__init__()
        self._desk, self._do = desk, do
        self.entered = 0

    def enter(self) -> None:
        self.entered += 1

    def work(self) -> Task[Any] | None:
        return self._desk.tasks.read(self, self._do)


def made(qtbot: QtBot, desk: Desk, do: Callable[[Job], object] = lambda _: 7) -> Wizard:
    wizard = Wizard(desk, "样例", [Choosing(), Doing(desk, do)])
    qtbot.addWidget(wizard)
    wizard.resize(700, 400)
    wizard.show()
    return wizard


def at_second(qtbot: QtBot, desk: Desk, do: Callable[[Job], object] = lambda _: 7) -> Wizard:
    wizard = made(qtbot, desk, do)
    wizard.steps[0].choose()  # type: ignore[attr-defined]
    wizard.go_on()
    return wizard


def test_one_goes_on_when_the_step_is_ready(qtbot: QtBot, desk: Desk) -> None:
    wizard = made(qtbot, desk)
    assert not wizard.foot.next.isEnabled()
    wizard.go_on()
    assert wizard.place == 0
    wizard.steps[0].choose()  # type: ignore[attr-defined]
    qtbot.mouseClick(wizard.foot.next, Qt.MouseButton.LeftButton)
    assert wizard.place == 1
    assert wizard.foot.next.text() == "执行"


def test_back_keeps_what_was_chosen(qtbot: QtBot, desk: Desk) -> None:
    wizard = at_second(qtbot, desk)
    wizard.foot.back.click()
    assert wizard.place == 0
    assert wizard.foot.next.isEnabled()
    assert not wizard.foot.back.isEnabled()


def test_work_of_the_last_step_ends_in_a_receipt(qtbot: QtBot, desk: Desk) -> None:
    wizard = at_second(qtbot, desk)
    done: list[str] = []

    def tell(result: int) -> None:
        actions = [("撤销", lambda: done.append("undo"))]
        wizard.show_receipt(ReceiptWords("已导入", [("新增", result)], "第 1 批", actions))

    wizard.finished.connect(tell)
    with qtbot.waitSignal(wizard.finished):
        wizard.go_on()
    assert wizard.at_receipt
    assert {"已导入", "7", "新增", "第 1 批"} <= {
        label.text() for label in wizard.receipt.findChildren(QLabel)
    }
    wizard.receipt.findChild(QPushButton).click()  # type: ignore[union-attr]
    assert done == ["undo"]
    wizard.go_back()
    assert wizard.at_receipt
    with qtbot.waitSignal(wizard.closed):
        wizard.foot.next.click()


def test_stopped_work_leaves_the_step_as_it_was(qtbot: QtBot, desk: Desk) -> None:
    begun = Event()

    def forever(job: Job) -> None:
        while True:
            begun.set()
            job.progress.step("读取", 1, 3)

    wizard = at_second(qtbot, desk, forever)
    wizard.go_on()
    assert wizard.busy
    assert not wizard.foot.next.isEnabled()
    qtbot.waitUntil(begun.is_set)
    qtbot.waitUntil(lambda: "读取" in wizard.foot.words.text())
    wizard.foot.stop.click()
    qtbot.waitUntil(lambda: not wizard.busy)
    assert wizard.place == 1
    assert wizard.foot.next.isEnabled()


def test_failed_work_says_why_and_leaves_the_step(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    def refuse(_: Job) -> None:
        raise SchoolError("做不了。")

    wizard = at_second(qtbot, desk, refuse)
    wizard.go_on()
    qtbot.waitUntil(lambda: not wizard.busy)
    assert messages.sentences == ["做不了。"]
    assert wizard.place == 1


def test_wizard_is_left_and_goes_on_where_it_was(qtbot: QtBot, desk: Desk) -> None:
    wizard = at_second(qtbot, desk)
    wizard.setFocus()
    with qtbot.waitSignal(wizard.left):
        QTest.keyClick(wizard, Qt.Key.Key_Escape)
    wizard.hide()
    wizard.show()
    wizard.resume()
    assert wizard.place == 1
    with qtbot.waitSignal(wizard.closed):
        wizard.foot.give_up.click()
