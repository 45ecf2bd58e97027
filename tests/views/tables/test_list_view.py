from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu

from desktop.core.errors import SchoolError
from desktop.core.preferences import TypeSize
from desktop.views.style import Look, dress
from desktop.views.style.current import keep_tokens
from desktop.views.style.tokens import tokens
from desktop.views.tables import DetailSplit, ListView
from tests.views.tables.lines import COLUMNS, Line, Lines, lines, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui


def words(view: ListView) -> list[str]:
    """What is written on the screen."""
    return [label.text() for label in view.findChildren(QLabel) if label.isVisible()]


def test_list_reads_itself_when_it_is_first_shown(qtbot: QtBot, desk: Desk) -> None:
    source = Lines(lines(250))
    view = shown(qtbot, desk, source)
    assert source.asked[0] == (None, False, 0)
    assert view.grid.model().rowCount() == 250
    assert view.foot.words.text() == "共 250 条 · 合计 38,904.55"


def test_far_row_comes_when_it_is_looked_at(qtbot: QtBot, desk: Desk) -> None:
    view = shown(qtbot, desk, Lines(lines(100_000)))
    view.grid.setFocus()
    QTest.keyClick(view.grid, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: view.table.index(99_999, 1).data() == "学生99999")
    assert view.grid.currentIndex().row() == 99_999
    QTest.keyClick(view.grid, Qt.Key.Key_Home)
    assert view.grid.currentIndex().row() == 0


def test_header_sorts_in_the_source_and_the_other_way_round(qtbot: QtBot, desk: Desk) -> None:
    source = Lines(lines(30))
    view = shown(qtbot, desk, source)
    header = view.grid.horizontalHeader()
    for descending in (False, True):
        with qtbot.waitSignal(view.loaded):
            header.sectionClicked.emit(0)
        assert source.asked[-1] == ("number", descending, 0)
    assert view.table.index(0, 1).data() == "学生29"
    count = len(source.asked)
    header.sectionClicked.emit(1)
    assert len(source.asked) == count


def test_enter_opens_the_row_and_moving_selects_it(qtbot: QtBot, desk: Desk) -> None:
    view = shown(qtbot, desk, Lines(lines(30)))
    selected: list[Any] = []
    view.selected.connect(selected.append)
    QTest.keyClick(view.grid, Qt.Key.Key_Home)
    QTest.keyClick(view.grid, Qt.Key.Key_Down)
    with qtbot.waitSignal(view.activated) as opened:
        QTest.keyClick(view.grid, Qt.Key.Key_Return)
    assert [line.number for line in selected] == [0, 1]
    assert opened.args is not None
    assert opened.args[0].number == 1


def test_list_that_is_walked_into_has_chosen_nothing(qtbot: QtBot, desk: Desk) -> None:
    view = shown(qtbot, desk, Lines(lines(30)))
    view.grid.selectionModel().setCurrentIndex(
        view.table.index(0, 0), QItemSelectionModel.SelectionFlag.NoUpdate
    )
    selected: list[Any] = []
    view.selected.connect(selected.append)
    assert view.cursor_row.line() is None
    view.grid.go_to(0)
    view.grid.clearSelection()
    view.grid.go_to(0)
    assert [line.number if line else None for line in selected] == [0, None, 0]


def test_row_stays_current_when_it_has_moved_and_changed(qtbot: QtBot, desk: Desk) -> None:
    source = Lines(lines(30))
    view = shown(qtbot, desk, source)
    view.grid.go_to(7)
    selected: list[Any] = []
    view.selected.connect(selected.append)
    source.rows = [Line(-1, "新来的"), *lines(7), Line(7, "改了名")]
    with qtbot.waitSignal(view.loaded):
        view.reload()
    assert view.grid.currentIndex().row() == 8
    assert selected == [Line(7, "改了名")]


def test_list_that_has_become_short_shows_its_end(qtbot: QtBot, desk: Desk) -> None:
    source = Lines(lines(1000))
    view = shown(qtbot, desk, source)
    view.grid.go_to(950)
    qtbot.waitUntil(lambda: view.table.line(950) is not None)
    source.rows = source.rows[:120]
    with qtbot.waitSignal(view.loaded):
        view.reload()
    assert view.table.index(119, 1).data() == "学生119"


