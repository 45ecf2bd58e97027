"""人籍一致 in the window: heads counted class by class with the keyboard alone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop.core.labels import Role
from desktop.core.pinyin import initials
from desktop.core.terms import Month
from desktop.services.attendance.head_counts import CountLine, NewCount, month_counts, take_count
from tests.services.rosters import OCTOBER, as_role
from tests.views.attendance.test_panel import opened
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.views.attendance.counts import CountsView
    from desktop.views.desk import Desk
    from tests.views.conftest import _Desks
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui


def counts_at(qtbot: QtBot, desk: Desk) -> CountsView:
    """The list of the month, read."""
    panel = opened(qtbot, desk)
    panel.head.counts.click()
    view = panel.faces.counts
    assert view is not None
    qtbot.waitUntil(lambda: view.words.text() != "")
    return view


def lines(desk: Desk) -> tuple[CountLine, ...]:
    return at_the_books(lambda: month_counts(desk.session, OCTOBER)).lines


def words(view: CountsView) -> str:
    labels = view.pane.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def test_every_class_is_counted_by_keyboard_alone(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    view = counts_at(qtbot, desk)
    first, second = lines(desk)
    assert "已清点 0 个" in view.words.text()
    view.window().activateWindow()
    qtbot.waitUntil(view.window().isActiveWindow)
    view.view.grid.setFocus()
    view.view.grid.selectRow(0)
    qtbot.keyClick(view.view.grid, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view.pane.form is not None)
    form = view.pane.form
    assert form is not None
    qtbot.waitUntil(form.sheet.rows["counted"].widget.hasFocus)
    name = at_the_books(lambda: _first_name(desk, first))
    for text in (str(first.on_roll - 1), f"{initials(name)}(home)", ""):
        holder = view.window().focusWidget()
        qtbot.keyClicks(holder, text)
        qtbot.keyClick(holder, Qt.Key.Key_Return)
    qtbot.keyClick(view.window().focusWidget(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    # The next class stands there by itself.
    qtbot.waitUntil(lambda: view.pane.line is not None and view.pane.line.label == second.label)
    qtbot.waitUntil(lambda: view.pane.form is not None and view.pane.form is not form)
    again = view.pane.form
    assert again is not None
    again.sheet.rows["counted"].entry.set_value(second.on_roll)
    again.save()
    qtbot.waitUntil(lambda: "各班都清点过了。" in messages.notes)
    done = lines(desk)
    assert [(n.name, n.note) for n in done[0].names] == [(name, "home")]
    assert done[1].agrees
    assert "已清点 2 个" in view.words.text()


def _first_name(desk: Desk, line: CountLine) -> str:
    from desktop.services.attendance.counting import countable  # noqa: PLC0415 - beside its use

    return countable(desk.session, line.class_id, OCTOBER).on(date(2026, 10, 31))[0].name


def test_figure_and_names_must_agree_before_it_is_saved(qtbot: QtBot, desk: Desk) -> None:
    view = counts_at(qtbot, desk)
    line = lines(desk)[0]
    view.enter(line)
    qtbot.waitUntil(lambda: view.pane.form is not None)
    form = view.pane.form
    assert form is not None
    form.sheet.rows["counted"].entry.set_value(line.on_roll + 1)
    assert "差1人，请写明是谁" in form.sheet.rows["counted"].problem()
    form.sheet.rows["extra"].entry.set_value("丁小满（外县）")
    assert form.sheet.rows["counted"].problem() == ""
    form.sheet.rows["absent"].entry.set_value("无此人")
    assert "名册上没有“无此人”" in form.sheet.rows["absent"].problem()


def test_count_is_put_right_and_what_stood_there_is_seen(qtbot: QtBot, desk: Desk) -> None:
    line = lines(desk)[0]
    count = NewCount(line.class_id, date(2026, 10, 20), line.on_roll, "李老师")
    at_the_books(lambda: take_count(desk.session, count))
    view = counts_at(qtbot, desk)
    view.enter(lines(desk)[0])
    qtbot.waitUntil(lambda: view.pane.form is not None)
    form = view.pane.form
    assert form is not None
    assert form.sheet.rows["counted_by"].entry.value() == "李老师"
    form.sheet.rows["counted"].entry.set_value(line.on_roll + 1)
    form.sheet.rows["extra"].entry.set_value("丁小满（外县）")
    form.sheet.rows["day"].entry.set_value(date(2026, 10, 19))
    form.save()
    qtbot.waitUntil(lambda: view.pane.form is not None and view.pane.form is not form)
    assert "已清点 1 个" in view.words.text()
    view.pane.close_form()
    view.pane.show_line(lines(desk)[0])
    qtbot.waitUntil(lambda: "更正以前" in words(view))
    assert "有人无籍　丁小满：外县" in words(view)
    assert f"2026-10-20 名册 {line.on_roll} 人，实到 {line.on_roll} 人（李老师）" in words(view)


def test_sheet_is_printed_and_the_list_follows_the_month(qtbot: QtBot, desk: Desk) -> None:
    view = counts_at(qtbot, desk)
    with qtbot.waitSignal(view.printing, timeout=20_000) as printed:
        view.sheet.click()
    assert printed.args is not None
    assert printed.args[0].startswith(b"%PDF")
    assert printed.args[1] == "2026年10月人籍一致核对表"
    desk.place.set_month(Month(2026, 9))
    qtbot.waitUntil(lambda: view.words.text().startswith("2026年9月"))
    view.back.click()
    assert not view.isVisible()


def test_auditor_sees_and_counts_nothing(qtbot: QtBot, desk: Desk, desk_over: _Desks) -> None:
    auditor = desk_over.around(as_role(desk.session, Role.AUDITOR))
    view = counts_at(qtbot, auditor)
    view.enter(lines(auditor)[0])
    assert view.pane.line is None
