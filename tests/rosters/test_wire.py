"""What passes between the program and the child that reads a workbook."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rosters.wire import MOST_ROWS, Few, Rows, receive_reply, send

if TYPE_CHECKING:
    from desktop.rosters.cells import Row

TEXTS = st.sampled_from(["", "男", "女", "一年级1班"]) | st.text(max_size=5)
CELLS = (
    TEXTS
    | st.booleans()
    | st.floats(allow_nan=False)
    | st.dates()
    | st.datetimes()
    | st.times()
    | st.timedeltas(timedelta(days=-999), timedelta(days=999))
)


def sent(rows: list[Row]) -> list[Row]:
    stream = io.BytesIO()
    send(stream, Rows.of(rows))
    stream.seek(0)
    reply = receive_reply(stream)
    assert isinstance(reply, Rows)
    return reply.taken_apart()


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=20))
def test_rows_arrive_as_they_were(rows: list[Row]) -> None:
    came = sent(rows)
    assert came == rows
    assert [list(map(type, row)) for row in came] == [list(map(type, row)) for row in rows]


def test_rows_that_end_early_are_filled_up_and_empty_ones_stay() -> None:
    assert sent([["甲"], [], ["乙", 1.0]]) == [["甲", ""], ["", ""], ["乙", 1.0]]
    assert sent([[], []]) == [[], []]
    day: Row = [date(2026, 11, 25), datetime(2026, 11, 25, 8), time(8), timedelta(hours=8)]  # noqa: DTZ001 - cells have no zone
    assert sent([day]) == [day]


def test_text_that_comes_again_is_sent_once() -> None:
    packed = Rows.of([["汉族", f"号{number}"] for number in range(1000)])
    assert packed.columns[0] == Few(["汉族"], bytes(1000))
    assert isinstance(packed.columns[1], list)


@pytest.mark.parametrize(
    "rows",
    [Rows(1, [Few(["甲"], b"\x05")]), Rows(2, [["甲"], ["乙", "丙"]])],
    ids=["place", "length"],
)
def test_columns_that_do_not_fit_together_are_noticed(rows: Rows) -> None:
    with pytest.raises((IndexError, ValueError)):
        rows.taken_apart()


def test_more_rows_than_a_message_holds_are_refused() -> None:
    stream = io.BytesIO()
    send(stream, Rows(MOST_ROWS + 1, []))
    stream.seek(0)
    with pytest.raises(msgspec.ValidationError):
        receive_reply(stream)
