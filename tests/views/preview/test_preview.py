from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.views.preview import Preview
from desktop.views.preview.pdf import page_text
from desktop.views.preview.zoom import Fit, free
from tests.views.preview.papers import charges_paper, meals_paper

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from desktop.views.tasks import Job
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui


def opened(qtbot: QtBot, desk: Desk, content: bytes | None = None) -> Preview:
    preview = Preview(desk, content or meals_paper(), "平安小学：十月/公示")
    qtbot.addWidget(preview)
    preview.resize(700, 500)
    with qtbot.waitSignal(preview.sheets.drawing.drawn):
        preview.show()
    return preview


def test_first_page_is_drawn_with_the_next_and_far_pages_are_not(qtbot: QtBot, desk: Desk) -> None:
    preview = opened(qtbot, desk)
    sheets = preview.sheets
    # The page behind the one that is seen is made ready too, sooner or later.
    qtbot.waitUntil(lambda: sheets.drawing.cache.nearest(1, 1) is not None)
    qtbot.wait(50)
    sharp = [p for p in range(4) if sheets.drawing.cache.nearest(p, 1) is not None]
    assert sharp == [0, 1]
    assert preview.bar.page.text() == "1 / 4 页"
    grabbed = sheets.viewport().grab().toImage()
    middle = [grabbed.pixelColor(grabbed.width() // 2, y).lightness() for y in range(400)]
    assert min(middle) < 100


def test_far_page_is_drawn_when_it_is_looked_at(qtbot: QtBot, desk: Desk) -> None:
    preview = opened(qtbot, desk)
    sheets = preview.sheets
    QTest.keyClick(sheets, Qt.Key.Key_End)
    assert sheets.page == 3
    qtbot.waitUntil(lambda: sheets.drawing.cache.nearest(3, 1) is not None)
    assert preview.bar.page.text() == "4 / 4 页"
    assert not preview.bar.after.isEnabled()


def test_keys_walk_through_the_pages(qtbot: QtBot, desk: Desk) -> None:
    preview = opened(qtbot, desk)
    sheets, control = preview.sheets, Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(sheets, Qt.Key.Key_Down, control)
    assert sheets.page == 1
    QTest.keyClick(sheets, Qt.Key.Key_Up, control)
    assert sheets.page == 0
    before = sheets.verticalScrollBar().value()
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_PageDown):
        QTest.keyClick(sheets, key)
        assert sheets.verticalScrollBar().value() > before
        before = sheets.verticalScrollBar().value()
    QTest.keyClick(sheets, Qt.Key.Key_Home)
    assert sheets.verticalScrollBar().value() < 20


def test_buttons_turn_pages(qtbot: QtBot, desk: Desk) -> None:
    preview = opened(qtbot, desk)
    preview.bar.after.click()
    assert preview.sheets.page == 1
    preview.bar.before.click()
    assert preview.sheets.page == 0


def test_zoom_by_keys_wheel_and_menu(qtbot: QtBot, desk: Desk) -> None:
    preview = opened(qtbot, desk)
    sheets, bar = preview.sheets, preview.bar
    assert bar.zoom.text() == "适合宽度"
    sheets.setFocus()
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(sheets, Qt.Key.Key_1)
    assert (sheets.factor, bar.zoom.text()) == (1.0, "100%")
    QTest.keyClick(sheets, Qt.Key.Key_Plus)
    assert sheets.factor == 1.25
    bar.smaller.click()
    assert sheets.factor == 1.0
    bar.larger.click()
    QTest.keyClick(sheets, Qt.Key.Key_3)
    assert (sheets.zoom.fit, bar.zoom.text()) == (Fit.PAGE, "整页")
    assert sheets.place_of(0).height() <= sheets.viewport().height()
    QTest.keyClick(sheets, Qt.Key.Key_2)
    before = sheets.factor
    wheel = QWheelEvent(
        QPointF(100, 100),
        QPointF(sheets.mapToGlobal(QPoint(100, 100))),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        control,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 - Qt takes it by place only
    )
    QApplication.sendEvent(sheets.viewport(), wheel)
    assert sheets.factor == pytest.approx(before * 1.1)
    (smallest,) = (a for a in bar.zoom.menu().actions() if a.text() == "50%")
    smallest.trigger()
    assert sheets.factor == 0.5


def test_what_is_looked_at_stays_when_zoomed_and_when_the_window_changes(
    qtbot: QtBot, desk: Desk
) -> None:
    preview = opened(qtbot, desk)
    sheets = preview.sheets
    sheets.go_to(2)
    sheets.set_zoom(free(2.0))
    assert sheets.page == 2
    assert sheets.horizontalScrollBar().maximum() > 0
    preview.resize(500, 400)
    assert sheets.page == 2


def test_stale_picture_is_shown_until_the_sharp_one_is_there(qtbot: QtBot, desk: Desk) -> None:
    preview = opened(qtbot, desk)
    sheets, drawing = preview.sheets, preview.sheets.drawing
    with qtbot.waitSignal(drawing.drawn):
        sheets.set_zoom(free(1.5))
        shot = sheets.column.shot(0, sheets.devicePixelRatioF())
        assert (0, shot.width) not in drawing.cache
        assert drawing.cache.nearest(0, shot.width) is not None
    qtbot.waitUntil(lambda: (0, shot.width) in drawing.cache)


def test_words_stand_where_there_are_no_pages(qtbot: QtBot, desk: Desk) -> None:
    preview = Preview(desk)
    qtbot.addWidget(preview)
    preview.show()
    preview.show_words("本月没有就餐记录")
    assert not preview.bar.print.isEnabled()
    preview.print()
    preview.save()
    with qtbot.waitSignal(preview.shown):
        preview.show_pdf(charges_paper(), "收费公示")
    assert preview.bar.print.isEnabled()
    preview.show_words("已经没有了")
    assert (preview.bar.page.text(), preview.bar.save.isEnabled()) == ("", False)


def test_file_is_saved_as_it_is_shown(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    preview = opened(qtbot, desk)
    messages.answers.append(tmp_path / "公示")
    with qtbot.waitSignal(preview.saved):
        preview.save()
    assert (tmp_path / "公示.pdf").read_bytes() == meals_paper()
    assert messages.notes == ["已保存 公示.pdf"]
    messages.answers.append(None)
    preview.save()


def test_file_that_cannot_be_saved_is_said(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    preview = opened(qtbot, desk)
    (tmp_path / "no").write_text("a file, no folder")
    messages.answers.append(tmp_path / "no" / "公示.pdf")
    preview.save()
    qtbot.waitUntil(lambda: bool(messages.errors))


def test_workbook_is_offered_where_there_is_one(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    preview = opened(qtbot, desk)
    assert preview.bar.excel.isHidden()
    preview.save_excel()

    def write(job: Job, path: Path) -> None:
        del job
        path.write_text("表")

    preview.offer_excel(write)
    messages.answers.append(tmp_path / "公示.xlsx")
    with qtbot.waitSignal(preview.saved):
        preview.bar.excel.click()
    assert (tmp_path / "公示.xlsx").read_text() == "表"
    preview.offer_excel(None)
    assert preview.bar.excel.isHidden()


def test_printing_tells_how_many_copies(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    preview = opened(qtbot, desk)
    path = tmp_path / "纸.pdf"

    def choose(owner: QWidget, printer: QPrinter, pages: int) -> bool:
        del owner
        assert pages == 4
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(path))
        printer.setPrintRange(QPrinter.PrintRange.PageRange)
        printer.setFromTo(2, 2)
        return True

    preview.choose = choose
    preview.sheets.setFocus()
    qtbot.waitUntil(preview.sheets.hasFocus)
    with qtbot.waitSignal(preview.printed) as sent:
        QTest.keyClick(preview.sheets, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert sent.args == [1]
    assert page_text(path.read_bytes(), 0) == page_text(meals_paper(), 1)
    assert messages.notes[-1].endswith("1 页，1 份")


def test_printing_that_was_called_off_prints_nothing(qtbot: QtBot, desk: Desk) -> None:
    preview = opened(qtbot, desk)
    preview.choose = lambda *_: False
    with qtbot.assertNotEmitted(preview.printed):
        preview.bar.print.click()


def test_pages_that_are_not_there_are_refused(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    preview = opened(qtbot, desk)

    def choose(owner: QWidget, printer: QPrinter, pages: int) -> bool:
        del owner
        printer.setPrintRange(QPrinter.PrintRange.PageRange)
        printer.setFromTo(pages + 1, pages + 2)
        return True

    preview.choose = choose
    preview.print()
    assert messages.sentences == ["选的页不在这份文件里，它只有4页。请重新选择页码。"]


def test_damaged_file_is_reported_once(qtbot: QtBot, desk: Desk, messages: QuietMessages) -> None:
    preview = opened(qtbot, desk)
    sheets = preview.sheets
    sizes = sheets.column.sizes
    sheets.show_pdf(b"%PDF-1.4 nothing", sizes)
    qtbot.waitUntil(lambda: bool(messages.crashes))
    QTest.keyClick(sheets, Qt.Key.Key_End)
    qtbot.wait(50)
    assert len(messages.crashes) == 1
    messages.crashes.clear()


def test_program_that_ends_while_a_page_is_drawn_asks_for_no_more(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    preview = opened(qtbot, desk)
    drawing, started = preview.sheets.drawing, list[object]()
    qtbot.waitUntil(lambda: not desk.tasks.running)
    desk.tasks.started.connect(started.append)
    drawing.cache.clear()
    drawing.ready.emit()
    desk.tasks.drain()
    assert len(started) == 1
    assert messages.crashes == []


def test_tab_walks_from_the_pages_over_all_buttons(qtbot: QtBot, desk: Desk) -> None:
    preview = opened(qtbot, desk)
    preview.activateWindow()
    qtbot.waitUntil(preview.isActiveWindow)
    preview.setFocus()
    passed = []
    while (holder := QApplication.focusWidget()) not in passed:
        assert holder is not None
        passed.append(holder)
        QTest.keyClick(holder, Qt.Key.Key_Tab)
    assert passed[0] is preview.sheets
    for button in (preview.bar.larger, preview.bar.save, preview.bar.print):
        assert button in passed
