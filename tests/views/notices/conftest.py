"""A desk in a school whose October can be posted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.core.notices import NoticeKind
from desktop.views.notices.page import NoticesPage
from tests.services.walls import small_school
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk


@pytest.fixture
def wall_desk(empty_desk: Desk) -> Desk:
    """Three pupils with lunches in October, and a charge; it is 31 October."""
    at_the_books(lambda: small_school(empty_desk.session))
    return empty_desk


@pytest.fixture
def open_page(qtbot: QtBot) -> Callable[[Desk], NoticesPage]:
    """Opens the page at a desk; what is on it has been read."""

    def make(desk: Desk) -> NoticesPage:
        page = NoticesPage(desk)
        qtbot.addWidget(page)
        page.resize(1200, 700)
        with qtbot.waitSignal(page.list.loaded):
            page.show()
        qtbot.waitUntil(lambda: page.needs.lines[NoticeKind.CHARGES].draft is not None)
        return page

    return make
