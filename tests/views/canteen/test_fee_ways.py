"""学生伙食费 besides the plain way: no canteen, another month, the paper, what is refused."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, Qt

from desktop.core.canteen import MoneyKind
from desktop.core.money import Money
from desktop.core.progress import Progress
from desktop.core.terms import Month
from desktop.services.canteen.canteens import NewCanteen, open_canteen
from desktop.services.canteen.fee_lists import fees_month
from desktop.services.canteen.money import NewMoney, record
from desktop.services.canteen.sheets import MEAL_FEES
from desktop.views.canteen.fees.panel import FeesPanel, FeesSource
from desktop.views.canteen.fees.table import Column
from desktop.views.tasks import Job
from tests.services.rosters import OCTOBER, meal_days, meals, take
from tests.views.canteen.moneys import rest
from tests.views.conftest import NAMES
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui
_SIDE = Qt.AlignmentFlag.AlignVCenter


def opened(qtbot: QtBot, desk: Desk) -> FeesPanel:
    """The part as it stands when all was read."""
    panel = FeesPanel(desk)
    qtbot.addWidget(panel)
    panel.resize(1150, 560)
    panel.show()
    rest(qtbot, desk)
    return panel


@pytest.fixture
def panel(qtbot: QtBot, desk: Desk) -> FeesPanel:
    """The part over a canteen; one pupil has eaten on half of the days."""
    at_the_books(lambda: open_canteen(desk.session, NewCanteen(date(2026, 9, 1))))
    days = meals(NAMES[0], school_class=None, present_days=9, meal_days=9)
    at_the_books(lambda: take(desk.session, meal_days(days)))
    return opened(qtbot, desk)


def listed(panel: FeesPanel) -> list[str]:
    """The names that the list shows."""
    table = panel.view.table
    return [str(table.index(row, 1).data()) for row in range(table.rowCount())]


def test_without_a_canteen_nothing_is_listed_or_filled_in(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    assert panel.canteen is None
    assert "导入学生伙食费表…" not in [words for words, _act in panel.more()]
    assert "打印伙食费收退明细" not in [words for words, _act in panel.more()]
    panel.do_primary()
    assert panel.faces.currentWidget() is panel.list
    assert panel.sheet.canteen_id is None
    panel.states.setCurrentIndex(1)
    panel.states.activated.emit(1)
    assert panel.source is None
    panel.reload_books()
    rest(qtbot, desk)
    assert (panel.classes.count(), panel.words.text()) == (1, "")
    source = FeesSource(panel)
    page = source.page(Job(Progress(), frozenset()), None, descending=False, offset=0, limit=9)
    assert (page.total, source.found) == (0, None)
    panel.sheet.book()
    panel.sheet.classes.activated.emit(0)
    assert panel.sheet.table.rowCount() == 0
    rest(qtbot, desk)


def test_the_month_is_printed_and_offered_as_a_workbook(
    qtbot: QtBot, desk: Desk, panel: FeesPanel
) -> None:
    ways = dict(panel.more())
    assert list(ways)[:2] == ["打印伙食费收退明细", "导入学生伙食费表…"]
    with qtbot.waitSignal(panel.importing) as asked:
        ways["导入学生伙食费表…"]()
    assert asked.args == [MEAL_FEES]
    with qtbot.waitSignal(panel.printing, timeout=30_000) as printed:
        ways["打印伙食费收退明细"]()
    assert printed.args is not None
    pdf, title = printed.args
    assert bytes(pdf).startswith(b"%PDF")
    assert title == f"{OCTOBER.label}学生伙食费收退明细"
    rest(qtbot, desk)


def test_classes_and_months_narrow_the_list_and_money_without_names_is_told(
    qtbot: QtBot, desk: Desk, panel: FeesPanel
) -> None:
    canteen = panel.canteen
    assert canteen is not None
    new = NewMoney(
        canteen_id=canteen.canteen_id,
        day=date(2026, 10, 8),
        kind=MoneyKind.PUPIL_FEE,
        amount=Money.of("120"),
    )
    at_the_books(lambda: record(desk.session, new))
    sheet = panel.sheet
    for school_class in range(2):
        panel.do_primary()
        rest(qtbot, desk)
        sheet.classes.setCurrentIndex(school_class)
        sheet.classes.activated.emit(school_class)
        sheet.each.set_value(Money.of("90"))
        sheet.each.returnPressed.emit()
        sheet.save.click()
        rest(qtbot, desk)
    panel.show_canteen()
    rest(qtbot, desk)
    assert "另有 120.00 元没有学生名单" in panel.words.text()
    assert len(listed(panel)) == 8
    panel.classes.setCurrentIndex(1)
    panel.classes.activated.emit(1)
    rest(qtbot, desk)
    assert sorted(listed(panel)) == sorted(NAMES[:5])
    assert panel.classes.currentText().endswith("（5/5）")
    desk.place.set_month(Month(2026, 9))
    rest(qtbot, desk)
    assert panel.classes.currentIndex() == 0
    assert listed(panel) == []
    assert panel.words.text() == ""
    rest(qtbot, desk)


def test_a_sheet_refuses_what_is_no_amount(
    qtbot: QtBot, desk: Desk, panel: FeesPanel, messages: QuietMessages
) -> None:
    panel.do_primary()
    rest(qtbot, desk)
    sheet, table = panel.sheet, panel.sheet.table
    name = table.entries[0].line.name
    amount = table.index(0, Column.AMOUNT)
    assert not table.setData(amount, "九十")
    assert messages.notes[-1].startswith(f"{name}的金额：")
    assert not table.setData(amount, "0")
    assert messages.notes[-1] == f"{name}的金额要大于零；没有的就空着。"
    assert not table.setData(amount, "90", Qt.ItemDataRole.DisplayRole)
    assert not table.setData(table.index(0, Column.NAME), "别人")
    assert (table.entries[0].amount, table.entries[0].line.name) == (None, name)
    assert not sheet.save.isEnabled()
    assert table.setData(amount, "90")
    assert sheet.save.isEnabled()
    assert table.setData(table.index(0, Column.TICKET), "  0012345 ")
    assert table.index(0, Column.TICKET).data() == "0012345"
    assert table.parts[0].ticket == "0012345"
    rest(qtbot, desk)


def test_a_sheet_books_nothing_without_a_day_or_an_amount(
    qtbot: QtBot, desk: Desk, panel: FeesPanel, messages: QuietMessages
) -> None:
    canteen = panel.canteen
    assert canteen is not None
    panel.do_primary()
    rest(qtbot, desk)
    sheet = panel.sheet
    sheet.book()
    said = len(messages.notes)
    sheet.each.set_value(None)
    sheet.fill.click()
    assert (len(messages.notes), sheet.table.parts) == (said, ())
    sheet.each.set_value(Money.of("90"))
    sheet.fill.click()
    assert messages.notes[-1] == "填了 5 人，还没有记账。"
    sheet.day.clear()
    sheet.book()
    assert messages.notes[-1] == "请填日期。"
    rest(qtbot, desk)
    found = at_the_books(lambda: fees_month(desk.session, canteen.canteen_id, OCTOBER))
    assert found.paid == Money(0)
    sheet.back.click()
    assert panel.faces.currentWidget() is panel.list
    rest(qtbot, desk)


def test_a_sheet_shows_its_columns_and_turns_to_another_class(
    qtbot: QtBot, desk: Desk, panel: FeesPanel
) -> None:
    panel.do_primary()
    rest(qtbot, desk)
    sheet, table = panel.sheet, panel.sheet.table
    assert table.rowCount() == 5
    sheet.classes.setCurrentIndex(1)
    sheet.classes.activated.emit(1)
    assert sorted(entry.line.name for entry in table.entries) == sorted(NAMES[5:])
    across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
    assert table.headerData(Column.AMOUNT, across) == "金额"
    assert table.headerData(0, down) is None
    assert table.headerData(99, across) is None
    aligned = Qt.ItemDataRole.TextAlignmentRole
    right, left = Qt.AlignmentFlag.AlignRight | _SIDE, Qt.AlignmentFlag.AlignLeft | _SIDE
    assert table.headerData(Column.AMOUNT, across, aligned) == right
    assert table.headerData(Column.AMOUNT, across, Qt.ItemDataRole.ToolTipRole) is None
    assert table.data(QModelIndex()) is None
    assert table.data(table.index(0, Column.NAME), aligned) == left
    assert table.data(table.index(0, Column.NAME), Qt.ItemDataRole.ForegroundRole) is None
    assert table.data(table.index(0, Column.LABEL), Qt.ItemDataRole.ForegroundRole) is not None
    inside = table.index(0, Column.NAME)
    assert (table.rowCount(inside), table.columnCount(inside)) == (0, 0)
    assert table.flags(table.index(0, Column.TICKET)) & Qt.ItemFlag.ItemIsEditable
    assert not table.flags(inside) & Qt.ItemFlag.ItemIsEditable
    panel.fill_in(refund=True)
    rest(qtbot, desk)
    assert table.headerData(Column.AMOUNT, across) == "退款"
    assert (table.rowCount(), sheet.classes.count()) == (0, 1)
    rest(qtbot, desk)


def test_enter_walks_down_a_column_and_stays_at_the_last_pupil(
    qtbot: QtBot, desk: Desk, panel: FeesPanel
) -> None:
    panel.fill_in(refund=True)
    rest(qtbot, desk)
    assert panel.sheet.table.fill(Money.of("90")) == 0
    assert panel.sheet.table.parts == ()
    panel.do_primary()
    rest(qtbot, desk)
    grid = panel.sheet.grid

    def at() -> tuple[int, int]:
        return grid.currentIndex().row(), grid.currentIndex().column()

    grid.go_to(0, Column.TICKET)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert at() == (1, Column.TICKET)
    grid.go_to(1, Column.NAME)
    qtbot.keyClick(grid, Qt.Key.Key_Enter)
    assert at() == (2, Column.AMOUNT)
    grid.go_to(4, Column.AMOUNT)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert at() == (4, Column.AMOUNT)
    rest(qtbot, desk)
