"""More of 教职工就餐 and 伙食价格: keys, refusals, refunds, settling, and who only looks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QPushButton

from desktop.core.canteen import Fund, Sitting
from desktop.core.labels import Role
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.services.canteen.canteens import NewCanteen, open_canteen
from desktop.services.canteen.prices import prices
from desktop.services.canteen.settling import between_funds
from desktop.services.canteen.staff_accounts import staff_accounts
from desktop.services.months import close
from desktop.views.canteen.prices.panel import PricesPanel
from desktop.views.canteen.staffmeals.panel import StaffMealsPanel
from desktop.views.canteen.staffmeals.table import ATE, FIRST_DAY, NAME, SUMS
from desktop.views.meals.eating import EatingPanel
from desktop.views.meals.page import CanteenPage
from desktop.views.style import current_tokens
from tests.services.canteen.kitchen import OPENED
from tests.services.canteen.table import StaffTable
from tests.services.rosters import as_role
from tests.services.staff_rosters import hire
from tests.views.canteen.moneys import column, press, put, rest, row, save
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from desktop.services.canteen.staff_accounts import StaffMonthAccount
    from desktop.views.desk import Desk
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui
SEPTEMBER, OCTOBER, NOVEMBER = Month(2026, 9), Month(2026, 10), Month(2026, 11)
EARLIER, DAY = date(2026, 9, 10), date(2026, 10, 8)
AT = FIRST_DAY + DAY.day - 1
UNDO = "红字冲销…"
BREAKFAST, LUNCH = Sitting.BREAKFAST, Sitting.LUNCH


@pytest.fixture
def table(desk: Desk) -> StaffTable:
    """Two colleagues; lunch costs 5.00."""
    return at_the_books(lambda: StaffTable.of(desk.session))


def opened(qtbot: QtBot, desk: Desk) -> tuple[CanteenPage, StaffMealsPanel]:
    page = CanteenPage(desk)
    qtbot.addWidget(page)
    page.resize(1200, 760)
    page.show()
    panel = page.panel_of("meals")
    assert isinstance(panel, EatingPanel)
    panel.turn_to("staff")
    desk.place.set_month(OCTOBER)
    rest(qtbot, desk)
    staff = panel.part
    assert isinstance(staff, StaffMealsPanel)
    return page, staff


def prices_at(qtbot: QtBot, desk: Desk) -> PricesPanel:
    panel = PricesPanel(desk)
    qtbot.addWidget(panel)
    panel.resize(1200, 760)
    panel.show()
    rest(qtbot, desk)
    return panel


def accounts(table: StaffTable) -> Sequence[StaffMonthAccount]:
    return at_the_books(lambda: staff_accounts(table.session, table.canteen_id, OCTOBER)).lines


def told(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel))


def buttons(widget: QWidget) -> list[str]:
    return [button.text() for button in widget.findChildren(QPushButton)]


def september(table: StaffTable) -> None:
    """Of food for 90.00 the staff has eaten 18.00; the month is closed."""
    table.use(EARLIER, "90")
    table.count(EARLIER, 8)
    table.eat((table.wang, EARLIER), (table.li, EARLIER))
    close(table.session, SEPTEMBER, accept_warnings=True)


def owed(table: StaffTable) -> Money | None:
    """What the fund of the staff is owed, below zero what it owes."""
    found = at_the_books(lambda: between_funds(table.session, table.canteen_id))
    return found.get(Fund.STAFF_FEES)


def row_of(panel: StaffMealsPanel, name: str) -> int:
    return [line.name for line in panel.table.lines].index(name)


def cell(panel: StaffMealsPanel, row: int, at: int) -> str:
    return str(panel.table.index(row, at).data())


def test_keys_move_mark_and_take_back_and_no_letter_jumps(
    qtbot: QtBot, desk: Desk, table: StaffTable, messages: QuietMessages
) -> None:
    del table
    _, panel = opened(qtbot, desk)
    grid = panel.grid
    grid.go_to(0, AT)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (1, AT)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert grid.currentIndex().row() == 1
    qtbot.keyClick(grid, Qt.Key.Key_Up)
    assert grid.currentIndex().row() == 0
    qtbot.keyClick(grid, Qt.Key.Key_W)
    assert grid.currentIndex().row() == 0
    grid.doubleClicked.emit(grid.currentIndex())
    assert cell(panel, 0, AT) == ATE
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    assert cell(panel, 0, AT) == ""
    assert panel.table.typed.marks() == []
    grid.go_to(0, NAME)
    for key in (Qt.Key.Key_1, Qt.Key.Key_Space, Qt.Key.Key_0):
        qtbot.keyClick(grid, key)
    assert panel.table.typed.marks() == []
    qtbot.keyClick(grid, Qt.Key.Key_F4)
    assert messages.notes[-1] == "先把光标放到要填的那一天。"
    rest(qtbot, desk)


def test_marks_made_while_others_are_saved_are_saved_too(
    qtbot: QtBot, desk: Desk, table: StaffTable
) -> None:
    _, panel = opened(qtbot, desk)
    grid = panel.grid
    grid.go_to(0, AT)
    qtbot.keyClick(grid, Qt.Key.Key_1)
    panel.keeping.keep()
    qtbot.keyClick(grid, Qt.Key.Key_1)
    panel.keeping.keep()
    rest(qtbot, desk)
    assert [line.meals for line in accounts(table)] == [{LUNCH: 1}, {LUNCH: 1}]
    grid.go_to(0, AT)
    qtbot.keyClick(grid, Qt.Key.Key_Backspace)
    assert "共 1 餐，应交 5.00" in panel.foot.text()
    panel.keeping.keep()
    rest(qtbot, desk)
    assert len(accounts(table)) == 1


def test_who_was_not_employed_yet_is_refused_and_left_out(
    qtbot: QtBot, desk: Desk, table: StaffTable, messages: QuietMessages
) -> None:
    del table
    at_the_books(lambda: hire(desk.session, "赵新", since=date(2026, 10, 5)))
    _, panel = opened(qtbot, desk)
    new = row_of(panel, "赵新")
    assert cell(panel, new, FIRST_DAY) == "–"
    panel.grid.go_to(new, FIRST_DAY)
    qtbot.keyClick(panel.grid, Qt.Key.Key_1)
    assert messages.notes[-1] == "赵新在10月1日不是本校教职工。"
    assert panel.grid.currentIndex().row() == new
    assert panel.table.fill(0) == 2
    assert cell(panel, new, FIRST_DAY) == "–"
    assert panel.table.fill(0) == 0
    panel.keeping.keep()
    rest(qtbot, desk)


def test_each_of_two_sittings_has_its_marks_and_its_prices(
    qtbot: QtBot, desk: Desk, table: StaffTable, messages: QuietMessages
) -> None:
    at_the_books(lambda: table.decide("3", since=date(2026, 10, 10), sitting=BREAKFAST))
    _, panel = opened(qtbot, desk)
    assert list(panel.sittings.buttons) == [BREAKFAST, LUNCH]
    panel.sittings.buttons[LUNCH].click()
    assert panel.table.fill(0) == 2
    panel.sittings.buttons[BREAKFAST].click()
    assert cell(panel, 0, FIRST_DAY) == ""
    assert panel.table.fill(DAY.day - 1) == 0
    assert len([note for note in messages.notes if "10月8日还没有" in note]) == 1
    panel.grid.go_to(0, FIRST_DAY + 11)
    qtbot.keyClick(panel.grid, Qt.Key.Key_1)
    assert "共 3 餐，应交 13.00" in panel.foot.text()
    panel.sittings.buttons[LUNCH].click()
    assert cell(panel, 0, FIRST_DAY) == ATE
    assert cell(panel, 0, FIRST_DAY + 11) == ""
    desk.place.set_month(NOVEMBER)
    rest(qtbot, desk)
    assert panel.grid.currentIndex().column() == FIRST_DAY
    assert not panel.table.put(0, 0, ate=True)
    assert messages.notes[-1] == "11月1日还没有到。"
    assert "以前月份欠 13.00 元" in panel.foot.text()
    assert sum(line.due.units for line in accounts(table)) == Money.of("13").units


def test_cells_say_who_and_what_is_owed_stands_out(
    qtbot: QtBot, desk: Desk, table: StaffTable
) -> None:
    at_the_books(lambda: table.eat((table.li, EARLIER), (table.li, DAY)))
    _, panel = opened(qtbot, desk)
    model, li = panel.table, row_of(panel, "李秀英")
    sums = FIRST_DAY + len(model.days)
    shown = [cell(panel, li, sums + at) for at in range(len(SUMS))]
    assert [words if words != "0.00" else "" for words in shown] == [
        "1",
        "5.00",
        "",
        "5.00",
        "5.00",
    ]
    ink = Qt.ItemDataRole.ForegroundRole
    danger = QColor(current_tokens().colours.danger)
    for words in ("欠交", "以前欠"):
        assert model.index(li, sums + SUMS.index(words)).data(ink) == danger
        other = row_of(panel, "王建国")
        assert model.index(other, sums + SUMS.index(words)).data(ink) is None
    tip = Qt.ItemDataRole.ToolTipRole
    assert model.index(li, AT).data(tip) == "李秀英 10月8日"
    assert str(model.index(li, NAME).data(tip)).startswith("李秀英")
    assert model.index(li, AT).data(ink) is None
    assert model.data(QModelIndex()) is None
    sides = Qt.ItemDataRole.TextAlignmentRole
    assert model.index(li, AT).data(sides) == Qt.AlignmentFlag.AlignCenter
    assert model.index(li, sums).data(sides) & Qt.AlignmentFlag.AlignRight
    assert model.headerData(AT, Qt.Orientation.Horizontal) == "8\n四"
    assert model.headerData(sums, Qt.Orientation.Horizontal) == "餐数"
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    soft = QColor(current_tokens().colours.accent_soft)
    ground = Qt.ItemDataRole.BackgroundRole
    assert model.index(li, AT + 1).data(ground) != soft
    assert model.turn(li, AT + 1 - FIRST_DAY)
    assert model.index(li, AT + 1).data(ground) == soft
    assert model.turn(li, AT + 1 - FIRST_DAY)
    rest(qtbot, desk)


def test_what_was_paid_too_much_goes_back(
    qtbot: QtBot, desk: Desk, table: StaffTable, messages: QuietMessages
) -> None:
    at_the_books(lambda: table.eat((table.li, DAY)))
    page, panel = opened(qtbot, desk)
    (back,) = [do for words, do in panel.more() if words == "退多交的伙食费…"]
    back()
    rest(qtbot, desk)
    assert messages.notes[-1] == "没有人多交，没有要退的钱。"
    assert panel.pane.form is None
    panel.grid.go_to(row_of(panel, "李秀英"), AT)
    page.primary.click()
    rest(qtbot, desk)
    first = date(2026, 10, 20)
    put(panel.pane, day=first, amount=Money.of("8"))
    messages.answers.append(True)
    save(qtbot, desk, panel.pane)
    assert "李秀英2026年10月多3.00元" in messages.questions[-1]
    assert row(panel.pane, "day").entry.value() == first
    back()
    rest(qtbot, desk)
    assert panel.room.isVisible()
    put(panel.pane, payer=table.li)
    assert row(panel.pane, "amount").entry.value() == Money.of("3")
    save(qtbot, desk, panel.pane)
    assert panel.room.isHidden()
    assert messages.notes[-1].startswith("已记账：")
    assert [line.owed for line in accounts(table)] == [Money(0)]


def test_month_that_changes_shuts_the_form(qtbot: QtBot, desk: Desk, table: StaffTable) -> None:
    at_the_books(lambda: table.eat((table.li, DAY)))
    page, panel = opened(qtbot, desk)
    page.primary.click()
    rest(qtbot, desk)
    assert panel.room.isVisible()
    desk.place.set_month(SEPTEMBER)
    rest(qtbot, desk)
    assert panel.room.isHidden()
    assert panel.pane.form is None


def test_debt_of_the_staff_is_settled_and_the_settlement_undone(
    qtbot: QtBot, desk: Desk, table: StaffTable, messages: QuietMessages
) -> None:
    at_the_books(lambda: september(table))
    _, panel = opened(qtbot, desk)
    panel.to_share.click()
    rest(qtbot, desk)
    assert owed(table) == Money.of("-18")
    press(panel.pane, "结清…")
    messages.answers.append(True)
    save(qtbot, desk, panel.pane)
    assert "教职工伙食费账上变成-18.00元" in messages.questions[-1]
    assert owed(table) is None
    panel.to_share.click()
    rest(qtbot, desk)
    assert "各项资金互不相欠。" in told(panel.pane)
    assert "结清…" not in buttons(panel.pane)
    messages.answers.append(None)
    press(panel.pane, UNDO)
    rest(qtbot, desk)
    assert owed(table) is None
    messages.answers.append("写错")
    press(panel.pane, UNDO)
    rest(qtbot, desk)
    assert messages.notes[-1] == "已用红字冲销。"
    assert owed(table) == Money.of("-18")
    assert "（已由结清 2026-10-002冲销）" in told(panel.pane)
    assert "（冲销结清 2026-10-001）" in told(panel.pane)
    assert UNDO not in buttons(panel.pane)


def test_food_is_not_shared_while_nobody_has_counted_the_pupils(
    qtbot: QtBot, desk: Desk, table: StaffTable
) -> None:
    def eaten() -> None:
        table.use(DAY, "20")
        table.eat((table.wang, DAY))

    at_the_books(eaten)
    _, panel = opened(qtbot, desk)
    panel.to_share.click()
    rest(qtbot, desk)
    assert "各项资金互不相欠。" in told(panel.pane)
    assert "还没有学生就餐人数" in told(panel.pane)
    assert "教职工交的钱不够" not in told(panel.pane)


def test_auditor_sees_the_table_and_the_share_and_changes_nothing(
    qtbot: QtBot, desk: Desk, table: StaffTable, messages: QuietMessages
) -> None:
    at_the_books(lambda: september(table))
    auditor = replace(desk, session=as_role(desk.session, Role.AUDITOR))
    page, panel = opened(qtbot, auditor)
    panel.do_primary()
    rest(qtbot, auditor)
    assert panel.pane.form is None
    assert [words for words, _ in panel.more() if "退" in words] == []
    panel.grid.go_to(0, AT)
    qtbot.keyClick(panel.grid, Qt.Key.Key_1)
    assert messages.notes[-1] == "您可以查看，不能登记。"
    assert cell(panel, 0, AT) == ""
    panel.to_share.click()
    rest(qtbot, auditor)
    assert "教职工伙食费应付 18.00 元" in told(panel.pane)
    assert not page.primary.isEnabled()
    assert "结清…" not in buttons(panel.pane)


def test_answers_that_come_too_late_show_nothing(
    qtbot: QtBot, desk: Desk, table: StaffTable
) -> None:
    other = at_the_books(lambda: open_canteen(desk.session, NewCanteen(OPENED, "南校区食堂")))
    at_the_books(lambda: table.eat((table.li, DAY)))
    _, panel = opened(qtbot, desk)
    panel.to_share.click()
    panel.pane.shut()
    rest(qtbot, desk)
    assert panel.room.isHidden()
    panel.do_primary()
    panel.chooser.setCurrentIndex(1)
    panel.chooser.activated.emit(1)
    rest(qtbot, desk)
    assert panel.pane.canteen_id == other.canteen_id
    assert panel.pane.form is None
    assert panel.faces.currentWidget() is panel.no_price
    panel.chooser.setCurrentIndex(0)
    panel.chooser.activated.emit(0)
    desk.place.set_month(NOVEMBER)
    desk.place.set_month(OCTOBER)
    rest(qtbot, desk)
    assert panel.table.days[0] == OCTOBER.first
    assert cell(panel, row_of(panel, "李秀英"), AT) == ATE


def test_share_goes_with_the_month_and_with_the_books(
    qtbot: QtBot, desk: Desk, table: StaffTable
) -> None:
    at_the_books(lambda: table.eat((table.li, DAY)))
    _, panel = opened(qtbot, desk)
    panel.to_share.click()
    desk.place.set_month(SEPTEMBER)
    rest(qtbot, desk)
    assert "2026年9月成本分摊" in told(panel.pane)
    assert "2026年10月成本分摊" not in told(panel.pane)
    at_the_books(lambda: table.eat((table.wang, EARLIER)))
    panel.reload_books()
    rest(qtbot, desk)
    assert "1 餐，食材 0.00 元" in told(panel.pane)


def test_without_a_canteen_nothing_is_read_or_printed(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    _, panel = opened(qtbot, desk)
    printed: list[object] = []
    panel.printing.connect(lambda *args: printed.append(args))
    panel.to_share.click()
    panel.to_notice.click()
    panel.pane.pay([], None)
    panel.do_primary()
    desk.place.set_month(NOVEMBER)
    rest(qtbot, desk)
    assert printed == []
    assert panel.room.isHidden()
    assert panel.rooms.currentWidget() is panel.empty
    assert not panel.primary_ready()
    assert messages.errors == []


def test_prices_are_looked_at_printed_and_kept_once_used(
    qtbot: QtBot, desk: Desk, table: StaffTable, messages: QuietMessages
) -> None:
    def decided() -> None:
        table.eat((table.wang, EARLIER))
        table.decide("6", since=date(2026, 10, 1))
        table.decide("7", since=date(2026, 11, 1))

    at_the_books(decided)
    panel = prices_at(qtbot, desk)
    assert column(panel.view, "state") == ["还没开始", "执行中", "已变动"]
    assert column(panel.view, "until") == ["", "2026-10-31", "2026-09-30"]
    panel.focus_first()
    assert panel.view.isAncestorOf(panel.focusWidget())
    panel.view.grid.go_to(2)
    rest(qtbot, desk)
    assert "教职工午餐 5.00 元" in told(panel.pane)
    assert "2026-09-30" in told(panel.pane)
    assert "已经按它登记过就餐，不能撤销。" in told(panel.pane)
    assert not [words for words in buttons(panel.pane) if "撤销" in words]
    panel.view.grid.go_to(0)
    rest(qtbot, desk)
    assert "不能撤销" not in told(panel.pane)
    messages.answers.append(False)
    (undo,) = [b for b in panel.pane.findChildren(QPushButton) if "撤销" in b.text()]
    undo.click()
    rest(qtbot, desk)
    assert "7.00 元的价格吗？" in messages.questions[-1]
    assert len(at_the_books(lambda: prices(desk.session, table.canteen_id))) == 3


def test_notice_of_prices_is_printed(qtbot: QtBot, desk: Desk, table: StaffTable) -> None:
    del table
    panel = prices_at(qtbot, desk)
    with qtbot.waitSignal(panel.printing, timeout=20_000) as printed:
        panel.notice.click()
    assert printed.args is not None
    assert printed.args[0].startswith(b"%PDF")
    assert printed.args[1] == "伙食价格公示"
    rest(qtbot, desk)


def test_auditor_reads_prices_and_a_school_without_canteen_prints_none(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    bare = prices_at(qtbot, desk)
    bare.do_primary()
    bare.notice.click()
    rest(qtbot, desk)
    assert bare.pane.form is None
    assert bare.view.table.rowCount() == 0
    at_the_books(lambda: StaffTable.of(desk.session))
    auditor = replace(desk, session=as_role(desk.session, Role.AUDITOR))
    panel = prices_at(qtbot, auditor)
    assert panel.primary == ""
    panel.do_primary()
    assert panel.pane.form is None
    panel.view.grid.go_to(0)
    rest(qtbot, auditor)
    assert "2026年9月膳食委员会" in told(panel.pane)
    assert not [words for words in buttons(panel.pane) if "撤销" in words]
    assert messages.errors == []
