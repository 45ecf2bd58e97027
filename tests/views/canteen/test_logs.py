"""The tab 日志 over real books: what is due, kept by keyboard, put right, printed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from desktop.core.canteen import Sitting
from desktop.core.labels import Role
from desktop.core.meals import CompanionKind, Eater, Finding, LogKind, LogPart, LogState
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.models import MealPrice
from desktop.services.canteen.companions import companions, record_companion
from desktop.services.canteen.handlers import NewHandler, add_handler, handlers
from desktop.services.canteen.log_lines import RoundLine
from desktop.services.canteen.log_lists import round_paper, rounds
from desktop.services.canteen.log_rounds import record_round
from desktop.services.canteen.samples import dispose, samples
from desktop.services.checks.questions import CanteenPlace
from desktop.views.canteen.logs.panel import HANDLERS, ROUNDS, SAMPLES, LogsPanel
from desktop.views.canteen.logs.table import Column
from desktop.views.canteen.logs.words import days_words, time_of
from desktop.views.meals.page import CanteenPage
from tests.services.canteen.kitchen import Kitchen
from tests.services.canteen.test_logs import (
    a_round,
    at,
    companion,
    counted,
    good,
    sampled,
    served_menu,
)
from tests.services.rosters import as_role
from tests.views.canteen.goods import listed, read
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.views.canteen.logs.sheet import RoundForm
    from desktop.views.desk import Desk
    from tests.views.conftest import _Desks
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui
OCTOBER = Month(2026, 10)
DAY = date(2026, 10, 12)
TODAY = date(2026, 10, 31)
_kept: list[CanteenPage] = []


@pytest.fixture
def kitchen(desk: Desk) -> Kitchen:
    return at_the_books(lambda: Kitchen.of(desk.session))


def opened(qtbot: QtBot, desk: Desk, record: object = "logs") -> LogsPanel:
    """The tab as it stands when a person has waited for it."""
    page = CanteenPage(desk)
    qtbot.addWidget(page)
    _kept[:] = [page]
    page.resize(1198, 700)
    page.show()
    panel = page.panel_of("logs")
    assert isinstance(panel, LogsPanel)
    with qtbot.waitSignal(panel.found):
        page.show_record(record)
    qtbot.waitUntil(lambda: panel.due.seen is not None)
    return panel


def at_day(qtbot: QtBot, panel: LogsPanel, day: date) -> None:
    panel.due.day.set_value(day)
    qtbot.waitUntil(lambda: panel.due.seen is not None and panel.due.seen.day == day)


def click(widget: Any, words: str) -> None:  # noqa: ANN401 - any part of a window
    (button,) = (
        b
        for b in widget.findChildren(QPushButton)
        if b.isVisible() and words in (b.text(), b.accessibleName())
    )
    button.click()


def pick(qtbot: QtBot, part: Any, row: int = 0) -> None:  # noqa: ANN401 - a part with a list
    qtbot.waitUntil(lambda: part.view.table.rowCount() > row)
    part.view.grid.setCurrentIndex(part.view.table.index(row, 0))


def put(form: Any, **values: object) -> None:  # noqa: ANN401 - any form
    for name, value in values.items():
        form.sheet.rows[name].entry.set_value(value)


def save(qtbot: QtBot, form: Any) -> None:  # noqa: ANN401 - any form
    with qtbot.waitSignal(form.saved):
        form.save()


def sheet_form(qtbot: QtBot, panel: LogsPanel, kind: LogKind) -> RoundForm:
    def ready() -> bool:
        sheet = panel.sheet
        return bool(sheet and sheet.form and kind.label in sheet.heading.text())

    qtbot.waitUntil(ready)
    assert panel.sheet is not None
    assert panel.sheet.form is not None
    return panel.sheet.form


def typed(qtbot: QtBot, panel: LogsPanel, grid: Any, text: str) -> None:  # noqa: ANN401 - RoundGrid
    qtbot.keyClick(grid, Qt.Key.Key_F2)
    editor: Any = panel.window().focusWidget()
    editor.setText(text)  # an input method gives words whole
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(grid.hasFocus)


@pytest.mark.usefixtures("kitchen")
def test_checklist_is_gone_through_by_keyboard(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    panel.window().activateWindow()
    qtbot.waitUntil(panel.window().isActiveWindow)
    at_day(qtbot, panel, DAY)
    click(panel.due, "记录冷柜温度")
    form = sheet_form(qtbot, panel, LogKind.COLD_STORE)
    edit: Any = form.sheet.rows["lines"].widget
    grid, table = edit.grid, edit.table
    grid.setFocus()
    assert "“冷藏柜”还没有写温度。" in edit.problem()
    typed(qtbot, panel, grid, "9")
    assert table.lines[0].finding is Finding.BAD
    assert grid.currentIndex().column() == Column.NOTE
    assert "不合格，请写明" in edit.problem()
    typed(qtbot, panel, grid, "已调低")
    typed(qtbot, panel, grid, "4")
    typed(qtbot, panel, grid, "-18")
    grid.go_to(3)
    typed(qtbot, panel, grid, "冷冻柜2号")
    assert table.data(table.index(3, Column.VALUE)) == "（不高于-12℃）"
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    grid.go_to(3, Column.FINDING)
    qtbot.keyClicks(grid, "3")
    assert table.lines[3].finding is Finding.NOT_APPLICABLE
    assert edit.problem() == ""


def test_round_with_something_bad_stands_out_on_its_day(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen
) -> None:
    panel = opened(qtbot, desk)
    at_day(qtbot, panel, DAY)
    panel.begin_round(LogKind.COLD_STORE, DAY)
    form = sheet_form(qtbot, panel, LogKind.COLD_STORE)
    bad = RoundLine("冷藏柜", "", Finding.BAD, "9", "已调低")
    put(form, done_by="老钱", lines=(bad,))
    save(qtbot, form)
    (line,) = at_the_books(lambda: rounds(desk.session, kitchen.canteen_id, OCTOBER))
    assert (line.day, line.lines, line.bad, line.afterwards) == (DAY, 1, 1, True)
    qtbot.waitUntil(lambda: _states(panel)[LogKind.COLD_STORE] is LogState.PROBLEM)
    click(panel.due, "查看冷柜温度")
    assert panel.switch.current == ROUNDS
    assert panel.rounds.kind.currentText() == "冷柜温度"


def _states(panel: LogsPanel) -> dict[object, LogState]:
    assert panel.due.seen is not None
    return {line.what: line.state for line in panel.due.seen.due}


def test_lines_are_added_taken_out_and_their_lengths_watched(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen
) -> None:
    del kitchen
    panel = opened(qtbot, desk)
    panel.begin_round(LogKind.WEEKLY, DAY)
    edit: Any = sheet_form(qtbot, panel, LogKind.WEEKLY).sheet.rows["lines"].widget
    table, grid = edit.table, edit.grid
    count = len(table.lines)
    assert table.setData(table.index(count, Column.ITEM), "燃气关好")
    assert table.lines[-1].part == "其他"
    assert not table.setData(table.index(count, Column.ITEM), "")
    assert table.setData(table.index(count, Column.ITEM), "燃气阀关好")
    assert not table.setData(table.index(0, Column.FINDING), "x")
    assert Qt.ItemFlag.ItemIsEditable not in table.flags(table.index(0, Column.ITEM))
    grid.go_to(count, Column.NOTE)
    table.setData(table.index(count, Column.NOTE), "长" * 201)
    assert edit.problem() == f"第 {count + 1} 行的说明最多 200 个字。"
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    assert table.lines[-1].note == ""
    grid.go_to(0)
    qtbot.keyClicks(grid, "2")
    assert grid.currentIndex() == table.index(0, Column.NOTE)
    grid.go_to(count, Column.ITEM)
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    assert len(table.lines) == count
    assert edit.words(edit.value()) == f"{count} 项"
    assert panel.sheet is not None
    desk.messages.answers.append(True)  # type: ignore[attr-defined]
    with qtbot.waitSignal(panel.uncovered):
        click(panel.sheet, "返回")


def test_samples_of_the_menu_are_kept_and_go_together(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen, messages: QuietMessages
) -> None:
    at_the_books(lambda: served_menu(kitchen, DAY, "红烧肉", "炒白菜"))
    panel = opened(qtbot, desk)
    at_day(qtbot, panel, DAY)
    click(panel.due, "记录午餐留样")
    assert panel.switch.current == SAMPLES
    qtbot.waitUntil(lambda: panel.samples.pane.form is not None)
    form: Any = panel.samples.pane.form
    assert form.sheet.rows["dishes"].entry.value() == "红烧肉\n炒白菜"
    put(form, dishes="红烧肉\n炒白菜 120克", grams=150, taken_at="1130")
    put(form, taken_by="老钱", watched_by="王老师")
    with qtbot.waitSignal(form.refused):
        form.save()
    assert "“炒白菜”只留了120克。每样成品至少留125克（GB 31654-2021）" in messages.sentences[0]
    put(form, dishes="红烧肉\n炒白菜 130克")
    save(qtbot, form)
    qtbot.waitUntil(lambda: "2 份" in panel.samples.due.text())
    assert listed(panel.samples.view, "state") == ["到期超过 3 天"] * 2
    panel.samples.dispose_due()
    form = panel.samples.pane.form
    put(form, disposed_by="老钱")
    save(qtbot, form)
    qtbot.waitUntil(lambda: listed(panel.samples.view, "state") == ["已销样"] * 2)
    qtbot.waitUntil(panel.samples.due.isHidden)


def test_wrong_disposal_is_undone_and_a_wrong_sample_removed(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen, messages: QuietMessages
) -> None:
    def enter() -> None:
        keys = sampled(kitchen, DAY, ("红烧肉", 150), ("炒白菜", 130)).sample_ids
        dispose(desk.session, keys[:1], at(date(2026, 10, 15), 11), "老钱")

    at_the_books(enter)
    panel = opened(qtbot, desk, "logs/samples")
    pick(qtbot, panel.samples)
    qtbot.waitUntil(lambda: "撤销销样" in read(panel.samples.pane))
    click(panel.samples.pane, "撤销销样")
    qtbot.waitUntil(lambda: "2 份" in panel.samples.due.text())
    pick(qtbot, panel.samples, 0)
    qtbot.waitUntil(lambda: "销样…" in read(panel.samples.pane))
    click(panel.samples.pane, "销样…")
    assert panel.samples.pane.form is not None
    panel.samples.pane.close_form()
    messages.answers.append(True)
    click(panel.samples.pane, "删除…")
    qtbot.waitUntil(lambda: panel.samples.view.table.rowCount() == 1)
    found = at_the_books(lambda: samples(desk.session, kitchen.canteen_id, OCTOBER))
    assert [line.dish for line in found] == ["炒白菜"]


def priced(kitchen: Kitchen) -> None:
    def body(work: Any) -> None:  # noqa: ANN401 - Work
        row = {
            "id": work.new_ids(1)[0],
            "canteen_id": kitchen.canteen_id,
            "eater": Eater.STAFF,
            "sitting": Sitting.LUNCH,
            "since": date(2026, 9, 1),
            "price": Money.of("6"),
            "decision": "膳食委员会",
        }
        work.insert(MealPrice, [row])

    kitchen.session.write("price", body)


def test_companion_pays_the_price_and_a_problem_is_settled_later(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen, messages: QuietMessages
) -> None:
    at_the_books(lambda: priced(kitchen))
    panel = opened(qtbot, desk)
    at_day(qtbot, panel, DAY)
    click(panel.due, "记录午餐陪餐")
    form: Any = panel.companions.pane.form
    qtbot.waitUntil(lambda: form.sheet.rows["paid"].entry.value() == Money.of("6"))
    put(form, kind=CompanionKind.PARENT, name="李家长", opinion="好", problem="汤偏咸")
    save(qtbot, form)
    qtbot.waitUntil(lambda: listed(panel.companions.view, "state") == ["有问题"])
    pick(qtbot, panel.companions)
    click(panel.companions.pane, "写处理结果…")
    form = panel.companions.pane.form
    put(form, handling="已告诉厨师")
    save(qtbot, form)
    qtbot.waitUntil(lambda: listed(panel.companions.view, "state") == ["有问题已处理"])
    messages.answers.append(True)
    pick(qtbot, panel.companions)
    click(panel.companions.pane, "删除…")
    qtbot.waitUntil(lambda: panel.companions.view.table.rowCount() == 0)
    assert at_the_books(lambda: companions(desk.session, kitchen.canteen_id, OCTOBER)) == ()


def test_rounds_are_told_filtered_put_right_and_removed(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen, messages: QuietMessages
) -> None:
    def enter() -> None:
        asked = (*counted("问卷", 发出=120, 收回=90), *counted("满意", 价格=60))
        bad = RoundLine("砧板", "", Finding.BAD, "", "有霉点，已更换")
        record_round(desk.session, a_round(kitchen, LogKind.SATISFACTION, *asked))
        record_round(desk.session, a_round(kitchen, LogKind.DISINFECTION, bad, note="周一"))

    at_the_books(enter)
    panel = opened(qtbot, desk, "logs/rounds")
    part = panel.rounds
    qtbot.waitUntil(lambda: part.view.table.rowCount() == 2)
    part.show_kind(LogKind.SATISFACTION)
    qtbot.waitUntil(lambda: listed(part.view, "state") == ["正常"])
    pick(qtbot, part)
    qtbot.waitUntil(lambda: "价格：满意 60 份，66.7%" in read(part.pane))
    part.show_kind(None)
    qtbot.waitUntil(lambda: part.view.table.rowCount() == 2)
    row = listed(part.view, "kind").index("消毒")
    pick(qtbot, part, row)
    qtbot.waitUntil(lambda: "砧板 不合格。有霉点，已更换" in read(part.pane))
    assert "周一" in read(part.pane)
    click(part.pane, "修改…")
    form = sheet_form(qtbot, panel, LogKind.DISINFECTION)
    put(form, lines=(good("砧板", "30"),))
    save(qtbot, form)
    qtbot.waitUntil(lambda: listed(part.view, "state") == ["正常", "正常"])
    pick(qtbot, part, row)
    qtbot.waitUntil(lambda: "砧板 30 合格" in read(part.pane))
    messages.answers.append(True)
    click(part.pane, "删除…")
    qtbot.waitUntil(lambda: part.view.table.rowCount() == 1)


def test_kind_is_asked_for_where_all_are_shown(qtbot: QtBot, desk: Desk, kitchen: Kitchen) -> None:
    panel = opened(qtbot, desk, "logs/rounds")
    part = panel.rounds
    panel.do_primary()
    click(part.pane, "膳食委员会")
    form = sheet_form(qtbot, panel, LogKind.COMMITTEE)
    lines = (*counted("到会", 家长代表=8), RoundLine("供货商", "议题和决定", note="换一家"))
    put(form, lines=lines, done_by="张校长", watched_by="王老师")
    save(qtbot, form)
    (line,) = at_the_books(lambda: rounds(desk.session, kitchen.canteen_id, OCTOBER))
    assert at_the_books(lambda: round_paper(desk.session, line.log_id)).lines == lines
    part.show_kind(LogKind.WEEKLY)
    panel.do_primary()
    sheet_form(qtbot, panel, LogKind.WEEKLY)


def test_certificates_that_run_out_are_marked(qtbot: QtBot, desk: Desk, kitchen: Kitchen) -> None:
    def enter() -> None:
        for name, until, stopped in (
            ("老钱", TODAY + timedelta(days=12), None),
            ("老孙", TODAY - timedelta(days=1), None),
            ("老周", TODAY + timedelta(days=300), None),
            ("老李", None, TODAY),
        ):
            new = NewHandler(name=name, certificate_until=until, stopped_on=stopped)
            add_handler(desk.session, kitchen.canteen_id, new)

    at_the_books(enter)
    panel = opened(qtbot, desk, "logs/handlers")
    assert (panel.switch.current, panel.primary) == (HANDLERS, "新增从业人员")
    qtbot.waitUntil(lambda: panel.handlers.view.table.rowCount() == 4)
    told = dict(
        zip(listed(panel.handlers.view, "name"), listed(panel.handlers.view, "state"), strict=True)
    )
    assert told == {
        "老钱": "健康证还有 12 天",
        "老孙": "健康证已过期",
        "老周": "有效",
        "老李": "已离开",
    }
    panel.do_primary()
    form: Any = panel.handlers.pane.form
    put(form, name="小吴", job="切配")
    save(qtbot, form)
    qtbot.waitUntil(lambda: "没有健康证" in listed(panel.handlers.view, "state"))
    row = listed(panel.handlers.view, "name").index("小吴")
    pick(qtbot, panel.handlers, row)
    form = panel.handlers.pane.form
    put(form, certificate_until=TODAY + timedelta(days=200))
    save(qtbot, form)
    found = at_the_books(lambda: handlers(desk.session, kitchen.canteen_id))
    assert {line.handler.name for line in found} == {"老钱", "老孙", "老周", "老李", "小吴"}
    panel.begin_round(LogKind.MORNING, TODAY)
    edit: Any = sheet_form(qtbot, panel, LogKind.MORNING).sheet.rows["lines"].widget
    assert {line.item for line in edit.value()} == {"老钱", "老孙", "老周", "小吴"}
    assert not edit.table.grows


def test_missed_days_lead_to_their_checklist_and_disposal_to_its_form(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen
) -> None:
    def enter() -> None:
        sampled(kitchen, DAY, ("米饭", 125))
        record_companion(desk.session, companion(kitchen))

    at_the_books(enter)
    panel = opened(qtbot, desk)
    at_day(qtbot, panel, date(2026, 10, 11))
    assert "这一天食堂不开餐" in read(panel.due)
    click(panel.due, "看那一天晨检没有记的")
    qtbot.waitUntil(lambda: panel.due.seen is not None and panel.due.seen.due != ())
    assert panel.due.day.value() == date(2026, 10, 8)
    at_day(qtbot, panel, DAY)
    click(panel.due, "查看午餐陪餐")
    assert panel.switch.current == "companions"
    panel.switch.turn_to("due")
    click(panel.due, "销样全部到期的留样")
    qtbot.waitUntil(lambda: panel.samples.pane.form is not None)
    desk.place.set_month(Month(2026, 9))
    qtbot.waitUntil(lambda: panel.due.day.value() == date(2026, 9, 30))
    panel.do_primary()
    qtbot.waitUntil(lambda: panel.samples.pane.form is not None)


@pytest.mark.parametrize("what", [LogPart.SAMPLES, LogPart.COMPANION, LogKind.COLD_STORE])
def test_logs_are_printed_filled_and_blank(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen, what: LogPart | LogKind
) -> None:
    def enter() -> None:
        sampled(kitchen, DAY, ("米饭", 125))
        record_companion(desk.session, companion(kitchen))
        record_round(desk.session, a_round(kitchen, LogKind.COLD_STORE, good("冷藏柜", "4")))

    at_the_books(enter)
    panel = opened(qtbot, desk)
    for blank in (False, True):
        with qtbot.waitSignal(panel.printing) as printed:
            panel.papers.entries[what, blank].trigger()
        assert printed.args is not None
        assert printed.args[0].startswith(b"%PDF")


@pytest.mark.usefixtures("kitchen")
def test_question_leads_to_its_day(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk, CanteenPlace("logs", OCTOBER, DAY))
    qtbot.waitUntil(lambda: panel.due.seen is not None and panel.due.seen.day == DAY)
    other = date(2026, 10, 9)
    panel.switch.turn_to(ROUNDS)
    panel.show_record(CanteenPlace("logs", OCTOBER, other))
    qtbot.waitUntil(lambda: panel.due.seen is not None and panel.due.seen.day == other)
    assert panel.switch.current == "due"


def test_auditor_looks_and_changes_nothing(
    qtbot: QtBot, desk: Desk, kitchen: Kitchen, desk_over: _Desks
) -> None:
    def enter() -> None:
        sampled(kitchen, DAY, ("米饭", 125))
        record_round(desk.session, a_round(kitchen, LogKind.COLD_STORE, good("冷藏柜", "4")))

    at_the_books(enter)
    panel = opened(qtbot, desk_over.around(as_role(desk.session, Role.AUDITOR)))
    assert panel.due.buttons == []
    panel.switch.turn_to(SAMPLES)
    assert panel.primary == ""
    panel.do_primary()
    assert panel.samples.pane.form is None
    pick(qtbot, panel.samples)
    qtbot.waitUntil(lambda: "米饭" in read(panel.samples.pane))
    assert "更正" not in read(panel.samples.pane)
    assert panel.samples.due.isHidden()
    panel.switch.turn_to(ROUNDS)
    pick(qtbot, panel.rounds)
    qtbot.waitUntil(lambda: "冷藏柜 4 ℃ 合格" in read(panel.rounds.pane))
    (line,) = at_the_books(lambda: rounds(desk.session, kitchen.canteen_id, OCTOBER))
    panel.rounds.view.activated.emit(line)
    assert panel.sheet is None


def test_times_and_days_are_read_as_people_write_them() -> None:
    assert [str(time_of(text)) for text in ("1130", "9:05", "9：05", "2530", "x")] == [
        "11:30:00",
        "09:05:00",
        "09:05:00",
        "None",
        "None",
    ]
    assert days_words((DAY, TODAY)) == "12、31日"
    assert days_words(tuple(DAY + timedelta(n) for n in range(7))).endswith("17日等 7 天")
