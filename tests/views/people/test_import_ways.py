"""The import wizard: dropping, choosing sheets and columns, going back, thinking better of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from desktop.rosters.cells import Context
from desktop.rosters.export import write_export
from desktop.rosters.reading import read
from desktop.rosters.students import STUDENTS
from desktop.rosters.workbook import LockedFileError
from desktop.services.imports.lines import Fate
from tests.services.rosters import pupil
from tests.views.people.pages import opened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from desktop.views.importing import ImportWizard
    from tests.views.fakes import QuietMessages

    Sheets = Mapping[str, Sequence[Sequence[object]]]

pytestmark = pytest.mark.gui

HEAD = ("姓名", "性别", "班级", "身份证件号")
NEW = ("孙小圣", "男", "三年级1班", None)
KNOWN = ("张小红", "女", "三年级1班", None)
OTHER = ("李明", "男", "三年级1班", None)
SPOILT = ("坏号码", "女", "三年级1班", "123")


def write_book(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def settled(qtbot: QtBot, wizard: ImportWizard, place: int) -> None:
    qtbot.waitUntil(lambda: wizard.place == place and not wizard.busy, timeout=20_000)


def begun(
    qtbot: QtBot, desk: Desk, path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]
) -> ImportWizard:
    """The wizard at its second step."""
    page = opened(qtbot, desk)
    page.start_import("students", write_book(path, sheets))
    wizard = page.wizard
    assert wizard is not None
    settled(qtbot, wizard, 1)
    return wizard


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "花名册.xlsx"


def test_file_is_dropped_onto_the_first_step(qtbot: QtBot, desk: Desk, path: Path) -> None:
    page = opened(qtbot, desk)
    page.start_import("students")
    wizard = page.wizard
    assert wizard is not None
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(write_book(path, {"名册": [HEAD, NEW]})))])
    held = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0))
    enter, drop = QDragEnterEvent(QPoint(9, 9), *held), QDropEvent(QPointF(9, 9), *held)
    for event in (enter, drop):
        event.ignore()
        QApplication.sendEvent(wizard.file_step, event)
        assert event.isAccepted()
    assert wizard.file_step.words.text() == "花名册.xlsx"
    assert wizard.foot.next.isEnabled()


def test_text_dropped_onto_the_first_step_is_left(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk)
    page.start_import("students")
    wizard = page.wizard
    assert wizard is not None
    data = QMimeData()
    data.setText("文字")
    held = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0))
    drop = QDropEvent(QPointF(9, 9), *held)
    drop.ignore()
    wizard.file_step.dropEvent(drop)
    assert not drop.isAccepted()
    assert wizard.file_step.words.text() == "还没有选择文件"


def test_other_sheet_of_the_workbook_is_read(qtbot: QtBot, desk: Desk, path: Path) -> None:
    second = [HEAD, NEW, KNOWN, OTHER]
    wizard = begun(qtbot, desk, path, {"一": [HEAD, NEW], "二": second})
    step = wizard.columns_step
    assert "认出 1 行" in step.words.text()
    step.sheet.setCurrentText("二")
    step.sheet.activated.emit(step.sheet.currentIndex())
    assert not wizard.foot.next.isEnabled()
    step.header.setValue(3)
    step.again.click()  # too early: the sheet is being read
    qtbot.waitUntil(lambda: "认出 3 行" in step.words.text(), timeout=20_000)
    assert (step.sheet.currentText(), step.header.value()) == ("二", 1)
    assert wizard.foot.next.isEnabled()


def test_all_sheets_of_the_workbook_are_taken_in_as_one_roster(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, path: Path
) -> None:
    both: Sheets = {
        "三1班": [HEAD, KNOWN, SPOILT],
        "三2班": [HEAD, OTHER, SPOILT],
        "说明": [("请填写",)],
    }
    wizard = begun(qtbot, desk, path, both)
    step = wizard.columns_step
    listed = [step.sheet.itemText(at) for at in range(step.sheet.count())]
    assert listed == ["全部工作表（2 张同样的表）", "三1班", "三2班", "说明"]
    assert (step.sheet.currentText(), "工作表请选“全部”" in step.words.text()) == ("三1班", True)
    together = "2 张工作表当作一张表一起读：“三1班”、“三2班”，共认出 4 行"
    for at, words in ((2, "三2班"), (0, together)):
        step.sheet.setCurrentIndex(at)
        step.sheet.activated.emit(at)
        qtbot.waitUntil(lambda: step.ready, timeout=20_000)
        assert step.sheet.currentIndex() == at
        assert words in step.words.text() + step.sheet.currentText()
    step.again.click()
    qtbot.waitUntil(lambda: step.ready, timeout=20_000)
    assert step.sheet.currentIndex() == 0
    wizard.go_on()
    settled(qtbot, wizard, 2)
    check = wizard.check_step
    looked = wizard.taking.looked
    assert looked is not None
    assert [(d.sheet, d.row) for d in looked.lines[Fate.UNREAD]] == [("三1班", 3), ("三2班", 3)]
    shown = [column.key for column in check.view.arrangement.visible]
    assert shown == ["sheet", "row", "who", "what"]
    check.view.loader.sort_by("sheet")
    with qtbot.waitSignal(wizard.finished):
        wizard.go_on()
    counts = dict(wizard.receipt.words.counts)
    assert (counts["没有读"], counts["新增"] + counts["变更"] + counts["相同"]) == (2, 2)
    assert not messages.errors


def test_sheet_in_which_the_roster_stands_is_shown(qtbot: QtBot, desk: Desk, path: Path) -> None:
    wizard = begun(
        qtbot, desk, path, {"填表说明": [("请认真填写",)], "名册": [HEAD, NEW, KNOWN, OTHER]}
    )
    step = wizard.columns_step
    assert step.sheet.currentText() == "名册"
    assert step.rows.model().index(0, 0).data() == "姓名"


def test_what_was_read_is_not_read_again_on_the_way_back(
    qtbot: QtBot, desk: Desk, path: Path
) -> None:
    wizard = begun(qtbot, desk, path, {"名册": [HEAD, NEW]})
    wizard.go_on()
    settled(qtbot, wizard, 2)
    seen = wizard.taking.opened, wizard.taking.looked
    wizard.go_back()
    wizard.go_back()
    assert wizard.place == 0
    wizard.go_on()
    assert (wizard.place, wizard.busy) == (1, False)
    wizard.go_on()
    assert (wizard.place, wizard.busy) == (2, False)
    now = wizard.taking.opened, wizard.taking.looked
    assert all(one is other for one, other in zip(seen, now, strict=True))


def test_wheel_over_a_column_does_not_take_it_for_another_field(
    qtbot: QtBot, desk: Desk, path: Path
) -> None:
    columns = begun(qtbot, desk, path, {"名册": [HEAD, NEW]}).columns_step.columns
    box = columns.box("A")
    assert box is not None
    before = box.currentData()
    wheel = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 - Qt's own order
    )
    QApplication.sendEvent(box, wheel)
    assert box.currentData() == before == "name"
    assert columns.box("Z") is None


def test_field_is_taken_from_the_column_that_had_it(qtbot: QtBot, desk: Desk, path: Path) -> None:
    step = begun(qtbot, desk, path, {"名册": [HEAD, NEW]}).columns_step
    first, third = step.columns.box("A"), step.columns.box("C")
    assert first is not None
    assert third is not None
    third.setCurrentIndex(third.findData("name"))
    with qtbot.waitSignal(step.columns.chosen) as told:
        third.activated.emit(third.currentIndex())
    assert told.args == ["C", "name"]
    assert first.currentData() == ""


def test_rows_in_doubt_are_chosen_before_they_are_confirmed(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, path: Path
) -> None:
    rows = [HEAD, KNOWN, KNOWN, OTHER, OTHER]
    wizard = begun(qtbot, desk, path, {"名册": rows})
    wizard.go_on()
    settled(qtbot, wizard, 2)
    step = wizard.check_step
    looked = wizard.taking.looked
    assert looked is not None
    assert len(looked.lines[Fate.PARKED]) == 2
    qtbot.waitUntil(lambda: step.view.table.rowCount() == 2)
    step.view.grid.clearSelection()
    step.confirm.click()
    assert messages.notes == ["先在列表里选中要决定的行"]
    assert wizard.taking.decided == {}


def test_workbook_is_not_returned_without_a_place(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, path: Path
) -> None:
    wizard = begun(qtbot, desk, path, {"名册": [HEAD, SPOILT]})
    wizard.go_on()
    settled(qtbot, wizard, 2)
    messages.answers.append(None)
    wizard.check_step.returned.click()
    qtbot.wait(20)
    assert messages.questions == ["保存退回表"]
    assert messages.notes == []


def test_locked_workbook_is_opened_with_its_password(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    path = tmp_path / "名册.xlsx"
    write_export(
        path, STUDENTS, (pupil("孙小圣"), pupil("坏", 3, id_number="123")), password="猴年马月"
    )
    page = opened(qtbot, desk)
    messages.answers.extend([None, "不对", "猴年马月"])
    wizard = page.start_import("students", path)
    qtbot.waitUntil(lambda: len(messages.questions) == 1 and not wizard.busy)
    assert wizard.place == 0
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.place == 1 and not wizard.busy, timeout=20_000)
    assert ["加了密码" in asked or "密码不对" in asked for asked in messages.questions] == [
        True
    ] * 3
    assert messages.errors == []
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.place == 2 and not wizard.busy, timeout=20_000)
    out = tmp_path / "退回.xlsx"
    messages.answers.append(out)
    wizard.save_returned()
    qtbot.waitUntil(out.is_file)
    qtbot.waitUntil(lambda: any("退回表" in note for note in messages.notes))
    with pytest.raises(LockedFileError):
        read(out, STUDENTS, Context(date(2026, 11, 1)))
