"""The page 名册 on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.views.people.page import PeoplePage

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk


def opened(qtbot: QtBot, desk: Desk) -> PeoplePage:
    """The page with its list read."""
    page = PeoplePage(desk)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    with qtbot.waitSignal(page.pupils.view.loaded):
        page.show()
    return page


def names(page: PeoplePage) -> list[str]:
    """The pupils that are listed, at most a page of them."""
    rows = range(min(page.pupils.view.table.rowCount(), 100))
    return [page.pupils.view.table.index(row, 0).data() for row in rows]
