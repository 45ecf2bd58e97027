"""食堂账目 as a page: figures, tabs, charges, the close of the month."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from desktop.core.clock import FixedClock
from desktop.core.labels import MonthState, Role
from desktop.core.terms import Month
from desktop.rosters.export import write_export
from desktop.rosters.results import Choices
from desktop.rosters.sheets import sheet_kind
from desktop.services import months
from desktop.services.canteen.canteens import NewCanteen, open_canteen
from desktop.services.charges import board
from desktop.services.imports.lines import Fate
from desktop.services.imports.reading import open_workbook
from desktop.services.today.items import ClassMonth
from desktop.views.meals import PAGE
from desktop.views.meals.charges import ChargesPanel, state_of
from desktop.views.meals.charging import ChargingPanel
from desktop.views.meals.closing import ClosePanel
from desktop.views.meals.eating import EatingPanel
from desktop.views.meals.page import TABS, CanteenPage
from desktop.views.meals.panel import MealsPanel
from tests.services.rosters import OCTOBER, as_role, charge, charges, meal_days, meals, take
from tests.views.conftest import NAMES
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from desktop.views.importing import ImportWizard
    from tests.views.conftest import MakeDesk
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui

SEPTEMBER = Month(2026, 9)


def days_of(page: CanteenPage) -> MealsPanel:
    """The grid of the pupils' days in its tab."""
    tab = page.panel_of("meals")
    assert isinstance(tab, EatingPanel)
    part = tab.part_of("days")
    assert isinstance(part, MealsPanel)
    return part


def opened(qtbot: QtBot, desk: Desk) -> CanteenPage:
    """The page as it stands when a person has waited for it."""
    page = CanteenPage(desk)
    qtbot.addWidget(page)
    page.resize(1198, 700)
    panel = days_of(page)
    with qtbot.waitSignal(panel.opening.school_read, timeout=20_000):
        page.show()
    qtbot.waitUntil(lambda: page.figures.missing.note.text().strip() != "")
    return page


def close_tab(qtbot: QtBot, page: CanteenPage) -> ClosePanel:
    panel = page.panel_of("close")
    assert isinstance(panel, ClosePanel)
    page.show_record("close")
    qtbot.waitUntil(lambda: panel.found is not None)
    return panel


def state_reached(qtbot: QtBot, panel: ClosePanel, state: MonthState) -> None:
    qtbot.waitUntil(lambda: panel.found is not None and panel.found.figures.state is state)


@pytest.fixture
def recorded(desk: Desk) -> Desk:
    """October of all pupils but one."""
    rows = [
        meals(name, row, school_class=None, present_days=18, meal_days=18)
        for row, name in enumerate(NAMES[1:], 4)
    ]
    at_the_books(lambda: take(desk.session, meal_days(*rows)))
    return desk


def as_bureau(desk: Desk) -> Desk:
    return replace(desk, session=as_role(desk.session, Role.BUREAU))


def test_page_is_listed_with_what_waits(qtbot: QtBot, recorded: Desk) -> None:
    assert (PAGE.name, PAGE.title) == ("canteen", "食堂账目")
    page = PAGE.factory(recorded)
    qtbot.addWidget(page)
    assert isinstance(page, CanteenPage)
    assert PAGE.count is not None
    count = PAGE.count
    assert at_the_books(lambda: count(recorded.session)) == 0


def test_every_tab_opens_over_empty_books(qtbot: QtBot, empty_desk: Desk) -> None:
    page = opened(qtbot, empty_desk)
    assert page.figures.pupils.figure.text() == "—"
    assert page.figures.missing.note.text() == "本月没有在校学生"
    for tab in TABS:
        page.show_record(tab.name)
        assert page.panel is page.panel_of(tab.name)
    close = close_tab(qtbot, page)
    assert close.checklist.sentences == ["这个月没有就餐记录，也没有食堂单据"]
    assert not page.primary.isEnabled()


