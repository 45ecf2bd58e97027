"""Han numerals below one hundred."""

import pytest

from desktop.core.numerals import digit_by_digit, small_number


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("12", 12),
        ("七", 7),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("三十一", 31),
        ("廿一", 21),
        ("卅", 30),
        ("初五", 5),
        ("初十", 10),
        ("元", 1),
        ("正", 1),
        ("〇", 0),
    ],
)
def test_small_numbers(words: str, number: int) -> None:
    assert small_number(words) == number


def test_words_that_are_no_number_are_refused() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        small_number("太阳")


def test_digits_one_by_one() -> None:
    assert digit_by_digit("二〇一四年") == "2014年"
    assert digit_by_digit("二零○Oo") == "20000"
