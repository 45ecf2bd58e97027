"""The tabs of goods on the screen, over a canteen that has goods in store."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLabel, QPushButton

from desktop.core.canteen import Fund
from desktop.views.canteen.goods.receipts import ReceiptsPanel
from desktop.views.canteen.issues import IssuesPanel
from desktop.views.meals.page import CanteenPage
from tests.services.canteen.kitchen import Kitchen
from tests.services.staff_rosters import hire
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from desktop.views.canteen.goods.grid import GridLine
    from desktop.views.canteen.goods.sheet import GoodsSheet
    from desktop.views.desk import Desk

DAY = date(2026, 10, 8)
_kept: list[CanteenPage] = []
"""The page lives as long as its test, whatever part of it the test holds."""


def stocked(desk: Desk) -> Kitchen:
    """A canteen with two lots of rice, and two people who may sign."""

    def enter() -> Kitchen:
        kitchen = Kitchen.of(desk.session)
        kitchen.take_in(DAY, kitchen.line(kitchen.rice, "10", "4"))
        early = kitchen.line(kitchen.rice, "5", "5", expires_on=date(2026, 10, 20))
        kitchen.take_in(date(2026, 10, 9), early, fund=Fund.NUTRITION)
        hire(desk.session, name="王建国")
        hire(desk.session, name="李桂兰")
        return kitchen

    return at_the_books(enter)


def receipts_at(qtbot: QtBot, desk: Desk) -> ReceiptsPanel:
    """The tab 入库, its canteens read."""
    panel = _page(qtbot, desk, "receipts").panel_of("receipts")
    assert isinstance(panel, ReceiptsPanel)
    return panel


def issues_at(qtbot: QtBot, desk: Desk) -> IssuesPanel:
    """The tab 出库, its canteens read."""
    panel = _page(qtbot, desk, "issues").panel_of("issues")
    assert isinstance(panel, IssuesPanel)
    return panel


def _page(qtbot: QtBot, desk: Desk, tab: str) -> CanteenPage:
    page = CanteenPage(desk)
    qtbot.addWidget(page)
    _kept[:] = [page]
    page.resize(1198, 700)
    page.show()
    panel: Any = page.panel_of(tab)
    with qtbot.waitSignal(panel.found):
        page.open_tab(tab)
    return page


def begun(qtbot: QtBot, sheet: GoodsSheet | None) -> GoodsSheet:
    """A sheet that has read what it offers."""
    assert sheet is not None
    with qtbot.waitSignal(sheet.ready):
        pass
    return sheet


def put(sheet: GoodsSheet, **texts: str) -> None:
    """Write into the head."""
    for name, text in texts.items():
        widget: Any = sheet.rows[name].widget
        if hasattr(widget, "findText"):
            widget.setCurrentIndex(widget.findText(text))
        else:
            widget.setText(text)


def write(sheet: GoodsSheet, at: int, **texts: str) -> GridLine:
    """Write into a line."""
    line = sheet.grid.lines[at]
    for name, text in texts.items():
        line.fields[name].setText(text)
    return line


def listed(view: Any, key: str) -> list[str]:  # noqa: ANN401 - a ListView
    """What a column of a list says."""
    table = view.table
    place = next(at for at, column in enumerate(table.columns) if column.key == key)
    return [table.index(row, place).data() for row in range(table.rowCount())]


def read(widget: QWidget) -> str:
    """All words that can be seen in a widget."""
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    buttons = [b.text() for b in widget.findChildren(QPushButton) if b.isVisible()]
    return "\n".join((*labels, *buttons))