def test_every_tab_opens_over_a_large_school(qtbot: QtBot, make_desk: MakeDesk) -> None:
    page = opened(qtbot, make_desk(2000))
    assert page.figures.missing.figure.text() == "2,000"
    close = close_tab(qtbot, page)
    assert "还有2000名在校学生没有登记" in close.checklist.sentences[1]


def test_figures_stand_beside_those_of_the_month_before(qtbot: QtBot, recorded: Desk) -> None:
    rows = meal_days(
        meals(NAMES[0], school_class=None, present_days=20, meal_days=20), month=SEPTEMBER
    )
    at_the_books(lambda: take(recorded.session, rows))
    page = opened(qtbot, recorded)
    figures = page.figures
    assert [f.figure.text() for f in (figures.pupils, figures.days, figures.amount)] == [
        "7",
        "126",
        "630.00",
    ]
    assert figures.days.note.text() == "上月 20"
    assert figures.missing.figure.text() == "1"
    recorded.place.set_month(SEPTEMBER)
    qtbot.waitUntil(lambda: figures.days.figure.text() == "20")
    assert figures.days.note.text() == "上月没有记录"


def test_missing_pupils_lead_to_the_grid(qtbot: QtBot, recorded: Desk) -> None:
    page = opened(qtbot, recorded)
    page.show_record("charges")
    page.figures.missing.activated.emit()
    assert page.panel is page.panel_of("meals")


def test_primary_button_belongs_to_the_open_tab(qtbot: QtBot, recorded: Desk) -> None:
    page = opened(qtbot, recorded)
    assert (page.primary.text(), page.primary.isEnabled()) == ("保存", False)
    meals_tab = days_of(page)
    qtbot.keyClicks(meals_tab.grid, "7")
    assert page.primary.isEnabled()
    page.show_record("charges")
    assert page.primary.text() == "导入收费项目表"
    page.primary.click()
    assert page.faces.currentWidget() is page.imports.wizards["charges", None]
    assert not page.primary.isVisible()
    page.imports.wizards["charges", None].leave()
    close_tab(qtbot, page)
    assert page.primary.text() == "结账"


def test_month_is_closed_after_a_look_and_leaves_a_receipt(
    qtbot: QtBot, recorded: Desk, messages: QuietMessages
) -> None:
    page = opened(qtbot, recorded)
    panel = close_tab(qtbot, page)
    assert panel.checklist.sentences == ["还有1名在校学生没有登记就餐天数（没登记不等于没就餐）"]
    assert panel.pairs.texts == [
        ("7", "8", "不一样"),
        ("126", "126", "一致"),
        ("630.00", "630.00", "一致"),
    ]
    messages.answers.append(True)
    page.primary.click()
    state_reached(qtbot, panel, MonthState.CLOSED)
    assert "仍要结账吗" in messages.questions[0]
    code = at_the_books(lambda: months.figures(recorded.session, OCTOBER)).code
    assert panel.receipt.isVisible()
    assert panel.focusWidget() is panel.receipt.notice
    assert panel.receipt.code.text() == code
    assert panel.receipt.figures.text() == "就餐 7 人 · 126 人次 · 补助 630.00 元 · 未登记 1 人"
    assert not panel.checklist.isVisible()
    assert not page.primary.isEnabled()
    assert messages.notes[-1] == f"2026年10月已结账，封存码 {code}"
    panel.receipt.copy.click()
    assert QGuiApplication.clipboard().text() == code
    with qtbot.waitSignal(recorded.place.opened) as led:
        panel.receipt.notice.click()
    assert led.args[0] == "notices"


def test_year_is_drawn_with_gaps_where_nothing_is_recorded(qtbot: QtBot, recorded: Desk) -> None:
    page = opened(qtbot, recorded)
    panel = close_tab(qtbot, page)
    words = panel.chart.accessibleDescription()
    assert words.startswith("2026-2027学年每月就餐人次：共 1 项，最低 126（10月）")
    assert "11 项没有记录" in words


