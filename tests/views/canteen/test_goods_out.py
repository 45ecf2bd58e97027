"""出库 in the window: which lots will be taken, losses, what is in store."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from desktop.core.canteen import StockKind
from desktop.core.money import Quantity
from desktop.core.progress import Progress
from desktop.core.terms import Month
from desktop.services.canteen.stock import on_hand
from desktop.views.canteen.goods.store import Lots
from desktop.views.tasks import Job
from tests.views.canteen.goods import begun, issues_at, listed, put, read, stocked, write
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui


def test_an_issue_says_which_lots_it_takes_and_takes_them(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    kitchen = stocked(desk)
    panel = issues_at(qtbot, desk)
    panel.do_primary()
    sheet = begun(qtbot, panel.sheets[StockKind.ISSUE])
    put(sheet, day="2026年10月12日", sitting="午餐", taker="厨师老钱", keeper="王建国")
    line = write(sheet, 0, article="大米", quantity="6")
    assert line.note.text() == (
        "库存 15 千克。先出：2026-10-09 入库的 5 千克，2026-10-20 到期；2026-10-08 入库的 1 千克"
    )
    more = write(sheet, 1, article="大米", quantity="10")
    assert more.note.text() == "库存 9 千克，不够 10 千克"
    more.fields["quantity"].setText("2")
    assert more.note.text() == "库存 9 千克。先出：2026-10-08 入库的 2 千克"
    with qtbot.waitSignal(panel.documents.pane.shown):
        sheet.book()
    assert messages.notes == ["已记账：出库 2026-10-001"]
    lots = at_the_books(lambda: on_hand(desk.session, kitchen.canteen_id))
    assert [lot.left for lot in lots] == [Quantity.of("7")]
    pane = panel.documents.pane
    assert "餐次" in read(pane)
    assert "合计 37.00 元" in read(pane)
    papers: list[bytes] = []
    panel.printing.connect(lambda pdf, _title: papers.append(pdf))
    pane.buttons["打印出库单"].click()
    qtbot.waitUntil(lambda: bool(papers))
    assert listed(panel.documents.view, "amount") == ["37.00"]


def test_spoiled_goods_are_written_off_with_a_reason(qtbot: QtBot, desk: Desk) -> None:
    kitchen = stocked(desk)
    panel = issues_at(qtbot, desk)
    panel.do_primary()
    sheet = begun(qtbot, panel.sheets[StockKind.ISSUE])
    put(sheet, day="2026年10月25日")
    line = write(sheet, 0, article="大米", quantity="12")
    assert line.note.text() == "库存 10 千克，另有 5 千克已过期，只能报损，不够 12 千克"
    sheet.leave()
    panel.loss.click()
    loss = begun(qtbot, panel.sheets[StockKind.LOSS])
    put(loss, day="2026年10月25日", keeper="王建国")
    write(loss, 0, article="大米", quantity="5")
    assert loss.foot.book.text() == "还缺第1行原因"
    write(loss, 0, reason="过期")
    with qtbot.waitSignal(panel.documents.pane.shown):
        loss.book()
    qtbot.waitUntil(lambda: listed(panel.documents.view, "kind") == ["报损"])
    lots = at_the_books(lambda: on_hand(desk.session, kitchen.canteen_id))
    assert [lot.left for lot in lots] == [Quantity.of("10")]


def test_what_spoils_is_marked_in_the_store(qtbot: QtBot, desk: Desk) -> None:
    stocked(desk)
    panel = issues_at(qtbot, desk)
    panel.switch.turn_to("store")
    view = panel.store.view
    qtbot.waitUntil(lambda: listed(view, "left") == ["5", "10"])
    assert listed(view, "expires") == [str(date(2026, 10, 20)), ""]
    assert listed(view, "spoils") == ["已过期", ""]
    panel.store.kind.set_value("spoiling")
    qtbot.waitUntil(lambda: listed(view, "left") == ["5"])
    panel.store.kind.set_value("meat")
    qtbot.waitUntil(lambda: not listed(view, "left"))


def test_the_store_is_sorted_and_another_month_shows_its_own_issues(
    qtbot: QtBot, desk: Desk
) -> None:
    kitchen = stocked(desk)
    at_the_books(lambda: kitchen.take_out(date(2026, 10, 9), kitchen.rice, "1"))
    panel = issues_at(qtbot, desk)
    qtbot.waitUntil(lambda: listed(panel.documents.view, "number") == ["出库 2026-10-001"])
    desk.place.set_month(Month(2026, 9))
    qtbot.waitUntil(lambda: not listed(panel.documents.view, "number"))
    lots = Lots(desk.session, kitchen.canteen_id, None)
    job = Job(Progress(), frozenset())

    def left(sort: str) -> list[str]:
        page = lots.page(job, sort, descending=True, offset=0, limit=9)
        return [lot.left.plain for lot in page.rows]

    assert at_the_books(lambda: left("amount")) == ["10", "4"]
    assert at_the_books(lambda: left("received")) == ["4", "10"]


def test_an_issue_of_another_month_is_shown_there(qtbot: QtBot, desk: Desk) -> None:
    stocked(desk)
    panel = issues_at(qtbot, desk)
    desk.place.set_month(Month(2026, 9))
    panel.do_primary()
    sheet = begun(qtbot, panel.sheets[StockKind.ISSUE])
    sheet.book()
    assert sheet.rows["sitting"].note.text() == "请选择餐次。"
    put(sheet, day="2026年10月12日", sitting="早餐", taker="厨师老钱", keeper="王建国")
    sheet.book()
    assert sheet.grid.lines[0].fields["article"].hasFocus()
    write(sheet, 0, article="大米", quantity="1")
    with qtbot.waitSignal(panel.documents.pane.shown):
        sheet.book()
    assert desk.place.month == Month(2026, 10)
