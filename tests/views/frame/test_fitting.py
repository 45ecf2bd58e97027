"""How large the window begins, and what the frame does without places."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLineEdit

from desktop.views.frame.desk_frame import DeskFrame
from desktop.views.frame.window import MainWindow

if TYPE_CHECKING:
    from PySide6.QtGui import QScreen
    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk

pytestmark = pytest.mark.gui


class Screen:
    """A screen as large as a test wants."""

    def __init__(self, width: int, height: int) -> None:
        self._room = QRect(0, 0, width, height)

    def availableGeometry(self) -> QRect:  # noqa: N802 - Qt's name
        return self._room


def test_window_takes_a_usual_size_in_the_middle_of_a_large_screen(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.fit(cast("QScreen", Screen(1920, 1040)))
    assert (window.width(), window.height()) == (1280, 800)
    assert not window.windowState() & Qt.WindowState.WindowMaximized
    middle = window.frameGeometry().center()
    assert abs(middle.x() - 960) <= 1
    assert abs(middle.y() - 520) <= 1


def test_window_takes_the_whole_of_a_small_screen(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.fit(cast("QScreen", Screen(1366, 728)))
    assert window.windowState() & Qt.WindowState.WindowMaximized


def test_frame_without_places_shows_none(qtbot: QtBot, desk: Desk) -> None:
    frame = DeskFrame(desk, (), lambda _desk: QLineEdit())
    qtbot.addWidget(frame)
    frame.show_first("today")
    assert frame.sidebar.count() == 0
    assert frame.page("today") is None