def test_copy_gives_cells_that_a_spreadsheet_takes(qtbot: QtBot, desk: Desk) -> None:
    view = shown(
        qtbot, desk, Lines([Line(0, "=1+1", "-12.50"), Line(1, '甲\t"乙"'), Line(2, "丙")])
    )
    view.grid.selectAll()
    QTest.keyClick(view.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "丙" in QApplication.clipboard().text())
    assert QApplication.clipboard().text().splitlines() == [
        "0\t'=1+1\t-12.50\t在校",
        '1\t"甲\t""乙"""\t1,234.50\t在校',
        "2\t丙\t1,234.50\t在校",
    ]
    page = QApplication.clipboard().mimeData().html()
    assert "mso-number-format" in page
    assert "秘密" not in page


def test_everything_can_be_copied_although_most_has_not_come(qtbot: QtBot, desk: Desk) -> None:
    QApplication.clipboard().clear()
    view = shown(qtbot, desk, Lines(lines(5000)))
    view.grid.selectAll()
    assert "已选 5,000 条" in view.foot.words.text()
    view.giving.copy(view.grid.spans(), headed=True)
    qtbot.waitUntil(lambda: "学生4999" in QApplication.clipboard().text())
    copied = QApplication.clipboard().text().splitlines()
    assert (len(copied), copied[0]) == (5001, "序号\t姓名\t金额\t状态")


def test_empty_list_says_what_belongs_here_and_a_filter_that_nothing_fits(
    qtbot: QtBot, desk: Desk
) -> None:
    view = shown(qtbot, desk, Lines([]))
    assert "还没有记录" in [
        label.text() for label in view.findChildren(QLabel) if label.isVisible()
    ]
    assert not view.foot.export.isEnabled()
    with qtbot.waitSignal(view.loaded):
        view.set_source(Lines([]), filtered=True)
    assert "没有符合条件的记录" in words(view)


def test_list_that_cannot_be_read_says_so_and_can_be_tried_again(qtbot: QtBot, desk: Desk) -> None:
    source = Lines(lines(3))
    view = shown(qtbot, desk, source)
    source.refusal = SchoolError("读不了。")
    with qtbot.waitSignal(view.loader.failed):
        QTest.keyClick(view.grid, Qt.Key.Key_F5)
    assert "F5" in view.foot.words.text()
    source.refusal = None
    with qtbot.waitSignal(view.loaded):
        QTest.keyClick(view.grid, Qt.Key.Key_F5)


def test_layout_is_kept_for_the_next_time(qtbot: QtBot, desk: Desk) -> None:
    view = shown(qtbot, desk, Lines(lines(3)))
    view.grid.setColumnWidth(0, 77)
    view.grid.horizontalHeader().moveSection(2, 0)
    view.arrangement.show_column("name", shown=False)
    with qtbot.waitSignal(view.arrangement.changed):
        pass
    again = shown(qtbot, desk, Lines(lines(3)))
    assert [column.key for column in again.arrangement.visible] == ["amount", "number", "state"]
    assert again.grid.columnWidth(0) == 77
    again.arrangement.restore()
    assert [c.key for c in again.arrangement.visible] == ["number", "name", "amount", "state"]


def test_room_that_the_last_column_takes_is_not_kept_as_its_width(qtbot: QtBot, desk: Desk) -> None:
    view = shown(qtbot, desk, Lines(lines(3)))
    view.resize(1500, 300)
    with qtbot.waitSignal(view.arrangement.changed):
        view.grid.setColumnWidth(0, 77)
    kept = desk.preferences.load().preferences.lists
    assert [set(layout.widths) for layout in kept.values()] == [{"number", "name", "amount"}]


