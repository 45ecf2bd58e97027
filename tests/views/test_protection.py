from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from desktop.views.protection import ProtectionQuestion, ask

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.gui


def question(qtbot: QtBot) -> ProtectionQuestion:
    made = ProtectionQuestion(None, "明册", "表里有个人信息。")
    qtbot.addWidget(made)
    made.show()
    return made


def test_short_password_is_refused_under_its_field(qtbot: QtBot) -> None:
    asked = question(qtbot)
    QTest.keyClicks(asked.password, "abc")
    asked.go.click()
    assert asked.isVisible()
    assert asked.wrong.isVisible()
    QTest.keyClicks(asked.password, "d")
    assert not asked.wrong.isVisible()
    asked.go.click()
    assert asked.result() == QDialog.DialogCode.Accepted


@pytest.mark.parametrize(
    ("typed", "answer"), [("", ""), ("春风化雨", "春风化雨"), ("不导出", None)]
)
def test_answer_is_a_password_or_none(qtbot: QtBot, typed: str, answer: str | None) -> None:
    def act() -> None:
        asked = QApplication.activeModalWidget()
        assert isinstance(asked, ProtectionQuestion)
        asked.password.setText(typed)
        (asked.reject if answer is None else asked.go.click)()

    QTimer.singleShot(50, act)
    assert ask(None, "明册", "表里有个人信息。") == answer
    qtbot.wait(1)
