"""The tab 就餐 over real books."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop.core.errors import EnvironmentFault
from desktop.core.labels import EnrolmentKind, Role
from desktop.core.terms import Month
from desktop.services.events import NewEvent, record
from desktop.services.imports.batches import apply, preview
from desktop.services.meal_entry import ClassEntry, MealEntry, enter
from desktop.services.meal_grid import class_grid, school_meals
from desktop.services.months import close, figures
from desktop.views.class_list import CHIP_ROLE
from desktop.views.drafts import Drafts
from desktop.views.meals.opening import draft_name
from desktop.views.meals.panel import MealsPanel
from desktop.views.meals.records import CanteenRecord
from desktop.views.meals.table import Column
from tests.services.rosters import OCTOBER, as_role, meal_days, meals
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.services.meal_grid import ClassGrid
    from desktop.views.desk import Desk
    from tests.views.conftest import MakeDesk
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui

CONTROL = Qt.KeyboardModifier.ControlModifier
SEPTEMBER = Month(2026, 9)


def opened(qtbot: QtBot, desk: Desk) -> MealsPanel:
    """The tab as it stands when a person has waited for it."""
    panel = MealsPanel(desk)
    qtbot.addWidget(panel)
    panel.resize(1150, 560)
    with qtbot.waitSignal(panel.opening.school_read, timeout=20_000):
        panel.show()
    panel.grid.setFocus()
    return panel


def turned(qtbot: QtBot, panel: MealsPanel, key: Qt.Key) -> None:
    with qtbot.waitSignal(panel.opening.school_read):
        qtbot.keyClick(panel.grid, key)


def saved(qtbot: QtBot, panel: MealsPanel) -> None:
    """Save, and wait until the class was read again."""
    qtbot.keyClick(panel.grid, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: panel.table.typed is not None and not panel.table.typed.dirty)
    qtbot.waitUntil(lambda: not panel.opening.is_saving)


def days(panel: MealsPanel) -> list[int | None]:
    typed = panel.table.typed
    return [] if typed is None else [typed.days(row) for row in range(len(typed))]


def chips(panel: MealsPanel) -> list[str]:
    table = panel.classes
    return [table.index(row, 1).data(CHIP_ROLE).words for row in range(table.rowCount())]


def on_record(desk: Desk) -> ClassGrid:
    """The first class as the books hold it."""
    session = desk.session

    def read() -> ClassGrid:
        first = school_meals(session, OCTOBER).classes[0]
        return class_grid(session, OCTOBER, first.class_id)

    return at_the_books(read)


def test_school_without_pupils_leads_to_the_rosters(qtbot: QtBot, empty_desk: Desk) -> None:
    panel = opened(qtbot, empty_desk)
    assert panel.stack.currentWidget() is panel.empty
    with qtbot.waitSignal(empty_desk.place.opened) as led:
        panel.empty.button.click()
    assert led.args[0] == "people"
    assert not panel.primary_ready()


def test_small_school_opens_its_first_class(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    assert [line.label for line in panel.classes.lines] == ["三年级1班", "三年级2班"]
    assert chips(panel) == ["未登记", "未登记"]
    assert days(panel) == [None] * 5
    assert panel.head.words.text() == "三年级1班 · 5 名学生 · 上课日 18 天 · 5.00 元/天"
    assert panel.foot.of_class.text() == "本班 登记 0 人 · 未登记 5 人 · 0 人次 · 0.00 元"
    assert panel.foot.of_school.text().startswith("全校 登记 0 人 · 未登记 8 人")


def test_large_school_opens_as_well(qtbot: QtBot, make_desk: MakeDesk) -> None:
    panel = opened(qtbot, make_desk(2000))
    assert len(panel.classes.lines) == 40
    assert days(panel) == [None] * 50
    turned(qtbot, panel, Qt.Key.Key_PageDown)
    assert panel.opening.row == 1


def test_class_is_typed_and_saved_by_keyboard_alone(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    for key in "18\r17\r0\r":
        if key == "\r":
            qtbot.keyClick(panel.grid, Qt.Key.Key_Return)
        else:
            qtbot.keyClicks(panel.grid, key)
    qtbot.keyClick(panel.grid, Qt.Key.Key_F4)
    assert days(panel) == [18, 17, 0, 18, 18]
    words = "本班 登记 5 人 · 未登记 0 人 · 71 人次 · 355.00 元 · 5 行未保存"
    assert panel.foot.of_class.text() == words
    assert panel.foot.of_school.text() == (
        "全校 登记 5 人 · 未登记 3 人 · 71 人次 · 355.00 元（含本班未保存的）"
    )
    assert chips(panel) == ["未保存", "未登记"]
    saved(qtbot, panel)
    assert [line.days for line in on_record(desk).lines] == [18, 17, 0, 18, 18]
    assert chips(panel) == ["已登记", "未登记"]
    assert panel.foot.said.text() == "已保存：新登记 5 人，改动 0 人"
    assert not panel.primary_ready()


def test_sums_of_the_school_count_a_class_once(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    panel.head.fill.click()
    saved(qtbot, panel)
    assert panel.foot.of_school.text() == "全校 登记 5 人 · 未登记 3 人 · 90 人次 · 450.00 元"
    qtbot.keyClicks(panel.grid, "8")
    assert panel.foot.of_school.text() == (
        "全校 登记 5 人 · 未登记 3 人 · 80 人次 · 400.00 元（含本班未保存的）"
    )


def test_month_is_done_class_by_class_with_one_key(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    qtbot.keyClick(panel.grid, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: panel.opening.row == 1 and len(days(panel)) == 3)
    qtbot.waitUntil(lambda: chips(panel)[0] == "已登记")
    qtbot.keyClick(panel.grid, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: chips(panel) == ["已登记", "已登记"])
    found = at_the_books(lambda: figures(desk.session, OCTOBER))
    assert (found.pupils, found.days, found.not_recorded) == (8, 8 * 18, 0)
    qtbot.waitUntil(lambda: not panel.primary_ready())
    qtbot.keyClick(panel.grid, Qt.Key.Key_Return, CONTROL)
    assert panel.foot.said.text() == "各班都登记好了。"


def test_class_list_and_page_keys_choose_the_class(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    turned(qtbot, panel, Qt.Key.Key_PageDown)
    assert (panel.opening.row, len(days(panel))) == (1, 3)
    qtbot.keyClick(panel.grid, Qt.Key.Key_PageDown)
    assert panel.foot.said.text() == "已经是最后一个班。"
    with qtbot.waitSignal(panel.opening.school_read):
        panel.list.selectRow(0)
    assert len(days(panel)) == 5
    qtbot.keyClick(panel.grid, Qt.Key.Key_PageUp)
    assert panel.foot.said.text() == "已经是第一个班。"


def test_what_is_typed_survives_another_class_and_another_start(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    qtbot.keyClicks(panel.grid, "12")
    turned(qtbot, panel, Qt.Key.Key_PageDown)
    assert chips(panel) == ["未保存", "未登记"]
    turned(qtbot, panel, Qt.Key.Key_PageUp)
    assert days(panel)[0] == 12
    again = opened(qtbot, desk)
    assert days(again)[0] == 12
    assert "上次有 1 行改动没有保存" in again.head.draft.sentence.text()
    assert again.head.draft.isVisible()
    saved(qtbot, again)
    assert not again.head.draft.isVisible()
    assert desk.drafts.find(draft_name(OCTOBER, again.opening.class_id)) is None


def test_draft_comes_back_from_the_disk(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    qtbot.keyClicks(panel.grid, "12")
    desk.drafts.drain()
    later = replace(desk, drafts=Drafts(desk.session))
    again = opened(qtbot, later)
    assert days(again)[0] == 12
    later.drafts.drain()


def test_line_that_is_gone_to_tells_its_note(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    qtbot.keyClicks(panel.grid, "20")
    qtbot.keyClick(panel.grid, Qt.Key.Key_Down)
    assert panel.foot.said.text() == ""
    qtbot.keyClick(panel.grid, Qt.Key.Key_Up)
    assert panel.foot.said.text() == "多于上课日（18天）"


def test_restored_draft_can_be_thrown_away(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    qtbot.keyClicks(panel.grid, "12")
    again = opened(qtbot, desk)
    again.head.discard_wanted.emit()
    assert days(again)[0] is None
    assert not again.head.draft.isVisible()
    assert chips(again) == ["未登记", "未登记"]


def test_typing_back_to_what_is_on_record_leaves_no_draft(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    qtbot.keyClicks(panel.grid, "5")
    assert panel.primary_ready()
    qtbot.keyClick(panel.grid, Qt.Key.Key_Delete)
    assert not panel.primary_ready()
    assert desk.drafts.find(draft_name(OCTOBER, panel.opening.class_id)) is None


def test_undo_button_takes_a_step_back(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    assert not panel.head.undo.isEnabled()
    panel.head.fill.click()
    assert panel.foot.said.text() == "按在校天数填了 5 人，还没有保存。"
    panel.head.fill.click()
    assert panel.foot.said.text() == "没有未登记的学生。"
    panel.head.undo.click()
    assert days(panel) == [None] * 5


def test_more_days_than_taught_are_asked_and_kept_on_no(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    panel = opened(qtbot, desk)
    qtbot.keyClicks(panel.grid, "20")
    messages.answers.append(False)
    qtbot.keyClick(panel.grid, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: not panel.opening.is_saving and bool(messages.questions))
    assert "上课日是18天" in messages.questions[0]
    assert days(panel)[0] == 20
    assert panel.primary_ready()
    messages.answers.append(True)
    saved(qtbot, panel)
    assert on_record(desk).lines[0].days == 20


def test_import_meanwhile_shows_both_values_and_is_asked_about(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    panel = opened(qtbot, desk)
    typed = panel.table.typed
    assert typed is not None
    name = typed.lines[0].name
    qtbot.keyClicks(panel.grid, "18")
    roster = meal_days(meals(name, present_days=18, meal_days=16))
    seen = at_the_books(lambda: preview(desk.session, roster))
    with qtbot.waitSignal(panel.opening.school_read):
        desk.tasks.write(panel, lambda _job: apply(desk.session, seen)).start()
    assert days(panel)[0] == 18
    assert "原来未登记，别处已改为16天" in panel.table.index(0, 5).data()
    messages.answers.append(True)
    saved(qtbot, panel)
    assert "被别处改过" in messages.questions[0]
    assert on_record(desk).lines[0].days == 18


def test_conflict_that_was_not_known_yet_is_shown_after_no(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    panel = opened(qtbot, desk)
    qtbot.keyClicks(panel.grid, "18")
    grid = on_record(desk)
    other = ClassEntry(OCTOBER, grid.class_id, (MealEntry(grid.lines[0].student_id, None, 9),))
    at_the_books(lambda: enter(desk.session, other))
    messages.answers.append(False)
    with qtbot.waitSignal(panel.opening.school_read):
        qtbot.keyClick(panel.grid, Qt.Key.Key_S, CONTROL)
    assert "原来未登记，别处已改为9天" in panel.table.index(0, 5).data()


def test_what_is_typed_while_saving_is_not_lost(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    qtbot.keyClicks(panel.grid, "18")
    qtbot.keyClick(panel.grid, Qt.Key.Key_S, CONTROL)
    assert panel.opening.is_saving
    assert not panel.primary_ready()
    qtbot.keyClick(panel.grid, Qt.Key.Key_Return)
    qtbot.keyClicks(panel.grid, "7")
    qtbot.waitUntil(lambda: not panel.opening.is_saving)
    qtbot.waitUntil(lambda: panel.foot.of_class.text().endswith("1 行未保存"))
    assert days(panel)[:2] == [18, 7]
    saved(qtbot, panel)
    assert [line.days for line in on_record(desk).lines[:2]] == [18, 7]


def test_class_left_while_it_is_being_saved_keeps_no_draft(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    first = panel.opening.class_id
    qtbot.keyClicks(panel.grid, "18")
    qtbot.keyClick(panel.grid, Qt.Key.Key_S, CONTROL)
    qtbot.keyClick(panel.grid, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: not panel.opening.is_saving)
    assert desk.drafts.find(draft_name(OCTOBER, first)) is None
    qtbot.waitUntil(lambda: chips(panel) == ["差4人", "未登记"])


def test_page_follows_the_month(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    qtbot.keyClicks(panel.grid, "5")
    with qtbot.waitSignal(panel.opening.school_read):
        desk.place.set_month(SEPTEMBER)
    assert days(panel)[0] is None
    assert "上课日 22 天" in panel.head.words.text() or "上课日 23 天" in panel.head.words.text()
    with qtbot.waitSignal(panel.opening.school_read):
        desk.place.set_month(OCTOBER)
    assert days(panel)[0] == 5


def test_month_that_was_closed_meanwhile_is_read_only(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    panel.head.fill.click()
    saved(qtbot, panel)
    with qtbot.waitSignal(panel.opening.school_read):
        desk.tasks.write(
            panel, lambda _job: close(desk.session, OCTOBER, accept_warnings=True)
        ).start()
    assert panel.head.closed.isVisible()
    assert not panel.head.fill.isEnabled()
    qtbot.keyClicks(panel.grid, "5")
    assert panel.foot.said.text() == "2026年10月已结账，不能再改。"
    qtbot.keyClick(panel.grid, Qt.Key.Key_Return, CONTROL)
    assert panel.opening.row == 0


def test_draft_of_a_closed_month_waits(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    panel.head.fill.click()
    saved(qtbot, panel)
    qtbot.keyClicks(panel.grid, "5")
    at_the_books(lambda: close(desk.session, OCTOBER, accept_warnings=True))
    again = opened(qtbot, desk)
    with qtbot.waitSignal(again.opening.school_read):
        again.opening.open(panel.opening.class_id)
    assert days(again)[0] == 18
    assert not again.primary_ready()
    assert desk.drafts.find(draft_name(OCTOBER, again.opening.class_id)) is not None


def test_refused_save_says_why_and_keeps_what_is_typed(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    panel = opened(qtbot, desk)
    turned(qtbot, panel, Qt.Key.Key_PageDown)
    typed = panel.table.typed
    assert typed is not None
    student = typed.lines[0].student_id
    qtbot.keyClicks(panel.grid, "5")
    left = NewEvent(student, EnrolmentKind.LEFT, date(2026, 9, 2))
    at_the_books(lambda: record(desk.session, [left]))
    with qtbot.waitSignal(panel.opening.school_read):
        qtbot.keyClick(panel.grid, Qt.Key.Key_S, CONTROL)
    assert "已经不在三年级2班" in messages.sentences[0]
    qtbot.waitUntil(lambda: not panel.opening.is_saving)
    assert panel.foot.said.text() != "正在保存…"


def test_number_that_cannot_be_stops_the_save_and_the_confirming(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    panel = opened(qtbot, desk)
    qtbot.keyClicks(panel.grid, "99")
    panel.grid.go_to(2)
    for key in (Qt.Key.Key_S, Qt.Key.Key_Return):
        qtbot.keyClick(panel.grid, key, CONTROL)
        said = panel.foot.said.text()
        assert said.endswith("填了99天，2026年10月只有31天。没有保存，请先改正。")
        assert panel.grid.row == 0
    assert not panel.opening.is_saving
    again = opened(qtbot, desk)
    assert again.table.index(0, Column.DAYS).data() == "99"
    assert messages.errors == []


def test_failed_save_does_not_stay_as_if_it_were_running(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise EnvironmentFault("磁盘已满，这一步没有保存。")

    panel = opened(qtbot, desk)
    monkeypatch.setattr("desktop.views.meals.opening.enter", full)
    qtbot.keyClicks(panel.grid, "5")
    panel.do_primary()
    qtbot.waitUntil(lambda: bool(messages.sentences) and not panel.opening.is_saving)
    assert panel.foot.said.text() == "没有保存，填的内容还在。"


def test_auditor_looks_and_cannot_type(qtbot: QtBot, desk: Desk) -> None:
    auditor = replace(desk, session=as_role(desk.session, Role.AUDITOR))
    panel = opened(qtbot, auditor)
    qtbot.keyClicks(panel.grid, "5")
    assert panel.foot.said.text() == "您可以查看，不能登记。"
    assert not panel.head.fill.isEnabled()


def test_link_opens_a_class_of_a_month(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    second = panel.classes.lines[1].class_id
    with qtbot.waitSignal(panel.opening.school_read):
        panel.show_record(CanteenRecord("meals", SEPTEMBER, second, of_class=True))
    assert (panel.opening.row, panel.opening.month) == (1, SEPTEMBER)
    with qtbot.waitSignal(panel.opening.school_read):
        panel.show_record(CanteenRecord("meals", OCTOBER))
    assert (panel.opening.row, panel.opening.month) == (1, OCTOBER)


def test_class_that_is_gone_gives_way_to_another(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    with qtbot.waitSignal(panel.opening.school_read):
        panel.opening.open(desk.session.unit_id)
    assert panel.opening.row == 0
    assert len(days(panel)) == 5
