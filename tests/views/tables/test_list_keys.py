"""What keys, menus and the foot do with a list, and which pages of it are read."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu

from desktop.views.tables import Chip, DetailSplit, ListView, Tone
from desktop.views.tables.model import CHIP_ROLE
from desktop.views.widgets.chips import chip_width
from tests.views.tables.lines import COLUMNS, Lines, lines, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from desktop.views.tables import ListPage
    from desktop.views.tasks import Job
    from tests.views.fakes import QuietMessages
    from tests.views.tables.lines import Line

pytestmark = pytest.mark.gui


def offsets(source: Lines) -> list[int]:
    """Where the pages began that were read after the first one."""
    return [offset for _, _, offset in source.asked[1:]]


def popped_up() -> QMenu:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def test_of_many_pages_flown_over_the_last_are_read_newest_first(qtbot: QtBot, desk: Desk) -> None:
    source = Lines(lines(2000))
    view = shown(qtbot, desk, source)
    for page in range(1, 10):
        view.table.ask(page)
    qtbot.waitUntil(lambda: view.table.line(600) is not None)
    assert offsets(source)[-4:] == [900, 800, 700, 600]
    assert 100 not in offsets(source)


def test_page_wanted_while_the_list_begins_anew_can_be_wanted_again(
    qtbot: QtBot, desk: Desk
) -> None:
    source = Lines(lines(2000))
    view = shown(qtbot, desk, source)
    wanted: list[int] = []
    view.table.wanted.connect(wanted.append)
    with qtbot.waitSignal(view.loaded):
        view.loader.begin()
        view.table.ask(15)
        view.table.ask(15)
    assert wanted == [15, 15]
    assert 1500 not in offsets(source)
    view.table.ask(15)
    qtbot.waitUntil(lambda: view.table.line(1500) is not None)
    assert 1500 in offsets(source)


class SlowLines(Lines):
    """A source whose far pages come only when a test lets them."""

    def __init__(self, rows: Sequence[Line]) -> None:
        super().__init__(rows)
        self.begun, self.go = Event(), Event()

    def page(
        self, job: Job, sort: str | None, *, descending: bool, offset: int, limit: int
    ) -> ListPage[Line]:
        if offset:
            self.begun.set()
            assert self.go.wait(10)
        return super().page(job, sort, descending=descending, offset=offset, limit=limit)


def test_page_of_a_list_that_was_begun_anew_meanwhile_is_dropped(qtbot: QtBot, desk: Desk) -> None:
    source = SlowLines(lines(2000))
    view = shown(qtbot, desk, source)
    view.table.ask(15)
    qtbot.waitUntil(source.begun.is_set)
    source.rows = lines(40)
    with qtbot.waitSignal(view.loaded):
        view.loader.begin()
        source.go.set()
    assert view.table.rowCount() == 40
    assert view.table.line(39) == source.rows[39]


def test_list_that_has_grown_meanwhile_is_read_anew(qtbot: QtBot, desk: Desk) -> None:
    source = Lines(lines(1000))
    view = shown(qtbot, desk, source)
    source.rows = lines(1003)
    with qtbot.waitSignal(view.loaded):
        view.table.ask(9)
    assert view.table.rowCount() == 1003
    assert view.foot.words.text().startswith("共 1,003 条")
    assert view.table.index(950, 1).data() == "学生950"


def test_copy_of_nothing_leaves_the_clipboard(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    view = shown(qtbot, desk, Lines(lines(3)))
    QApplication.clipboard().setText("别处的")
    view.grid.clearSelection()
    QTest.keyClick(view.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.wait(20)
    assert QApplication.clipboard().text() == "别处的"
    assert messages.notes == []


def test_menu_pops_up_over_a_row_and_copies_one_cell(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    view = shown(qtbot, desk, Lines(lines(3)))
    place = QPoint(view.grid.columnViewportPosition(1) + 5, view.grid.rowHeight(0) + 3)
    view.grid.customContextMenuRequested.emit(place)
    menu = popped_up()
    next(a for a in menu.actions() if a.text() == "复制这一格").trigger()
    menu.close()
    assert QApplication.clipboard().text() == "学生1"
    assert messages.notes == ["已复制"]


def test_no_menu_pops_up_where_no_row_is(qtbot: QtBot, desk: Desk) -> None:
    view = shown(qtbot, desk, Lines(lines(1)))
    view.grid.customContextMenuRequested.emit(QPoint(5, 250))
    assert QApplication.activePopupWidget() is None


def test_button_at_the_foot_offers_the_columns(qtbot: QtBot, desk: Desk) -> None:
    view = shown(qtbot, desk, Lines(lines(3)))
    view.foot.columns.click()
    menu = popped_up()
    offered = {a.text(): a.isChecked() for a in menu.actions() if a.isCheckable()}
    menu.close()
    assert offered == {"序号": True, "姓名": True, "金额": True, "状态": True, "备注": False}


def test_export_without_a_place_writes_nothing(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    view = shown(qtbot, desk, Lines(lines(3)))
    messages.answers.append(None)
    view.foot.export.click()
    qtbot.wait(20)
    assert messages.questions == ["导出 Excel"]
    assert messages.notes == []


def test_find_asks_for_the_filter_of_the_page(qtbot: QtBot, desk: Desk) -> None:
    view = shown(qtbot, desk, Lines(lines(3)))
    with qtbot.waitSignal(view.filtering):
        QTest.keyClick(view.grid, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)


def test_row_that_is_not_there_is_not_gone_to(qtbot: QtBot, desk: Desk) -> None:
    view = shown(qtbot, desk, Lines(lines(3)))
    view.grid.go_to(1)
    for row in (-1, 3):
        view.grid.go_to(row)
        assert view.grid.currentIndex().row() == 1


def test_rows_chosen_piece_by_piece_are_one_span(qtbot: QtBot, desk: Desk) -> None:
    view = shown(qtbot, desk, Lines(lines(9)))
    view.grid.clearSelection()
    whole = QItemSelectionModel.SelectionFlag.Rows | QItemSelectionModel.SelectionFlag.Select
    for first, last in ((3, 4), (1, 2), (7, 7)):
        piece = QItemSelection(view.table.index(first, 0), view.table.index(last, 0))
        view.grid.selectionModel().select(piece, whole)
    assert view.grid.spans() == [(1, 5), (7, 8)]


def test_state_is_a_chip_that_its_column_has_room_for(qtbot: QtBot, desk: Desk) -> None:
    view = shown(qtbot, desk, Lines(lines(3)))
    chip = view.table.index(0, 3).data(CHIP_ROLE)
    assert chip == Chip("在校", Tone.GOOD)
    assert view.table.index(0, 1).data(CHIP_ROLE) is None
    assert view.grid.sizeHintForColumn(3) > chip_width(chip, view.grid.fontMetrics())
    assert view.grid.sizeHintForColumn(1) >= view.grid.fontMetrics().horizontalAdvance("学生0")


def test_only_columns_have_titles(qtbot: QtBot, desk: Desk) -> None:
    table = shown(qtbot, desk, Lines(lines(3))).table
    assert table.headerData(1, Qt.Orientation.Horizontal) == "姓名"
    assert table.headerData(1, Qt.Orientation.Vertical) is None
    assert table.headerData(len(COLUMNS), Qt.Orientation.Horizontal) is None


def test_pane_that_is_open_keeps_the_width_it_was_given(qtbot: QtBot, desk: Desk) -> None:
    split = DetailSplit(ListView(desk, "made", COLUMNS, Lines([]), QLabel()), QLabel("详情"))
    qtbot.addWidget(split)
    split.resize(1200, 400)
    split.show()
    split.open_pane()
    before = split.sizes()
    split.setSizes([before[0] - 90, before[1] + 90])
    given = split.sizes()
    split.open_pane()
    assert split.sizes() == given != before