def test_no_to_the_question_closes_nothing(
    qtbot: QtBot, recorded: Desk, messages: QuietMessages
) -> None:
    page = opened(qtbot, recorded)
    panel = close_tab(qtbot, page)
    messages.answers.append(False)
    page.primary.click()
    qtbot.waitUntil(lambda: page.primary.isEnabled() and bool(messages.questions))
    state = at_the_books(lambda: months.figures(recorded.session, OCTOBER)).state
    assert state is MonthState.OPEN
    assert not panel.receipt.isVisible()


def test_links_lead_to_what_stands_in_the_way(qtbot: QtBot, recorded: Desk) -> None:
    page = opened(qtbot, recorded)
    panel = close_tab(qtbot, page)
    meals_tab = days_of(page)
    with qtbot.waitSignal(meals_tab.opening.school_read):
        panel.checklist.links[0].click()
    assert page.panel is page.panel_of("meals")
    assert meals_tab.opening.totals is not None
    assert meals_tab.opening.totals.not_recorded == 1


def test_earlier_open_month_is_one_click_away(qtbot: QtBot, recorded: Desk) -> None:
    rows = meal_days(meals(NAMES[0], school_class=None), month=SEPTEMBER)
    at_the_books(lambda: take(recorded.session, rows))
    page = opened(qtbot, recorded)
    panel = close_tab(qtbot, page)
    panel.checklist.links[-1].click()
    assert recorded.place.month == SEPTEMBER
    qtbot.waitUntil(lambda: panel.found is not None and panel.found.figures.month == SEPTEMBER)


def test_what_is_not_saved_is_reminded_of(qtbot: QtBot, recorded: Desk) -> None:
    page = opened(qtbot, recorded)
    meals_tab = days_of(page)
    qtbot.keyClicks(meals_tab.grid, "7")
    panel = close_tab(qtbot, page)
    assert "有 1 个班填了还没有保存，没有算进来" in panel.checklist.sentences


def test_records_in_doubt_lead_to_their_class(qtbot: QtBot, desk: Desk) -> None:
    rows = [
        meals(name, row, school_class=None, present_days=18, meal_days=18)
        for row, name in enumerate(NAMES[:7], 4)
    ]
    last = meals(NAMES[7], 20, school_class=None, present_days=18, meal_days=25)
    at_the_books(lambda: take(desk.session, meal_days(*rows, last)))
    page = opened(qtbot, desk)
    panel = close_tab(qtbot, page)
    assert panel.checklist.sentences == [f"{NAMES[7]}的就餐天数多于上课日（18天），请核对"]
    meals_tab = days_of(page)
    with qtbot.waitSignal(meals_tab.opening.school_read):
        panel.checklist.links[0].click()
    assert meals_tab.opening.row == 1


def test_month_without_a_finding_says_so(qtbot: QtBot, recorded: Desk) -> None:
    rows = meal_days(meals(NAMES[0], school_class=None, present_days=18, meal_days=18))
    at_the_books(lambda: take(recorded.session, rows))
    page = opened(qtbot, recorded)
    panel = close_tab(qtbot, page)
    assert panel.checklist.sentences == ["没有发现问题"]
    page.primary.click()
    state_reached(qtbot, panel, MonthState.CLOSED)


def test_only_the_bureau_opens_again_with_a_reason_and_locks(
    qtbot: QtBot, recorded: Desk, messages: QuietMessages
) -> None:
    session = recorded.session
    at_the_books(lambda: months.close(session, OCTOBER, accept_warnings=True))
    page = opened(qtbot, as_bureau(recorded))
    panel = close_tab(qtbot, page)
    receipt = panel.receipt
    assert receipt.reopen.isVisible()
    messages.answers.extend([None, "漏登一人"])
    receipt.reopen.click()
    receipt.reopen.click()
    state_reached(qtbot, panel, MonthState.OPEN)
    assert not page.primary.isEnabled()
    at_the_books(lambda: months.close(session, OCTOBER, accept_warnings=True))
    panel.read()
    state_reached(qtbot, panel, MonthState.CLOSED)
    messages.answers.extend([False, True])
    receipt.lock.click()
    receipt.lock.click()
    state_reached(qtbot, panel, MonthState.LOCKED)
    assert not receipt.reopen.isVisible()
    assert receipt.title.text() == "2026年10月 已锁定"


