from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desktop.core.errors import SchoolError
from desktop.reports.document import Align, Orientation, Table
from desktop.reports.lists import MOST_ROWS, PrintedList, document
from desktop.reports.pdf import render

LISTED = PrintedList(
    "学生名册",
    "青山村小学",
    date(2026, 11, 25),
    ("姓名", "班级", "金额"),
    frozenset({2}),
    (("张小红", "三年级1班", "1,234.50"), ("阿卜来提·如则托合提", "三年级2班", "3.00")),
    ("共 2 条",),
)


def table_of(listed: PrintedList) -> Table:
    table = document(listed).document.blocks[0]
    assert isinstance(table, Table)
    return table


def test_list_prints_its_columns_with_figures_at_the_right() -> None:
    table = table_of(LISTED)
    assert [column.align for column in table.columns] == [Align.LEFT, Align.LEFT, Align.RIGHT]
    assert table.columns[0].width > table.columns[2].width
    assert render(document(LISTED)).startswith(b"%PDF")


def test_wide_list_lies_on_its_side() -> None:
    long = "阿卜来提·如则托合提" * 2
    wide = replace(LISTED, rows=((long, long, ""),))
    assert document(wide).document.orientation is Orientation.LANDSCAPE
    narrow = replace(LISTED, titles=("姓名",), numbers=frozenset(), rows=(("张三",),))
    assert document(narrow).document.orientation is Orientation.PORTRAIT


def test_private_values_are_not_printed_from_a_list() -> None:
    for secret in ("13800001234", "11010120160307001X"):
        with pytest.raises(SchoolError) as refused:
            document(replace(LISTED, rows=((secret, "", ""),)))
        assert secret not in refused.value.sentence


def test_list_that_is_too_long_for_paper_is_refused() -> None:
    with pytest.raises(SchoolError, match="太长"):
        document(replace(LISTED, rows=(("张三", "", ""),) * (MOST_ROWS + 1)))
