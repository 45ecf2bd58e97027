from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QWidget
from shiboken6 import delete

from desktop.core.changes import Book, Changes
from desktop.views.refresh import Refresh

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.gui


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def test_shown_page_reloads_at_once_when_its_book_moves(qtbot: QtBot, page: QWidget) -> None:
    refresh, reloads = Refresh(), list[int]()
    refresh.subscribe(page, [Book.MEALS, Book.PEOPLE], lambda: reloads.append(1))
    with qtbot.waitExposed(page):
        page.show()
    refresh.announce(Changes.of(Book.PEOPLE, Book.IMPORTS))
    assert reloads == [1]


def test_other_books_leave_a_page_alone(page: QWidget) -> None:
    refresh, reloads = Refresh(), list[int]()
    refresh.subscribe(page, [Book.MEALS], lambda: reloads.append(1))
    page.show()
    refresh.announce(Changes.of(Book.USERS))
    assert reloads == []


def test_hidden_page_reloads_once_when_it_is_shown(page: QWidget) -> None:
    refresh, reloads = Refresh(), list[int]()
    refresh.subscribe(page, [Book.MEALS], lambda: reloads.append(1))
    refresh.announce(Changes.of(Book.MEALS))
    refresh.announce(Changes.of(Book.MEALS))
    assert reloads == []
    page.show()
    assert reloads == [1]
    page.hide()
    page.show()
    assert reloads == [1]


def test_page_that_is_gone_is_not_asked_to_reload() -> None:
    refresh, reloads = Refresh(), list[int]()
    page = QWidget()
    refresh.subscribe(page, [Book.MEALS], lambda: reloads.append(1))
    page.show()
    delete(page)
    refresh.announce(Changes.of(Book.MEALS))
    assert reloads == []
