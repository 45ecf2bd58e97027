from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.reports.widths import fitted

texts = st.text("收费标准0.1元", max_size=60)


@given(rows=st.lists(st.tuples(texts, texts, texts), max_size=12))
def test_widths_fill_the_room_and_respect_the_least(rows: list[tuple[str, ...]]) -> None:
    least = [10.0, 20.0, 15.0]
    widths = fitted(least, rows, 120.0)
    assert 119.0 <= sum(widths) <= 120.0
    assert all(wide >= low for wide, low in zip(widths, least, strict=True))


def test_long_cells_get_the_room() -> None:
    widths = fitted([10.0, 10.0, 10.0], [("短", "很长的文字" * 12, "中等的文字")], 100.0)
    assert widths[1] > 60
    assert widths[0] == 10
