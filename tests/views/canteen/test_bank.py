"""银行对账 and 现金盘点 on the screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop.core.canteen import MoneyKind, PayMethod
from desktop.core.labels import Role
from desktop.core.money import Money
from desktop.services.imports.batches import apply, preview
from desktop.services.imports.reading import open_workbook
from tests.services.canteen.kitchen import Kitchen
from tests.services.rosters import as_role
from tests.views.canteen.moneys import column, money, opened, press, put, rest, row, save
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.views.canteen.bank.view import BankView
    from desktop.views.desk import Desk
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui


@pytest.fixture
def kitchen(desk: Desk) -> Kitchen:
    """Fees by the bank and in cash."""

    def make() -> Kitchen:
        made = Kitchen.of(desk.session)
        money(made, MoneyKind.PUPIL_FEE, "300")
        money(made, MoneyKind.PUPIL_FEE, "200")
        money(made, MoneyKind.PUPIL_FEE, "60", method=PayMethod.CASH)
        return made

    return at_the_books(make)


@pytest.fixture
def statement(tmp_path: Path) -> Path:
    """The two fees in one sum, and a charge."""
    path = tmp_path / "对账单.xlsx"
    rows = (
        ("日期", "收入", "支出", "余额", "摘要"),
        ("2026-10-09", 500, "", 500, "学生伙食费"),
        ("2026-10-30", "", 12, 488, "手续费"),
    )
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        for at, cells in enumerate(rows):
            page.write_row(at, 0, cells)
    return path


def bank_of(qtbot: QtBot, desk: Desk) -> BankView:
    panel = opened(qtbot, desk)
    panel.to_bank.click()
    rest(qtbot, desk)
    return panel.bank


def go_to(qtbot: QtBot, desk: Desk, bank: BankView, at: int) -> None:
    bank.view.grid.setFocus()
    bank.view.grid.go_to(at)
    rest(qtbot, desk)


def take(desk: Desk, statement: Path) -> None:
    """Take a bank's workbook in."""

    def work() -> object:
        roster = open_workbook(desk.session, statement, "bank-statement")
        return apply(desk.session, preview(desk.session, roster))

    at_the_books(work)


def test_statement_is_taken_in_and_paired(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen, statement: Path, messages: QuietMessages
) -> None:
    del kitchen
    panel = opened(qtbot, desk)
    panel.to_bank.click()
    rest(qtbot, desk)
    bank = panel.bank
    asked: list[str] = []
    assert "还没有录入对账单，账上银行存款 500.00" in bank.words.text()
    panel.importing.connect(asked.append)
    press(bank, "导入明细")
    assert asked == ["bank-statement"]
    panel.uncovered.emit()
    take(desk, statement)
    bank.reload()
    rest(qtbot, desk)
    assert column(bank.view, "state") == ["账上没有", "账上没有", "银行还没有", "银行还没有"]
    messages.answers.append(True)
    press(bank, "自动勾对")
    rest(qtbot, desk)
    assert "找到 1 笔" in messages.questions[-1]
    assert column(bank.view, "state") == ["已勾对", "账上没有"]
    assert "还有 1 笔银行明细没有勾对" in bank.words.text()
    bank.open_only.setChecked(True)
    rest(qtbot, desk)
    assert column(bank.view, "text") == ["手续费"]
    press(bank, "自动勾对")
    rest(qtbot, desk)
    assert "没有找到" in messages.notes[-1]


def test_line_is_matched_by_ticking_until_the_sum_is_right(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen
) -> None:
    del kitchen
    bank = bank_of(qtbot, desk)
    press(bank, "录入余额")
    put(bank.pane, opening=Money(0), closing=Money.of("500"))
    save(qtbot, desk, bank.pane)
    assert "余额差 500.00 元，可能漏录了明细" in bank.words.text()
    press(bank, "加一笔")
    put(bank.pane, day=date(2026, 10, 9), side="in", amount=Money.of("500"))
    save(qtbot, desk, bank.pane)
    bank.split.close_pane()
    go_to(qtbot, desk, bank, 0)
    found = bank.pane.candidates
    assert found is not None
    first, second = found.ticks.values()
    first.setChecked(True)
    assert "还差" in found.sum.text()
    assert not found.take.isEnabled()
    second.setChecked(True)
    assert found.sum.text() == "已选 500.00 元，正好"
    found.take.click()
    rest(qtbot, desk)
    assert column(bank.view, "state") == ["已勾对"]
    assert "银行和账上对平" in bank.words.text()


def test_match_is_taken_back_and_a_mistyped_line_removed(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen, statement: Path, messages: QuietMessages
) -> None:
    del kitchen
    bank = bank_of(qtbot, desk)
    messages.answers.append(True)
    take(desk, statement)
    bank.reload()
    rest(qtbot, desk)
    press(bank, "自动勾对")
    rest(qtbot, desk)
    go_to(qtbot, desk, bank, 0)
    press(bank.pane, "取消勾对")
    rest(qtbot, desk)
    assert column(bank.view, "state") == ["账上没有", "账上没有", "银行还没有", "银行还没有"]
    go_to(qtbot, desk, bank, 2)
    assert any("银行的明细来了" in label.text() for label in bank.pane.findChildren(QLabel))
    go_to(qtbot, desk, bank, 1)
    messages.answers.append(True)
    press(bank.pane, "删除这笔")
    rest(qtbot, desk)
    assert column(bank.view, "state") == ["账上没有", "银行还没有", "银行还没有"]


def test_cash_that_differs_asks_for_its_reason(qtbot: QtBot, desk: Desk, kitchen: Kitchen) -> None:
    del kitchen
    panel = opened(qtbot, desk)
    panel.to_cash.click()
    rest(qtbot, desk)
    cash = panel.cash
    assert cash.empty.isVisible()
    cash.enter()
    qtbot.waitUntil(lambda: cash.pane.form is not None)
    put(cash.pane, counted=Money.of("50"), counted_by="李出纳、王会计")
    assert "账上是 60.00 元，相差 -10.00 元" in row(cash.pane, "reason").note.text()
    # On another day the books said something else.
    put(cash.pane, day=date(2026, 10, 7))
    rest(qtbot, desk)
    assert "账上是 0.00 元" in row(cash.pane, "reason").note.text()
    put(cash.pane, day=date(2026, 10, 8), reason="有一张垫付的票还没有报")
    save(qtbot, desk, cash.pane)
    assert column(cash.view, "difference") == ["-10.00"]
    assert column(cash.view, "state") == ["有差异"]
    QTest.keyClick(cash.view.grid, Qt.Key.Key_Home)
    rest(qtbot, desk)
    words = [label.text() for label in cash.pane.findChildren(QLabel) if label.isVisible()]
    assert "有一张垫付的票还没有报" in words
    press(cash, "回到收支")
    assert panel.view.isVisible()


def test_auditor_looks_only(qtbot: QtBot, desk: Desk, kitchen: Kitchen) -> None:
    del kitchen
    auditor = replace(desk, session=as_role(desk.session, Role.AUDITOR))
    bank = bank_of(qtbot, auditor)
    assert not bank.take.isVisible()
    bank.enter_balances()
    assert bank.pane.form is None