def test_opening_says_its_last_day_and_that_it_is_over_and_is_prolonged_by_the_bureau(
    qtbot: QtBot, recorded: Desk, messages: QuietMessages
) -> None:
    session = recorded.session
    at_the_books(lambda: months.close(session, OCTOBER, accept_warnings=True))
    bureau = as_bureau(recorded)
    at_the_books(lambda: months.reopen(bureau.session, OCTOBER, "漏登一人"))
    panel = close_tab(qtbot, opened(qtbot, bureau))
    state_reached(qtbot, panel, MonthState.OPEN)
    said = panel.reopened.sentence
    assert said.text().startswith("2026年10月重新打开到2026年11月7日，过后不能再改。")
    assert said.text().endswith("原因：漏登一人")
    session.store.clock = FixedClock.at(2026, 11, 8)
    panel.read()
    qtbot.waitUntil(lambda: "期限（2026年11月7日）已过，不能再改" in said.text())
    messages.answers.append("还差一人")
    (longer,) = panel.reopened.findChildren(QPushButton)
    longer.click()
    qtbot.waitUntil(lambda: said.text().startswith("2026年10月重新打开到2026年11月15日"))
    assert messages.notes[-1] == "2026年10月已重新打开，到2026年11月15日为止"


def test_school_closes_anew_what_was_opened_for_a_time(qtbot: QtBot, recorded: Desk) -> None:
    session = recorded.session
    at_the_books(lambda: months.close(session, OCTOBER, accept_warnings=True))
    bureau = as_bureau(recorded).session
    at_the_books(lambda: months.reopen(bureau, OCTOBER, "漏登一人"))
    session.store.clock = FixedClock.at(2026, 11, 8)
    panel = close_tab(qtbot, opened(qtbot, recorded))
    assert panel.reopened.isVisible()
    assert panel.reopened.findChildren(QPushButton) == []
    at_the_books(lambda: months.close(session, OCTOBER, accept_warnings=True))
    panel.read()
    state_reached(qtbot, panel, MonthState.CLOSED)
    assert not panel.reopened.isVisible()


def test_school_sees_the_receipt_without_the_bureaus_buttons(qtbot: QtBot, recorded: Desk) -> None:
    at_the_books(lambda: months.close(recorded.session, OCTOBER, accept_warnings=True))
    page = opened(qtbot, recorded)
    panel = close_tab(qtbot, page)
    assert not panel.receipt.reopen.isVisible()
    assert not panel.receipt.lock.isVisible()


def test_papers_of_a_canteens_month_are_printed_as_one_set(qtbot: QtBot, recorded: Desk) -> None:
    page = opened(qtbot, recorded)
    at_the_books(lambda: months.close(recorded.session, OCTOBER, accept_warnings=True))
    panel = close_tab(qtbot, page)
    state_reached(qtbot, panel, MonthState.CLOSED)
    assert panel.receipt.set.isHidden(), "the school has no canteen's books"
    at_the_books(lambda: open_canteen(recorded.session, NewCanteen(OCTOBER.first)))
    panel.read()
    qtbot.waitUntil(panel.receipt.set.isVisible)
    with qtbot.waitSignal(panel.printing) as printed:
        panel.receipt.set.click()
    pdf, title = printed.args
    assert (pdf[:5], title) == (b"%PDF-", "2026年10月食堂账目")


