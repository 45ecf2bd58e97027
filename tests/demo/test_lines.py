from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.demo.lines import padded, table, width


def test_han_characters_are_two_columns_wide() -> None:
    assert width("学生abc") == 7
    assert width("（，）") == 6
    assert width("") == 0
    assert padded("学生", 6) == "学生  "
    assert padded("学生花名册", 4) == "学生花名册"


def test_first_column_stands_left_and_figures_right() -> None:
    assert table(("学校", "人数"), [("小学", 5), ("教学点", 1234)]) == [
        "学校    人数",
        "小学       5",
        "教学点  1234",
    ]


@given(st.lists(st.tuples(st.text("学a生·b", min_size=1), st.integers(0, 10**6)), max_size=5))
def test_lines_of_a_table_are_equally_wide(rows: list[tuple[str, int]]) -> None:
    assert len({width(line) for line in table(("名称", "数"), rows)}) == 1
