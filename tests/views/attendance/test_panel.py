"""The tab 考勤 over real books, by keyboard."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt

from desktop.core.attendance import Called, Mark
from desktop.core.labels import DayKind, Role
from desktop.core.terms import Month
from desktop.services.attendance.overview import school_day
from desktop.services.attendance.recording import QUESTIONS, DayRoll, record
from desktop.services.attendance.rolls import class_grid
from desktop.services.calendar import DayMark, set_days
from desktop.services.today.items import RollToCall
from desktop.views.attendance.opening import draft_name
from desktop.views.attendance.panel import AttendancePanel
from desktop.views.attendance.showing import FIRST_DAY, NAME, NUMBER
from desktop.views.attendance.table import CELL_ROLE
from desktop.views.attendance.view import HELP
from desktop.views.attendance.widths import Span
from desktop.views.class_list import CHIP_ROLE
from desktop.views.people.page import PeoplePage
from tests.services.rosters import OCTOBER, as_role
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from tests.views.conftest import MakeDesk
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui
CONTROL = Qt.KeyboardModifier.ControlModifier
FRIDAY = date(2026, 10, 30)
THURSDAY = date(2026, 10, 29)
SICK = Called(Mark.SICK)


def opened(qtbot: QtBot, desk: Desk, width: int = 1150) -> AttendancePanel:
    """The tab as it stands when a person has waited for it."""
    panel = AttendancePanel(desk)
    qtbot.addWidget(panel)
    panel.resize(width, 560)
    with qtbot.waitSignal(panel.opening.school_read, timeout=20_000):
        panel.show()
    panel.grid.setFocus()
    return panel


def press(qtbot: QtBot, panel: AttendancePanel, keys: str) -> None:
    for key in keys:
        qtbot.keyClick(panel.grid, key)


def saved(qtbot: QtBot, panel: AttendancePanel) -> None:
    panel.do_primary()
    settled(qtbot, panel)


def settled(qtbot: QtBot, panel: AttendancePanel) -> None:
    qtbot.waitUntil(lambda: not panel.opening.is_saving)
    qtbot.waitUntil(lambda: panel.table.typed is not None and not panel.table.typed.dirty)


def chips(panel: AttendancePanel) -> list[str]:
    table = panel.classes
    return [table.index(row, 1).data(CHIP_ROLE).words for row in range(table.rowCount())]


def texts(panel: AttendancePanel) -> list[str]:
    column = FIRST_DAY + panel.grid.place
    return [panel.table.index(row, column).data() for row in range(panel.table.rowCount())]


def on_record(desk: Desk, day: date = FRIDAY) -> dict[str, str]:
    """The first class's day as the books hold it."""

    def read() -> dict[str, str]:
        first = school_day(desk.session, day).classes[0]
        grid = class_grid(desk.session, first.class_id, day, day)
        return {line.name: line.days[0].label for line in grid.lines if line.days[0]}

    return at_the_books(read)


def call(desk: Desk, day: date, **marks: Called) -> None:
    """Call the first class behind the window's back."""

    def write() -> None:
        first = school_day(desk.session, day).classes[0]
        grid = class_grid(desk.session, first.class_id, day, day)
        keys = {line.name: line.student_id for line in grid.lines}
        named = {keys[name]: called for name, called in marks.items()}
        record(desk.session, [DayRoll(first.class_id, day, named)], QUESTIONS)

    at_the_books(write)


def test_opens_the_last_day_with_lessons_and_the_first_class_not_called(
    qtbot: QtBot, desk: Desk
) -> None:
    call(desk, FRIDAY)
    panel = opened(qtbot, desk)
    assert panel.opening.day == FRIDAY  # today is a Saturday
    assert chips(panel) == ["全到", "未点名"]
    assert panel.opening.row == 1
    assert panel.head.words.text() == "三年级2班 · 10月30日（星期五）"
    assert panel.foot.sums.text() == "应到 3 人 · 还没有点名，没有点名不算缺勤"
    assert panel.foot.said.text() == HELP
    assert not panel.primary_ready()


