from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.reports.pdf.fonts import Role, width
from desktop.reports.pdf.typeset import Measure, break_lines, clean

NO_START = "，。、；：？！）》」』】〕％”’…·"
NO_END = "（《「『【〔“‘"
prose = st.text("公示学生午餐补助的，。；：（）《》“”·—123.50元abc 0951-", min_size=1, max_size=120)


def _texts(text: str, room: float, indent: float = 0.0) -> list[str]:
    return [line.text for line in break_lines(text, Measure(Role.BODY, 16.0, room, indent))]


@given(text=prose, room=st.floats(120, 400))
def test_nothing_is_lost_in_breaking(text: str, room: float) -> None:
    assert "".join(_texts(text, room)).replace(" ", "") == text.replace(" ", "")


@given(text=prose, room=st.floats(120, 400))
def test_lines_fit_the_room(text: str, room: float) -> None:
    for line in break_lines(text, Measure(Role.BODY, 16.0, room, indent=32.0)):
        assert line.width <= room + 0.01 or len(line.text) == 1


def test_closing_mark_begins_no_line() -> None:
    text = "公示学生午餐补助，" * 12
    for count in range(5, 20):
        assert not any(line[0] in NO_START for line in _texts(text, 16 * count + 1))


def test_opening_mark_ends_no_line() -> None:
    text = "公示（学生）《午餐》" * 12
    for count in range(5, 20):
        assert not any(line[-1] in NO_END for line in _texts(text, 16 * count + 1))


@pytest.mark.parametrize("word", ["0951-7123456", "36,015.00", "〔2021〕174号", "K7QM-2XP9"])
def test_number_is_not_torn_apart(word: str) -> None:
    for before in range(1, 24):
        lines = _texts("公" * before + word + "示" * 5, 16 * 14)
        assert any(word in line for line in lines)


def test_first_line_is_set_in() -> None:
    lines = _texts("公" * 30, 16 * 10, indent=32.0)
    assert [len(line) for line in lines] == [8, 10, 10, 2]


def test_word_longer_than_a_line_is_cut() -> None:
    lines = _texts("0" * 100, 160.0)
    assert len(lines) > 3
    assert "".join(lines) == "0" * 100


def test_breaks_and_tabs_become_blanks() -> None:
    assert clean("张\n三\t李四") == "张 三 李四"
    assert clean("张 三") == "张 三"


def test_width_grows_with_type_size() -> None:
    assert width("公示", Role.BODY, 16.0) == 32.0
    assert width("公示", Role.BODY, 8.0) == 16.0


def test_blank_at_the_end_of_a_line_is_not_carried_over() -> None:
    assert _texts("公示公示 学生午餐", 64.5) == ["公示公示", "学生午餐"]


def test_marks_stay_with_their_word_in_the_narrowest_column() -> None:
    assert _texts("标准（元/天）", 33.0) == ["标准", "（元", "/", "天）"]
    assert _texts("（（（天", 33.0) == ["（（", "（天"]
