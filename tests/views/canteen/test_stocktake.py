"""The tab 盘点 over real books: begun, counted by keyboard, ended, printed; the statements."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from desktop.core.canteen import CountState
from desktop.core.labels import Role
from desktop.core.money import Money, Quantity
from desktop.core.statements import StatementKind
from desktop.services.canteen.canteens import NewCanteen, open_canteen
from desktop.services.canteen.counting import Count, begin, write_counts
from desktop.services.canteen.stock import on_hand
from desktop.services.canteen.stocktakes import stocktake, stocktakes
from desktop.views.canteen.stocktake.panel import StocktakePanel
from desktop.views.canteen.stocktake.table import Column
from desktop.views.meals.checklist import CLOSE_TAB
from desktop.views.meals.closing import ClosePanel
from desktop.views.meals.page import CanteenPage
from tests.services.canteen.kitchen import OPENED, Kitchen
from tests.services.rosters import as_role
from tests.views.canteen.goods import begun, put, write
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.services.canteen.stocktakes import StocktakeSummary
    from desktop.views.desk import Desk
    from tests.views.conftest import _Desks
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui
FIRST = date(2026, 10, 8)


@pytest.fixture
def kitchen(desk: Desk) -> Kitchen:
    """42.5 千克 of rice and 3 瓶 of soap in store."""

    def stored() -> Kitchen:
        made = Kitchen.of(desk.session)
        rice = made.line(made.rice, "50", "4.36", expires_on=date(2027, 5, 1))
        made.take_in(FIRST, rice, made.line(made.soap, "3", "7.77"))
        made.take_out(FIRST, made.rice, "7.5")
        return made

    return at_the_books(stored)


def opened(qtbot: QtBot, desk: Desk) -> StocktakePanel:
    """The tab as it stands when a person has waited for it."""
    panel = StocktakePanel(desk)
    qtbot.addWidget(panel)
    panel.resize(1150, 560)
    panel.show()
    qtbot.waitUntil(lambda: panel.canteen is not None)
    panel.window().activateWindow()
    qtbot.waitUntil(panel.window().isActiveWindow)
    return panel


def listed(desk: Desk, kitchen: Kitchen) -> tuple[StocktakeSummary, ...]:
    return at_the_books(lambda: stocktakes(desk.session, kitchen.canteen_id))


def counting(qtbot: QtBot, desk: Desk, kitchen: Kitchen) -> StocktakePanel:
    """A stocktake that was begun, with its grid open."""
    panel = opened(qtbot, desk)
    made = at_the_books(lambda: begin(desk.session, kitchen.canteen_id, FIRST))
    panel.count(made.stocktake_id)
    qtbot.waitUntil(lambda: panel.counting.table.rowCount() == 2)
    return panel


def typed(qtbot: QtBot, panel: StocktakePanel, *texts: str) -> None:
    for text in texts:
        grid = panel.counting.grid
        qtbot.keyClicks(grid, text[:1])
        editor = panel.window().focusWidget()
        qtbot.keyClicks(editor, text[1:])
        qtbot.keyClick(editor, Qt.Key.Key_Return)
        # Qt takes what was typed over when it comes back to its events.
        qtbot.waitUntil(grid.hasFocus)


def test_what_is_in_store_when_the_accounts_begin_is_typed_in(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    made = at_the_books(lambda: Kitchen.of(desk.session))
    panel = opened(qtbot, desk)
    (more,) = panel.more()
    assert more[0] == "登记期初库存…"
    more[1]()
    sheet = begun(qtbot, panel.opening)
    qtbot.addWidget(sheet)
    line = write(sheet, 0, article="大米", quantity="20", price="4.36")
    assert sheet.missing() == ["盘点人", "第1行供货商"]
    put(sheet, supplier="平安粮油店", counters="王建国")
    assert sheet.foot.book.text() == "还缺第二个盘点人"
    assert line.note.text() == "计量单位：千克；金额 87.20 元"
    put(sheet, counters="王建国、李桂兰")
    with qtbot.waitSignal(sheet.booked):
        sheet.foot.book.click()
    assert messages.notes == ["期初库存已记账：盘点 2026-09-001"]
    (lot,) = at_the_books(lambda: on_hand(desk.session, made.canteen_id))
    assert (lot.received_on, lot.left_amount) == (OPENED, Money.of("87.20"))


def test_store_without_a_canteen_says_where_to_begin(qtbot: QtBot, desk: Desk) -> None:
    panel = StocktakePanel(desk)
    qtbot.addWidget(panel)
    panel.show()
    assert "先到“入库”开设食堂账" in panel.empty.sentence.text()
    assert panel.faces.currentWidget() is panel.empty
    assert not panel.primary_ready()
    at_the_books(lambda: open_canteen(desk.session, NewCanteen(OPENED)))
    panel.read()
    qtbot.waitUntil(panel.primary_ready)
    assert panel.chooser.isHidden()


def test_stocktake_is_begun_and_counted_by_keyboard_alone(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen, messages: QuietMessages
) -> None:
    panel = opened(qtbot, desk)
    panel.do_primary()
    form = panel.pane.form
    assert form is not None
    form.save()
    view = panel.counting
    qtbot.waitUntil(lambda: view.table.rowCount() == 2)
    qtbot.waitUntil(view.grid.hasFocus)
    typed(qtbot, panel, "42", "wet")
    assert view.grid.currentIndex().row() == 1
    qtbot.keyClick(view.grid, "=")
    assert "已盘 2 批，不同 1 处" in view.words.text()
    view.end()
    qtbot.waitUntil(lambda: len(messages.sentences) == 1)
    assert "要有2个人一起签字" in messages.sentences[0]
    view.names[0].setText("张三丰")
    view.names[1].setText("李桂兰")
    view.finish.click()
    qtbot.waitUntil(lambda: panel.faces.currentWidget() is panel.books)
    assert "盘点已结束。盘点 2026-10-001：盘盈0.00元，盘亏2.18元。" in messages.notes
    (line,) = listed(desk, kitchen)
    assert (line.state, line.first_counter, line.differing) == (CountState.ENDED, "张三丰", 1)


def test_what_was_typed_is_kept_by_leaving_and_found_again(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen, messages: QuietMessages
) -> None:
    panel = counting(qtbot, desk, kitchen)
    typed(qtbot, panel, "0", "lost")
    panel.counting.table.setData(panel.counting.table.index(1, Column.COUNTED), "-1")
    panel.counting.table.setData(panel.counting.table.index(1, Column.COUNTED), "viel")
    panel.counting.table.setData(panel.counting.table.index(1, Column.REASON), "长" * 101)
    assert [note.split("：")[0] for note in messages.notes] == [
        "洗洁精的实盘数量不能小于零。",
        "洗洁精的实盘数量",
        "原因最多100个字。",
    ]
    panel.counting.back.click()
    qtbot.waitUntil(lambda: not panel.counting.table.unsaved())
    (line,) = listed(desk, kitchen)
    assert (line.counted, line.differing) == (1, 1)
    panel.list.grid.setFocus()
    qtbot.waitUntil(lambda: panel.list.grid.model().rowCount() == 1)
    panel._on_activated(line)
    qtbot.waitUntil(lambda: panel.counting.grid.currentIndex().row() == 1)
    qtbot.keyClick(panel.counting.grid, Qt.Key.Key_Delete)
    assert panel.counting.table.missing == 1


def test_who_comes_back_at_once_finds_what_was_typed(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen
) -> None:
    panel = counting(qtbot, desk, kitchen)
    typed(qtbot, panel, "40")
    key = panel.counting.stocktake_id
    assert key is not None
    panel.counting.back.click()
    with qtbot.waitSignal(panel.counting.table.modelReset):
        panel.count(key)
    assert panel.counting.table.lines[0].counted == Quantity.of("40")


def test_sheet_holds_what_was_typed_last(qtbot: QtBot, desk: Desk, kitchen: Kitchen) -> None:
    panel = counting(qtbot, desk, kitchen)
    typed(qtbot, panel, "40")
    with qtbot.waitSignal(panel.printing, timeout=20_000) as printed:
        panel.counting.sheet.click()
    assert printed.args[0].startswith(b"%PDF")
    (line,) = listed(desk, kitchen)
    assert line.counted == 1


def test_stocktake_is_given_up_after_a_question(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen, messages: QuietMessages
) -> None:
    panel = counting(qtbot, desk, kitchen)
    panel.show_list()
    (line,) = listed(desk, kitchen)
    key = line.stocktake_id
    counts = [
        Count(each.line_id, Quantity.of("1"))
        for each in at_the_books(lambda: stocktake(desk.session, key)).lines
    ]
    at_the_books(lambda: write_counts(desk.session, key, counts))
    panel.pane.show_line(line)
    qtbot.waitUntil(lambda: panel.pane.findChild(QPushButton, "放弃…") is not None)
    said = "\n".join(label.text() for label in panel.pane.findChildren(QLabel))
    assert "大米　账面 42.5，实盘 1 千克（还没有写原因）" in said
    messages.answers += [False, True]
    button = panel.pane.findChild(QPushButton, "放弃…")
    assert isinstance(button, QPushButton)
    button.click()
    assert listed(desk, kitchen)[0].state is CountState.COUNTING
    button.click()
    qtbot.waitUntil(lambda: listed(desk, kitchen)[0].state is CountState.GIVEN_UP)


def test_document_of_a_stocktake_is_taken_back_in_red_ink(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen, messages: QuietMessages
) -> None:
    panel = counting(qtbot, desk, kitchen)
    typed(qtbot, panel, "42", "wet")
    qtbot.keyClick(panel.counting.grid, "=")
    for name, text in zip(panel.counting.names, ("甲", "乙"), strict=True):
        name.setText(text)
    panel.counting.end()
    qtbot.waitUntil(lambda: panel.faces.currentWidget() is panel.books)
    messages.answers += [None, "数错了"]
    (line,) = listed(desk, kitchen)
    panel._on_reversing(line)
    panel._on_reversing(line)
    qtbot.waitUntil(lambda: listed(desk, kitchen)[0].reversed)


def test_each_statement_opens_as_paper_and_workbook(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen, messages: QuietMessages, tmp_path: Path
) -> None:
    del kitchen
    panel = opened(qtbot, desk)
    assert "2026年10月报表" in panel.bar.title.text()
    assert list(panel.bar.buttons) == list(StatementKind)[:3]
    with qtbot.waitSignal(panel.covering, timeout=20_000):
        panel.bar.buttons[StatementKind.GOODS].click()
    preview = panel.bar.paper.preview
    assert preview is not None
    qtbot.addWidget(panel.bar.paper)
    messages.answers.append(tmp_path / "进销存")
    preview.save_excel()
    qtbot.waitUntil((tmp_path / "进销存.xlsx").exists)
    with qtbot.waitSignal(panel.uncovered):
        panel.bar.paper.back.click()


def test_auditor_looks_and_does_not_count(
    qtbot: QtBot, desk: Desk, desk_over: _Desks, kitchen: Kitchen
) -> None:
    at_the_books(lambda: begin(desk.session, kitchen.canteen_id, FIRST))
    panel = opened(qtbot, desk_over.around(as_role(desk.session, Role.AUDITOR)))
    (line,) = listed(desk, kitchen)
    assert not panel.primary_ready()
    panel.do_primary()
    panel._on_activated(line)
    assert panel.faces.currentWidget() is panel.books
    panel.pane.show_line(line)
    qtbot.waitUntil(lambda: panel.pane.findChild(QPushButton, "盘点表") is not None)
    assert panel.pane.findChild(QPushButton, "继续盘点") is None


def test_several_canteens_are_chosen_between(qtbot: QtBot, desk: Desk, kitchen: Kitchen) -> None:
    del kitchen
    at_the_books(lambda: open_canteen(desk.session, NewCanteen(OPENED, "南校区食堂")))
    panel = opened(qtbot, desk)
    assert [panel.chooser.itemText(at) for at in range(2)] == ["学校食堂", "南校区食堂"]
    panel.chooser.setCurrentIndex(1)
    assert panel.canteen is not None
    assert panel.canteen.name == "南校区食堂"


def test_close_leads_to_the_stocktake_that_is_missing(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen
) -> None:
    del kitchen
    page = CanteenPage(desk)
    qtbot.addWidget(page)
    page.show()
    close = page.open_tab(CLOSE_TAB)
    assert isinstance(close, ClosePanel)
    qtbot.waitUntil(lambda: close.found is not None)
    names = {button.accessibleName(): button for button in close.checklist.links}
    (link,) = (button for name, button in names.items() if "这个月没有盘点" in name)
    link.click()
    assert isinstance(page.panel, StocktakePanel)
