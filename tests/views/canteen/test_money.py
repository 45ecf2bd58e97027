"""收支 on the screen: the list, the kinds, the form of each, red ink."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from python_calamine import CalamineWorkbook

from desktop.core.canteen import Fund, MoneyKind, PayMethod, Spending, StockKind
from desktop.core.labels import Role
from desktop.core.money import Money
from desktop.core.progress import Progress
from desktop.core.terms import Month
from desktop.services.canteen.canteens import NewCanteen, open_canteen
from desktop.services.canteen.money_lists import month_money
from desktop.services.canteen.stock import documents
from desktop.services.checks.questions import CanteenPlace
from desktop.services.month_checks import checks
from desktop.views.canteen.goods.receipts import ReceiptsPanel
from desktop.views.canteen.money.fields import TellingChoice
from desktop.views.canteen.money.form import colleagues
from desktop.views.canteen.money.panel import MoneyPanel
from desktop.views.meals.checklist import points
from desktop.views.meals.page import CanteenPage
from desktop.views.meals.records import CanteenRecord
from desktop.views.tasks import Job
from tests.services.canteen.kitchen import OPENED, Kitchen
from tests.services.rosters import as_role
from tests.services.staff_rosters import hire
from tests.views.canteen.moneys import (
    DAY,
    column,
    money,
    opened,
    press,
    put,
    rest,
    row,
    save,
)
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui


def read_rows(path: Path) -> list[list[Any]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def begin(qtbot: QtBot, panel: MoneyPanel, kind: MoneyKind) -> None:
    panel.do_primary()
    assert panel.pane.kinds is not None
    panel.pane.kinds.buttons[kind].click()
    qtbot.waitUntil(lambda: panel.pane.form is not None)


@pytest.fixture
def kitchen(desk: Desk) -> Kitchen:
    """Fees, goods that are not paid yet."""

    def make() -> Kitchen:
        made = Kitchen.of(desk.session)
        money(made, MoneyKind.PUPIL_FEE, "500", ticket="0001")
        made.take_in(DAY, made.line(made.rice, "20", "5"))
        return made

    return at_the_books(make)


def test_without_a_canteen_the_way_is_shown(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    assert panel.none.isVisible()
    assert "入库" in panel.none.sentence.text()
    assert not panel.primary_ready()


def test_month_is_listed_with_what_is_held(qtbot: QtBot, desk: Desk, kitchen: Kitchen) -> None:
    del kitchen
    panel = opened(qtbot, desk)
    assert column(panel.view, "what") == ["收学生伙食费"]
    assert column(panel.view, "in") == ["500.00"]
    assert panel.held.bank.figure.text() == "500.00"
    assert panel.held.funds.text() == "各项资金结存：学生伙食费 500.00"
    panel.filters.method.set_value(PayMethod.CASH)
    rest(qtbot, desk)
    assert column(panel.view, "what") == []
    panel.filters.reset()
    rest(qtbot, desk)
    assert column(panel.view, "what") == ["收学生伙食费"]


def test_fees_follow_each_other_on_the_keyboard(qtbot: QtBot, desk: Desk, kitchen: Kitchen) -> None:
    del kitchen
    panel = opened(qtbot, desk)
    panel.do_primary()
    assert panel.pane.kinds is not None
    button = panel.pane.kinds.buttons[MoneyKind.PUPIL_FEE]
    QTest.keyClick(button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.pane.form is not None)
    put(panel.pane, day=DAY, method=PayMethod.CASH, amount=Money.of("120"))
    save(qtbot, panel.desk, panel.pane)
    assert column(panel.view, "in") == ["120.00", "500.00"]
    # The next of the same kind is offered, on the same day and in the same way.
    qtbot.waitUntil(lambda: panel.pane.form is not None)
    assert row(panel.pane, "day").entry.value() == DAY
    assert row(panel.pane, "method").entry.value() is PayMethod.CASH
    assert row(panel.pane, "amount").entry.value() is None


def test_fund_offers_only_what_its_rule_allows(qtbot: QtBot, desk: Desk, kitchen: Kitchen) -> None:
    del kitchen
    panel = opened(qtbot, desk)
    begin(qtbot, panel, MoneyKind.EXPENSE)
    choice = row(panel.pane, "spending").widget
    assert isinstance(choice, TellingChoice)

    def offered() -> list[str]:
        return [choice.itemText(at) for at in range(1, choice.count())]

    assert offered() == []
    put(panel.pane, fund=Fund.INTEREST)
    assert offered() == ["炊具及低值易耗品", "银行手续费"]
    put(panel.pane, spending=Spending.BANK_CHARGE)
    assert "利息和其他收入归食堂" in row(panel.pane, "fund").note.text()
    put(panel.pane, fund=Fund.PUPIL_FEES)
    assert choice.value() is Spending.BANK_CHARGE
    put(panel.pane, fund=Fund.MATCHING)
    assert "炊事人员工资" in offered()
    # What the other fund may not pay is no longer chosen.
    assert choice.value() is None
    fund = row(panel.pane, "fund").widget
    assert isinstance(fund, TellingChoice)
    assert "营养膳食补助" not in [fund.itemText(at) for at in range(fund.count())]


def test_supplier_says_what_it_is_owed_and_more_is_asked_about(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen, messages: QuietMessages
) -> None:
    panel = opened(qtbot, desk)
    begin(qtbot, panel, MoneyKind.SUPPLIER_PAYMENT)
    put(panel.pane, supplier=kitchen.supplier_id)
    assert row(panel.pane, "supplier").note.text() == "现在欠 100.00 元：学生伙食费 100.00"
    # The only fund that owes it, and the whole debt, need not be typed.
    assert row(panel.pane, "fund").entry.value() is Fund.PUPIL_FEES
    assert row(panel.pane, "amount").entry.value() == Money.of("100")
    put(panel.pane, day=DAY, amount=Money.of("130"))
    messages.answers.append(True)
    save(qtbot, panel.desk, panel.pane)
    assert "多付30.00元" in messages.questions[0]
    assert column(panel.view, "out")[0] == "130.00"


def test_red_ink_needs_a_reason_and_names_what_it_undoes(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen
) -> None:
    del kitchen
    panel = opened(qtbot, desk)
    with qtbot.waitSignal(panel.pane.shown):
        panel.view.grid.setFocus()
        QTest.keyClick(panel.view.grid, Qt.Key.Key_Home)
    words = [label.text() for label in panel.pane.findChildren(QLabel) if label.isVisible()]
    assert "银行存款（学生伙食费）增加 500.00 元" in words
    press(panel, "红字冲销…")
    assert panel.pane.form is not None
    assert panel.pane.form.sheet.missing() == ["原因"]
    put(panel.pane, reason="重复登记")
    save(qtbot, panel.desk, panel.pane)
    assert column(panel.view, "in") == ["-500.00", "500.00"]
    assert column(panel.view, "state") == ["红字", "已冲销"]
    assert column(panel.view, "note")[0] == "冲销收支 2026-10-001：重复登记"


def test_each_kind_has_the_fields_that_it_needs(qtbot: QtBot, desk: Desk, kitchen: Kitchen) -> None:
    del kitchen
    panel = opened(qtbot, desk)
    for kind in MoneyKind:
        begin(qtbot, panel, kind)
        assert panel.pane.form is not None
        assert ("fund" in panel.pane.form.sheet.rows) is (
            kind
            in (
                MoneyKind.SUPPLIER_PAYMENT,
                MoneyKind.EXPENSE,
                MoneyKind.DEPOSIT,
                MoneyKind.WITHDRAWAL,
                MoneyKind.OPENING,
            )
        )
        panel.pane.close_form()


def test_of_several_canteens_one_is_chosen(qtbot: QtBot, desk: Desk, kitchen: Kitchen) -> None:
    del kitchen
    other = at_the_books(lambda: open_canteen(desk.session, NewCanteen(OPENED, "南校区食堂")))
    panel = opened(qtbot, desk)
    assert panel.filters.canteen is not None
    panel.filters.canteen.set_value(other.canteen_id)
    rest(qtbot, desk)
    assert column(panel.view, "what") == []
    assert panel.pane.canteen_id == other.canteen_id


def test_auditor_reads_only(qtbot: QtBot, desk: Desk, kitchen: Kitchen) -> None:
    del kitchen
    auditor = replace(desk, session=as_role(desk.session, Role.AUDITOR))
    panel = opened(qtbot, auditor)
    assert panel.primary == ""
    with qtbot.waitSignal(panel.pane.shown):
        panel.view.grid.setFocus()
        QTest.keyClick(panel.view.grid, Qt.Key.Key_Home)
    assert "红字冲销…" not in [b.text() for b in panel.pane.findChildren(QPushButton)]
    panel.do_primary()
    assert panel.pane.kinds is None


def test_papers_of_the_month_are_shown_and_kept_as_workbooks(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen, messages: QuietMessages, tmp_path: Path
) -> None:
    del kitchen
    panel = opened(qtbot, desk)
    papers = panel.papers
    for words, do in panel.more():
        with qtbot.waitSignal(panel.covering):
            do()
        rest(qtbot, desk)
        assert papers.isVisible(), words
    assert papers.preview is not None
    out = tmp_path / "往来.xlsx"
    messages.answers.append(out)
    papers.preview.save_excel()
    rest(qtbot, desk)
    rows = [[str(cell) for cell in row] for row in read_rows(out)]
    assert rows[1][0] == "供货商"
    assert rows[2] == ["平安粮油店", "学生伙食费", "0.0", "100.0", "0.0", "100.0"]
    assert rows[3][0] == "合计"
    with qtbot.waitSignal(panel.uncovered):
        papers.back.click()


def test_form_that_was_left_is_offered_again_with_its_purpose(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen
) -> None:
    del kitchen
    panel = opened(qtbot, desk)
    begin(qtbot, panel, MoneyKind.EXPENSE)
    put(panel.pane, fund=Fund.MATCHING, spending=Spending.WAGES, amount=Money.of("800"))
    assert panel.pane.form is not None
    panel.pane.form.keep()
    begin(qtbot, panel, MoneyKind.EXPENSE)
    assert row(panel.pane, "spending").entry.value() is None
    press(panel.pane, "接着填")
    assert row(panel.pane, "spending").entry.value() is Spending.WAGES
    assert row(panel.pane, "amount").entry.value() == Money.of("800")


def test_close_leads_to_the_money(qtbot: QtBot, desk: Desk, kitchen: Kitchen) -> None:
    del kitchen
    panel = opened(qtbot, desk)
    found = at_the_books(lambda: checks(desk.session, Month(2026, 10)))
    links = [point.link for point in points(found, 0, None) if "银行存款" in point.sentence]
    assert links == [CanteenRecord("money", Month(2026, 10))]
    page = panel.window()
    assert isinstance(page, CanteenPage)
    page.open_tab("close")
    page.show_record(links[0])
    assert page.panel is panel


def test_tab_follows_the_month_and_a_canteen_that_is_opened_later(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen
) -> None:
    panel = opened(qtbot, desk)
    panel.to_bank.click()
    desk.place.set_month(Month(2026, 9))
    rest(qtbot, desk)
    assert column(panel.view, "what") == []
    assert "2026年9月" in panel.bank.words.text()
    begin(qtbot, panel, MoneyKind.STAFF_FEE)
    # The list is seen again, and the form begins with the last day of the month that is looked at.
    assert panel.view.isVisible()
    assert row(panel.pane, "day").entry.value() == Month(2026, 9).last
    at_the_books(lambda: open_canteen(desk.session, NewCanteen(OPENED, "南校区食堂")))
    panel.read()
    rest(qtbot, desk)
    assert panel.filters.canteen is not None
    assert panel.filters.canteen.value() == kitchen.canteen_id
    at_the_books(lambda: open_canteen(desk.session, NewCanteen(OPENED, "北校区食堂")))
    panel.read()
    rest(qtbot, desk)
    assert panel.filters.canteen.count() == 4
    desk.place.set_month(Month(2026, 10))
    rest(qtbot, desk)
    panel.view.grid.horizontalHeader().sectionClicked.emit(3)
    rest(qtbot, desk)
    assert column(panel.view, "in") == ["500.00"]


def test_staff_are_found_by_name(desk: Desk) -> None:
    key = at_the_books(lambda: hire(desk.session))
    found = at_the_books(lambda: colleagues(desk.session)(Job(Progress()), "王建国"))
    assert [choice.key for choice in found] == [key]


def test_question_opens_its_document(qtbot: QtBot, desk: Desk, kitchen: Kitchen) -> None:
    def booked() -> tuple[UUID, UUID]:
        lines = month_money(desk.session, kitchen.canteen_id, Month.of(DAY))
        kinds = (StockKind.RECEIPT,)
        (receipt,) = documents(desk.session, kitchen.canteen_id, Month.of(DAY), kinds)
        return lines[0].document_id, receipt.document_id

    fee, receipt = at_the_books(booked)
    page = CanteenPage(desk)
    qtbot.addWidget(page)
    page.show()
    month = Month.of(DAY)
    desk.place.set_month(month.previous)
    page.show_record(CanteenPlace("money", month, DAY, fee))
    money_panel = page.panel_of("money")
    assert isinstance(money_panel, MoneyPanel)
    qtbot.waitUntil(lambda: money_panel.pane.line is not None)
    assert money_panel.pane.line is not None
    assert (money_panel.pane.line.document_id, desk.place.month) == (fee, month)
    page.show_record(CanteenPlace("receipts", month, DAY, receipt))
    goods = page.panel_of("receipts")
    assert isinstance(goods, ReceiptsPanel)
    qtbot.waitUntil(lambda: goods.documents.pane.document_id == receipt)
    assert goods.documents.pane.isVisible()
