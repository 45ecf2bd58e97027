"""Notices opened by their line, figures that disagree, boards that stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel

from desktop.core.notices import NoticeStage
from desktop.services.notices import life
from desktop.services.notices.making import Check
from desktop.views.notices.draft_pane import DraftPane
from tests.services.walls import FIRST, bring_to
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from desktop.views.notices.page import NoticesPage

pytestmark = pytest.mark.gui


def test_notice_is_opened_by_its_line_and_scrolled_by_the_wheel(
    qtbot: QtBot, open_page: Callable[[Desk], NoticesPage], wall_desk: Desk
) -> None:
    session = wall_desk.session
    at_the_books(lambda: bring_to(session, NoticeStage.ISSUED))
    entry = at_the_books(lambda: life.record(session, FIRST).entry)
    page = open_page(wall_desk)
    with qtbot.waitSignals([page.sheet.notice_pane.shown, page.sheet.preview.shown]):
        page.show_record(entry)
    assert page.sheet.notice_pane.number.text() == FIRST
    sheets = page.sheet.preview.sheets
    factor = sheets.factor
    wheel = QWheelEvent(
        QPointF(40, 40),
        sheets.viewport().mapToGlobal(QPointF(40, 40)),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 - Qt's own order
    )
    QApplication.sendEvent(sheets.viewport(), wheel)
    assert sheets.verticalScrollBar().value() > 0
    assert sheets.factor == factor


def test_figure_that_is_not_that_of_the_books_is_marked(qtbot: QtBot, wall_desk: Desk) -> None:
    pane = DraftPane(wall_desk)
    qtbot.addWidget(pane)
    pane._show_checks((Check("人次", "40", "40"), Check("金额", "200.00", "205.00")))
    words = [label.text() for label in pane.findChildren(QLabel)]
    assert words.count("✓") == 1
    assert words.count("■ 不一致") == 1
    assert "205.00" in words
