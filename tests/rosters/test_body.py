"""The lines below a header: what counts at first sight is what would count after a long look."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import patch

from hypothesis import example, given
from hypothesis import strategies as st

from desktop.rosters.body import Block, Body
from desktop.rosters.columns import Column, Vocabulary
from desktop.rosters.layout import Head, find_header

if TYPE_CHECKING:
    from desktop.rosters.body import BodyLine
    from desktop.rosters.cells import Row
    from desktop.rosters.results import Skipped

_COLUMNS = (Column("class", "班级"), Column("name", "姓名"), Column("sex", "性别"))
_HEADING: Row = ["班级", "姓名", "性别"]
_WORDS = (
    *("", " ", "无", "没有", "暂无", "缺考", "1", "31", "12.5", "第1页", "三年级", "三年级2班"),
    *(
        "班级",
        "姓名",
        "性别",
        "合计",
        "合计人数",
        "小计",
        "填表人",
        "制表",
        "说明",
        "审核",
        "张校长",
    ),
    *("王小明", "王小明：", "学前班", "大班", "欧阳文静", "周三丰", "平安县", "男", "甲", "花名册"),
)
_CELLS = st.one_of(
    st.sampled_from(_WORDS),
    st.text(st.sampled_from("一三班级年王张第页合计注：1 "), max_size=5),
    st.integers(0, 40),
    st.booleans(),
)
_LINES = st.lists(st.lists(_CELLS, max_size=4), max_size=6)


def _sorted(lines: list[Row], anchor: int) -> tuple[list[BodyLine], list[Skipped]]:
    rows: list[Row] = [["花名册"], _HEADING, *lines]
    header = find_header(Head(rows[:2], []), Vocabulary(_COLUMNS), "name")
    assert header is not None
    body = Body(Head(rows[:2], []), header, (Block(tuple(enumerate(_COLUMNS)), anchor),), [])
    return list(body.lines([rows])), body.skipped


@given(_LINES, st.integers(0, 1))
@example([["三年级2班", "王小明", "男"]], 1)
@example([["三年级"], ["合计", "王小明"]], 0)
@example([["合计", "王小明"]], 1)
@example([["31", "王小明"], ["姓名", "王小明"], ["花名册", "花名册"]], 1)
def test_first_sight_never_differs_from_the_long_look(lines: list[Row], anchor: int) -> None:
    at_first_sight = _sorted(lines, anchor)
    with patch.object(Body, "_is_plain", return_value=False):
        assert at_first_sight == _sorted(lines, anchor)


def test_ordinary_lines_count_at_first_sight() -> None:
    with patch.object(Body, "_reason", side_effect=AssertionError):
        lines, skipped = _sorted([["1", "王小明", "男"], [2, "欧阳文静", ""]], 1)
    assert [line.row for line in lines] == [2, 3]
    assert skipped == []
