from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop.views.tables.model import PAGE_ROWS, PAGES_HELD, WAITING_ROLE, PagedTable
from tests.views.tables.lines import COLUMNS, lines

if TYPE_CHECKING:
    from pytestqt.modeltest import ModelTester

    from tests.views.tables.lines import Line

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]

ROWS = lines(1000)


def check(tester: ModelTester, table: PagedTable[Line]) -> None:
    tester.check(table)


def filled(total: int = 1000) -> PagedTable[Line]:
    table = PagedTable(COLUMNS)
    table.fill(total, 0, ROWS[:PAGE_ROWS])
    return table


def test_model_keeps_the_rules_of_qt(qtmodeltester: ModelTester) -> None:
    table = filled(250)
    table.wanted.connect(
        lambda page: table.put(page, ROWS[page * PAGE_ROWS : (page + 1) * PAGE_ROWS])
    )
    check(qtmodeltester, table)


def test_empty_model_keeps_the_rules_of_qt(qtmodeltester: ModelTester) -> None:
    check(qtmodeltester, PagedTable(COLUMNS))


def test_row_that_has_not_come_waits_and_is_asked_for_once() -> None:
    table = filled()
    wanted: list[int] = []
    table.wanted.connect(wanted.append)
    cell = table.index(500, 1)
    assert [cell.data(), cell.data(WAITING_ROLE), cell.data()] == ["", True, ""]
    assert wanted == [5]
    table.put(5, ROWS[500:600])
    assert (cell.data(), cell.data(WAITING_ROLE)) == ("学生500", False)


def test_page_that_was_given_up_is_asked_for_again() -> None:
    table = filled()
    wanted: list[int] = []
    table.wanted.connect(wanted.append)
    table.ask(5)
    table.give_up(5)
    table.ask(5)
    assert wanted == [5, 5]


def test_pages_beyond_the_list_are_not_asked_for() -> None:
    table = filled()
    wanted: list[int] = []
    table.wanted.connect(wanted.append)
    for page in (-1, 0, 10):
        table.ask(page)
    assert wanted == []


def test_pages_that_were_looked_at_longest_ago_are_let_go() -> None:
    table = filled(100_000)
    for page in range(1, PAGES_HELD):
        table.put(page, ROWS[:PAGE_ROWS])
    assert table.line(0) is not None
    table.put(PAGES_HELD, ROWS[:PAGE_ROWS])
    assert table.line(0) is not None
    assert table.line(PAGE_ROWS) is None


def test_figures_stand_at_the_right() -> None:
    table = filled()
    role = Qt.ItemDataRole.TextAlignmentRole
    assert table.headerData(2, Qt.Orientation.Horizontal, role) & Qt.AlignmentFlag.AlignRight
    assert table.index(0, 2).data(role) & Qt.AlignmentFlag.AlignRight
