"""The search box keeps what it has answered, and its answers stay below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.services.search import search
from desktop.views import search as searching
from desktop.views.search import SearchBox

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.services.search import Hits
    from desktop.services.session import Session
    from desktop.views.desk import Desk

pytestmark = pytest.mark.gui


def test_answers_follow_the_window_and_are_not_asked_for_twice(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def counted(session: Session, text: str) -> Hits:
        asked.append(text)
        return search(session, text)

    monkeypatch.setattr(searching, "search", counted)
    window = QWidget()
    qtbot.addWidget(window)
    box = SearchBox(desk)
    line = QHBoxLayout()
    line.addStretch(1)
    line.addWidget(box)
    layout = QVBoxLayout(window)
    layout.addLayout(line)
    layout.addStretch(1)
    window.resize(700, 500)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    QTest.keyClicks(box, "lim")
    qtbot.waitUntil(lambda: box.answered == "lim" and box.answers.isVisible())
    before = box.answers.x()
    window.resize(950, 500)
    qtbot.waitUntil(lambda: box.answers.x() > before)
    count = len(asked)
    box.setText("lim ")
    qtbot.wait(searching.PAUSE + 60)
    assert len(asked) == count
    assert box.answered == "lim"
