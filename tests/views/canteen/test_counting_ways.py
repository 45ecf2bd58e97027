"""每日人数 and 人数核对: what is looked at, refused, taken back, printed and compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from desktop.core.attendance import Called, Mark
from desktop.core.canteen import Sitting
from desktop.core.labels import Role
from desktop.core.terms import Month
from desktop.models import Student
from desktop.services.attendance.recording import DayRoll, record
from desktop.services.canteen.canteens import NewCanteen, open_canteen
from desktop.services.canteen.heads import day_sheet, heads_month
from desktop.services.canteen.sheets import MEAL_COUNTS
from desktop.services.canteen.sittings import ClassHeads, NewSitting, record_sitting
from desktop.services.meal_entry import QUESTIONS, ClassEntry, MealEntry, enter
from desktop.services.months import close
from desktop.views.canteen.counts.comparing import ComparingPanel
from desktop.views.canteen.counts.month import HeadsMonthView
from desktop.views.canteen.counts.panel import CountsPanel, first_day, usual
from desktop.views.canteen.counts.table import Column, CountsTable
from desktop.views.style import current_tokens
from tests.services.rosters import as_role
from tests.views.canteen.moneys import column, rest
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from uuid import UUID

    from pytestqt.qtbot import QtBot

    from desktop.services.canteen.heads import DaySheet
    from desktop.services.meal_entry import Entered
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job
    from tests.views.conftest import _Desks
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui
DAY, BEFORE, SATURDAY = date(2026, 10, 30), date(2026, 10, 29), date(2026, 10, 31)
OCTOBER, SEPTEMBER = Month(2026, 10), Month(2026, 9)
TIP, INK = Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.ForegroundRole
SIDE = Qt.ItemDataRole.TextAlignmentRole


@pytest.fixture
def canteen(desk: Desk) -> UUID:
    new = NewCanteen(date(2026, 10, 26))
    return at_the_books(lambda: open_canteen(desk.session, new)).canteen_id


def opened(qtbot: QtBot, desk: Desk) -> CountsPanel:
    panel = CountsPanel(desk)
    qtbot.addWidget(panel)
    panel.resize(1150, 560)
    panel.show()
    rest(qtbot, desk)
    return panel


def sheet_of(
    desk: Desk, canteen: UUID, day: date = DAY, sitting: Sitting = Sitting.LUNCH
) -> DaySheet:
    return at_the_books(lambda: day_sheet(desk.session, canteen, day, sitting))


def served(desk: Desk, canteen: UUID, *plans: int, day: date = DAY, **more: Any) -> None:  # noqa: ANN401 - fields
    """Record a sitting, with so many of the plan in each class."""
    keys = [line.diners.class_id for line in sheet_of(desk, canteen, day).lines]
    heads = tuple(ClassHeads(key, plan, 0) for key, plan in zip(keys, plans, strict=False))
    fields: dict[str, Any] = {"sitting": Sitting.LUNCH} | more
    new = NewSitting(canteen_id=canteen, day=day, classes=heads, **fields)
    at_the_books(lambda: record_sitting(desk.session, new))


def pupils_of(desk: Desk, class_id: UUID) -> list[UUID]:
    def read() -> list[UUID]:
        with desk.session.store.read() as connection:
            query = select(Student.id).where(Student.class_id == class_id)
            return list(connection.execute(query).scalars())

    return at_the_books(read)


def entered(desk: Desk, entry: ClassEntry, _job: Job) -> Entered:
    return enter(desk.session, entry, QUESTIONS)


def test_heads_stand_beside_the_days_of_the_pupils_and_differences_are_told(
    qtbot: QtBot, desk: Desk, canteen: UUID
) -> None:
    served(desk, canteen, 4, 3)
    first, second = (line.diners.class_id for line in sheet_of(desk, canteen).lines)
    panel = ComparingPanel(desk)
    qtbot.addWidget(panel)
    panel.resize(1150, 560)
    panel.show()
    rest(qtbot, desk)
    assert column(panel.view, "plan") == ["4", "3"]
    assert column(panel.view, "plan_days") == ["", ""]
    assert column(panel.view, "state") == ["天数未登记", "天数未登记"]
    for key, days in ((first, 2), (second, 3)):
        entries = tuple(MealEntry(one, None, 1) for one in pupils_of(desk, key)[:days])
        entry = ClassEntry(OCTOBER, key, entries)
        desk.tasks.write(panel, partial(entered, desk, entry)).start()
        rest(qtbot, desk)
    assert column(panel.view, "plan_days") == ["2", "3"]
    assert column(panel.view, "gap") == ["2", "0"]
    assert column(panel.view, "state") == ["不一致", "一致"]
    assert column(panel.view, "told") == ["营养餐人次比学生天数多2", ""]
    with qtbot.waitSignal(panel.printing, timeout=20_000) as printed:
        panel.view.foot.print.click()
    assert printed.args is not None
    assert printed.args[0].startswith(b"%PDF")
    assert printed.args[1] == "2026年10月就餐人数核对"
    desk.place.set_month(SEPTEMBER)
    rest(qtbot, desk)
    assert panel.view.table.rowCount() == 0
    rest(qtbot, desk)


@pytest.mark.usefixtures("canteen")
def test_another_sitting_and_day_are_opened_from_the_sheet(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    assert (panel.day, panel.sitting) == (DAY, Sitting.LUNCH)
    panel.sheet.sittings[Sitting.BREAKFAST].click()
    rest(qtbot, desk)
    assert panel.sheet.sheet is not None
    assert (panel.sheet.sheet.day, panel.sheet.sheet.sitting) == (DAY, Sitting.BREAKFAST)
    panel.sheet.day.set_value(SATURDAY)
    panel.sheet.day.editingFinished.emit()
    rest(qtbot, desk)
    # A day without lessons has no row in the month, and says why only paying guests are counted.
    assert panel.month.selectionModel().selectedRows() == []
    assert "这天不上课" in panel.sheet.banner.sentence.text()
    assert "点名" not in panel.sheet.words.text()
    assert panel.sheet.table.index(0, Column.NOTE).data() == ""
    # Two days wanted at once: the last one is shown.
    panel.open_day(DAY)
    panel.open_day(BEFORE)
    rest(qtbot, desk)
    assert panel.sheet.sheet.day == BEFORE
    # The day that is shown already is not read again.
    with qtbot.assertNotEmitted(panel.sheet.day_wanted):
        panel.sheet.day.editingFinished.emit()
    rest(qtbot, desk)


@pytest.mark.usefixtures("canteen")
def test_a_day_of_another_month_turns_to_that_month(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    panel.sheet.day.set_value(date(2026, 9, 28))
    panel.sheet.day.editingFinished.emit()
    rest(qtbot, desk)
    assert desk.place.month == SEPTEMBER
    assert panel.sheet.sheet is not None
    assert panel.sheet.sheet.day == panel.sheet.day.value() == date(2026, 9, 28)
    # Two months at once: the one that is meant stays.
    desk.place.set_month(OCTOBER)
    desk.place.set_month(SEPTEMBER)
    rest(qtbot, desk)
    assert panel.month.table.month is not None
    assert panel.month.table.month.month == SEPTEMBER
    assert panel.sheet.sheet.day == date(2026, 9, 30)
    panel.open_day(None)
    rest(qtbot, desk)
    assert panel.day == date(2026, 9, 30)


def test_a_month_begins_with_the_day_that_is_wanted_most(desk: Desk, canteen: UUID) -> None:
    def read(month: Month) -> Any:  # noqa: ANN401 - a month of heads
        return at_the_books(lambda: heads_month(desk.session, canteen, month))

    month = read(OCTOBER)
    assert first_day(month, BEFORE) == BEFORE
    assert first_day(month, SATURDAY) == DAY
    assert first_day(month, date(2026, 11, 14)) == date(2026, 10, 26)
    assert first_day(read(SEPTEMBER), SATURDAY) == date(2026, 9, 30)
    assert first_day(read(Month(2026, 11)), SATURDAY) == date(2026, 11, 1)
    assert usual(month) is Sitting.LUNCH
    assert usual(replace(month, sittings=(Sitting.SUPPER, Sitting.SNACK))) is Sitting.SUPPER


def test_what_is_cancelled_changes_nothing(
    qtbot: QtBot, desk: Desk, canteen: UUID, messages: QuietMessages
) -> None:
    served(desk, canteen, 4, 3, day=BEFORE, guests=2)
    early = CountsPanel(desk)
    qtbot.addWidget(early)
    # Nothing was read yet: nobody is asked, and nothing can be printed or saved.
    early.sheet.unserved_wanted.emit()
    early.sheet.remove_wanted.emit()
    early.reload_books()
    early.open_day(DAY)
    assert (messages.questions, early.more(), early.day) == ([], (), None)
    assert not early.primary_ready()
    early.sheet.guests.setText("2")
    assert (early.sheet.changed, early.sheet.sums.text()) == (False, "")
    panel = opened(qtbot, desk)
    messages.answers.append(None)
    panel.sheet.unserved.click()
    rest(qtbot, desk)
    assert messages.questions == ["10-30 午餐为什么没有开餐？"]
    assert not sheet_of(desk, canteen).recorded
    panel.open_day(BEFORE)
    rest(qtbot, desk)
    assert panel.sheet.words.text().startswith("10-29 午餐 · 10-31 10:00 张校长登记")
    assert not panel.primary_ready()
    messages.answers.append(False)
    panel.sheet.remove.click()
    rest(qtbot, desk)
    assert messages.questions[-1].startswith("删除 10-29 午餐登记的人数？")
    assert sheet_of(desk, canteen, BEFORE).guests == 2
    assert messages.notes == []
    rest(qtbot, desk)


@pytest.fixture
def called(desk: Desk, canteen: UUID) -> None:
    """The roll of the first class, of whom one is ill."""
    first = sheet_of(desk, canteen).lines[0].diners.class_id
    away = {pupils_of(desk, first)[0]: Called(Mark.SICK)}
    roll = DayRoll(first, DAY, away)
    at_the_books(lambda: record(desk.session, [roll], frozenset({"moved"})))


@pytest.mark.usefixtures("called")
def test_numbers_that_cannot_be_are_refused_with_the_reason(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    table, danger = panel.sheet.table, current_tokens().colours.danger.lower()
    plan, note = table.index(0, Column.PLAN), table.index(0, Column.NOTE)
    assert [table.index(row, Column.NOTE).data() for row in range(2)] == [
        "点名缺勤 1 人",
        "还没有点名，按在册人数",
    ]
    assert (table.total(Column.ENROLLED), table.total(Column.PRESENT)) == (8, 7)
    assert "在校 7 人，点名 1/2 个班" in panel.sheet.words.text()
    for wrong in ("1000", "-1", "三"):
        assert not table.setData(plan, wrong)
        assert panel.sheet.said.text() == "人数要填0到999的整数。"
    assert not table.setData(table.index(0, Column.LABEL), "3")
    assert not table.setData(plan, "3", Qt.ItemDataRole.DisplayRole)
    assert not panel.sheet.changed
    assert table.setData(plan, "5")
    assert "点名在校4人，填了就餐5人" in panel.sheet.said.text()
    assert plan.data(TIP) == note.data() == panel.sheet.said.text()
    assert plan.data(INK).name() == note.data(INK).name() == danger
    assert "（未保存）" in panel.sheet.sums.text()
    rest(qtbot, desk)


@pytest.mark.usefixtures("called")
def test_saving_leads_back_to_what_cannot_be_until_the_roll_is_taken(
    qtbot: QtBot, desk: Desk, canteen: UUID, messages: QuietMessages
) -> None:
    panel = opened(qtbot, desk)
    table, grid = panel.sheet.table, panel.sheet.grid
    plan = table.index(0, Column.PLAN)
    assert plan.data(INK).name() == current_tokens().colours.muted.lower()
    assert table.setData(plan, "5")
    grid.go_to(1, Column.PAYING)
    grid.go_to(99, Column.PLAN)
    assert grid.currentIndex().row() == 1
    panel.do_primary()
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (0, Column.PLAN)
    rest(qtbot, desk)
    assert not sheet_of(desk, canteen).recorded
    panel.sheet.propose.click()
    assert (plan.data(), panel.sheet.changed, plan.data(TIP)) == ("4", False, "")
    panel.do_primary()
    assert not panel.primary_ready()
    rest(qtbot, desk)
    assert messages.notes == ["已保存 10-30 午餐，共 7 人"]
    assert [line.plan for line in sheet_of(desk, canteen).lines] == [4, 3]
    assert plan.data(INK) is None
    rest(qtbot, desk)


@pytest.mark.usefixtures("canteen")
def test_letters_do_not_type_and_escape_takes_back_what_was_typed(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    grid = panel.sheet.grid
    panel.window().activateWindow()
    qtbot.waitUntil(panel.window().isActiveWindow)
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_X)
    assert QApplication.focusWidget() is grid
    qtbot.keyClicks(grid, "2")
    field = QApplication.focusWidget()
    assert field is not grid
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    qtbot.waitUntil(grid.hasFocus)
    assert panel.sheet.table.lines[0].heads == (5, 0)
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (0, Column.PLAN)
    assert not panel.sheet.changed
    # Enter beside the numbers goes to the numbers of the next class.
    grid.go_to(0, Column.LABEL)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (1, Column.PLAN)
    rest(qtbot, desk)


def test_the_month_tells_each_day_what_was_served_and_what_is_missing(
    qtbot: QtBot, desk: Desk, canteen: UUID
) -> None:
    served(desk, canteen, 4, 3, guests=2)
    served(desk, canteen, sitting=Sitting.SUPPER, reason="停水")
    panel = opened(qtbot, desk)
    table, colours = panel.month.table, current_tokens().colours
    heads = [
        table.headerData(at, Qt.Orientation.Horizontal) for at in range(table.columnCount() + 1)
    ]
    assert heads == ["日期", "午餐", "晚餐", None]
    assert table.headerData(0, Qt.Orientation.Vertical) is None
    assert table.headerData(1, Qt.Orientation.Horizontal, SIDE) & Qt.AlignmentFlag.AlignRight
    row, missing = table.row_of(DAY), table.row_of(BEFORE)
    assert row is not None
    assert missing is not None
    last = table.rowCount() - 1
    assert [table.index(row, at).data() for at in range(3)] == ["30日 周五", "9", "没开"]
    assert table.index(row, 1).data(TIP) == (
        "午餐：营养餐 7，自费 0，其他 2，教职工 0；晚餐没有开餐：停水"
    )
    assert [table.index(missing, at).data() for at in range(3)] == ["29日 周四", "未登记", ""]
    assert table.index(missing, 1).data(TIP) == "这天上课，还没有登记人数"
    assert table.index(missing, 1).data(INK).name() == colours.warning.lower()
    assert [table.index(last, at).data() for at in range(3)] == ["合计", "9", "0"]
    assert (table.index(last, 0).data(TIP), table.index(last, 0).data(INK)) == ("", None)
    day = panel.day
    panel.month.selectRow(last)
    rest(qtbot, desk)
    assert panel.day == day
    blank = HeadsMonthView()
    qtbot.addWidget(blank)
    assert (blank.table.rowCount(), blank.table.columnCount()) == (0, 0)
    assert blank.table.headerData(0, Qt.Orientation.Horizontal) is None
    assert blank.table.data(QModelIndex()) is None
    rest(qtbot, desk)


@pytest.mark.usefixtures("canteen")
def test_forms_are_printed_and_a_workbook_is_asked_for(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    acts = dict(panel.more())
    assert list(acts) == ["打印就餐人数登记表", "导入就餐人数表…", "开设另一个食堂账…"]
    with qtbot.waitSignal(panel.importing) as wanted:
        acts["导入就餐人数表…"]()
    assert wanted.args == [MEAL_COUNTS]
    with qtbot.waitSignal(panel.printing, timeout=20_000) as printed:
        acts["打印就餐人数登记表"]()
    assert printed.args is not None
    assert printed.args[0].startswith(b"%PDF")
    assert printed.args[1] == "2026-10-30就餐人数登记表"
    rest(qtbot, desk)
    # While another month is read no day is open, and no form of one is set.
    papers: list[str] = []
    panel.printing.connect(lambda _pdf, title: papers.append(title))
    desk.place.set_month(SEPTEMBER)
    acts["打印就餐人数登记表"]()
    rest(qtbot, desk)
    assert papers == []


def test_a_closed_month_and_an_auditor_leave_nothing_to_type(
    qtbot: QtBot, desk: Desk, desk_over: _Desks, canteen: UUID
) -> None:
    served(desk, canteen, 4, 3)
    looking = desk_over.around(as_role(desk.session, Role.AUDITOR))
    panel = opened(qtbot, looking)
    panel.open_day(BEFORE)
    rest(qtbot, looking)
    table = panel.sheet.table
    assert list(dict(panel.more())) == ["打印就餐人数登记表"]
    assert [line.heads for line in table.lines] == [(None, None)] * 2
    table.propose()
    assert [line.heads for line in table.lines] == [(None, None)] * 2
    assert not table.setData(table.index(0, Column.PLAN), "3")
    assert not table.index(0, Column.PLAN).flags() & Qt.ItemFlag.ItemIsEditable
    assert (panel.sheet.savable, table.classes) == (False, ())
    at_the_books(lambda: close(desk.session, OCTOBER, accept_warnings=True))
    panel = opened(qtbot, desk)
    panel.open_day(DAY)
    rest(qtbot, desk)
    assert panel.sheet.banner.sentence.text() == "2026年10月已结账，只能查看。"
    assert [line.heads for line in panel.sheet.table.lines] == [(4, 0), (3, 0)]
    assert not panel.sheet.remove.isEnabled()
    assert not panel.sheet.propose.isEnabled()
    assert not panel.primary_ready()
    rest(qtbot, desk)
    rest(qtbot, looking)


def test_a_grid_without_a_sheet_is_empty() -> None:
    table = CountsTable()
    assert (table.rowCount(), table.columnCount()) == (0, 6)
    assert (table.changed, table.impossible(), table.total(Column.PLAN)) == (False, None, 0)
    assert table.data(QModelIndex()) is None
    heads = [table.headerData(at, Qt.Orientation.Horizontal) for at in (0, 3, 6)]
    assert heads == ["班级", "营养餐", None]
    assert table.headerData(0, Qt.Orientation.Vertical) is None