def test_one_key_for_each_exception_and_the_class_is_called(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    qtbot.keyClick(panel.grid, Qt.Key.Key_Down)
    press(qtbot, panel, "1 k")
    assert texts(panel) == ["√ 到校", "病假", "√ 到校", "旷课", "√ 到校"]
    assert chips(panel)[0] == "未保存"
    assert "病假 1 · 旷课 1 · 1 天未保存" in panel.foot.sums.text()
    assert panel.primary_ready()
    saved(qtbot, panel)
    assert sorted(on_record(desk).values()) == sorted(["到校", "病假", "到校", "旷课", "到校"])
    qtbot.waitUntil(lambda: chips(panel)[0] == "缺2人")
    assert "已保存：新点名 1 天" in panel.foot.said.text()
    assert "张校长点名" in panel.foot.sums.text()


def test_class_of_fifty_is_called_with_few_keys(qtbot: QtBot, make_desk: MakeDesk) -> None:
    desk = make_desk(50)
    panel = opened(qtbot, desk)
    pressed = 0
    for row in (7, 20, 44):
        panel.grid.go_to(row, panel.grid.place)
        press(qtbot, panel, "1")
        pressed += 1
    with qtbot.waitSignal(panel.opening.saved, timeout=20_000):
        qtbot.keyClick(panel.grid, Qt.Key.Key_Return, CONTROL)
    assert pressed + 1 == 4
    assert list(on_record(desk).values()).count("到校") == 47
    qtbot.waitUntil(lambda: panel.foot.said.text() == "这一天各班都点过名了。")


def test_keys_move_mark_halve_fill_and_clear(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    grid = panel.grid
    qtbot.keyClick(grid, Qt.Key.Key_F4)
    assert set(texts(panel)) == {"√ 到校"}
    qtbot.keyClick(grid, Qt.Key.Key_End)
    assert grid.row == 4
    qtbot.keyClick(grid, Qt.Key.Key_Up)
    press(qtbot, panel, "2")
    qtbot.keyClick(grid, Qt.Key.Key_Up)
    press(qtbot, panel, "h")
    assert texts(panel)[3] == "上午事假"
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    assert texts(panel)[3] == "未登记"
    qtbot.keyClick(grid, Qt.Key.Key_Home)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert grid.row == 1
    press(qtbot, panel, "h")
    assert "先记缺勤" in panel.foot.said.text()
    press(qtbot, panel, "z")  # means nothing
    qtbot.keyClick(grid, Qt.Key.Key_Z, CONTROL)
    assert texts(panel)[3] == "上午事假"
    qtbot.keyClick(grid, Qt.Key.Key_Y, CONTROL)
    assert texts(panel)[3] == "未登记"
    qtbot.keyClick(grid, Qt.Key.Key_Delete, CONTROL)
    assert set(texts(panel)) == {"未登记"}
    qtbot.keyClick(grid, Qt.Key.Key_Tab)
    panel.head.undo.click()
    assert texts(panel)[0] == "√ 到校"
    panel.head.fill.click()
    assert "1 人记为到校" in panel.foot.said.text()


def test_arrows_go_to_days_with_lessons_and_the_classes_follow(qtbot: QtBot, desk: Desk) -> None:
    call(desk, THURSDAY, 李明=SICK)
    panel = opened(qtbot, desk)
    with qtbot.waitSignal(panel.opening.school_read):
        qtbot.keyClick(panel.grid, Qt.Key.Key_Left)
    assert panel.opening.day == THURSDAY
    assert chips(panel)[0] == "缺1人"
    assert panel.head.day.value() == THURSDAY
    with qtbot.waitSignal(panel.opening.school_read):
        panel.head.forth.click()
    assert panel.opening.day == FRIDAY
    qtbot.keyClick(panel.grid, Qt.Key.Key_Right)  # the last day of the month has no lessons
    assert panel.opening.day == FRIDAY
    with qtbot.waitSignal(panel.opening.school_read):
        panel.head.back.click()
    with qtbot.waitSignal(panel.opening.school_read):
        panel.head.day.set_value(date(2026, 9, 30))
        panel.head.day.editingFinished.emit()
    assert desk.place.month == Month(2026, 9)
    qtbot.waitUntil(lambda: panel.head.words.text().endswith("9月30日（星期三）"))


def test_week_and_month_show_signs_and_sums(qtbot: QtBot, desk: Desk) -> None:
    call(desk, THURSDAY, 李明=SICK)
    panel = opened(qtbot, desk)
    for span, count in ((Span.WEEK, 6), (Span.MONTH, 31), (Span.DAY, 1)):
        panel.head.buttons[span].click()
        shown = [
            place
            for place in range(panel.table.day_count)
            if not panel.grid.isColumnHidden(FIRST_DAY + place)
        ]
        assert len(shown) == count
        assert panel.list.isVisible() == (span is not Span.MONTH)
    panel.head.buttons[Span.MONTH].click()
    row = next(r for r in range(5) if panel.table.index(r, NAME).data() == "李明")
    sums = [panel.table.index(row, FIRST_DAY + 31 + n).data() for n in range(4)]
    assert sums == ["", "1", "", "17"]
    assert panel.table.index(row, FIRST_DAY + 28).data() == "病"
    assert not panel.grid.grab().isNull()
    wide = opened(qtbot, desk, 1600)
    wide.head.buttons[Span.MONTH].click()
    assert wide.list.isVisible()


def test_heads_and_tips_say_what_a_day_is(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    table = panel.table
    horizontal = Qt.Orientation.Horizontal
    assert table.headerData(FIRST_DAY, horizontal) == "1\n四"
    assert table.headerData(NUMBER, horizontal) == "序号"
    assert table.headerData(table.note_column, horizontal) == "说明"
    assert table.headerData(0, Qt.Orientation.Vertical) is None
    assert table.headerData(0, horizontal, Qt.ItemDataRole.FontRole) is None
    tip = Qt.ItemDataRole.ToolTipRole
    assert table.index(0, FIRST_DAY).data(tip) == "不上课（法定节假日）"
    assert table.index(0, FIRST_DAY + 29).data(tip) == "10月30日 未登记"
    press(qtbot, panel, "1")
    assert table.index(0, FIRST_DAY + 29).data(tip).endswith("还没有保存")
    assert table.index(0, NAME).data(tip) == table.index(0, NAME).data()
    assert table.index(0, NAME).data(CELL_ROLE) is None
    assert table.index(0, NAME).data(Qt.ItemDataRole.FontRole) is None
    lists = panel.classes
    assert lists.index(0, 0).data(tip) == "三年级1班：5人"
    assert lists.index(0, 0).data(CHIP_ROLE) is None


def test_days_that_cannot_be_called_say_why(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    panel.grid.show_day(date(2026, 10, 31))
    press(qtbot, panel, "1")
    assert "10月31日不上课（周末）" in panel.foot.said.text()
    at_the_books(lambda: set_days(desk.session, [DayMark(date(2026, 11, 7), DayKind.LESSONS)]))
    with qtbot.waitSignal(panel.opening.school_read):
        desk.place.set_month(Month(2026, 11))
    panel.grid.show_day(date(2026, 11, 7))
    assert not panel.table.put((0, 6), SICK)
    assert "11月7日还没有到" in panel.foot.said.text()
    assert panel.table.fill(6) == 0


def test_day_without_lessons_says_so(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    with qtbot.waitSignal(panel.opening.school_read):
        panel.head.day.set_value(date(2026, 10, 24))
        panel.head.day.editingFinished.emit()
    assert panel.foot.sums.text() == "不上课（周末）"
    assert chips(panel) == ["不上课", "不上课"]
    assert not panel.head.fill.isEnabled()


def test_page_keys_turn_to_the_next_class(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    with qtbot.waitSignal(panel.opening.school_read):
        qtbot.keyClick(panel.grid, Qt.Key.Key_PageDown)
    assert panel.head.words.text().startswith("三年级2班")
    qtbot.keyClick(panel.grid, Qt.Key.Key_PageDown)
    assert panel.foot.said.text() == "已经是最后一个班。"
    with qtbot.waitSignal(panel.opening.school_read):
        panel.list.selectRow(0)
    qtbot.keyClick(panel.grid, Qt.Key.Key_PageUp)
    assert panel.foot.said.text() == "已经是第一个班。"


def test_what_is_typed_survives_another_class_and_a_crash(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    press(qtbot, panel, "1")
    with qtbot.waitSignal(panel.opening.school_read):
        qtbot.keyClick(panel.grid, Qt.Key.Key_PageDown)
    assert chips(panel)[0] == "未保存"
    other = opened(qtbot, desk)
    assert texts(other)[0] == "病假"
    assert "上次有 1 天的点名没有保存" in other.head.draft.sentence.text()
    other.head.discard_wanted.emit()
    assert texts(other)[0] == "未登记"
    assert other.opening.class_id is not None
    assert desk.drafts.find(draft_name(OCTOBER, other.opening.class_id)) is None


def test_roll_changed_by_somebody_else_is_asked_about(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    panel = opened(qtbot, desk)
    press(qtbot, panel, "1")
    call(desk, FRIDAY, 李明=Called(Mark.TRUANT))
    messages.answers.append(False)
    with qtbot.waitSignal(panel.opening.school_read, timeout=20_000):
        panel.do_primary()
    assert "被张校长改过" in messages.questions[0]
    assert panel.foot.said.text() == "没有保存，填的内容还在。"
    messages.answers.append(True)
    saved(qtbot, panel)
    assert on_record(desk)["李明"] != "旷课" or texts(panel)[0] == "病假"


def test_class_that_changed_since_its_roll_is_told(qtbot: QtBot, desk: Desk) -> None:
    call(desk, FRIDAY)
    from tests.services.rosters import pupil, students, take  # noqa: PLC0415 - one use

    newcomer = students(pupil("新同学", 3))
    at_the_books(lambda: take(desk.session, newcomer, on=date(2026, 10, 1)))
    panel = opened(qtbot, desk)
    with qtbot.waitSignal(panel.opening.school_read):
        panel.list.selectRow(0)
    assert "点名以后名册有变动，这个班这一天多了1人" in panel.head.moved.sentence.text()


def test_auditor_looks_and_writes_nothing(qtbot: QtBot, desk: Desk) -> None:
    auditor = replace(desk, session=as_role(desk.session, Role.AUDITOR))
    panel = opened(qtbot, auditor)
    assert (panel.primary, panel.more()) == ("", ())
    press(qtbot, panel, "1")
    assert panel.foot.said.text() == "您可以查看，不能点名。"
    qtbot.keyClick(panel.grid, Qt.Key.Key_Return, CONTROL)
    assert set(texts(panel)) == {"未登记"}


def test_empty_school(qtbot: QtBot, empty_desk: Desk) -> None:
    panel = opened(qtbot, empty_desk)
    assert panel.faces.currentWidget() is panel.empty
    panel.do_primary()
    panel.grid.fill()
    panel.grid.take_back()
    panel.opening.discard()
    panel.opening.save()
    assert panel.table.headerData(0, Qt.Orientation.Horizontal) is None
    panel.focus_first()


def test_absent_for_days_are_listed_and_lead_to_the_pupil(qtbot: QtBot, desk: Desk) -> None:
    for day in (27, 28, 29, 30):
        call(desk, date(2026, 10, day), 李明=Called(Mark.TRUANT), 王芳=SICK)
    panel = opened(qtbot, desk)
    panel.head.runs.click()
    assert panel.faces.runs is not None
    view = panel.faces.runs.view
    qtbot.waitUntil(lambda: view.table.rowCount() == 2, timeout=20_000)
    qtbot.waitUntil(lambda: view.table.line(1) is not None)
    cells = [view.table.index(0, column).data() for column in range(5)]
    assert cells == ["三年级1班", "李明", "无假4天", "4", "0"]
    assert view.table.index(1, 2).data() == "请假4天"
    run = view.table.line(0)
    assert run is not None
    with qtbot.waitSignal(panel.led) as led:
        view.activated.emit(run)
    assert led.args == [run.student_id]
    panel.faces.runs.back.click()
    assert panel.faces.currentIndex() == 0
    panel.faces.show_runs()
    call(desk, FRIDAY)


def test_link_opens_class_and_day_on_the_page(qtbot: QtBot, desk: Desk) -> None:
    page = PeoplePage(desk)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    classes = at_the_books(lambda: school_day(desk.session, FRIDAY).classes)
    page.show_record(RollToCall(classes[1].class_id, date(2026, 9, 29)))
    panel = page.panel
    assert isinstance(panel, AttendancePanel)
    qtbot.waitUntil(lambda: panel.head.words.text().startswith("三年级2班 · 9月29日"))
    assert desk.place.month == Month(2026, 9)
    assert page.month_of_import("attendance") == Month(2026, 9)
    assert page.month_of_import("students") is None
    panel.show_record("other")


def test_books_go_out_and_come_in_from_the_menu(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    panel = opened(qtbot, desk)
    actions: dict[str, Any] = dict(panel.more())
    for title, kind in (("导入考勤表…", "attendance"), ("导入缺勤登记…", "pupil-absences")):
        with qtbot.waitSignal(panel.importing) as asked:
            actions[title]()
        assert asked.args == [kind]
    messages.answers.append(None)
    actions["导出本月考勤表"]()
    messages.answers.extend([tmp_path / "a.xlsx", tmp_path / "b.xlsx"])
    actions["导出本月考勤表"]()
    actions["下载待填的考勤表"]()
    qtbot.waitUntil(lambda: len(messages.notes) == 2, timeout=20_000)
    assert "已导出 8 名学生" in messages.notes[0]
    assert (tmp_path / "b.xlsx").exists()


def test_month_turned_before_the_tab_is_seen_is_followed(qtbot: QtBot, desk: Desk) -> None:
    panel = AttendancePanel(desk)
    qtbot.addWidget(panel)
    desk.place.set_month(Month(2026, 9))
    with qtbot.waitSignal(panel.opening.school_read, timeout=20_000):
        panel.show()
    assert panel.opening.day == date(2026, 9, 30)
    with qtbot.waitSignal(panel.opening.school_read, timeout=20_000):
        desk.place.set_month(OCTOBER)
    assert panel.opening.day == FRIDAY
