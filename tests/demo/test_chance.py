from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.demo.chance import Chance


def test_stream_is_the_same_on_every_machine() -> None:
    chance = Chance("平安县")
    assert [chance.below(1000) for _ in range(6)] == [773, 537, 443, 154, 228, 261]


def test_stream_is_the_published_one() -> None:
    chance = Chance("")
    chance._state = 1234567
    assert [chance.below(1 << 64) for _ in range(2)] == [6457827717110365317, 3203168211198807973]


def test_words_make_different_streams() -> None:
    assert [Chance("甲").below(10**9) for _ in range(3)] != [
        Chance("乙").below(10**9) for _ in range(3)
    ]


@given(st.text(max_size=10), st.integers(-50, 50), st.integers(0, 100))
def test_number_stays_between(word: str, low: int, more: int) -> None:
    chance = Chance(word)
    assert all(low <= chance.between(low, low + more) <= low + more for _ in range(20))


def test_all_choices_come_as_often_as_they_weigh() -> None:
    chance = Chance("称")
    drawn = [chance.weighted((("重", 900), ("轻", 100), ("无", 0))) for _ in range(2000)]
    assert 1700 < drawn.count("重") < 1900
    assert drawn.count("无") == 0


def test_never_and_always() -> None:
    chance = Chance("是否")
    assert not any(chance.happens(0) for _ in range(100))
    assert all(chance.happens(1000) for _ in range(100))
    assert chance.pick(["只有一个"]) == "只有一个"
