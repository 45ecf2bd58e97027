"""A person is found by name, pinyin or initials, and chosen by keyboard."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from desktop.views.style import Look, dress
from desktop.views.widgets import PersonChoice, PersonChooser, pupils_of
from tests.views.composing import commit, compose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from desktop.views.tasks import Job, Tasks

pytestmark = pytest.mark.gui

ANNA = PersonChoice(UUID(int=1), "张小红", "三年级1班 女")
BELLA = PersonChoice(UUID(int=2), "张小红", "五年级2班 女")
CARL = PersonChoice(UUID(int=3), "李明", "三年级1班 男")


class Books:
    """Whoever is asked, answers from a list."""

    def __init__(self, *people: PersonChoice) -> None:
        self.people = people
        self.asked: list[str] = []

    def __call__(self, _job: Job, text: str) -> Sequence[PersonChoice]:
        self.asked.append(text)
        return [person for person in self.people if text in person.name]


def show(qtbot: QtBot, chooser: PersonChooser) -> PersonChooser:
    qtbot.addWidget(chooser)
    with qtbot.waitExposed(chooser):
        chooser.show()
    chooser.setFocus()
    # A window that becomes the active one later would take back a focus that was cleared before.
    qtbot.waitUntil(chooser.hasFocus)
    return chooser


def offered(chooser: PersonChooser) -> list[str]:
    model = chooser.completer_.completionModel()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> None:
    dress(qapp, Look())


@pytest.mark.parametrize("typed", ["zhangxh", "zxh", "zhangxiaohong"])
def test_pupil_is_offered_by_sound_from_the_books(qtbot: QtBot, desk: Desk, typed: str) -> None:
    chooser = show(qtbot, PersonChooser(desk.tasks, "学生", pupils_of(desk.session)))
    qtbot.keyClicks(chooser, typed)
    if typed == "zhangxh":
        qtbot.waitUntil(lambda: "没有找到" in chooser.problem())
        return
    qtbot.waitUntil(lambda: offered(chooser) == ["张小红　三年级1班 女"])
    qtbot.keyClick(chooser.completer_.popup(), Qt.Key.Key_Return)
    value = chooser.value()
    assert value is not None
    assert (value.name, value.detail, chooser.text()) == ("张小红", "三年级1班 女", "张小红")
    assert chooser.hint() == "三年级1班 女"


def test_books_are_asked_once_after_a_pause(qtbot: QtBot, tasks: Tasks) -> None:
    books = Books(CARL)
    chooser = show(qtbot, PersonChooser(tasks, "学生", books))
    qtbot.keyClicks(chooser, "abc")
    qtbot.waitUntil(lambda: books.asked == ["abc"])


def test_composed_letters_ask_nothing(qtbot: QtBot, tasks: Tasks) -> None:
    books = Books(CARL)
    chooser = show(qtbot, PersonChooser(tasks, "学生", books))
    compose(chooser, "li'ming")
    qtbot.wait(250)
    assert books.asked == []
    commit(chooser, "李明")
    qtbot.waitUntil(lambda: offered(chooser) == ["李明　三年级1班 男"])
    assert books.asked == ["李明"]


def test_answer_to_an_older_text_is_not_offered(qtbot: QtBot, tasks: Tasks) -> None:
    gates = {"李": Event(), "李明": Event()}

    def slowly(_job: Job, text: str) -> Sequence[PersonChoice]:
        assert gates[text].wait(10)
        return [CARL] if text == "李明" else [ANNA]

    chooser = show(qtbot, PersonChooser(tasks, "学生", slowly))
    commit(chooser, "李")
    qtbot.waitUntil(lambda: len(tasks.running) == 1)
    commit(chooser, "明")
    gates["李"].set()
    qtbot.waitUntil(lambda: not tasks.running)
    assert offered(chooser) == []
    gates["李明"].set()
    qtbot.waitUntil(lambda: offered(chooser) == ["李明　三年级1班 男"])


def test_second_of_one_name_is_reached_by_the_arrow_key(qtbot: QtBot, tasks: Tasks) -> None:
    chooser = show(qtbot, PersonChooser(tasks, "学生", Books(ANNA, BELLA)))
    commit(chooser, "张小红")
    qtbot.waitUntil(lambda: len(offered(chooser)) == 2)
    qtbot.keyClick(chooser.completer_.popup(), Qt.Key.Key_Down)
    qtbot.keyClick(chooser.completer_.popup(), Qt.Key.Key_Return)
    assert chooser.value() == BELLA


def test_name_that_two_bear_is_not_chosen_by_itself(qtbot: QtBot, tasks: Tasks) -> None:
    chooser = show(qtbot, PersonChooser(tasks, "学生", Books(ANNA, BELLA)))
    commit(chooser, "张小红")
    qtbot.waitUntil(lambda: len(offered(chooser)) == 2)
    chooser.completer_.popup().hide()
    chooser.clearFocus()
    assert chooser.value() is None
    assert chooser.problem() == "还没有选定人：请从列表里选一位。"
    assert not chooser.underway()


@pytest.mark.parametrize("when", ["before the answer", "after the answer"])
def test_name_of_one_person_is_chosen_when_the_field_is_left(
    qtbot: QtBot, tasks: Tasks, when: str
) -> None:
    chooser = show(qtbot, PersonChooser(tasks, "学生", Books(ANNA, CARL)))
    commit(chooser, "李明")
    if when == "after the answer":
        qtbot.waitUntil(lambda: offered(chooser) == ["李明　三年级1班 男"])
        chooser.completer_.popup().hide()
    chooser.clearFocus()
    qtbot.waitUntil(lambda: chooser.value() == CARL)


def test_altered_name_is_nobody_until_chosen_again(qtbot: QtBot, tasks: Tasks) -> None:
    chooser = show(qtbot, PersonChooser(tasks, "学生", Books(ANNA)))
    chooser.set_value(ANNA)
    assert chooser.value() == ANNA
    chooser.setCursorPosition(3)
    qtbot.keyClick(chooser, Qt.Key.Key_Backspace)
    assert chooser.value() is None
    chooser.set_value(BELLA)
    assert chooser.value() == BELLA
    chooser.set_value(None)
    assert (chooser.value(), chooser.problem()) == (None, "")


def test_nobody_of_that_name_is_said(qtbot: QtBot, tasks: Tasks) -> None:
    chooser = show(qtbot, PersonChooser(tasks, "学生", Books(ANNA)))
    commit(chooser, "王五")
    qtbot.waitUntil(lambda: "没有找到这个人" in chooser.problem())
