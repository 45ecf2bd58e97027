"""班级: the list, the pane of one class, and what is entered there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QTableWidget

from desktop.core.labels import Role
from desktop.services.classes import classes_on
from desktop.services.homerooms import Appointment, appoint
from desktop.views.classes.listing import COLUMNS
from desktop.views.widgets import PersonChoice, PersonChooser
from tests.services.rosters import as_role
from tests.services.staff_rosters import AUTUMN, hire
from tests.views.fakes import at_the_books
from tests.views.staff.panels import (
    classes_at,
    classes_of,
    listed,
    page_at,
    press,
    reads,
    save,
    texts,
    words_of,
)

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from desktop.views.classes.pane import ClassPane
    from desktop.views.classes.panel import ClassesPanel
    from desktop.views.desk import Desk
    from tests.views.conftest import _Desks
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui


def show_first(qtbot: QtBot, panel: ClassesPanel) -> ClassPane:
    with qtbot.waitSignal(panel.pane.shown):
        QTest.keyClick(panel.view.grid, Qt.Key.Key_Home)
    return panel.pane


def choose(pane: ClassPane, key: UUID | None, name: str = "") -> None:
    assert pane.form is not None
    chooser = pane.form.sheet.rows["teacher"].widget
    assert isinstance(chooser, PersonChooser)
    chooser.set_value(PersonChoice(key, name) if key else None)


def test_classes_are_listed_with_pupils_and_reminders(qtbot: QtBot, desk: Desk) -> None:
    key = at_the_books(lambda: hire(desk.session))
    class_id = at_the_books(lambda: classes_on(desk.session))[0].class_id
    at_the_books(lambda: appoint(desk.session, Appointment(class_id, key, AUTUMN)))
    panel = classes_at(qtbot, desk)
    assert listed(panel) == ["三年级1班", "三年级2班"]
    assert listed(panel, 3) == ["5", "3"]
    assert listed(panel, 4) == ["王建国", ""]
    assert listed(panel, 6) == ["", "没有班主任"]
    for column in (0, 3, 4, 5):
        with qtbot.waitSignal(panel.view.loaded):
            panel.view.grid.horizontalHeader().sectionClicked.emit(column)
    assert sorted(listed(panel)) == ["三年级1班", "三年级2班"]


def test_class_is_opened_renamed_and_closed(qtbot: QtBot, desk: Desk) -> None:
    page = page_at(qtbot, desk, "classes")
    panel = classes_of(page)
    page.primary.click()
    pane = panel.pane
    assert "高一" not in words_of(pane, "grade")
    save(qtbot, pane, grade="四年级", number="2")
    reads(qtbot, pane, "四年级2班")
    press(pane, "改名")
    save(qtbot, pane, number="3")
    reads(qtbot, pane, "改名（原四年级2班）")
    press(pane, "撤班")
    save(qtbot, pane)
    qtbot.waitUntil(lambda: listed(panel) == ["三年级1班", "三年级2班"])
    with qtbot.waitSignal(panel.view.loaded):
        panel.closed_too.setChecked(True)
    assert "四年级3班" in listed(panel)
    assert "已撤班" in listed(panel, 6)
    days = {column.key: column.text for column in COLUMNS if column.key in ("opened", "closed")}
    line = panel.view.table.line(2)
    first = panel.view.table.line(0)
    assert line is not None
    assert first is not None
    assert [days["opened"](line), days["closed"](line)] == ["2026-10-31", "2026-10-31"]
    assert days["closed"](first) == ""


def test_teacher_is_changed_and_looked_at(qtbot: QtBot, desk: Desk) -> None:
    first = at_the_books(lambda: hire(desk.session))
    second = at_the_books(lambda: hire(desk.session, "李秀英"))
    page = page_at(qtbot, desk, "classes")
    panel = classes_of(page)
    pane = show_first(qtbot, panel)
    assert "没有登记过。" in texts(pane)
    press(pane, "换班主任")
    choose(pane, first, "王建国")
    save(qtbot, pane, since="2026-09-01")
    reads(qtbot, pane, "2026-09-01 至 今　王建国")
    press(pane, "换班主任")
    choose(pane, second, "李秀英")
    save(qtbot, pane, since="2026-09-01")
    reads(qtbot, pane, "王建国（已更正）")
    press(pane, "换班主任")
    choose(pane, None)
    save(qtbot, pane, since="2026-10-10")
    reads(qtbot, pane, "2026-09-01 至 2026-10-09　李秀英")
    press(pane, "查看")
    assert page.panel is page.panel_of("staff")


def test_teacher_is_found_by_typing(qtbot: QtBot, desk: Desk) -> None:
    key = at_the_books(lambda: hire(desk.session))
    panel = classes_at(qtbot, desk)
    pane = show_first(qtbot, panel)
    press(pane, "换班主任")
    reads(qtbot, pane, "三年级1班：换班主任")
    assert pane.form is not None
    chooser = pane.form.sheet.rows["teacher"].widget
    assert isinstance(chooser, PersonChooser)
    qtbot.keyClicks(chooser, "wjg")
    qtbot.waitUntil(lambda: chooser.completer_.popup().isVisible())
    qtbot.keyClick(chooser.completer_.popup(), Qt.Key.Key_Return)
    assert chooser.value() == PersonChoice(key, "王建国", "教师")


def test_sheet_goes_out_and_in(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    page = page_at(qtbot, desk, "classes")
    panel = classes_of(page)
    entries = dict(panel.more())
    messages.answers.append(tmp_path / "班级.xlsx")
    entries["导出班级表（可以再导入）"]()
    qtbot.waitUntil(lambda: any("已导出 2 行" in note for note in messages.notes))
    panel.take.click()
    assert page.wizard is not None
    page.wizard.take(tmp_path / "班级.xlsx")
    qtbot.waitUntil(lambda: page.wizard is not None and page.wizard.place == 1)
    assert "三年级1班" in texts_of(page.wizard)


def texts_of(widget: QWidget) -> str:
    found = []
    for table in widget.findChildren(QTableWidget):
        for row in range(table.rowCount()):
            for column in range(table.columnCount()):
                item = table.item(row, column)
                found.append(item.text() if item else "")
    return "\n".join(found)


def test_auditor_only_looks(qtbot: QtBot, desk: Desk, desk_over: _Desks) -> None:
    auditor = desk_over.around(as_role(desk.session, Role.AUDITOR))
    page = page_at(qtbot, auditor, "classes")
    panel = classes_of(page)
    assert page.primary.isHidden()
    assert [words for words, _ in panel.more()] == ["下载班级空白表"]
    pane = show_first(qtbot, panel)
    assert {b.text() for b in pane.findChildren(QPushButton)} == {"关闭"}
    panel.view.activated.emit(panel.view.table.line(1))
    qtbot.waitUntil(lambda: "三年级2班" in texts(pane))
    pane.closing.emit()
    assert not panel.split.is_open


def test_school_without_classes_offers_to_open_one(qtbot: QtBot, empty_desk: Desk) -> None:
    panel = classes_at(qtbot, empty_desk)
    assert panel.empty.isVisible()
    panel.empty.button.click()
    assert "高一" in words_of(panel.pane, "grade")
