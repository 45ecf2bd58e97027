"""How a name sounds, for searching and sorting: zhangsan, zs.

The readings of single characters come from pypinyin, loaded once when first asked; its phrase
segmentation is slow and reads surnames wrongly, so surnames are in a table here.
"""

from __future__ import annotations

import os
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Surnames that sound otherwise than the character's first reading.
_SURNAMES: Final = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "区": "ou", "解": "xie", "查": "zha", "朴": "piao",
    "盖": "ge", "缪": "miao", "翟": "zhai", "覃": "qin", "员": "yun", "贠": "yun", "祭": "zhai",
    "繁": "po", "种": "chong", "都": "du", "句": "gou", "折": "she", "召": "shao", "乜": "nie",
    "佴": "nai", "藏": "zang", "阚": "kan", "郇": "xun", "洗": "xian", "乐": "yue", "能": "nai",
    "薄": "bo", "秘": "bi", "宿": "su", "角": "jue", "尉": "wei", "黑": "hei", "万": "wan",
}  # fmt: skip
_DOUBLE_SURNAMES: Final = {
    "单于": ("chan", "yu"), "尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "澹台": ("tan", "tai"),
}  # fmt: skip
_TOKEN: Final = re.compile(r"[A-Za-z]+|\S")
_SILENT: Final = frozenset("·.-'’\u02bc")
_DIAERESIS: Final = "\u0308"
_LONGEST_HAN: Final = 4
_BARE_DOUBLE: Final = 2


def pinyin(name: str, joint: str = "") -> str:
    """The sound of a normalised name in lower-case letters without tones (ü is v): 张三 → zhangsan.

    `joint` stands between the syllables. Only the surname (of a name of two to four characters
    without a dot) is read as a surname. Latin words stay whole; a character without a known
    reading stays itself.
    """
    return joint.join(syllables(name))


def initials(name: str) -> str:
    """The first letter of each syllable: 张三 → zs."""
    return first_letters(syllables(name))


def first_letters(sounds: Iterable[str]) -> str:
    """The first letter of each syllable."""
    return "".join([sound[0] for sound in sounds])


def syllables(name: str) -> tuple[str, ...]:
    """The sound of a normalised name, one text for each Han character or Latin word."""
    if name.isascii() or not 1 < len(name) <= _LONGEST_HAN or "·" in name:
        return tuple(_reading(t) for t in _TOKEN.findall(name) if t not in _SILENT)
    if len(name) > _BARE_DOUBLE and name[:2] in _DOUBLE_SURNAMES:
        return _DOUBLE_SURNAMES[name[:2]] + tuple(map(_reading, name[2:]))
    return (_SURNAMES.get(name[0]) or _reading(name[0]), *map(_reading, name[1:]))


@cache
def _reading(token: str) -> str:
    """The first reading of one character without its tone, or the token itself in lower case."""
    found = _readings().get(ord(token)) if len(token) == 1 else None
    if found is None:
        return token.casefold()
    plain = unicodedata.normalize("NFD", found.partition(",")[0]).replace("u" + _DIAERESIS, "v")
    return "".join(c for c in plain if not unicodedata.combining(c))


@cache
def _readings() -> Mapping[int, str]:
    # A documented switch: without the phrase table the library loads in a quarter of the time.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    # Heavy and needed only by searches and sorting.
    from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415

    return pinyin_dict