def test_layout_that_cannot_be_kept_is_said_and_nothing_else_happens(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    view = shown(qtbot, desk, Lines(lines(3)))
    desk.preferences.path.unlink(missing_ok=True)
    desk.preferences.path.mkdir()
    with qtbot.waitSignal(view.arrangement.changed):
        view.grid.setColumnWidth(0, 99)
    assert any("没有记下来" in note for note in messages.notes)
    assert view.grid.columnWidth(0) == 99


@pytest.fixture
def own_look(qapp: QApplication) -> Iterator[QApplication]:
    """The look is put back afterwards."""
    before = qapp.styleSheet(), qapp.palette(), qapp.font()
    yield qapp
    keep_tokens(qapp, tokens(Look()))
    qapp.setStyleSheet(before[0])
    qapp.setPalette(before[1])
    qapp.setFont(before[2])


def test_columns_grow_and_shrink_with_the_type_and_are_kept_for_both(
    qtbot: QtBot, desk: Desk, own_look: QApplication
) -> None:
    def widths(view: ListView) -> list[int]:
        # The last one that is shown takes what is left.
        return [view.grid.columnWidth(at) for at in range(3)]

    dress(own_look, Look())
    view = shown(qtbot, desk, Lines(lines(3)))
    view.grid.setColumnWidth(1, 140)
    normal = widths(view)
    view.arrangement.keep()
    dress(own_look, Look(type_size=TypeSize.BIG))
    grown = [round(width * 18 / 14) for width in normal]
    assert widths(view) == grown
    assert widths(shown(qtbot, desk, Lines(lines(3)))) == grown
    dress(own_look, Look())
    assert widths(view) == normal


def test_last_column_cannot_be_hidden(qtbot: QtBot, desk: Desk) -> None:
    view = shown(qtbot, desk, Lines(lines(3)))
    for column in COLUMNS:
        view.arrangement.show_column(column.key, shown=False)
    assert len(view.arrangement.visible) == 1
    menu = view.arrangement.menu(view.grid)
    assert [a.isEnabled() for a in menu.actions() if a.isChecked()] == [False]
    menu.close()


def test_menu_of_a_row_offers_what_the_page_has_added(qtbot: QtBot, desk: Desk) -> None:
    view = shown(qtbot, desk, Lines(lines(3)))
    opened: list[Line] = []
    view.add_action("打开", opened.append)
    menu = view.menu.at(QPoint(5, view.grid.rowHeight(0) + 3))
    assert isinstance(menu, QMenu)
    assert [a.text() for a in menu.actions() if a.text()] == [
        *("打开", "复制", "连同栏目名复制", "复制这一格"),
    ]
    menu.actions()[0].trigger()
    assert [line.number for line in opened] == [1]
    menu.close()
    assert view.menu.at(QPoint(5, 390)) is None


def test_export_writes_what_is_shown_and_nothing_that_is_hidden(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    import openpyxl  # noqa: PLC0415 - only here

    view = shown(qtbot, desk, Lines([*lines(2500), Line(2500, "=HYPERLINK()")]))
    out = tmp_path / "样例.xlsx"
    messages.answers.append(out)
    view.foot.export.click()
    qtbot.waitUntil(out.exists, timeout=20_000)
    sheet = openpyxl.load_workbook(out).active
    rows = list(sheet.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert rows[1][:4] == ("序号", "姓名", "金额", "状态")
    assert rows[2][:4] == ("0", "学生0", 1234.5, "在校")
    assert (rows[2502][1], len(rows)) == ("=HYPERLINK()", 2505)
    assert not any("秘密" in str(cell) for row in rows for cell in row)


def test_print_shows_the_list_on_pages(qtbot: QtBot, desk: Desk) -> None:
    view = shown(qtbot, desk, Lines(lines(120)))
    assert view.foot.print.isHidden()
    seen: list[tuple[bytes, str]] = []
    view.preview_with(lambda pdf, title: seen.append((pdf, title)))
    view.foot.print.click()
    qtbot.waitUntil(lambda: bool(seen), timeout=20_000)
    assert seen[0][0].startswith(b"%PDF")
    assert seen[0][1] == "样例"


def test_pane_opens_with_the_row_and_escape_goes_back(qtbot: QtBot, desk: Desk) -> None:
    view = ListView(desk, "made", COLUMNS, Lines(lines(5)), QLabel())
    pane = QLabel("详情")
    split = DetailSplit(view, pane)
    qtbot.addWidget(split)
    split.resize(900, 400)
    with qtbot.waitSignal(view.loaded):
        split.show()
    room = split.widget(1)
    assert room.isHidden()
    view.grid.go_to(1)
    qtbot.waitUntil(pane.isVisible)
    QTest.keyClick(view.grid, Qt.Key.Key_Escape)
    assert room.isHidden()
