"""What was healed while a cell was read, and the healing that numbers of all kinds share."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from desktop.core.labels import Labelled


class Repair(Labelled):
    """A change made to what stood in the cell; the label is told to the person."""

    BLANKS = "blanks", "去掉了空格"
    INVISIBLE = "invisible", "去掉了看不见的字符"
    APOSTROPHE = "apostrophe", "去掉了开头的单引号"
    FULL_WIDTH = "full_width", "全角字符改成了半角"
    LOWER_CASE = "lower_case", "小写字母改成了大写"
    HYPHENS = "hyphens", "去掉了连字符"
    DECIMAL = "decimal", "去掉了末尾的“.0”"
    DOTS = "dots", "间隔点统一成了“·”"
    RADICALS = "radicals", "部首字符改成了汉字"
    COUNTRY_CODE = "country_code", "去掉了电话前面的国家代码"
    CHINESE_DIGITS = "chinese_digits", "汉字日期改成了数字"
    WORDS_DROPPED = "words_dropped", "去掉了号码旁边的文字"
    TIME_DROPPED = "time_dropped", "去掉了日期后面的时刻或星期"


Steps = tuple[tuple[Repair, Callable[[str], str]], ...]
"""What to heal, in this order: the name of each repair and how it is done."""

EXACT_FLOAT: Final = 10**15
"""From here on Excel keeps only 15 digits: a number cell this large has lost its end."""

LOSSY: Final = re.compile(r"\d(?:\.\d*)?E\+?\d+")
"""A number in scientific notation (upper case): its last digits are gone."""

# Zero-width and direction marks, soft hyphen, byte order mark: seen in web exports.
INVISIBLE: Final = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u0000-\u0008\u000e-\u001b\u007f]"
)
_APOSTROPHES: Final = "'‘’＇`｀"
_BLANK: Final = re.compile(r"\s+")
_HYPHEN: Final = re.compile("[-\u2010-\u2015\u2212\ufe63]")
_WIDE: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_TIDY: Final = re.compile(r"[0-9A-Z]+")
_TRAILING_ZERO: Final = re.compile(r"(\d+)\.0+")


def narrow(text: str) -> str:
    """Full-width ASCII (U+FF01–FF5E) as half-width; every other character as it is."""
    return text.translate(_WIDE)


def cell_text(value: str | float) -> str:
    """A cell as text: whole floats without ".0", numbers never in scientific notation."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def heal(text: str, steps: Steps) -> tuple[str, tuple[Repair, ...]]:
    """Take each step in turn; returns the text and the repairs that changed it, in their order."""
    repairs = []
    for repair, step in steps:
        healed = step(text)
        if healed != text:
            repairs.append(repair)
            text = healed
    return text, tuple(repairs)


_STEPS: Final[Steps] = (
    (Repair.INVISIBLE, lambda t: INVISIBLE.sub("", t)),
    (Repair.BLANKS, lambda t: _BLANK.sub("", t)),
    (Repair.APOSTROPHE, lambda t: t.strip(_APOSTROPHES)),
    (Repair.FULL_WIDTH, narrow),
    (Repair.LOWER_CASE, str.upper),
    (Repair.HYPHENS, lambda t: _HYPHEN.sub("", t)),
    (
        Repair.DECIMAL,
        lambda t: _TRAILING_ZERO.sub(r"\1", t) if _TRAILING_ZERO.fullmatch(t) else t,
    ),
)


def tidy_number(text: str) -> tuple[str, tuple[Repair, ...]]:
    """Heal the text of a number (identity, card, code): upper case, half width, nothing between.

    Returns the healed text and what was done, in the order in which it was done.
    """
    if _TIDY.fullmatch(text):
        return text, ()
    return heal(text, _STEPS)
