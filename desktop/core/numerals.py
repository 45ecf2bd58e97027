"""Small whole numbers written with Han characters: 七, 十二, 廿一, 三十一."""

from __future__ import annotations

from typing import Final

HAN_DIGITS: Final = "〇一二三四五六七八九"
_VALUES: Final = str.maketrans("〇零○oO" + HAN_DIGITS[1:], "00000123456789")
_SHORT_FORMS: Final = str.maketrans({"廿": "二十", "卅": "三十", "元": "一", "正": "一"})


def digit_by_digit(words: str) -> str:
    """Each Han digit as an Arabic one: 二〇一四 → 2014. Other characters stay."""
    return words.translate(_VALUES)


def small_number(words: str) -> int:
    """The number below 100 that `words` name, in Arabic or Han digits: 12, 十二, 廿一, 初五.

    Raises:
        ValueError: the words name no such number.
    """
    words = words.removeprefix("初").translate(_SHORT_FORMS)
    tens, ten, ones = words.rpartition("十")
    if not ten:
        return int(digit_by_digit(ones))
    return 10 * int(digit_by_digit(tens or "一")) + int(digit_by_digit(ones or "〇"))
