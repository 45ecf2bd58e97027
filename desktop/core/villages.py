"""The village that an address names: 上湾村 and 平安乡上湾村委会3组12号 are one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_ABOVE: Final = re.compile(r"^.*(?:[省市县旗州盟]|(?<!社)区|街道|[乡镇])(?=[^省市县区旗乡镇]{2})")
_VILLAGE: Final = re.compile(
    r"^(?P<name>[^\d()（）]{1,12}?)(?:行政村|村委会|村民委员会|居委会|居民委员会|社区|嘎查|村)"
)
_BLANKS: Final = re.compile(r"\s+")
_LONGEST: Final = 6


@lru_cache(maxsize=65_536)
def village_key(text: str) -> str | None:
    """What two ways of writing one village have in common; None where no village is named.

    A short text without digits is taken for the village's bare name (上湾).
    """
    bare = _BLANKS.sub("", text)
    rest = _ABOVE.sub("", bare)
    found = _VILLAGE.match(rest)
    if found:
        return found["name"]
    plain = 1 < len(rest) <= _LONGEST and rest.isalpha()
    return rest if plain else None
