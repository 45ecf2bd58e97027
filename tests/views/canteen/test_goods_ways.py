"""出库 and 盘点 besides the plain way: drafts, lots that went or were lost, links, no canteen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from desktop.core.canteen import CountState, Fund, Sitting, StockKind
from desktop.core.labels import Role
from desktop.core.money import Quantity
from desktop.core.terms import Month
from desktop.services.canteen.counting import begin
from desktop.services.canteen.drafts import discard_draft, save_draft
from desktop.services.canteen.issues import NewIssue, NewIssueLine, issue
from desktop.services.canteen.receipts import NewReceipt
from desktop.services.canteen.stock import documents, on_hand
from desktop.services.canteen.stocktakes import stocktake, stocktakes
from desktop.services.checks.questions import CanteenPlace
from desktop.views.canteen.issues import DISHES, DOCUMENTS, MENU, STORE
from desktop.views.canteen.places import DayPlace, Doing
from desktop.views.canteen.stocktake.pane import chip_of
from desktop.views.canteen.stocktake.panel import StocktakePanel
from desktop.views.canteen.stocktake.table import Column
from desktop.views.widgets.chips import Chip, Tone
from tests.services.canteen.kitchen import ACCEPTORS, OUT, Kitchen
from tests.services.rosters import as_role
from tests.views.canteen.goods import issues_at, listed, read, receipts_at, stocked
from tests.views.canteen.moneys import rest
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.services.canteen.stocktakes import StocktakeSummary
    from desktop.views.desk import Desk
    from desktop.views.records import RecordPane
    from tests.views.conftest import _Desks
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui
FIRST = date(2026, 10, 8)
OCTOBER = Month(2026, 10)


def drafted(kitchen: Kitchen) -> UUID:
    """A delivery that two people have signed and nobody has booked."""
    new = NewReceipt(
        canteen_id=kitchen.canteen_id,
        day=date(2026, 10, 12),
        supplier_id=kitchen.supplier_id,
        fund=Fund.PUPIL_FEES,
        lines=(kitchen.line(kitchen.rice, "25", "4"),),
        signers=ACCEPTORS,
        note="先送来一半",
    )
    return at_the_books(lambda: save_draft(kitchen.session, new)).document_id


def lost(kitchen: Kitchen, quantity: str) -> UUID:
    """Rice that is written off."""
    new = NewIssue(
        canteen_id=kitchen.canteen_id,
        day=date(2026, 10, 12),
        lines=(NewIssueLine(kitchen.rice, Quantity.of(quantity), reason="受潮"),),
        signers=OUT[:1],
        kind=StockKind.LOSS,
    )
    return issue(kitchen.session, new).document_id


def test_a_signed_draft_is_booked_as_it_stands(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    kitchen = stocked(desk)
    key = drafted(kitchen)
    panel = receipts_at(qtbot, desk)
    rest(qtbot, desk)
    pane = panel.documents.pane
    panel.documents.open_record(key)
    rest(qtbot, desk)
    assert list(pane.buttons) == ["记账", "继续填写", "删除草稿"]
    assert "先送来一半" in read(pane)
    assert "票据" not in [label.text() for label in pane.findChildren(QLabel)]
    pane.buttons["记账"].click()
    rest(qtbot, desk)
    assert messages.notes[-1] == "已记账"
    lots = at_the_books(lambda: on_hand(desk.session, kitchen.canteen_id))
    assert sorted(lot.left.plain for lot in lots) == ["10", "25", "5"]
    assert list(pane.buttons) == ["打印入库单", "红字冲销"]
    rest(qtbot, desk)


def test_a_draft_that_was_given_up_elsewhere_leaves_the_pane(qtbot: QtBot, desk: Desk) -> None:
    kitchen = stocked(desk)
    key = drafted(kitchen)
    panel = receipts_at(qtbot, desk)
    rest(qtbot, desk)
    pane = panel.documents.pane
    panel.documents.show_document(key)
    rest(qtbot, desk)
    at_the_books(lambda: discard_draft(desk.session, key))
    with qtbot.waitSignal(pane.closing):
        pane.reload()
    assert pane.document_id is None
    assert not pane.isVisible()
    pane.post()
    pane.discard()
    pane.reload()
    rest(qtbot, desk)
    rows = at_the_books(
        lambda: documents(desk.session, kitchen.canteen_id, OCTOBER, (StockKind.RECEIPT,))
    )
    assert len(rows) == 2
    pane.canteen_id = None
    pane.show_document(rows[0].document_id)
    assert pane.document_id is None
    rest(qtbot, desk)


def test_an_auditor_reads_a_draft_and_does_nothing_with_it(
    qtbot: QtBot, desk: Desk, desk_over: _Desks
) -> None:
    key = drafted(stocked(desk))
    auditor = desk_over.around(as_role(desk.session, Role.AUDITOR))
    panel = receipts_at(qtbot, auditor)
    rest(qtbot, auditor)
    panel.documents.open_record(key)
    rest(qtbot, auditor)
    assert "先送来一半" in read(panel.documents.pane)
    assert panel.documents.pane.buttons == {}
    rest(qtbot, auditor)
    rest(qtbot, desk)


def test_a_line_of_the_list_and_a_link_open_the_document(qtbot: QtBot, desk: Desk) -> None:
    kitchen = stocked(desk)
    first = at_the_books(lambda: kitchen.take_out(date(2026, 10, 9), kitchen.rice, "1"))
    second = at_the_books(lambda: kitchen.take_out(date(2026, 10, 10), kitchen.rice, "2"))
    panel = issues_at(qtbot, desk)
    rest(qtbot, desk)
    pane = panel.documents.pane
    panel.switch.turn_to(STORE)
    panel.show_record(CanteenPlace("issues", OCTOBER, key=second.document_id))
    rest(qtbot, desk)
    assert panel.switch.current == DOCUMENTS
    assert "出库 2026-10-002" in read(pane)
    panel.show_record(CanteenPlace("issues", OCTOBER))
    assert pane.document_id == second.document_id
    rows = listed(panel.documents.view, "number")
    panel.documents.view.grid.selectRow(rows.index("出库 2026-10-001"))
    rest(qtbot, desk)
    assert pane.document_id == first.document_id
    assert "出库 2026-10-001" in read(pane)
    rest(qtbot, desk)


def test_a_lot_says_where_it_went_and_what_was_lost(qtbot: QtBot, desk: Desk) -> None:
    kitchen = stocked(desk)
    panel = issues_at(qtbot, desk)
    rest(qtbot, desk)
    panel.switch.turn_to(STORE)
    rest(qtbot, desk)
    pane = panel.store.pane
    early = at_the_books(lambda: on_hand(desk.session, kitchen.canteen_id))[0]
    panel.store.view.grid.selectRow(0)
    rest(qtbot, desk)
    panel.store.split.open_pane()
    assert pane.lot_id == early.lot_id
    assert "还没有用到哪一餐。" in read(pane)
    at_the_books(lambda: kitchen.take_out(date(2026, 10, 10), kitchen.rice, "1"))
    at_the_books(lambda: lost(kitchen, "2"))
    panel.reload_books()
    rest(qtbot, desk)
    words = read(pane)
    assert "还没有用到哪一餐。" not in words
    assert "2026-10-10 午餐　1 千克　出库 2026-10-001" in words
    assert "这一餐没有食谱" in words
    assert "没有留样记录" in words
    assert "报损 2 千克" in words
    rest(qtbot, desk)


def test_the_lot_asked_for_last_is_shown_and_one_that_is_gone_closes_the_pane(
    qtbot: QtBot, desk: Desk
) -> None:
    kitchen = stocked(desk)
    panel = issues_at(qtbot, desk)
    panel.switch.turn_to(STORE)
    rest(qtbot, desk)
    pane = panel.store.pane
    early, late = at_the_books(lambda: on_hand(desk.session, kitchen.canteen_id))
    at_the_books(lambda: kitchen.take_out(date(2026, 10, 10), kitchen.rice, "1"))
    panel.store.split.open_pane()
    pane.show_lot(early.lot_id)
    pane.show_lot(late.lot_id)
    rest(qtbot, desk)
    assert pane.lot_id == late.lot_id
    assert "还没有用到哪一餐。" in read(pane)
    nobody = UUID(int=1)
    with qtbot.waitSignal(pane.closing):
        pane.show_lot(nobody)
    assert not pane.isVisible()
    rest(qtbot, desk)


def test_without_a_canteen_nothing_goes_out(qtbot: QtBot, desk: Desk) -> None:
    panel = issues_at(qtbot, desk)
    rest(qtbot, desk)
    assert panel.canteen is None
    panel.do_primary()
    panel.enter(StockKind.LOSS)
    assert panel.sheets == {}
    panel.show_month()
    assert listed(panel.documents.view, "number") == []
    made = at_the_books(lambda: Kitchen.of(desk.session))
    out = at_the_books(lambda: _rice_out(made))
    panel.documents.open_record(out)
    assert panel.documents.pane.document_id is None
    panel.reload()
    rest(qtbot, desk)
    assert panel.documents.pane.document_id == out
    rest(qtbot, desk)


def _rice_out(kitchen: Kitchen) -> UUID:
    kitchen.take_in(FIRST, kitchen.line(kitchen.rice, "10", "4"))
    return kitchen.take_out(FIRST, kitchen.rice, "1").document_id


def writing(pane: RecordPane) -> bool:
    """Whether a form is open."""
    return pane.form is not None


def test_the_first_button_does_what_the_part_that_is_seen_is_for(qtbot: QtBot, desk: Desk) -> None:
    kitchen = stocked(desk)
    panel = issues_at(qtbot, desk)
    rest(qtbot, desk)
    assert panel.primary == "登记出库"
    panel.do_primary()
    rest(qtbot, desk)
    sheet = panel.sheets[StockKind.ISSUE]
    sheet.leave()
    panel.do_primary()
    rest(qtbot, desk)
    assert panel.sheets == {StockKind.ISSUE: sheet}
    sheet.leave()
    panel.show_record(DayPlace(Doing.STORE, kitchen.canteen_id, FIRST))
    assert (panel.switch.current, panel.primary) == (STORE, "登记出库")
    day = date(2026, 10, 12)
    panel.show_record(DayPlace(Doing.MENU, kitchen.canteen_id, day, Sitting.LUNCH))
    rest(qtbot, desk)
    assert (panel.switch.current, panel.primary) == (MENU, "写食谱")
    assert not writing(panel.week.pane)
    panel.do_primary()
    rest(qtbot, desk)
    assert writing(panel.week.pane)
    panel.switch.turn_to(DISHES)
    rest(qtbot, desk)
    assert panel.primary == "新增菜品"
    panel.do_primary()
    assert writing(panel.dishes.pane)
    rest(qtbot, desk)


def counted(desk: Desk, kitchen: Kitchen) -> StocktakeSummary:
    """The only stocktake."""
    (line,) = at_the_books(lambda: stocktakes(desk.session, kitchen.canteen_id))
    return line


def pressed(panel: StocktakePanel, name: str) -> None:
    """Press a button of the pane."""
    (button,) = panel.pane.findChildren(QPushButton, name)
    button.click()


def ended(qtbot: QtBot, desk: Desk, panel: StocktakePanel, *counts: str) -> None:
    """Count all lots from the pane on, and sign."""
    pressed(panel, "继续盘点")
    rest(qtbot, desk)
    view = panel.counting
    assert panel.faces.currentWidget() is view
    for row, text in enumerate(counts):
        table = view.table
        table.setData(table.index(row, Column.COUNTED), text)
        if text != table.lines[row].booked.plain:
            table.setData(table.index(row, Column.REASON), "受潮")
    for name, text in zip(view.names, ("甲", "乙"), strict=True):
        name.setText(text)
    view.end()
    rest(qtbot, desk)


def looked_at(qtbot: QtBot, desk: Desk, panel: StocktakePanel, line: StocktakeSummary) -> str:
    """What the pane says of a stocktake."""
    panel.split.open_pane()
    panel.pane.show_line(line)
    rest(qtbot, desk)
    return read(panel.pane)


@pytest.fixture
def kitchen(desk: Desk) -> Kitchen:
    """Two lots of rice, of which a count was begun."""
    made = stocked(desk)
    at_the_books(lambda: begin(desk.session, made.canteen_id, date(2026, 10, 12)))
    return made


@pytest.fixture
def panel(qtbot: QtBot, desk: Desk, kitchen: Kitchen) -> StocktakePanel:
    """The tab 盘点 with the count in its pane."""
    made = StocktakePanel(desk)
    qtbot.addWidget(made)
    made.resize(1150, 560)
    made.show()
    rest(qtbot, desk)
    line = counted(desk, kitchen)
    assert "2 批，已盘 0 批" in looked_at(qtbot, desk, made, line)
    assert chip_of(line) == Chip("正在盘点", Tone.CARE)
    return made


def test_a_count_that_agrees_says_so_and_who_counted(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen, panel: StocktakePanel
) -> None:
    booked = at_the_books(lambda: stocktake(desk.session, counted(desk, kitchen).stocktake_id))
    ended(qtbot, desk, panel, *(line.booked.plain for line in booked.lines))
    line = counted(desk, kitchen)
    assert chip_of(line) == Chip(CountState.ENDED.label, Tone.GOOD)
    words = looked_at(qtbot, desk, panel, line)
    assert "账实相符" in words
    assert "甲、乙" in words
    assert "实盘和账面不同的" not in words
    assert not panel.pane.findChildren(QPushButton, "冲销…")
    rest(qtbot, desk)


def test_a_count_that_differs_is_taken_back_from_its_pane(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen, panel: StocktakePanel, messages: QuietMessages
) -> None:
    ended(qtbot, desk, panel, "4", "4")
    words = looked_at(qtbot, desk, panel, counted(desk, kitchen))
    assert "2 处不同，差异金额" in words
    assert "实盘和账面不同的" in words
    assert "实盘 4 千克：受潮" in words
    messages.answers.append("数错了")
    pressed(panel, "冲销…")
    rest(qtbot, desk)
    line = counted(desk, kitchen)
    assert line.reversed
    assert chip_of(line) == Chip("已冲销", Tone.PLAIN)
    panel.pane.show_line(line)
    words = looked_at(qtbot, desk, panel, line)
    assert f"{line.document}（已冲销）" in words
    assert not panel.pane.findChildren(QPushButton, "冲销…")
    rest(qtbot, desk)