def test_charges_are_listed_and_one_is_ended(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    rows = charges(charge(), charge("伙食费", 3, voluntary=None))
    at_the_books(lambda: take(desk.session, rows, on=date(2026, 9, 1)))
    page = opened(qtbot, desk)
    tab = page.panel_of("charges")
    assert isinstance(tab, ChargingPanel)
    panel = tab.part_of("board")
    assert isinstance(panel, ChargesPanel)
    with qtbot.waitSignal(panel.list.loaded) as loaded:
        page.show_record("charges")
    assert loaded.args[0].total == 2
    line = loaded.args[0].rows[0]
    messages.answers.extend([False, True])
    panel._on_end(line)
    with qtbot.waitSignal(panel.list.loaded) as loaded:
        panel._on_end(line)
    assert "确定停收吗" in messages.questions[0]
    assert state_of(loaded.args[0].rows[0]).words == "到2026-10-31止"
    with qtbot.waitSignal(panel.list.loaded):
        panel.ended.setChecked(True)
    with qtbot.waitSignal(panel.list.loaded):
        panel.list.grid.horizontalHeader().sectionClicked.emit(0)


def test_state_of_a_charge_is_a_word(desk: Desk) -> None:
    at_the_books(lambda: take(desk.session, charges(charge())))
    (line,) = at_the_books(lambda: board(desk.session))
    until = date(2026, 10, 30)
    assert state_of(line).words == "有效"
    assert state_of(replace(line, standing=False)).words == "还没开始"
    ended = replace(line, standing=False, until=until)
    assert state_of(ended).words == "已于2026-10-30结束"


def test_auditor_takes_no_charges_in(qtbot: QtBot, desk: Desk) -> None:
    auditor = replace(desk, session=as_role(desk.session, Role.AUDITOR))
    page = opened(qtbot, auditor)
    page.show_record("charges")
    assert not page.primary.isEnabled()


def test_workbook_to_fill_in_is_written(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    page = opened(qtbot, desk)
    path = tmp_path / "十月.xlsx"
    messages.answers.extend([None, path])
    export = dict(page.panel.more())["导出待填的就餐天数表…"]
    export()
    export()
    qtbot.waitUntil(lambda: bool(messages.notes))
    assert messages.notes == ["已导出 8 名学生到 十月.xlsx。表里有个人信息，请妥善保管。"]
    assert path.is_file()


def test_records_of_others_are_passed_over(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk)
    for record in (None, "nowhere", 7):
        page.show_record(record)
    assert page.panel is page.panel_of("meals")
    page.show_record(SEPTEMBER)
    assert page.panel is page.panel_of("close")
    assert desk.place.month == SEPTEMBER


def test_class_that_today_points_at_is_opened(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk)
    panel = days_of(page)
    second = panel.classes.lines[1].class_id
    page.show_record("close")
    with qtbot.waitSignal(panel.opening.school_read):
        page.show_record(ClassMonth(SEPTEMBER, second))
    assert page.panel is page.panel_of("meals")
    assert (desk.place.month, panel.opening.row) == (SEPTEMBER, 1)
    assert panel.grid.hasFocus() or not page.isActiveWindow()


def test_tabs_are_walked_by_keyboard(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk)
    page.tabs.tabBar().setFocus()
    qtbot.keyClick(page.tabs.tabBar(), Qt.Key.Key_Right)
    assert page.panel is page.panel_of("charges")


def imported(qtbot: QtBot, page: CanteenPage, sheet: str, path: Path) -> ImportWizard:
    """The wizard of a workbook at its receipt."""
    page.start_import(sheet)
    wizard = page.imports.wizards[sheet, OCTOBER if sheet == "meal-days" else None]
    wizard.take(path)
    qtbot.waitUntil(lambda: wizard.place == 1 and not wizard.busy, timeout=20_000)
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.place == 2 and not wizard.busy, timeout=20_000)
    with qtbot.waitSignal(wizard.finished, timeout=20_000):
        wizard.go_on()
    return wizard


def test_meal_days_of_a_workbook_are_taken_in_and_stand_in_the_grid(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    page = opened(qtbot, desk)
    path = tmp_path / "十月.xlsx"
    rows = [meals(name, present_days=18, meal_days=17) for name in NAMES[:2]]
    write_export(path, sheet_kind("meal-days"), [*rows, meals("外人")], month=OCTOBER)
    wizard = imported(qtbot, page, "meal-days", path)
    assert dict(wizard.receipt.words.counts) == {
        "新增": 2,
        "变更": 0,
        "相同": 0,
        "待定": 1,
        "缺少": 6,
        "没有读": 0,
    }
    meals_tab = days_of(page)
    with qtbot.waitSignal(meals_tab.opening.school_read):
        wizard.go_on()
    assert page.faces.currentWidget() is page.books
    assert page.imports.wizards == {}
    assert meals_tab.opening.school is not None
    assert meals_tab.opening.school.days == 34


def test_lists_of_the_check_name_what_is_new_the_same_and_empty(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    rows = [meals(name, present_days=18, meal_days=17) for name in NAMES[:2]]
    at_the_books(lambda: take(desk.session, meal_days(rows[0])))
    rows.append(meals(NAMES[2], present_days=None, meal_days=None))
    path = tmp_path / "十月.xlsx"
    write_export(path, sheet_kind("meal-days"), rows, month=OCTOBER)
    page = opened(qtbot, desk)
    page.start_import("meal-days")
    wizard = page.imports.wizards["meal-days", OCTOBER]
    wizard.take(path)
    qtbot.waitUntil(lambda: wizard.place == 1 and not wizard.busy, timeout=20_000)
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.place == 2 and not wizard.busy, timeout=20_000)
    looked = wizard.taking.looked
    assert looked is not None
    told = {fate: [line.who for line in lines] for fate, lines in looked.lines.items()}
    assert told[Fate.NEW] == [f"三年级1班 {NAMES[1]}"]
    assert told[Fate.SAME] == [f"三年级1班 {NAMES[0]}"]
    assert told[Fate.UNREAD] == [f"三年级1班 {NAMES[2]}"]
    assert not wizard.check_step.confirm.isVisible()


def test_charges_of_a_workbook_are_taken_in_and_listed(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "收费.xlsx"
    write_export(path, sheet_kind("charges"), (charge(), charge("伙食费")))
    page = opened(qtbot, desk)
    wizard = imported(qtbot, page, "charges", path)
    assert dict(wizard.receipt.words.counts)["新增"] == 2
    wizard.go_on()
    assert [line.item for line in at_the_books(lambda: board(desk.session))] == ["住宿费", "伙食费"]


def test_import_that_was_put_aside_goes_on(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "十月.xlsx"
    write_export(path, sheet_kind("meal-days"), (meals(NAMES[0]),), month=OCTOBER)
    page = opened(qtbot, desk)
    page.start_import("meal-days")
    wizard = page.imports.wizards["meal-days", OCTOBER]
    wizard.take(path)
    qtbot.waitUntil(lambda: wizard.place == 1 and not wizard.busy, timeout=20_000)
    qtbot.keyClick(wizard, Qt.Key.Key_Escape)
    assert page.faces.currentWidget() is page.books
    page.start_import("meal-days")
    assert page.faces.currentWidget() is wizard
    assert wizard.place == 1
    wizard.give_up()
    assert page.imports.wizards == {}
    assert at_the_books(lambda: months.figures(desk.session, OCTOBER)).pupils == 0


def test_another_month_is_imported_by_itself(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk)
    page.start_import("meal-days")
    first = page.imports.wizards["meal-days", OCTOBER]
    assert first.taking.purpose.title == "2026年10月就餐天数表"
    first.leave()
    desk.place.set_month(SEPTEMBER)
    page.start_import("meal-days")
    assert page.faces.currentWidget() is page.imports.wizards["meal-days", SEPTEMBER]


def test_blank_workbook_of_the_wizard_names_the_pupils_of_the_month(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    page = opened(qtbot, desk)
    page.start_import("meal-days")
    path = tmp_path / "空白.xlsx"
    messages.answers.append(path)
    page.imports.wizards["meal-days", OCTOBER].file_step.template_asked.emit()
    qtbot.waitUntil(lambda: bool(messages.notes))
    roster = at_the_books(lambda: open_workbook(desk.session, path, "meal-days", Choices()))
    assert (roster.month, roster.row_count) == (OCTOBER, 8)
