from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.services.search import BatchKey, Hits, search
from desktop.views import search as searching
from desktop.views.search import SearchBox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from desktop.services.session import Session
    from desktop.views.desk import Desk

pytestmark = pytest.mark.gui


@pytest.fixture
def box(qtbot: QtBot, desk: Desk) -> Iterator[SearchBox]:
    """The box in a window, with the cursor in it."""
    window = QWidget()
    made = SearchBox(desk)
    layout = QVBoxLayout(window)
    layout.addWidget(made)
    layout.addWidget(QLineEdit(), 1, Qt.AlignmentFlag.AlignBottom)
    window.resize(700, 500)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    yield made
    window.close()
    window.deleteLater()


def titles(box: SearchBox) -> list[str]:
    return [box.answers.item(row).text() for row in range(box.answers.count())]


def test_answers_come_while_one_types_and_enter_opens_the_first(
    qtbot: QtBot, desk: Desk, box: SearchBox
) -> None:
    opened: list[tuple[str, Any]] = []
    desk.place.opened.connect(lambda page, record: opened.append((page, record)))
    QTest.keyClicks(box, "lim")
    qtbot.waitUntil(box.answers.isVisible)
    assert titles(box) == ["学生", "李明"]
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert [page for page, _ in opened] == ["people"]
    assert box.text() == ""
    assert not box.answers.isVisible()


def test_answers_are_walked_past_their_headings(qtbot: QtBot, desk: Desk, box: SearchBox) -> None:
    opened: list[Any] = []
    desk.place.opened.connect(lambda _page, record: opened.append(record))
    box.setText("导入")
    qtbot.waitUntil(box.answers.isVisible)
    assert titles(box) == ["单据", "第1批导入：学生"]
    QTest.keyClick(box, Qt.Key.Key_Up)
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.answers.currentRow() == 1
    box.answers.itemClicked.emit(box.answers.item(1))
    assert opened == [BatchKey(1)]


def test_nothing_found_says_so_and_opens_nothing(qtbot: QtBot, desk: Desk, box: SearchBox) -> None:
    opened: list[Any] = []
    desk.place.opened.connect(lambda _page, record: opened.append(record))
    box.setText("没有这个人")
    qtbot.waitUntil(box.answers.isVisible)
    assert titles(box) == ["没有找到"]
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert opened == []
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert not box.answers.isVisible()


def test_answer_to_an_older_text_is_dropped(
    qtbot: QtBot, box: SearchBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    go = Event()

    def slow(session: Session, text: str) -> Hits:
        asked.append(text)
        go.wait(10)
        return search(session, text)

    monkeypatch.setattr(searching, "search", slow)
    box.setText("王")
    qtbot.waitUntil(lambda: asked == ["王"])
    for text in ("王芳", "李", "李明"):
        box.setText(text)
    go.set()
    qtbot.waitUntil(box.answers.isVisible)
    assert titles(box) == ["学生", "李明"]
    # What was typed while the books were busy is asked once, as it stood last.
    assert asked == ["王", "李明"]


def test_answers_go_with_the_cursor(qtbot: QtBot, box: SearchBox) -> None:
    box.setText("王")
    qtbot.waitUntil(box.answers.isVisible)
    other = box.window().findChildren(QLineEdit)
    next(field for field in other if field is not box).setFocus()
    assert not box.answers.isVisible()
